import type { Block, Document, Language, Span, Table, TableCell } from '#vocabulary'
// By another name the formatter leaves the templates alone: white space between the tags would be text.
import { html as exact, type Content, type Markup } from './markup.ts'
import { createPen, type MarkedQuote, type Pen } from './pen.ts'
import { keptSpans } from './window.ts'

export interface RenderedDocument {
  readonly markup: Markup
  /** Code units that were left out to keep the page small. */
  readonly leftOut: number
}

/**
 * Renders the text of a document with its structure and the cited words marked.
 *
 * 1. Every code unit of the embedded text stands in the page once, in order: what the structure replaces
 *    (blank lines between blocks, bars between cells) is there unseen, so that the marks of a quote, joined,
 *    say exactly the quote, whatever blocks and cells it crosses.
 * 2. The first mark of quote n has the id `q<n>`; all of them carry `data-quote`.
 * 3. Page labels are attributes, never text; the only text that is not the document's is in `.left-out`.
 * 4. A structure that contradicts itself (overlapping blocks or cells) is not believed: plain text is shown.
 */
export function renderDocument(
  document: Document,
  quotes: readonly MarkedQuote[],
  language: Language,
  share: number,
): RenderedDocument {
  const kept = keptSpans(document.text, quotes, headerRows(document, quotes), share)
  const leftOut = document.text.length - kept.reduce((sum, span) => sum + span.end - span.start, 0)
  const pen = createPen(document, quotes, kept, language)
  const parts: Content[] = []
  let cursor = 0
  for (const block of inOrder(document.blocks, 0, document.text.length) ? document.blocks : []) {
    // A page begins with the white space before its first block: the label must not hide in it.
    parts.push(pen.pages(block.start), pen.gap(cursor, block.start), renderBlock(document, block, pen))
    cursor = block.end
  }
  parts.push(
    cursor === 0 ? pen.plain(0, document.text.length) : pen.gap(cursor, document.text.length),
    pen.rest(),
  )
  return { markup: exact`${parts}`, leftOut }
}

function renderBlock(document: Document, block: Block, pen: Pen): Content {
  if (!pen.shows(block.start, block.end)) return pen.skip(block.start, block.end)
  const note = pen.noteBefore(block.start)
  const table = block.kind === 'table' && block.table !== undefined ? document.tables[block.table] : undefined
  if (table && isTabular(document.text, table, block)) return [note, renderTable(table, block, pen)]
  const text = pen.run(block.start, block.end)
  switch (block.kind) {
    case 'title':
      return exact`${note}<h4 class="doc-title">${text}</h4>`
    case 'heading':
      return exact`${note}<h5 class="doc-heading level-${Math.min(6, Math.max(1, Math.trunc(block.level ?? 1)))}">${text}</h5>`
    case 'code':
      return exact`${note}<pre><code>${text}</code></pre>`
    case 'quote':
      return exact`${note}<blockquote>${text}</blockquote>`
    case 'list-item': {
      const own = ownMarker.test(document.text.slice(block.start, block.start + 12))
      return exact`${note}<p class="list-item${own ? '' : ' bullet'}">${text}</p>`
    }
    case 'paragraph':
    case 'caption':
    case 'footnote':
    case 'record':
    case 'table':
      return exact`${note}<p class="${block.kind}">${text}</p>`
  }
}

/** A list item that brings its own bullet or number. */
const ownMarker = /^\s*(?:[-*•·‣◦▪○●–—]|[(（]?[\p{N}a-zA-Z一二三四五六七八九十]{1,3}[)）.、])/u

/** Columns that may be filled up where merged cells leave a hole: a table of nonsense stays small. */
const widest = 200

function renderTable(table: Table, block: Block, pen: Pen): Content {
  const rows = new Map<number, TableCell[]>()
  for (const cell of table.cells) {
    const row = rows.get(cell.row)
    if (row) row.push(cell)
    else rows.set(cell.row, [cell])
  }
  const parts: Content[] = []
  let cursor = block.start
  for (const cells of rows.values()) {
    const end = cells.at(-1)!.end
    if (!pen.shows(cursor, end)) {
      pen.skip(cursor, end)
      cursor = end
      continue
    }
    parts.push(pen.note(Math.min(widest, Math.max(1, table.columns))))
    const drawn: Content[] = []
    let column = 0
    for (const cell of cells) {
      for (; column < Math.min(cell.column, widest); column++) drawn.push(exact`<td></td>`)
      column = cell.column + 1
      const before = exact`${pen.pages(cell.start)}<span class="gap">${pen.run(cursor, cell.start)}</span>`
      const content = pen.run(cell.start, cell.end)
      drawn.push(
        cell.header ? exact`<th scope="col">${before}${content}</th>` : exact`<td>${before}${content}</td>`,
      )
      cursor = cell.end
    }
    parts.push(exact`<tr>${drawn}</tr>`)
  }
  parts.push(pen.note(Math.min(widest, Math.max(1, table.columns))))
  const label = table.caption ? exact` aria-label="${table.caption}"` : undefined
  return exact`<div class="table-scroll" tabindex="0"><table${label}>${parts}</table></div><span class="gap">${pen.run(cursor, block.end)}</span>`
}

function inOrder(spans: readonly Span[], from: number, to: number): boolean {
  let cursor = from
  for (const span of spans) {
    if (span.start < cursor || span.end < span.start || span.end > to) return false
    cursor = span.end
  }
  return true
}

/** Rows in order, and nothing but bars and white space between the cells: only that may go unseen. */
function isTabular(text: string, table: Table, block: Block): boolean {
  const { cells } = table
  if (!inOrder(cells, block.start, block.end)) return false
  const between = cells.map((cell, index) => text.slice(cells[index - 1]?.end ?? block.start, cell.start))
  const after = text.slice(cells.at(-1)?.end ?? block.start, block.end)
  const inRows = cells.every((cell, index) => index === 0 || cell.row >= cells[index - 1]!.row)
  return inRows && [...between, after].every((gap) => /^[\s|]*$/.test(gap))
}

/** The header rows of the tables that are quoted: without them a cell in the middle says nothing. */
function headerRows(document: Document, quotes: readonly Span[]): Span[] {
  return document.tables
    .filter((table) => quotes.some((quote) => quote.start < table.end && quote.end > table.start))
    .map((table) => table.cells.filter((cell) => cell.header))
    .filter((cells) => cells.length > 0)
    .map((cells) => ({ start: cells[0]!.start, end: cells.at(-1)!.end }))
}
