/**
 * A half-open range of a text, in UTF-16 code units: `text.slice(start, end)`.
 */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The languages Kaoju speaks in its own words; documents may be in others. */
export type Language = 'en' | 'zh'

/** The main language of a text that came from outside. */
export type TextLanguage = Language | 'other'

const han = /\p{Script=Han}/gu
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu
const letters = /\p{L}/gu

/**
 * Tells the main language of a text from its scripts: `zh` when at least a fifth of its letters are Han
 * (one Han character carries about as much as a Latin word) and kana are rare, `en` when it is mostly
 * Latin letters, else `other`. Total; looks at the first 20,000 code units.
 */
export function languageOf(text: string): TextLanguage {
  const sample = text.slice(0, 20_000)
  const all = sample.match(letters)?.length ?? 0
  if (all === 0) return 'other'
  const hanCount = sample.match(han)?.length ?? 0
  const kanaCount = sample.match(kana)?.length ?? 0
  if (hanCount / all >= 0.2 && kanaCount < hanCount / 4) return 'zh'
  const latin = sample.match(/\p{Script=Latin}/gu)?.length ?? 0
  return latin / all > 0.5 ? 'en' : 'other'
}
