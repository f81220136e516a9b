import {
  createContext,
  entryPoint,
  KaojuError,
  openRuns,
  startWorker,
  toErrorRecord,
  type LeftOut,
  type RunRecord,
  type Runs,
} from '#runtime'
import { openLibrary, type Holding, type Library } from '#library'
import { hasReport } from '../runs/execution.ts'
import type { Place } from '../runs/place.ts'
import type { KnownRequest } from '../runs/tasks.ts'
import { followStored } from './follow-stored.ts'
import { LiveLog, type Following, type LogReader } from './live-log.ts'
import type { HostData, HostNews, Load } from './messages.ts'

/** A request, under a key where asking twice shall be asking once. */
export type HostRequest = KnownRequest & { readonly key?: string; readonly asked?: string }

/**
 * A home that is open for whoever comes through a door: its runs are executed in a thread of their own, and anybody can
 * follow them. It is the home's one writer as long as it is open.
 */
export interface Host {
  readonly place: Place
  /** To look at, to tell and to stop runs; those begun here are executed by this host. */
  readonly runs: Runs
  /** To read only; what a run brought in is found in it when the run is told to be over. */
  readonly library: Library
  /** Submits a run and executes it when its turn comes. */
  begin(request: HostRequest): Promise<{ readonly run: RunRecord; readonly created: boolean }>
  /** The same for a run that begins with the steps of another; see `Runs.fork`. */
  fork(
    id: string,
    request: HostRequest,
    leave: LeftOut,
  ): Promise<{ readonly run: RunRecord; readonly created: boolean }>
  /** Asks a run to finish with what there is; where nobody works on it, it is executed here to that end. */
  stop(id: string): Promise<'asked' | 'finished'>
  /**
   * Takes a document out of search and research; `purge` erases it for good.
   *
   * @returns the places that held it; none: nothing is held by that name
   */
  remove(document: string, how: 'unlist' | 'purge'): Promise<readonly Holding[]>
  /** How many runs are executed here, and how many wait for their turn. */
  load(): Load
  /** Executes what is left of a run; one that is over or under way stays as it is. */
  resume(id: string): Promise<RunRecord>
  /**
   * Follows a run's log from the line after `after` until it is over.
   *
   * @throws KaojuError `run-unknown`, `id-ambiguous`
   */
  follow(id: string, after: number, reader: LogReader): Promise<Following>
  /** Fires, with why, when the thread that executes runs is gone unasked: nothing is executed here any more. */
  readonly lost: AbortSignal
  /** Gives back what is under way, and closes the home. */
  close(): Promise<void>
}

/**
 * Opens a home for doors, and goes on with what a host before this one left undone.
 *
 * @param options.together runs executed at once; default 8
 * @throws KaojuError `home-busy` and whatever else `openLibrary` and `openRuns` throw
 */
