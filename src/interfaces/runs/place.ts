import type { Language } from '#vocabulary'
import type { Settings } from '../config/settings.ts'
import type { Words } from '../cli/words.ts'

/** For whom runs are made and where they are done, whichever door they came through. */
export interface Place {
  readonly settings: Settings
  /** The language of notes and errors (not of reports). */
  readonly language: Language
  readonly words: Words
  readonly environment: Readonly<NodeJS.ProcessEnv>
}
