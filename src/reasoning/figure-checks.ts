import { compareDates, compareQuantities, namesMatch, type DateMention, type Quantity } from '#reading'
import { checkSums, sumsIn, type Derived } from './arithmetic.ts'
import type { Alignment } from './alignment.ts'
import type { Finding } from './findings.ts'
import { neighboursOf, sameRole } from './roles.ts'
import type { Statement } from './statement.ts'

/** Above this likeness of surroundings another value is what the source has instead. */
const sameThing = 0.3
/** A bound is shown by a value that satisfies it only where the surroundings are this alike. */
const sameRoleWithin = 0.45
/** The matching value must not be this much less at home than a differing one. */
const betterHome = 1.6

interface Candidate<Figure> {
  readonly figure: Figure
  readonly quote: number
  readonly role: number
}

/** Checks every number of the claim: it stands in the quotes, in the same unit, about the same thing, with the same bound. */
export function checkQuantities({ claim, quotes }: Alignment): Finding[] {
  const sums = sumsIn(claim)
  // A sum of numbers that are checked needs no source of its own.
  const summed = claim.quantities.filter(
    (quantity) => !sums.some((sum) => sum.quantity === quantity || countsAddends(quantity, sum)),
  )
  return [
    ...checkSums(claim, quotes),
    ...summed.flatMap((quantity) => checkQuantity(claim, quotes, quantity) ?? []),
  ]
}

/** "three years together": how many numbers were added. */
function countsAddends({ value, unit }: Quantity, { addends }: Derived): boolean {
  return (unit === '' && value === addends) || (unit === 'calendar' && value === addends * 12)
}

function checkQuantity(
  claim: Statement,
  quotes: readonly Statement[],
  quantity: Quantity,
): Finding | undefined {
  const home = neighboursOf(
    claim,
    quantity,
    claim.quantities.filter(({ unit }) => unit === quantity.unit),
  )
  const candidates = quotes.flatMap((statement, quote) =>
    statement.quantities.map((figure): Candidate<Quantity> => ({
      figure,
      quote,
      role: sameRole(
        home,
        neighboursOf(
          statement,
          figure,
          statement.quantities.filter(({ unit }) => unit === figure.unit),
        ),
      ),
    })),
  )
  const finding = { text: quantity.text } as const
  const comparable = candidates.filter(({ figure }) => figure.unit === quantity.unit)
  const relations = comparable.map((candidate) => ({
    ...candidate,
    relation: compareQuantities(quantity, candidate.figure),
  }))
  // "less than 5 percent" is not shown by any percentage below five, only by one of the same thing.
  const agreeing = best(
    relations.filter(
      ({ relation, role }) => relation === 'equal' || (relation === 'within' && role >= sameRoleWithin),
    ),
  )
  const differing = best(relations.filter(({ relation }) => relation === 'different'))
  if (agreeing) {
    if (
      differing &&
      swapped(agreeing, differing, quantity.unit !== '') &&
      !distributes(quotes[differing.quote]!.text)
    )
      return {
        ...finding,
        code: 'number-differs',
        severity: 'contradicts',
        instead: differing.figure.text,
        quote: differing.quote,
      }
    return boundFinding(quantity, agreeing)
  }
  if (standsAsWritten(quantity, quotes) || comparable.some(({ figure }) => bareIn(figure, quantity)))
    return undefined
  const otherUnit = best(
    candidates.filter(
      ({ figure, role }) => figure.unit !== quantity.unit && role >= 0.15 && sameWriting(figure, quantity),
    ),
  )
  if (otherUnit && !looseUnits(quantity, otherUnit.figure))
    return {
      ...finding,
      code: 'unit-differs',
      severity: 'contradicts',
      instead: otherUnit.figure.text,
      quote: otherUnit.quote,
    }
  if (otherUnit) return undefined
  if (differing && differing.role >= leastRole(quantity, differing.figure))
    return {
      ...finding,
      code: 'number-differs',
      severity: 'contradicts',
      instead: differing.figure.text,
      quote: differing.quote,
    }
  // "one", "first" carry little: the words around them are checked anyway.
  const slight = quantity.value === 1 && (quantity.unit === '' || quantity.unit === '#')
  if (slight) return undefined
  return {
    ...finding,
    code: 'number-missing',
    severity: 'missing',
    ...(differing ? { instead: differing.figure.text, quote: differing.quote } : {}),
  }
}

/** A third when each of the two names somebody or something of its own, and nothing in common. */
function subjectShare(claim: Statement, quote: Statement): number {
  if (claim.names.length === 0 || quote.names.length === 0) return 1
  return claim.names.some(
    ({ text }) => quote.names.some((other) => namesMatch(text, other.text)) || quote.text.includes(text),
  )
    ? 1
    : 0.35
}

function best<C extends { readonly role: number }>(candidates: readonly C[]): C | undefined {
  let found: C | undefined
  for (const candidate of candidates) if (!found || candidate.role > found.role) found = candidate
  return found
}

/** The value stands in the quotes, but the words around it are those of another value: in one sentence, or plainly. */
function swapped(
  agreeing: Candidate<unknown>,
  differing: Candidate<unknown>,
  acrossQuotes: boolean,
): boolean {
  if (agreeing.quote === differing.quote)
    return differing.role > sameThing * 1.5 && differing.role > agreeing.role * betterHome
  return acrossQuotes && differing.role > 0.75 && agreeing.role < 0.2
}

/** "12 and 15 respectively": surroundings do not tell which is whose. */
function distributes(text: string): boolean {
  return /\brespectively\b|分别|依次/i.test(text)
}

