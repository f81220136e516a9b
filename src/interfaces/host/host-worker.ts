import { inspect } from 'node:util'
import {
  createCircuits,
  createContext,
  openRuns,
  serveWorker,
  systemClock,
  toErrorRecord,
  toKaojuError,
  type Circuits,
  type EventLog,
  type Runs,
  type RunState,
} from '#runtime'
import { openLibrary, type Holding, type Library } from '#library'
import { wordsIn } from '../cli/words.ts'
import { carryOut } from '../runs/carry-out.ts'
import { hasReport, RunFailure } from '../runs/execution.ts'
import type { Place } from '../runs/place.ts'
import { storeReport } from '../runs/stored-report.ts'
import type { RunConfiguration, RunValue } from '../runs/tasks.ts'
import type { HostData, HostNews, LogLine } from './messages.ts'

/**
 * Where a server's runs are executed: a thread of its own, so that no run holds up an answer.
 *
 * 1. It is the home's one writer.
 * 2. So many runs go on at once; the others wait in the order in which they came.
 * 3. Every line of a run's log is told once, in order, from the first.
 * 4. Whoever closes it gives back what is under way: it is done when a server is started again.
 */
serveWorker<HostData>((data, tell) => {
  // What goes wrong beside one run ends none of the others.
  process.on('unhandledRejection', (error) => void process.stderr.write(`${inspect(error)}\n`))
  const news = (told: HostNews): void => tell(told)
  const place: Place = { ...data, words: wordsIn(data.language) }
  const { context } = createContext()
  const leave = new AbortController()
  const waiting: string[] = []
  const going = new Map<string, Promise<void>>()
  let runs: Runs
  let library: Library
  let circuits: Circuits

  /** Who finishes a run with what there is, whether it has begun or not. */
  const stops = new Map<string, AbortController>()
  const stopOf = (id: string): AbortController => {
    const stop = stops.get(id) ?? new AbortController()
    stops.set(id, stop)
    return stop
  }
  const tellLoad = (): void => news({ kind: 'load', load: { running: going.size, waiting: waiting.length } })
  const begin = (): void => {
    while (going.size < data.together && waiting.length > 0 && !leave.signal.aborted) {
      const id = waiting.shift()!
      going.set(
        id,
        execute(id).finally(() => {
          going.delete(id)
          stops.delete(id)
          begin()
        }),
      )
    }
    tellLoad()
  }
  /** What earlier attempts logged, for the readers of one that did not come to it. */
  const recall = async (id: string): Promise<void> => {
    for (const event of await runs.events(id)) news({ kind: 'line', run: id, line: lineOf(event) })
  }
  const execute = async (id: string): Promise<void> => {
    let watched = false as boolean
    const conditions = {
      stop: stopOf(id).signal,
      abort: leave.signal,
      circuits,
      watch: (log: EventLog) => {
        watched = true
        return log.read((event) => news({ kind: 'line', run: id, line: lineOf(event) }))
      },
    }
    try {
      const run = await runs.find(id)
      // Asked for while it came to its end: what was told stands, and is not told again.
      if (hasReport(run.state) || run.state === 'failed') {
        await recall(id)
        const why = run.error ? { error: run.error } : {}
        news({ kind: 'left', run: id, state: run.state, ...why })
        return
      }
      const ended = await carryOut(runs, run, library, place, conditions, (value) => kept(value))
      news({ kind: 'left', run: id, state: ended.state })
    } catch (error) {
      if (!watched) await recall(id).catch(() => undefined)
      const known = error instanceof RunFailure ? error.error : toKaojuError(error)
      // A full disk may not have taken yet that it was given back.
      const back = error instanceof RunFailure && error.resumable
      const state = back ? 'interrupted' : await stateOf(id)
      news({ kind: 'left', run: id, state, error: toErrorRecord(known) })
    }
  }
  const kept = async (value: RunValue): Promise<void> => {
    if (value.kind === 'research') await storeReport(value.report, library, place.settings.home, 'first')
    if (value.kind === 'check') await storeReport(value.audit, library, place.settings.home, 'first')
  }
  const stateOf = async (id: string): Promise<RunState> =>
    runs.find(id).then(
      ({ state }) => state,
      (): RunState => 'failed',
    )

  return {
    /** Opens the home, and takes up what a server before this one left undone. @returns the runs that it takes up */
    async open(): Promise<readonly string[]> {
      library = await openLibrary({ home: place.settings.home, mode: 'write' }, context)
      runs = await openRuns(place.settings.home)
      circuits = createCircuits(systemClock)
      const left = (await runs.list()).filter(
        ({ state, configuration, attempts }) =>
          (state === 'interrupted' || state === 'waiting') &&
          (configuration as RunConfiguration).served === true &&
          attempts < mostAttempts,
      )
      const due = left.map(({ id }) => id).toReversed()
      waiting.push(...due)
      begin()
      // The first question does not wait for code; whoever needs a room that does not load is told so.
      setImmediate(() => void import('#research').catch(() => undefined))
      return due
    },
    execute(id: string): void {
      if (going.has(id) || waiting.includes(id)) return
      waiting.push(id)
      begin()
    },
    /** Finishes a run with what there is, before those that wait for their turn. */
    stop(id: string): void {
      stopOf(id).abort()
      if (going.has(id)) return
      const turn = waiting.indexOf(id)
      if (turn >= 0) waiting.splice(turn, 1)
      waiting.unshift(id)
      begin()
    },
    async remove(document: string, how: 'unlist' | 'purge'): Promise<readonly Holding[]> {
      const removed = await (how === 'purge' ? library.purge(document) : library.remove(document))
      await library.refresh()
      return removed
    },
    async close(): Promise<void> {
      leave.abort()
      await Promise.allSettled(going.values())
      await library?.close()
      await runs?.close()
    },
  }
})

/** What was taken up so often without coming to an end is left to a person. */
const mostAttempts = 5

function lineOf(event: Parameters<Parameters<EventLog['read']>[0]>[0]): LogLine {
  return { sequence: event.sequence, type: event.event.type, json: JSON.stringify(event) }
}
