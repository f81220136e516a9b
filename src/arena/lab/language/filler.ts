import type { LabLanguage } from '../world.ts'
import { chineseFiller } from './filler-zh.ts'
import { englishFiller } from './filler-en.ts'
import type { FillerTable } from './filler-table.ts'

/** What is said where nothing is stated. */
export const filler: Readonly<Record<LabLanguage, FillerTable>> = { en: englishFiller, zh: chineseFiller }