function boundFinding(claimed: Quantity, { figure, quote }: Candidate<Quantity>): Finding | undefined {
  if (claimed.bound === figure.bound && (claimed.approximate || !figure.approximate)) return undefined
  const finding = {
    code: 'quantifier-differs',
    text: claimed.text,
    instead: withBound(figure),
    quote,
  } as const
  if (claimed.bound !== 'exact' && figure.bound !== 'exact') {
    const opposed = isUpper(claimed) !== isUpper(figure)
    return opposed ? { ...finding, severity: 'contradicts' } : undefined
  }
  if (claimed.bound === 'exact' && figure.bound !== 'exact') return { ...finding, severity: 'shifts' }
  if (claimed.bound === 'exact')
    return figure.approximate && !claimed.approximate ? { ...finding, severity: 'shifts' } : undefined
  // At least 300 follows from 300, more than 300 does not.
  const follows =
    compareQuantities({ ...claimed, bound: 'exact', step: 0 }, figure) !== 'equal' ||
    claimed.bound.startsWith('at-')
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

/** Counts and ordinals of quite other things stand in every text; measures of one kind seldom do. */
function leastRole(claimed: Quantity, found: Quantity): number {
  if (claimed.unit === '#') return 0.6
  if (claimed.unit !== '') return sameThing
  return claimed.counted !== undefined && claimed.counted === found.counted ? sameThing : 0.5
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

/** A bare number can be the one with a unit when the unit stands elsewhere (table heads, "units: mg/L"). */
function looseUnits(claimed: Quantity, found: Quantity): boolean {
  if (claimed.unit === '#' || found.unit === '#') return true
  return (
    (claimed.unit === '' && claimed.counted === undefined) ||
    (found.unit === '' && found.counted === undefined)
  )
}

/** A number the quotes hold as it is written, where neither side knows a unit (part of a date, a code, a score). */
function standsAsWritten(quantity: Quantity, quotes: readonly Statement[]): boolean {
  if (quantity.unit !== '' && quantity.unit !== '#') return false
  const digits = digitsOf(quantity)
  return quotes.some(({ dates }) =>
    dates.some((date) => new RegExp(`(?<!\\d)${digits.replace('.', '\\.')}(?!\\d)`).test(date.text)),
  )
}

/** Checks every date of the claim at its own precision; a day and its year may stand in two quotes. */
export function checkDates({ claim, quotes }: Alignment, publishedAt: readonly string[]): Finding[] {
  return claim.dates.flatMap((date) => checkDate(claim, quotes, date, publishedAt) ?? [])
}

function checkDate(
  claim: Statement,
  quotes: readonly Statement[],
  date: DateMention,
  publishedAt: readonly string[],
): Finding | undefined {
  const home = neighboursOf(claim, date, claim.dates)
  const candidates = quotes.flatMap((statement, quote) =>
    statement.dates.map((figure): Candidate<DateMention> & { relation: ReturnType<typeof compareDates> } => ({
      figure,
      quote,
      role: subjectShare(claim, statement) * sameRole(home, neighboursOf(statement, figure, statement.dates)),
      relation: compareDates(date, figure),
    })),
  )
  const agreeing = best(candidates.filter(({ relation }) => relation === 'same' || relation === 'coarser'))
  const differing = best(
    candidates.filter(
      ({ relation, figure }) =>
        relation === 'different' && figure.precision !== 'time' && comparablePrecision(date, figure),
    ),
  )
  const finding = { text: date.text } as const
  if (agreeing) {
    if (!differing || !swapped(agreeing, differing, false) || distributes(quotes[differing.quote]!.text))
      return undefined
    return {
      ...finding,
      code: 'date-differs',
      severity: 'contradicts',
      instead: differing.figure.text,
      quote: differing.quote,
    }
  }
  if (date.precision === 'range' && endsStand(date, candidates)) return undefined
  const year = /^\d{4}/.exec(date.value)?.[0]
  if (year === date.value && quotes.some(({ text }) => new RegExp(`(?<!\\d)${year}(?!\\d)`).test(text)))
    return undefined
  if (assembled(date, candidates, publishedAt)) return undefined
  if (differing && differing.role >= sameThing)
    return {
      ...finding,
      code: 'date-differs',
      severity: 'contradicts',
      instead: differing.figure.text,
      quote: differing.quote,
    }
  const near = best(candidates.filter(({ relation }) => relation === 'finer')) ?? differing
  return {
    ...finding,
    code: 'date-missing',
    severity: 'missing',
    ...(near ? { instead: near.figure.text, quote: near.quote } : {}),
  }
}

function comparablePrecision(a: DateMention, b: DateMention): boolean {
  return (
    (a.precision === 'time') === (b.precision === 'time') &&
    a.value.startsWith('-') === b.value.startsWith('-')
  )
}

function endsStand(range: DateMention, candidates: readonly { figure: DateMention }[]): boolean {
  return range.value.split('/').every((end) => candidates.some(({ figure }) => figure.value === end))
}

/** 27 July 2018 = "July 27" in a quote and 2018 in another, or in the document's date. */
function assembled(
  date: DateMention,
  candidates: readonly { figure: DateMention; relation: string }[],
  publishedAt: readonly string[],
): boolean {
  if (!/^\d{4}-\d\d(?:-\d\d)?$/.test(date.value)) return false
  const year = date.value.slice(0, 4)
  const partial = candidates.some(
    ({ figure, relation }) =>
      relation === 'finer' &&
      figure.value.startsWith('-') &&
      figure.value.replace(/^-+/, '').length >= date.value.length - 5,
  )
  return (
    partial &&
    (candidates.some(({ figure }) => figure.value.startsWith(year)) ||
      publishedAt.some((published) => published.startsWith(year)))
  )
}
