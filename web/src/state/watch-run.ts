import { signal, type ReadonlySignal } from '@preact/signals'
import type { LoggedEvent, SentSteering } from '../../../src/vocabulary/index.ts'
import { api } from '../api/api.ts'
import { Refusal } from '../api/client.ts'
import { followRun, type Link } from '../api/follow.ts'
import { hasReport, type Report, type Run } from '../api/types.ts'
import { foldRun } from './fold-run.ts'
import { emptyView, type RunView } from './run-view.ts'

/** A run that is on the screen: its record, what its log tells, what it was told, and its report once there is one. */
export interface Watch {
  readonly id: string
  readonly run: ReadonlySignal<Run | undefined>
  readonly view: ReadonlySignal<RunView>
  readonly link: ReadonlySignal<Link>
  readonly told: ReadonlySignal<readonly SentSteering[]>
  readonly report: ReadonlySignal<Report | undefined>
  /** Why it cannot be shown. */
  readonly refusal: ReadonlySignal<Refusal | undefined>
  /** Looks again at what it was told: instructions do not stand in the log before they are heard. */
  lookAtTold(): void
  /** Whether it was asked from here to stop and write. */
  readonly stopping: ReadonlySignal<boolean>
  stopAsked(): void
  /** Takes up a run that was interrupted, and goes on following. */
  resume(): Promise<void>
  close(): void
}

/** Lines that come within so many milliseconds are drawn at once. */
const together = 60

/** Watches a run until it is closed. */
export function watchRun(id: string): Watch {
  const run = signal<Run | undefined>(undefined)
  const view = signal<RunView>(emptyView)
  const link = signal<Link>('connecting')
  const told = signal<readonly SentSteering[]>([])
  const report = signal<Report | undefined>(undefined)
  const refusal = signal<Refusal | undefined>(undefined)
  const stopping = signal(false)
  const stop = new AbortController()

  const kept = (error: unknown): void => {
    if (!(error instanceof Refusal)) throw error
    // Whoever follows notices by itself that nobody answers.
    if (error.code !== 'offline') refusal.value = error
  }
  let looks = 0
  let shown = 0
  let reading: Promise<Report> | undefined
  const look = async (): Promise<void> => {
    const own = ++looks
    const found = await api.run(id)
    // An answer that comes after that of a later question is older than what is shown.
    if (own < shown) return
    shown = own
    run.value = found
    // A server that could not answer a moment ago can.
    if ((refusal.peek()?.status ?? 0) >= 500) refusal.value = undefined
    if (found.kind !== 'research' || !hasReport(found.state)) return
    reading ??= api.report(id)
    try {
      report.value = await reading
    } catch (error) {
      reading = undefined
      throw error
    }
  }
  const lookAtTold = (): void => {
    const take = (found: readonly SentSteering[]): void => {
      // Nothing is untold: of two answers the longer is the newer.
      if (found.length >= told.peek().length) told.value = found
    }
    api.told(id).then((found) => take(found.told), kept)
  }

  let waiting: LoggedEvent[] = []
  const draw = (): void => {
    const lines = waiting
    waiting = []
    if (lines.length === 0) return
    const before = view.peek().heard.length
    view.value = foldRun(view.peek(), lines)
    // Somebody else may have told it: another tab, a terminal.
    if (view.peek().heard.length > before) lookAtTold()
  }
  const start = (): void => {
    void followRun(
      id,
      view.peek().last,
      {
        lines(lines) {
          if (waiting.length === 0) setTimeout(draw, together)
          waiting.push(...lines)
        },
        link(next, why) {
          // Somebody else may have taken an interrupted run up; only its record says so.
          if (next === 'live' && (link.peek() === 'lost' || run.peek()?.state === 'interrupted'))
            look().catch(kept)
          link.value = next
          if (why) refusal.value = why
        },
        ended(state) {
          draw()
          const known = run.peek()
          if (known) run.value = { ...known, state }
          look().catch(kept)
        },
      },
      stop.signal,
    )
  }
  look().catch(kept)
  lookAtTold()
  start()
  return {
    id,
    run,
    view,
    link,
    told,
    report,
    refusal,
    lookAtTold,
    stopping,
    stopAsked: () => void (stopping.value = true),
    async resume() {
      run.value = await api.resume(id)
    },
    close: () => stop.abort(),
  }
}
