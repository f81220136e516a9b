import type { Span } from '#vocabulary'
import { sentencesIn } from '../sentences.ts'
import { estimateTokens } from '../token-estimate.ts'

/** A trimmed span and its estimated tokens. */
export interface Piece extends Span {
  readonly tokens: number
}

/** Characters above which a piece is cut whatever its tokens: symbols and digits may run on without words. */
export const longest = 4000

const clause = /[^，,、：:)）]*(?:[，,、：:)）]+\s*|$)/gu
const run = /[^\s\p{Script=Han}]{1,1000}\s*|\p{Script=Han}\s*|\s+/gu
const line = /[^\n]*(?:\n+|$)/g

/** The sentences of a span; one of more than `limit` tokens is cut after commas, else between words. */
export function sentencePieces(text: string, span: Span, limit: number): Piece[] {
  return sentencesIn(text, span).flatMap((sentence) => cut(text, sentence, limit, [clause, run]))
}

/** The lines of a span (rows of a table, lines of code); one of more than `limit` tokens is cut between words. */
export function linePieces(text: string, span: Span, limit: number): Piece[] {
  return partsOf(text, span, line).flatMap((part) => cut(text, part, limit, [run]))
}

/** The span when it is within the limit, else its parts by the first pattern, packed up to the limit. */
function cut(text: string, span: Span, limit: number, [pattern, ...finer]: readonly RegExp[]): Piece[] {
  const tokens = estimateTokens(text.slice(span.start, span.end))
  if (!pattern || (tokens <= limit && span.end - span.start <= longest)) return trimmed(text, span, tokens)
  const pieces: Piece[] = []
  let start = span.start
  let filled = 0
  for (const part of partsOf(text, span, pattern)) {
    const cost = estimateTokens(text.slice(part.start, part.end))
    if (filled + cost > limit || part.end - start > longest) {
      pieces.push(...cut(text, { start, end: part.start }, limit, finer))
      start = part.start
      filled = 0
    }
    filled += cost
  }
  return [...pieces, ...cut(text, { start, end: span.end }, limit, finer)]
}

function partsOf(text: string, span: Span, pattern: RegExp): Span[] {
  const parts: Span[] = []
  for (const match of text.slice(span.start, span.end).matchAll(pattern)) {
    const start = span.start + match.index
    if (match[0] !== '') parts.push({ start, end: start + match[0].length })
  }
  return parts
}

function trimmed(text: string, { start, end }: Span, tokens: number): Piece[] {
  const raw = text.slice(start, end)
  const from = start + raw.length - raw.trimStart().length
  const size = raw.trim().length
  return size === 0 ? [] : [{ start: from, end: from + size, tokens }]
}
