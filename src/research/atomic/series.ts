import type { Evidence, Expression, Language } from '#vocabulary'
import { datesIn, evidenceAt, quantitiesIn, type Quantity } from '#reading'
import { ordersMachines, readAsked } from '#reasoning'
import { mentions } from '../bearing.ts'
import { placeOf, type Candidate } from '../candidates.ts'
import type { Inquiry } from '../inquiry.ts'
import type { Point } from './fit.ts'

/** A value of the table: whose, of what, when, and where it stands. */
export interface Value extends Point {
  readonly entity: string
  /** As the quantity is written: "12,300 visitors". */
  readonly told: string
  readonly quantity: Quantity
  readonly candidate: Candidate
  readonly expression: Expression
  /** The span of the value itself, then those that bear the sentence or row. */
  readonly evidence: readonly Evidence[]
}

/** The values of one thing over time, one for each year, in order. */
export interface Series {
  readonly entity: string
  readonly attribute: string
  /** As in `Quantity.unit`. */
  readonly unit: string
  readonly values: readonly Value[]
}

/** Candidates of a sub-question that are looked at, the best first. */
const looked = 120

/**
 * Organises what was found into a table of entity by year (PIKE-RAG's level 3): of each sentence and row that gives one
 * year and one quantity of what is asked of whom. Of several values for a year the best evidence speaks; what
 * sources only expect of later years is no value.
 *
 * @param now this year: what is told of later ones is a forecast itself
 */
export function organise(
  question: string,
  language: Language,
  inquiries: readonly Inquiry[],
  now: number,
): readonly Series[] {
  const { subjects, items } = readAsked(question, language)
  const candidates = unique(inquiries.flatMap(({ gathered }) => gathered.candidates.slice(0, looked)))
  const words = items.flatMap(({ attributes }) => attributes)
  const entities = subjects.length > 0 ? subjects : ['']
  return entities.flatMap((entity) => {
    const values = candidates
      .filter((one) => !ordersMachines(one.document, one.evidence[0]!) && isAbout(one, entity))
      .filter((one) => words.length === 0 || words.some((word) => word.words.test(one.text)))
      .flatMap((one) => valueIn(one, entity, now) ?? [])
    const series = ofOneUnit(values)
    const attribute = words[0] ? (words[0].words.exec(question)?.[0] ?? words[0].name) : ''
    return series.length < 2 ? [] : [{ entity, attribute, unit: series[0]!.quantity.unit, values: series }]
  })
}

function isAbout(candidate: Candidate, entity: string): boolean {
  if (candidate.bearing.kind === 'other') return false
  return (
    entity === '' ||
    mentions(candidate.text, entity) ||
    placeOf(candidate).some((heading) => mentions(heading, entity))
  )
}

const expected =
  /\b(?:will|forecast|project(?:ed|ion)|expected|planned|target|aims?|estimate[sd]? for)\b|预计|预测|计划|目标|有望|将达|力争/iu

function valueIn(candidate: Candidate, entity: string, now: number): Value | undefined {
  const { text, document, evidence } = candidate
  if (expected.test(text)) return undefined
  const years = yearsIn(text)
  const [year] = years
  if (years.length !== 1 || year === undefined || year > now) return undefined
  const dates = datesIn(text)
  const quantities = quantitiesIn(text, dates).filter(
    ({ kind, text: told, high, bound }) =>
      kind !== 'ordinal' && high === undefined && bound === 'exact' && told !== String(year),
  )
  const [quantity] = quantities
  if (quantities.length !== 1 || !quantity) return undefined
  // The value itself is a span of the first piece of evidence, so that code can execute on it again.
  const [main] = evidence
  const within = document.text.slice(main!.start, main!.end).indexOf(quantity.text)
  const own =
    within < 0
      ? main!
      : evidenceAt(document, main!.start + within, main!.start + within + quantity.text.length)
  return {
    at: year,
    value: quantity.value,
    entity,
    told: quantity.text,
    quantity,
    candidate,
    expression: { op: 'value', evidence: own.id, text: own.quote },
    evidence: [own, ...evidence],
  }
}

function yearsIn(text: string): number[] {
  const found = text.normalize('NFKC').match(/(?<![\d.,])(?:1[89]|20)\d\d(?![\d.,]\d|\d)(?=年|\D|$)/gu) ?? []
  return [...new Set(found.map(Number))]
}

/** One value for each year, all of the unit that most of them have, in order of time. */
function ofOneUnit(values: readonly Value[]): Value[] {
  const units = Map.groupBy(values, ({ quantity: { unit, kind } }) => `${kind} ${unit}`)
  const [best] = [...units.values()].toSorted((a, b) => yearsOf(b) - yearsOf(a))
  const years = Map.groupBy(best ?? [], ({ at }) => at)
  return [...years.values()].map((some) => agreed(some)).toSorted((a, b) => a.at - b.at)
}

function yearsOf(values: readonly Value[]): number {
  return new Set(values.map(({ at }) => at)).size
}

/** The value on which most documents agree; of equals that with the better evidence. */
function agreed(values: readonly Value[]): Value {
  const groups = [...Map.groupBy(values, ({ value }) => value).values()]
  const documents = (some: readonly Value[]): number =>
    new Set(some.map((one) => one.candidate.document.id)).size
  const score = (some: readonly Value[]): number => Math.max(...some.map((one) => one.candidate.score))
  const [best] = groups.toSorted((a, b) => documents(b) - documents(a) || score(b) - score(a))
  return best!.toSorted((a, b) => b.candidate.score - a.candidate.score)[0]!
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((one) => [one.evidence[0]!.id, one])).values()]
}
