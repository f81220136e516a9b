import type { Span } from '#vocabulary'
import { compareQuantities, type Direction, type Modality, type Negation } from '#reading'
import { directionShown } from './arithmetic.ts'
import { thesaurus, type Alignment, type Link } from './alignment.ts'
import type { Finding } from './findings.ts'
import { neighboursOf, sameRole } from './roles.ts'
import type { Statement } from './statement.ts'

/** How many content words after a negation it bears on first: the predicate, rarely more. */
const focus = 3

/** Checks negation, direction of change, opposites, quantifiers and modality of a claim against its quotes. */
export function checkPolarity(alignment: Alignment): Finding[] {
  return [
    ...checkNegation(alignment),
    ...checkDirections(alignment),
    ...checkOpposites(alignment),
    ...checkQuantifiers(alignment),
    ...checkModality(alignment),
  ]
}

/** Indexes of the words a negation bears on: the first few in its scope that are not another cue. */
function focusOf(statement: Statement, { scope }: Negation): number[] {
  const found: number[] = []
  for (const [index, word] of statement.words.entries()) {
    if (word.start < scope.start) continue
    if (word.end > scope.end) break
    found.push(index)
    if (found.length >= (word.han ? focus * 2 - 1 : focus)) break
  }
  return found
}

function negatedWords(statement: Statement): Set<number> {
  return new Set(statement.negations.flatMap((negation) => focusOf(statement, negation)))
}

function* checkNegation({ claim, quotes, links, order }: Alignment): Generator<Finding> {
  const negatedIn = quotes.map(negatedWords)
  const claimNegated = negatedWords(claim)
  for (const negation of claim.negations) {
    const linked = focusOf(claim, negation).flatMap((word) => links[word] ?? [])
    const denied = linked.some(({ quote, at }) => negatedIn[quote]!.has(at))
    if (denied || quotes.some((quote) => restates(negation, quote))) continue
    if (turnedAround(claim, negation, quotes[linked[0]?.quote ?? order[0] ?? 0])) continue
    const best = quotes[order[0] ?? 0]
    const severity = linked.length > 0 ? 'contradicts' : 'missing'
    yield {
      code: 'negation-differs',
      severity,
      text: negation.cue,
      ...(linked[0] ? { quote: linked[0].quote } : {}),
      ...(best && linked[0] ? { instead: around(quotes[linked[0].quote]!, linked[0]) } : {}),
    }
  }
  yield* deniedBySource(claim, quotes, links, claimNegated)
}

const lexical =
  /^(?:fail|refus|declin|unable|lack|absen|rul|den|turn|reject|refut|unlikely|impossible|stopped|否认|否决|拒绝|禁止|缺乏|缺少|杜绝|避免)/

/** The quote uses the same word of denial ("rejected", "without") on the same clause. */
function restates({ cue }: Negation, quote: Statement): boolean {
  const bare = cue.toLowerCase()
  if (!lexical.test(bare)) return false
  return quote.negations.some(
    (other) => other.cue.toLowerCase() === bare || other.cue.slice(0, 5).toLowerCase() === bare.slice(0, 5),
  )
}

/** "did not rise" where the source says "fell" or "unchanged". */
function turnedAround(claim: Statement, negation: Negation, quote: Statement | undefined): boolean {
  const direction = claim.directions.find(
    ({ start, end }) => start >= negation.scope.start && end <= negation.scope.end,
  )
  return (
    direction !== undefined &&
    (quote?.directions.some((other) => other.direction !== direction.direction) ?? false)
  )
}

function around({ text, words }: Statement, { at }: Link): string {
  const word = words[at]
  if (!word) return text.slice(0, 40)
  return text.slice(Math.max(0, word.start - 12), word.end + 4).trim()
}

/** A source that denies what the claim asserts: its negation bears first on a word of the claim, in a clause the claim repeats. */
function* deniedBySource(
  claim: Statement,
  quotes: readonly Statement[],
  links: Alignment['links'],
  claimNegated: ReadonlySet<number>,
): Generator<Finding> {
  for (const [index, quote] of quotes.entries()) {
    for (const negation of quote.negations) {
      const [first, ...rest] = focusOf(quote, negation)
      if (first === undefined) continue
      const near = [first, ...(quote.words[first]!.han ? rest.slice(0, 2) : [])]
      const hit = links.find((link) => link && link.quote === index && near.includes(link.at))
      if (!hit || claimNegated.has(hit.word) || inNegatedClause(claim, hit.word)) continue
      const clause = quote.clauses.find(({ start, end }) => negation.start >= start && negation.start < end)
      if (
        !clause ||
        clauseShare(quote, index, links, clause) < 0.5 ||
        !sharesMore(quote, index, links, clause)
      )
        continue
      if (elsewhereAsserted(hit.word, claim, quotes, index)) continue
      const word = claim.words[hit.word]!
      yield {
        code: 'negation-differs',
        severity: 'contradicts',
        text: claim.text.slice(word.start, word.end),
        instead: quote.text.slice(negation.start, quote.words[near.at(-1)!]!.end),
        quote: index,
      }
    }
  }
}

