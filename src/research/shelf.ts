import type { Document, DocumentId, Passage, PassageId } from '#vocabulary'
import { siteOf } from '#sources'
import type { Holding, Library } from '#library'

/**
 * The documents and passages that one run has taken from the library: each is fetched once, and a document
 * that is gone is told apart from one that was never asked for.
 */
export interface Shelf {
  document(id: DocumentId): Promise<Document | undefined>
  passages(ids: readonly PassageId[]): Promise<Passage[]>
  holding(id: DocumentId): Holding | undefined
  /** Whether it stands in a place of the user's own. */
  readonly isOwn: (id: DocumentId) => boolean
  /**
   * Whether one document has a say over another: what stands on the web or a server replaces nothing of the user's
   * own, and nothing of another site, whatever it says of itself.
   */
  readonly mayReplace: (newer: DocumentId, older: DocumentId) => boolean
  readonly holdings: readonly Holding[]
  /** What was taken so far. */
  readonly taken: ReadonlyMap<DocumentId, Document>
  /** The same in the order of the library, whatever came first. */
  inOrder(): Document[]
  /** The documents that may be found; undefined: all that are listed. */
  readonly scope: readonly DocumentId[] | undefined
  /** Lets documents take part that arrived since it was opened. */
  admit(documents: readonly DocumentId[]): Promise<void>
}

/** Whether what stands at a place must not leave: everything but what anybody can fetch from the web. */
export function isPrivate({ uri }: Pick<Holding, 'uri'>): boolean {
  return !/^https?:/i.test(uri)
}

/** Whether the user put it there: neither a page of the web nor what a server holds, which strangers may have written. */
export function isOwn({ uri }: Pick<Holding, 'uri'>): boolean {
  return !/^(?:https?|mcp):/i.test(uri)
}

export async function openShelf(library: Library, documents?: readonly DocumentId[]): Promise<Shelf> {
  let scope = documents
  let holdings = await holdingsOf(library, scope)
  let byDocument = placesOf(holdings)
  let own = ownOf(holdings)
  const taken = new Map<DocumentId, Document>()
  const coming = new Map<DocumentId, Promise<Document | undefined>>()
  return {
    get holdings() {
      return holdings
    },
    get scope() {
      return scope
    },
    taken,
    inOrder: () => [...byDocument.keys()].toReversed().flatMap((id) => taken.get(id) ?? []),
    holding: (id) => byDocument.get(id),
    isOwn: (id) => own.has(id),
    mayReplace(newer, older) {
      if (own.has(newer)) return true
      const [page, other] = [byDocument.get(newer), byDocument.get(older)]
      return (
        !own.has(older) && page !== undefined && other !== undefined && siteOf(page.uri) === siteOf(other.uri)
      )
    },
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
    async admit(arrived) {
      if (scope) scope = [...new Set([...scope, ...arrived])]
      holdings = await holdingsOf(library, scope)
      byDocument = placesOf(holdings)
      own = ownOf(holdings)
    },
  }
}

async function holdingsOf(library: Library, documents?: readonly DocumentId[]): Promise<readonly Holding[]> {
  const scope = documents && new Set(documents)
  const present = (await library.holdings({ all: true })).filter(
    ({ state }) => state === 'listed' || state === 'missing' || state === 'failed',
  )
  return present.filter((held) => !scope || (held.document && scope.has(held.document)))
}

function ownOf(holdings: readonly Holding[]): ReadonlySet<DocumentId> {
  return new Set(holdings.flatMap((held) => (held.document && isOwn(held) ? [held.document] : [])))
}

/** By document; one that stands in several places is shown at the first. */
function placesOf(holdings: readonly Holding[]): Map<DocumentId, Holding> {
  return new Map(
    holdings.toReversed().flatMap((held) => (held.document ? [[held.document, held] as const] : [])),
  )
}
