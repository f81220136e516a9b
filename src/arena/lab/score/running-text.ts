/** What a sentence of a running text leaves to the one before it. */

const sameYear =
  /(?<!\p{L})(?:in|during|for|over) (?:the|that) same year(?!\p{L})|(?<!\p{L})(?:that|the) same year(?!\p{L})|同一?年(?!龄)(?:度|内)?|该年度?/giu
/** `A and B opened in the same year`: as each other, not as what was told before. */
const several = /(?<!\p{L})(?:both|all|two|three|and|were)(?!\p{L})|[两三都均和与及]/iu
const englishYear = /(?<![\d.,])(?:1[5-9]|20)\d{2}(?![.,]?\d|\p{L})/gu
const chineseYear = /(?<!\d)(?:1[5-9]|20)\d{2}年/gu

/**
 * `In the same year`, 同年: with the year told before it, in this sentence or the one before; unchanged where there
 * is none, or more than one to choose from.
 */
export function withSameYear(text: string, before: string | undefined): string {
  if (several.test(text) && !/\d/.test(text)) return text
  return text.replaceAll(sameYear, (words, ...rest) => {
    const at = rest.find((one): one is number => typeof one === 'number') ?? 0
    const head = yearsIn(text.slice(0, at))
    const years = head.length > 0 ? head : yearsIn(before ?? '')
    const [year] = years
    if (year === undefined || years.length > 1) return words
    return /\p{Script=Han}/u.test(words) ? `${year}年` : `in ${year}`
  })
}

function yearsIn(text: string): string[] {
  const shape = /\p{Script=Han}/u.test(text) ? chineseYear : englishYear
  return [...new Set(Array.from(text.matchAll(shape), ([year]) => year.slice(0, 4)))]
}
