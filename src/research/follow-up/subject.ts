import { languageOf } from '#vocabulary'
import { datesIn, namesIn } from '#reading'
import type { Previous } from '../strategy.ts'

/** What of an earlier run a question may refer back to. */
export type AskedBefore = Pick<Previous, 'question' | 'title'> & Partial<Pick<Previous, 'findings'>>

/** What a question was about, as one may refer to it. */
export interface Subject {
  /** The name that a singular refers to; undefined: it has none. */
  readonly one?: string
  /** All names, for a plural. */
  readonly all: readonly string[]
  /** Who the answer named, where the question asked for a person; for `he` and `她`. */
  readonly person?: string
  /** A year or date that the question named. */
  readonly date?: string
}

/** Names by form, and in Chinese by the place that the subject of a question has; the longest is what it is about. */
export function subjectOf({ question, title, findings = [] }: AskedBefore): Subject {
  const names = namesOf(question)
  const all = names.length > 0 ? names : namesOf(title)
  const one = all.toSorted((a, b) => b.length - a.length)[0]
  const person = asksForPerson(question) ? answerName(question, findings) : undefined
  const date = datesIn(question)[0]?.text
  return {
    all,
    ...(one === undefined ? {} : { one }),
    ...(person === undefined ? {} : { person }),
    ...(date === undefined ? {} : { date }),
  }
}

/** Names that a text holds, in order, each once. */
export function namesOf(text: string): string[] {
  const dates = datesIn(text)
  const found = namesIn(text, dates).map((name) => withoutVerb(name.text))
  if (languageOf(text) !== 'zh') return [...new Set(found)]
  const subject = chineseSubject(text)
  // Where the grammar tells the whole subject, a name that is a part of it is no other.
  const rest = found.filter((name) => !subject.some((one) => one.includes(name) || name.includes(one)))
  return [...new Set([...subject, ...rest])]
}

/** A capital at the beginning says nothing: "Compare the Rhine" is a verb and a name. */
function withoutVerb(name: string): string {
  return name
    .replace(/^(?:比较|对比|介绍|说明|分析|简述|关于)/, '')
    .replace(
      /^(?:Compare|Describe|Explain|List|Summari[sz]e|Tell|Give|Find|Name|Is|Are|Was|Were|Did|Does|Do|Has|Have|Can|Could|Will|Would|Which|What|Who|When|Where|Why|How|And|But|About)\s+(?:the\s+)?/,
      '',
    )
}

/** What asks, or begins to say something of the subject. */
const asks =
  /(?:是|有|由|在|于|被|为|花了?|用了?|一?共|总共|会|能|可以)?(?:什么|何时|何地|何人|何种|哪|多少|多[长高深宽大久远重快早晚]|几|为何|为什么|怎么|怎样|如何|谁|是否|是不是)/

function chineseSubject(question: string): string[] {
  const asked = question.replace(/^(?:请问|请|那么|那|比较|对比)/, '').replace(/[？?。！!]+$/, '')
  const title = asked.match(/《[^》]+》/g)
  if (title) return [...title]
  // 谁设计了悉尼歌剧院；什么是量子计算；谁是深圳市的市长。
  const object = /^(?:是?谁|什么人|何人|哪位)[\p{Script=Han}]{1,3}了(.+)$/u.exec(asked)?.[1]
  const defined = /^(?:什么是|谁是|何为)(.+)$/.exec(asked)?.[1]
  const at = asks.exec(asked)?.index ?? -1
  const before = at > 0 ? asked.slice(0, at) : /^(.+?)的/.exec(asked)?.[1]
  const whole = object ?? defined ?? before
  if (whole === undefined) return []
  return headsOf(whole).filter(
    (name) => name.length >= 2 && name.length <= 16 && !/^(?:它|他|她|这|那|其)/.test(name),
  )
}

/** Verbs that stand between a subject and what is asked of it; short ones only with their aspect, since names end so too. */
const verbs =
  /(?:(?:发表|出版|建造|设计|创作|创办|发明|拥有|包括|包含|经历|参加|担任|研究|提出|发现|获得|生于|死于|位于|建于|写于|始于)(?:过|了)?|[写读做说去到得建造拍演唱打住当获赢输](?:过|了))$/u

/** 武汉长江大桥的造价 is about 武汉长江大桥; 黄河和长江 are two. */
function headsOf(phrase: string): string[] {
  const noun = phrase
    .replace(/^(?:在|对|从|关于)/, '')
    .replace(/\d{4}年(?:的)?/g, '')
    .split('的')[0]!
    .replace(verbs, '')
    .replace(/(?:分别|各自?|都|到底|究竟|最初|最早|最终|一共|总共|最后)+$/, '')
  return noun.split(/[、和与跟及]/).map((part) => part.trim())
}

function asksForPerson(question: string): boolean {
  return /\bwho(?:m|se)?\b/i.test(question) || /谁|哪位|何人|什么人/.test(question)
}

/** The name that the first answer brought, beyond those of the question. */
function answerName(question: string, findings: NonNullable<AskedBefore['findings']>): string | undefined {
  for (const { claim } of findings.slice(0, 3)) {
    const latin = namesIn(claim.text).filter(({ text }) => !question.includes(text))
    // 由约恩·乌松设计: a person's name stands behind 由 or before 设计.
    const han =
      /(?:由|是)([\p{Script=Han}·]{2,12}?)(?:设计|建造|创立|创办|发明|写|撰写|领导|创建|主持|所)/u.exec(
        claim.text,
      )?.[1]
    const name = han ?? latin.find(({ kind }) => kind === 'person' || kind === 'name')?.text
    if (name !== undefined) return name
  }
  return undefined
}
