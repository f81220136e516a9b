/** What a prompt asks: the question in it (`mind-question.ts`), the texts shown, how many things and which language. */
import type { LabLanguage } from '../world.ts'
import { Facts } from './mind-facts.ts'
import { bestLine, findQuestions, understood, type AskedQuestion } from './mind-question.ts'
import { listedQuestions, type ListedQuestion } from './mind-listed.ts'
import { looseSources } from './mind-loose.ts'
import { addressesIn, sourcesInJson, takeApart, type Source } from './mind-source.ts'
import type { ModelAsk, ShownTurn } from './model.ts'

/** A prompt, read. */
export interface Reading {
  readonly ask: ModelAsk
  readonly question: AskedQuestion
  /** What the question is a part of, where that is told. */
  readonly whole?: AskedQuestion
  readonly language: LabLanguage
  readonly facts: Facts
  /** Texts from outside, in order. */
  readonly sources: readonly Source[]
  /** Questions under marks, to choose from or to go by. */
  readonly listed: readonly ListedQuestion[]
  /** The words of whoever asks, without what is quoted. */
  readonly words: string
  /** All that was shown. */
  readonly shown: string
  /** How many are wanted at most, where that is told. */
  readonly most?: number
  /** So many are wanted, not fewer: `Write 3 search queries`. */
  readonly exactly?: true
}

/** Blocks that hold what is to be answered or checked, not what is known. */
const askingTags = /^(?:query|question|topic|prompt|task)$/i

/** Reads a prompt. */
export function readPrompt(ask: ModelAsk): Reading {
  const turns = ask.turns.filter(({ role }) => role !== 'assistant')
  const parts = turns.map((turn) => ({
    role: turn.role,
    apart: takeApart(turn.text),
    opened: openedBy(turn, ask),
  }))
  const quoted = parts.flatMap(({ apart }) => apart.sources)
  const asking = quoted.filter(isAsking)
  const words = parts.filter(({ role }) => role !== 'tool').map(({ apart }) => apart.rest)
  const user = parts.filter(({ role }) => role === 'user').map(({ apart }) => apart.rest)
  const system = parts.filter(({ role }) => role === 'system').map(({ apart }) => apart.rest)
  const sources = materialOf(parts)
  const facts = new Facts(sources)
  const found = findQuestions(user, asking, system)
  const question = understood(found.question ?? bestLine(user, asking), facts)
  const most = countIn(words.join('\n'))
  return {
    ask,
    question,
    ...(found.whole ? { whole: understood(found.whole, facts) } : {}),
    language: languageIn(question.text, words.join('\n')),
    facts,
    sources,
    listed: listedQuestions(user, quoted, facts),
    words: words.join('\n'),
    shown: ask.turns.map(({ text }) => text).join('\n'),
    ...most,
  }
}

function isAsking({ id, about }: Source): boolean {
  return askingTags.test(id ?? '') || askingTags.test(about['tag'] ?? '')
}

/** Sentences to be checked or corrected are no source of what is so. */
export function isClaim({ id = '', about }: Source): boolean {
  return about['evidence'] !== undefined || (/^S\d+$/.test(id) && about['source'] === undefined)
}

/** The address that a tool was called with: what it answers stands there. Several: it is not known which. */
function openedBy({ answers }: ShownTurn, { turns }: ModelAsk): string | undefined {
  if (answers === undefined) return undefined
  const call = turns.flatMap(({ calls = [] }) => calls).findLast(({ id }) => id === answers)
  const addresses = addressesIn(call?.arguments ?? '')
  return addresses.length === 1 ? addresses[0] : undefined
}

interface Part {
  readonly role: string
  readonly apart: ReturnType<typeof takeApart>
  readonly opened: string | undefined
}

/** Words of prompts that tell what was found out before: only there is a question with an answer a thing that is known. */
const toldBefore =
  /\b(?:so far|already|known|found|previous(?:ly)?|earlier|intermediate|history|progress|collected|gathered|learned|established|sub-?answers?)\b|已(?:知|经|有|查明|找到)|先前|此前|之前|目前|进展|中间结果/i

