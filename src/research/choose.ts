import { datesIn } from '#reading'
import type { AskedItem } from '#reasoning'
import { askedBy, isPointed } from './bearing.ts'
import type { Candidate } from './candidates.ts'
import type { Measure } from './effort.ts'
import { saysTheSame, selectDiverse } from './gather.ts'
import type { Inquiry } from './inquiry.ts'
import {
  constancyOf,
  groupValues,
  isOrdered,
  latest,
  sameValue,
  type SourceOf,
  type ValueGroup,
} from './value-groups.ts'

/** A list is told whole: no more than this, since nobody reads on. */
const longestList = 40
/** Sentences that say one value, from different sources. */
const witnesses = 2

/**
 * What is published for a sub-question, in reading order.
 *
 * 1. A question that asks a named subject for values gets the sentences that give them: of one value the best of two
 *    sources, of a list all, of a history all by their dates. Which value is told is decided by independent sources; one
 *    that fewer give is a disagreement, told as one (see `findValueConflicts`).
 * 2. All other questions get the best sentences, each adding something.
 * 3. What stands on a page that orders machines about is not told.
 */
export function choose(
  { aim }: Pick<Inquiry, 'aim'>,
  candidates: readonly Candidate[],
  measure: Measure,
  sourceOf: SourceOf,
): Candidate[] {
  const asked = askedBy(aim)
  const free = candidates.filter((candidate) => !isOrdered(candidate))
  const sure = free.filter(({ bearing }) => bearing.kind === 'direct')
  const direct = sure.length > 0 ? sure : free.filter(({ bearing }) => bearing.kind === 'likely')
  if (!isPointed(asked) || direct.length === 0)
    return selectDiverse(
      free.filter(({ bearing }) => bearing.kind !== 'other' || asked.subjects.length === 0),
      aim,
      measure.sentences,
    )
  switch (asked.manner) {
    case 'one':
      return distinct(
        asked.items.flatMap((item, index) =>
          ofOne(groupValues(direct, index, item, sourceOf), item, aim.given),
        ),
      )
    case 'all':
      return distinct(ofAll(direct, asked.items[0]!))
    case 'history':
      return distinct(inTime(direct, asked.items[0]!))
  }
}

/** The sentences of the value that most sources give; of things that may have several values, of each that as many give. */
function ofOne(groups: readonly ValueGroup[], item: AskedItem, given: ReadonlySet<string>): Candidate[] {
  const ofYear = groups.filter(({ candidates }) =>
    datesIn(candidates[0]!.text).some(({ value }) => given.has(value.slice(0, 4))),
  )
  const constancy = constancyOf(item)
  const now = ofYear.length > 0 ? ofYear : constancy === 'changing' ? latest(groups) : groups
  const [best] = now
  if (!best) return []
  const told =
    constancy === 'several'
      ? now.filter(({ sources }) => sources.size >= Math.min(2, best.sources.size)).slice(0, 4)
      : [best]
  return told.flatMap((group) => ofSources(group))
}

/** The best sentences, each of another document. */
function ofSources({ candidates }: ValueGroup): Candidate[] {
  const chosen: Candidate[] = []
  for (const candidate of candidates)
    if (
      chosen.length < witnesses &&
      chosen.every((other) => other.document.id !== candidate.document.id && !saysTheSame(other, candidate))
    )
      chosen.push(candidate)
  return chosen
}

/** Everything that is named, once. */
function ofAll(direct: readonly Candidate[], item: AskedItem): Candidate[] {
  const named: string[] = []
  return direct
    .filter(({ bearing }) => {
      const fresh = bearing.values.filter((value) => !named.some((other) => sameValue(value, other, item)))
      named.push(...fresh)
      return fresh.length > 0
    })
    .slice(0, longestList)
}

/** Everything that is told with its date, in the order of the dates; what has none last. */
function inTime(direct: readonly Candidate[], item: AskedItem): Candidate[] {
  const dated = direct.map((candidate) => ({
    candidate,
    date: datesIn(candidate.text)[0]?.value ?? '',
    value: candidate.bearing.values[0] ?? '',
  }))
  const kept: typeof dated = []
  for (const one of dated.toSorted((a, b) => Number(a.date === '') - Number(b.date === '')))
    if (
      !kept.some(
        ({ date, value }) => sameValue(value, one.value, item) && (one.date === '' || date === one.date),
      )
    )
      kept.push(one)
  return kept
    .toSorted(
      (a, b) =>
        Number(a.date === '') - Number(b.date === '') || (a.date < b.date ? -1 : a.date > b.date ? 1 : 0),
    )
    .slice(0, longestList)
    .map(({ candidate }) => candidate)
}

function distinct(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(
    (candidate, index) =>
      !candidates.slice(0, index).some((other) => other.evidence[0]!.id === candidate.evidence[0]!.id),
  )
}
