import type { Span } from '#vocabulary'
import type { DateMention, Quantity } from '#reading'
import { relates } from './about-same.ts'
import { placesOf, speaksOf, type Mention } from './mentions.ts'
import { isUnsure, type Telling } from './telling.ts'

/** What a quote states of a subject. */
export interface Operand<Value extends Span> {
  /** The name in the sentence, or what the quote's own subject is called there. */
  readonly subject: string
  /** The sentence names it. */
  readonly named: boolean
  readonly telling: Telling
  readonly value: Value
}

/** The sentence that is worked out, as far as it was read. */
export interface Sentence {
  readonly text: string
  readonly tellings: readonly Telling[]
  readonly mentions: readonly Mention[]
  /** Years that it speaks of. */
  readonly years: readonly string[]
  /** What it is about, where its own words do not say: what all quotes of its names tell. */
  readonly about?: ReadonlySet<string>
}

/**
 * Ties the values of one kind to their subjects. Every cited quote that speaks of the same matter and holds such a
 * value takes part; one whose subject or value is not certain spoils all.
 *
 * @returns undefined where something is uncertain
 */
export function operandsOf<Value extends Quantity | DateMention>(
  sentence: Sentence,
  valuesOf: (telling: Telling) => readonly Value[],
): Operand<Value>[] | undefined {
  const { mentions, tellings, text } = sentence
  const fitting = tellings.filter(
    (telling) => valuesOf(telling).length > 0 && relates(text, telling, mentions, sentence.about),
  )
  const keys = unique(mentions)
  const shared = keys.filter((name) => fitting.length > 1 && fitting.every((one) => speaksOf(one.text, name)))
  const subjects = keys.filter((name) => !shared.includes(name))
  const operands: Operand<Value>[] = []
  for (const telling of fitting) {
    const bound = bind(telling, valuesOf(telling), subjects, shared)
    if (bound === undefined) return undefined
    operands.push(...bound)
  }
  return operands
}

/** Each name once. */
export function unique(mentions: readonly Mention[]): Mention[] {
  return [...new Map(mentions.map((mention) => [mention.key, mention])).values()]
}

function bind<Value extends Quantity | DateMention>(
  telling: Telling,
  values: readonly Value[],
  subjects: readonly Mention[],
  shared: readonly Mention[],
): Operand<Value>[] | undefined {
  const inText = subjects.filter((name) => speaksOf(telling.text, name))
  if (inText.length > 1 || (inText.length === 1 && values.length > 1)) return inTurn(telling, values, inText)
  if (values.length !== 1) return undefined
  const value = values[0]!
  const [own] = inText
  if (own)
    return competes(telling, own, value, shared)
      ? undefined
      : [{ subject: own.key, named: true, telling, value }]
  const others = othersIn(telling, shared)
  // Who is named in the quote itself is its subject; a title names it only where the quote names nobody.
  if (others.length === 1) return [{ subject: others[0]!, named: false, telling, value }]
  if (others.length > 1) {
    // Of several names, the one that the page is called after.
    const titled = others.filter((name) => telling.about[0]?.includes(name))
    return titled.length === 1 ? [{ subject: titled[0]!, named: false, telling, value }] : undefined
  }
  const above = subjects.filter((name) => telling.about.some((line) => speaksOf(line, name)))
  if (above.length === 1) return [{ subject: above[0]!.key, named: true, telling, value }]
  return above.length === 0 ? [{ subject: telling.about[0] ?? '', named: false, telling, value }] : undefined
}

/** `A is 120 m long and B 340 m`: names and values in turn. */
function inTurn<Value extends Quantity | DateMention>(
  telling: Telling,
  values: readonly Value[],
  names: readonly Mention[],
): Operand<Value>[] | undefined {
  const places = names
    .map((name) => ({ name, places: placesOf(telling.text, name) }))
    .toSorted((a, b) => a.places[0]!.start - b.places[0]!.start)
  if (places.some((one) => one.places.length !== 1) || values.length !== names.length) return undefined
  if (othersIn(telling, names).length > 0) return undefined
  const bound = places.map(({ name, places: [at] }, index) => {
    const next = places[index + 1]?.places[0]?.start ?? telling.text.length
    const own = values.filter(({ start, end }) => start >= at!.end && end <= next)
    return own.length === 1 ? { subject: name.key, named: true as const, telling, value: own[0]! } : undefined
  })
  return bound.every((one) => one !== undefined) ? bound : undefined
}

const standsApart =
  /(?:\b(?:unlike|than|near|beside|like|outside|against|versus|behind|except|excluding|and|or|with)|、|比|与|和|同|除) ?(?:the )?$/iu
const place =
  /(?:\b(?:in|at|near|on|from|of|by|for|to|across|over|through|past|into|along|via)|在|于|由|位于|的) ?(?:the )?$/iu

/** Names in the quote that the sentence does not speak of. */
function othersIn({ statement, text }: Telling, known: readonly Mention[]): string[] {
  const taken = known.flatMap((name) => placesOf(text, name))
  return [
    ...new Set(
      statement.names
        .filter(({ start, end }) => !taken.some((own) => own.start < end && own.end > start))
        .map((name) => name.text),
    ),
  ]
}

/** Whether the value may be somebody else's who stands in the same quote. */
function competes(telling: Telling, own: Mention, value: Span, shared: readonly Mention[]): boolean {
  const { text, statement } = telling
  const places = placesOf(text, own)
  if (places.every(({ start }) => standsApart.test(text.slice(Math.max(0, start - 14), start)))) return true
  const others = statement.names.filter(
    ({ start, end }) =>
      ![own, ...shared].some((name) => placesOf(text, name).some((at) => at.start < end && at.end > start)) &&
      !place.test(text.slice(Math.max(0, start - 10), start)),
  )
  const clause = statement.clauses.find(({ start, end }) => value.start >= start && value.start < end)
  const beside = others.filter(({ start, end }) => !clause || (start >= clause.start && end <= clause.end))
  return beside.length > 0
}

/**
 * One operand a subject: values of several years count by the year that the sentence tells, else by the newest that
 * all of them have; copies say it once.
 *
 * @returns undefined where a subject has two values, or the subjects' figures are of different ages
 */
export function settle<Value extends Quantity | DateMention>(
  operands: readonly Operand<Value>[],
  { years, mentions: names }: Pick<Sentence, 'years' | 'mentions'>,
  same: (a: Value, b: Value) => boolean,
): Operand<Value>[] | undefined {
  const groups = new Map<string, Operand<Value>[]>()
  for (const one of operands) groups.set(one.subject, [...(groups.get(one.subject) ?? []), one])
  const settled: Operand<Value>[] = []
  const ages = new Set<string>()
  for (const group of groups.values()) {
    if (group.some(({ telling }) => isUnsure(telling, names) || telling.years.length > 1)) return undefined
    const [year] = years
    const wanted =
      year ??
      group
        .map(({ telling }) => telling.years[0] ?? '')
        .toSorted()
        .at(-1)!
    const own = group.filter(({ telling }) => (telling.years[0] ?? '') === wanted)
    const [first, ...rest] = own.filter(({ telling }) => year !== undefined || !telling.past)
    if (!first || rest.some(({ value }) => !same(first.value, value))) return undefined
    // A figure without a year beside another with one: which is newer is not known.
    if (group.some(({ telling, value }) => telling.years.length === 0 && !same(first.value, value)))
      return undefined
    if (own.some(({ telling }) => telling.past) && year === undefined) return undefined
    ages.add(wanted)
    settled.push(first)
  }
  return ages.size <= 1 && years.length <= 1 ? settled : undefined
}
