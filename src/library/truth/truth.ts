import { entryPoint, startWorker } from '#runtime'
import type { TruthApi, TruthOptions } from './truth-worker.ts'

/**
 * The database of a home, in its own thread: SQLite answers synchronously and would hold up the event loop.
 * Calls are served one at a time, in order.
 */
export interface Truth {
  call<Method extends keyof TruthApi>(
    method: Method,
    ...parameters: Parameters<TruthApi[Method]>
  ): Promise<ReturnType<TruthApi[Method]>>
  close(): Promise<void>
}

export async function openTruth(options: TruthOptions): Promise<Truth> {
  const worker = startWorker(entryPoint(import.meta.url, './truth-worker'), options)
  try {
    await worker.call('open')
  } catch (error) {
    await worker.close()
    throw error
  }
  return {
    call: (method, ...parameters) => worker.call(method, ...parameters),
    async close() {
      try {
        await worker.call('close')
      } finally {
        await worker.close()
      }
    },
  }
}
