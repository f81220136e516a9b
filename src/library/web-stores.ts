import { fromErrorRecord, groupCommit, KaojuError } from '#runtime'
import type { FeedStore, PageRecord, PageStore } from '#sources'
import type { SnapshotId } from '#vocabulary'
import { hashOf, type BlobStore } from './blob-store.ts'
import type { RememberAnswer } from './truth/truth-worker.ts'
import type { Truth } from './truth/truth.ts'
import type { KeptBytes } from './truth/web.ts'

/**
 * What the web brought, in the embedded library.
 *
 * 1. `keep` writes the blob, then names it (`kept`, schema.ts of version 3); it returns after the commit. A kill
 *    between the two leaves a blob that nothing names, for `inspect` to sweep.
 * 2. Every write goes through `write`, which holds it back while blobs are being deleted.
 * 3. What this process kept is spared by its own `inspect`: a run under way has yet to name it.
 */
export interface SessionPages extends PageStore {
  keptHere(): SnapshotId[]
}

/** Names that go into one commit, at most. */
const batchLength = 1_000

/** @param write refuses where the library was opened for reading */
export function createPageStore(
  home: string,
  truth: Truth,
  blobs: BlobStore,
  write: <T>(work: () => Promise<T>) => Promise<T>,
): SessionPages {
  const here = new Set<SnapshotId>()
  const name = groupCommit<KeptBytes, null>(
    (batch) => truth.call('keepAll', batch),
    () => 1,
    batchLength,
  )
  const remember = groupCommit<PageRecord, RememberAnswer>(
    (batch) => truth.call('rememberAll', batch),
    () => 1,
    batchLength,
  )
  const held = async (id: SnapshotId): Promise<boolean> =>
    (await truth.call('isKept', id)) || (await truth.call('holdsSnapshot', id))

  return {
    keep: (bytes) =>
      write(async () => {
        const id = await hashOf(bytes)
        await blobs.put(id, bytes)
        await name({ snapshot: id, size: bytes.length })
        here.add(id)
        return id
      }),
    async bytes(id) {
      if (!(await held(id))) return undefined
      const bytes = await blobs.get(id)
      // Another process may have purged it between the two questions.
      if (!bytes && (await held(id)))
        throw new KaojuError('home-damaged', { home, reason: `the page ${id} is missing` })
      return bytes
    },
    page: (url) => truth.call('page', url),
    remember: (page) =>
      write(async () => {
        const refused = await remember(page)
        if (refused) throw fromErrorRecord(refused.error)
      }),
    keptHere: () => [...here],
  }
}

/** @param write refuses where the library was opened for reading */
export function createFeedStore(truth: Truth, write: <T>(work: () => Promise<T>) => Promise<T>): FeedStore {
  return {
    subscriptions: () => truth.call('subscriptions'),
    putSubscription: (subscription) => write(() => truth.call('putSubscription', subscription)),
    removeSubscription: (url) => write(() => truth.call('removeSubscription', url)),
    seen: (feed) => truth.call('seenIn', feed),
    putSeen: (items) => write(() => truth.call('putSeen', items)),
    seenSince: (since) => truth.call('seenSince', since),
  }
}
