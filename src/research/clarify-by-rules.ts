import type { Language } from '#vocabulary'
import { datesIn } from '#reading'
import { readAsked } from '#reasoning'
import { asksForNews } from './asks-for-news.ts'
import { mostAsked, mostOptions, type ClarifyAnswer, type OpenPoint } from './clarify.prompt.ts'
import { refersToNothing } from './refers-to-nothing.ts'

type Asked = ClarifyAnswer['questions'][number]

/** What a value is of that is another each year, as sources give it. */
const changing =
  /\b(?:population|inhabitants|gdp|unemployment|inflation|revenues?|turnover|profits?|prices?|exchange rate|visitors|passengers|employees|staff|members|students|emissions|market share|water level|life expectancy|output)\b|人口|居民|产值|生产总值|失业率|通胀率|通货膨胀率|营收|营业额|收入|利润|价格|房价|油价|汇率|游客|客流|旅客|员工|会员|学生人数|在校生|排放量|市场份额|水位|预期寿命|产量/iu
const asksAmount = /\b(?:how (?:many|much|large|big|high)|what (?:is|are|was|were))\b|多少|多大|多高|几/iu
const timed =
  /\b(?:now|today|current(?:ly)?|latest|most recent(?:ly)?|at present|this year|last year|ever|average|peak|record|when|since|until|after|before|during|over the (?:years|decades))\b|目前|现在|如今|当前|现有|最新|最近|今年|去年|历年|截至|平均|峰值|当时|何时|哪一?年|以来|之后|之前|期间/iu
/** What asks for anything at all. */
const empty =
  /^(?:more|tell|explain|describe|summari[sz]|overview|inform|information|detail|someth|anyth|everyth|know|find|about|help|pleas|介绍|说明|概述|信息|情况|内容|详细|了解|资料)$/iu

/** What a question leaves open, by its grammar and by the titles that are held; the twin of the planner. */
export function clarifyByRules(question: string, language: Language, titles: readonly string[]): Asked[] {
  const texts = textsOf[language]
  const options = titles.slice(0, mostOptions)
  const ask = (why: OpenPoint, text: string, offered: readonly string[]): Asked => ({
    why,
    question: text,
    options: [...offered],
  })
  // What a reference or a missing subject stands for must be known before anything else can be asked.
  if (refersToNothing(question, language)) return [ask('reference', texts.reference, options)]
  if (titles.length !== 1 && saysNoTopic(question, language)) return [ask('topic', texts.topic, options)]
  const several = ofOneName(question, language, titles)
  return [
    ...several.map(({ name, which }) => ask('several', texts.several(name), which.slice(0, mostOptions))),
    ...(asksWithoutPeriod(question, language) ? [ask('period', texts.period, texts.periods)] : []),
  ].slice(0, mostAsked)
}

function saysNoTopic(question: string, language: Language): boolean {
  if (asksForNews(question, language)) return false
  const { subjects, items } = readAsked(question, language)
  return (
    subjects.length === 0 &&
    items.every(({ text, attributes }) => {
      // "What is the population?": a property is no subject.
      const rest = attributes.reduce((left, { words }) => withoutWords(left, words), text)
      return readAsked(rest, language).items.every(({ words }) =>
        [...words].every((word) => empty.test(word)),
      )
    })
  )
}

function withoutWords(text: string, words: RegExp): string {
  const latin = text.replace(/[\p{Script=Latin}'’-]+/gu, (word) => (words.test(word) ? '' : word))
  return latin.replace(new RegExp(words.source, 'giu'), (found) =>
    /\p{Script=Han}/u.test(found) ? '' : found,
  )
}

/** Names in the question that several held documents are about, told apart by what their titles add. */
function ofOneName(
  question: string,
  language: Language,
  titles: readonly string[],
): { readonly name: string; readonly which: string[] }[] {
  const { subjects } = readAsked(question, language)
  return subjects.flatMap((name) => {
    const which = [
      ...new Set(titles.filter((title) => tellsApart(title, name) && !saidIn(question, title, name))),
    ]
    return which.length > 1 && !titles.includes(name) ? [{ name, which }] : []
  })
}

/** `Springfield, Illinois`, `Mercury (planet)`, `清湖（江苏）`: not what is only told of it, nor another edition. */
function tellsApart(title: string, name: string): boolean {
  const rest = title.startsWith(name) ? title.slice(name.length) : ''
  const [, apart] = /^\s*[,，(（]\s*([^()（）]+?)\s*[)）]?$/u.exec(rest) ?? []
  return apart !== undefined && datesIn(apart).length === 0 && !/\d/.test(apart)
}

function saidIn(question: string, title: string, name: string): boolean {
  const apart = title.slice(name.length).match(/[\p{L}\p{N}]+/gu) ?? []
  return apart.some((word) => question.toLowerCase().includes(word.toLowerCase()))
}

function asksWithoutPeriod(question: string, language: Language): boolean {
  const { subjects, manner } = readAsked(question, language)
  // A cause or a meaning is asked of "inflation"; only an amount of something changes with the years.
  const ofSomething =
    subjects.length > 0 || (language === 'zh' ? /的/u : /\b(?:of|in|does|do|has|have)\b/i).test(question)
  return (
    changing.test(question) &&
    asksAmount.test(question) &&
    ofSomething &&
    manner !== 'history' &&
    datesIn(question).length === 0 &&
    !timed.test(question)
  )
}

const textsOf = {
  en: {
    reference: 'What does the question refer to?',
    topic: 'What is the question about?',
    several: (name: string) => `Which ${name} is meant?`,
    period: 'Of what time?',
    periods: ['the latest figure', 'over the years'],
  },
  zh: {
    reference: '问题中所指的是什么？',
    topic: '问题的对象是什么？',
    several: (name: string) => `指的是哪一个${name}？`,
    period: '指什么时候？',
    periods: ['最新的数据', '历年的变化'],
  },
} as const
