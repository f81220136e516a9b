/**
 * What the lab's engines and tools search with: Okapi BM25 (Robertson and Zaragoza 2009) over words and, where the
 * script has no spaces, pairs of characters. It is none of Kaoju's own indexes on purpose: whoever is measured must
 * not be found by the same rules as it searches by itself.
 *
 * Ties stand in the order of keys, so that the order in which documents came decides nothing.
 */

/** A word of a text, folded, and where it stands in UTF-16 code units. */
export interface Token {
  readonly word: string
  readonly start: number
  readonly end: number
}

const pieces = /\d+(?:[,.]\d+)+|\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu

const stopWords = new Set(
  'a an and are as at be been by did do does for from had has have how in is it its of on or s t that the their there they this to was were what when where which who whom whose why will with'.split(
    ' ',
  ),
)

/** Words of English folded lightly, pairs of Chinese characters; words that say nothing are left out. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    if (!/^\p{Script=Han}/u.test(piece)) {
      const word = folded(piece)
      if (!stopWords.has(word)) tokens.push({ word, start: index, end: index + piece.length })
      continue
    }
    const signs = [...piece]
    let start = index
    signs.forEach((sign, place) => {
      const next = signs[place + 1]
      if (next !== undefined || signs.length === 1) {
        const word = sign + (next ?? '')
        tokens.push({ word, start, end: start + word.length })
      }
      start += sign.length
    })
  }
  return tokens
}

/** Without case and accents, and without the endings of plurals and of verbs. */
function folded(piece: string): string {
  const word = piece.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '')
  if (/^\d/.test(word)) return word.replaceAll(',', '')
  if (word.length <= 3) return word
  const singular = word
    .replace(/(?<=..)ies$/, 'y')
    .replace(/(?<=s|x|z|ch|sh)es$/, '')
    .replace(/(?<![sui])s$/, '')
  const stem = singular.length > 5 ? singular.replace(/ing$/, '') : singular
  const bare = stem.length > 4 ? stem.replace(/ed$/, '') : stem
  const single = bare === singular ? bare : bare.replace(/([bdgmnprt])\1$/, '$1')
  return single.length > 3 ? single.replace(/e$/, '') : single
}

/** A document that was found; the higher the score, the better. */
export interface Found<Document> {
  readonly document: Document
  readonly score: number
}

export interface TextIndex<Document> {
  /** Best first: all that share a word with the query. */
  search(this: void, query: string): Found<Document>[]
  /** How much a word tells: its inverse document frequency. */
  weight(this: void, word: string): number
}

/** Saturation, and how far length counts. */
const k1 = 1.2
const b = 0.75
/** A word of the title counts so often. */
const titleWeight = 3

/** @param about the document's key, by which ties are ordered, and its words */
export function createTextIndex<Document>(
  documents: readonly Document[],
  about: (document: Document) => { readonly key: string; readonly title: string; readonly text: string },
): TextIndex<Document> {
  const postings = new Map<string, Map<number, number>>()
  const keys = documents.map((document) => about(document).key)
  const lengths = documents.map((document, index) => {
    const { title, text } = about(document)
    const add = (words: readonly Token[], times: number): void => {
      for (const { word } of words) {
        const places = postings.get(word) ?? new Map<number, number>()
        places.set(index, (places.get(index) ?? 0) + times)
        postings.set(word, places)
      }
    }
    const words = tokensOf(text)
    add(tokensOf(title), titleWeight)
    add(words, 1)
    return words.length
  })
  const average = Math.max(1, lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length))
  const weight = (word: string): number => {
    const holding = postings.get(word)?.size ?? 0
    return Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5))
  }
  return {
    weight,
    search(query) {
      const scores = new Map<number, number>()
      for (const word of new Set(tokensOf(query).map((token) => token.word))) {
        const idf = weight(word)
        for (const [index, times] of postings.get(word) ?? []) {
          const length = 1 - b + (b * lengths[index]!) / average
          const gain = (idf * times * (k1 + 1)) / (times + k1 * length)
          scores.set(index, (scores.get(index) ?? 0) + gain)
        }
      }
      return [...scores]
        .sort(([a, first], [z, second]) => second - first || (keys[a]! < keys[z]! ? -1 : 1))
        .map(([index, score]) => ({ document: documents[index]!, score }))
    },
  }
}

/** The piece of a text that says most of what was asked, and where it ends. */
export interface Snippet {
  readonly text: string
  readonly end: number
}

/**
 * The best window of a text: the one whose words tell most of the query, begun where its sentence begins if that is
 * near. Of a text without any of the words it is the beginning.
 *
 * @param length UTF-16 code units at most, without the marks of what is left out
 */
export function bestWindow(
  text: string,
  query: string,
  length: number,
  weight: TextIndex<unknown>['weight'],
): Snippet {
  const wanted = new Set(tokensOf(query).map(({ word }) => word))
  const matches = tokensOf(text).filter(({ word }) => wanted.has(word))
  const within = length * 0.6
  let best = { from: 0, told: -1 }
  let last = 0
  const counts = new Map<string, number>()
  let told = 0
  matches.forEach((first) => {
    for (let next = matches[last]; next && next.end - first.start <= within; next = matches[++last]) {
      const count = counts.get(next.word) ?? 0
      if (count === 0) told += weight(next.word)
      counts.set(next.word, count + 1)
    }
    // Sums of the same weights in another order differ in their last digits.
    if (told > best.told + 1e-9) best = { from: first.start, told }
    const left = (counts.get(first.word) ?? 1) - 1
    counts.set(first.word, left)
    if (left === 0) told -= weight(first.word)
  })
  return cutOut(text, best.from, length)
}

function cutOut(text: string, from: number, length: number): Snippet {
  const back = Math.max(0, from - Math.floor(length * 0.35))
  const before = text.slice(back, from)
  const sentence = Math.max(...['. ', '! ', '? ', '\n', '。', '！', '？'].map((mark) => {
    const place = before.lastIndexOf(mark)
    return place < 0 ? -1 : place + mark.length
  })) // prettier-ignore
  const start = sentence >= 0 ? back + sentence : back === 0 ? 0 : from
  let end = Math.min(text.length, start + length)
  if (end < text.length) {
    const cut = /[\s。，；]?[^\s。，；]*$/u.exec(text.slice(start, end))
    if (cut && cut.index > length / 2) end = start + cut.index
  }
  const piece = text.slice(start, end).toWellFormed().replaceAll(/\s+/g, ' ').trim()
  return { text: `${start > 0 ? '… ' : ''}${piece}${end < text.length ? ' …' : ''}`, end }
}
