import { namesMatch } from '#reading'
import type { Alignment } from './alignment.ts'
import type { Statement } from './statement.ts'

/** A number or date of a quote that may be the one the claim means. */
export interface Candidate<Figure> {
  readonly figure: Figure
  readonly quote: number
  /** 0 to 1: how alike the words around both are. */
  readonly role: number
}

/** Above this likeness of surroundings another value is what the source has instead. */
export const sameThing = 0.3
/** The matching value must not be this many times less at home than a differing one. */
const betterHome = 1.5
/** … or this many times, when the differing one's surroundings are the claim's. */
const betterAmongAlike = 1.25
const alike = 0.9
/** A quote that covers this much of the claim is what it repeats; one below `elsewhere` is about something else. */
const nearCopy = 0.75
const elsewhere = 0.4

/** The candidate most at home. */
export function best<C extends { readonly role: number }>(candidates: readonly C[]): C | undefined {
  let found: C | undefined
  for (const candidate of candidates) if (!found || candidate.role > found.role) found = candidate
  return found
}

/**
 * The value stands in the quotes, but the words around it are those of another value: in one sentence, or
 * because the sentence that the claim repeats has another and only one about something else has this.
 */
export function swapped(
  agreeing: Candidate<unknown>,
  differing: Candidate<unknown> | undefined,
  { quotes, shares }: Alignment,
): differing is Candidate<unknown> {
  if (
    !differing ||
    differing.role <= agreeing.role * (differing.role >= alike ? betterAmongAlike : betterHome) ||
    distributes(quotes[differing.quote]!.text)
  )
    return false
  if (agreeing.quote === differing.quote) return differing.role > sameThing * 1.5
  return shares[differing.quote]! >= nearCopy && shares[agreeing.quote]! <= elsewhere
}

/** "12 and 15 respectively": surroundings do not tell which is whose. */
function distributes(text: string): boolean {
  return /\brespectively\b|分别|依次/i.test(text)
}

/** A third when each of the two names somebody or something of its own, and nothing in common. */
export function subjectShare(claim: Statement, quote: Statement): number {
  if (claim.names.length === 0 || quote.names.length === 0) return 1
  const shared = claim.names.some(
    ({ text }) => quote.names.some((other) => namesMatch(text, other.text)) || quote.text.includes(text),
  )
  return shared ? 1 : 0.35
}
