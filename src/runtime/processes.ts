/**
 * A pool of child processes for work that cannot be trusted to end: parsers of files that came from outside.
 *
 * Neighbours: `process-child.ts` is the child's side; `process-memory.ts` says how much a child holds;
 * `worker.ts` is for work of our own that is merely long.
 *
 * 1. One job at a time in a child; jobs start in the order in which they came. Children start when the first
 *    job needs them and are used again.
 * 2. A job that takes longer than `seconds`, whose child holds more than `megabytes`, whose child dies, or
 *    whose signal fires, costs its child (SIGKILL: it may be in a loop that hears nothing) and nothing else:
 *    the next job gets a new one. Limits are about this machine, so they are measured on its clock and not
 *    on a run's.
 * 3. A job answers for its own memory: a child left above half the limit is let go before the next job.
 * 4. An idle pool does not keep the process alive, and a child never outlives its parent.
 * 5. A child is given its request and nothing else: no environment, no standard input, no writing to disk, no
 *    processes of its own (Node's permission model), no network. What it prints is kept as the tail of a
 *    crash report and goes nowhere else.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fromErrorRecord, KaojuError, type ErrorRecord } from './errors.ts'
import { residentMegabytes } from './process-memory.ts'

/** What a pool runs, how wide, and the limits of one job (seconds, megabytes of resident memory). */
export interface ProcessPoolOptions {
  /** The module that calls `serveProcess`; see `entryPoint`. */
  readonly entry: { readonly url: URL; readonly execArgv: readonly string[] }
  /** Children at most. */
  readonly size: number
  readonly limits: { readonly seconds: number; readonly megabytes: number }
}

/** Child processes that run one job each at a time, with limits. */
export interface ProcessPool {
  /**
   * Runs one job; request and result are structured clones. Rejects with the KaojuError that the handler
   * threw, with `ProcessLost`, or with the signal's reason.
   */
  run<T>(request: unknown, options?: { readonly signal?: AbortSignal }): Promise<T>
  /** Kills every child; open and waiting jobs are rejected with `aborted`. */
  close(): Promise<void>
}

/** The child was lost with its job; the caller, who knows what the job was, turns this into a KaojuError. */
export class ProcessLost extends Error {
  override readonly name = 'ProcessLost'
  readonly how: 'timeout' | 'memory' | 'crash'

  constructor(how: ProcessLost['how'], reason: string) {
    super(reason)
    this.how = how
  }
}

/** What a child sends: once that it is up, then one answer to each request. */
export type ChildMessage =
  | { readonly ready: true }
  | { readonly result: unknown }
  | { readonly error: ErrorRecord }

interface Job {
  readonly request: unknown
  readonly signal: AbortSignal | undefined
  resolve(result: unknown): void
  reject(error: unknown): void
}

interface Child {
  readonly process: ChildProcess
  state: 'starting' | 'idle' | 'busy'
  job: Job | undefined
  /** When the state was entered, on `performance.now()`. */
  since: number
  /** The last of what it printed. */
  tail: string
}

/** How often limits are looked at, in milliseconds: what a child can grab between two looks is the overshoot. */
const watchEvery = 20
/** A child that is not up after this many seconds never will be; starting is not part of a job. */
const startSeconds = 60
const tailLength = 2_000

