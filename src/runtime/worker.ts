import { isMainThread, parentPort, Worker, workerData, type TransferListItem } from 'node:worker_threads'
import { fromErrorRecord, KaojuError, toErrorRecord, type ErrorRecord } from './errors.ts'

/** A worker thread that answers calls by name; calls are answered in any order. */
export interface RemoteWorker {
  call<T>(method: string, ...parameters: unknown[]): Promise<T>
  /** As `call`, moving the buffers instead of copying them. */
  callMoving<T>(method: string, transfer: readonly TransferListItem[], ...parameters: unknown[]): Promise<T>
  /** Ends the thread when it has done what it was asked before; calls that are still open then are rejected with `aborted`. */
  close(): Promise<void>
  /** Resolves when the thread is gone, asked to leave or not, with what its calls are rejected with. */
  readonly gone: Promise<KaojuError>
}

/** How long a thread may take to leave by itself, in milliseconds. */
const patience = 5_000

/** Asks the thread to leave. */
const leaving = 'leave'

interface Request {
  readonly id: number
  readonly method: string
  readonly parameters: readonly unknown[]
}

type Response =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ErrorRecord }
  /** Told without being asked. */
  | { readonly told: unknown }

/**
 * Starts the module at `entry` (see `entryPoint`), which must call `serveWorker`.
 *
 * @param hear takes what the thread tells without being asked, in order of telling
 */
export function startWorker(
  entry: { url: URL; execArgv: string[] },
  data?: unknown,
  hear?: (told: unknown) => void,
): RemoteWorker {
  const worker = new Worker(entry.url, { workerData: data, execArgv: entry.execArgv })
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  let gone: KaojuError | undefined
  let tellGone: (error: KaojuError) => void
  const isGone = new Promise<KaojuError>((resolve) => (tellGone = resolve))
  const leave = (error: KaojuError): void => {
    gone ??= error
    tellGone(gone)
    for (const call of open.values()) call.reject(gone)
    open.clear()
    worker.unref()
  }
  // An idle thread does not keep the process alive; one that owes an answer does.
  worker.unref()
  worker.on('message', (response: Response) => {
    if ('told' in response) {
      hear?.(response.told)
      return
    }
    const call = open.get(response.id)
    open.delete(response.id)
    if (open.size === 0) worker.unref()
    if ('error' in response) call?.reject(fromErrorRecord(response.error))
    else call?.resolve(response.result)
  })
  worker.on('error', (error) =>
    leave(new KaojuError('internal', { reason: String(error) }, { cause: error })),
  )
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      leave(new KaojuError('aborted'))
      resolve()
    })
  })

  const send = <T>(
    transfer: readonly TransferListItem[],
    method: string,
    parameters: readonly unknown[],
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      if (gone) {
        reject(gone)
        return
      }
      const id = ++last
      open.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, method, parameters } satisfies Request, transfer)
    })
  return {
    call: (method, ...parameters) => send([], method, parameters),
    callMoving: (method, transfer, ...parameters) => send(transfer, method, parameters),
    // A thread that is ended from outside while it loads or works leaves the engine at any point, and V8 has been
    // seen to fail when many threads end at once: it is asked to go, and ended only when it does not.
    close: async () => {
      if (gone) return
      worker.ref()
      worker.postMessage(leaving, [])
      const slow = setTimeout(() => void worker.terminate(), patience)
      await exited
      clearTimeout(slow)
    },
    gone: isGone,
  }
}

/**
 * The other side: answers calls with the functions of `api` (built once from the data given to `startWorker`); `tell` says
 * something without being asked.
 */
export function serveWorker<Data>(
  build: (
    data: Data,
    tell: (told: unknown) => void,
  ) => Readonly<Record<string, (...parameters: never[]) => unknown>>,
): void {
  if (isMainThread || !parentPort) throw new Error('serveWorker runs in a worker thread')
  const port = parentPort
  const api = build(workerData as Data, (told) => port.postMessage({ told } satisfies Response))
  port.on('message', async (request: Request | typeof leaving) => {
    if (request === leaving) process.exit(0)
    try {
      const method = api[request.method] as ((...parameters: readonly unknown[]) => unknown) | undefined
      if (!method) throw new KaojuError('internal', { reason: `no worker method ${request.method}` })
      port.postMessage({ id: request.id, result: await method(...request.parameters) } satisfies Response)
    } catch (error) {
      port.postMessage({ id: request.id, error: toErrorRecord(error) } satisfies Response)
    }
  })
}
