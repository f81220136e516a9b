import type { Span } from '#vocabulary'
import { compareDates, compareQuantities, namesMatch, type DateMention, type Quantity } from '#reading'
import { align, thesaurus, type Alignment } from './alignment.ts'
import { neighboursOf, sameRole } from './roles.ts'
import { readStatement, type Statement } from './statement.ts'

/** Two statements of one thing that cannot both be right. */
export interface FoundDisagreement {
  readonly kind: 'number' | 'date' | 'polarity'
  /** The words both share, in the first one's order. */
  readonly about: string
  readonly valueA: string
  readonly valueB: string
}

/** Both sentences must share this much of their content, numbers and dates apart. */
const leastShared = 0.6
/** … and this much when nothing but a negation or a direction tells them apart, or one gives no time. */
const muchShared = 0.75

/**
 * Tells whether two sentences state different values of the same attribute of the same subject. Built to be
 * silent when unsure: other names, places, codes, years, units or parts, comparisons within a sentence, and
 * ranges that hold the other's value are no conflict.
 */
export function findConflict(
  a: { readonly text: string },
  b: { readonly text: string },
): FoundDisagreement | undefined {
  const first = readStatement(a.text)
  const second = readStatement(b.text)
  if (a.text.length > 1_500 || b.text.length > 1_500 || first.words.length < 2 || second.words.length < 2)
    return undefined
  const there = align(first, [second])
  const back = align(second, [first])
  const shared = Math.min(sharedShare(there), sharedShare(back))
  if (shared < leastShared || differentSubjects(there, back))
    return deadlineConflict(first, second) ?? swapSides(deadlineConflict(second, first))
  const about = sharedWords(there)
  if (about === '') return undefined
  return (
    numberConflict(first, second, shared, about) ??
    dateConflict(first, second, about) ??
    polarityConflict(there, shared, about)
  )
}

/** Coverage with words of direction left out: they are what may disagree. */
function sharedShare({ claim, links }: Alignment): number {
  let all = 0
  let linked = 0
  for (const [index, word] of claim.words.entries()) {
    const strength = links[index]?.strength ?? 0
    if (strength === 0 && claim.directions.some(({ start, end }) => start < word.end && end > word.start))
      continue
    all += word.weight
    linked += word.weight * strength
  }
  return all === 0 ? 0 : linked / all
}

/** Names, codes, ordinals or opposed words that only one side has, and the other has its own of. */
function differentSubjects(there: Alignment, back: Alignment): boolean {
  const [a, b] = [there.claim, back.claim]
  const own = (x: Statement, y: Statement): boolean =>
    x.names.some(
      ({ text }) =>
        !y.names.some((other) => namesMatch(text, other.text)) &&
        !y.text.toLowerCase().includes(text.toLowerCase()),
    )
  if (own(a, b) && own(b, a)) return true
  if (
    a.names.some((name) => name.kind === 'identifier' && !b.text.includes(name.text)) ||
    b.names.some((name) => name.kind === 'identifier' && !a.text.includes(name.text))
  )
    return true
  const ordinals = (x: Statement): string =>
    x.quantities
      .filter(({ kind }) => kind === 'ordinal')
      .map(({ value }) => value)
      .toSorted((p, q) => p - q)
      .join()
  if (ordinals(a) !== ordinals(b)) return true
  const left = unlinked(there)
  const right = unlinked(back)
  const directions = (x: Statement, at: Span): boolean =>
    x.directions.some(({ start, end }) => start < at.end && end > at.start)
  if (
    left.some((word) =>
      right.some(
        (other) => thesaurus.opposed(word.term, other.term) && !directions(a, word) && !directions(b, other),
      ),
    )
  )
    return true
  // Both have content of their own in the same place: "the east basin" and "the west pier".
  const telling = (x: Statement, words: ReturnType<typeof unlinked>): number =>
    words.filter((word) => !directions(x, word)).reduce((sum, { weight }) => sum + weight, 0)
  return Math.min(telling(a, left), telling(b, right)) >= 1.6
}

function unlinked({ claim, links }: Alignment): Statement['words'] {
  return claim.words.filter((_, index) => !links[index])
}

function sharedWords({ claim, links }: Alignment): string {
  const spans = claim.words.filter((_, index) => links[index])
  let about = ''
  let end = -1
  for (const { start, end: to, han } of spans) {
    if (about.length > 40) break
    if (start <= end && han) about += claim.text.slice(Math.max(start, end), Math.max(to, end))
    else about += `${about === '' || han ? '' : ' '}${claim.text.slice(start, to)}`
    end = Math.max(end, to)
  }
  return about
}

