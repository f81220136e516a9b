import type { Clock } from '../clock.ts'
import { KaojuError, toKaojuError } from '../errors.ts'
import { createInbox } from '../inbox.ts'
import type { Taken } from '../runs.ts'
import type { Beat } from './leases.ts'
import type { Change, TakenRun } from './messages.ts'
import { eventsOf, storedJournal } from './stored-journal.ts'
import type { Store } from './store.ts'

/** How often an executor looks whether it still holds its run and whether it shall stop, in milliseconds. */
const beatEvery = 500

type Settled = Extract<Change, { kind: 'settle' }>

/** A run in this process's hands, and how to let go of it when the home is closed. */
export interface HeldRun {
  readonly taken: Taken
  /** Looks at once. */
  look(): Promise<void>
  /** Gives it back unless it is finished, given back or lost already. */
  letGo(): Promise<void>
}

/**
 * Keeps a run that was taken: shows signs of life, and hears of a wish to stop or of another executor. That is
 * about this machine and not about the run, so it goes by the machine's timers; they do not keep the process alive.
 *
 * @param left is told when the run is finished, given back or lost
 */
export function holdRun(
  store: Store,
  clock: Clock,
  { record, hold, contents, inbox: told }: TakenRun,
  left: () => void,
): HeldRun {
  const stop = new AbortController()
  const lost = new AbortController()
  const inbox = createInbox()
  inbox.receive(told)
  let settling = false
  let settled = false
  /** How an executor that goes leaves the run: what a full disk did not take is told again until it does. */
  let leftAs: Pick<Settled, 'state' | 'error'> | undefined

  const leave = (): void => {
    settled = true
    clearInterval(timer)
    left()
  }
  const lose = (): void => {
    leave()
    if (!lost.signal.aborted) lost.abort(new KaojuError('run-lost', { run: record.id }))
  }
  const change = async (wanted: Change): Promise<void> => {
    try {
      await store.change(wanted)
    } catch (error) {
      if (!settled && toKaojuError(error).code === 'run-lost') lose()
      throw error
    }
  }
  let looking = false
  const look = async (): Promise<void> => {
    if (looking || settled) return
    if (leftAs) {
      if (!settling) await settle(leftAs.state, leftAs.error).catch(() => undefined)
      return
    }
    looking = true
    // A full disk or a busy file says nothing about who holds the run: the next look will tell.
    const { heard, sent } = await store
      .call('beat', hold, Math.round(clock.now()), inbox.last)
      .catch((): Beat => ({ heard: 'held', sent: [] }))
    looking = false
    // A run that is being given back is not held any more, but nobody took it away.
    if (settled || settling) return
    inbox.receive(sent)
    if (heard === 'lost') lose()
    else if (heard === 'stop' && !stop.signal.aborted) stop.abort(new KaojuError('aborted'))
  }
  const timer = setInterval(() => void look(), beatEvery)
  timer.unref()

  const settle = async (state: Settled['state'], error: string | null): Promise<void> => {
    settling = true
    try {
      await change({ kind: 'settle', hold, state, error, now: Math.round(clock.now()) })
      leave()
    } finally {
      settling = false
    }
  }
  const goAway = async (state: Settled['state'], error: string | null): Promise<void> => {
    leftAs = { state, error }
    await settle(state, error)
  }
  const taken: Taken = {
    record,
    journal: storedJournal(store, {
      run: hold.run,
      contents,
      complete: true,
      write: (rows) => change({ kind: 'write', hold, rows }),
    }),
    past: eventsOf(contents),
    stop: stop.signal,
    lost: lost.signal,
    inbox,
    finish: (state, error) => {
      const why = error ? JSON.stringify(error) : null
      return state === 'failed' ? goAway(state, why) : settle(state, why)
    },
    release: () => goAway('interrupted', null),
  }
  return {
    taken,
    look,
    async letGo() {
      if (settled) return
      await taken.release()
    },
  }
}
