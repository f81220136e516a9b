import type { EventLog } from '#runtime'
import { startTelling, type Speech } from '../telling.ts'
import type { Terminal } from '../terminal.ts'
import { findingLine } from './finding.ts'
import { renderEnd, renderRun, type Canvas } from './render.ts'
import { afterEvent, emptyView, type RunLimits } from './run-view.ts'
import type { Symbols } from './symbols.ts'

/** Work that is over sooner shows no block. Milliseconds. */
const patience = 1_000
/** Twelve frames a second, at most. */
const frameEvery = 84
/** Nothing happens, but the clock goes on. */
const tickEvery = 1_000

/** A run that somebody watches: what is known of it besides its log. */
export interface WatchedRun {
  readonly id: string
  readonly kind: string
  /** For people: the question, the file. */
  readonly subject: string
  readonly limits: RunLimits
  /** Milliseconds that earlier attempts worked. */
  readonly worked: number
}

/** What the watching of a run is made with. */
export interface LiveView extends Speech {
  readonly terminal: Pick<Terminal, 'note' | 'draw' | 'colour' | 'size' | 'watchSize'>
  readonly symbols: Symbols
  /** Milliseconds from an arbitrary start. */
  readonly elapsed: () => number
  /** Does something after so many milliseconds, unless what it returns is called first. */
  readonly later: (work: () => void, milliseconds: number) => () => void
}

/**
 * Shows a run in a block that is redrawn in place, and what is found and what goes wrong in lines that scroll above
 * it. At the end the block goes, and one line stays. Returns how to leave.
 *
 * @param after what happened up to this number was told before: it is shown in the block, and not told again
 */
export function watchLive(log: EventLog, run: WatchedRun, live: LiveView, after = 0): () => void {
  const { terminal, words, symbols } = live
  const tell = startTelling(live)
  const started = live.elapsed()
  let view = emptyView(run)
  /** What is to scroll by with the next frame. */
  let above: string[] = []
  let lastFrame = -Infinity
  let shown = false
  let pending: { readonly due: number; readonly cancel: () => void } | undefined

  const canvas = (): Canvas => ({ ...terminal.size(), words, symbols, colour: terminal.colour.note })
  const beside = (): Parameters<typeof renderRun>[1] => ({
    run: run.id,
    elapsed: run.worked + live.elapsed() - started,
  })
  const schedule = (due: number): void => {
    if (pending && pending.due <= due) return
    pending?.cancel()
    pending = { due, cancel: live.later(frame, Math.max(0, due - live.elapsed())) }
  }
  const frame = (): void => {
    pending = undefined
    shown = true
    lastFrame = live.elapsed()
    terminal.draw(renderRun(view, beside(), canvas()), above)
    above = []
    schedule(lastFrame + tickEvery)
  }
  const soon = (): void => schedule(Math.max(started + patience, lastFrame + frameEvery))

  const leaveLog = log.read((logged) => {
    view = afterEvent(view, logged)
    soon()
    if (logged.sequence <= after) return
    const telling = tell(logged.event)
    // Before there is a block, what went wrong waits for nothing; what was found does.
    if (telling !== undefined && !shown) terminal.note(telling)
    else if (telling !== undefined) above.push(telling)
    const finding = findingLine(logged.event, canvas())
    if (finding !== undefined) above.push(finding)
  })
  const leaveSize = terminal.watchSize(soon)
  soon()
  return () => {
    leaveLog()
    leaveSize()
    pending?.cancel()
    if (shown) terminal.draw([], [...above, renderEnd(view, beside(), canvas())])
  }
}
