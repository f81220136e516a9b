import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromErrorRecord, groupCommit, KaojuError } from '#runtime'
import type { FeedStore } from '#sources'
import type { Document, DocumentId, Evidence, EvidenceId, Passage, PassageId, SnapshotId } from '#vocabulary'
import { createBlobStore, hashOf, type BlobStore } from './blob-store.ts'
import { packDocument, unpackDocument } from './document-structure.ts'
import type { IndexKeeper } from './index-keeper.ts'
import type {
  Added,
  FailedHolding,
  Holding,
  LexicalSearch,
  Library,
  NewHolding,
  Resolved,
} from './library.ts'
import type { AddRequest } from './truth/messages.ts'
import type { AddAnswer } from './truth/truth-worker.ts'
import type { Truth } from './truth/truth.ts'
import { createVectorSearch, type KeptVectors } from './vector-search.ts'
import { createFeedStore, createPageStore, type SessionPages } from './web-stores.ts'

/** Code units of text in one commit, about: what a kill can undo, and what is held twice meanwhile. */
const batchLength = 4_000_000
/** What a small document weighs in a commit beside its text. */
const documentWeight = 4_000

/**
 * The embedded backend: truth in a thread, blobs as files, index beside it.
 *
 * 1. `add` writes the blob, then hands the row to a group commit; it is acknowledged after the commit. What is added
 *    at once arrives in the order of the calls.
 * 2. `purge` and `inspect` delete blobs, so they wait for every `add` and every page under way, and later ones
 *    wait for them.
 */
export class EmbeddedLibrary implements Library {
  readonly pages: SessionPages
  readonly feeds: FeedStore
  readonly home: string
  readonly workspace: string
  readonly lexical: LexicalSearch
  readonly vectors: KeptVectors
  private readonly mode: 'write' | 'read'
  private readonly indexFolder: string
  private readonly truth: Truth
  private readonly index: IndexKeeper
  private readonly blobs: BlobStore
  private readonly commit: (request: AddRequest) => Promise<AddAnswer>
  private readonly adding = new Set<Promise<unknown>>()
  /** The blobs of all that is being added: rows are committed in the order of the calls. */
  private written: Promise<unknown> = Promise.resolve()
  private deleting: Promise<unknown> = Promise.resolve()
  private closed = false

  constructor(
    place: {
      readonly home: string
      readonly workspace: string
      readonly mode: 'write' | 'read'
      readonly folder: string
    },
    truth: Truth,
    index: IndexKeeper,
  ) {
    this.home = place.home
    this.workspace = place.workspace
    this.mode = place.mode
    this.indexFolder = place.folder
    this.truth = truth
    this.index = index
    this.lexical = index
    this.vectors = createVectorSearch(truth, () => this.mustWrite())
    this.blobs = createBlobStore(place.home)
    const write = <T>(work: () => Promise<T>): Promise<T> => this.whileNothingIsDeleted(work)
    this.pages = createPageStore(place.home, truth, this.blobs, write)
    this.feeds = createFeedStore(truth, write)
    this.commit = groupCommit(
      (batch) => truth.call('addAll', batch),
      (request) => request.document.text.length + documentWeight,
      batchLength,
    )
  }

  expect(): void {
    this.index.expect()
  }

  add(holding: NewHolding): Promise<Added> {
    this.index.expect()
    return this.whileNothingIsDeleted(() => this.addNow(holding))
  }

  private async addNow({
    bytes,
    document,
    passages,
    uri,
    fetchedAt,
    stamp,
    group,
  }: NewHolding): Promise<Added> {
    checkReading(document, passages)
    const before = this.written
    const written = this.writeBlob(document.snapshot, bytes, uri)
    this.written = Promise.allSettled([before, written]).then(() => undefined)
    await written
    await before
    const answer = await this.commit({
      uri,
      size: bytes.length,
      document: packDocument(document),
      passages: passages.map(({ start, end, page, kind, headings }) => ({
        start,
        end,
        ...(page === undefined ? {} : { page }),
        kind,
        headings,
      })),
      fetchedAt,
      ...(stamp ? { stamp } : {}),
      ...(group === undefined ? {} : { group }),
    })
    if ('error' in answer) throw fromErrorRecord(answer.error)
    return answer.added
  }

  private async writeBlob(id: SnapshotId, bytes: Uint8Array, uri: string): Promise<void> {
    if ((await hashOf(bytes)) !== id)
      throw new KaojuError('internal', { reason: `${uri} has not the bytes that were read` })
    await this.blobs.put(id, bytes)
  }

  async addFailure(failure: FailedHolding): Promise<void> {
    this.mustWrite()
    await this.truth.call('addFailure', failure)
  }

