import type { Clock } from './clock.ts'
import { KaojuError, type ErrorCode } from './errors.ts'
import { orAborted } from './or-aborted.ts'

/** Leave to make one attempt; whoever holds it says exactly once how it ended (later calls do nothing). */
export interface Pass {
  succeeded(): void
  /** @param retryAfter milliseconds for which the endpoint asks everybody to stay away */
  failed(error: KaojuError, retryAfter?: number): void
  /** The attempt was not made, or says nothing about the endpoint. */
  left(): void
}

/** What a caller asks of the door of an endpoint. */
export interface Entering {
  /** Attempts under way there at once, at most. */
  readonly concurrency?: number
  /** The longest pause worth waiting for, in milliseconds. */
  readonly patience: number
  readonly signal: AbortSignal
}

/**
 * The doors of the endpoints: a queue, a pause and a circuit breaker (Nygard, Release It!, 2007) each, shared by
 * all calls.
 *
 * 1. Who comes first goes in first; at most `concurrency` are inside.
 * 2. An endpoint that asks to be left alone (Retry-After) is left alone by everybody, for as long as it asked.
 * 3. After five failures in a row that speak of its health, an endpoint is left alone for a while, then tried by
 *    one attempt: success opens the door, failure makes the while longer. Any other answer, 429, 401 and a query
 *    turned down (400) among them, shows that it is up.
 * 4. The first two whiles are short and waited for: a burst of bad luck looks the same. After that the endpoint
 *    is down, and whoever comes is told at once.
 */
export interface Circuits {
  /**
   * Waits for leave to make an attempt; rejects with the signal's reason.
   *
   * @throws KaojuError `circuit-open`, or the failure with which the endpoint asked for a longer pause than
   * `patience`; neither costs anything
   */
  enter(endpoint: string, entering: Entering): Promise<Pass>
  /** Milliseconds until the endpoint may be tried; 0 = now. */
  waiting(endpoint: string): number
}

const unhealthy: readonly ErrorCode[] = [
  'endpoint-unreachable',
  'endpoint-stalled',
  'endpoint-cut-off',
  'model-server-error',
  'search-unreachable',
  'search-failed',
  'mcp-unreachable',
]
/** Whether an engine turned this one query down: it is up, and may well answer the next one. */
export function turnsDownQuery({ code, parameters }: KaojuError): boolean {
  const status = Number(parameters['status'])
  return code === 'search-failed' && status >= 400 && status < 500 && status !== 408 && status !== 425
}

const tolerated = 5
const openings = [2_000, 5_000, 15_000, 30_000, 60_000]
const waitedFor = 2
/** However long an endpoint asks for, it is asked again after this, so that one absurd header does not end a server's day. */
const longestPause = 600_000

/** Doors that are all open. */
export function createCircuits(clock: Clock): Circuits {
  const doors = new Map<string, Door>()
  const doorOf = (endpoint: string): Door => {
    const door = doors.get(endpoint) ?? new Door(endpoint, clock)
    doors.set(endpoint, door)
    return door
  }
  return {
    enter: (endpoint, entering) => doorOf(endpoint).enter(entering),
    waiting: (endpoint) => doorOf(endpoint).closedFor(),
  }
}

class Door {
  private readonly endpoint: string
  private readonly clock: Clock
  private inside = 0
  private readonly queue: { readonly concurrency: number; readonly go: () => void }[] = []
  private failures = 0
  /** How often in a row it was opened for a while; 0 = healthy. */
  private opened = 0
  private closedUntil = 0
  private pausedUntil = 0
  private pausedBy: KaojuError | undefined
  /** Settles when the one attempt at an endpoint in doubt has ended. */
  private probe: Promise<void> | undefined

  constructor(endpoint: string, clock: Clock) {
    this.endpoint = endpoint
    this.clock = clock
  }

  closedFor(): number {
    return Math.max(0, this.closedUntil - this.clock.elapsed(), this.pausedUntil - this.clock.elapsed())
  }

  async enter({ concurrency = Infinity, patience, signal }: Entering): Promise<Pass> {
    this.refuse(patience)
    await this.turn(concurrency, signal)
    try {
      for (;;) {
        signal.throwIfAborted()
        this.refuse(patience)
        const wait = this.closedFor()
        if (wait > 0) await this.clock.sleep(wait, signal)
        else if (this.probe) await orAborted(this.probe, signal)
        else return this.pass()
      }
    } catch (error) {
      this.leave()
      throw error
    }
  }

  private refuse(patience: number): void {
    const now = this.clock.elapsed()
    const closed = this.closedUntil - now
    if (closed > 0 && (this.opened > waitedFor || closed > patience))
      throw new KaojuError('circuit-open', { endpoint: this.endpoint, seconds: Math.ceil(closed / 1000) })
    const paused = this.pausedUntil - now
    if (paused > patience && this.pausedBy) throw askingToWait(this.pausedBy, paused)
  }

  private pass(): Pass {
    let end: (() => void) | undefined
    if (this.opened > 0) this.probe = new Promise((resolve) => (end = resolve))
    let open = true
    const once = (then: () => void) => (): void => {
      if (!open) return
      open = false
      then()
      if (end) {
        this.probe = undefined
        end()
      }
      this.leave()
    }
    return {
      succeeded: once(() => this.healthy()),
      failed: (error, retryAfter) => once(() => this.failed(error, retryAfter, end !== undefined))(),
      left: once(() => {}),
    }
  }

  private healthy(): void {
    this.failures = 0
    this.opened = 0
    this.closedUntil = 0
  }

  private failed(error: KaojuError, retryAfter: number | undefined, probing: boolean): void {
    const now = this.clock.elapsed()
    const pause = Math.min(retryAfter ?? 0, longestPause)
    if (pause > 0 && now + pause > this.pausedUntil) {
      this.pausedUntil = now + pause
      this.pausedBy = error
    }
    if (!unhealthy.includes(error.code) || turnsDownQuery(error)) {
      this.healthy()
      return
    }
    this.failures++
    // Attempts that were under way when the door closed say nothing new.
    if (probing || (this.opened === 0 && this.failures >= tolerated)) {
      this.closedUntil = now + openings[Math.min(this.opened, openings.length - 1)]!
      this.opened++
    }
  }

  private turn(concurrency: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.queue.length === 0 && this.inside < concurrency) {
      this.inside++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.queue.splice(this.queue.indexOf(waiter), 1)
        this.admit()
        reject(signal.reason as Error)
      }
      const waiter = {
        concurrency,
        go: () => {
          signal.removeEventListener('abort', onAbort)
          this.inside++
          resolve()
        },
      }
      this.queue.push(waiter)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  private leave(): void {
    this.inside--
    this.admit()
  }

  private admit(): void {
    while (this.queue.length > 0 && this.inside < this.queue[0]!.concurrency) this.queue.shift()!.go()
  }
}

/** The same failure, saying how long a wait it would have taken. */
export function askingToWait(error: KaojuError, milliseconds: number): KaojuError {
  const { code, parameters } = error
  const reason = `${String(parameters['reason'] ?? error.message)}; it asks to wait ${Math.ceil(milliseconds / 1000)} s`
  return new KaojuError(code, { ...parameters, reason }, { cause: error })
}
