import type { Document, Reason, Span } from '#vocabulary'
import { termsOf } from '#library'
import { datesIn, evidenceAt, quantitiesIn } from '#reading'
import { chooseQuotes, type QuoteCandidate, type Verifier } from '#reasoning'
import type { Context } from '#runtime'

/** What a later version says instead, and where. */
export interface Revision {
  readonly candidate: QuoteCandidate
  /** The claim's words that no longer hold, and what stands there now. */
  readonly was: string
  readonly now: string
}

/** A statement of the later version that tells what the earlier one said is no statement of its own. */
const aboutEarlier =
  /\b(?:version 1|first version|previous(?:ly)?|formerly|earlier version|old plan)\b|第一版|原规划|原方案|旧版|此前/iu
const wanted = new Set<Reason['code']>(['number-differs', 'number-missing', 'date-differs', 'date-missing'])

/**
 * Tells whether a claim that an earlier version bears is revised by a later one: the later version compares
 * the two in a table, or its nearest statement holds another number or date where the claim has its own.
 * Undefined when the later version says the same or does not speak of it.
 */
export async function findRevision(
  claim: string,
  newer: readonly QuoteCandidate[],
  verify: Verifier,
  context: Context,
): Promise<Revision | undefined> {
  const compared = comparedInTable(claim, newer)
  if (compared) return compared
  const own = newer.filter(
    ({ document, span }) => !aboutEarlier.test(textOf(document, span)) && !inComparingTable(document, span),
  )
  const [candidate] = chooseQuotes(claim, own, 1)
  if (!candidate) return undefined
  const { document, span } = candidate
  const verdict = await verify(
    { text: claim, kind: 'quoted' },
    [{ evidence: evidenceAt(document, span.start, span.end), document }],
    context,
  )
  if (verdict.label !== 'conflicting') return undefined
  const reason = verdict.reasons.find(({ code, instead }) => wanted.has(code) && instead !== undefined)
  if (!reason || (reason.code.startsWith('number') && !sameTimes(claim, textOf(document, span))))
    return undefined
  return { candidate, was: reason.text ?? '', now: reason.instead! }
}

/** A value of another time is another value, not a revision: every date of the claim stands in the later statement too. */
function sameTimes(claim: string, later: string): boolean {
  const dates = datesIn(later).map((date) => date.value)
  return datesIn(claim).every((date) => dates.includes(date.value))
}

/** A row "Dredging | 4.6 | 3.1" under "Version 1 | Version 2": the claim holds the first value and not the second. */
function comparedInTable(claim: string, newer: readonly QuoteCandidate[]): Revision | undefined {
  const values: readonly string[] = claim.match(number) ?? []
  const rows = chooseQuotes(
    claim,
    newer.filter(({ document, span }) => inComparingTable(document, span)),
    1,
  )
  for (const candidate of rows) {
    const { document, span } = candidate
    const cells = document.tables
      .flatMap((table) => table.cells)
      .filter((cell) => cell.start >= span.start && cell.end <= span.end && !cell.header)
    const [was, now] = cells.slice(1).map((cell) => textOf(document, cell).match(number)?.[0])
    const told = was !== undefined && now !== undefined && was !== now
    if (told && values.includes(was) && !values.includes(now) && speaksOf(claim, textOf(document, cells[0]!)))
      return { candidate, ...inWords(claim, was, now) }
  }
  return undefined
}

/** A date of publication is no target year: the claim must share the words of the row's label. */
function speaksOf(claim: string, label: string): boolean {
  const own = termsOf(claim)
  const terms = [...termsOf(label).keys()]
  return terms.filter((term) => own.has(term)).length >= leastShared * terms.length
}

const leastShared = 0.3

/** The two numbers with the unit that the claim gives the first: a cell holds the bare number. */
function inWords(claim: string, was: string, now: string): { was: string; now: string } {
  const whole = quantitiesIn(claim).find(({ text }) => text.includes(was))?.text ?? was
  return { was: whole, now: whole.replace(was, now) }
}

const number = /\d[\d,]*(?:\.\d+)?/g

/** Whether a span lies in a table whose header names two versions. */
function inComparingTable(document: Document, span: Span): boolean {
  const table = document.tables.find((one) => span.start >= one.start && span.end <= one.end)
  if (!table) return false
  const headers = table.cells
    .filter((cell) => cell.header || cell.row === 0)
    .map((cell) => textOf(document, cell))
  return headers.filter((header) => /\bversion\s*\d|\bv\d|第[一二三四五\d]+版/iu.test(header)).length >= 2
}

function textOf(document: Document, span: Span): string {
  return document.text.slice(span.start, span.end)
}
