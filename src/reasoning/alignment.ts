import stem from 'wink-porter2-stemmer'
import { namesMatch } from '#reading'
import { directionShown } from './arithmetic.ts'
import type { Statement } from './statement.ts'
import { createThesaurus } from './thesaurus.ts'
import type { Word } from './words.ts'

export const thesaurus = createThesaurus((word) => (/^[a-z]+$/.test(word) ? stem(word) : word))

/** Where a claim's word stands in the quotes, and how surely it is the same word. */
export interface Link {
  /** Index into the claim's words. */
  readonly word: number
  /** Index of the quote, and of the word in it; -1 where the claim's own numbers show it. */
  readonly quote: number
  readonly at: number
  /** 1 the same stem; less for a synonym, a derivation or a near spelling. */
  readonly strength: number
}

export interface Alignment {
  readonly claim: Statement
  readonly quotes: readonly Statement[]
  /** Best link of each claim word, undefined where the quotes have none. */
  readonly links: readonly (Link | undefined)[]
  /** Quotes by falling share of the claim they cover; the first is where the claim most likely comes from. */
  readonly order: readonly number[]
  /** Weighted share of the claim's words that stand in all quotes together, and in the best quote alone. */
  readonly coverage: number
  readonly bestCoverage: number
  /** Share of the claim that each quote covers alone. */
  readonly shares: readonly number[]
}

/**
 * Aligns a claim with its quotes word by word (after MacCartney et al., "A phrase-based alignment model for
 * natural language inference", 2008; here greedy, monotone only in preference): each content word of the
 * claim is linked to the word that matches best, quotes that cover more of the claim going first.
 */
export function align(claim: Statement, quotes: readonly Statement[]): Alignment {
  const total = weightOf(claim.words) || 1
  const perQuote = quotes.map((quote) => linksTo(claim.words, quote.words))
  const shares = perQuote.map((links) => shareOf(claim.words, links) / total)
  const order = [...quotes.keys()].toSorted((a, b) => shares[b]! - shares[a]! || a - b)
  const links = claim.words.map((_, word): Link | undefined => {
    let best: Link | undefined
    for (const quote of order) {
      const found = perQuote[quote]![word]
      if (found && (!best || found.strength > best.strength + 0.05)) best = { word, quote, ...found }
    }
    return best
  })
  linkNames(claim, quotes, links)
  for (const direction of claim.directions) {
    if (quotes.length === 0 || !directionShown(claim, direction.direction)) continue
    // "fell from 3 to 2": its numbers show it, and they are checked.
    for (const [word, { start, end }] of claim.words.entries())
      if (start < direction.end && end > direction.start && !links[word])
        links[word] = { word, quote: order[0]!, at: -1, strength: 0.9 }
  }
  const coverage =
    claim.words.length === 0 ? (quotes.length > 0 ? 1 : 0) : shareOf(claim.words, links) / total
  return { claim, quotes, links, order, coverage, bestCoverage: shares[order[0] ?? -1] ?? 0, shares }
}

/** EPA and the Environmental Protection Agency share no word: where the names match, their words do. */
function linkNames(claim: Statement, quotes: readonly Statement[], links: (Link | undefined)[]): void {
  for (const name of claim.names) {
    const inside = [...claim.words.entries()].filter(
      ([index, word]) => !links[index] && word.start >= name.start && word.end <= name.end,
    )
    if (inside.length === 0) continue
    for (const [quote, statement] of quotes.entries()) {
      const same = statement.names.find(
        (other) =>
          (name.kind === 'acronym') !== (other.kind === 'acronym') && namesMatch(name.text, other.text),
      )
      const at = same
        ? statement.words.findIndex((word) => word.start >= same.start && word.end <= same.end)
        : -1
      if (at < 0) continue
      for (const [word] of inside) links[word] = { word, quote, at, strength: 0.95 }
      break
    }
  }
}

type Place = { readonly at: number; readonly strength: number }

/** The best place of each claim word in one quote; among equals the one that follows the previous link. */
function linksTo(claim: readonly Word[], quote: readonly Word[]): (Place | undefined)[] {
  const places = new Map<string, number[]>()
  for (const [at, word] of quote.entries()) {
    const known = places.get(word.term)
    if (known) known.push(at)
    else places.set(word.term, [at])
  }
  let last = -1
  return claim.map((word) => {
    const exact = places.get(word.term)
    const place = exact
      ? { at: exact.find((at) => at > last) ?? exact[0]!, strength: 1 }
      : word.han
        ? nearHan(word, quote)
        : nearest(word, quote)
    if (place) last = place.at
    return place
  })
}

function nearest(word: Word, quote: readonly Word[]): Place | undefined {
  let best: Place | undefined
  for (const [at, other] of quote.entries()) {
    if (other.han) continue
    const strength = similarity(word.term, other.term)
    if (strength > (best?.strength ?? 0.5)) best = { at, strength }
  }
  return best
}

function nearHan(word: Word, quote: readonly Word[]): Place | undefined {
  const at = quote.findIndex((other) => thesaurus.synonymous(word.term, other.term))
  return at < 0 ? undefined : { at, strength: 0.85 }
}

/** How surely two English stems mean the same: synonyms .85, derivations of one word .75, near spellings .65. */
export function similarity(a: string, b: string): number {
  if (a === b) return 1
  if (thesaurus.synonymous(a, b)) return 0.85
  const shorter = Math.min(a.length, b.length)
  if (shorter < 4 || a[0] !== b[0]) return 0
  let prefix = 0
  while (prefix < shorter && a[prefix] === b[prefix]) prefix++
  const longer = Math.max(a.length, b.length)
  if (prefix >= 5 && prefix >= longer - 4) return 0.75
  if (prefix === shorter && longer - shorter <= 3) return 0.75
  // Judgement/judgment, Mohamed/Mohammed: one letter more or less.
  return shorter >= 6 && longer - shorter <= 1 && oneEdit(a, b) ? 0.65 : 0
}

function oneEdit(a: string, b: string): boolean {
  if (a.length === b.length) return false
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  let at = 0
  while (at < short.length && short[at] === long[at]) at++
  return short.slice(at) === long.slice(at + 1)
}

export function weightOf(words: readonly Word[]): number {
  let sum = 0
  for (const word of words) sum += word.weight
  return sum
}

function shareOf(
  words: readonly Word[],
  links: readonly ({ readonly strength: number } | undefined)[],
): number {
  let sum = 0
  for (const [index, word] of words.entries()) sum += word.weight * (links[index]?.strength ?? 0)
  return sum
}

/** Weighted share of the claim's words between two places of it that stand in the quotes; 1 when there are none. */
export function coverageWithin({ claim, links }: Alignment, start: number, end: number): number {
  let all = 0
  let covered = 0
  for (const [index, word] of claim.words.entries()) {
    if (word.start < start || word.end > end) continue
    all += word.weight
    covered += word.weight * (links[index]?.strength ?? 0)
  }
  return all === 0 ? 1 : covered / all
}

/** Content words between two places of the claim that belong to no name, and the weighted share of them that the quotes have. */
export function coverageOutsideNames(
  { claim, links }: Alignment,
  start: number,
  end: number,
): { readonly words: number; readonly coverage: number } {
  let words = 0
  let all = 0
  let covered = 0
  for (const [index, word] of claim.words.entries()) {
    if (word.start < start || word.end > end) continue
    if (claim.names.some((name) => word.start >= name.start && word.end <= name.end)) continue
    words++
    all += word.weight
    covered += word.weight * (links[index]?.strength ?? 0)
  }
  return { words, coverage: all === 0 ? 1 : covered / all }
}
