import type { Span } from '#vocabulary'

/** A document up to this many UTF-16 code units is embedded whole. */
export const wholeDocument = 300_000
/** All documents of one page together: beyond it each gets an equal share, but never less than the least. */
const allDocuments = 3_000_000
const leastShare = 20_000
/** Code units kept on each side of a quote where a document is not embedded whole, before snapping to lines. */
const surroundings = 2_000
const snap = 300

/** How long a document may be to be embedded whole on a page with so many documents. */
export function shareOf(documents: number): number {
  return Math.min(wholeDocument, Math.max(leastShare, Math.floor(allDocuments / Math.max(1, documents))))
}

/**
 * The parts of a text to embed: all of it within the share, else the surroundings of each quote and whatever
 * else must be seen (header rows), merged.
 */
export function keptSpans(
  text: string,
  quotes: readonly Span[],
  besides: readonly Span[],
  share: number,
): Span[] {
  if (text.length <= share) return [{ start: 0, end: text.length }]
  const kept: { start: number; end: number }[] = []
  const seen = besides.map(({ start, end }) => ({ start, end: Math.min(end, start + surroundings) }))
  const wanted = [...quotes.map((quote) => around(text, quote)), ...seen].sort((a, b) => a.start - b.start)
  for (const span of wanted) {
    const last = kept.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else kept.push({ ...span })
  }
  return kept
}

function around(text: string, quote: Span): Span {
  let start = Math.max(0, quote.start - surroundings)
  let end = Math.min(text.length, quote.end + surroundings)
  const lineStart = text.lastIndexOf('\n', start) + 1
  if (start - lineStart <= snap) start = lineStart
  const lineEnd = text.indexOf('\n', end)
  if (lineEnd >= 0 && lineEnd - end <= snap) end = lineEnd
  if (isLowSurrogate(text, start)) start--
  if (isLowSurrogate(text, end)) end++
  return { start, end }
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
