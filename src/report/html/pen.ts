import type { Document, Language, Page, Span } from '#vocabulary'
import { wordsOf } from '../words.ts'
// By another name the formatter leaves the templates alone: white space between the tags would be text.
import { html as exact, type Content } from './markup.ts'

/** A quote that the text of a document is marked with, under its number. */
export interface MarkedQuote extends Span {
  readonly number: number
}

/** Writes stretches of a document's text, in order, each once: marks, page labels and notes come by themselves. */
export interface Pen {
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

/** A pen at the start of the text; `kept` are the parts to embed. */
export function createPen(
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

function byStart(a: MarkedQuote, b: MarkedQuote): number {
  return a.start - b.start || b.end - a.end || a.number - b.number
}

function insert(waiting: MarkedQuote[], quote: MarkedQuote): void {
  waiting.push(quote)
  waiting.sort(byStart)
}
