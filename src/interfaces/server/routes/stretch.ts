import type { Document, Span } from '#vocabulary'
import type { z } from 'zod'
import type { stretch } from '../schemas/documents.ts'

/** The most of a document's text that is given at once, in UTF-16 code units. */
export const longest = 16_000
/** What is shown on either side of a quote, at least, where there is as much. */
const around = 1_500

type Stretch = z.infer<typeof stretch>

/** A piece of a document's text, with its blocks, tables and pages as they stand in that piece. Total: what lies outside is empty. */
export function stretchOf(document: Document, wanted: Span): Stretch {
  const { text, blocks, pages, tables } = document
  const start = whole(text, Math.min(wanted.start, text.length))
  const end = Math.max(start, whole(text, Math.min(wanted.end, start + longest, text.length)))
  const inside = <Piece extends Span>(pieces: readonly Piece[]): Piece[] =>
    pieces
      .filter((piece) => piece.start < end && piece.end > start)
      .map((piece) => ({
        ...piece,
        start: Math.max(piece.start, start) - start,
        end: Math.min(piece.end, end) - start,
      }))
  return {
    start,
    end,
    text: text.slice(start, end),
    blocks: inside(blocks),
    tables: inside(tables).map(({ cells, ...table }) => ({ ...table, cells: inside(cells) })),
    pages: inside(pages),
  }
}

/** The words around a quote, from the beginning of a block to the end of one where that is near. */
export function stretchAround(document: Document, quote: Span): Stretch {
  const blockAt = (place: number): Span | undefined =>
    document.blocks.find((block) => place >= block.start && place < block.end)
  const first = Math.max(0, quote.start - around)
  const last = quote.end + around
  const from = blockAt(first)?.start ?? first
  const to = blockAt(last)?.end ?? last
  const fits = to - from <= longest
  return stretchOf(document, fits ? { start: from, end: to } : { start: first, end: last })
}

/** The same place, or the one before it where it would part a surrogate pair. */
function whole(text: string, place: number): number {
  const before = text.charCodeAt(place - 1)
  const after = text.charCodeAt(place)
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000 ? place - 1 : place
}
