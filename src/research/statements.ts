import type { Document, Span } from '#vocabulary'
import { sentencesIn } from '#reading'

/** What a stretch of a document states: the sentences of its prose and the rows of its tables, in reading order. */
export function statementsIn(
  document: Document,
  span: Span = { start: 0, end: document.text.length },
): Span[] {
  return document.blocks
    .filter(
      (block) =>
        block.end > span.start &&
        block.start < span.end &&
        block.kind !== 'heading' &&
        block.kind !== 'title',
    )
    .flatMap((block) => {
      const start = Math.max(block.start, span.start)
      const end = Math.min(block.end, span.end)
      return block.kind === 'table'
        ? rowsIn(document, block.table!, { start, end })
        : sentencesIn(document.text, { start, end })
    })
}

function rowsIn(document: Document, index: number, span: Span): Span[] {
  const rows = new Map<number, { start: number; end: number }>()
  for (const cell of document.tables[index]!.cells) {
    const row = rows.get(cell.row)
    if (row) row.end = cell.end
    else rows.set(cell.row, { start: cell.start, end: cell.end })
  }
  return [...rows.values()].filter(
    (row) =>
      row.start >= span.start && row.end <= span.end && document.text.slice(row.start, row.end).trim() !== '',
  )
}
