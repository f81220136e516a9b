import type { LoggedEvent } from '#vocabulary'
import { systemClock, type ErrorRecord, type RunState } from '#runtime'
import type { Host } from '../../host/host.ts'
import type { LogLine } from '../../host/messages.ts'

/** A line of a run's log, or that nobody executes the run any more. */
export type LogStep =
  | { readonly type: 'line'; readonly line: LoggedEvent }
  | { readonly type: 'end'; readonly state: RunState; readonly error?: ErrorRecord }

/**
 * A run's log from its first line until the run is over, as fast as it is taken: the last step is `end`, unless `left`
 * fires first.
 *
 * @throws KaojuError `run-unknown`
 */
export async function* readLog(host: Host, run: string, left: AbortSignal): AsyncGenerator<LogStep, void> {
  const held: LogLine[] = []
  let end: LogStep | undefined
  let wake = (): void => undefined
  const following = await host.follow(run, 0, {
    lines(lines) {
      held.push(...lines)
      wake()
      return false
    },
    ended(state, error) {
      end = { type: 'end', state, ...(error ? { error } : {}) }
      wake()
    },
  })
  const leave = (): void => wake()
  left.addEventListener('abort', leave)
  try {
    while (!left.aborted) {
      for (const { json } of held.splice(0)) {
        yield { type: 'line', line: JSON.parse(json) as LoggedEvent }
        if (left.aborted) return
      }
      if (end) {
        yield end
        return
      }
      const news = new Promise<void>((resolve) => (wake = resolve))
      following.more()
      if (held.length === 0 && !end && !left.aborted) await news
    }
  } finally {
    left.removeEventListener('abort', leave)
    following.leave()
  }
}

/** Whether nobody executes a run that is not finished, nor is about to. */
export async function isAbandoned(host: Host, run: string): Promise<boolean> {
  const waited = new AbortController()
  const late = systemClock.sleep(patience, waited.signal).then(
    () => false,
    () => false,
  )
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const following = await host.follow(run, Number.MAX_SAFE_INTEGER, {
    lines: () => true,
    ended: () => resolve(true),
  })
  return Promise.race([promise, late]).finally(() => {
    waited.abort()
    following.leave()
  })
}

/** Milliseconds; a log on disk is looked at in a few. */
const patience = 400
