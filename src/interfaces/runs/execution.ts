import {
  createBudget,
  createContext,
  createDeadline,
  createEventLog,
  fromErrorRecord,
  KaojuError,
  limitsRaised,
  offline,
  spentSoFar,
  systemClock,
  toErrorRecord,
  toKaojuError,
  type Charge,
  type Circuits,
  type Context,
  type Egress,
  type EventLog,
  type Limits,
  type Runs,
  type RunState,
} from '#runtime'
import type { LoggedEvent } from '#vocabulary'
import type { RunConfiguration } from './tasks.ts'

/**
 * The one place that executes a recorded run, whoever asked for it: a command line, a resume, a server.
 *
 * 1. Whoever executes a run has taken it; what it does, it does under the run's own id, seed, journal and log,
 *    so that doing it again recalls what was done.
 * 2. Every way out settles the run: finished with a report, failed for a reason that would come again, or given
 *    back (`interrupted`), when trying again may end otherwise.
 * 3. A replay writes nothing and leaves nothing: no network, no key, no journal entry.
 */
export interface RunConditions {
  /** Finish with what there is. */
  readonly stop: AbortSignal
  /** Leave at once. */
  readonly abort: AbortSignal
  readonly egress: Egress
  readonly circuits?: Circuits
  /** Shows the run's log to whoever waits; events up to `after` were told by earlier attempts. Returns how to leave. */
  watch(log: EventLog, after: number): () => void
}

/** What a run does: a value, and whether anything that was asked for is missing in it. */
export type RunWork<T> = (context: Context) => Promise<{ readonly value: T; readonly complete: boolean }>

/** A run that ended with a value; `charges` is its whole ledger. */
export interface EndedRun<T> {
  readonly run: string
  readonly value: T
  readonly state: RunState
  readonly charges: readonly Charge[]
}

/** A run that ended without a value: why, what it has cost, and whether a resume may end otherwise. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure'
  readonly error: KaojuError
  readonly run: string
  readonly resumable: boolean
  readonly charges: readonly Charge[]
  constructor(error: KaojuError, about: { run: string; resumable: boolean; charges: readonly Charge[] }) {
    super(error.message, { cause: error })
    this.error = error
    this.run = about.run
    this.resumable = about.resumable
    this.charges = about.charges
  }
}

/** States in which a run has its report. */
export function hasReport(state: RunState): boolean {
  return state === 'done' || state === 'incomplete' || state === 'stopped'
}

/**
 * Takes a run and executes it, or what is left of it.
 *
 * @throws KaojuError `run-busy`, `run-unknown` when it could not be taken; RunFailure when it ended without a value
 */
export async function executeRun<T>(
  runs: Runs,
  id: string,
  conditions: RunConditions,
  work: RunWork<T>,
): Promise<EndedRun<T>> {
  const taken = await runs.take(id)
  const { record, journal, past } = taken
  const { limits, milliseconds } = record.configuration as RunConfiguration
  const deadline =
    milliseconds === undefined
      ? undefined
      : createDeadline(systemClock, Math.max(1, milliseconds - workedBefore(past)))
  const stop = AbortSignal.any([conditions.stop, taken.stop, ...(deadline ? [deadline.signal] : [])])
  const abort = AbortSignal.any([conditions.abort, taken.lost])
  const log = createEventLog(record.id, systemClock, journal, past)
  const leave = conditions.watch(log, past.length)
  try {
    const open = await journal.allOpenAttempts()
    const { context } = createContext({
      run: record.id,
      seed: record.seed,
      limits: limitsHeard(limits, past),
      spent: await spentSoFar(journal),
      inbox: taken.inbox,
      egress: conditions.egress,
      ...(conditions.circuits ? { circuits: conditions.circuits } : {}),
      stop,
      abort,
      journal,
      log,
    })
    if (record.attempts > 1)
      context.emit({ type: 'run-resumed', attempt: record.attempts, lost: open.length })
    const { value, complete } = await work(context)
    await log.flushed()
    const state = stop.aborted ? 'stopped' : complete ? 'done' : 'incomplete'
    const charges = await journal.charges()
    await taken.finish(state)
    return { run: record.id, value, state, charges }
  } catch (error) {
    const lost = taken.lost.aborted
    const known = lost ? new KaojuError('run-lost', { run: record.id }) : toKaojuError(error)
    const charges = await journal.charges().catch(() => [])
    const resumable = mayEndOtherwise(known)
    await log.flushed().catch(() => undefined)
    if (!lost)
      await (resumable ? taken.release() : taken.finish('failed', toErrorRecord(known))).catch(
        () => undefined,
      )
    throw new RunFailure(known, { run: record.id, resumable: resumable && !lost, charges })
  } finally {
    deadline?.cancel()
    leave()
  }
}

/**
 * Does a finished run again from its journal alone, and so comes to the same value.
 *
 * @throws KaojuError `run-unknown`, `run-not-finished`, `replay-missing`, or what a failed run failed with
 */
export async function replayRun<T>(
  runs: Runs,
  id: string,
  conditions: Pick<RunConditions, 'stop' | 'abort'>,
  work: RunWork<T>,
): Promise<EndedRun<T>> {
  const record = await runs.find(id)
  if (record.state === 'failed' && record.error) throw fromErrorRecord(record.error)
  if (!hasReport(record.state)) throw new KaojuError('run-not-finished', { run: record.id })
  const { journal } = await runs.history(record.id)
  const { context } = createContext({
    run: record.id,
    seed: record.seed,
    limits: (record.configuration as RunConfiguration).limits,
    egress: offline,
    // Whether the first run was stopped is in its journal; a stop now can only mean: no replay.
    abort: AbortSignal.any([conditions.stop, conditions.abort]),
    journal,
    // Nothing is told to the journal, which has heard it all.
    log: createEventLog(record.id, systemClock),
  })
  const { value } = await work(context)
  return { run: record.id, value, state: record.state, charges: await journal.charges() }
}

/** What a disk, a defect or a person's impatience was to blame for may end otherwise next time; what the task asks for will not. */
function mayEndOtherwise({ code, retryable }: KaojuError): boolean {
  return retryable || passing.has(code)
}

const passing = new Set(['internal', 'aborted', 'home-unwritable', 'home-damaged', 'output-unwritable'])

/** What a run may spend after what earlier attempts were told: they may have spent more than it began with. */
function limitsHeard(limits: Limits | undefined, past: readonly LoggedEvent[]): Limits {
  const budget = createBudget(limits)
  for (const { event } of past)
    if (event.type === 'steering-heeded' && event.steering.kind === 'budget-raise')
      budget.raise(limitsRaised(event.steering.limits))
  const resources = Object.keys(limits ?? {}) as (keyof Limits)[]
  return Object.fromEntries(resources.map((resource) => [resource, budget.limit(resource)]))
}

/** How long earlier attempts worked, by what they told; the time in which nobody worked does not count. Milliseconds. */
export function workedBefore(past: readonly LoggedEvent[]): number {
  let worked = 0
  let begun: number | undefined
  let last = 0
  for (const { at, event } of past) {
    const now = Date.parse(at)
    if (begun !== undefined && event.type === 'run-resumed') {
      worked += last - begun
      begun = now
    }
    begun ??= now
    last = now
  }
  return begun === undefined ? 0 : worked + last - begun
}
