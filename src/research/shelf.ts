import type { Document, DocumentId, Passage, PassageId } from '#vocabulary'
import type { Holding, Library } from '#library'

/**
 * The documents and passages that one run has taken from the library: each is fetched once, and a document
 * that is gone is told apart from one that was never asked for.
 */
export interface Shelf {
  document(id: DocumentId): Promise<Document | undefined>
  passages(ids: readonly PassageId[]): Promise<Passage[]>
  holding(id: DocumentId): Holding | undefined
  readonly holdings: readonly Holding[]
  /** What was taken so far. */
  readonly taken: ReadonlyMap<DocumentId, Document>
  /** The same in the order of the library, whatever came first. */
  inOrder(): Document[]
}

export async function openShelf(library: Library, documents?: readonly DocumentId[]): Promise<Shelf> {
  const scope = documents && new Set(documents)
  const present = (await library.holdings({ all: true })).filter(
    ({ state }) => state === 'listed' || state === 'missing' || state === 'failed',
  )
  const holdings = present.filter((held) => !scope || (held.document && scope.has(held.document)))
  const byDocument = new Map(
    holdings.toReversed().flatMap((held) => (held.document ? [[held.document, held] as const] : [])),
  )
  const taken = new Map<DocumentId, Document>()
  const coming = new Map<DocumentId, Promise<Document | undefined>>()
  return {
    holdings,
    taken,
    inOrder: () => [...byDocument.keys()].toReversed().flatMap((id) => taken.get(id) ?? []),
    holding: (id) => byDocument.get(id),
    document(id) {
      let document = coming.get(id)
      if (!document) {
        document = library.document(id).then((found) => {
          if (found) taken.set(id, found)
          return found
        })
        coming.set(id, document)
      }
      return document
    },
    async passages(ids) {
      const found = await library.passagesById(ids)
      return ids.flatMap((id) => found.get(id) ?? [])
    },
  }
}