function inNegatedClause(claim: Statement, word: number): boolean {
  const { start } = claim.words[word]!
  return (
    claim.negations.some((negation) => start >= negation.start - 1 && start < negation.scope.end) ||
    claim.negations.some((negation) => {
      const clause = claim.clauses.find((span) => negation.start >= span.start && negation.start < span.end)
      return clause !== undefined && start >= clause.start && start < clause.end
    })
  )
}

/** Share of a quote's clause that the claim repeats. */
function clauseShare(quote: Statement, index: number, links: Alignment['links'], clause: Span): number {
  const taken = new Set(links.flatMap((link) => (link?.quote === index ? [link.at] : [])))
  let all = 0
  let shared = 0
  for (const [at, word] of quote.words.entries()) {
    if (word.start < clause.start || word.end > clause.end) continue
    all += word.weight
    if (taken.has(at)) shared += word.weight
  }
  return all === 0 ? 0 : shared / all
}

/** A clause of which only the denied word is shared ("when not working") is about something else. */
function sharesMore(quote: Statement, index: number, links: Alignment['links'], clause: Span): boolean {
  let shared = 0
  for (const link of links) {
    const word = link?.quote === index ? quote.words[link.at]! : undefined
    if (word && word.start >= clause.start && word.end <= clause.end) shared += word.weight
  }
  return shared >= 1.7
}

/** Another quote says the word without denying it. */
function elsewhereAsserted(
  word: number,
  claim: Statement,
  quotes: readonly Statement[],
  except: number,
): boolean {
  const { term } = claim.words[word]!
  return quotes.some(
    (quote, index) =>
      index !== except &&
      quote.words.some((other, at) => other.term === term && !negatedWords(quote).has(at)),
  )
}

function* checkDirections({ claim, quotes }: Alignment): Generator<Finding> {
  for (const direction of claim.directions) {
    const against = turnedRound(claim, direction, quotes)
    if (against) {
      yield { code: 'direction-differs', severity: 'contradicts', text: direction.text, ...against }
      continue
    }
    if (negated(claim, direction) || directionShown(claim, direction.direction)) continue
    if (
      direction.direction !== 'level' &&
      directionShown(claim, direction.direction === 'up' ? 'down' : 'up')
    ) {
      yield { code: 'direction-differs', severity: 'contradicts', text: direction.text }
      continue
    }
    const home = neighboursOf(claim, direction, claim.directions)
    let same: { role: number } | undefined
    let other: { role: number; found: Direction; quote: number } | undefined
    for (const [quote, statement] of quotes.entries())
      for (const found of statement.directions) {
        const role = sameRole(home, neighboursOf(statement, found, statement.directions))
        const agrees =
          (found.direction === direction.direction) !== negated(statement, found) ||
          (found.text.toLowerCase() === direction.text.toLowerCase() && !negated(statement, found))
        if (agrees && role >= (same?.role ?? -1)) same = { role }
        if (!agrees && found.direction !== direction.direction && role > (other?.role ?? 0.25))
          other = { role, found, quote }
      }
    if (other && (!same || (other.role > same.role * 1.7 && other.role > 0.5)))
      yield {
        code: 'direction-differs',
        severity: 'contradicts',
        text: direction.text,
        instead: other.found.text,
        quote: other.quote,
      }
  }
}

/** "rose from 24 to 31" of what "fell from 31 to 24": both are right by their own numbers. */
function turnedRound(
  claim: Statement,
  { direction }: Direction,
  quotes: readonly Statement[],
): { readonly instead: string; readonly quote: number } | undefined {
  if (direction === 'level' || !directionShown(claim, direction)) return undefined
  for (const [quote, statement] of quotes.entries()) {
    const other = statement.directions.find(
      (found) => found.direction !== 'level' && found.direction !== direction,
    )
    if (!other || !directionShown(statement, other.direction)) continue
    const [figures, theirs] = [claim.quantities, statement.quantities]
    const same = figures.every((one) => theirs.some((found) => compareQuantities(one, found) === 'equal'))
    if (same && figures.length === 2 && theirs.length === 2) return { instead: other.text, quote }
  }
  return undefined
}

function negated(statement: Statement, span: Span): boolean {
  return statement.negations.some(
    ({ scope, end }) => span.start >= end && span.end <= scope.end && span.start - end < 12,
  )
}

/** A word the quotes lack whose opposite they have in the same surroundings: won/lost, north/south, 批准/驳回. */
function* checkOpposites({ claim, quotes, links }: Alignment): Generator<Finding> {
  for (const [index, word] of claim.words.entries()) {
    if (
      (links[index]?.strength ?? 0) === 1 ||
      claim.directions.some((direction) => direction.start <= word.start && direction.end >= word.end)
    )
      continue
    for (const [quote, statement] of quotes.entries()) {
      const at = statement.words.findIndex((other) => thesaurus.opposed(word.term, other.term))
      const found = statement.words[at]
      if (!found || claim.words.some((own) => own.term === found.term)) continue
      if (sameRole(neighboursOf(claim, word, []), neighboursOf(statement, found, [])) < 0.4) continue
      yield {
        code: 'direction-differs',
        severity: 'contradicts',
        text: claim.text.slice(word.start, word.end),
        instead: statement.text.slice(found.start, found.end),
        quote,
      }
      break
    }
  }
}

