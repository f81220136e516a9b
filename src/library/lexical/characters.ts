/**
 * What a UTF-16 code unit is to the analyser. The classes come from the Unicode properties of the running
 * engine, so every index segment records which Unicode it was built with.
 */
export const characterClass = {
  separator: 0,
  lower: 1,
  upper: 2,
  digit: 3,
  /** A combining mark or joiner: goes on with the word it stands in, begins none. */
  mark: 4,
  /** Written without spaces and each character a morpheme: bigrams and single characters. */
  han: 5,
  /** Written without spaces, by sound or syllable (kana, Thai, Lao, Khmer, Myanmar): bigrams. */
  unspaced: 6,
  /** Spaced, but endings stick to the words: bigrams as well. */
  hangul: 7,
  /** First half of a code point above U+FFFF; `classOfPair` decides. */
  surrogate: 8,
} as const

const hanScript = /[\p{Script=Han}〆]/u
const unspacedScripts =
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u
const hangulScript = /\p{Script=Hangul}/u
const upperCase = /[\p{Lu}\p{Lt}]/u
const letter = /[\p{L}\p{Nl}]/u
const combining = /[\p{M}\u200C\u200D]/u
const decimalDigit = /\p{Nd}/u

function classify(character: string): number {
  if (hanScript.test(character)) return characterClass.han
  if (unspacedScripts.test(character)) return characterClass.unspaced
  if (hangulScript.test(character)) return characterClass.hangul
  if (combining.test(character)) return characterClass.mark
  if (decimalDigit.test(character)) return characterClass.digit
  if (upperCase.test(character)) return characterClass.upper
  return letter.test(character) ? characterClass.lower : characterClass.separator
}

/** Filled block by block on first use: a cold start pays only for the scripts that it meets. */
const classes = new Uint8Array(0x10000)
const known = new Uint8Array(0x100)

function fillBlock(block: number): void {
  known[block] = 1
  for (let unit = block << 8; unit < (block + 1) << 8; unit++) {
    if (unit >= 0xd800 && unit <= 0xdbff) classes[unit] = characterClass.surrogate
    else if (unit < 0xdc00 || unit > 0xdfff) classes[unit] = classify(String.fromCharCode(unit))
  }
}

/** The class of one code unit; a lone or trailing surrogate is a separator. */
export function classOf(unit: number): number {
  if (known[unit >> 8] === 0) fillBlock(unit >> 8)
  return classes[unit]!
}

/** The class of the code point that begins at `index` with a surrogate. */
export function classOfPair(text: string, index: number): number {
  const point = text.codePointAt(index)!
  return point > 0xffff ? classify(String.fromCodePoint(point)) : characterClass.separator
}
