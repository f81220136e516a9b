import type { EntityId, FactId, LabQuestion, World } from '../world.ts'
import { admits, withoutAdmissions } from './admissions.ts'
import { claimsBeside, claimsMore, namesBeside } from './concrete-subject.ts'
import { readComparisons } from './comparisons.ts'
import { readCounts, readOrder, readSums, type Derived } from './derivations.ts'
import { readEntities } from './entity-claims.ts'
import { namesStranger, readFigures, type FigureReading } from './figure-claims.ts'
import { readListed } from './listed.ts'
import { createMentionReader, type MentionReader, type Topics } from './mentions.ts'
import { readRatios } from './ratios.ts'
import { readStrangers } from './strangers.ts'
import { withSameYear } from './running-text.ts'
import { readSameness } from './sameness.ts'
import type { JudgedSentence, PublishedSentence, SentenceTruth } from './score.ts'
import { cuesIn, readSentence, type Reading } from './sentence-reading.ts'
import type { PlacedValue, ToldValue } from './told-value.ts'
import { weighClaim, type Weighed } from './weigh-claim.ts'
import { createWorldIndex, subjectsAsked, type WorldIndex } from './world-index.ts'

/** A judged sentence, with what it works out from facts: amounts, who is most, in which order. */
export interface Judgement extends JudgedSentence {
  /** Of what it tells a value: subject and relation. */
  readonly about: readonly { readonly subject: EntityId; readonly relation: string }[]
  readonly derives: readonly (
    | { readonly kind: 'amount'; readonly told: ToldValue }
    | { readonly kind: 'entity'; readonly entity: EntityId }
  )[]
  /** Facts that are no longer so, or never were, told as one side of a disagreement. */
  readonly excused: readonly FactId[]
}

/** Judges a sentence by the world's truth; `before` is the sentence before it, to which `it` may refer. */
export type SentenceJudge = (sentence: PublishedSentence, before?: PublishedSentence) => Judgement

/** The gravest first: a sentence is as wrong as the worst that it claims. */
const gravity: readonly SentenceTruth[] = ['poisoned', 'false', 'stale', 'unsupported', 'true']

/**
 * Makes a judge of sentences that answer a question. Independent of Kaoju's verifiers and of the language's reader:
 * it knows all names and facts of the world, and of the language only how relations are spoken of (`cue`, `label`).
 *
 * Whatever a sentence claims must be explained by a fact: values, things in relations, comparisons, sums, counts and
 * orders. A date told less precisely than the world knows it is true and does not state the fact.
 */
