import type { Amounts, Reservation } from './budget.ts'
import { callEnd, chargeable, costOfBound } from './charging.ts'
import { askingToWait, type Pass } from './circuit.ts'
import type { Context, Exchange, PaidCall } from './context.ts'
import { fromErrorRecord, isInterruption, KaojuError, toErrorRecord, toKaojuError } from './errors.ts'
import type { Charge, OpenAttempt, Recorded } from './journal.ts'
import { orAborted } from './or-aborted.ts'
import { AttemptFailure, noCost, type Cost, type Paid } from './paid-call.ts'
import { plain } from './plain.ts'
import { defaultPatience, retryDelay } from './retry.ts'
import { countsAsCall, sumOf } from './spent.ts'
import { stepKey } from './step-key.ts'

/**
 * Makes a paid call under all the promises of the house. Retries belong here and nowhere else.
 *
 * 1. What is recorded, answer or failure, is not asked again.
 * 2. A place at the endpoint comes first, then the budget, then the intent on disk, and only then does anything
 *    leave; who is refused before that has cost nothing. (In this order nobody holds money while queueing, so
 *    that those who hold both always move on.)
 * 3. Result, charge and event become true together; whatever happens, every attempt that left is charged, and
 *    the budget holds at least what was charged.
 * 4. `stop` lets the attempt that is under way finish and begins no other. `abort` leaves at once; the intent
 *    stays open, and the next executor settles it.
 * 5. When the context's `deadline` fires, waiting and what is under way end, and its reason is the outcome.
 * 6. An attempt that breaks down is taken to have cost all it might, and nothing is recorded: it is tried again.
 *
 * @throws KaojuError of the last attempt, `budget-exhausted`, `circuit-open`, `run-stopping`: recorded, so that a
 * replay meets them too; `aborted`, `run-lost`, `disk-full`, `internal`, which are not
 */
export async function runPaidCall<T>(call: PaidCall<T>, parent: Context): Promise<T> {
  const context = parent.at(call.name)
  const { path, journal } = context
  context.claim()
  const key = stepKey(path, call.inputs)
  const recorded = await journal.recall(path, key)
  if (recorded) {
    context.budget.recount(recorded.spent ?? {})
    if (recorded.outcome === 'done') return recorded.result as T
    throw fromErrorRecord(recorded.error)
  }
  const work = new CallInProgress(call, context, key)
  const before = await journal.lastAttempt(path, key)
  const found = before > 0 ? await work.takeOver() : undefined
  return found ? found.result : work.run(before)
}

/** Failures that are billed are worth one repetition: what they say twice they would say a third time. */
const billedAtMost = 2

/** One call on its way through its attempts. */
class CallInProgress<T> {
  private readonly call: PaidCall<T>
  private readonly context: Context
  private readonly key: string
  private readonly patience: number
  /** Ends waiting: for a place, for money, for the next attempt. */
  private readonly enough: AbortSignal
  /** What its attempts were charged with, those of earlier executors included. */
  private readonly charged: Amounts[] = []

  constructor(call: PaidCall<T>, context: Context, key: string) {
    this.call = call
    this.context = context
    this.key = key
    this.patience = call.patience ?? defaultPatience
    const { stop, deadline } = context
    this.enough = deadline ? AbortSignal.any([stop, deadline]) : stop
  }

  /** Settles what earlier executors left in flight; gives the answer where the provider still has it. */
  async takeOver(): Promise<{ result: T } | undefined> {
    const { path, journal, budget } = this.context
    const open = await journal.openAttempts(path, this.key)
    const charges = (await journal.charges()).filter((charge) => charge.path === path)
    this.charged.push(...charges.map(({ amounts }) => amounts))
    const attempts = [...this.charged, ...open.map(({ bound }) => bound)]
    budget.recount(this.spentBy(attempts))
    for (const attempt of open) {
      const found = await this.reattach(attempt)
      if (found) return found
    }
    return undefined
  }

