/**
 * The words of a query that carry its meaning, for engines that match every word they are given, or read signs as
 * operators: quotes, brackets and signs are gone, and so are the words that only hold an English question together.
 * A query of nothing but such words keeps them.
 */
export function keywordsOf(text: string, most: number): string[] {
  const words =
    text
      .slice(0, longestText)
      .toWellFormed()
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.+#-]*/gu) ?? []
  const bare = words.map((word) => word.replace(/(?:['’]s)?['’.-]*$/i, '')).filter((word) => word !== '')
  const telling = bare.filter((word) => !holding.has(word.toLowerCase()))
  return [...new Set(telling.length === 0 ? bare : telling)].slice(0, most)
}

/** No engine takes more. */
const longestText = 2_000

const holding = new Set(
  `a about an and any are as at be been between by can could did do does for from had has have how in into is it its
  me not of on or should so some such than that the their them then there these they this those to was were what
  when where whether which while who whom whose why will with would`.split(/\s+/),
)
