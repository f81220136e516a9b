import { inLanguage } from './language.ts'
import { en, type Words } from './words/en.ts'
import { zh } from './words/zh.ts'

export type { Words }

/** The page's words in its language. */
export const words = (): Words => inLanguage({ en, zh })
