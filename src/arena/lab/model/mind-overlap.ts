/** How much two texts share, by words and by pairs of Chinese characters. */

/** Share of a question's words that a text has. */
export function overlap(question: string, text: string): number {
  const wanted = new Set(wordsIn(question))
  if (wanted.size === 0) return 0
  const held = new Set(wordsIn(text))
  return [...wanted].filter((word) => held.has(word)).length / wanted.size
}

function wordsIn(text: string): string[] {
  const folding = text.normalize('NFKC').toLowerCase()
  const latin = folding.match(/[\p{Script=Latin}\d]{3,}/gu) ?? []
  const han = (folding.match(/\p{Script=Han}+/gu) ?? []).flatMap((run) =>
    Array.from({ length: Math.max(0, run.length - 1) }, (_, at) => run.slice(at, at + 2)),
  )
  return [...latin, ...han]
}
