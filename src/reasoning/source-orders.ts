import type { Document, Span } from '#vocabulary'
import { instructsMachines } from '#reading'

/** Far from an order, a long text may be somebody else's. In code units. */
const reach = 4_000
const remembered = new WeakMap<Document, Map<number, boolean>>()

/**
 * Whether a source tells machines what to write: hidden in its page (`metadata.orders`), or in its text as far as
 * 4,000 characters around a span, code blocks apart. What it says of anything is said for the machine's sake, and
 * bears nothing alone.
 */
export function ordersMachines(document: Document, { start }: Span): boolean {
  if (document.metadata['orders'] === 'hidden') return true
  const known = remembered.get(document) ?? new Map<number, boolean>()
  remembered.set(document, known)
  const part = Math.floor(start / reach)
  const found = known.get(part) ?? instructsMachines(around(document, part))
  known.set(part, found)
  return found
}

function around({ text, blocks }: Document, part: number): string {
  const [from, to] = [Math.max(0, (part - 1) * reach), (part + 2) * reach]
  let told = ''
  let at = from
  for (const { kind, start, end } of blocks) {
    if (kind !== 'code' || end <= at || start >= to) continue
    told += text.slice(at, Math.max(at, start))
    at = end
  }
  return told + text.slice(at, to)
}