  /** Attempts until one answers, the kind of failure says that another would not help, or all are used up. */
  async run(before: number): Promise<T> {
    const { call, context } = this
    let last: KaojuError | undefined
    let billed = 0
    for (let count = 1; ; count++) {
      const attempt = before + count
      const admitted = await this.admission().catch((error: unknown) => this.refused(error, last))
      const outcome = await this.tryOnce(attempt, admitted)
      if ('result' in outcome) return outcome.result
      const { error, retryAfter } = outcome.failure
      last = error
      if (outcome.failure.cost) billed++
      const said = outcome.failure.cost !== undefined && call.saidOnce?.includes(error.code)
      const enough = count >= call.attempts || billed >= billedAtMost || said
      if (enough || !error.retryable || this.enough.aborted) return this.giveUp(error)
      const random = context.at(`attempt-${attempt}`).random
      const wait = retryDelay(count + 1, retryAfter, random, this.patience)
      if (wait === undefined) return this.giveUp(askingToWait(error, retryAfter!))
      context.emit({
        type: 'call-retry',
        service: call.service,
        purpose: call.purpose,
        attempt: attempt + 1,
        wait,
        code: error.code,
        why: error.message,
      })
      await context.clock.sleep(wait, this.enough).catch(() => undefined)
    }
  }

  /** A place at the endpoint and the money for one attempt. */
  private async admission(): Promise<{ pass: Pass; reservation: Reservation; reserved: Amounts }> {
    const { call, context } = this
    const pass = await context.circuits.enter(call.endpoint, {
      patience: this.patience,
      signal: this.enough,
      ...(call.concurrency === undefined ? {} : { concurrency: call.concurrency }),
    })
    try {
      const reserved = this.attempted(call.bound)
      const reservation = await context.budget.acquire(reserved, this.enough)
      return { pass, reservation, reserved }
    } catch (error) {
      pass.left()
      throw error
    }
  }

  /** Why no attempt was begun: asked to leave, asked to stop, or refused. */
  private refused(error: unknown, last: KaojuError | undefined): Promise<never> {
    const { call, context } = this
    context.abort.throwIfAborted()
    if (context.stop.aborted)
      return this.giveUp(last ?? new KaojuError('run-stopping', { service: call.service }))
    if (context.deadline?.aborted) return this.giveUp(last ?? toKaojuError(context.deadline.reason))
    return this.giveUp(toKaojuError(error))
  }

  private async tryOnce(
    attempt: number,
    { pass, reservation, reserved }: { pass: Pass; reservation: Reservation; reserved: Amounts },
  ): Promise<{ result: T } | { failure: AttemptFailure }> {
    const { call, context, key } = this
    const { path, journal, clock } = context
    let spent: Amounts = {}
    try {
      await journal.write([{ kind: 'intent', path, key, attempt, bound: call.bound }])
      spent = reserved
      const started = clock.elapsed()
      const took = (): number => clock.elapsed() - started
      try {
        const { result, cost } = await orAborted(this.exchanged(attempt), context.abort)
        const settled = chargeable(cost, call.bound)
        pass.succeeded()
        const answer = await this.answered(attempt, plain(result, path), settled, took())
        spent = this.attempted(settled.amounts)
        return { result: answer }
      } catch (error) {
        // Left in flight: the intent stays open, and the next executor settles it.
        context.abort.throwIfAborted()
        const failure = failureOf(error, call.bound)
        if (!failure) throw await this.brokenDown(attempt, error, took())
        // Who was not waited for may be as well as ever.
        if (context.deadline?.aborted) pass.left()
        else pass.failed(failure.error, failure.retryAfter)
        const settled = failure.cost ? chargeable(failure.cost, call.bound) : noCost
        await this.charge(attempt, 'failed', settled, took(), failure.error)
        spent = this.attempted(settled.amounts)
        return { failure }
      }
    } finally {
      pass.left()
      reservation.settle(spent)
    }
  }

  private attempted(amounts: Amounts): Amounts {
    return countsAsCall(this.call.kind) ? { ...amounts, calls: 1 } : amounts
  }

  private spentBy(attempts: readonly Amounts[]): Amounts {
    return countsAsCall(this.call.kind) ? { ...sumOf(attempts), calls: attempts.length } : sumOf(attempts)
  }

  private async exchanged(attempt: number): Promise<Paid<T>> {
    return this.call.attempt(this.exchange(attempt))
  }

  /** A defect: nobody knows what was billed, and no outcome is recorded. */
  private async brokenDown(attempt: number, error: unknown, milliseconds: number): Promise<KaojuError> {
    const known = toKaojuError(error)
    // The journal itself refused: there is nothing to write to.
    if (known.code === 'run-lost' || known.code === 'disk-full') return known
    await this.charge(attempt, 'failed', costOfBound(this.call.bound), milliseconds, known)
    return known
  }

