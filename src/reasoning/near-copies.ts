import { compareQuantities, nameKey, type Quantity } from '#reading'
import type { Reason, Span } from '#vocabulary'
import { coverageOutsideNames, type Alignment } from './alignment.ts'
import { opposites } from './opposites.ts'
import { findOverstatement } from './overstatements.ts'
import { findTransposition, mutual } from './transpositions.ts'
import { inOrderShare, nearCopy, substitutionsIn } from './substitutions.ts'

/**
 * What is wrong with a claim of which almost everything stands in its quotes, and which is false all the same:
 *
 * 1. a clause of its own that no quote has: true words with an invented end;
 * 2. a word put in between words that it copies: "was fraudulently built";
 * 3. two names in each other's place: who does it to whom (see `findTransposition`);
 * 4. a figure of another quote in the place of the best quote's own;
 * 5. a word of the best quote replaced by its opposite or by a stronger one: all for some, must for may;
 * 6. more than was said: a cause, a proof, a period (see `findOverstatement`).
 *
 * Cheaper than a model and blind to what it does not know: paraphrases pass.
 */
export function findDistortion(alignment: Alignment): Reason | undefined {
  const [clause] = unborneClauses(alignment)
  const added =
    clause === undefined ? addedWord(alignment) : alignment.claim.text.slice(clause.start, clause.end).trim()
  if (added !== undefined) return { code: 'content-missing', text: added }
  const exchange = findExchange(alignment)
  if (exchange) return exchange
  const turned = findTransposition(alignment)
  return turned && { code: 'content-missing', text: turned.text }
}

/**
 * The distortions that no reader heals: 2 to 6 of the above. What is left is wording, whose clauses `unborneClauses` tells.
 */
export function findHardDistortion(alignment: Alignment): Reason | undefined {
  const added = addedWord(alignment)
  return added === undefined ? findExchange(alignment) : { code: 'content-missing', text: added }
}

function findExchange(alignment: Alignment): Reason | undefined {
  const transposed = findTransposition(alignment)
  if (transposed?.surely) return { code: 'contradicted', text: transposed.text }
  const swapped = swappedNames(alignment)
  if (swapped) return { code: 'contradicted', text: swapped.join(' … ') }
  const figure = figureFromElsewhere(alignment)
  if (figure !== undefined) return { code: 'number-missing', text: figure }
  const opposite = oppositeIn(alignment)
  return opposite ? { code: 'quantifier-differs', ...opposite } : findOverstatement(alignment)
}

/** A clause that is covered by less than this says something of its own. */
const leastOfClause = 0.3

/** Clauses of which the quotes have next to nothing; names and figures are checked apart. */
export function unborneClauses(alignment: Alignment): readonly Span[] {
  return alignment.claim.clauses.filter(({ start, end }) => {
    const { words, coverage } = coverageOutsideNames(alignment, start, end)
    return words >= 2 && coverage < leastOfClause
  })
}

/** A content word of its own among words that the claim copies; names and figures are checked apart. */
function addedWord(alignment: Alignment): string | undefined {
  const { claim, links } = alignment
  const { inOrder, added } = substitutionsIn(alignment)
  if (inOrder < nearCopy) return undefined
  const alien = claim.words.find(
    ({ start, end }, index) =>
      !links[index] &&
      added.some((span) => start >= span.start && end <= span.end) &&
      !claim.names.some((name) => start < name.end && end > name.start),
  )
  return alien && claim.text.slice(alien.start, alien.end)
}

/** Names looked at for exchange, at most. */
const mostNames = 8
/** So much of the claim must follow the quote once the names are put back. */
const putBack = 0.9
/** Between names that are only listed, or told twice. */
const listing = /^[\s,，、;；/]*(?:(?:and|or|to|nor|与|和|及|或|至|到)\s*)?[\s,，、(（]*$/iu

/** Two names of the claim that stand in each other's place in its best quote. */
function swappedNames({ claim, quotes, order }: Alignment): [string, string] | undefined {
  const quote = quotes[order[0] ?? -1]
  if (!quote) return undefined
  const before = inOrderShare(claim.text, quote.text)
  if (before === 1 || before < putBack / 2) return undefined
  const names = claim.names.slice(0, mostNames)
  for (const [index, a] of names.entries())
    for (const b of names.slice(index + 1)) {
      const between = claim.text.slice(a.end, b.start)
      const others = names.filter(({ start, end }) => start >= a.end && end <= b.start)
      const rest = others.reduce((text, { text: name }) => text.replace(name, ''), between)
      if (nameKey(a.text) === nameKey(b.text) || listing.test(rest) || mutual.test(rest)) continue
      const restored = claim.text.slice(0, a.start) + b.text + between + a.text + claim.text.slice(b.end)
      const after = inOrderShare(restored, quote.text)
      if (after > before && after >= putBack) return [a.text, b.text]
    }
  return undefined
}

/** A figure that the best quote has not, where the claim copies it but for a figure of its own. */
function figureFromElsewhere({ claim, quotes, order }: Alignment): string | undefined {
  const quote = quotes[order[0] ?? -1]
  if (!quote || quotes.length < 2 || inOrderShare(claim.text, quote.text) < nearCopy) return undefined
  const holds = (quantities: readonly Quantity[], one: Quantity): boolean =>
    quantities.some((other) => ['equal', 'within'].includes(compareQuantities(one, other)))
  const alien = claim.quantities.find(
    (one) =>
      one.kind !== 'ordinal' &&
      !holds(quote.quantities, one) &&
      !quotes.some(
        (other) => inOrderShare(claim.text, other.text) >= nearCopy && holds(other.quantities, one),
      ),
  )
  const missed = quote.quantities.some(
    (one) => one.kind !== 'ordinal' && !claim.quantities.some((own) => holds([one], own)),
  )
  return missed ? alien?.text : undefined
}

/** A word that the claim has more often than its best quote, whose opposite the quote has more often than the claim. */
function oppositeIn({ claim, quotes, order }: Alignment): { text: string; instead: string } | undefined {
  const quote = quotes[order[0] ?? -1]
  if (!quote || inOrderShare(claim.text, quote.text) < nearCopy) return undefined
  for (const pair of opposites)
    for (const [said, meant] of [pair, pair.toReversed() as [RegExp, RegExp]]) {
      const more = (pattern: RegExp, text: string, than: string): string | undefined => {
        const found = text.match(pattern) ?? []
        return found.length > (than.match(pattern)?.length ?? 0) ? found[0] : undefined
      }
      const text = more(said, claim.text, quote.text)
      const instead = more(meant, quote.text, claim.text)
      if (text !== undefined && instead !== undefined) return { text, instead }
    }
  return undefined
}
