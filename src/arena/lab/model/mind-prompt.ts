/**
 * What a prompt asks: the question in it, what it belongs to, how long and in which form the answer may be.
 *
 * The question is looked for in the words of whoever asks, the last turn first, after such marks as `Question:`,
 * and only where none stands there in what is quoted.
 */
import { labLanguages, type LabLanguage } from '../world.ts'
import { questionsIn, readQuestion, relations, type ReadQuestion } from '../language/index.ts'
import { nameShapes } from '../language/name-shapes.ts'
import { Facts, folded } from './mind-facts.ts'
import { looseSources, sourcesInJson, takeApart, type Source } from './mind-source.ts'
import type { ModelAsk } from './model.ts'

/** A question as it stands in the prompt. */
export interface AskedQuestion {
  readonly text: string
  /** Absent: its words are not those of the world; names and cues were not enough either. */
  readonly read?: ReadQuestion
}

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
  /** The words of whoever asks, without what is quoted. */
  readonly words: string
  /** All that was shown. */
  readonly shown: string
  /** How many are wanted at most, where that is told. */
  readonly most?: number
}

/** Blocks that hold what is to be answered or checked, not what is known. */
const askingTags = /^(?:query|question|topic|prompt|task)$/i

/** Reads a prompt. */
export function readPrompt(ask: ModelAsk): Reading {
  const turns = ask.turns.filter(({ role }) => role !== 'assistant')
  const parts = turns.map((turn) => ({ role: turn.role, apart: takeApart(turn.text) }))
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
    words: words.join('\n'),
    shown: ask.turns.map(({ text }) => text).join('\n'),
    ...(most === undefined ? {} : { most }),
  }
}

function isAsking({ id, about }: Source): boolean {
  return askingTags.test(id ?? '') || askingTags.test(about['tag'] ?? '')
}

/** Sentences to be checked or corrected are no source of what is so. */
export function isClaim({ id = '', about }: Source): boolean {
  return about['evidence'] !== undefined || (/^S\d+$/.test(id) && about['source'] === undefined)
}

