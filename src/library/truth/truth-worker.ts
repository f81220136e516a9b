import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { KaojuError, serveWorker, toErrorRecord, type ErrorRecord, type Sql } from '#runtime'
import type { PageRecord, SeenItem, Subscription } from '#sources'
import type { Passage } from '#vocabulary'
import type { Added, FailedHolding, Holding } from '../library.ts'
import { addFailure, addOne, markMissing } from './adding.ts'
import { changedSince, changesAfter } from './changes.ts'
import {
  documentNamed,
  passageOf,
  passageRows,
  readDocument,
  textBetween,
  wholeText,
  type PassageRow,
} from './documents.ts'
import { addEvidence, readEvidence } from './evidence.ts'
import { putSeen, putSubscription, removeSubscription, seenIn, seenSince, subscriptions } from './feeds.ts'
import { inspectTruth } from './inspecting.ts'
import type { AddRequest, EvidenceRecord } from './messages.ts'
import { databaseFile, openForReading, openForWriting } from './open-truth.ts'
import { holdingAt, holdings } from './places.ts'
import { blobsToErase, purgeNamed, removeNamed } from './removing.ts'
import { resolveOne } from './resolving.ts'
import { nameTruthError } from './truth-errors.ts'
import {
  addVectors,
  clearVectors,
  missingVectors,
  storedVectors,
  vectorDocuments,
  vectorsAfter,
  vectorState,
  type NewVector,
} from './vectors.ts'
import { isKept, keepBytes, keptBytes, pageAt, releaseKept, rememberPage, type KeptBytes } from './web.ts'
import { workspaceNumber, workspaceRow, type WorkspaceRow } from './workspaces.ts'
import { takeWriterLock, type WriterLock } from './writer-lock.ts'

export interface TruthOptions {
  readonly home: string
  readonly workspace: string
  readonly mode: 'read' | 'write'
}

/** Why an item of several was not stored. */
export interface Refused {
  readonly error: ErrorRecord
}
export type AddAnswer = { readonly added: Added } | Refused
export type RememberAnswer = Refused | null

/** What the library asks of the thread that holds its database; every answer is a structured clone. */
export type TruthApi = ReturnType<typeof serveTruth>

/** A workspace that nobody has written to yet: no row has this number. */
const nowhere = -1

