import { createContext, explainRecorded, openRuns, type Runs } from '#runtime'
import type { Library } from '#library'
import type { Session } from './command.ts'
import { watchProgress } from './progress.ts'

/** How long a run that was told to leave may take to do so, in milliseconds. */
const patience = 3_000

/**
 * Starts a command: its context, and the two signals. The first Ctrl-C (or SIGTERM) asks to finish with what
 * there is, the second to leave at once; a run that does not leave is left behind: what it had committed is
 * safe. `end` closes what was opened.
 */
export function startSession(given: Omit<Session, 'context' | 'openLibrary' | 'openRuns' | 'watch'>): {
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
  const { terminal, words, language } = given
  const watch: Session['watch'] = (seen, after = 0) =>
    watchProgress(
      seen,
      {
        terminal,
        words,
        elapsed: () => context.clock.elapsed(),
        sayWhy: (code, why) => explainRecorded(code, why, language),
      },
      after,
    )
  const leave = watch(log)
  const opened: Library[] = []
  let runs: Promise<Runs> | undefined
  const session: Session = {
    ...given,
    context,
    watch,
    openRuns: () => (runs ??= openRuns(given.settings.home)),
    openLibrary: async (mode) => {
      const { openLibrary } = await import('#library')
      const library = await openLibrary({ home: given.settings.home, mode }, context)
      opened.push(library)
      return library
    },
  }
  return {
    session,
    end: async () => {
      leave()
      for (const library of opened) await library.close()
      await runs?.then(
        (open) => open.close(),
        () => undefined,
      )
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    },
  }
}
