import type { Command as Declaration } from 'commander'
import type { Context, EventLog, Runs } from '#runtime'
import type { Language } from '#vocabulary'
import type { Library } from '#library'
import type { Settings } from '../config/settings.ts'
import type { Terminal } from './terminal.ts'
import type { WatchedRun } from './live/watch-live.ts'
import type { Words } from './words.ts'

/** What every command is handed: settings, words, a context, and the library and the runs when it asks for them. */
export interface Session {
  readonly settings: Settings
  /** The language of notes and errors (not of reports). */
  readonly language: Language
  readonly words: Words
  readonly terminal: Terminal
  /** Of the command itself; a recorded run has one of its own. Its signals are those of the terminal. */
  readonly context: Context
  readonly environment: Readonly<NodeJS.ProcessEnv>
  readonly version: string
  /** `--json` was given: the outcome's document is printed instead of its text. */
  readonly json: boolean
  /** Opens the library of the settings' home; it is closed when the command has ended. */
  openLibrary(mode: 'read' | 'write'): Promise<Library>
  /** Opens the runs of the settings' home; they are closed when the command has ended. */
  openRuns(): Promise<Runs>
  /**
   * Shows a log to the person who waits; what happened up to `after` was told before. A `run` may be shown live.
   * Returns how to leave.
   */
  watch(log: EventLog, after?: number, run?: WatchedRun): () => void
}

/** What a command ends with: one document for programs and the same as text for people. */
export interface Outcome {
  /** 0 done, 1 failed, 3 done but incomplete. */
  readonly exit: 0 | 1 | 3
  /** What `--json` prints. */
  readonly document: unknown
  readonly text: string
}

/**
 * One command: how it is declared, and what it does. Files of this shape import the rooms inside `run` (types
 * aside), so that a command starts without loading what the others need.
 */
export interface Command<Flags = object> {
  /** It tells or mends what is wrong with a configuration file, so that a damaged one must not keep it from running. */
  readonly mendsConfig?: true
  /** It goes on until it is stopped, which is how it ends well; what it has to say it says itself. */
  readonly untilStopped?: true
  /** Adds description, arguments and options. */
  declare(declaration: Declaration, words: Words): void
  run(operands: readonly string[], flags: Flags, session: Session): Promise<Outcome>
}
