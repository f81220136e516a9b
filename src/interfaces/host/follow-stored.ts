import { systemClock, toErrorRecord, toKaojuError, type Runs, type RunState } from '#runtime'
import type { Following, LogReader } from './live-log.ts'

/** How often a log that another process writes is looked at, in milliseconds. */
const lookEvery = 500
const atOnce = 200

/**
 * Follows a log on disk: of a run that is over, or that another process executes; ends when the run is over, and where
 * nobody executes it.
 *
 * @param handOver looked at before each turn: takes the reader over where the run came to be executed here
 */
export function followStored(
  runs: Runs,
  id: string,
  after: number,
  reader: LogReader,
  handOver: (after: number) => boolean,
): Following {
  const left = new AbortController()
  let next = after
  let wake: (() => void) | undefined
  const read = async (): Promise<void> => {
    while (!left.signal.aborted) {
      if (handOver(next)) return
      const { state, error } = await runs.find(id)
      const events = await runs.events(id, next, atOnce)
      if (left.signal.aborted) return
      if (events.length > 0) {
        next = events.at(-1)!.sequence
        const lines = events.map((event) => ({
          sequence: event.sequence,
          type: event.event.type,
          json: JSON.stringify(event),
        }))
        const full = new Promise<void>((resolve) => (wake = resolve))
        if (!reader.lines(lines)) await full
      } else if (settled.has(state)) {
        reader.ended(state, error)
        return
      } else await systemClock.sleep(lookEvery, left.signal).catch(() => undefined)
    }
  }
  read().catch((error: unknown) => {
    if (!left.signal.aborted) reader.ended('interrupted', toErrorRecord(toKaojuError(error)))
  })
  return {
    more: () => wake?.(),
    leave: () => {
      left.abort()
      wake?.()
    },
  }
}

/** A waiting run has its turn to come. */
const settled: ReadonlySet<RunState> = new Set(['interrupted', 'done', 'incomplete', 'stopped', 'failed'])
