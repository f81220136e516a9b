import type { Document, Span } from '#vocabulary'
import { thesaurus } from './alignment.ts'
import { compareDates, compareQuantities } from '#reading'
import { readStatement, type Statement } from './statement.ts'
import { tellQuote } from './table-rows.ts'
import { wordsIn, type Word } from './words.ts'

/** A sentence that may bear a claim. */
export interface QuoteCandidate {
  readonly document: Document
  readonly span: Span
}

/** Only this many candidates, the best by words alone, are looked at for numbers, dates and names. */
const shortlist = 48
/** A further sentence must bring this share of the claim's weight that no chosen one has. */
const leastGain = 0.07

interface Sized<Candidate> {
  readonly candidate: Candidate
  readonly text: string
  readonly terms: ReadonlySet<string>
  readonly share: number
}

/**
 * The fewest sentences that together say most of the claim: greedy weighted set cover (Nemhauser et al.
 * 1978: at least 1 - 1/e of the best possible) over the claim's words, numbers, dates and names, the first
 * being the one that alone covers most.
 *
 * @param limit at most this many
 * @returns chosen candidates, most telling first; empty when no candidate shares a content word with the claim
 */
export function chooseQuotes<Candidate extends QuoteCandidate>(
  claimText: string,
  candidates: readonly Candidate[],
  limit: number,
): Candidate[] {
  const claim = readStatement(claimText)
  const best = shortlisted(claim, candidates)
  const needs = needsOf(claim)
  const total = needs.reduce((sum, { weight }) => sum + weight, 0) || 1
  const met = best.map((sized) => needs.map((need) => need.metBy(sized)))
  const covered = needs.map(() => 0)
  const chosen: Candidate[] = []
  const left = new Set(best.keys())
  while (chosen.length < limit && left.size > 0) {
    let pick = -1
    let most = 0
    for (const index of left) {
      const gain = needs.reduce(
        (sum, { weight }, need) => sum + weight * Math.max(0, met[index]![need]! - covered[need]!),
        0,
      )
      // Of two that bring the same, the shorter says it more plainly.
      const value = gain / (1 + best[index]!.text.length / 4000)
      if (value > most) [pick, most] = [index, value]
    }
    if (pick < 0 || most < (chosen.length === 0 ? 0.02 : leastGain) * total) break
    left.delete(pick)
    for (const need of needs.keys()) covered[need] = Math.max(covered[need]!, met[pick]![need]!)
    chosen.push(best[pick]!.candidate)
  }
  return chosen
}

function shortlisted<Candidate extends QuoteCandidate>(
  claim: Statement,
  candidates: readonly Candidate[],
): Sized<Candidate>[] {
  const wanted = new Map(claim.words.map(({ term, weight }) => [term, weight]))
  const figures = claim.quantities.length + claim.dates.length > 0
  return candidates
    .map((candidate): Sized<Candidate> => {
      const text = tellQuote(candidate.document, candidate.span)
      const terms = new Set(wordsIn(text).map(({ term }) => term))
      let share = 0
      for (const [term, weight] of wanted) if (terms.has(term)) share += weight
      return {
        candidate,
        text,
        terms,
        share: share + (figures && /\d|[一二三四五六七八九十]/.test(text) ? 0.3 : 0),
      }
    })
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, shortlist)
}

interface Need {
  readonly weight: number
  /** 0 to 1. */
  metBy(sized: { readonly text: string; readonly terms: ReadonlySet<string> }): number
}

function needsOf(claim: Statement): Need[] {
  const words = uniqueWords(claim.words).map((word): Need => ({
    weight: word.weight,
    metBy: ({ terms }) => (terms.has(word.term) ? 1 : thesaurusMeets(word, terms) ? 0.7 : 0),
  }))
  const numbers = claim.quantities.map((quantity): Need => ({
    weight: 1.5,
    metBy: ({ text }) => {
      const { quantities } = readStatement(text)
      const found = quantities.map((other) => compareQuantities(quantity, other))
      if (quantities.some((other) => other.text !== '' && digitsIn(other.text) === digitsIn(quantity.text)))
        return 1
      // Another value of the same unit is what a changed number is caught by.
      return found.some((relation) => relation === 'equal' || relation === 'within')
        ? 1
        : found.includes('different')
          ? 0.15
          : 0
    },
  }))
  const dates = claim.dates.map((date): Need => ({
    weight: 1.2,
    metBy: ({ text }) => {
      const found = readStatement(text).dates.map((other) => compareDates(date, other))
      return found.some((relation) => relation === 'same' || relation === 'coarser')
        ? 1
        : found.includes('finer')
          ? 0.5
          : 0
    },
  }))
  return [...words, ...numbers, ...dates]
}

function digitsIn(text: string): string {
  return /\d[\d,]*(?:\.\d+)?/.exec(text)?.[0].replaceAll(',', '') ?? text
}

function uniqueWords(words: readonly Word[]): Word[] {
  return [...new Map(words.map((word) => [word.term, word])).values()]
}

function thesaurusMeets({ term, han }: Word, terms: ReadonlySet<string>): boolean {
  for (const other of terms) {
    if (thesaurus.synonymous(term, other)) return true
    if (
      !han &&
      term.length >= 5 &&
      other.length >= 5 &&
      term.slice(0, 5) === other.slice(0, 5) &&
      Math.abs(term.length - other.length) <= 3
    )
      return true
  }
  return false
}
