import { headingsAt, type Evidence } from '#vocabulary'
import { foldWidth } from '#reading'
import { readStatement, type Statement } from '../statement.ts'
import { tellQuote } from '../table-rows.ts'
import type { OfferedEvidence } from '../verifier.ts'

/** One cited statement as it is read for working out. */
export interface Telling {
  readonly evidence: Evidence
  readonly text: string
  /** Its document's title and the headings above it. */
  readonly about: readonly string[]
  readonly statement: Statement
  /** Years that the statement itself is told for. */
  readonly years: readonly string[]
  /** It tells what was so until then. */
  readonly past: boolean
}

const until =
  /(?<!\p{L})(?:until|till|formerly|previously|no longer|used to|once)(?!\p{L})|直到|曾任|此前|原先|曾经/iu

/** Reads what is offered; the head of a table beside its row, what a model described and what has no document say nothing. */
export function tellingsOf(offered: readonly OfferedEvidence[]): Telling[] {
  const seen = new Set<string>()
  return offered.flatMap(({ evidence, document }): Telling[] => {
    if (!document || evidence.origin === 'described' || seen.has(evidence.id)) return []
    seen.add(evidence.id)
    if (document.text.slice(evidence.start, evidence.end) !== evidence.quote) return []
    const inside = (cell: { start: number; end: number }): boolean =>
      cell.start < evidence.end && cell.end > evidence.start
    const table = document.tables.find(inside)
    if (table && !table.cells.some((cell) => !cell.header && inside(cell))) return []
    const text = foldWidth(tellQuote(document, evidence)).replace(/\s+/g, ' ')
    const statement = readStatement(text)
    return [
      {
        evidence,
        text,
        about: [document.title, ...headingsAt(document, evidence.start)].map((line) => foldWidth(line)),
        statement,
        years: [...new Set(statement.dates.flatMap(({ value }) => /^\d{4}/.exec(value)?.[0] ?? []))],
        past: until.test(text),
      },
    ]
  })
}

/** It denies, plans, supposes or asks: nothing is worked out from it. A 莫 in a name or its title denies nothing. */
export function isUnsure(
  { statement, text, about }: Telling,
  names: readonly { readonly text: string }[],
): boolean {
  const known = [...about, ...names.map((name) => name.text), ...statement.names.map((name) => name.text)]
  const denied = statement.negations.some(
    ({ start, end }) =>
      !/^[莫非无未勿否]$/u.test(text.slice(start, end)) ||
      !known.some((name) => name.includes(text.slice(Math.max(0, start - 1), end + 1))),
  )
  return (
    denied || statement.modalities.some(({ modality }) => modality !== 'required') || /[?？]\s*$/.test(text)
  )
}
