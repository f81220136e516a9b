import { inLanguage } from './language.ts'

const en = {
  title: 'Kaoju',
}

/** What the page says; a language that lacks a word does not compile. */
export type Words = typeof en

const zh: Words = {
  title: '考据',
}

/** The page's words in its language. */
export const words = (): Words => inLanguage({ en, zh })
