import { languageOf, type Language } from '#vocabulary'

/** Fewer letters than this say nothing about a language: names, terms, units. A Han character counts as three. */
const leastLetters = 50

/**
 * Whether all that a value says in its own words is in the other of our two languages. Quotes (strings that stand
 * in the prompt) are not its own words, nor are ids, links and single words. Total.
 */
export function inOtherLanguage(value: unknown, prompt: string, language: Language): boolean {
  const own = stringsIn(value).filter((text) => isProse(text) && !prompt.includes(text.trim()))
  const said = own.join('\n')
  const letters = (said.match(/\p{L}/gu)?.length ?? 0) + 2 * (said.match(/\p{Script=Han}/gu)?.length ?? 0)
  if (letters < leastLetters) return false
  const other = language === 'zh' ? 'en' : 'zh'
  return languageOf(said) === other && own.every((text) => languageOf(text) !== language)
}

function isProse(text: string): boolean {
  return /\p{Script=Han}/u.test(text) || (/\S\s+\S/.test(text.trim()) && !/^\w+:\/\//.test(text))
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap((part: unknown) => stringsIn(part))
}
