import type { LoggedEvent } from '../../../src/vocabulary/index.ts'
import { api } from './api.ts'
import { Refusal } from './client.ts'
import { createFrames, type Frame } from './frames.ts'
import type { RunState } from './types.ts'

/**
 * How the page hears of a run. `lost`: the connection broke, and is tried again; `resting`: nobody watches the page, so
 * the connection is left to others (browsers allow six to a server); `refused`: asking again would not help.
 */
export type Link = 'connecting' | 'live' | 'lost' | 'resting' | 'ended' | 'refused'

/** Who follows. */
export interface Follower {
  /** Lines in their order; some may come twice after a connection was lost. */
  lines(lines: readonly LoggedEvent[]): void
  link(link: Link, why?: Refusal): void
  /** The server has told all there is; an `interrupted` run is looked at again, for it may be resumed. */
  ended(state: RunState): void
}

/** Without a word, comments included, for so long a connection is held to be dead. Milliseconds. */
const silence = 40_000
const waits = [500, 1_000, 2_000, 4_000, 8_000]
const again = 2_000
const hiddenFor = 30_000

/** Follows a run's log from the line after `after` until it is over; `stop` ends it at once. */
export async function followRun(
  id: string,
  after: number,
  follower: Follower,
  stop: AbortSignal,
): Promise<void> {
  let last = after
  let failures = 0
  const take = (frames: readonly Frame[]): RunState | undefined => {
    failures = 0
    const lines = frames.flatMap(({ event, data }) =>
      event === 'end' ? [] : [JSON.parse(data) as LoggedEvent],
    )
    if (lines.length > 0) {
      last = Math.max(last, lines.at(-1)!.sequence)
      follower.lines(lines)
    }
    const end = frames.find(({ event }) => event === 'end')
    return end && (JSON.parse(end.data) as { readonly state: RunState }).state
  }
  while (!stop.aborted) {
    await shown(stop)
    if (stop.aborted) return
    const pass = new AbortController()
    const leave = leaveWhenHidden(pass, () => follower.link('resting'))
    try {
      const signal = AbortSignal.any([stop, pass.signal])
      const over = await onePass(id, last, signal, take, () => follower.link('live'))
      if (over !== undefined) {
        follower.ended(over)
        if (over !== 'interrupted' && over !== 'waiting' && over !== 'running') return follower.link('ended')
        await rest(again, stop)
        continue
      }
      // Closed without a last word: the server went away.
      follower.link('lost')
    } catch (error) {
      if (stop.aborted) return
      if (pass.signal.aborted && document.hidden) continue
      if (error instanceof Refusal && error.status >= 400 && error.status < 500 && error.status !== 429)
        return follower.link('refused', error)
      follower.link('lost')
    } finally {
      leave()
    }
    await rest(waits[Math.min(failures++, waits.length - 1)]!, stop)
  }
}

/** @returns the state that the server's last frame names; undefined where there was none */
async function onePass(
  id: string,
  after: number,
  stop: AbortSignal,
  take: (frames: readonly Frame[]) => RunState | undefined,
  opened: () => void,
): Promise<RunState | undefined> {
  const quiet = new AbortController()
  let timer = setTimeout(() => quiet.abort(), silence)
  try {
    const answer = await api.events(id, after, AbortSignal.any([stop, quiet.signal]))
    opened()
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    const frames = createFrames()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return undefined
      clearTimeout(timer)
      timer = setTimeout(() => quiet.abort(), silence)
      const over = take(frames(value))
      if (over !== undefined) return over
    }
  } finally {
    clearTimeout(timer)
    quiet.abort()
  }
}

/** Waits until somebody looks at the page. */
function shown(stop: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve()
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.hidden && !stop.aborted) return
      document.removeEventListener('visibilitychange', look)
      resolve()
    }
    document.addEventListener('visibilitychange', look)
    stop.addEventListener('abort', look, { once: true })
  })
}

function leaveWhenHidden(pass: AbortController, told: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = (): void => {
    clearTimeout(timer)
    if (!document.hidden) return
    timer = setTimeout(() => {
      told()
      pass.abort()
    }, hiddenFor)
  }
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  }
}

function rest(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      removeEventListener('online', done)
      stop.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    addEventListener('online', done, { once: true })
    stop.addEventListener('abort', done, { once: true })
  })
}
