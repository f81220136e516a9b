import { compareQuantities, type Quantity } from '#reading'
import type { Alignment } from './alignment.ts'
import { checkSums, sumsIn, type Derived } from './arithmetic.ts'
import { best, sameThing, subjectShare, swapped, type Candidate } from './figure-candidates.ts'
import type { Finding } from './findings.ts'
import { neighboursOf, sameRole } from './roles.ts'
import type { Statement } from './statement.ts'

/** A bound is shown by a value that satisfies it only where the surroundings are this alike. */
const sameRoleWithin = 0.45

/** Checks every number of the claim: it stands in the quotes, in the same unit, about the same thing, with the same bound. */
export function checkQuantities(alignment: Alignment): Finding[] {
  const { claim, quotes } = alignment
  const sums = sumsIn(claim)
  // A sum of numbers that are checked needs no source of its own.
  const summed = claim.quantities.filter(
    (quantity) => !sums.some((sum) => sum.quantity === quantity || countsAddends(quantity, sum)),
  )
  return [
    ...checkSums(claim, quotes),
    ...summed.flatMap((quantity) => checkQuantity(alignment, quantity) ?? []),
  ]
}

/** "three years together": how many numbers were added. */
function countsAddends({ value, unit }: Quantity, { addends }: Derived): boolean {
  return (unit === '' && value === addends) || (unit === 'calendar' && value === addends * 12)
}

function candidatesFor({ claim, quotes }: Alignment, quantity: Quantity): Candidate<Quantity>[] {
  const rivals = (statement: Statement, { unit }: Quantity): Quantity[] =>
    statement.quantities.filter((other) => other.unit === unit)
  const home = neighboursOf(claim, quantity, rivals(claim, quantity))
  return quotes.flatMap((statement, quote) =>
    statement.quantities.map((figure) => ({
      figure,
      quote,
      role:
        subjectShare(claim, statement) *
        sameRole(home, neighboursOf(statement, figure, rivals(statement, figure))),
    })),
  )
}

function checkQuantity(alignment: Alignment, quantity: Quantity): Finding | undefined {
  const { claim, quotes } = alignment
  const candidates = candidatesFor(alignment, quantity)
  const relations = candidates
    .filter(({ figure }) => figure.unit === quantity.unit)
    .map((candidate) => ({ ...candidate, relation: compareQuantities(quantity, candidate.figure) }))
  // "less than 5 percent" is not shown by any percentage below five, only by one of the same thing.
  const agreeing = best(
    relations.filter(
      ({ relation, role }) => relation === 'equal' || (relation === 'within' && role >= sameRoleWithin),
    ),
  )
  // What another number of the claim says is that one's, not a rival of this.
  const differing = best(
    relations.filter(
      ({ relation, figure }) =>
        relation === 'different' &&
        !claim.quantities.some((own) => compareQuantities(own, figure) === 'equal'),
    ),
  )
  const tell = ({ figure, quote }: Candidate<Quantity>, code: Finding['code']): Finding => ({
    code,
    severity: 'contradicts',
    text: quantity.text,
    instead: figure.text,
    quote,
  })
  if (agreeing) {
    const beside = best(
      relations.filter(({ relation, quote }) => relation === 'different' && quote === agreeing.quote),
    )
    const other = [beside, differing].find((rival) => swapped(agreeing, rival, alignment))
    return other ? tell(other, 'number-differs') : boundFinding(quantity, agreeing)
  }
  if (standsAsWritten(quantity, quotes) || candidates.some(({ figure }) => bareIn(figure, quantity)))
    return undefined
  const otherUnit = best(
    candidates.filter(({ figure }) => figure.unit !== quantity.unit && sameWriting(figure, quantity)),
  )
  const bettered = differing && otherUnit && differing.role > otherUnit.role && differing.role >= sameThing
  if (otherUnit && !bettered && looseUnits(quantity, otherUnit.figure)) return undefined
  // 46% is no rival of 460,000 visitors for sharing two digits.
  if (otherUnit && otherUnit.role >= 0.15) return tell(otherUnit, 'unit-differs')
  if (differing && differing.role >= leastRole(quantity, differing.figure))
    return tell(
      differing,
      sameWriting(quantity, differing.figure) && quantity.unit !== '' ? 'unit-differs' : 'number-differs',
    )
  // "one", "first" carry little: the words around them are checked anyway.
  if (quantity.value === 1 && (quantity.unit === '' || quantity.unit === '#')) return undefined
  return {
    code: 'number-missing',
    severity: 'missing',
    text: quantity.text,
    ...(differing ? { instead: differing.figure.text, quote: differing.quote } : {}),
  }
}