function serveTruth({ home, workspace: name, mode }: TruthOptions) {
  let sql: Sql
  let lock: WriterLock | undefined
  let known: number | undefined
  const here = (): number => (known ??= workspaceNumber(sql, name, false)) ?? nowhere

  const open = (): void => {
    if (mode === 'write') {
      ;({ sql, lock } = openForWriting(home))
      known = sql.transaction(() => workspaceNumber(sql, name, true))
      eraseBlobs()
    } else sql = openForReading(home)
  }
  const close = (): void => {
    sql.database.close()
    lock?.release()
    lock = undefined
    known = undefined
  }
  /** Deletes the blobs of what was purged; a kill before the end leaves the rest to the next writer. */
  const eraseBlobs = (): void => {
    for (const blob of blobsToErase(sql)) rmSync(join(home, 'blobs', blob.slice(0, 2), blob), { force: true })
    sql.run('DELETE FROM erasures')
  }
  /** One transaction; an item that cannot be stored does not keep the others out. */
  const together = <Item, Answer>(
    items: readonly Item[],
    store: (item: Item) => Answer,
  ): (Answer | Refused)[] =>
    sql.transaction(() =>
      items.map((item) => {
        try {
          return sql.savepoint(() => store(item))
        } catch (error) {
          // A full or broken disk has undone the whole transaction: then none was stored.
          if (!sql.database.isTransaction) throw error
          return { error: toErrorRecord(nameTruthError(error, home)) }
        }
      }),
    )
  const state = (): WorkspaceRow =>
    here() === nowhere
      ? { workspace: nowhere, sequence: 0, documents: 0, passages: 0, snapshot_bytes: 0, index_forgets: 0 }
      : workspaceRow(sql, here())

  return {
    open,
    close,
    /** For a reader of a home that was made, or written by a newer process, since. */
    reopen(): void {
      close()
      open()
    },
    /** A reader becomes the writer for a moment; undefined when that cannot be. */
    borrowLock(): 'taken' | 'busy' | 'unwritable' {
      try {
        lock = takeWriterLock(home)
        return 'taken'
      } catch (error) {
        return nameTruthError(error, home).code === 'home-busy' ? 'busy' : 'unwritable'
      }
    },
    returnLock(): void {
      lock?.release()
      lock = undefined
    },

    addAll: (requests: readonly AddRequest[]): AddAnswer[] =>
      together(requests, (request) => ({ added: addOne(sql, here(), request) })),
    addFailure: (failure: FailedHolding): void => sql.transaction(() => addFailure(sql, here(), failure)),
    markMissing: (uris: readonly string[]): void => sql.transaction(() => markMissing(sql, here(), uris)),
    remove: (text: string): Holding[] => sql.transaction(() => removeNamed(sql, here(), text)),
    purge(text: string): Holding[] {
      const purged = sql.transaction(() => purgeNamed(sql, here(), text))
      eraseBlobs()
      // The log still holds the pages as they were; a reader may keep this from happening until it ends.
      sql.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      return purged
    },
    addEvidence: (evidence: readonly EvidenceRecord[]): void =>
      sql.transaction(() => addEvidence(sql, here(), evidence)),
    indexForgot: (): void => sql.run('UPDATE workspaces SET index_forgets = 0 WHERE workspace = ?', here()),

    holdings: (all: boolean) => holdings(sql, here(), all),
    holding: (uri: string) => holdingAt(sql, here(), uri),
    document: (id: string) => readDocument(sql, here(), id),
    passages: (id: string): Passage[] => passagesOf(sql, here(), id),
    passagesById: (ids: readonly string[]): Passage[] => passagesById(sql, here(), ids),
    evidence: (id: string) => readEvidence(sql, here(), id),
    resolve: (text: string) => resolveOne(sql, here(), text),
    holdsSnapshot: (id: string): boolean =>
      sql.get(
        'SELECT 1 FROM documents INDEXED BY documents_by_snapshot WHERE workspace = ? AND snapshot = ? AND purged = 0',
        here(),
        id,
      ) !== undefined,
    counts() {
      const { documents, passages, snapshot_bytes: snapshots } = state()
      const { failed } = sql.get<{ failed: number }>(
        `SELECT count(*) AS failed FROM places WHERE workspace = ? AND state = 'failed'`,
        here(),
      )!
      const database = ['', '-wal'].reduce(
        (sum, suffix) =>
          sum + (statSync(join(home, databaseFile + suffix), { throwIfNoEntry: false })?.size ?? 0),
        0,
      )
      return { documents, passages, failed, bytesOnDisk: snapshots + keptBytes(sql, here()) + database }
    },
    addVectors: (model: string, vectors: readonly NewVector[]): void =>
      sql.transaction(() => addVectors(sql, here(), model, vectors)),
    clearVectors(): void {
      sql.transaction(() => clearVectors(sql, here()))
    },
    storedVectors: () => storedVectors(sql, here()),
    missingVectors: (limit: number): Passage[] => missingVectors(sql, here(), limit),
    vectorState: () => vectorState(sql, here()),
    vectorDocuments: (change: number) => vectorDocuments(sql, here(), change),
    vectorsAfter: (sequence: number, dimensions: number) => vectorsAfter(sql, here(), sequence, dimensions),

    keepAll: (kept: readonly KeptBytes[]): null[] =>
      sql.transaction(() =>
        kept.map((one) => {
          keepBytes(sql, here(), one)
          return null
        }),
      ),
    isKept: (snapshot: string): boolean => isKept(sql, here(), snapshot),
    rememberAll: (pages: readonly PageRecord[]): RememberAnswer[] =>
      together(pages, (page) => {
        rememberPage(sql, here(), page)
        return null
      }),
    page: (url: string) => pageAt(sql, here(), url),
    subscriptions: () => subscriptions(sql, here()),
    putSubscription: (feed: Subscription): void => sql.transaction(() => putSubscription(sql, here(), feed)),
    removeSubscription: (url: string): boolean => sql.transaction(() => removeSubscription(sql, here(), url)),
    seenIn: (feed: string) => seenIn(sql, here(), feed),
    putSeen: (items: readonly SeenItem[]): void => sql.transaction(() => putSeen(sql, here(), items)),
    seenSince: (since: number) => seenSince(sql, here(), since),

    state,
    changesAfter: (watermark: number, cursor: number, last: number) =>
      changesAfter(sql, here(), watermark, cursor, last),
    changedSince: (watermark: number) => changedSince(sql, here(), watermark),
    /** @param spare kept by a run that is under way in this process */
    inspect(repair: boolean, spare: readonly string[]): string[] {
      if (here() === nowhere) return []
      const findings = inspectTruth(sql, here(), home, { repair, sweep: mode === 'write' })
      if (repair && mode === 'write') {
        sql.transaction(() => releaseKept(sql, here(), new Set(spare)))
        eraseBlobs()
      }
      return findings
    },
  }
}

function passagesOf(sql: Sql, workspace: number, id: string): Passage[] {
  const document = documentNamed(sql, workspace, id)
  if (!document) throw new KaojuError('not-found', { id })
  if (document.purged === 1) throw new KaojuError('withdrawn', { id })
  const text = wholeText(sql, workspace, document.number)
  return passageRows(sql, workspace, document.number).map((row) =>
    passageOf(id, row, text.slice(row.start, row.end)),
  )
}

function passagesById(sql: Sql, workspace: number, ids: readonly string[]): Passage[] {
  const numbers = new Map<string, number | undefined>()
  return ids.flatMap((id) => {
    const [, name, start, end] = /^(.+):(\d+)-(\d+)$/.exec(id) ?? []
    if (name === undefined) return []
    if (!numbers.has(name))
      numbers.set(
        name,
        sql.get<{ number: number }>(
          'SELECT number FROM documents WHERE workspace = ? AND id = ?',
          workspace,
          name,
        )?.number,
      )
    const number = numbers.get(name)
    if (number === undefined) return []
    const row = sql.get<PassageRow>(
      `SELECT start, end, page, kind, headings FROM passages
       WHERE workspace = ? AND document = ? AND start = ? AND end = ?`,
      workspace,
      number,
      Number(start),
      Number(end),
    )
    return row ? [passageOf(name, row, textBetween(sql, workspace, number, row.start, row.end))] : []
  })
}

serveWorker((options: TruthOptions) => {
  const api = serveTruth(options)
  return Object.fromEntries(
    Object.entries(api as Record<string, (...parameters: never[]) => unknown>).map(([method, work]) => [
      method,
      (...parameters: never[]) => {
        try {
          return work(...parameters)
        } catch (error) {
          throw nameTruthError(error, options.home)
        }
      },
    ]),
  )
})
