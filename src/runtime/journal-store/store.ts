import { entryPoint } from '../entry-point.ts'
import { fromErrorRecord } from '../errors.ts'
import { groupCommit } from '../group-commit.ts'
import { startWorker } from '../worker.ts'
import type { Change, ChangeAnswer } from './messages.ts'
import type { StoreApi } from './store-worker.ts'

/**
 * The journal of a home, in its own thread: SQLite answers synchronously and would hold up the event loop.
 *
 * 1. Changes become true in the order in which they were asked for; those that wait share a commit.
 * 2. A change is on disk when its promise resolves.
 */
export interface Store {
  call<Method extends keyof StoreApi>(
    method: Method,
    ...parameters: Parameters<StoreApi[Method]>
  ): Promise<ReturnType<StoreApi[Method]>>
  /** @throws KaojuError `run-lost`, `disk-full`, … */
  change(change: Change): Promise<void>
  close(): Promise<void>
}

/** A commit takes no more than about this many characters, unless a single change is larger. */
const commitSize = 4 << 20

export async function openStoreThread(home: string): Promise<Store> {
  const worker = startWorker(entryPoint(import.meta.url, './store-worker'), home)
  try {
    await worker.call('open')
  } catch (error) {
    await worker.close()
    throw error
  }
  const commit = groupCommit<Change, ChangeAnswer>(
    (changes) => worker.call<ChangeAnswer[]>('apply', changes),
    weightOf,
    commitSize,
  )
  return {
    call: (method, ...parameters) => worker.call(method, ...parameters),
    async change(change) {
      const error = await commit(change)
      if (error) throw fromErrorRecord(error)
    },
    async close() {
      try {
        await worker.call('close')
      } finally {
        await worker.close()
      }
    },
  }
}

function weightOf(change: Change): number {
  return change.kind === 'write' ? change.rows.reduce((sum, row) => sum + row.content.length, 64) : 64
}
