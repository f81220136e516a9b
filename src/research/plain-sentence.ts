import { sentencesIn } from '#reading'

/** Longest sentence that is one, in code units: more is a text that nobody reads sentence by sentence. */
const longest = 600

/** What reorders, hides or ends text instead of saying something: controls, directions, zero widths. */
const unseen = /(?![\s])[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu

/** One line of what a model wrote, without what cannot be seen and without marks of emphasis. */
export function plainLine(text: string): string {
  return text
    .toWellFormed()
    .replace(unseen, '')
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(/\*\*|__|(?<![\p{L}\p{N}])`|`(?![\p{L}\p{N}])/gu, '')
    .trim()
    .replace(/^(?:#{1,6}|[-*•>])\s+/u, '')
}

/** Sentences of what a model gave as one: each must be borne for itself. Questions and monsters state nothing. */
export function plainSentences(text: string): string[] {
  const line = plainLine(text)
  return sentencesIn(line)
    .map(({ start, end }) => line.slice(start, end))
    .filter((one) => /\p{L}/u.test(one) && !/[?？]["”’」』]?$/u.test(one) && one.length <= longest)
}

const address =
  /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s)）\]】]*|\b(?:mailto|javascript|data|tel|file):[^\s]+|\bwww\.[^\s)）\]】]+|\b[\w.+-]+@[\w-]+\.\w+|(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|cn|io|ai|info|xyz|ru|uk|de|shop|site|top|link|biz|example)\b(?:\/[^\s)）\]】]*)?|\]\([^)]*\)|<\/?[a-z!][^<>]*>/giu

/** A model never writes an address or markup into a report: what none of the given texts holds is made up. */
export function inventsAddress(text: string, known: readonly string[]): boolean {
  return (text.match(address) ?? []).some((found) => !known.some((one) => one.includes(found)))
}
