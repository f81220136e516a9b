import { termsOf } from '#library'
import { datesIn, namesIn, quantitiesIn } from '#reading'

/** Of the words of two sentences together, so many must be shared (Jaccard): the rest is wording. */
const alike = 0.6
/** Characters that say nothing of their own, and cut the pairs of those that do. */
const particles = /(?<=\p{Script=Han})[的为是在了](?=[\p{Script=Han}\d])/gu

/** What a report has said so far. */
export interface Said {
  /**
   * Whether a sentence says what was said already: in the same words, or the same figures and dates from the same
   * evidence in nearly the same words. Two sentences that differ in a figure, or each in a name, are never one, nor are
   * two rows that share the heading of their table.
   *
   * @param evidence what bears it; the first is what it says, the others may be headings
   */
  repeats(text: string, evidence: readonly string[]): boolean
  add(text: string, evidence: readonly string[]): void
}

interface Saying {
  readonly plain: string
  readonly terms: ReadonlySet<string>
  readonly figures: string
  readonly names: readonly string[]
  readonly evidence: readonly string[]
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
            shareEvidence(one, other) &&
            !differInNames(one, other) &&
            likeness(one.terms, other.terms) >= alike),
      )
    },
    add: (text, evidence) => void said.push(sayingFrom(text, evidence)),
  }
}

function plainly(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function sayingFrom(text: string, evidence: readonly string[]): Saying {
  const dates = datesIn(text)
  const figures = [
    ...dates.map((date) => text.slice(date.start, date.end)),
    ...quantitiesIn(text, dates).map((quantity) => quantity.text),
    ...(text.match(/\d+(?:[.,]\d+)*/g) ?? []),
  ]
  return {
    plain: plainly(text),
    terms: new Set(termsOf(text.replace(particles, '')).keys()),
    figures: [...new Set(figures)].toSorted().join(' '),
    names: namesIn(text, dates).map((name) => name.text),
    evidence,
  }
}

/** What one of them says before all else bears the other too. */
function shareEvidence(a: Saying, b: Saying): boolean {
  return [a.evidence[0], b.evidence[0]].some(
    (id) => id !== undefined && a.evidence.includes(id) && b.evidence.includes(id),
  )
}

/** Each names somebody of whom the other does not speak. */
function differInNames(a: Saying, b: Saying): boolean {
  const own = ({ names }: Saying, { plain }: Saying): boolean =>
    names.some((name) => !plain.includes(plainly(name)))
  return own(a, b) && own(b, a)
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((term) => b.has(term)).length
  const all = a.size + b.size - shared
  return all === 0 ? 1 : shared / all
}
