import { availableParallelism } from 'node:os'
import type { DocumentId } from '#vocabulary'
import { entryPoint, startWorker, type RemoteWorker } from '#runtime'
import type { MergeSource } from './lexical-worker.ts'
import type { IndexedPassage } from './segment-builder.ts'
import { openSegment } from './segment.ts'
import { viewOf, withoutDocuments } from './views.ts'

/** Passages and characters per batch: large enough to sort its terms rarely, small enough to share out. */
const batchPassages = 16_384
const batchCharacters = 16_000_000

interface Batch {
  readonly built: Promise<ArrayBuffer>
  /** Documents removed after their passages were handed over. */
  readonly removed: Set<DocumentId>
}

/** Passages on their way into a segment: batched, analysed by worker threads, kept until they are taken. */
export interface AnalysisPool {
  /** Starts a thread: that takes longer than analysing a few pages, and can be done while they are on their way. */
  expect(): void
  /** Resolves when the passages are handed over; waits while the workers are behind. */
  add(passages: readonly IndexedPassage[]): Promise<void>
  removeDocuments(ids: readonly DocumentId[]): void
  /** Everything added so far, in order, analysed. What failed is lost: the caller adds it again. */
  take(): Promise<MergeSource[]>
  /** Writes the merged sources to `path`, where they are files reading those; returns the number of passages. */
  write(sources: readonly MergeSource[], path: string): Promise<number>
  close(): Promise<void>
}

export function createAnalysisPool(): AnalysisPool {
  const workers: RemoteWorker[] = []
  const most = Math.min(availableParallelism(), 8)
  let waiting: IndexedPassage[] = []
  let characters = 0
  let batches: Batch[] = []
  let unfinished: Promise<unknown>[] = []
  let next = 0

  const workerAt = (place: number): RemoteWorker =>
    (workers[place] ??= startWorker(entryPoint(import.meta.url, './lexical-worker')))
  const worker = (): RemoteWorker => workerAt(next++ % most)
  const handOver = (): void => {
    if (waiting.length === 0) return
    const built = worker().call<ArrayBuffer>('build', waiting)
    // The failure is told by `take`.
    const settled = built.catch(() => undefined)
    unfinished.push(settled)
    void settled.then(() => (unfinished = unfinished.filter((other) => other !== settled)))
    batches.push({ built, removed: new Set() })
    waiting = []
    characters = 0
  }
  return {
    expect: () => void workerAt(0),
    async add(passages) {
      for (const passage of passages) {
        waiting.push(passage)
        characters += passage.body.length + passage.title.length
        if (waiting.length < batchPassages && characters < batchCharacters) continue
        handOver()
        while (unfinished.length > most) await Promise.race(unfinished)
      }
    },
    removeDocuments(ids) {
      const removed = new Set(ids)
      waiting = waiting.filter((passage) => !removed.has(passage.document))
      for (const batch of batches) for (const id of ids) batch.removed.add(id)
    },
    async take() {
      handOver()
      const taken = batches
      batches = []
      next = 0
      return await Promise.all(taken.map(async ({ built, removed }) => sourceOf(await built, removed)))
    },
    // By the first, which is there: the second is started for a second batch.
    write: (sources, path) =>
      workerAt(0).callMoving<number>(
        'merge',
        sources.flatMap(({ bytes }) => (bytes ? [bytes] : [])),
        sources,
        path,
      ),
    async close() {
      await Promise.all(workers.map((each) => each.close()))
    },
  }
}

function sourceOf(bytes: ArrayBuffer, removed: ReadonlySet<DocumentId>): MergeSource {
  const segment = removed.size === 0 ? undefined : openSegment(bytes)
  const dead =
    segment && !('unusable' in segment) ? withoutDocuments(viewOf('batch', segment), removed).dead : undefined
  return { bytes, ...(dead ? { dead } : {}) }
}