const weaker: Readonly<Record<string, readonly string[]>> = {
  all: ['most', 'many', 'some', 'few', 'none'],
  most: ['some', 'few', 'none', 'many'],
  many: ['few', 'none', 'some'],
  none: ['all', 'most', 'many', 'some'],
  few: ['most', 'many', 'all'],
  some: ['none'],
}

function* checkQuantifiers({ claim, quotes, order }: Alignment): Generator<Finding> {
  const offered = quotes.flatMap(({ quantifiers }, quote) =>
    quantifiers.map((quantifier) => ({ ...quantifier, quote })),
  )
  for (const { quantifier, text } of claim.quantifiers) {
    if (offered.some((found) => found.quantifier === quantifier)) continue
    const other = offered.find(
      (found) => weaker[quantifier]?.includes(found.quantifier) && found.quote === order[0],
    )
    if (other)
      yield {
        code: 'quantifier-differs',
        severity: quantifier === 'all' || quantifier === 'none' ? 'contradicts' : 'shifts',
        text,
        instead: other.text,
        quote: other.quote,
      }
    else if (quantifier === 'only' || quantifier === 'all')
      yield { code: 'quantifier-differs', severity: 'shifts', text }
  }
  yield* overGeneralised(claim, quotes, order)
}

/** "Schools closed" from "Some schools closed": the quantifier stands right before a word the claim repeats. */
function* overGeneralised(
  claim: Statement,
  quotes: readonly Statement[],
  order: readonly number[],
): Generator<Finding> {
  const quote = order[0]
  const statement = quote === undefined ? undefined : quotes[quote]
  if (
    !statement ||
    quote === undefined ||
    claim.quantifiers.length > 0 ||
    claim.quantities.some(({ kind }) => kind === 'count' || kind === 'percent' || kind === 'ratio')
  )
    return
  for (const { quantifier, text, end } of statement.quantifiers) {
    if (
      quantifier === 'all' ||
      quantifier === 'many' ||
      quantifier === 'only' ||
      /ly$|^usual|^普遍|^主要/i.test(text)
    )
      continue
    const next = statement.words.find((word) => word.start >= end)
    if (next && next.start - end <= 4 && claim.words.some(({ term }) => term === next.term))
      yield {
        code: 'quantifier-differs',
        severity: 'shifts',
        text: claim.text.slice(0, 0) || statement.text.slice(next.start, next.end),
        instead: text,
        quote,
      }
  }
}

/** What will be is more than what may be. */
function isSurer(own: Modality['modality'], source: Modality['modality']): boolean {
  return own === 'future' && source === 'possible'
}

const done = /\b(?:has|have|had|already|was|were)\b|已|了/i

/** Something planned, possible or hearsay in the source that the claim tells as a fact. */
function* checkModality({ claim, quotes, links, order }: Alignment): Generator<Finding> {
  const quote = order[0]
  const statement = quote === undefined ? undefined : quotes[quote]
  if (!statement || quote === undefined) return
  for (const { modality, text, start, end } of statement.modalities) {
    if (
      modality === 'required' ||
      claim.modalities.some(
        (own) =>
          own.modality === modality ||
          (own.modality !== 'hearsay' && modality !== 'hearsay' && !isSurer(own.modality, modality)),
      )
    )
      continue
    const clause = statement.clauses.find((span) => start >= span.start && start < span.end)
    const governed = statement.words.findIndex(
      (word) => word.start >= end && (!clause || word.end <= clause.end),
    )
    const link = links.find(
      (found) => found?.quote === quote && found.at === governed && found.strength >= 0.75,
    )
    if (!link || statement.words[governed]!.start - end > 12) continue
    if (claim.text.toLowerCase().includes(text.toLowerCase())) continue
    // News tells ahead what a later text tells as past; only what is told as done already is more than was said.
    if (
      modality === 'future' &&
      !done.test(
        claim.text.slice(Math.max(0, claim.words[link.word]!.start - 12), claim.words[link.word]!.end + 2),
      )
    )
      continue
    yield {
      code: 'modality-differs',
      severity: 'shifts',
      text: claim.text.slice(claim.words[link.word]!.start, claim.words[link.word]!.end),
      instead: text,
      quote,
    }
  }
  for (const { modality, text } of claim.modalities) {
    if (modality !== 'planned' && modality !== 'required') continue
    if (quotes.some(({ modalities }) => modalities.length > 0)) continue
    if (quotes.some((found) => found.text.toLowerCase().includes(text.toLowerCase()))) continue
    yield { code: 'modality-differs', severity: 'shifts', text }
  }
}