/** Turns of tools count whole; of the rest what is marked, and what stands in lines of its own. */
function materialOf(parts: readonly Part[]): Source[] {
  const placed = (sources: readonly Source[], { opened }: Part): Source[] =>
    sources.map((one) => (opened === undefined || one.url !== undefined ? one : { ...one, url: opened }))
  const quoted = parts
    .flatMap((part) => placed(part.apart.sources, part))
    .filter((one) => !isAsking(one) && !isClaim(one))
  const told = parts.some(({ role, apart }) => role !== 'tool' && toldBefore.test(apart.rest))
  const loose = parts
    .flatMap((part) =>
      part.role === 'system' ? [] : placed(looseSources(withoutExamples(part.apart.rest)), part),
    )
    .map((one) => (told ? one : { ...one, about: { ...one.about, pairs: 'no' } }))
  const system = parts.flatMap(({ role, apart }) =>
    role === 'system' ? looseSources(withoutExamples(apart.rest)) : [],
  )
  return [...quoted, ...loose, ...system]
}

/** What is to be checked is not known by being asked. */
const claimLine =
  /^[ \t*_#>-]*(?:claims?|statements?|sentences?|hypothes[ei]s|assertions?|声明|陈述|句子|论断)(?:\s*\d+)?(?:\s+to (?:check|verify|judge))?[\s*_]*[:：].*$/gim

/** Lines that show how an answer may look say nothing of the world. */
function withoutExamples(text: string): string {
  return text
    .replace(/^.*(?:(?:^|[\s(])examples?\s*[:：]|\bfor example\b|\bas in:|\be\.g\.|例如|示例).*$/gim, '')
    .replace(claimLine, '')
}

const numbers: Readonly<Record<string, number>> = {
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10,
  一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10,
} // prettier-ignore

const countForms: readonly RegExp[] = [
  /(?:at most|up to|no more than|a maximum of|maximum(?: of)?|not more than|fewer than|limit(?:ed)? to|exactly)\s+\**(\d{1,3}|[a-z]+)\b(?!\**\s*(?:words?|characters?|tokens|pages|minutes))/gi,
  /(?:至多|最多|不超过|不多于|上限为?|恰好)\s*(\d{1,3}|[一两二三四五六七八九十])(?!\d|\s*[字词页])/g,
  /\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:\w+\s+){0,3}?(?:sub-?questions?|questions|queries|query|topics|subtopics|keywords|sections|headings)\b/gi,
  /(\d{1,2}|[一两二三四五六七八九十])\s*[个条组项](?:[^\s，。]{0,24})(?:问题|查询|关键词|主题|检索式|检索词|小节)/g,
]

/** How many things a prompt wants at most; the last word on it counts, for it is the nearest to the question. */
function countIn(words: string): Pick<Reading, 'most' | 'exactly'> {
  for (const [at, form] of countForms.entries()) {
    const told = [...words.matchAll(form)].flatMap(([, count]) => {
      const number = numbers[count!.toLowerCase()] ?? Number(count)
      return Number.isInteger(number) && number > 0 ? [number] : []
    })
    const most = told.at(-1)
    // The first two forms are those of bounds.
    if (most !== undefined) return { most, ...(at < 2 ? {} : { exactly: true }) }
  }
  return {}
}

/** The language of the question, unless another is asked for. */
function languageIn(question: string, words: string): LabLanguage {
  if (
    /\b(?:answer|respond|reply|write|report)\b[^.\n]{0,60}\bin (?:simplified )?chinese\b|用(?:简体)?中文(?:回答|撰写|作答|书写|写)/i.test(
      words,
    )
  )
    return 'zh'
  if (
    /\b(?:answer|respond|reply|write|report)\b[^.\n]{0,60}\bin english\b|用英文(?:回答|撰写|作答|书写)/i.test(
      words,
    )
  )
    return 'en'
  const han = question.match(/\p{Script=Han}/gu)?.length ?? 0
  const latin = question.match(/[a-z]{2,}/gi)?.length ?? 0
  if (han + latin === 0) return /\p{Script=Han}/u.test(words) ? 'zh' : 'en'
  return han > latin ? 'zh' : 'en'
}

/** Sources in a tool's answer that is no JSON and has no marks. */
export function plainSources(text: string): Source[] {
  const apart = takeApart(text)
  return [
    ...apart.sources,
    ...looseSources(apart.rest),
    ...(apart.sources.length > 0 ? [] : sourcesInJson(text)),
  ]
}