export function createSentenceJudge(world: World, question: LabQuestion): SentenceJudge {
  const { index, mentionReader } = partsOf(world)
  const { asked: form } = question
  // A list or a count is of things that an answer speaks of: `both people`.
  const listed =
    form.form === 'list' || form.form === 'count'
      ? index.subjectsOf(form.relation, form.value, form.type)
      : []
  const asked = [...subjectsAsked(form, index), ...listed]
  return (sentence, before) => {
    const unchecked: Judgement = {
      text: sentence.text,
      truth: 'unchecked',
      about: [],
      states: [],
      derives: [],
      excused: [],
    }
    if (/[?？]\s*["”』」)）]*\s*$/.test(sentence.text)) return unchecked
    const rest = withSameYear(withoutAdmissions(sentence.text), before?.text)
    if (rest.trim() === '') return unchecked
    if (isHeadless(sentence, before, mentionReader, index)) return unchecked
    const topics = topicsOf(sentence, before, mentionReader, asked)
    const reading = readSentence({ ...sentence, text: rest }, topics, mentionReader, question, index)
    return judgeReading(sentence, reading, index)
  }
}

/** `Staff: 33 (2025)` as a row of some table: of whom, only a heading or a line that leads to it can say. */
function isHeadless(
  sentence: PublishedSentence,
  before: PublishedSentence | undefined,
  mentionReader: MentionReader,
  index: WorldIndex,
): boolean {
  const label = /^[\s*|•-]*([^.。,，:：|]{1,24})\s*[:：|]/.exec(sentence.text)?.[1]
  const relations = label === undefined ? [] : cuesIn(label).map((cue) => cue.relation)
  if (label === undefined || relations.length === 0) return false
  const leads = before !== undefined && /[:：]\s*$/.test(before.text) ? before.text : ''
  const isSubject = (id: EntityId): boolean =>
    relations.some((relation) => relation.subjects.includes(index.entity(id).type))
  return [sentence.text, sentence.heading ?? '', leads].every((text) =>
    mentionReader.named(text).every((mention) => !mention.entities.some(isSubject)),
  )
}

const known = new WeakMap<World, { index: WorldIndex; mentionReader: MentionReader }>()

/** A world is indexed once for all its questions. */
function partsOf(world: World): { index: WorldIndex; mentionReader: MentionReader } {
  const parts = known.get(world) ?? {
    index: createWorldIndex(world),
    mentionReader: createMentionReader(world.entities),
  }
  known.set(world, parts)
  return parts
}

function topicsOf(
  sentence: PublishedSentence,
  before: PublishedSentence | undefined,
  mentionReader: MentionReader,
  asked: Topics,
): Topics {
  const named = (text: string | undefined): EntityId[] =>
    mentionReader.named(text ?? '').flatMap((mention) => mention.entities)
  const headed = named(sentence.heading)
  const spoken = named(before?.text)
  // A line without a subject of its own (`Opened: 1931`) is about what the heading names.
  const listed = /^[^.。,，]{1,30}[:：]/.test(sentence.text)
  return [...new Set([...(listed ? [...headed, ...spoken] : [...spoken, ...headed]), ...asked])]
}

function judgeReading(sentence: PublishedSentence, reading: Reading, index: WorldIndex): Judgement {
  const compared = readComparisons(reading, index)
  const derived = [...readSums(reading, index), ...readCounts(reading, index), ...readOrder(reading, index)]
  const consumed = new Set<PlacedValue>(
    [...compared.map((one) => one.difference), ...derived.map((one) => one.value)].filter(
      (value) => value !== undefined,
    ),
  )
  const ratios = readRatios(reading, index)
  for (const value of reading.values)
    if (ratios.some((ratio) => ratio.start < value.end && value.start < ratio.end)) consumed.add(value)
  const grown = ratios.length > 0 && ratios.every((ratio) => ratio.truth === 'true')
  const { figures, loose } = readFigures(reading, index, consumed)
  const dated = new Set(
    figures.filter(({ relation }) => relation.value.kind === 'date').map(({ value }) => value),
  )
  const claims = [
    ...readEntities(reading, index, dated),
    ...readStrangers(reading, index),
    ...readListed(reading, index),
  ]
  const weighed: Weighed[] = [
    ...figures.flatMap((figure) => weighFigure(figure, index)),
    ...claims.map((claim) => weighClaim(claim, index)),
    ...[
      ...compared,
      ...derived,
      ...readSameness(reading, index),
      ...ratios.filter(() => isOfTheWorld(reading)),
    ].map((one) => ({ truth: one.truth, states: [] })),
  ]
  const truths = weighed.map((one) => one.truth)
  const years = new Set(claims.map((claim) => claim.manner.year))
  const isYear = ({ value }: PlacedValue): boolean =>
    value.kind === 'date' && years.has(Number(value.date.slice(0, 4)))
  if (
    loose.some(
      (value) => !isYear(value) && !(grown && value.value.kind === 'date') && isUnexplained(value, reading),
    )
  )
    truths.push('unsupported')
  if (truths.length === 0 && speaksOfStrangers(reading)) truths.push('unsupported')
  if (truths.length === 0 ? claimsMore(reading) : claimsBeside(reading) || namesBeside(reading))
    truths.push('unsupported')
  return {
    text: sentence.text,
    truth: gravity.find((truth) => truths.includes(truth)) ?? 'unchecked',
    about: [...figures.flatMap((figure) => figure.claims), ...claims]
      .filter((claim) => claim.manner.negated !== true)
      .map(({ subject, relation }) => ({ subject, relation: relation.id })),
    states: [...new Set(weighed.flatMap((one): readonly FactId[] => one.states))],
    excused: [...new Set(weighed.flatMap((one): readonly FactId[] => one.excused ?? []))],
    derives: [
      ...compared
        .filter((one) => one.truth === 'true')
        .flatMap((one) => one.settles.map((entity) => ({ kind: 'entity' as const, entity }))),
      ...derived.filter((one) => one.truth === 'true').flatMap(derivesOf),
      // What was worked out may be told without a word that says so.
      ...figures
        .filter((figure) => figure.claims.length > 1)
        .map((figure) => ({ kind: 'amount' as const, told: figure.value.value })),
    ],
  }
}

function derivesOf(one: Derived): Judgement['derives'] {
  if (one.order !== undefined) return one.order.map((entity) => ({ kind: 'entity', entity }))
  return one.value === undefined ? [] : [{ kind: 'amount', told: one.value.value }]
}

/** `A and B cost 83.4 million`: each, or both together. */
function weighFigure(figure: FigureReading, index: WorldIndex): Weighed[] {
  const each = figure.claims.map((claim) => weighClaim(claim, index))
  const { value } =
    figure.value.value.kind === 'quantity' ? { value: figure.value.value } : { value: undefined }
  if (value === undefined || each.length < 2 || each.every((one) => one.truth === 'true')) return each
  const amounts = figure.subjects.map((id) => index.current(id, figure.relation.id)[0]?.value)
  const total = amounts.reduce((sum, one) => sum + (one?.kind === 'quantity' ? one.amount : Number.NaN), 0)
  return Math.abs(total - value.amount) <= Math.abs(total) * 1e-9 ? [{ truth: 'true', states: [] }] : each
}

/** A figure that nothing in the world explains, told of something in the world. */
function isUnexplained({ value, start }: PlacedValue, reading: Reading): boolean {
  if (!reading.mentions.some((mention) => mention.how !== 'pronoun')) return false
  if (value.kind === 'quantity') return value.weak !== true && value.of === undefined && (value.unit !== undefined || value.noun !== undefined) && !isSourceCount(value.noun) // prettier-ignore
  // `A report of 2019 says`, `as of 2024`: when somebody said it.
  const before = reading.text.slice(Math.max(0, start - 28), start)
  const after = reading.text.slice(start, start + 32)
  return !/(?<!\p{L})(?:as of|report|article|register|published|updated|dated|page|notice|edition|retrieved|accessed|census|survey|yearbook|archive)(?!\p{L})|截至|据/iu.test(before) &&
    !/(?<!\p{L})(?:report|article|register|page|notice|edition|census|survey|yearbook)(?!\p{L})|年的?(?:报道|报告|登记|年鉴|公告|资料|统计|文章)/iu.test(after) // prettier-ignore
}

function isSourceCount(noun: string | undefined): boolean {
  return noun !== undefined && /^(?:sources?|pages?|documents?|reports?|articles?|sites?|outlets?|references?|values?|figures?|sides?|个|条|种|项)$/.test(noun) // prettier-ignore
}

function isOfTheWorld(reading: Reading): boolean {
  return reading.mentions.length > 0 || reading.cues.length > 0
}

function speaksOfStrangers(reading: Reading): boolean {
  const said = reading.values.length > 0 || reading.mentions.length > 0
  return said && reading.cues.some((cue) => namesStranger(reading, cue.relation))
}

/** Judges the sentences of a text in a row: `it` may refer past sentences that name nothing, under one heading. */
export function judgeSentences(
  world: World,
  question: LabQuestion,
  sentences: readonly PublishedSentence[],
): Judgement[] {
  const judge = createSentenceJudge(world, question)
  const { mentionReader } = partsOf(world)
  let before: PublishedSentence | undefined
  return sentences.map((sentence) => {
    // Under a heading that names something else, `it` is that; `Background` names nothing.
    if (before?.heading !== sentence.heading && mentionReader.named(sentence.heading ?? '').length > 0)
      before = undefined
    const judged = judge(sentence, before)
    if (
      sentence.aside !== 'quoted' &&
      mentionReader.named(sentence.text).length > 0 &&
      !admits(sentence.text)
    )
      before = sentence
    return judged
  })
}

/** The things that a question is about. */
export function askedSubjects(world: World, question: LabQuestion): ReadonlySet<EntityId> {
  return new Set(subjectsAsked(question.asked, partsOf(world).index))
}
