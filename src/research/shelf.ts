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
  /** Places at the start, then what arrived, by address. */
  readonly holdings: readonly Holding[]
  /** Places at the start. */
  readonly atStart: readonly Holding[]
  /** What was taken so far. */
  readonly taken: ReadonlyMap<DocumentId, Document>
  /** The same in the order of `holdings`, whatever came first. */
  inOrder(): Document[]
  /** The documents that may be found, all that arrived with them; undefined: all that are listed. */
  readonly scope: readonly DocumentId[] | undefined
  /**
   * What may be found on behalf of one who brought `arrived`, or for whom it was brought: what was there at the
   * start, and these. Undefined: nothing arrives, and all that is listed may be found.
   */
  within(arrived: readonly DocumentId[]): readonly DocumentId[] | undefined
  /** Lets what arrived since it was opened take part, in whatever order it is told. */
  admit(arrived: readonly Holding[]): void
}

/** Whether what stands at a place must not leave: everything but what anybody can fetch from the web. */
export function isPrivate({ uri }: Pick<Holding, 'uri'>): boolean {
  return !/^https?:/i.test(uri)
}

/** Whether the user put it there: neither a page of the web nor what a server holds, which strangers may have written. */
export function isOwn({ uri }: Pick<Holding, 'uri'>): boolean {
  return !/^(?:https?|mcp):/i.test(uri)
}

/**
 * @param documents restricts it to these; all listed ones when absent
 * @param grows whether anything may arrive: what is listed is then named one by one, since the library changes
 */
export async function openShelf(
  library: Library,
  documents?: readonly DocumentId[],
  grows = false,
): Promise<Shelf> {
  const atStart = await holdingsOf(library, documents)
  const start = documents ?? (grows ? [...placesOf(atStart).keys()] : undefined)
  const arrived = new Map<string, Holding>()
  let now = standing(atStart, [])
  const taken = new Map<DocumentId, Document>()
  const coming = new Map<DocumentId, Promise<Document | undefined>>()
  const within = (others: readonly DocumentId[]): readonly DocumentId[] | undefined =>
    start && (others.length === 0 ? start : [...new Set([...start, ...others])])
  return {
    atStart,
    get holdings() {
      return now.holdings
    },
    get scope() {
      return now.scope ?? (now.scope = within(now.arrived))
    },
    within,
    taken,
    inOrder: () => [...now.places.keys()].flatMap((id) => taken.get(id) ?? []),
    holding: (id) => now.places.get(id),
    isOwn: (id) => now.own.has(id),
    mayReplace(newer, older) {
      if (now.own.has(newer)) return true
      const [page, other] = [now.places.get(newer), now.places.get(older)]
      return (
        !now.own.has(older) &&
        page !== undefined &&
        other !== undefined &&
        siteOf(page.uri) === siteOf(other.uri)
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
    admit(others) {
      for (const held of others) arrived.set(`${held.uri}\n${held.document ?? ''}`, held)
      const inOrder = [...arrived].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, held]) => held)
      now = standing(atStart, inOrder)
    },
  }
}

/** How it stands after some places have changed. */
interface Standing {
  readonly holdings: readonly Holding[]
  readonly places: ReadonlyMap<DocumentId, Holding>
  readonly own: ReadonlySet<DocumentId>
  readonly arrived: readonly DocumentId[]
  scope?: readonly DocumentId[] | undefined
}

function standing(atStart: readonly Holding[], arrived: readonly Holding[]): Standing {
  const changed = new Set(arrived.map(({ uri }) => uri))
  const holdings = [...atStart.filter(({ uri }) => !changed.has(uri)), ...arrived]
  // What stood there before may have been found before it was replaced.
  const all = arrived.length === 0 ? holdings : [...holdings, ...atStart]
  return {
    holdings,
    places: placesOf(all),
    own: ownOf(all),
    arrived: arrived.flatMap(({ document }) => document ?? []),
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
  const places = new Map<DocumentId, Holding>()
  for (const held of holdings)
    if (held.document && !places.has(held.document)) places.set(held.document, held)
  return places
}

/** What the library remembers as unreadable. */
export function unreadIn(shelf: Shelf): { uri: string; why: string }[] {
  return shelf.holdings.flatMap((held) => (held.failure ? [{ uri: held.uri, why: held.failure.why }] : []))
}
