import { createBudget, type Amounts, type Budget, type Limits } from './budget.ts'
import { chanceOf } from './chance.ts'
import { createCircuits, type Circuits } from './circuit.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Context } from './context.ts'
import { offline, type Egress } from './egress.ts'
import { fromErrorRecord, isInterruption, KaojuError, toErrorRecord } from './errors.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { sha256 } from './hash.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createMemoryJournal, type Journal } from './journal.ts'
import { plain } from './plain.ts'
import { runPaidCall } from './run-paid-call.ts'
import { stepKey } from './step-key.ts'

/** What a run is made of; everything has a default: the machine's clock, an in-memory journal, no limits, offline. */
export interface ContextOptions {
  readonly run?: string
  readonly seed?: string
  readonly clock?: Clock
  readonly limits?: Limits
  /** What earlier attempts at the run have spent. */
  readonly spent?: Amounts
  readonly egress?: Egress
  readonly stop?: AbortSignal
  readonly abort?: AbortSignal
  readonly journal?: Journal
  readonly log?: EventLog
  /** What people tell the run; default: nobody does. */
  readonly inbox?: Inbox
  /** Shared by the runs of a process, so that they learn of a broken endpoint together. */
  readonly circuits?: Circuits
}

/** A context for one run, and the log in which it can be watched. */
export function createContext(options: ContextOptions = {}): { context: Context; log: EventLog } {
  const clock = options.clock ?? systemClock
  const seed = options.seed ?? 'kaoju'
  const run = options.run ?? runId(clock)
  const journal = options.journal ?? createMemoryJournal()
  const log = options.log ?? createEventLog(run, clock, journal)
  const abort = options.abort ?? new AbortController().signal
  const stop = AbortSignal.any([abort, ...(options.stop ? [options.stop] : [])])
  const budget = createBudget(options.limits, undefined, options.spent)
  const egress = options.egress ?? offline
  const circuits = options.circuits ?? createCircuits(clock)
  const inbox = options.inbox ?? createInbox()
  const claimed = new Set<string>()

  const at = (path: string, purse: Budget, deadline?: AbortSignal): Context => {
    const below = (name: string): Context => at(path === '' ? name : `${path}/${name}`, purse, deadline)
    const context: Context = {
      run,
      path,
      seed,
      clock,
      random: chanceOf(seed, path),
      budget: purse,
      journal,
      egress,
      circuits,
      log,
      inbox,
      stop,
      abort,
      ...(deadline ? { deadline } : {}),
      emit: (event) => log.append(path, event),
      step: (name, inputs, fn) => runStep(below(name), inputs, fn),
      observe: (name, inputs, read) => runObservation(below(name), inputs, read),
      call: (call) => runPaidCall(call, context),
      within: (limits) => at(path, createBudget(limits, purse), deadline),
      before: (signal) => at(path, purse, deadline ? AbortSignal.any([deadline, signal]) : signal),
      at: below,
      claim: () => {
        if (claimed.has(path)) throw new KaojuError('step-repeated', { path })
        claimed.add(path)
      },
    }
    return context
  }
  return { context: at('', budget), log }
}

async function runStep<T>(
  context: Context,
  inputs: unknown,
  fn: (context: Context) => Promise<T>,
): Promise<T> {
  const { path, journal, clock, log } = context
  context.claim()
  const key = stepKey(path, inputs)
  const recorded = await journal.recall(path, key)
  if (recorded?.outcome === 'done') return recorded.result as T
  if (recorded?.outcome === 'failed') throw fromErrorRecord(recorded.error)
  context.abort.throwIfAborted()
  context.emit({ type: 'step-start', path })
  const start = clock.elapsed()
  const ended = (outcome: 'done' | 'failed') =>
    ({ type: 'step-end', path, milliseconds: Math.round(clock.elapsed() - start), outcome }) as const
  let result: T
  try {
    result = plain(await fn(context), path)
  } catch (error) {
    // What was interrupted or broke down is no outcome: the next attempt at the run tries it again.
    if (!(error instanceof KaojuError) || isInterruption(error)) {
      context.emit(ended('failed'))
      throw error
    }
    const failed = {
      kind: 'step',
      path,
      key,
      recorded: { outcome: 'failed', error: toErrorRecord(error) },
    } as const
    await log.together(path, [ended('failed')], (events) => journal.write([failed, ...asEntries(events)]))
    throw error
  }
  const done = { kind: 'step', path, key, recorded: { outcome: 'done', result } } as const
  await log.together(path, [ended('done')], (events) => journal.write([done, ...asEntries(events)]))
  return result
}

async function runObservation<T>(context: Context, inputs: unknown, read: () => T | Promise<T>): Promise<T> {
  const { path, journal } = context
  context.claim()
  const key = stepKey(path, inputs)
  const recorded = await journal.recall(path, key)
  if (recorded?.outcome === 'done') return recorded.result as T
  const result = plain(await read(), path)
  await journal.write([{ kind: 'step', path, key, recorded: { outcome: 'done', result } }])
  return result
}

const asEntries = (events: Parameters<Parameters<EventLog['together']>[2]>[0]) =>
  events.map((event) => ({ kind: 'event', event }) as const)

function runId(clock: Clock): string {
  const at = new Date(clock.now()).toISOString().replace(/[-:]/g, '').slice(0, 15)
  return `run-${at}-${sha256(`${clock.now()} ${clock.elapsed()} ${process.pid}`).slice(0, 6)}`
}
