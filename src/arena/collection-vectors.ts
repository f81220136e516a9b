import { KaojuError } from '#runtime'
import type { Passage } from '#vocabulary'
import { VectorScan, type VectorSearch } from '#library'

/** Passages of a collection, each a document by itself, in corpus order, with their groups. */
export type CollectionPassages = ReadonlyMap<string, { readonly passage: Passage; readonly group?: string }>

/** The vectors of a collection in memory, with the exact search of production in the calling thread. */
export function collectionVectors(passages: CollectionPassages): VectorSearch {
  const numbers = new Map([...passages.keys()].map((id, number) => [id, number]))
  const ids = [...passages.keys()]
  const held = new Set<number>()
  let scan = new VectorScan()
  let stored: { model: string; dimensions: number } | undefined
  const mustMatch = (model: string, dimensions: number): void => {
    if (stored && (stored.model !== model || stored.dimensions !== dimensions))
      throw new KaojuError('embedding-mismatch', {
        stored: `${stored.model} (${stored.dimensions})`,
        configured: `${model} (${dimensions})`,
      })
  }
  return {
    stored: () => Promise.resolve(stored && { ...stored, passages: held.size }),
    missing: (limit) => {
      const found: Passage[] = []
      for (const [number, { passage }] of [...passages.values()].entries()) {
        if (found.length === limit) break
        if (!held.has(number)) found.push(passage)
      }
      return Promise.resolve(found)
    },
    add: async (model, vectors) => {
      const dimensions = vectors[0]?.vector.length
      if (dimensions === undefined) return
      mustMatch(model, dimensions)
      if (!stored)
        scan.stand(
          ids.map((id, number) => {
            const group = passages.get(id)!.group ?? null
            return { number, id, group, listed: 1, change: number + 1 }
          }),
        )
      stored ??= { model, dimensions }
      const documents = Uint32Array.from(vectors, ({ passage }) => numbers.get(passage)!)
      const values = new Float32Array(vectors.length * dimensions)
      vectors.forEach(({ vector }, row) => values.set(vector, row * dimensions))
      const starts = new Uint32Array(vectors.length)
      scan.append({ documents, starts, ends: starts, values, last: 0 })
      for (const number of documents) held.add(number)
    },
    clear: async () => {
      scan = new VectorScan()
      stored = undefined
      held.clear()
    },
    search: async ({ model, vector }, { limit, filter }) => {
      mustMatch(model, vector.length)
      return scan.search(vector, limit, filter).map((hit) => ({ ...hit, passage: hit.document }))
    },
  }
}