/** Comparisons within one sentence hold several values of one thing. */
const comparison =
  /\b(?:compared (?:with|to)|versus|vs\.?|than in|up from|down from|from .{1,30} to|respectively|whereas|instead of)\b|相比|比.{1,12}(?:增|减|高|低|多|少|上升|下降)|由.{1,16}(?:增|降|升|减|提高|下降)至?|从.{1,16}(?:增|降|升|减|提高|下降)|分别|而.{1,8}(?:为|则)/iu

/** The times two sentences speak of: the same, one of them silent, or different. */
function timesOf(a: Statement, b: Statement): 'same' | 'silent' | 'different' {
  if (a.dates.length === 0 && b.dates.length === 0) return 'same'
  if (a.dates.length === 0 || b.dates.length === 0) return 'silent'
  const matched = (x: readonly DateMention[], y: readonly DateMention[]): boolean =>
    x.every((date) => y.some((other) => compareDates(date, other) !== 'different'))
  return matched(a.dates, b.dates) && matched(b.dates, a.dates) ? 'same' : 'different'
}

function numberConflict(
  a: Statement,
  b: Statement,
  shared: number,
  about: string,
): FoundDisagreement | undefined {
  const times = timesOf(a, b)
  if (times === 'different' || (times === 'silent' && shared < muchShared)) return undefined
  if (comparison.test(a.text) || comparison.test(b.text)) return undefined
  for (const quantity of a.quantities) {
    if (quantity.kind === 'ordinal') continue
    const rival = rivalOf(quantity, a, b)
    if (rival) return { kind: 'number', about, valueA: quantity.text, valueB: rival.text }
  }
  return undefined
}

/** The other sentence's value of the same unit in the same role, when it disagrees and neither has the other's. */
function rivalOf(quantity: Quantity, a: Statement, b: Statement): Quantity | undefined {
  const ofUnit = (x: Statement): Quantity[] => x.quantities.filter(({ unit }) => unit === quantity.unit)
  const [mine, theirs] = [ofUnit(a), ofUnit(b)]
  if (theirs.some((other) => agrees(quantity, other))) return undefined
  const home = neighboursOf(a, quantity, mine)
  const ranked = theirs
    .map((other) => ({ other, role: sameRole(home, neighboursOf(b, other, theirs)) }))
    .toSorted((x, y) => y.role - x.role)
  const [best, next] = ranked
  if (!best || best.role < 0.5 || (next && next.role > best.role * 0.75)) return undefined
  // Several values of one unit: the rival must not be another value's match.
  if (mine.some((other) => other !== quantity && agrees(other, best.other))) return undefined
  if (
    quantity.unit === '' &&
    quantity.counted !== undefined &&
    best.other.counted !== undefined &&
    !sameCounted(quantity.counted, best.other.counted)
  )
    return undefined
  return best.other
}

function sameCounted(a: string, b: string): boolean {
  const words = (text: string): string[] => readStatement(text).words.map(({ term }) => term)
  const others = words(b)
  return words(a).some((term) => others.includes(term))
}

const deadline = /\b(?:by|until|before|no later than) (?:the end of |late |early )?$|(?:到|至|于|在)$/i

/**
 * The same target with another deadline ("0.05 mg/L or less by 2025", … "by 2030, with a step in 2027"): what
 * the second says before its first comma is all said by the first, the year apart, and the value is the same.
 */
function deadlineConflict(a: Statement, b: Statement): FoundDisagreement | undefined {
  const main = readStatement(b.text.split(/[,，;；](?!\d)/)[0]!)
  const [mine, theirs] = [a.dates.at(-1), main.dates[0]]
  if (!mine || !theirs || a.dates.length !== 1 || main.dates.length !== 1 || main.words.length < 4)
    return undefined
  if (
    compareDates(mine, theirs) !== 'different' ||
    mine.precision !== theirs.precision ||
    mine.precision === 'time'
  )
    return undefined
  const due = (statement: Statement, { start }: Span): boolean =>
    deadline.test(statement.text.slice(Math.max(0, start - 18), start))
  if (!due(a, mine) || !due(main, theirs)) return undefined
  const back = align(main, [a])
  const value =
    main.quantities.length > 0 &&
    main.quantities.every((quantity) => a.quantities.some((other) => agrees(quantity, other)))
  const named = a.names.every(({ text }) => main.names.some((other) => namesMatch(text, other.text)))
  if (sharedShare(back) < 0.95 || !value || !named || a.negations.length !== main.negations.length)
    return undefined
  return { kind: 'date', about: sharedWords(back), valueA: mine.text, valueB: theirs.text }
}

function swapSides(found: FoundDisagreement | undefined): FoundDisagreement | undefined {
  return found && { ...found, valueA: found.valueB, valueB: found.valueA }
}

