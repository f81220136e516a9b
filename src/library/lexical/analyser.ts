import { characterClass, classOf, classOfPair } from './characters.ts'
import { isJoint, jointUnits, piecesOf } from './compounds.ts'
import { hashStep, renewWhenFull, termAt, termIdOf } from './term-table.ts'

/**
 * Raise it whenever the same text would yield other terms: segments built by another version are rebuilt.
 */
export const analyserVersion = 1

/** Longer runs (base64, hashes, page-long DNA) are cut: they find nothing and fill the dictionary. */
const longestToken = 64

const letterA = 97
const letterZ = 122

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
  renewWhenFull()
  forEachTermId(text, (id) => visit(termAt(id)))
}

/** As `forEachTerm`, with the ids of `term-table` in place of strings: what indexing uses. */
export function forEachTermId(text: string, visit: (id: number) => void): void {
  const normal = text.normalize('NFKC')
  const lowered = normal.toLowerCase()
  // Lower-casing changes lengths in a handful of characters (İ): then case can no longer be read off.
  const cased = lowered.length === normal.length ? normal : lowered
  const length = cased.length
  let index = 0
  while (index < length) {
    const kind = classAt(cased, index)
    if (kind === lower || kind === upper || kind === digit) index = visitWord(lowered, cased, index, visit)
    else if (kind === han || kind === unspaced || kind === hangul) index = visitBigrams(lowered, index, visit)
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
function visitBigrams(lowered: string, start: number, visit: (id: number) => void): number {
  const first = classAt(lowered, start)
  let previous = -1
  let index = start
  let kind = first
  while (kind === mark || (first === hangul ? kind === hangul : kind === han || kind === unspaced)) {
    const next = index + widthAt(lowered, index)
    if (previous >= 0) visit(rawTerm(lowered, previous, next))
    if (kind === han) visit(rawTerm(lowered, index, next))
    previous = index
    index = next
    kind = classAt(lowered, index)
  }
  if (previous === start && first !== han) visit(rawTerm(lowered, start, index))
  return index
}

/** One word or compound; returns where it ends. */
function visitWord(lowered: string, cased: string, start: number, visit: (id: number) => void): number {
  let index = start
  let plain = true
  let previous: number = separator
  let hash = 0
  // Nearly all of English is small letters up to a blank: they are told and hashed without a table.
  for (; index < cased.length && index - start < longestToken; index++) {
    const unit = cased.charCodeAt(index)
    if (unit < letterA || unit > letterZ) break
    hash = hashStep(hash, unit)
    previous = lower
  }
  for (;;) {
    const kind = classAt(cased, index)
    if (kind === lower || kind === upper || kind === digit || kind === mark) {
      // A capital may begin a word; any other change of kind makes it a compound.
      if (kind !== previous && kind !== mark) {
        if (previous !== separator && !(previous === upper && kind === lower && index === start + 1))
          plain = false
        previous = kind
      }
      if (index - start < longestToken) hash = hashStep(hash, lowered.charCodeAt(index))
      index++
      if (index < cased.length && isTrail(cased.charCodeAt(index)))
        hash = hashStep(hash, lowered.charCodeAt(index++))
    } else if (holdsTogether(cased, index)) {
      plain = false
      previous = separator
      index++
    } else break
  }
  if (plain) {
    const end = Math.min(index, start + longestToken)
    const id = termIdOf(lowered, start, end, hash, false)
    if (id !== 0) visit(id)
    else if (touchesHan(cased, start, index)) visit(rawTerm(lowered, start, end))
  } else
    for (const piece of piecesOf(cased.slice(start, index)))
      visitPiece(piece.toLowerCase(), touchesHan(cased, start, index), visit)
  return index
}

function holdsTogether(text: string, index: number): boolean {
  if (index + 1 >= text.length || !jointUnits.has(text.charCodeAt(index))) return false
  const next = classAt(text, index + 1)
  return (next === lower || next === upper || next === digit) && isJoint(text, index)
}

function touchesHan(text: string, start: number, end: number): boolean {
  return classAt(text, end) === han || (start > 0 && classAt(text, start - 1) === han)
}

function visitPiece(piece: string, always: boolean, visit: (id: number) => void): void {
  if (piece === '') return
  const end = Math.min(piece.length, longestToken)
  const id = termIdOf(piece, 0, end, hashOf(piece, 0, end), false)
  if (id !== 0) visit(id)
  else if (always) visit(rawTerm(piece, 0, end))
}

function rawTerm(text: string, start: number, end: number): number {
  // Another seed: the same characters may be known as a stop word.
  return termIdOf(text, start, end, hashOf(text, start, end) ^ 0x5bd1e995, true)
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0
  for (let index = start; index < end; index++) hash = hashStep(hash, text.charCodeAt(index))
  return hash
}

function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