  async markMissing(uris: readonly string[]): Promise<void> {
    this.mustWrite()
    await this.truth.call('markMissing', uris)
  }

  async remove(idOrUri: string): Promise<Holding[]> {
    this.mustWrite()
    return await this.truth.call('remove', idOrUri)
  }

  async purge(idOrUri: string): Promise<Holding[]> {
    this.mustWrite()
    return await this.whileNothingIsAdded(async () => {
      const purged = await this.truth.call('purge', idOrUri)
      await this.vectors.forget()
      return purged
    })
  }

  async addEvidence(evidence: readonly Evidence[]): Promise<void> {
    this.mustWrite()
    if (evidence.length === 0) return
    await this.truth.call(
      'addEvidence',
      evidence.map(({ quote: _quote, ...piece }) => piece),
    )
  }

  refresh(): Promise<void> {
    return this.index.refresh()
  }

  holdings(options: { readonly all?: boolean } = {}): Promise<Holding[]> {
    return this.truth.call('holdings', options.all ?? false)
  }

  holding(uri: string): Promise<Holding | undefined> {
    return this.truth.call('holding', uri)
  }

  async document(id: DocumentId): Promise<Document | undefined> {
    const record = await this.truth.call('document', id)
    return record && unpackDocument(record)
  }

  passages(document: DocumentId): Promise<Passage[]> {
    return this.truth.call('passages', document)
  }

  async passagesById(ids: readonly PassageId[]): Promise<Map<PassageId, Passage>> {
    const passages = await this.truth.call('passagesById', ids)
    return new Map(passages.map((passage) => [passage.id, passage]))
  }

  evidence(
    id: EvidenceId,
  ): Promise<{ readonly evidence: Evidence; readonly withdrawn: boolean } | undefined> {
    return this.truth.call('evidence', id)
  }

  async snapshot(id: SnapshotId): Promise<Uint8Array | undefined> {
    if (!(await this.truth.call('holdsSnapshot', id))) return undefined
    const bytes = await this.blobs.get(id)
    // Another process may have purged it between the two questions.
    if (!bytes && (await this.truth.call('holdsSnapshot', id)))
      throw new KaojuError('home-damaged', { home: this.home, reason: `the original ${id} is missing` })
    return bytes
  }

  async resolve(id: string): Promise<Resolved> {
    const resolved = await this.truth.call('resolve', id)
    return { ...resolved, document: unpackDocument(resolved.document) }
  }

  async counts(): Promise<{
    readonly documents: number
    readonly passages: number
    readonly failed: number
    readonly bytesOnDisk: number
  }> {
    const [counted, index] = await Promise.all([this.truth.call('counts'), bytesIn(this.indexFolder)])
    return { ...counted, bytesOnDisk: counted.bytesOnDisk + index }
  }

  async inspect({ repair }: { readonly repair: boolean }): Promise<string[]> {
    if (repair) this.mustWrite()
    const findings = await this.whileNothingIsAdded(async () => [
      ...(await this.truth.call('inspect', repair, this.pages.keptHere())),
      ...(await this.index.inspect()),
    ])
    if (repair) await this.index.rebuild()
    return findings
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await Promise.allSettled([...this.adding, this.deleting])
    await this.index.close()
    await this.vectors.forget()
    await this.truth.close()
  }

  private mustWrite(): void {
    if (this.mode === 'read')
      throw new KaojuError('home-unwritable', { home: this.home, reason: 'it was opened for reading' })
  }

  private async whileNothingIsDeleted<T>(work: () => Promise<T>): Promise<T> {
    this.mustWrite()
    for (let waited: unknown; waited !== this.deleting; await waited) waited = this.deleting
    const adding = work()
    this.adding.add(adding)
    try {
      return await adding
    } finally {
      this.adding.delete(adding)
    }
  }

  private async whileNothingIsAdded<T>(work: () => Promise<T>): Promise<T> {
    const result = Promise.allSettled([this.deleting, ...this.adding]).then(work)
    this.deleting = result.catch(() => undefined)
    return await result
  }
}

/** A reading that breaks the invariant which carries every citation is a defect of its reader or chunker. */
function checkReading(document: Document, passages: readonly Passage[]): void {
  if (!document.text.isWellFormed())
    throw new KaojuError('internal', { reason: `the text of ${document.id} is not well-formed Unicode` })
  for (const { id, start, end, text } of passages)
    if (id !== `${document.id}:${start}-${end}` || document.text.slice(start, end) !== text)
      throw new KaojuError('internal', { reason: `passage ${id} is not what stands there` })
}

/** Size of the files in a folder, in bytes; 0 when it is not there. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
