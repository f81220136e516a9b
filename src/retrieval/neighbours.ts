import type { DocumentId, Hit, Passage, Span } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { Library } from '#library'

/** A stretch of one document around one or more hits: `document.text.slice(start, end) === text`. */
export interface ContextSpan extends Span {
  readonly document: DocumentId
  readonly text: string
  /** The hits inside it, best first. */
  readonly hits: readonly Hit[]
}

/**
 * Hits widened to the passages before and after them; what touches or overlaps becomes one span. Spans come
 * in the order of their best hits. A hit whose document was purged meanwhile is left out.
 *
 * @param reach how many passages of the same document to add on each side; default 1
 */
export async function joinNeighbours(
  hits: readonly Hit[],
  library: Pick<Library, 'document' | 'passages'>,
  reach: { readonly before?: number; readonly after?: number } = {},
): Promise<ContextSpan[]> {
  const { before = 1, after = 1 } = reach
  if (!(before >= 0 && after >= 0))
    throw new KaojuError('option-invalid', { option: 'neighbours', reason: `${before}, ${after}` })
  const rank = new Map(hits.map((hit, place) => [hit.passage, place]))
  const byDocument = Map.groupBy(hits, (hit) => hit.document)
  const spans: { span: ContextSpan; rank: number }[] = []
  for (const [id, found] of byDocument) {
    const document = await library.document(id)
    if (!document) continue
    for (const { from, to, held } of ranges(await library.passages(id), found, before, after))
      spans.push({
        span: { document: id, start: from, end: to, text: document.text.slice(from, to), hits: held },
        rank: Math.min(...held.map((hit) => rank.get(hit.passage)!)),
      })
  }
  return spans.sort((a, b) => a.rank - b.rank).map(({ span }) => span)
}

interface Range {
  from: number
  to: number
  /** Place of the last passage in it. */
  last: number
  held: Hit[]
}

function ranges(passages: readonly Passage[], hits: readonly Hit[], before: number, after: number): Range[] {
  const places = new Map(passages.map((passage, place) => [passage.id, place]))
  const inOrder = hits
    .flatMap((hit, rank) => (places.has(hit.passage) ? [{ hit, rank, place: places.get(hit.passage)! }] : []))
    .sort((a, b) => a.place - b.place)
  const merged: (Range & { ranks: Map<Hit, number> })[] = []
  for (const { hit, rank, place } of inOrder) {
    const first = Math.max(0, place - before)
    const last = Math.min(passages.length - 1, place + after)
    const open = merged.at(-1)
    const to = Math.max(...passages.slice(first, last + 1).map((passage) => passage.end))
    if (open && first <= open.last + 1) {
      open.to = Math.max(open.to, to)
      open.last = Math.max(open.last, last)
      open.held.push(hit)
      open.ranks.set(hit, rank)
    } else merged.push({ from: passages[first]!.start, to, last, held: [hit], ranks: new Map([[hit, rank]]) })
  }
  for (const { held, ranks } of merged) held.sort((a, b) => ranks.get(a)! - ranks.get(b)!)
  return merged
}
