import type { Document, DocumentId } from '#vocabulary'

/** Words of one shingle; long enough that shared shingles mean shared text. */
const width = 6
/** Share of the shorter text's shingles that the other must hold too. */
const containment = 0.6
/** A text with fewer shingles is too short to be called a copy. */
const fewest = 20

/**
 * Groups documents that hold one text: near-copies and syndication (shingle containment after Broder 1997).
 * Each group is led by one of the user's own, whatever date a stranger gives his copy; then by the one published
 * first, then by the order given; documents without copies are left out.
 */
export function findCopies(
  documents: readonly Document[],
  isOwn: (id: DocumentId) => boolean = () => true,
): Map<DocumentId, DocumentId[]> {
  const order = [...documents].sort(
    (a, b) => Number(isOwn(b.id)) - Number(isOwn(a.id)) || compareDates(a.publishedAt, b.publishedAt),
  )
  const shingles = new Map(order.map((document) => [document.id, shinglesOf(document.text)]))
  const groups = new Map<DocumentId, DocumentId[]>()
  const led = new Set<DocumentId>()
  for (const [index, leader] of order.entries()) {
    if (led.has(leader.id)) continue
    for (const other of order.slice(index + 1)) {
      if (led.has(other.id) || !isCopy(shingles.get(leader.id)!, shingles.get(other.id)!)) continue
      led.add(other.id)
      groups.set(leader.id, [...(groups.get(leader.id) ?? []), other.id])
    }
  }
  return groups
}

function isCopy(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  // Very different lengths: one quotes the other, which is not the same source.
  if (small.size < fewest || small.size < large.size / 2) return false
  let shared = 0
  for (const shingle of small) if (large.has(shingle)) shared++
  return shared / small.size >= containment
}

function shinglesOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []
  const shingles = new Set<string>()
  for (let i = 0; i + width <= words.length && i < 40_000; i++)
    shingles.add(words.slice(i, i + width).join(' '))
  return shingles
}

/** Undated last: what states its date is the better witness. */
function compareDates(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  return a < b ? -1 : 1
}
