import type { Amounts } from './budget.ts'
import type { Context } from './context.ts'
import type { RunEvent } from '#vocabulary'
import { fromErrorRecord, KaojuError, toErrorRecord, toKaojuError } from './errors.ts'
import type { Charge, OpenAttempt } from './journal.ts'
import { retryDelay } from './retry.ts'
import { stepKey } from './step-key.ts'

/** What one attempt cost, as far as it is known. */
export interface Cost {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cachedTokens: number
  readonly measured: Charge['measured']
  /** US dollars; null where the price is unknown. */
  readonly usd: number | null
  /** What the budget is charged with; of each resource at most the bound. */
  readonly amounts: Amounts
}

/** What an attempt brought home: a result of plain JSON, and its cost. */
export interface Paid<T> {
  readonly result: T
  readonly cost: Cost
}

/** An attempt that failed: what went wrong, whether it was billed, and when the service wants to be asked again. */
export class AttemptFailure extends Error {
  override readonly name = 'AttemptFailure'
  readonly error: KaojuError
  /** Absent when nothing was billed (no connection, 429, 5xx before an answer). */
  readonly cost: Cost | undefined
  /** Milliseconds until the service asks to be tried again. */
  readonly retryAfter: number | undefined
  constructor(error: KaojuError, about: { cost?: Cost; retryAfter?: number } = {}) {
    super(error.message, { cause: error })
    this.error = error
    this.cost = about.cost
    this.retryAfter = about.retryAfter
  }
}

/** How an attempt speaks with the one who runs it. */
export interface Exchange {
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
  /** What one attempt may spend at most. */
  readonly bound: Amounts
  /** Attempts at most, the first included. */
  readonly attempts: number
  attempt(exchange: Exchange): Promise<Paid<T>>
  /** Asks for work that an earlier executor began; undefined when the provider no longer knows it. */
  reattach?(handle: string, exchange: Exchange): Promise<Paid<T> | undefined>
}

/**
 * Makes a paid call under all the promises of the house: what is recorded is not paid again; the bound is
 * reserved before the intent is written, the intent is on disk before anything leaves, and result, charge and
 * event become true together. Retries belong here and nowhere else.
 *
 * @throws KaojuError of the last attempt, or `budget-exhausted`, both recorded, so that a replay meets them too;
 * `aborted`, `run-lost`, which are not
 */
export async function runPaidCall<T>(call: PaidCall<T>, parent: Context): Promise<T> {
  const context = parent.at(call.name)
  const { path, journal } = context
  context.claim()
  const key = stepKey(path, call.inputs)
  const recorded = await journal.recall(path, key)
  if (recorded?.outcome === 'done') return recorded.result as T
  if (recorded?.outcome === 'failed') throw fromErrorRecord(recorded.error)
  const work = new CallInProgress(call, context, key)
  const earlier = await journal.openAttempts(path, key)
  for (const attempt of earlier) {
    const found = await work.reattach(attempt)
    if (found) return found.result
  }
  return work.run(earlier.reduce((most, { attempt }) => Math.max(most, attempt), 0))
}

/** One call on its way through its attempts. */
class CallInProgress<T> {
  private readonly call: PaidCall<T>
  private readonly context: Context
  private readonly key: string

  constructor(call: PaidCall<T>, context: Context, key: string) {
    this.call = call
    this.context = context
    this.key = key
  }

  /** Attempts until one answers, the kind of failure says that another would not help, or all are used up. */
  async run(before: number): Promise<T> {
    const { call, context } = this
    for (let count = 1; ; count++) {
      const attempt = before + count
      const failure = await this.tryOnce(attempt)
      if ('result' in failure) return failure.result
      const { error, retryAfter } = failure.failure
      const last = count >= call.attempts || !error.retryable || context.stop.aborted
      if (last) return this.giveUp(error)
      const wait = retryDelay(count + 1, retryAfter, context.at(`attempt-${attempt}`).random)
      context.emit({ type: 'call-retry', service: call.service, purpose: call.purpose, attempt: attempt + 1, wait, code: error.code, why: error.message })
      try {
        await context.clock.sleep(wait, context.stop)
      } catch {
        context.abort.throwIfAborted()
        return this.giveUp(error)
      }
    }
  }

  /** Asks for what an earlier executor left in flight; where that cannot be had, writes it off as lost. */
  async reattach({ attempt, bound, handle }: OpenAttempt): Promise<{ result: T } | undefined> {
    const { call, context } = this
    // The budget of a resumed run holds the bound of every open attempt as spent already.
    if (handle !== undefined && call.reattach) {
      const started = context.clock.elapsed()
      const paid = await call.reattach(handle, this.exchange(attempt)).catch((error: unknown) => {
        context.abort.throwIfAborted()
        context.emit({ type: 'warning', code: toKaojuError(error).code, message: toKaojuError(error).message })
        return undefined
      })
      if (paid) return { result: await this.answered(attempt, paid, started) }
    }
    await this.charge(attempt, 'lost', costOfBound(bound), 0)
    return undefined
  }

