import { createContext, explainRecorded, openRuns, type Clock, type Runs } from '#runtime'
import type { LoggedEvent } from '#vocabulary'
import type { Library } from '#library'
import type { Session } from './command.ts'
import { asciiSymbols, speaksUnicode, unicodeSymbols } from './live/symbols.ts'
import { watchLive } from './live/watch-live.ts'
import { watchProgress } from './progress.ts'

/** How long a run that was told to leave may take to do so, in milliseconds. */
const patience = 3_000

/** What a command line knows before anything is opened. */
type Given = Omit<Session, 'context' | 'openLibrary' | 'openRuns' | 'watch'> & {
  /** Takes each event of what is watched, as it happens: `--events`. */
  readonly eachEvent?: (event: LoggedEvent) => void
}

/**
 * Starts a command: its context, and the two signals. The first Ctrl-C (or SIGTERM) asks to finish with what
 * there is, the second to leave at once; a run that does not leave is left behind: what it had committed is
 * safe. `end` closes what was opened.
 */
export function startSession(given: Given): {
  readonly session: Session
  end(): Promise<void>
} {
  const stop = new AbortController()
  const abort = new AbortController()
  const { context, log } = createContext({ stop: stop.signal, abort: abort.signal })
  const onSignal = (): void => {
    if (stop.signal.aborted) {
      abort.abort()
      setTimeout(() => process.exit(1), patience).unref()
    } else {
      given.terminal.note(given.words.stopping)
      stop.abort()
    }
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  const watch = watching(given, context.clock)
  const leave = watch(log)
  // Opened or about to be: a command that fails meanwhile must not leave a home locked.
  const opened: Promise<Library>[] = []
  let runs: Promise<Runs> | undefined
  const { eachEvent: _, ...known } = given
  const session: Session = {
    ...known,
    context,
    watch,
    openRuns: () => (runs ??= openRuns(given.settings.home)),
    openLibrary: async (mode) => {
      const library = import('#library').then(({ openLibrary }) =>
        openLibrary({ home: given.settings.home, mode }, context),
      )
      opened.push(library)
      return library
    },
  }
  return {
    session,
    end: async () => {
      leave()
      for (const library of opened)
        await library.then(
          (open) => open.close(),
          () => undefined,
        )
      await runs?.then(
        (open) => open.close(),
        () => undefined,
      )
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    },
  }
}

/** How logs are shown: live where the terminal bears it and a run is watched, else line by line. */
function watching(
  { terminal, words, language, environment, eachEvent }: Given,
  clock: Clock,
): Session['watch'] {
  const parts = {
    terminal,
    words,
    elapsed: () => clock.elapsed(),
    sayWhy: (code: string, why: string) => explainRecorded(code, why, language),
    symbols: speaksUnicode(environment, process.platform) ? unicodeSymbols : asciiSymbols,
    later: (work: () => void, milliseconds: number) => {
      const timer = setTimeout(work, milliseconds).unref()
      return () => clearTimeout(timer)
    },
  }
  // The command's own log tells what the library does beside a run: no bar of it is drawn over the run's block.
  let shown = 0
  const beside: typeof terminal = {
    ...terminal,
    draw: (lines, above) => {
      if (shown === 0) terminal.draw(lines, above)
    },
  }
  return (log, after = 0, run) => {
    const asBlock = run !== undefined && terminal.block
    if (asBlock) shown++
    const leave = asBlock
      ? watchLive(log, run, parts, after)
      : watchProgress(log, { ...parts, terminal: beside }, after)
    const stop = eachEvent && log.read(eachEvent, after)
    return () => {
      stop?.()
      leave()
      if (asBlock) shown--
    }
  }
}
