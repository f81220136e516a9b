import type { Span } from '#vocabulary'
import { similarity, thesaurus } from './alignment.ts'
import type { Statement } from './statement.ts'
import type { Word } from './words.ts'

interface Neighbour {
  readonly word: Word
  readonly weight: number
  readonly before: boolean
}

const conjunction = /(?<!\p{L})(?:and|while|whereas|but|or)(?!\p{L})|[和及、而]/u
/** Words on the other side of the figure tell less: active and passive change sides, two clauses do not. */
const otherSide = 0.6
/** How many content words on each side tell what a number is about. */
const reach = 6

/**
 * The content words around a figure, nearer ones weighing more; words beyond another figure of the same
 * kind, or beyond a clause's end, weigh less: they are about that one.
 */
export function neighboursOf(statement: Statement, figure: Span, others: readonly Span[]): Neighbour[] {
  const { words, clauses } = statement
  const clause = clauses.find(({ start, end }) => figure.start >= start && figure.start < end)
  const after = words.findIndex((word) => word.start >= figure.end)
  const pivot = after < 0 ? words.length : after
  const found: Neighbour[] = []
  const add = (index: number, distance: number): void => {
    const word = words[index]
    if (!word) return
    const from = Math.min(word.start, figure.start)
    const to = Math.max(word.end, figure.end)
    const crossed = others.filter(
      (other) => other.start !== figure.start && other.start >= from && other.end <= to,
    ).length
    // "the west basin had 12 and the east basin 15": what stands beyond the conjunction is the other's.
    const between = statement.text.slice(Math.min(word.end, figure.end), Math.max(word.start, figure.start))
    const joined = conjunction.test(between) ? 0.4 : 1
    const outside = clause && (word.start < clause.start || word.end > clause.end) ? 0.4 : 1
    found.push({
      word,
      before: word.start < figure.start,
      weight: (word.weight * joined * outside * 0.5 ** crossed) / (1 + 0.35 * distance),
    })
  }
  const span = words[0]?.han ? reach * 2 : reach
  for (let distance = 0; distance < span; distance++) {
    add(pivot - 1 - distance, words[pivot - 1 - distance]?.han ? distance / 2 : distance)
    add(pivot + distance, words[pivot + distance]?.han ? distance / 2 : distance)
  }
  return found
}

/** 0 to 1: how much two figures are about the same thing, by the words around them. */
export function sameRole(a: readonly Neighbour[], b: readonly Neighbour[]): number {
  let shared = 0
  let all = 0
  for (const { word, weight, before } of a) {
    let best = 0
    for (const other of b) {
      const strength =
        word.term === other.word.term
          ? 1
          : word.han
            ? thesaurus.synonymous(word.term, other.word.term)
              ? 0.85
              : 0
            : similarity(word.term, other.word.term)
      if (strength > 0)
        best = Math.max(
          best,
          strength * (before === other.before ? 1 : otherSide) * Math.min(weight, other.weight),
        )
    }
    shared += best
    all += weight
  }
  const opposite = b.reduce((sum, { weight }) => sum + weight, 0)
  return all === 0 || opposite === 0 ? 0 : shared / Math.min(all, opposite)
}
