/** Whether sentences are borne by what was shown, and how much passages help to answer. Long because it is both. */
import { readStatements, type ReadStatement } from '../language/index.ts'
import { answerTo } from './mind-answer.ts'
import { agree, Facts, folded, type Shown } from './mind-facts.ts'
import { namesOf, partsOf, relationsOf } from './mind-plan.ts'
import { isClaim, type Reading } from './mind-prompt.ts'
import { overlap } from './mind-overlap.ts'
import type { Source } from './mind-source.ts'

export type Label = 'supported' | 'partly' | 'contradicted' | 'unsupported'

/** What is said of a sentence. */
export interface Verdict {
  readonly id: string
  readonly text: string
  readonly label: Label
  /** Words of its evidence, as they stand there. */
  readonly quote: string
  /** Statements that bear it or speak against it. */
  readonly from: readonly Shown[]
}

/** The sentences that a prompt wants checked, each with its evidence. */
export function verdictsIn(reading: Reading, claims: readonly Source[]): Verdict[] {
  const byId = new Map(reading.sources.flatMap((one) => (one.id ? [[one.id, one] as const] : [])))
  return claims.map((claim, index) => {
    const ids = claim.about['evidence']?.match(/[\w.:-]+/g) ?? []
    const named = ids.flatMap((id) => byId.get(id) ?? [])
    const evidence = named.length > 0 || claim.about['evidence'] !== undefined ? named : reading.sources
    return judge(claim.id ?? String(index + 1), claim.text, evidence)
  })
}

/** Judges one sentence by texts. */
export function judge(id: string, text: string, evidence: readonly Source[]): Verdict {
  const facts = new Facts(evidence)
  const read = readStatements(text)
  if (read.length === 0) return byWords(id, text, evidence)
  const judged = read.map((one) => ({ ...judgeOne(one, facts) }))
  const labels = new Set(judged.map(({ label }) => label))
  const label: Label = labels.has('contradicted')
    ? 'contradicted'
    : !labels.has('unsupported')
      ? 'supported'
      : labels.has('supported')
        ? 'partly'
        : 'unsupported'
  const from = judged.flatMap(({ shown }) => (shown ? [shown] : []))
  const decisive = judged.find((one) => one.label === label && one.shown)?.shown ?? from[0]
  return { id, text, label, quote: decisive ? quoteOf(decisive) : '', from }
}

function judgeOne(
  one: ReadStatement,
  facts: Facts,
): { readonly label: 'supported' | 'contradicted' | 'unsupported'; readonly shown?: Shown } {
  const told = facts.about(one.subject).filter(({ relation }) => relation === one.relation)
  const sameYear = told.filter(
    ({ asOf }) => one.asOf === undefined || asOf === undefined || asOf === one.asOf,
  )
  const bearing = sameYear.find((other) => sayTheSame(one, other, facts))
  if (bearing) return { label: 'supported', shown: bearing }
  const against = sameYear[0]
  if (against && !isVague(one, against)) return { label: 'contradicted', shown: against }
  return { label: 'unsupported' }
}

/** A day is more than its year: who says the day is not borne by the year. */
function sayTheSame(one: ReadStatement, other: Shown, facts: Facts): boolean {
  if (one.value.kind === 'date' && other.value.kind === 'date')
    return other.value.date.startsWith(one.value.date)
  return agree(one.value, other.value, facts.same)
}

function isVague(one: ReadStatement, other: Shown): boolean {
  return (
    one.value.kind === 'date' && other.value.kind === 'date' && one.value.date.startsWith(other.value.date)
  )
}

function byWords(id: string, text: string, evidence: readonly Source[]): Verdict {
  const wanted = squeezed(text)
  for (const source of evidence) {
    const found = sentencesOf(source.text).find((one) => squeezed(one).includes(wanted) && wanted !== '')
    if (found) return { id, text, label: 'supported', quote: withoutMark(found), from: [] }
    if (wanted !== '' && squeezed(source.text).includes(wanted))
      return { id, text, label: 'supported', quote: source.text.includes(text) ? text : '', from: [] }
  }
  return { id, text, label: 'unsupported', quote: '', from: [] }
}

const squeezed = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

function sentencesOf(text: string): string[] {
  return text.match(/[^\n.。!！?？]+(?:\.(?=\d)[^\n.。!！?？]+)*[.。!！?？]*/g) ?? []
}

/** The words of a statement as they stand in its source. */
export function quoteOf({ sentence, source }: Shown): string {
  const bare = withoutMark(sentence)
  return source.text.includes(bare) ? bare : source.text.includes(sentence) ? sentence : (source.title ?? '')
}

const withoutMark = (text: string): string => text.replace(/^\W*\[[A-Za-z]?\d{1,3}\]\s*/, '').trim()

/** How much a passage helps. */
export interface Helpfulness {
  readonly source: Source
  readonly id: string
  /** 0 to 1; from .5 on it helps. */
  readonly score: number
}

/** Passages in the order in which they were shown. */
export function helpfulnessIn(
  reading: Reading,
  passages: readonly Source[] = passagesIn(reading),
): Helpfulness[] {
  const asked = matterOf(reading)
  return passages.map((source, index) => ({
    source,
    id: source.id ?? String(index + 1),
    score: helpfulness(reading, asked, source),
  }))
}

/** What is asked and leads there: relations and names, those found on the way among them. */
export interface Matter {
  readonly relations: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

export function matterOf({ question: { read }, facts, language }: Reading): Matter {
  if (!read) return { relations: new Set(), names: new Set() }
  const { open, said } = answerTo(read, language, facts)
  const all = [...partsOf(read), ...open, read]
  return {
    relations: new Set(all.flatMap(relationsOf).map(({ id }) => id)),
    names: new Set([...namesOf(read), ...said.map(({ subject }) => subject)].map(folded)),
  }
}

/** Sources that have ids where any has; else all. */
export function passagesIn({ sources }: Reading): readonly Source[] {
  const named = sources.filter((one) => one.id !== undefined && !isClaim(one))
  return named.length > 0 ? named : sources
}

/** The answer, a part of it, a fact on the way; then names, then words. */
function helpfulness({ question, language }: Reading, asked: Matter, source: Source): number {
  const words = overlap(question.text, `${source.title ?? ''} ${source.text}`)
  const { read } = question
  if (!read) return 0.4 * words + (words > 0.6 ? 0.3 : 0)
  const facts = new Facts([source])
  if (answerTo(read, language, facts).state === 'yes') return 0.95 + 0.04 * words
  const states = facts.shown.some(
    ({ relation, subject, value }) =>
      asked.relations.has(relation) &&
      (asked.names.has(folded(subject)) || (value.kind === 'name' && asked.names.has(folded(value.name)))),
  )
  if (states) return 0.8 + 0.1 * words
  const within = folded(source.text)
  const named = namesOf(read).some((name) => within.includes(folded(name)))
  return (named ? 0.25 : 0.02) + 0.15 * words
}
