/** The words of a text for likeness: Latin ones in lower case, Han in bigrams, since Chinese is written without spaces. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = []
  for (const [run] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[\p{L}\p{N}\p{M}]+?(?=\p{Script=Han}|[^\p{L}\p{N}\p{M}]|$)/gu)) {
    const signs = [...run]
    if (signs.length < 2 || !/\p{Script=Han}/u.test(run)) words.push(run)
    else for (let at = 0; at + 1 < signs.length; at++) words.push(signs[at]! + signs[at + 1]!)
  }
  return words
}
