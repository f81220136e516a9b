import { headingsAt, type Document, type Span } from '#vocabulary'
import { compareQuantities, datesIn, namesIn, quantitiesIn, type Quantity } from '#reading'
import { align } from './alignment.ts'
import { readStatement } from './statement.ts'
import { tellQuote } from './table-rows.ts'

/** One quote as it is told, and what names its subject. */
export interface Telling {
  readonly text: string
  /** Its document's title and the headings above it. */
  readonly about: string
  /** The words before it. */
  readonly before: string
}

/** A quote as it is told in its document. */
export function tellingOf(document: Document, span: Span): Telling {
  return {
    text: tellQuote(document, span),
    about: [document.title, ...headingsAt(document, span.start)].join('\n'),
    before: document.text.slice(Math.max(0, span.start - 300), span.start),
  }
}

/**
 * Finds the clause of a claim that is stitched together from different quotes: the number of one row beside
 * the year of another. A number counts only in a quote that also holds the date beside it and the names of
 * its clause. Undefined when every number stands in good company.
 */
export function findStitch(claim: string, tellings: readonly Telling[]): string | undefined {
  for (const clause of clausesOf(claim)) {
    const dates = datesIn(clause)
    const quantities = quantitiesIn(clause).filter(
      ({ kind, start, end }) =>
        kind !== 'ordinal' && !dates.some((date) => date.start < end && date.end > start),
    )
    const names = namesIn(clause).filter(
      ({ start, end }) => !dates.some((date) => date.start < end && date.end > start),
    )
    for (const quantity of quantities) {
      const date = dateBeside(clause, quantity, quantities, dates)
      const company = [...(date ? [date.text] : []), ...names.map((name) => name.text)]
      const held = tellings.some(
        (telling) =>
          holdsQuantity(telling.text, quantity) &&
          company.every((part) => holdsWords(telling, part)) &&
          speaksOf(clause, telling),
      )
      if (!held) return clause
    }
  }
  return undefined
}

/** Less of a clause than this in a telling, and the number there is another matter's. */
const leastSpokenOf = 0.4

function speaksOf(clause: string, { text, about, before }: Telling): boolean {
  const statement = readStatement(clause)
  return align(statement, [readStatement(`${about}\n${before}\n${text}`)]).coverage >= leastSpokenOf
}

function clausesOf(text: string): string[] {
  return text
    .split(/[，；;]|,\s|\s(?:and|but|while|whereas)\s/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
}

/** "72.8 million in 2022", 2022年…8720万元: the date that a number is told for, if no other number stands between. */
function dateBeside(
  clause: string,
  quantity: Quantity,
  quantities: readonly Quantity[],
  dates: ReturnType<typeof datesIn>,
): ReturnType<typeof datesIn>[number] | undefined {
  const after = dates.find(
    ({ start }) =>
      start >= quantity.end &&
      /^[\s(（]*(?:(?:in|for|by|at|of|on|during)\s+)?$/iu.test(clause.slice(quantity.end, start)),
  )
  if (after) return after
  if (!/\p{Script=Han}/u.test(clause)) return undefined
  return dates.findLast(
    ({ end }) =>
      end <= quantity.start && !quantities.some((other) => other.start >= end && other.end <= quantity.start),
  )
}

function holdsQuantity(text: string, quantity: Quantity): boolean {
  const digits = /\d[\d,]*(?:\.\d+)?/.exec(quantity.text)?.[0].replaceAll(',', '')
  const bare = text.replaceAll(',', '')
  if (digits && new RegExp(`(?<![\\d.])${digits.replace('.', '\\.')}(?![\\d])`).test(bare)) return true
  return quantitiesIn(text).some((other) => ['equal', 'within'].includes(compareQuantities(quantity, other)))
}

/** The words in the quote or in what names its subject; for a date its year, in the quote or as the only one of its title. */
function holdsWords({ text, about, before }: Telling, part: string): boolean {
  const year = /(?:19|20)\d\d/.exec(part)?.[0]
  if (year === undefined) return `${text}\n${about}\n${before}`.toLowerCase().includes(part.toLowerCase())
  if (text.includes(year)) return true
  const titled = new Set(about.match(/(?:19|20)\d\d/g))
  return titled.size === 1 && titled.has(year)
}

/** A name of three words or more that no quote holds in one piece: its parts may be those of different bearers. */
export function findJoinedName(claim: string, tellings: readonly Telling[]): string | undefined {
  const squeeze = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  const all = tellings.map(({ text, about, before }) => squeeze(`${about}\n${before}\n${text}`))
  return namesIn(claim)
    .map(({ text }) => text)
    .find(
      (name) =>
        squeeze(name).split(' ').length >= 3 &&
        /^[\p{Script=Latin}\s.&'-]+$/u.test(name) &&
        !all.some((text) => text.includes(squeeze(name))) &&
        !tellings.some(({ text }) => text.includes(initialsOf(name))),
    )
}

/** EPA for the Environmental Protection Agency. */
function initialsOf(name: string): string {
  return (name.match(/\b\p{Lu}/gu) ?? []).join('')
}

/**
 * Finds a number that a list gives to another bearer: "the North Basin has 14.2, the Central Basin 15.9" does
 * not say that the Central Basin has 14.2. Only where the quote itself gives the claim's name a number of its
 * own right after it, and the claim's number to another name right before it.
 */
export function findMisplaced(
  claim: string,
  quotes: readonly string[],
): { said: string; instead: string } | undefined {
  const names = namesIn(claim).map(({ text }) => text)
  const quantities = quantitiesIn(claim).filter(({ kind }) => kind !== 'ordinal')
  if (names.length !== 1 || quantities.length !== 1) return undefined
  const [name, quantity] = [names[0]!, quantities[0]!]
  for (const quote of quotes) {
    const bearers = namesIn(quote)
    const own = bearers.find(({ text }) => text === name)
    if (!own || bearers.length < 2) continue
    const given = quantitiesIn(quote).map((other) => ({
      other,
      bearer: bearers.findLast(({ end }) => end <= other.start),
    }))
    const held = given.filter(({ other }) => holdsQuantity(other.text, quantity))
    const instead = given.find(({ bearer }) => bearer === own)
    if (
      held.length === 1 &&
      held[0]!.bearer &&
      held[0]!.bearer.text !== name &&
      instead &&
      instead !== held[0]
    )
      return { said: quantity.text, instead: instead.other.text }
  }
  return undefined
}
