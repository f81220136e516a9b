import { compareDates, type DateMention, type DateRelation } from '#reading'
import type { Alignment } from './alignment.ts'
import { best, sameThing, subjectShare, swapped, type Candidate } from './figure-candidates.ts'
import type { Finding } from './findings.ts'
import { neighboursOf, sameRole } from './roles.ts'

interface Related extends Candidate<DateMention> {
  readonly relation: DateRelation
}

/** Checks every date of the claim at its own precision; a day and its year may stand in two quotes. */
export function checkDates(alignment: Alignment, publishedAt: readonly string[]): Finding[] {
  return alignment.claim.dates.flatMap((date) => checkDate(alignment, date, publishedAt) ?? [])
}

function checkDate(
  alignment: Alignment,
  date: DateMention,
  publishedAt: readonly string[],
): Finding | undefined {
  const { claim, quotes } = alignment
  const home = neighboursOf(claim, date, claim.dates)
  const candidates = quotes.flatMap((statement, quote) =>
    statement.dates.map((figure): Related => ({
      figure,
      quote,
      role: subjectShare(claim, statement) * sameRole(home, neighboursOf(statement, figure, statement.dates)),
      relation: compareDates(date, figure),
    })),
  )
  const agreeing = best(
    candidates.filter(
      ({ relation }) => relation === 'same' || (relation === 'coarser' && date.precision !== 'range'),
    ),
  )
  const rivals = candidates.filter(
    ({ relation, figure }) => relation === 'different' && comparable(date, figure),
  )
  // What another date of the claim says is that one's, not a rival of this.
  const differing = best(
    rivals.filter(
      ({ figure }) => !claim.dates.some((own) => ['same', 'coarser'].includes(compareDates(own, figure))),
    ),
  )
  const tell = ({ figure, quote }: Related): Finding => ({
    code: 'date-differs',
    severity: 'contradicts',
    text: date.text,
    instead: figure.text,
    quote,
  })
  if (agreeing) {
    const beside = best(rivals.filter(({ quote }) => quote === agreeing.quote))
    const other = [beside, differing].find((rival) => swapped(agreeing, rival, alignment))
    return other && tell(other)
  }
  if (date.precision === 'range' && endsStand(date, candidates)) return undefined
  if (yearStands(date, alignment) || assembled(date, candidates, publishedAt)) return undefined
  if (differing && differing.role >= sameThing) return tell(differing)
  const near = best(candidates.filter(({ relation }) => relation === 'finer')) ?? differing
  return {
    code: 'date-missing',
    severity: 'missing',
    text: date.text,
    ...(near ? { instead: near.figure.text, quote: near.quote } : {}),
  }
}

/** Both are clock times or neither is; both have a year or neither has. */
function comparable(a: DateMention, b: DateMention): boolean {
  return (
    (a.precision === 'time') === (b.precision === 'time') &&
    a.value.startsWith('-') === b.value.startsWith('-')
  )
}

function endsStand(range: DateMention, candidates: readonly Related[]): boolean {
  return range.value.split('/').every((end) => candidates.some(({ figure }) => figure.value === end))
}

/** A bare year that the quotes hold as the end of a range, or in a form that is no date: a code, a file name. */
function yearStands(date: DateMention, { quotes }: Alignment): boolean {
  if (date.precision !== 'year' || date.fiscal) return false
  const year = new RegExp(`(?<!\\d)${date.value}(?!\\d)`)
  return quotes.some(
    ({ text, dates }) =>
      year.test(text) && dates.every((other) => other.precision === 'range' || !year.test(other.text)),
  )
}

/** 27 July 2018 = "July 27" in a quote and 2018 in another, or in the document's date. */
function assembled(
  date: DateMention,
  candidates: readonly Related[],
  publishedAt: readonly string[],
): boolean {
  if (!/^\d{4}-\d\d(?:-\d\d)?$/.test(date.value)) return false
  const year = date.value.slice(0, 4)
  const partial = candidates.some(
    ({ figure, relation }) => relation === 'finer' && figure.value === `-${date.value.slice(4)}`,
  )
  return (
    partial &&
    (candidates.some(({ figure }) => figure.value.startsWith(year)) ||
      publishedAt.some((published) => published.startsWith(year)))
  )
}
