import type { Feedback, LoggedEvent, SentSteering, Steering } from '#vocabulary'
import type { ErrorRecord } from './errors.ts'
import type { Inbox } from './inbox.ts'
import type { Journal } from './journal.ts'

/**
 * How a run stands. `interrupted`: its executor is gone and it is not finished: resume it. `stopped`: it was
 * asked to stop and wrote its report with what there was.
 */
export type RunState = 'waiting' | 'running' | 'interrupted' | 'done' | 'incomplete' | 'stopped' | 'failed'

/** What a run is asked to do; everything it depends on, as plain data, keys excepted. */
export interface RunRequest {
  readonly kind: 'research' | 'check' | 'add' | 'poll'
  /** For people: the question, the file. */
  readonly subject: string
  readonly task: unknown
  /** Models, effort, limits: what a resume or a replay must use again. */
  readonly configuration: unknown
  readonly seed: string
  /**
   * What the key stands for where that is not the whole request, as a hash: what was found out when the run was
   * submitted may be otherwise when it is asked for again.
   */
  readonly asked?: string
  /** The run whose steps this one began with; see `Runs.fork`. */
  readonly from?: string
  /** Submitting twice with one key is submitting once. */
  readonly key?: string
}

/** A run as the journal knows it. */
export interface RunRecord extends RunRequest {
  readonly id: string
  readonly state: RunState
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number
  readonly updatedAt: number
  /** How often an executor took it. */
  readonly attempts: number
  readonly engine: string
  /** Process id of the executor, while it is running. */
  readonly pid?: number
  readonly error?: ErrorRecord
  /** From the ledger: paid attempts, tokens, US dollars of the priced ones, and how many had no known price. */
  readonly spent: {
    readonly calls: number
    readonly tokens: number
    readonly usd: number
    readonly unpriced: number
  }
  readonly steps: number
}

/** What of a run's steps its fork does not begin with, as GLOB patterns of paths (`*` matches `/` too). */
export interface LeftOut {
  /** Never copied. */
  readonly always?: readonly string[]
  /** Copied only where there is a result: not what failed, nor what was decided on going on (`…go-on`). */
  readonly undone?: readonly string[]
}

/** A run in the hands of its one executor. */
export interface Taken {
  readonly record: RunRecord
  readonly journal: Journal
  /** What earlier attempts told. */
  readonly past: readonly LoggedEvent[]
  /** Fires when somebody asks the run to stop. */
  readonly stop: AbortSignal
  /** Fires when another executor has taken the run: leave at once. */
  readonly lost: AbortSignal
  /** What anybody tells the run, before and while it is executed. */
  readonly inbox: Inbox
  /** Ends the work; the journal can be written no more. */
  finish(state: 'done' | 'incomplete' | 'stopped' | 'failed', error?: ErrorRecord): Promise<void>
  /** Gives the run back unfinished: it is `interrupted`. */
  release(): Promise<void>
}

/**
 * The runs of a home and their journals: one SQLite file (`journal.sqlite`), any number of processes.
 *
 * 1. One executor a run: a lease that is renewed, and a fencing token that every write carries; who lost the
 *    lease can write nothing more (Kleppmann, Designing Data-Intensive Applications, 2017, ch. 8).
 * 2. A run whose executor died on this machine can be taken at once; elsewhere, when the lease has run out.
 * 3. Nothing is ever changed in a journal, only added.
 */
export interface Runs {
  readonly home: string
  /** @throws KaojuError `run-key-reused` when the key belongs to another request */
  submit(request: RunRequest): Promise<{ readonly run: RunRecord; readonly created: boolean }>
  /**
   * Newest first.
   *
   * @param options.before the id of a run: only those that are older
   * @throws KaojuError `run-unknown`, `id-ambiguous` (`before`)
   */
  list(options?: { readonly limit?: number; readonly before?: string }): Promise<readonly RunRecord[]>
  /** By id or the beginning of one. @throws KaojuError `run-unknown`, `id-ambiguous` */
  find(id: string): Promise<RunRecord>
  /** Whatever its state, so that a run that ended early can be taken up again. @throws KaojuError `run-busy` */
  take(id: string): Promise<Taken>
  /** Asks a run to stop: `asked` (its executor will), `idle` (nobody works on it), `finished`. */
  requestStop(id: string): Promise<'asked' | 'idle' | 'finished'>
  /**
   * Tells a run something while it works: `sent` (its executor will hear it), `idle` (nobody works on it; whoever
   * takes it will), `finished` (too late, nothing was sent). `write` is `requestStop`, and is not kept for later.
   *
   * @param about `allow`: the exceptions of the user's configuration for addresses to be read
   * @throws KaojuError `steering-refused`, `address-refused`
   */
  steer(
    id: string,
    steering: Steering,
    about?: { readonly allow?: readonly string[] },
  ): Promise<'sent' | 'idle' | 'finished'>
  /** All that a run was told, in order of sending. */
  told(id: string): Promise<readonly SentSteering[]>
  /**
   * A new run that begins with the steps of another and does only what is asked otherwise. Nothing of what the other
   * was charged, told or said is copied, and `leave` names steps that are not either. It is made whole or not at all.
   *
   * @throws KaojuError `run-unknown`, `run-key-reused`
   */
  fork(
    id: string,
    request: RunRequest,
    leave?: LeftOut,
  ): Promise<{ readonly run: RunRecord; readonly created: boolean }>
  /** What a run did, to read only. */
  history(id: string): Promise<{ readonly journal: Journal; readonly events: readonly LoggedEvent[] }>
  /** The run's log after `sequence`, in order, at most `limit`; while a run is executed, what is on disk of it. */
  events(id: string, after?: number, limit?: number): Promise<readonly LoggedEvent[]>
  /**
   * Adds what a reader says of a finished run's report to its log, as `feedback-given`.
   *
   * @throws KaojuError `run-unknown`, `run-not-finished`
   */
  remark(id: string, feedback: Feedback): Promise<LoggedEvent>
  /** One sentence each; none = sound. */
  inspect(): Promise<readonly string[]>
  /** Gives back the runs that were taken here and are not finished. */
  close(): Promise<void>
}
