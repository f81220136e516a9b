/**
 * The question in a prompt, and what it is a part of.
 *
 * 1. It is looked for in the words of whoever asks, the last turn first, after such marks as `Question:`, and only
 *    where none stands there in what is quoted.
 * 2. The last mark counts: `The report answers: …`, `This section answers: …` asks for the section.
 * 3. Words are read as a question of the world; as several things put together, as `mind-plan.ts` puts them
 *    (`What are the length of A and the designer of A?`); else by what they name and speak of.
 *
 * Long because each way of reading takes some lines.
 */
import { labLanguages } from '../world.ts'
import { unlisting } from '../language/frames.ts'
import { questionsIn, readQuestion, relations, type ReadQuestion } from '../language/index.ts'
import { nameShapes } from '../language/name-shapes.ts'
import { folded, type Facts } from './mind-facts.ts'
import type { Source } from './mind-source.ts'

/** A question as it stands in the prompt. */
export interface AskedQuestion {
  readonly text: string
  /** Absent: its words are not those of the world; names and cues were not enough either. */
  readonly read?: ReadQuestion
}

const label =
  /(?:^|[\n>"“*#.。]|[:：]\s|;)[ \t*_#>-]{0,40}((?:this\s{1,8}|the\s{1,8}|本\s{0,8})?(?:section|report|subtopic|本?节|报告)\s*(?:answers|to answer|要回答)|(?:the\s+|user(?:'s)?\s+|main\s+|current\s+|given\s+|original\s+|input\s+|research\s+|search\s+|initial\s+|sub-?|用户|当前|原始?|研究|检索|子)*(?:questions?|query|queries|topic|task|request|goal|prompt|subject|problem|问题|课题|主题|查询|任务|请求|目标))\s{0,8}(?:\(s\)|is|are|为|是)?[\s*_]{0,8}[:：]\s*/gi

interface Labelled {
  readonly label: string
  readonly text: string
}

function labelledIn(text: string): Labelled[] {
  const marks = [...text.matchAll(label)]
  return marks.map((match, index) => {
    const from = match.index + match[0].length
    const next = marks[index + 1]?.index ?? text.length
    // A question of several lines ends where a blank line does, or where another one is marked.
    const end = /\n\s*\n/.exec(text.slice(from, Math.min(next, from + 4_000)))
    return { label: match[1]!, text: text.slice(from, end ? from + end.index : Math.min(next, from + 4_000)) }
  })
}

/** Marks of a part: what stands after them is asked, in whatever words. */
const partLabel = /section|sub-?\s?(?:topic|question|quer)|本?节|子/i

function askedIn({ label: name, text }: Labelled): AskedQuestion | undefined {
  const [first] = questionsOf(text)
  if (first) return first
  const line = text.split('\n')[0]!.trim()
  return partLabel.test(name) && line.length > 5 ? { text: line } : undefined
}

/** The question that is asked, and the one that it is a part of. */
export function findQuestions(
  user: readonly string[],
  asking: readonly Source[],
  system: readonly string[],
): { readonly question?: AskedQuestion; readonly whole?: AskedQuestion } {
  const inBlock = asking.flatMap(({ text }) => [...questionsOf(text)]).at(-1)
  for (const text of [...user.toReversed(), ...system.toReversed()]) {
    const marks = labelledIn(text).map((one) => ({ ...one, text: beforeList(one.text) }))
    const labelled = marks.flatMap((one) => {
      const asked = askedIn(one)
      return asked ? [{ ...one, asked }] : []
    })
    const main = labelled.filter((one) => !/example/i.test(one.label) && !isList(one.text)).at(-1)?.asked
    const whole = labelled.find(({ label: name }) => /report|whole|original|main|报告|原/i.test(name))?.asked
    if (main) return { question: main, ...(whole && whole.text !== main.text ? { whole } : {}) }
    if (inBlock) return { question: inBlock }
    const found = questionsOf(text)
    const unlisted = found.find((one) => !isListed(one.text, text))
    if (unlisted) return { question: unlisted }
    // What is asked in other words goes before the questions of a list.
    const plain = marks.map((one) => one.text.split('\n')[0]!.trim()).find((line) => line.length > 15 && !isList(line) && !new RegExp(listedLine, '').test(line)) // prettier-ignore
    if (found[0]) return { question: plain === undefined ? found[0] : { text: plain } }
  }
  return inBlock ? { question: inBlock } : {}
}

const listedLine = /^[ \t]*(?:[-*•>]|[[(【（]?(?:[A-Za-z]{1,9}[ -]?)?\d{1,3}[\])）】.:：、])[ \t]*\S/gm

/** Several questions under one mark are a list to choose from or to go by. */
function isList(text: string): boolean {
  return (text.match(listedLine) ?? []).length > 1
}

/** A question ends where a list begins below it. */
function beforeList(text: string): string {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => (line.match(listedLine) ?? []).length > 0)
  return at <= 0 ? text : lines.slice(0, at).join('\n')
}

function isListed(asked: string, text: string): boolean {
  const at = text.indexOf(asked)
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at + asked.length)
  return isList(text) && (line.match(listedLine) ?? []).length > 0
}

