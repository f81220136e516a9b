import type { Language } from '#vocabulary'
import type { ErrorRecord, RunState } from '#runtime'
import type { Settings } from '../config/settings.ts'

/** What the thread that executes runs is told when it starts: structured clones. */
export interface HostData {
  readonly settings: Settings
  readonly language: Language
  readonly environment: Readonly<Record<string, string>>
  /** Runs executed at once. */
  readonly together: number
}

/** One line of a run's log, ready to be sent on. */
export interface LogLine {
  readonly sequence: number
  /** The type of its event. */
  readonly type: string
  /** The LoggedEvent as JSON. */
  readonly json: string
}

/** What the thread tells without being asked. */
export type HostNews =
  /** All that is logged of a run, from its first line on: also what earlier attempts told. */
  | { readonly kind: 'line'; readonly run: string; readonly line: LogLine }
  /** Nobody executes it any more; `error`: why it has no report. */
  | {
      readonly kind: 'left'
      readonly run: string
      readonly state: RunState
      readonly error?: ErrorRecord
    }
  /** How many runs are executed, and how many wait for their turn. */
  | { readonly kind: 'load'; readonly load: Load }

/** How many runs are executed, and how many wait for their turn. */
export interface Load {
  readonly running: number
  readonly waiting: number
}
