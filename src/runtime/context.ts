import type { RunEvent } from '#vocabulary'
import { createBudget, type Budget, type Limits } from './budget.ts'
import { chanceOf, type Chance } from './chance.ts'
import { systemClock, type Clock } from './clock.ts'
import { offline, type Egress } from './egress.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { sha256 } from './hash.ts'
import { createMemoryJournal, type Journal } from './journal.ts'

/**
 * What every room is handed, always as the last parameter: the only door to time, chance, money, the
 * network, and to whoever is watching.
 *
 * 1. `random` belongs to (seed, path): running steps in another order changes nothing.
 * 2. `stop` asks to finish with what there is; `abort` asks to leave at once. Abort implies stop.
 * 3. `step` names work by its logical path; a path is run once in a run.
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
  readonly stop: AbortSignal
  readonly abort: AbortSignal
  emit(event: RunEvent): void
  /**
   * Runs `fn` as the step `<this path>/<path>`: journalled, timed, and told to the log.
   *
   * @param inputs everything the result depends on; hashed into the journal, so it must be plain data
   */
  step<T>(path: string, inputs: unknown, fn: (context: Context) => Promise<T>): Promise<T>
  /** The same place with a budget of its own inside this one. */
  within(limits: Limits): Context
}

/** What a run is made of; everything has a default: the machine's clock, an in-memory journal, no limits, offline. */
export interface ContextOptions {
  readonly run?: string
  readonly seed?: string
  readonly clock?: Clock
  readonly limits?: Limits
  readonly egress?: Egress
  readonly stop?: AbortSignal
  readonly abort?: AbortSignal
  readonly journal?: Journal
  readonly log?: EventLog
}

/** A context for one run, and the log in which it can be watched. */
export function createContext(options: ContextOptions = {}): { context: Context; log: EventLog } {
  const clock = options.clock ?? systemClock
  const seed = options.seed ?? 'kaoju'
  const run = options.run ?? runId(clock)
  const log = options.log ?? createEventLog(run, clock)
  const abort = options.abort ?? new AbortController().signal
  const stop = AbortSignal.any([abort, ...(options.stop ? [options.stop] : [])])
  const journal = options.journal ?? createMemoryJournal()
  const budget = createBudget(options.limits)
  const egress = options.egress ?? offline

  const at = (path: string, purse: Budget): Context => ({
    run,
    path,
    seed,
    clock,
    random: chanceOf(seed, path),
    budget: purse,
    journal,
    egress,
    stop,
    abort,
    emit: (event) => log.append(path, event),
    step: (name, inputs, fn) => runStep(at(path === '' ? name : `${path}/${name}`, purse), inputs, fn),
    within: (limits) => at(path, createBudget(limits, purse)),
  })
  return { context: at('', budget), log }
}

async function runStep<T>(
  context: Context,
  inputs: unknown,
  fn: (context: Context) => Promise<T>,
): Promise<T> {
  context.abort.throwIfAborted()
  context.journal.begin(context.path, inputs)
  context.emit({ type: 'step-start', path: context.path })
  const start = context.clock.elapsed()
  const finish = (outcome: 'done' | 'failed', result?: unknown): void => {
    context.journal.end(context.path, outcome, result)
    context.emit({
      type: 'step-end',
      path: context.path,
      milliseconds: Math.round(context.clock.elapsed() - start),
      outcome,
    })
  }
  try {
    const result = await fn(context)
    finish('done', result)
    return result
  } catch (error) {
    finish('failed')
    throw error
  }
}

function runId(clock: Clock): string {
  const at = new Date(clock.now()).toISOString().replace(/[-:]/g, '').slice(0, 15)
  return `run-${at}-${sha256(`${clock.now()} ${clock.elapsed()} ${process.pid}`).slice(0, 6)}`
}