/** Questions of the world in a text, in order; those that put several things together among them. */
export function questionsOf(text: string): AskedQuestion[] {
  const plain = questionsIn(text).map((one) => ({
    text: one.text.replace(/^["“”「『']+|["“”」』']+$/g, ''),
    read: one.question,
  }))
  return [...plain, ...mergedIn(text)].toSorted((a, b) => text.indexOf(a.text) - text.indexOf(b.text))
}

const mergedForm =
  /(?:^|(?<=[\s"“'「:：]))What are ([^\n?？]{5,3000})\?|(?:^|(?<=[\s"“'「:：。！？]))([^\n?？。：:"“「\s]{5,3000})分别是什么[？?]/gu

/** Several things as one question: `What are the length of A and the designer of A?`, `…分别是什么？` */
function mergedIn(text: string): AskedQuestion[] {
  return [...text.matchAll(mergedForm)].flatMap(([whole, en, zh]) => {
    const topics = unlisting(en ?? zh!).map(topicOf)
    const known = topics.flatMap((one) => one ?? [])
    return known.length === topics.length ? [{ text: whole, read: surveyOf(known) }] : []
  })
}

/** Whoever asks in other words: the last thing that looks like a question, else what stands after a mark, else all. */
export function bestLine(user: readonly string[], asking: readonly Source[]): AskedQuestion {
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
export function understood(asked: AskedQuestion, facts: Facts): AskedQuestion {
  const read = asked.read ?? readQuestion(asked.text) ?? byTopics(asked.text) ?? byCues(asked.text, facts)
  return read ? { text: asked.text, read } : asked
}

interface Topic {
  readonly id: string
  readonly subject: string
}

interface TopicForm {
  readonly id: string
  readonly whole: RegExp
  readonly within: RegExp
}

let topicForms: readonly TopicForm[] | undefined

/** What is asked for in lists of things; one group, the subject. */
function formsOfTopics(): readonly TopicForm[] {
  topicForms ??= relations.flatMap(({ id, subjects, words }) =>
    labLanguages.map((language) => {
      const shape = subjects.map((type) => nameShapes[type]).join('|')
      const [before, after] = words[language].topic
        .split('{s}')
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      const form = `${before}(${shape})${after}`
      return { id, whole: new RegExp(`^(?:${form})$`, 'u'), within: new RegExp(form, 'gu') }
    }),
  )
  return topicForms
}

function topicOf(text: string): Topic | undefined {
  for (const { id, whole } of formsOfTopics()) {
    const subject = whole.exec(text)?.[1]
    if (subject !== undefined) return { id, subject }
  }
  return undefined
}

/** `the length of Orlin Bridge`, wherever it stands: one part for each subject. */
function byTopics(text: string): ReadQuestion | undefined {
  const found = formsOfTopics().flatMap(({ id, within }) =>
    [...text.slice(0, 4_000).matchAll(within)].map((match) => ({ id, subject: match[1]!, at: match.index })),
  )
  return found.length === 0 ? undefined : surveyOf(found.toSorted((a, b) => a.at - b.at))
}

/** One thing is a question for its value; of several each subject is a part. */
function surveyOf(topics: readonly Topic[]): ReadQuestion {
  const parts = new Map<string, string[]>()
  for (const { id, subject } of topics) parts.set(subject, [...(parts.get(subject) ?? []), id])
  const found = [...parts].map(([subject, ids]) => ({ subject, relations: [...new Set(ids)] }))
  const only = found[0]!
  return found.length === 1 && only.relations.length === 1
    ? { form: 'value', relation: only.relations[0]!, subject: { form: 'name', name: only.subject } }
    : { form: 'survey', parts: found }
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
