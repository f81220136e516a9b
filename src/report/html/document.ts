import type { Block, Document, Language, Page, Span, Table, TableCell } from '#vocabulary'
import { wordsOf } from '../words.ts'
// By another name the formatter leaves the templates alone: white space between the tags would be text.
import { html as exact, type Content, type Markup } from './markup.ts'
import { keptSpans } from './window.ts'

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
export interface MarkedQuote extends Span {
  readonly number: number
}

export interface RenderedDocument {
  readonly markup: Markup
  /** Code units that were left out to keep the page small. */
  readonly leftOut: number
}

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

interface Pen {
  /** A stretch of text inside one element, marked, with page labels and notes where text is left out. */
  run(start: number, end: number): Content
  /** Text between elements: unseen when it is white space, a paragraph when it is not. */
  gap(start: number, end: number): Content
  plain(start: number, end: number): Content
  /** Labels of the pages that begin up to here. */
  pages(position: number): Content
  /** Whether any of it is embedded; what is not is counted for the next note. */
  shows(start: number, end: number): boolean
  skip(start: number, end: number): undefined
  /** The note for what was skipped so far, as an element of its own or as a table row. */
  note(columns?: number): Content
  /** The same, unless the element itself begins with what is left out and will say so. */
  noteBefore(start: number): Content
  rest(): Content
}

function createPen(
  document: Document,
  quotes: readonly MarkedQuote[],
  kept: readonly Span[],
  language: Language,
): Pen {
  const words = wordsOf(language)
  const anchored = new Set<number>()
  const pages = [...document.pages].sort((a, b) => a.start - b.start)
  let nextPage = 0
  let skipped = 0

  const label = (page: Page): string =>
    page.label && page.label !== String(page.number)
      ? `${words.page(page.number)} · ${page.label}`
      : words.page(page.number)
  const marked = (start: number, end: number): Content => {
    const pieces = quotes
      .filter((quote) => quote.start < end && quote.end > start)
      .map((quote) => ({
        number: quote.number,
        start: Math.max(start, quote.start),
        end: Math.min(end, quote.end),
      }))
    return nest(start, end, pieces)
  }
  const nest = (start: number, end: number, pieces: readonly MarkedQuote[]): Content => {
    const parts: Content[] = []
    const waiting = [...pieces].sort(byStart)
    let cursor = start
    for (let piece = waiting.shift(); piece; piece = waiting.shift()) {
      const inside: MarkedQuote[] = []
      while (waiting[0] && waiting[0].start < piece.end) {
        const other = waiting.shift()!
        inside.push({ ...other, end: Math.min(other.end, piece.end) })
        // Marks cannot cross: the part that reaches out is marked on its own.
        if (other.end > piece.end) insert(waiting, { ...other, start: piece.end })
      }
      const id = anchored.has(piece.number) ? undefined : exact` id="q${piece.number}" tabindex="-1"`
      anchored.add(piece.number)
      parts.push(
        paged(cursor, piece.start),
        exact`<mark${id} data-quote="${piece.number}">${nest(piece.start, piece.end, inside)}</mark>`,
      )
      cursor = piece.end
    }
    parts.push(paged(cursor, end))
    return parts
  }
  const paged = (start: number, end: number): Content => {
    const parts: Content[] = []
    let cursor = start
    while (pages[nextPage] && pages[nextPage]!.start < end) {
      const page = pages[nextPage++]!
      // Of the pages that were left out, only the last says where the text goes on.
      if ((pages[nextPage]?.start ?? Infinity) <= cursor) continue
      const at = Math.max(cursor, page.start)
      parts.push(
        document.text.slice(cursor, at),
        exact`<span class="page-mark" data-label="${label(page)}"></span>`,
      )
      cursor = at
    }
    parts.push(document.text.slice(cursor, end))
    return parts
  }
  const pen: Pen = {
    run(start, end) {
      const parts: Content[] = []
      let cursor = start
      for (const span of kept) {
        const [from, to] = [Math.max(start, span.start), Math.min(end, span.end)]
        if (from >= to) continue
        skipped += from - cursor
        if (skipped > 0) parts.push(exact`<span class="left-out">${words.leftOut(skipped)}</span> `)
        skipped = 0
        parts.push(marked(from, to))
        cursor = to
      }
      skipped += end - cursor
      return parts
    },
    gap(start, end) {
      if (start >= end) return undefined
      if (document.text.slice(start, end).trim() !== '') return pen.plain(start, end)
      if (!pen.shows(start, end)) return pen.skip(start, end)
      // What is unseen may not carry the note.
      const from = Math.max(start, kept.find((span) => span.end > start)!.start)
      pen.skip(start, from)
      return exact`${pen.note()}<span class="gap">${pen.run(from, end)}</span>`
    },
    plain(start, end) {
      if (start >= end) return undefined
      if (!pen.shows(start, end)) return pen.skip(start, end)
      return exact`${pen.noteBefore(start)}<p class="plain">${pen.run(start, end)}</p>`
    },
    pages(position) {
      const parts: Content[] = []
      while (pages[nextPage] && pages[nextPage]!.start <= position) {
        const page = pages[nextPage++]!
        if (!kept.some((span) => page.start < span.end && page.end > span.start)) continue
        parts.push(pen.note(), exact`<div class="page-mark" data-label="${label(page)}"></div>`)
      }
      return parts
    },
    shows: (start, end) => kept.some((span) => span.start < end && span.end > start),
    skip(start, end) {
      skipped += end - start
      return undefined
    },
    note(columns) {
      if (skipped === 0) return undefined
      const text = words.leftOut(skipped)
      skipped = 0
      if (columns === undefined) return exact`<p class="left-out">${text}</p>`
      return exact`<tr class="left-out"><td colspan="${columns}">${text}</td></tr>`
    },
    noteBefore: (start) => (pen.shows(start, start + 1) ? pen.note() : undefined),
    rest: () => pen.note(),
  }
  return pen
}

function renderBlock(document: Document, block: Block, pen: Pen): Content {
  if (!pen.shows(block.start, block.end)) return pen.skip(block.start, block.end)
  const note = pen.noteBefore(block.start)
  const table = block.kind === 'table' && block.table !== undefined ? document.tables[block.table] : undefined
  if (table && inOrder(table.cells, block.start, block.end) && inRows(table.cells))
    return [note, renderTable(table, block, pen)]
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

function inRows(cells: readonly TableCell[]): boolean {
  return cells.every((cell, index) => index === 0 || cell.row >= cells[index - 1]!.row)
}

/** The header rows of the tables that are quoted: without them a cell in the middle says nothing. */
function headerRows(document: Document, quotes: readonly Span[]): Span[] {
  return document.tables
    .filter((table) => quotes.some((quote) => quote.start < table.end && quote.end > table.start))
    .map((table) => table.cells.filter((cell) => cell.header))
    .filter((cells) => cells.length > 0)
    .map((cells) => ({ start: cells[0]!.start, end: cells.at(-1)!.end }))
}

function byStart(a: MarkedQuote, b: MarkedQuote): number {
  return a.start - b.start || b.end - a.end || a.number - b.number
}

function insert(waiting: MarkedQuote[], quote: MarkedQuote): void {
  waiting.push(quote)
  waiting.sort(byStart)
}
