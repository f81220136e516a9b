import { createBestHits } from './lexical/best-hits.ts'
import type { LexicalHit } from './library.ts'
import type { VectorDocument, VectorRows } from './truth/vectors.ts'
import type { Filter } from '#vocabulary'

/**
 * The vectors of a workspace in memory and their exact search; runs in a thread of its own.
 *
 * 1. Rows stand in the order in which they came, in large blocks; a document is looked up by its number.
 * 2. Only documents that are listed, and that the filter lets through, are looked at: a filter costs nothing.
 * 3. Equal scores rank by order of arrival: the document's change, then where in it the passage begins.
 */
export class VectorScan {
  private readonly blocks: VectorRows[] = []
  private readonly documents = new Map<number, VectorDocument>()
  private readonly dimensions: number
  private rows = 0

  constructor(dimensions: number) {
    this.dimensions = dimensions
  }

  /** Takes over what changed of documents; those that are no longer listed are let go. */
  stand(documents: readonly VectorDocument[]): void {
    for (const document of documents)
      if (document.listed === 1) this.documents.set(document.number, document)
      else this.documents.delete(document.number)
  }

  append(rows: VectorRows): void {
    this.blocks.push(rows)
    this.rows += rows.documents.length
  }

  search(query: Float32Array, limit: number, filter: Filter = {}): LexicalHit[] {
    const orders = this.allowed(filter)
    const best = createBestHits(Math.min(limit, this.rows), -Infinity)
    this.blocks.forEach((block, place) => {
      const { documents, starts, values } = block
      for (let row = 0; row < documents.length; row++) {
        const change = orders[documents[row]!]
        if (change === undefined || change < 0) continue
        const score = dotProduct(query, values, row * this.dimensions)
        if (score < best.threshold) continue
        best.offer(score, change + starts[row]! / longestText, place, row)
      }
    })
    return best.drain().map(({ score, segment, passage: row }) => {
      const { documents, starts, ends } = this.blocks[segment]!
      const { id } = this.documents.get(documents[row]!)!
      return { passage: `${id}:${starts[row]!}-${ends[row]!}`, document: id, score }
    })
  }

  /** The change of each document by its number; -1: not to be looked at. */
  private allowed({ documents, group }: Filter): Float64Array {
    const named = documents && new Set(documents)
    const highest = Math.max(-1, ...largest(this.documents.keys()))
    const orders = new Float64Array(highest + 1).fill(-1)
    for (const { number, id, group: held, change } of this.documents.values())
      if ((group === undefined || held === group) && (named === undefined || named.has(id)))
        orders[number] = change
    return orders
  }
}

/** More than any text has UTF-16 code units, so that a change and a start make one exact number (to 2^24 changes). */
const longestText = 2 ** 29

function* largest(numbers: Iterable<number>): Generator<number> {
  let most = -1
  for (const number of numbers) if (number > most) most = number
  yield most
}

/** The sum of products, in eight running sums: a single one would wait for each addition before the next. */
export function dotProduct(query: Float32Array, values: Float32Array, offset: number): number {
  const { length } = query
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0]
  let place = 0
  for (; place + 8 <= length; place += 8) {
    const at = offset + place
    a += query[place]! * values[at]!
    b += query[place + 1]! * values[at + 1]!
    c += query[place + 2]! * values[at + 2]!
    d += query[place + 3]! * values[at + 3]!
    e += query[place + 4]! * values[at + 4]!
    f += query[place + 5]! * values[at + 5]!
    g += query[place + 6]! * values[at + 6]!
    h += query[place + 7]! * values[at + 7]!
  }
  for (; place < length; place++) a += query[place]! * values[offset + place]!
  return a + b + (c + d) + (e + f + (g + h))
}