/** Compatible either way, at the coarser precision; a bound or range that the other satisfies is no disagreement. */
function agrees(a: Quantity, b: Quantity): boolean {
  const fits = (x: Quantity, y: Quantity): boolean => {
    const relation = compareQuantities(x, y)
    if (relation === 'equal' || relation === 'within') return true
    if (x.high !== undefined && y.value >= x.value && y.value <= x.high) return true
    const value = y.high ?? y.value
    if (x.bound === 'over' || x.bound === 'at-least') return value >= x.value
    if (x.bound === 'under' || x.bound === 'at-most') return y.value <= x.value
    const slack = x.approximate || y.approximate ? 0.1 * Math.abs(x.value) : Math.max(x.step, y.step) / 2
    return Math.abs(x.value - y.value) <= Math.min(slack, 0.1 * Math.abs(x.value)) * (1 + 1e-9)
  }
  return fits(a, b) || fits(b, a)
}

/** What happens once: two dates of it disagree; two dates of a measurement do not. */
const once =
  /\b(?:open(?:ed|s)?|complet(?:ed|es|ion)|found(?:ed|ation)|establish(?:ed|ment)|sign(?:ed|s)|died|born|death|birth|approv(?:ed|al)|publish(?:ed|es)|launch(?:ed)?|began|started|finished|ended|enact(?:ed)?|adopt(?:ed)?|deadline|due|took effect|entered into force|inaugurat(?:ed|ion)|commission(?:ed)|demolish(?:ed)|built|signed|acquired|merged|resigned|appointed|elected|held|expir(?:es|ed))\b|完工|竣工|建成|成立|开工|启用|投入使用|投用|开放|签署|签订|批准|批复|通过|发布|公布|印发|生效|施行|实施|出生|去世|逝世|召开|举行|截止|到期|验收|任命|当选|启动|结束|完成|移交|揭牌|通车|挂牌/iu

function dateConflict(a: Statement, b: Statement, about: string): FoundDisagreement | undefined {
  if (
    a.dates.length !== 1 ||
    b.dates.length !== 1 ||
    (!once.test(about) && !(once.test(a.text) && once.test(b.text)))
  )
    return undefined
  const [mine, theirs] = [a.dates[0]!, b.dates[0]!]
  if (compareDates(mine, theirs) !== 'different' || mine.fiscal !== theirs.fiscal) return undefined
  if (
    mine.precision === 'time' ||
    theirs.precision === 'time' ||
    mine.value.startsWith('-') !== theirs.value.startsWith('-')
  )
    return undefined
  if (mine.precision === 'range' || theirs.precision === 'range') return undefined
  if (
    a.quantities.some(
      (quantity) =>
        quantity.kind !== 'ordinal' &&
        !b.quantities.some((other) => other.unit !== quantity.unit || agrees(quantity, other)),
    )
  )
    return undefined
  if (a.negations.length !== b.negations.length || a.modalities.length !== b.modalities.length)
    return undefined
  return { kind: 'date', about, valueA: mine.text, valueB: theirs.text }
}

function polarityConflict(there: Alignment, shared: number, about: string): FoundDisagreement | undefined {
  const [a, b] = [there.claim, there.quotes[0]!]
  if (shared < muchShared || timesOf(a, b) !== 'same' || comparison.test(a.text) || comparison.test(b.text))
    return undefined
  if (a.quantities.some((quantity) => !b.quantities.some((other) => agrees(quantity, other))))
    return undefined
  const turned =
    a.directions.length === 1 &&
    b.directions.length === 1 &&
    a.directions[0]!.direction !== b.directions[0]!.direction
  const denied = a.negations.length + b.negations.length === 1
  if (turned === denied) return undefined
  if (
    turned &&
    a.directions[0]!.direction !== 'level' &&
    b.directions[0]!.direction !== 'level' &&
    a.negations.length === b.negations.length
  )
    return { kind: 'polarity', about, valueA: a.directions[0]!.text, valueB: b.directions[0]!.text }
  if (!denied || a.modalities.length !== b.modalities.length || a.quantifiers.length !== b.quantifiers.length)
    return undefined
  return { kind: 'polarity', about, valueA: deniedPart(a, b), valueB: deniedPart(b, a) }
}

/** The denied words where they are denied, the same words where they are not. */
function deniedPart(own: Statement, other: Statement): string {
  const [negation] = own.negations
  const cited = negation ?? other.negations[0]!
  const source = negation ? own : other
  const first = source.words.find((word) => word.start >= cited.scope.start)
  const said = first ? source.text.slice(first.start, first.end) : ''
  return negation ? source.text.slice(negation.start, first?.end ?? negation.end) : said || own.text
}
