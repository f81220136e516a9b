import stem from 'wink-porter2-stemmer'

/**
 * English function words that find nothing: the 33 of Lucene's classic list, and the stubs that contractions
 * leave. They stay out of index and queries alike; see docs/decisions for what that costs and saves.
 */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these ' +
    'they this to was will with s t eg ie'
  ).split(' '),
)

const plainWord = /^[a-z]+$/
const latinOrGreek = /^[\p{Script=Latin}\p{Script=Greek}\p{M}]+$/u
/** Letters that Unicode does not decompose, as people type them without the right keyboard. */
const spelledOut: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
}

/**
 * The index term of one lower-case token: accents folded (Latin and Greek only: elsewhere marks tell words
 * apart), English stemmed by Porter2 (Porter 2001), stop words told by ''. Costs microseconds: `term-table`
 * remembers.
 */
export function termOf(token: string): string {
  const folded = plainWord.test(token) ? token : foldAccents(token)
  if (stopWords.has(folded)) return ''
  return plainWord.test(folded) ? stem(folded) : folded
}

function foldAccents(token: string): string {
  if (!latinOrGreek.test(token)) return token
  return token
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøæœđðłıþ]/g, (letter) => spelledOut[letter]!)
}