/** Counts and ordinals of quite other things stand in every text; measures of one kind seldom do. */
function leastRole(claimed: Quantity, found: Quantity): number {
  if (claimed.unit === '#') return 0.6
  if (claimed.unit !== '') return sameThing
  return claimed.counted !== undefined && claimed.counted === found.counted ? sameThing : 0.5
}

function boundFinding(claimed: Quantity, { figure, quote }: Candidate<Quantity>): Finding | undefined {
  if (claimed.bound === figure.bound && (claimed.approximate || !figure.approximate)) return undefined
  const finding = {
    code: 'quantifier-differs',
    text: claimed.text,
    instead: withBound(figure),
    quote,
  } as const
  if (claimed.bound !== 'exact' && figure.bound !== 'exact')
    return isUpper(claimed) === isUpper(figure) ? undefined : { ...finding, severity: 'contradicts' }
  if (claimed.bound === 'exact') {
    const looser = figure.bound !== 'exact' || (figure.approximate && !claimed.approximate)
    return looser ? { ...finding, severity: 'shifts' } : undefined
  }
  // At least 300 follows from 300, more than 300 does not.
  const follows =
    claimed.bound.startsWith('at-') ||
    compareQuantities({ ...claimed, bound: 'exact', step: 0 }, figure) !== 'equal'
  return follows ? undefined : { ...finding, severity: 'shifts' }
}

function withBound(quantity: Quantity): string {
  const sign = {
    exact: quantity.approximate ? '≈ ' : '',
    over: '> ',
    'at-least': '≥ ',
    under: '< ',
    'at-most': '≤ ',
  }[quantity.bound]
  return `${sign}${quantity.text}`
}

function isUpper({ bound }: Quantity): boolean {
  return bound === 'under' || bound === 'at-most'
}

function digitsOf(quantity: Quantity): string {
  return /\d[\d.,]*(?<=\d)/.exec(quantity.text)?.[0].replaceAll(',', '') ?? quantity.text.toLowerCase()
}

function sameWriting(a: Quantity, b: Quantity): boolean {
  return digitsOf(a) === digitsOf(b)
}

/** 87.2 in a table whose head says "million yuan": the same three or more digits without any unit. */
function bareIn(found: Quantity, claimed: Quantity): boolean {
  return (
    /^-?[\d.,]+$/.test(found.text) &&
    digitsOf(found).replace('.', '').length >= 3 &&
    sameWriting(found, claimed)
  )
}

/** A bare number can be the one with a unit when the unit stands elsewhere ("units: mg/L", "Sapp, 42,"). */
function looseUnits(claimed: Quantity, found: Quantity): boolean {
  if (claimed.unit === '#' || found.unit === '#') return true
  return (
    (claimed.unit === '' && claimed.counted === undefined) ||
    (found.unit === '' && found.counted === undefined)
  )
}

/** A number that the quotes hold as part of a date, where it has no unit of its own. */
function standsAsWritten(quantity: Quantity, quotes: readonly Statement[]): boolean {
  if (quantity.unit !== '' && quantity.unit !== '#') return false
  const whole = new RegExp(`(?<!\\d)${digitsOf(quantity).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\d)`)
  return quotes.some(({ dates }) => dates.some((date) => whole.test(date.text)))
}
