import { termsOf } from '#library'
import { datesIn, quantitiesIn } from '#reading'

/** Of the words of two sentences together, so many must be shared (Jaccard): the rest is wording. */
const alike = 0.6
/** Characters that say nothing of their own, and cut the pairs of those that do. */
const particles = /(?<=\p{Script=Han})[的为是在了](?=[\p{Script=Han}\d])/gu

/** What a report has said so far. */
export interface Said {
  /**
   * Whether a sentence says what was said already: in the same words, or the same figures and dates from the same
   * evidence in nearly the same words. Two sentences that differ in a figure are never one.
   */
  repeats(text: string, evidence: readonly string[]): boolean
  add(text: string, evidence: readonly string[]): void
}

interface Saying {
  readonly plain: string
  readonly terms: ReadonlySet<string>
  readonly figures: string
  readonly evidence: ReadonlySet<string>
}

/** Remembers what was said, so that sections do not repeat each other. */
export function createSaid(): Said {
  const said: Saying[] = []
  return {
    repeats(text, evidence) {
      const one = sayingFrom(text, evidence)
      return said.some(
        (other) =>
          other.plain === one.plain ||
          (other.figures === one.figures &&
            [...one.evidence].some((id) => other.evidence.has(id)) &&
            likeness(one.terms, other.terms) >= alike),
      )
    },
    add: (text, evidence) => void said.push(sayingFrom(text, evidence)),
  }
}

function sayingFrom(text: string, evidence: readonly string[]): Saying {
  const dates = datesIn(text)
  const figures = [
    ...dates.map((date) => text.slice(date.start, date.end)),
    ...quantitiesIn(text, dates).map((quantity) => quantity.text),
    ...(text.match(/\d+(?:[.,]\d+)*/g) ?? []),
  ]
  return {
    plain: text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ''),
    terms: new Set(termsOf(text.replace(particles, '')).keys()),
    figures: [...new Set(figures)].toSorted().join(' '),
    evidence: new Set(evidence),
  }
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((term) => b.has(term)).length
  const all = a.size + b.size - shared
  return all === 0 ? 1 : shared / all
}
