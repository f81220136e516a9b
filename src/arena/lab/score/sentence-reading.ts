import type { Relation } from '../language/relation.ts'
import type { EntityId, EntityType, LabQuestion } from '../world.ts'
import { cuesIn, hideNames, type Cue } from './cues.ts'
import { withDescribed } from './described.ts'
import type { Mention, MentionReader, Topics } from './mentions.ts'
import type { PublishedSentence } from './score.ts'
import { withRelativeYears } from './relative-years.ts'
import type { PlacedValue } from './told-value.ts'
import { plainText, valuesIn } from './values.ts'
import type { WorldIndex } from './world-index.ts'

export { cuesIn, hideNames, type Cue }

/** A part of a sentence between commas and conjunctions. */
export interface Clause {
  readonly start: number
  readonly end: number
  /** It tells more of what stands before it: `who …`, `which …`. */
  readonly relative: boolean
}

/** Mentions that are joined (`A, B and C`), so that what is said of one is said of all; often of one only. */
export interface Group {
  readonly mentions: readonly Mention[]
  readonly start: number
  readonly end: number
}

/** A sentence taken apart: what it speaks of, in which words, and with which values. Nothing is weighed yet. */
export interface Reading {
  /** With plain digits and marks; offsets as in the sentence. */
  readonly text: string
  readonly mentions: readonly Mention[]
  readonly groups: readonly Group[]
  readonly values: readonly PlacedValue[]
  readonly cues: readonly Cue[]
  readonly clauses: readonly Clause[]
  /** What the heading speaks of. */
  readonly headed: readonly Relation[]
  readonly topics: Topics
  readonly contested: boolean
  readonly question: LabQuestion
}

/** `[1]`, `[E3, E4]`, `[^2]`: whose words these are, not what they say. */
const citation = /\[\^?[A-Za-z]{0,6}\d{1,4}(?:[,;–-] ?[A-Za-z]{0,6}\d{1,4})*\]/g

export function readSentence(
  sentence: PublishedSentence,
  topics: Topics,
  mentionReader: MentionReader,
  question: LabQuestion,
  index: WorldIndex,
): Reading {
  const typeOf = (entity: EntityId): EntityType => index.entity(entity).type
  const text = plainText(sentence.text).replaceAll(citation, (mark) => ' '.repeat(mark.length))
  const mentions = withDescribed(text, mentionReader.resolved(text, topics), index)
  const inName = (start: number, end: number): boolean =>
    mentions.some((one) => one.how !== 'noun' && one.how !== 'pronoun' && one.start < end && start < one.end)
  const cues = cuesIn(hideNames(text, mentions)).filter(
    (cue) => !mentions.some((one) => one.chain === true && one.start <= cue.start && cue.end <= one.end),
  )
  const told = valuesIn(text)
    .filter(({ start, end }) => !inName(start, end))
    .map((value) => millionsOf(text, value, cues))
  const values = withRelativeYears(text, told, mentions)
  const isPerson = (one: Mention): boolean => one.entities.every((id) => typeOf(id) === 'person')
  const groups = groupMentions(text, mentions, isPerson, (one) => typeOf(one.entities[0]!))
  return {
    text,
    mentions,
    groups,
    values,
    cues,
    clauses: clausesOf(text, groups, values),
    headed:
      sentence.heading === undefined ? [] : [...new Set(cuesIn(sentence.heading).map((cue) => cue.relation))],
    topics,
    contested: sentence.contested === true,
    question,
  }
}

/** `1.4m` where nothing that is measured in metres is spoken of: millions. */
function millionsOf(text: string, placed: PlacedValue, cues: readonly Cue[]): PlacedValue {
  const { value, start, end } = placed
  if (value.kind !== 'quantity' || value.unit !== 'metre' || !/^\d+\.\d+m$/.test(text.slice(start, end))) return placed
  const units = cues.flatMap(({ relation: { value: kind } }) => (kind.kind === 'quantity' ? [kind.unit] : []))
  if (units.length === 0 || units.includes('metre')) return placed
  const { unit: _metre, ...bare } = value
  return { start, end, value: { ...bare, amount: Number((value.amount * 1e6).toPrecision(12)), step: value.step * 1e6 } }
} // prettier-ignore

const joint =
  /^(?:,? (?:and|or|as well as|versus|vs\.?) (?:of |in |by |to |for )?|, ?|、|和|与|及|以及|跟|或| ?& ?|，)$/i

