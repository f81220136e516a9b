import type { LoggedEvent, RunEvent } from '#vocabulary'
import type { Clock } from './clock.ts'
import { canonicalJson } from './hash.ts'
import type { Journal } from './journal.ts'

/**
 * The one numbered log of a run; the terminal, tests and SSE are readers of it. A reader that throws loses its
 * place, never the run.
 *
 * 1. Sequence numbers are 1, 2, 3 … without gaps, over all attempts at the run; what a full disk kept out of the
 *    journal is not seen, and leaves a gap only if something told later was kept.
 * 2. An event is seen after the journal has it, never before, and in the order of its number.
 * 3. What an earlier attempt already told is not told again.
 */
export interface EventLog {
  /** What has been seen so far. */
  readonly events: readonly LoggedEvent[]
  append(path: string, event: RunEvent): void
  /** Calls `reader` with every event from `after` on (0 = all), now and as they come; returns how to leave. */
  read(reader: (event: LoggedEvent) => void, after?: number): () => void
  /**
   * Events that must become true together with something else: they are numbered now, `commit` writes them
   * (in the order of these calls), and they are seen when it has. Gives what `commit` gives.
   */
  together<T>(
    path: string,
    events: readonly RunEvent[],
    commit: (logged: readonly LoggedEvent[]) => Promise<T>,
  ): Promise<T>
  /** Resolves when everything appended so far is in the journal. @throws what kept it out */
  flushed(): Promise<void>
}

/** A log for one run; `journal` keeps it, `past` is what earlier attempts told. */
export function createEventLog(
  run: string,
  clock: Clock,
  journal?: Journal,
  past: readonly LoggedEvent[] = [],
): EventLog {
  const events: LoggedEvent[] = [...past]
  const readers = new Set<(event: LoggedEvent) => void>()
  const told = countTold(past)
  let last = past.at(-1)?.sequence ?? 0
  let writing: Promise<unknown> = Promise.resolve()
  let failure: unknown

  const number = (path: string, event: RunEvent): LoggedEvent[] => {
    const signature = signatureOf(path, event)
    const before = told.get(signature) ?? 0
    if (before > 0) {
      told.set(signature, before - 1)
      return []
    }
    return [{ sequence: ++last, run, at: new Date(clock.now()).toISOString(), path, event }]
  }
  /** What was numbered and is not seen yet, in order; `kept` once the journal has it. */
  const pending: { readonly logged: readonly LoggedEvent[]; kept: boolean }[] = []
  const publish = (): void => {
    while (pending[0]?.kept)
      for (const one of pending.shift()!.logged) {
        events.push(one)
        for (const reader of readers) deliver(reader, one, readers)
      }
  }
  /** Shows events once `work` has brought them into the journal; forgets them when it failed. */
  const shownAfter = async <T>(logged: readonly LoggedEvent[], work: () => Promise<T>): Promise<T> => {
    const place = { logged, kept: false }
    pending.push(place)
    try {
      const value = await work()
      place.kept = true
      return value
    } catch (error) {
      pending.splice(pending.indexOf(place), 1)
      if (logged.at(-1)?.sequence === last) last -= logged.length
      throw error
    } finally {
      publish()
    }
  }
  const track = (work: Promise<unknown>): void => {
    writing = Promise.all([
      writing,
      work.catch((error: unknown) => {
        failure ??= error
      }),
    ])
  }
  return {
    events,
    append(path, event) {
      const logged = number(path, event)
      if (logged.length === 0) return
      if (!journal?.durable) {
        pending.push({ logged, kept: true })
        publish()
        return
      }
      track(shownAfter(logged, () => journal.write(logged.map((one) => ({ kind: 'event', event: one })))))
    },
    together(path, given, commit) {
      const logged = given.flatMap((event) => number(path, event))
      const result = shownAfter(logged, () => commit(logged))
      track(result)
      return result
    },
    async flushed() {
      await writing
      if (failure !== undefined) throw failure
    },
    read(reader, after = 0) {
      for (const event of events) if (event.sequence > after) reader(event)
      readers.add(reader)
      return () => readers.delete(reader)
    },
  }
}

/** What makes two tellings the same: all but when, and how long it took. */
function signatureOf(path: string, event: RunEvent): string {
  return `${path}\n${canonicalJson({ ...event, milliseconds: undefined })}`
}

function countTold(past: readonly LoggedEvent[]): Map<string, number> {
  const told = new Map<string, number>()
  for (const { path, event } of past) {
    const signature = signatureOf(path, event)
    told.set(signature, (told.get(signature) ?? 0) + 1)
  }
  return told
}

function deliver(reader: (event: LoggedEvent) => void, event: LoggedEvent, readers: Set<unknown>): void {
  try {
    reader(event)
  } catch {
    readers.delete(reader)
  }
}