export async function openHost(place: Place, options: { readonly together?: number } = {}): Promise<Host> {
  const { settings, language } = place
  const logs = new Map<string, LiveLog>()
  const touched = new Set<LiveLog>()
  /** Logs that are told no more, and are not over for their readers yet. */
  const leaving = new Set<LiveLog>()
  /** Logs that tell of documents that came in. */
  const bringing = new Set<LiveLog>()
  let load: Load = { running: 0, waiting: 0 }
  let refresh: () => Promise<void> = () => Promise.resolve()
  const logOf = (run: string): LiveLog => {
    const known = logs.get(run)
    if (known) return known
    const log = new LiveLog()
    logs.set(run, log)
    return log
  }
  // What comes in one turn is handed on at once.
  const flush = (): void => {
    const due = [...touched]
    touched.clear()
    for (const log of due) log.flush()
  }
  const hear = (told: unknown): void => {
    const news = told as HostNews
    if (news.kind === 'load') {
      load = news.load
      return
    }
    const log = logOf(news.run)
    if (news.kind === 'line') {
      log.push(news.line)
      if (touched.size === 0) setImmediate(flush)
      touched.add(log)
      if (news.line.type === 'file-read') bringing.add(log)
    } else {
      const over = (): void => {
        leaving.delete(log)
        // Whoever comes later reads it from the disk, unless it was begun anew meanwhile.
        if (logs.get(news.run) === log) logs.delete(news.run)
        log.finish(news.state, news.error)
      }
      if (bringing.delete(log)) {
        leaving.add(log)
        void refresh().then(over)
      } else over()
    }
  }
  const data: HostData = {
    settings,
    language,
    environment: Object.fromEntries(
      Object.entries(place.environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    together: options.together ?? 8,
  }
  const worker = startWorker(entryPoint(import.meta.url, './host-worker'), data, hear)
  const opened: { close(): Promise<void> }[] = []
  const lost = new AbortController()
  let closing = false
  const giveUp = (error: KaojuError): void => {
    if (closing) return
    lost.abort(error)
    for (const log of logs.values()) log.finish('interrupted', toErrorRecord(error))
    logs.clear()
  }
  void worker.gone.then(giveUp)
  /** Nothing is submitted that would only be executed when somebody starts anew, since whoever asked is told it failed. */
  const checkOpen = (): void => {
    lost.signal.throwIfAborted()
    if (closing) throw new KaojuError('aborted')
  }
  const close = async (): Promise<void> => {
    closing = true
    await worker.call('close').catch(() => undefined)
    await worker.close()
    for (const one of opened) await one.close()
  }
  try {
    // Whoever comes back to a run that is taken up here is not told that nobody works on it.
    for (const run of await worker.call<readonly string[]>('open')) logOf(run)
    const runs = await openRuns(settings.home)
    opened.push(runs)
    const library = await openLibrary({ home: settings.home, mode: 'read' }, createContext().context)
    opened.push(library)
    refresh = refreshing(library)
    return {
      ...doorsOf(runs, logs, checkOpen, (id, how) => {
        const before = logs.get(id)
        if (before && leaving.has(before)) logs.delete(id)
        // Who follows it from now on sees its first line when it comes.
        logOf(id)
        return worker.call(how, id)
      }),
      async remove(document, how) {
        const removed = await worker.call<readonly Holding[]>('remove', document, how)
        await refresh()
        return removed
      },
      load: () => load,
      lost: lost.signal,
      place,
      runs,
      library,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Lets a library that was opened for reading find what came in since; asked for often, it is done once. */
function refreshing(library: Library): () => Promise<void> {
  let current: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  return () =>
    (next ??= current.then(() => {
      current = next!
      next = undefined
      // What cannot be loaded now is loaded next time; until then the state before is searched.
      return library.refresh().catch(() => undefined)
    }))
}

function doorsOf(
  runs: Runs,
  logs: ReadonlyMap<string, LiveLog>,
  checkOpen: () => void,
  work: (id: string, how: 'execute' | 'stop') => Promise<void>,
): Pick<Host, 'begin' | 'fork' | 'stop' | 'resume' | 'follow'> {
  const served = (request: HostRequest): HostRequest => ({
    ...request,
    configuration: { ...request.configuration, served: true },
  })
  const executed = async (run: RunRecord): Promise<void> => {
    if (!hasReport(run.state) && run.state !== 'failed' && run.state !== 'running')
      await work(run.id, 'execute')
  }
  return {
    async begin(request) {
      checkOpen()
      const submitted = await runs.submit(served(request))
      await executed(submitted.run)
      return submitted
    },
    async fork(id, request, leave) {
      checkOpen()
      const submitted = await runs.fork(id, served(request), leave)
      await executed(submitted.run)
      return submitted
    },
    async stop(id) {
      const answer = await runs.requestStop(id)
      if (answer === 'finished') return answer
      const { id: run } = await runs.find(id)
      // An executor elsewhere looks now and then; the one here is told at once.
      if (answer === 'idle' || logs.has(run)) await work(run, 'stop')
      return 'asked'
    },
    async resume(id) {
      checkOpen()
      const run = await runs.find(id)
      await executed(run)
      return run
    },
    async follow(id, after, reader) {
      const { id: run } = await runs.find(id)
      const live = logs.get(run)
      if (live) return live.follow(after, reader)
      let current: Following | undefined
      const stored = followStored(runs, run, after, reader, (next) => {
        current = logs.get(run)?.follow(next, reader)
        return current !== undefined
      })
      return {
        more: () => (current ?? stored).more(),
        leave: () => {
          current?.leave()
          stored.leave()
        },
      }
    },
  }
}
