import type { LabLanguage } from '../world.ts'
import { chineseFiller } from './filler-zh.ts'
import { englishFiller } from './filler-en.ts'

/** Sentences that state no fact of any relation and hold no number. */
export interface Filler {
  /** Of any thing, whatever its type: `{s}`. */
  readonly about: readonly string[]
  /** Paragraphs that name nothing. */
  readonly general: readonly (readonly string[])[]
}

export const filler: Readonly<Record<LabLanguage, Filler>> = { en: englishFiller, zh: chineseFiller }
