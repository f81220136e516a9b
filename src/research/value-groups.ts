import type { DocumentId } from '#vocabulary'
import { compareDates, compareQuantities, datesIn, nameKey, namesMatch, quantitiesIn } from '#reading'
import { ordersMachines, type AskedItem } from '#reasoning'
import { answersDirectly } from './bearing.ts'
import type { Candidate } from './candidates.ts'

/** The sentences that give one value for one thing asked. */
export interface ValueGroup {
  /** In the words of the best of them. */
  readonly value: string
  /** Best first. */
  readonly candidates: readonly Candidate[]
  /** Independent sources that say so: copies of one text and pages of one site are one. */
  readonly sources: ReadonlySet<string>
  /** The year they speak of, where they all name one; `` = none does. */
  readonly asOf: string
}

/** Who stands behind a document: copies of one text and pages of one site are one source. */
export type SourceOf = (id: DocumentId) => string

/** What is so for good: other values of it disagree, whatever year they are told in. */
const lasting: ReadonlySet<string> = new Set([
  'area',
  'depth',
  'length',
  'height',
  'width',
  'distance',
  'weight',
  'volume',
  'cost',
  'duration',
])

/** Whether what is asked has one value for good, one at a time, or may have several at once. */
export function constancyOf({ expects, attributes }: AskedItem): 'lasting' | 'changing' | 'several' {
  switch (expects) {
    case 'date':
      return 'lasting'
    case 'quantity':
    case 'percent':
    case 'money':
      return attributes.some(({ name }) => lasting.has(name)) || attributes.length === 0
        ? 'lasting'
        : 'changing'
    case 'name':
    case 'place':
      return attributes.some(({ name }) =>
        ['head', 'mayor', 'minister', 'employer', 'owner', 'operator', 'headquarters'].includes(name),
      )
        ? 'changing'
        : 'several'
    case 'list':
    case 'cause':
    case 'method':
    case 'polar':
    case 'any':
      return 'several'
  }
}

/**
 * Puts the sentences that answer one item directly together by the value they give, most sources first, then the user's own
 * order. What stands on a page that orders machines about speaks for no value.
 */
export function groupValues(
  candidates: readonly Candidate[],
  item: number,
  asked: AskedItem,
  sourceOf: SourceOf,
): ValueGroup[] {
  const sure = candidates.some(({ bearing }) => bearing.kind === 'direct' && bearing.item === item)
  const groups: { value: string; asOf: string; candidates: Candidate[]; sources: Set<string> }[] = []
  for (const candidate of candidates) {
    const { bearing } = candidate
    if (!answersDirectly(bearing) || bearing.item !== item || isOrdered(candidate)) continue
    // Where something says it in its own words, likelihood is no evidence.
    if (bearing.kind === 'likely' && sure) continue
    const asOf = yearOf(candidate, asked)
    for (const value of bearing.values.slice(
      0,
      asked.expects === 'name' || asked.expects === 'place' ? 3 : 1,
    )) {
      const group = groups.find(
        (one) =>
          sameValue(one.value, value, asked) &&
          (one.asOf === asOf || constancyOf(asked) !== 'changing' || one.asOf === '' || asOf === ''),
      )
      if (!group)
        groups.push({
          value,
          asOf,
          candidates: [candidate],
          sources: new Set([sourceOf(candidate.document.id)]),
        })
      else {
        group.candidates.push(candidate)
        group.sources.add(sourceOf(candidate.document.id))
        if (group.asOf === '') group.asOf = asOf
      }
    }
  }
  return groups.toSorted(
    (a, b) => b.sources.size - a.sources.size || b.candidates[0]!.score - a.candidates[0]!.score,
  )
}

/** Whether it stands on a page that orders machines about. */
export function isOrdered({ document, evidence }: Candidate): boolean {
  return ordersMachines(document, evidence[0]!)
}

/** The last year a text names, dates that are its value apart. */
export function yearOf({ text, bearing }: Candidate, { expects }: AskedItem): string {
  if (expects === 'date') return ''
  const years = datesIn(text)
    .filter((date) => !bearing.values.includes(date.text))
    .flatMap(({ value }) => /^\d{4}/.exec(value)?.[0] ?? [])
  return years.toSorted().at(-1) ?? ''
}

/** Whether two wordings give one value. */
export function sameValue(a: string, b: string, { expects }: Pick<AskedItem, 'expects'>): boolean {
  if (a === b) return true
  switch (expects) {
    case 'quantity':
    case 'percent':
    case 'money': {
      const [one, other] = [quantitiesIn(a)[0], quantitiesIn(b)[0]]
      return (
        one !== undefined &&
        other !== undefined &&
        ['equal', 'within'].includes(compareQuantities(one, other))
      )
    }
    case 'date': {
      const [one, other] = [datesIn(a)[0], datesIn(b)[0]]
      return one !== undefined && other !== undefined && compareDates(one, other) !== 'different'
    }
    case 'name':
    case 'place':
    case 'list':
      return nameKey(a) === nameKey(b) || namesMatch(a, b)
    case 'cause':
    case 'method':
    case 'polar':
    case 'any':
      return false
  }
}

/** Of values at several times the latest, where years are told; those that tell none only where none does. */
export function latest(groups: readonly ValueGroup[]): ValueGroup[] {
  const newest = groups.reduce((most, { asOf }) => (asOf > most ? asOf : most), '')
  return groups.filter(({ asOf }) => asOf === newest)
}