/** Turns of tools count whole; of the rest what is marked, and what stands in lines of its own. */
function materialOf(
  parts: readonly { readonly role: string; readonly apart: ReturnType<typeof takeApart> }[],
): Source[] {
  const quoted = parts.flatMap(({ apart }) => apart.sources).filter((one) => !isAsking(one) && !isClaim(one))
  const loose = parts.flatMap(({ role, apart }) =>
    role === 'system' ? [] : looseSources(withoutExamples(apart.rest)),
  )
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

const label =
  /(?:^|[\n>"“*#.。]|[:：]\s|;)[ \t*_#>-]*((?:this|the|本)?\s*(?:section|report|subtopic|本?节|报告)\s*(?:answers|to answer|要回答)|(?:the\s+|user(?:'s)?\s+|main\s+|current\s+|given\s+|original\s+|input\s+|research\s+|search\s+|initial\s+|sub-?|用户|当前|原始?|研究|检索|子)*(?:questions?|query|queries|topic|task|request|goal|prompt|subject|problem|问题|课题|主题|查询|任务|请求|目标))\s*(?:\(s\)|is|are|为|是)?[\s*_]*[:：]\s*/gi

interface Labelled {
  readonly label: string
  readonly text: string
}

function labelledIn(text: string): Labelled[] {
  return [...text.matchAll(label)].map((match) => {
    const from = match.index + match[0].length
    // A question of several lines ends where a blank line does.
    const end = /\n\s*\n/.exec(text.slice(from, from + 4_000))
    return { label: match[1]!, text: text.slice(from, end ? from + end.index : from + 4_000) }
  })
}

function findQuestions(
  user: readonly string[],
  asking: readonly Source[],
  system: readonly string[],
): { readonly question?: AskedQuestion; readonly whole?: AskedQuestion } {
  const inBlock = asking.flatMap(({ text }) => [...questionsOf(text)]).at(-1)
  for (const text of [...user.toReversed(), ...system.toReversed()]) {
    const labelled = labelledIn(text).flatMap((one) => {
      const [first] = questionsOf(one.text)
      return first ? [{ ...one, asked: first }] : []
    })
    const main = labelled.filter(({ label: name }) => !/example/i.test(name)).at(-1)?.asked
    const whole = labelled.find(({ label: name }) => /report|whole|original|main|报告|原/i.test(name))?.asked
    if (main) return { question: main, ...(whole && whole.text !== main.text ? { whole } : {}) }
    if (inBlock) return { question: inBlock }
    const [first] = questionsOf(text)
    if (first) return { question: first }
  }
  return inBlock ? { question: inBlock } : {}
}

/** Questions of the world in a text, in order. */
export function questionsOf(text: string): AskedQuestion[] {
  return questionsIn(text).map((one) => ({
    text: one.text.replace(/^["“”「『']+|["“”」』']+$/g, ''),
    read: one.question,
  }))
}

/** Whoever asks in other words: the last thing that looks like a question, else what stands after a mark, else all. */
function bestLine(user: readonly string[], asking: readonly Source[]): AskedQuestion {
  const quoted = asking.at(-1)?.text
  if (quoted) return { text: quoted.trim() }
  for (const text of user.toReversed()) {
    const marked = labelledIn(text).at(-1)?.text.split('\n')[0]?.trim()
    if (marked) return { text: marked.replace(/^["“「]|["”」]$/g, '') }
  }
  const all = user.toReversed().find((text) => text.trim() !== '') ?? ''
  const asked = all.match(/[^\n.。!！?？]{3,400}[?？]/g)?.at(-1)
  return { text: (asked ?? all.slice(0, 400)).trim() }
}

/** Reads a question that is put in other words: whom it names, and what it speaks of. */
function understood(asked: AskedQuestion, facts: Facts): AskedQuestion {
  const read = asked.read ?? readQuestion(asked.text) ?? byTopics(asked.text) ?? byCues(asked.text, facts)
  return read ? { text: asked.text, read } : asked
}

let topics: readonly { readonly id: string; readonly form: RegExp }[] | undefined

/** `the length of Orlin Bridge`, wherever it stands: one part for each subject. */
function byTopics(text: string): ReadQuestion | undefined {
  topics ??= relations.flatMap(({ id, subjects, words }) =>
    labLanguages.map((language) => {
      const shape = subjects.map((type) => nameShapes[type]).join('|')
      const [before, after] = words[language].topic
        .split('{s}')
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      return { id, form: new RegExp(`${before}(${shape})${after}`, 'gu') }
    }),
  )
  const parts = new Map<string, string[]>()
  for (const { id, form } of topics)
    for (const [, subject] of text.slice(0, 4_000).matchAll(form))
      parts.set(subject!, [...(parts.get(subject!) ?? []), id])
  const found = [...parts].map(([subject, ids]) => ({ subject, relations: [...new Set(ids)] }))
  const [only] = found
  if (!only) return undefined
  return found.length === 1 && only.relations.length === 1
    ? { form: 'value', relation: only.relations[0]!, subject: { form: 'name', name: only.subject } }
    : { form: 'survey', parts: found.toSorted((a, b) => text.indexOf(a.subject) - text.indexOf(b.subject)) }
}

function byCues(text: string, facts: Facts): ReadQuestion | undefined {
  const language = /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
  const cued = relations.filter(({ words }) => new RegExp(words[language].cue, 'i').test(text))
  const subjects = subjectsIn(text, facts)
  if (cued.length === 0 || subjects.length === 0) return undefined
  const parts = subjects.slice(0, 8).map((subject) => {
    const told = new Set(facts.about(subject).map(({ relation }) => relation))
    const known = cued.filter(({ id }) => told.has(id))
    return { subject, relations: (known.length > 0 ? known : cued.slice(0, 1)).map(({ id }) => id) }
  })
  const [only] = parts
  return parts.length === 1 && only!.relations.length === 1
    ? { form: 'value', relation: only!.relations[0]!, subject: { form: 'name', name: only!.subject } }
    : { form: 'survey', parts }
}

/** Whom a text names: subjects of what was shown, else words with capitals. */
export function subjectsIn(text: string, facts: Facts): string[] {
  const within = folded(text)
  const held = [...new Set(facts.shown.map(({ subject }) => subject))].filter((name) =>
    within.includes(folded(name)),
  )
  const whole = held.filter(
    (name) => !held.some((other) => other !== name && folded(other).includes(folded(name))),
  )
  if (whole.length > 0) return whole
  const capitals = text.match(
    /(?<=[^.?!\s]\s+(?:the\s+)?)\p{Lu}[\p{L}’'-]+(?:\s+(?:of\s+)?\p{Lu}[\p{L}’'-]+)*/gu,
  )
  return [...new Set(capitals ?? [])]
}

const numbers: Readonly<Record<string, number>> = {
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10,
  一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10,
} // prettier-ignore

const countForms: readonly RegExp[] = [
  /(?:at most|up to|no more than|a maximum of|maximum(?: of)?|not more than|fewer than|limit(?:ed)? to|exactly)\s+\**(\d{1,3}|[a-z]+)\b(?!\**\s*(?:words?|characters?|tokens|pages|minutes))/gi,
  /(?:至多|最多|不超过|不多于|上限为?|恰好)\s*(\d{1,3}|[一两二三四五六七八九十])(?!\d|\s*[字词页])/g,
  /\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:\w+\s+){0,3}?(?:sub-?questions?|questions|queries|query|topics|subtopics|keywords|sections|headings)\b/gi,
  /(\d{1,2}|[一两二三四五六七八九十])\s*[个条组项](?:[^\s，。]{0,6})(?:问题|查询|关键词|主题|检索式|检索词|小节)/g,
]

/** How many things a prompt wants at most; the last word on it counts, for it is the nearest to the question. */
function countIn(words: string): number | undefined {
  for (const form of countForms) {
    const told = [...words.matchAll(form)].flatMap(([, count]) => {
      const number = numbers[count!.toLowerCase()] ?? Number(count)
      return Number.isInteger(number) && number > 0 ? [number] : []
    })
    if (told.length > 0) return told.at(-1)
  }
  return undefined
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
