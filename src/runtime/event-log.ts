import type { LoggedEvent, RunEvent } from '#vocabulary'
import type { Clock } from './clock.ts'

/**
 * The one numbered log of a run; the terminal, tests and later SSE are readers of it. A reader that throws
 * loses its place, never the run.
 */
export interface EventLog {
  readonly events: readonly LoggedEvent[]
  append(path: string, event: RunEvent): void
  /** Calls `reader` with every event from `after` on (0 = all), now and as they come; returns how to leave. */
  read(reader: (event: LoggedEvent) => void, after?: number): () => void
}

/** An empty log for one run; events are numbered from 1. */
export function createEventLog(run: string, clock: Clock): EventLog {
  const events: LoggedEvent[] = []
  const readers = new Set<(event: LoggedEvent) => void>()
  return {
    events,
    append(path, event) {
      const logged = {
        sequence: events.length + 1,
        run,
        at: new Date(clock.now()).toISOString(),
        path,
        event,
      }
      events.push(logged)
      for (const reader of readers) deliver(reader, logged, readers)
    },
    read(reader, after = 0) {
      for (const event of events.slice(after)) reader(event)
      readers.add(reader)
      return () => readers.delete(reader)
    },
  }
}

function deliver(reader: (event: LoggedEvent) => void, event: LoggedEvent, readers: Set<unknown>): void {
  try {
    reader(event)
  } catch {
    readers.delete(reader)
  }
}
