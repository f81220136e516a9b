import type { Clock } from './clock.ts'
import { KaojuError } from './errors.ts'

/** A time limit on a run: combine `signal` into the run's `stop`, and `cancel` when the run has ended. */
export interface Deadline {
  /** Fires with a KaojuError `deadline-reached` when the time is up. */
  readonly signal: AbortSignal
  cancel(): void
}

/** Timers hold at most 2^31 - 1 milliseconds; longer ones fire at once. */
const longestSleep = 2 ** 31 - 1

/** The wall clock as a budget: so many milliseconds from now, by `clock`. */
export function createDeadline(clock: Clock, milliseconds: number): Deadline {
  if (!(milliseconds > 0)) throw new RangeError(`${milliseconds} ms is no time`)
  const reached = new AbortController()
  const cancelled = new AbortController()
  const pass = async (): Promise<void> => {
    const end = clock.elapsed() + milliseconds
    for (let rest = milliseconds; rest > 0; rest = end - clock.elapsed())
      await clock.sleep(Math.min(rest, longestSleep), cancelled.signal)
    if (!cancelled.signal.aborted)
      reached.abort(new KaojuError('deadline-reached', { seconds: Math.round(milliseconds / 1000) }))
  }
  pass().catch((error: unknown) => {
    if (!cancelled.signal.aborted) throw error
  })
  return { signal: reached.signal, cancel: () => cancelled.abort() }
}
