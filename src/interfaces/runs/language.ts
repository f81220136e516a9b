import { languageOf, type Language } from '#vocabulary'
import type { Place } from './place.ts'

/** The language of a report: the one that was asked for, else as the settings say, else that of the text, else the reader's. */
export function reportLanguage(
  text: string,
  asked: Language | undefined,
  { settings, language }: Pick<Place, 'settings' | 'language'>,
): Language {
  if (asked) return asked
  if (settings.lang !== 'auto') return settings.lang
  const found = languageOf(text)
  return found === 'other' ? language : found
}
