import type { RunEvent } from '#vocabulary'
import type { Amounts, Budget, Limits } from './budget.ts'
import type { Chance } from './chance.ts'
import type { Circuits } from './circuit.ts'
import type { Clock } from './clock.ts'
import type { Egress } from './egress.ts'
import type { ErrorCode } from './errors.ts'
import type { EventLog } from './event-log.ts'
import type { Inbox } from './inbox.ts'
import type { Charge, Journal } from './journal.ts'
import type { Paid } from './paid-call.ts'

/**
 * What every room is handed, always as the last parameter: the only door to time, chance, money, the
 * network, and to whoever is watching.
 *
 * 1. `random` belongs to (seed, path): running steps in another order changes nothing.
 * 2. `stop` asks to finish with what there is; `abort` asks to leave at once. Abort implies stop.
 * 3. `step`, `observe` and `call` name work by its logical path; a path is used once in a run.
 * 4. What the journal holds under a path with the same inputs is not done again: resuming, replaying and
 *    testing from a cassette are this one sentence.
 * 5. Anything that could come out otherwise next time (an answer, a ranking, the time, whether to stop) reaches
 *    the run through one of the three, as plain JSON.
 */
export interface Context {
  readonly run: string
  readonly path: string
  readonly seed: string
  readonly clock: Clock
  readonly random: Chance
  readonly budget: Budget
  readonly journal: Journal
  readonly egress: Egress
  readonly circuits: Circuits
  readonly log: EventLog
  /** What people tell the run while it works; what is heard of it goes through `observe`. */
  readonly inbox: Inbox
  readonly stop: AbortSignal
  readonly abort: AbortSignal
  /** Fires when nobody waits for the calls below this place any more; see `before`. */
  readonly deadline?: AbortSignal
  emit(event: RunEvent): void
  /**
   * Runs `fn` as the step `<this path>/<path>`: journalled, timed, and told to the log.
   *
   * @param inputs everything the result depends on; hashed into the journal, so it must be plain data
   * @throws KaojuError `step-repeated`, `aborted`, or what `fn` throws (a KaojuError is recorded and met again on replay)
   */
  step<T>(path: string, inputs: unknown, fn: (context: Context) => Promise<T>): Promise<T>
  /** What the world says now (the time, a signal, what a library holds), recorded so that a replay hears the same. */
  observe<T>(path: string, inputs: unknown, read: () => T | Promise<T>): Promise<T>
  /** A call that leaves the process and may cost something. */
  call<T>(call: PaidCall<T>): Promise<T>
  /** The same place with a budget of its own inside this one. */
  within(limits: Limits): Context
  /**
   * The same place, whose calls are given up when `deadline` fires: its reason, a KaojuError, is their recorded
   * outcome, and what they had under way is taken to have cost all it might.
   */
  before(deadline: AbortSignal): Context
  /** The place below this one, without doing anything there. */
  at(name: string): Context
  /** Takes this path for a piece of work. @throws KaojuError `step-repeated` */
  claim(): void
}

/** How an attempt speaks with the one who runs it. */
export interface Exchange {
  /** Its `abort` fires at the deadline too: whoever makes the attempt ends it then. */
  readonly context: Context
  /** 1 for the first. */
  readonly attempt: number
  /** Remembers the provider's own name for the work, so that a later executor can ask for it again. */
  handle(handle: string): Promise<void>
}

/** A call that leaves the process and may cost something: a model, a search, a page. */
export interface PaidCall<T> {
  /** Its logical name below the context's path. */
  readonly name: string
  /** Everything the answer depends on (model, parameters, prompt): hashed into the step key. */
  readonly inputs: unknown
  readonly kind: Charge['kind']
  readonly service: string
  readonly purpose: string
  /** What shares a circuit breaker and a place in the queue: the endpoint's origin. */
  readonly endpoint: string
  /** Calls to the endpoint under way at once, at most; default no limit. */
  readonly concurrency?: number
  /** The longest wait that the service may ask for, in milliseconds; default: a minute. */
  readonly patience?: number
  /** What one attempt may spend at most. */
  readonly bound: Amounts
  /** Attempts at most, the first included. */
  readonly attempts: number
  /** Billed failures that the same question would meet again: whoever called can ask otherwise. Default: none. */
  readonly saidOnce?: readonly ErrorCode[]
  /** Makes one exchange. @throws AttemptFailure; anything else is taken for a defect that may have cost the bound */
  attempt(exchange: Exchange): Promise<Paid<T>>
  /** Asks for work that an earlier executor began; undefined when the provider no longer knows it. */
  reattach?(handle: string, exchange: Exchange): Promise<Paid<T> | undefined>
}
