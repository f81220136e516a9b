import { explain, fromErrorRecord, type RunRecord } from '#runtime'
import type { Host } from '../host/host.ts'
import type { Following } from '../host/live-log.ts'
import { counted, nothingYet, type SoFar } from './so-far.ts'

/** A run as it stood when somebody stopped waiting for it. */
export interface Watched {
  readonly run: RunRecord
  readonly soFar: SoFar
  /** Nobody executes it any more. */
  readonly over: boolean
  /** Why it has no report, in English. */
  readonly error?: string
}

/** How long a log that lies on disk is given to be read, in milliseconds. */
const glance = 250

/**
 * Follows a run from its beginning until it is over, time is up or the asker has gone.
 *
 * @param about.wait milliseconds
 * @param about.tell is told what was done so far, as often as something was
 * @throws KaojuError `run-unknown`, `id-ambiguous`
 */
export async function watchRun(
  host: Host,
  id: string,
  about: {
    readonly wait: number
    readonly signal?: AbortSignal
    readonly tell?: (soFar: SoFar) => void
  },
): Promise<Watched> {
  const gone = new AbortController()
  let soFar = nothingYet
  let end: Pick<Watched, 'over' | 'error'> = { over: false }
  let following: Following | undefined
  const waited = new Promise<void>((resolve) => gone.signal.addEventListener('abort', () => resolve()))
  const leave = (): void => gone.abort()
  const timer = setTimeout(leave, Math.max(glance, about.wait))
  about.signal?.addEventListener('abort', leave)
  if (about.signal?.aborted) leave()
  try {
    following = await host.follow(id, 0, {
      lines: (lines) => {
        soFar = lines.reduce(counted, soFar)
        about.tell?.(soFar)
        return true
      },
      ended: (_state, error) => {
        end = { over: true, ...(error ? { error: explain(fromErrorRecord(error), 'en') } : {}) }
        leave()
      },
    })
    await waited
  } finally {
    clearTimeout(timer)
    about.signal?.removeEventListener('abort', leave)
    following?.leave()
  }
  const run = await host.runs.find(id)
  return { run, soFar, ...(run.error ? { error: explain(fromErrorRecord(run.error), 'en') } : {}), ...end }
}
