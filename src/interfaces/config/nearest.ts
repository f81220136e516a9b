/** The candidate that a slip of the fingers is nearest to (Levenshtein distance); the first of equals. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase()
  let best: { name: string; distance: number } | undefined
  for (const name of candidates) {
    const distance = distanceOf(typed, name.toLowerCase())
    if (!best || distance < best.distance) best = { name, distance }
  }
  return best?.name
}

/** The candidates nearest to a word, the nearest first; those that hold it come before all others. */
export function nearestFew(word: string, candidates: readonly string[], count: number): readonly string[] {
  const typed = word.toLowerCase()
  const rank = (name: string): number =>
    name.toLowerCase().includes(typed) || typed.includes(name.toLowerCase())
      ? -1
      : distanceOf(typed, name.toLowerCase())
  return [...candidates].sort((a, b) => rank(a) - rank(b)).slice(0, count)
}

/** Whether a word is so near to another that it is probably meant. */
export function isNear(word: string, other: string): boolean {
  return distanceOf(word.toLowerCase(), other.toLowerCase()) <= Math.max(1, Math.floor(other.length / 4))
}

/** Levenshtein's distance (1966): letters to insert, delete or replace. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1))
    row = next
  }
  return row[other.length]!
}