  /** Asks for what an earlier executor left in flight; where that cannot be had, writes it off. */
  private async reattach({ attempt, bound, handle }: OpenAttempt): Promise<{ result: T } | undefined> {
    const { clock, path } = this.context
    const started = clock.elapsed()
    // The budget of a resumed run holds the bound of every open attempt as spent already.
    const paid = handle === undefined ? undefined : await this.asked(attempt, handle)
    if (!paid) {
      await this.charge(attempt, 'lost', costOfBound(bound), 0)
      return undefined
    }
    const cost = chargeable(paid.cost, bound)
    return { result: await this.answered(attempt, plain(paid.result, path), cost, clock.elapsed() - started) }
  }

  /** Asking costs nothing, and doing the work again does: a service that is out of reach is asked again. */
  private async asked(attempt: number, handle: string): Promise<Paid<T> | undefined> {
    const { call, context } = this
    for (let count = 1; call.reattach; count++)
      try {
        return await orAborted(call.reattach(handle, this.exchange(attempt)), context.abort)
      } catch (error) {
        context.abort.throwIfAborted()
        const known = error instanceof AttemptFailure ? error.error : toKaojuError(error)
        if (isInterruption(known) && known.code !== 'internal') throw known
        context.emit({ type: 'warning', code: known.code, message: known.message })
        const retryAfter = error instanceof AttemptFailure ? error.retryAfter : undefined
        const wait = retryDelay(
          count + 1,
          retryAfter,
          context.at(`reattach-${attempt}-${count}`).random,
          this.patience,
        )
        if (count >= call.attempts || !known.retryable || context.stop.aborted || wait === undefined)
          return undefined
        await context.clock.sleep(wait, context.stop).catch(() => undefined)
      }
    return undefined
  }

  private exchange(attempt: number): Exchange {
    const { context, key } = this
    const { abort, deadline } = context
    return {
      context: deadline ? { ...context, abort: AbortSignal.any([abort, deadline]) } : context,
      attempt,
      handle: (handle) =>
        context.journal.write([{ kind: 'handle', path: context.path, key, attempt, handle }]),
    }
  }

  private async answered(attempt: number, result: T, cost: Cost, milliseconds: number): Promise<T> {
    await this.commit(this.chargeOf(attempt, 'answered', cost, milliseconds), undefined, (spent) => ({
      outcome: 'done',
      result,
      spent,
    }))
    return result
  }

  private charge(
    attempt: number,
    outcome: 'failed' | 'lost',
    cost: Cost,
    milliseconds: number,
    error?: KaojuError,
  ): Promise<void> {
    return this.commit(this.chargeOf(attempt, outcome, cost, milliseconds), error)
  }

  /** Charge, event and outcome, if there is one, in one write. */
  private async commit(
    charge: Charge,
    error?: KaojuError,
    outcome?: (spent: Amounts) => Recorded,
  ): Promise<void> {
    const { context, key, charged } = this
    const { path, journal, log } = context
    charged.push(charge.amounts)
    const recorded = outcome?.(this.spentBy(charged))
    await log.together(path, [callEnd(charge, error)], (events) =>
      journal.write([
        ...(recorded ? [{ kind: 'step', path, key, recorded } as const] : []),
        { kind: 'charge', key, charge },
        ...events.map((event) => ({ kind: 'event', event }) as const),
      ]),
    )
  }

  private async giveUp(error: KaojuError): Promise<never> {
    const { context, key, charged } = this
    if (isInterruption(error)) throw error
    const recorded = { outcome: 'failed', error: toErrorRecord(error), spent: this.spentBy(charged) } as const
    await context.journal.write([{ kind: 'step', path: context.path, key, recorded }])
    throw error
  }

  private chargeOf(attempt: number, outcome: Charge['outcome'], cost: Cost, milliseconds: number): Charge {
    const { kind, service, purpose } = this.call
    const { path } = this.context
    return { path, attempt, kind, service, purpose, outcome, ...cost, milliseconds: Math.round(milliseconds) }
  }
}

/** A failure that says nothing of its cost is taken to have cost all it might; a breakdown is no failure. */
function failureOf(error: unknown, bound: Amounts): AttemptFailure | undefined {
  if (error instanceof AttemptFailure) return error
  if (!(error instanceof KaojuError) || isInterruption(error)) return undefined
  return new AttemptFailure(error, { cost: costOfBound(bound) })
}
