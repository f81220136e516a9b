import type { SentSteering } from '#vocabulary'
import type { ErrorRecord } from '../errors.ts'
import type { RunRecord } from '../runs.ts'

/** What crosses between `Runs` and the thread that holds the journal: structured clones. */

/** A run in the hands of an executor: its number in the file, and the fence under which it was taken. */
export interface Hold {
  readonly id: string
  readonly run: number
  readonly fence: number
}

/** A journal entry, made ready for its table. */
export interface EntryRow {
  readonly table: 'steps' | 'intents' | 'handles' | 'charges' | 'events'
  readonly path: string
  readonly key: string
  /** Of the attempt, or of the event; 0 for a step. */
  readonly number: number
  /** JSON. */
  readonly content: string
  /** Of a charge. */
  readonly tokens: number
  readonly usd: number | null
}

/** One thing that an executor does to its run; what was asked for first becomes true first. */
export type Change =
  | { readonly kind: 'write'; readonly hold: Hold; readonly rows: readonly EntryRow[] }
  | {
      readonly kind: 'settle'
      readonly hold: Hold
      readonly state: 'done' | 'incomplete' | 'stopped' | 'failed' | 'interrupted'
      /** An ErrorRecord as JSON. */
      readonly error: string | null
      readonly now: number
    }

/** Null: it is on disk. */
export type ChangeAnswer = ErrorRecord | null

/** What a run recorded, as far as it is cheap to hand over at once. */
export interface Contents {
  /** In order of writing for each name; `content` is null where it is large and must be asked for. */
  readonly steps: readonly { readonly path: string; readonly key: string; readonly content: string | null }[]
  /** Keys for which a paid attempt was ever begun. */
  readonly attempted: readonly string[]
  /** LoggedEvents as JSON, in order. */
  readonly events: readonly string[]
}

export interface TakenRun {
  readonly record: RunRecord
  readonly hold: Hold
  readonly contents: Contents
  /** All that it was told, whatever of it was heard. */
  readonly inbox: readonly SentSteering[]
}

export interface Submission {
  /** Canonical JSON of the request without its key. */
  readonly request: string
  /** As JSON. */
  readonly key: string | null
  readonly engine: string
  readonly now: number
}