function groupMentions(
  text: string,
  mentions: readonly Mention[],
  isPerson: (mention: Mention) => boolean,
  typeOf: (mention: Mention) => EntityType,
): Group[] {
  const groups: { mentions: Mention[]; start: number; end: number; closed: boolean }[] = []
  for (const mention of mentions) {
    const last = groups.at(-1)
    const between =
      last === undefined ? '' : text.slice(last.end, mention.start).replace(/ (?:and|or) the $/i, ' and ')
    const named = (one: Mention): boolean => one.how === 'name' || one.how === 'short'
    const fits =
      last !== undefined &&
      joint.test(between) &&
      named(mention) &&
      named(last.mentions[0]!) &&
      isPerson(mention) === isPerson(last.mentions[0]!) &&
      // `Of the towns around L, T is …`: a comma alone joins what is of a kind.
      (!/^[,，] ?$/.test(between) || typeOf(mention) === typeOf(last.mentions.at(-1)!)) &&
      !last.mentions.some((one) => one.entities[0] === mention.entities[0])
    // `Of A, B and C, A is …`: after the last one of a list, a comma begins something else.
    if (fits && !(last.closed && /^[,，]/.test(between))) {
      last.mentions.push(mention)
      last.end = mention.end
      last.closed = /and|or|和|与|及|&/i.test(between)
    } else groups.push({ mentions: [mention], start: mention.start, end: mention.end, closed: false })
  }
  return groups
}

const breaking =
  /[;；。:：]|[,，](?: (?:and|but|while|whereas|although|though|yet))?|[()（）]|—|–| - |(?<!\p{L})(?:and|but|while|whereas|although|though|yet)(?!\p{L})|但是?|不过|而(?![且是])|并且|同时/giu
const relativeStart =
  /^\s*(?:who|whom|whose|which|where|that|designed|built|founded|opened|born|led|run|owned|home|near|beside|like|unlike|not|next to|along with|as well as|together with|close to|compared|in|at|on)(?!\p{L})/iu

function clausesOf(text: string, groups: readonly Group[], values: readonly PlacedValue[]): Clause[] {
  const joinedValues = values.slice(1).map((value, i) => ({ start: values[i]!.end, end: value.start }))
  const whole = [
    ...groups,
    ...values,
    ...joinedValues.filter(({ start, end }) => joint.test(text.slice(start, end))),
  ]
  const clauses: Clause[] = []
  let start = 0
  const close = (end: number, next: number): void => {
    if (text.slice(start, end).trim() !== '')
      clauses.push({ start, end, relative: relativeStart.test(text.slice(start, end)) })
    start = next
  }
  for (const match of text.matchAll(breaking)) {
    const end = match.index + match[0].length
    if (whole.some((one) => one.start <= match.index && end <= one.end)) continue
    close(match.index, end)
  }
  close(text.length, text.length)
  return clauses
}

/** The clause of a place in the text; -1: between clauses. */
export function clauseAt(reading: Reading, at: number): number {
  return reading.clauses.findIndex((clause) => clause.start <= at && at < clause.end)
}

/** How many clause ends lie between two places. */
export function breaksBetween(reading: Reading, a: number, b: number): number {
  return Math.abs(clauseAt(reading, a) - clauseAt(reading, b))
}

/** Entities of a group that may take a part: by their types; of candidates the first that fits. */
export function membersOf(group: Group, types: readonly EntityType[], index: WorldIndex): EntityId[] {
  return [...new Set(group.mentions.flatMap((mention) => fitting(mention, types, index)))]
}

function fitting(mention: Mention, types: readonly EntityType[], index: WorldIndex): EntityId[] {
  const fit = mention.entities.filter((id) => types.includes(index.entity(id).type))
  return mention.oneOf === true ? fit.slice(0, 1) : fit
}

/** What is left of a text when names, values and small words are taken out: how much else it says. */
export function restOf(reading: Reading): string {
  let rest = reading.text
  for (const { start, end } of [...reading.mentions, ...reading.values])
    rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end)
  return (
    rest
      .replaceAll(
        /(?<!\p{L})(?:the|a|an|and|or|answer|short|about|in|on|of|at|it|is|was|by|around|roughly|some)(?!\p{L})/giu,
        ' ',
      )
      .replaceAll(/[\p{P}\p{S}\s]|答案|是|为|约|和|与|及|大约|于|在|共/gu, '')
      // A Chinese character says as much as two letters.
      .replaceAll(/\p{Script=Han}/gu, '$&$&')
  )
}