  private async tryOnce(attempt: number): Promise<{ result: T } | { failure: AttemptFailure }> {
    const { call, context, key } = this
    const { path, journal, circuits, clock } = context
    context.abort.throwIfAborted()
    const closed = circuits.waiting(call.endpoint)
    if (closed > 0)
      return {
        failure: new AttemptFailure(new KaojuError('circuit-open', { endpoint: call.endpoint, seconds: Math.ceil(closed / 1000) }), { retryAfter: closed }),
      }
    let reservation
    try {
      reservation = await context.budget.acquire({ ...call.bound, calls: 1 }, context.abort)
    } catch (error) {
      context.abort.throwIfAborted()
      return { failure: new AttemptFailure(toKaojuError(error)) }
    }
    let spent: Amounts = {}
    try {
      await journal.write([{ kind: 'intent', path, key, attempt, bound: call.bound }])
      const started = clock.elapsed()
      try {
        const paid = await call.attempt(this.exchange(attempt))
        spent = { ...paid.cost.amounts, calls: 1 }
        circuits.succeeded(call.endpoint)
        return { result: await this.answered(attempt, paid, started) }
      } catch (error) {
        // Left in flight: the intent stays open, and the next executor settles it.
        if (context.abort.aborted || !(error instanceof AttemptFailure)) throw error
        circuits.failed(call.endpoint, error.error)
        spent = error.cost ? { ...error.cost.amounts, calls: 1 } : { calls: 1 }
        await this.charge(attempt, 'failed', error.cost, clock.elapsed() - started, error.error)
        return { failure: error }
      }
    } finally {
      reservation.settle(spent)
    }
  }

  private exchange(attempt: number): Exchange {
    const { context, key } = this
    return {
      context,
      attempt,
      handle: (handle) => context.journal.write([{ kind: 'handle', path: context.path, key, attempt, handle }]),
    }
  }

  private async answered(attempt: number, paid: Paid<T>, started: number): Promise<T> {
    const { context, key } = this
    const result = JSON.parse(JSON.stringify(paid.result)) as T
    const charge = this.chargeOf(attempt, 'answered', paid.cost, context.clock.elapsed() - started)
    await context.log.together(context.path, [callEnd(charge)], (events) =>
      context.journal.write([
        { kind: 'step', path: context.path, key, recorded: { outcome: 'done', result } },
        { kind: 'charge', key, charge },
        ...events.map((event) => ({ kind: 'event', event }) as const),
      ]),
    )
    return result
  }

  private async charge(attempt: number, outcome: 'failed' | 'lost', cost: Cost | undefined, milliseconds: number, error?: KaojuError): Promise<void> {
    const { context, key } = this
    const charge = this.chargeOf(attempt, outcome, cost ?? nothing, milliseconds)
    await context.log.together(context.path, [callEnd(charge, error)], (events) =>
      context.journal.write([
        { kind: 'charge', key, charge },
        ...events.map((event) => ({ kind: 'event', event }) as const),
      ]),
    )
  }

  private async giveUp(error: KaojuError): Promise<never> {
    const { context, key } = this
    await context.journal.write([
      { kind: 'step', path: context.path, key, recorded: { outcome: 'failed', error: toErrorRecord(error) } },
    ])
    throw error
  }

  private chargeOf(attempt: number, outcome: Charge['outcome'], cost: Cost, milliseconds: number): Charge {
    const { kind, service, purpose } = this.call
    return { path: this.context.path, attempt, kind, service, purpose, outcome, ...cost, milliseconds: Math.round(milliseconds) }
  }
}

const nothing: Cost = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, measured: 'reported', usd: 0, amounts: {} }

/** What may have been spent is taken as spent. */
function costOfBound(bound: Amounts): Cost {
  const micro = bound['micro-usd']
  return {
    inputTokens: bound.tokens ?? 0,
    outputTokens: 0,
    cachedTokens: 0,
    measured: 'bound',
    usd: micro === undefined ? null : micro / 1e6,
    amounts: bound,
  }
}

function callEnd(charge: Charge, error?: KaojuError): RunEvent {
  const { kind, service, purpose, outcome, attempt, inputTokens, outputTokens, usd, milliseconds } = charge
  return {
    type: 'call-end', kind, service, purpose, outcome, attempt, inputTokens, outputTokens, usd, milliseconds,
    ...(error ? { code: error.code, why: error.message } : {}),
  }
}