/** A pool of child processes; none is started before the first job. */
export function createProcessPool(options: ProcessPoolOptions): ProcessPool {
  const { size, limits } = options
  const children = new Set<Child>()
  const waiting: Job[] = []
  let watch: NodeJS.Timeout | undefined
  let closed = false

  const enter = (child: Child, state: Child['state'], job?: Job): void => {
    child.state = state
    child.job = job
    child.since = performance.now()
    holdAlive(child.process, state !== 'idle')
    watch ??= setInterval(inspect, watchEvery)
  }

  /** Ends a child and tells its job why; a child that never came up costs the first waiting job, or nobody would learn of it. */
  const lose = (child: Child, why: unknown): void => {
    if (!children.delete(child)) return
    child.process.kill('SIGKILL')
    holdAlive(child.process, false)
    const job = child.job ?? (child.state === 'starting' ? waiting.shift() : undefined)
    job?.reject(why)
    child.job = undefined
    serve()
  }

  const start = (): void => {
    const process = fork(options.entry.url, [], {
      execArgv: [
        ...options.entry.execArgv,
        // V8 collects before the resident limit is reached, instead of growing into it.
        `--max-old-space-size=${Math.ceil(limits.megabytes * 0.75)}`,
        '--permission',
        '--allow-fs-read=*',
        '--allow-worker',
      ],
      // Windows starts no program without its root.
      env:
        globalThis.process.platform === 'win32' ? { SystemRoot: globalThis.process.env['SystemRoot'] } : {},
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const child: Child = { process, state: 'starting', job: undefined, since: 0, tail: '' }
    children.add(child)
    enter(child, 'starting')
    for (const stream of [process.stdout, process.stderr])
      stream
        ?.setEncoding('utf8')
        .on('data', (text: string) => (child.tail = (child.tail + text).slice(-tailLength)))
    process.on('message', (message: ChildMessage) => answer(child, message))
    process.on('error', (error) => lose(child, new ProcessLost('crash', error.message)))
    process.on('close', (code, signal) => lose(child, postMortem(child.tail, code, signal)))
  }

  const answer = (child: Child, message: ChildMessage): void => {
    const job = child.job
    if (!children.has(child)) return
    enter(child, 'idle')
    if ('result' in message) job?.resolve(message.result)
    else if ('error' in message) job?.reject(fromErrorRecord(message.error))
    if (job && (residentMegabytes(child.process.pid) ?? 0) > limits.megabytes / 2) lose(child, undefined)
    else serve()
  }

  const serve = (): void => {
    if (closed) return
    for (const child of children) {
      if (waiting.length === 0) return
      if (child.state !== 'idle') continue
      const job = waiting.shift()!
      enter(child, 'busy', job)
      child.process.send(job.request as object, (error) => {
        if (error) lose(child, new ProcessLost('crash', error.message))
      })
    }
    const starting = [...children].filter((child) => child.state === 'starting').length
    for (let i = starting; i < waiting.length && children.size < size; i++) start()
  }

  const inspect = (): void => {
    let atWork = false
    for (const child of children) {
      if (child.state === 'idle') continue
      atWork = true
      const held = residentMegabytes(child.process.pid)
      const seconds = child.state === 'starting' ? startSeconds : limits.seconds
      if (performance.now() - child.since > seconds * 1000)
        lose(child, new ProcessLost('timeout', `no answer after ${seconds} s`))
      else if (held !== undefined && held > limits.megabytes)
        lose(child, new ProcessLost('memory', `held ${Math.round(held)} MB, over ${limits.megabytes} MB`))
    }
    if (atWork) return
    clearInterval(watch)
    watch = undefined
  }

  const abandon = (job: Job): void => {
    const at = waiting.indexOf(job)
    if (at >= 0) waiting.splice(at, 1)
    const child = [...children].find((candidate) => candidate.job === job)
    if (child) lose(child, job.signal?.reason)
    else job.reject(job.signal?.reason)
  }

  return {
    run<T>(request: unknown, { signal }: { readonly signal?: AbortSignal } = {}): Promise<T> {
      if (closed) return Promise.reject(new KaojuError('aborted'))
      if (signal?.aborted) return Promise.reject(signal.reason as Error)
      return new Promise<T>((resolve, reject) => {
        const onAbort = (): void => abandon(job)
        const job: Job = {
          request,
          signal,
          resolve: (result) => {
            signal?.removeEventListener('abort', onAbort)
            resolve(result as T)
          },
          reject: (error) => {
            signal?.removeEventListener('abort', onAbort)
            reject(error)
          },
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        waiting.push(job)
        serve()
      })
    },
    async close() {
      closed = true
      clearInterval(watch)
      const gone = [...children].map((child) => new Promise((done) => child.process.once('close', done)))
      for (const job of waiting.splice(0)) job.reject(new KaojuError('aborted'))
      for (const child of children) {
        lose(child, new KaojuError('aborted'))
        holdAlive(child.process, true)
      }
      await Promise.all(gone)
    },
  }
}

/** Whether a child, its channel and its output keep this process alive. */
function holdAlive(child: ChildProcess, hold: boolean): void {
  for (const handle of [child, child.channel, child.stdout, child.stderr] as (
    | { ref?(): void; unref?(): void }
    | null
    | undefined
  )[])
    if (hold) handle?.ref?.()
    else handle?.unref?.()
}

function postMortem(tail: string, code: number | null, signal: NodeJS.Signals | null): ProcessLost {
  if (/heap out of memory|Array buffer allocation failed|bad_alloc/i.test(tail))
    return new ProcessLost('memory', 'ran out of heap')
  const last = tail
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => /\w*Error\b|fatal/i.test(line))
  return new ProcessLost('crash', `${signal ?? `exit code ${code}`}${last ? `: ${last.slice(0, 200)}` : ''}`)
}
