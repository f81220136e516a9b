import { termsOf } from '#library'

/**
 * What may leave in a query.
 *
 * 1. While private documents take part, a query holds no word that the question does not: whoever planned or rewrote
 *    it may have seen them, and what a model was shown it may be made to say.
 * 2. Without private documents, or where the user allows it, a query is what was planned.
 * 3. A query is one line and not endless; engines refuse more.
 */
export interface Outgoing {
  /** The query as it may be sent; never empty where the question is not. */
  query(text: string): string
}

/** The longest query that every engine takes (Brave: 400 characters, 50 words). */
const longest = 300
const mostWords = 48

/** What may leave for the sake of this question. */
export function createOutgoing(question: string, guarded: boolean): Outgoing {
  const asked = inOneLine(question)
  const own = new Set(wordsIn(asked).map(keyOf))
  return {
    query(text) {
      const line = inOneLine(text)
      if (!guarded) return line === '' ? asked : line
      const kept = wordsIn(line).filter((word) => own.has(keyOf(word)))
      return kept.some((word) => termsOf(word).size > 0) ? joined(kept) : asked
    },
  }
}

function inOneLine(text: string): string {
  const line = text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .toWellFormed()
  const words = line.split(' ').slice(0, mostWords).join(' ')
  return words.length <= longest
    ? words
    : words
        .slice(0, longest)
        .replace(/\s+\S*$/u, '')
        .toWellFormed()
}

/** Words as the question writes them; of Chinese, the segments of its words. */
function wordsIn(text: string): string[] {
  return [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
}

function keyOf(word: string): string {
  return word.normalize('NFKC').toLowerCase()
}

/** With blanks, but not between Han characters. */
function joined(words: readonly string[]): string {
  return words.join(' ').replace(/(?<=[\p{Script=Han}]) (?=[\p{Script=Han}])/gu, '')
}
