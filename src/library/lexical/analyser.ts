import { characterClass, classOf, classOfPair } from './characters.ts'
import { isJoint, jointUnits, piecesOf } from './compounds.ts'
import { termOf } from './terms.ts'

/**
 * Raise it whenever the same text would yield other terms: segments built by another version are rebuilt.
 */
export const analyserVersion = 1

/** Longer runs (base64, hashes, page-long DNA) are cut: they find nothing and fill the dictionary. */
const longestToken = 64

const { separator, lower, upper, digit, mark, han, unspaced, hangul, surrogate } = characterClass

/**
 * Calls `visit` with every index term of a text, in reading order; passages and queries go through the same
 * door. Linear in the text's length.
 *
 * 1. NFKC first (full width, ligatures, superscripts), then lower case; Latin and Greek accents fall.
 * 2. Words: possessives fall, English is stemmed (Porter2), function words are left out.
 * 3. Compounds (`COVID-19`, `v2.1`, `AT&T`, `createRetriever`, `PM2.5`) yield their parts and, when they
 *    look like a name or number rather than prose, the whole without hyphens: `covid`, `19`, `covid19`.
 * 4. Numbers are one term with their decimals; thousands separators fall: `1,234.5` is `1234.5`.
 * 5. Han yields overlapping bigrams and single characters; kana, Hangul and the unspaced scripts of
 *    South-East Asia yield bigrams, and a character that stands alone.
 * 6. Function words that touch Han are no function words: the A of `A股`.
 *
 * Traditional and simplified Chinese stay apart: the runtime carries no table for it.
 */
export function forEachTerm(text: string, visit: (term: string) => void): void {
  const normal = text.normalize('NFKC')
  const lowered = normal.toLowerCase()
  // Lower-casing changes lengths in a handful of characters (İ): then case can no longer be read off.
  const cased = lowered.length === normal.length ? normal : lowered
  const length = cased.length
  let index = 0
  while (index < length) {
    const kind = classAt(cased, index)
    if (kind === han || kind === unspaced || kind === hangul) index = visitBigrams(lowered, index, visit)
    else if (kind === lower || kind === upper || kind === digit)
      index = visitWord(lowered, cased, index, visit)
    else index++
  }
}

/** The terms of a text with their counts, in order of first appearance. */
export function termsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  forEachTerm(text, (term) => counts.set(term, (counts.get(term) ?? 0) + 1))
  return counts
}

/** The terms of a text in reading order. */
export function analyse(text: string): string[] {
  const terms: string[] = []
  forEachTerm(text, (term) => terms.push(term))
  return terms
}

function classAt(text: string, index: number): number {
  if (index >= text.length) return separator
  const kind = classOf(text.charCodeAt(index))
  return kind === surrogate ? classOfPair(text, index) : kind
}

function widthAt(text: string, index: number): number {
  return classOf(text.charCodeAt(index)) === surrogate && classOfPair(text, index) !== separator ? 2 : 1
}

/** Overlapping bigrams of a run, and each Han character of it; returns where the run ends. */
function visitBigrams(lowered: string, start: number, visit: (term: string) => void): number {
  const spaced = classAt(lowered, start) === hangul
  let previous = -1
  let index = start
  let kind = classAt(lowered, start)
  while (kind === mark || (spaced ? kind === hangul : kind === han || kind === unspaced)) {
    const next = index + widthAt(lowered, index)
    if (previous >= 0) visit(lowered.slice(previous, next))
    if (kind === han) visit(lowered.slice(index, next))
    previous = index
    index = next
    kind = classAt(lowered, index)
  }
  if (previous === start && classAt(lowered, start) !== han) visit(lowered.slice(start, index))
  return index
}

/** One word or compound; returns where it ends. */
function visitWord(lowered: string, cased: string, start: number, visit: (term: string) => void): number {
  let index = start
  let plain = true
  let previous: number = separator
  for (;;) {
    const kind = classAt(cased, index)
    if (kind === lower || kind === upper || kind === digit) {
      // A capital may begin a word; any other change of kind makes it a compound.
      if (
        kind !== previous &&
        previous !== separator &&
        !(previous === upper && kind === lower && index === start + 1)
      )
        plain = false
      previous = kind
      index += widthAt(cased, index)
    } else if (kind === mark) index++
    else if (holdsTogether(cased, index)) {
      plain = false
      previous = separator
      index++
    } else break
  }
  const touchesHan = classAt(cased, index) === han || (start > 0 && classAt(cased, start - 1) === han)
  if (plain) visitTerm(lowered.slice(start, index), touchesHan, visit)
  else
    for (const piece of piecesOf(cased.slice(start, index))) visitTerm(piece.toLowerCase(), touchesHan, visit)
  return index
}

function holdsTogether(text: string, index: number): boolean {
  if (index + 1 >= text.length || !jointUnits.has(text.charCodeAt(index))) return false
  const next = classAt(text, index + 1)
  return (next === lower || next === upper || next === digit) && isJoint(text, index)
}

function visitTerm(token: string, always: boolean, visit: (term: string) => void): void {
  if (token === '') return
  const term = termOf(token.length > longestToken ? token.slice(0, longestToken) : token)
  if (term !== '') visit(term)
  else if (always) visit(token)
}
