import type { Evidence, Expression } from '#vocabulary'
import { compareDates, datesIn, type DateMention, type Quantity } from '#reading'
import { evaluateExpression, resultIs } from '../expression.ts'
import { readStatement } from '../statement.ts'
import { measured } from './about-same.ts'
import { comparingIn, type Comparing } from './cues.ts'
import {
  amountsIn,
  figuresOf,
  isOwn,
  leafOf,
  meant,
  sameFigure,
  spansOf,
  unitsIn,
  type Working,
} from './figures.ts'
import { placesOf, speaksOf } from './mentions.ts'
import { operandsOf, settle, type Operand, type Sentence } from './operands.ts'
import { isUnsure, type Telling } from './telling.ts'

/** Who is said to be ahead, and of whom. */
interface Contest {
  readonly winner: string
  /** Keys of those that it is compared with; empty: all others. */
  readonly others: readonly string[]
  readonly comparing: Comparing
}

interface Placed {
  readonly key: string
  readonly start: number
  readonly end: number
}

function placed({ text, mentions }: Pick<Sentence, 'text' | 'mentions'>): Placed[] {
  return [...new Map(mentions.map((name) => [name.key, name])).values()]
    .flatMap((name) => placesOf(text, name).map((at) => ({ ...at, key: name.key })))
    .toSorted((a, b) => a.start - b.start)
}

/** Joined by commas and `and` alone, names stand in one list. */
const joint =
  /^(?:[\s,、，（(][^，,、]{0,24}[）)])?[\s,、，]*(?:and|和|与|及|以及)?\s*(?:the )?(?:in |at |to )?$/iu

/** Reads who is compared with whom; undefined where the sentence does not say it plainly. */
export function contestOf(sentence: Pick<Sentence, 'text' | 'mentions'>): Contest | undefined {
  const { text } = sentence
  const compared = comparingIn(text)
  const directed = new Set(compared.map(({ most, time }) => `${most} ${time}`))
  const [comparing] = compared
  if (!comparing || directed.size !== 1) return undefined
  const names = placed(sentence)
  const against = /(?<!\p{L})than(?!\p{L})|比|[早晚先后高低多少大小长短深浅]于/iu.exec(text)
  const before = /(?<!\p{L})(?:before|after)(?!\p{L})/iu.exec(text)
  const at = against ?? (comparing.superlative ? undefined : (before ?? undefined))
  if (at) {
    const end = at.index + at[0].length
    const ahead = names.filter((name) => name.end <= at.index)
    const behind = names.filter((name) => name.start >= end)
    const winner = ahead.at(-1)
    // "A and B are longer than C" has two winners.
    if (!winner || behind.length === 0 || new Set(ahead.map(({ key }) => key)).size !== 1) return undefined
    return { winner: winner.key, others: behind.map(({ key }) => key), comparing }
  }
  if (!comparing.superlative) return undefined
  const ahead = names.filter((name) => name.end <= comparing.start).at(-1)
  const behind = names.find((name) => name.start >= comparing.end)
  const subject =
    ahead && !isListed(ahead, names, text) && /^[^,，;；。]*$/u.test(text.slice(ahead.end, comparing.start))
      ? ahead
      : undefined
  if (subject) return { winner: subject.key, others: [], comparing }
  const alone =
    behind && /(?:(?<!\p{L})(?:is|was|are)|[是为属]|[:：])\s*(?:the )?$/iu.test(text.slice(0, behind.start))
  return alone && !isListed(behind, names, text) ? { winner: behind.key, others: [], comparing } : undefined
}

function isListed(name: Placed, names: readonly Placed[], text: string): boolean {
  return names.some(
    (other) =>
      (other.end <= name.start &&
        /^[\s,、，]*(?:and|or|和|与|及|以及|或|、)\s*(?:the )?$|^[、，,]\s*(?:the )?$/iu.test(
          text.slice(other.end, name.start),
        ) &&
        !/[,，]\s*(?:the )?$/iu.test(text.slice(other.end, name.start))) ||
      (other.start >= name.end &&
        joint.test(text.slice(name.end, other.start)) &&
        /\S/u.test(text.slice(name.end, other.start))),
  )
}

/** The order of two operands that a difference or ratio states: the one said to be more first. */
export function inStatedOrder(
  sentence: Sentence,
  chosen: readonly Operand<Quantity>[],
  ratio: boolean,
): readonly Operand<Quantity>[] | undefined {
  const contest = contestOf(sentence)
  const directed = comparingIn(sentence.text).length > 0 || /比/u.test(sentence.text)
  if (!contest) {
    if (directed && !/(?<!\p{L})difference|相差|差距/iu.test(sentence.text))
      return hanDirection(sentence, chosen)
    if (!ratio) return chosen
    const [first] = placed(sentence)
    const top = chosen.find(({ subject }) => subject === first?.key)
    return top && [top, ...chosen.filter((one) => one !== top)]
  }
  const ahead = chosen.find(({ subject }) => subject === contest.winner)
  const behind = chosen.find((one) => one !== ahead)
  if (!ahead || !behind) return undefined
  const most = contest.comparing.most
  if (
    contest.comparing.time ||
    (most ? ahead.value.value <= behind.value.value : ahead.value.value >= behind.value.value)
  )
    return undefined
  return ratio && !most ? [behind, ahead] : [ahead, behind]
}

/** A比B多300人: the word of direction stands before the figure and needs no 更. */
function hanDirection(
  { text, mentions }: Sentence,
  chosen: readonly Operand<Quantity>[],
): readonly Operand<Quantity>[] | undefined {
  const at = text.indexOf('比')
  const word = /([多大长高深重宽贵]|[少小短低浅轻窄])(?:出|了|约)?\s*\d/u.exec(text)?.[1]
  if (at < 0 || !word) return undefined
  const names = placed({ text, mentions })
  const ahead = chosen.find(({ subject }) => subject === names.findLast(({ end }) => end <= at)?.key)
  const behind = chosen.find((one) => one !== ahead)
  if (!ahead || !behind) return undefined
  const most = /[多大长高深重宽贵]/u.test(word)
  return (most ? ahead.value.value > behind.value.value : ahead.value.value < behind.value.value)
    ? [ahead, behind]
    : undefined
}

/** Who has most or least, who was first or last. */
export function extremeWorked(sentence: Sentence): Working | undefined {
  const contest = contestOf(sentence)
  if (!contest) return undefined
  const { most, time } = contest.comparing
  const byDate = time ? [dateContest(sentence, contest)] : []
  const sized = time ? [] : unitsIn(sentence).map((unit) => sizeContest(sentence, contest, unit))
  const worked = [...byDate, ...sized].flatMap((one) => one ?? [])
  const [only] = worked
  return only && worked.length === 1
    ? { ...only, expression: { op: most ? 'maximum' : 'minimum', of: only.leaves } }
    : undefined
}

type Held = Omit<Working, 'expression'> & { readonly leaves: readonly Expression[] }

/** All that it is compared with take part, and nobody is level with it. */
function holds<Value extends { start: number; end: number }>(
  contest: Contest,
  chosen: readonly Operand<Value>[],
  ahead: (a: Value, b: Value) => boolean,
): boolean {
  const winner = chosen.find(({ subject }) => subject === contest.winner)
  const others = chosen.filter((one) => one !== winner)
  return (
    winner !== undefined &&
    others.length > 0 &&
    contest.others.every((key) => others.some(({ subject }) => subject === key)) &&
    others.every(({ value }) => ahead(winner.value, value))
  )
}

function sizeContest(sentence: Sentence, contest: Contest, unit: string): Held | undefined {
  if (unit === '#') return undefined
  const operands = operandsOf(sentence, (telling) => figuresOf(telling, unit))
  const chosen = operands && meant(sentence, operands)
  const settled =
    chosen &&
    settle(
      chosen.flatMap((one) => operands.filter(({ subject }) => subject === one.subject)),
      sentence,
      sameFigure,
    )
  const { most } = contest.comparing
  const gap = (a: Quantity, b: Quantity): boolean =>
    (most ? a.value - b.value : b.value - a.value) >
    (a.approximate || b.approximate ? Math.max(a.step, b.step) / 2 : 0)
  if (!settled || !holds(contest, settled, gap)) return undefined
  const figures = amountsIn(sentence.text)
  if (!figures.every((one) => isOwn(one, sentence, settled))) return undefined
  const leaves = settled.map((one) => leafOf(one))
  return leaves.every((leaf) => leaf !== undefined)
    ? { leaves, used: settled.map(({ telling }) => telling), settled: spansOf(figures, sentence.text) }
    : undefined
}

/** The days, months or years that a quote tells, with their year. */
function fullDates({ statement }: Telling): DateMention[] {
  return statement.dates.filter(({ value }) => /^\d{4}(?:-\d\d){0,2}$/.test(value))
}

/** Subjects with one date each. */
function dated(sentence: Sentence): Operand<DateMention>[] | undefined {
  const operands = operandsOf(sentence, fullDates)
  const chosen = operands && meant(sentence, operands)
  if (!chosen) return undefined
  const found: Operand<DateMention>[] = []
  for (const { subject } of new Map(chosen.map((one) => [one.subject, one])).values()) {
    const own = operands.filter((one) => one.subject === subject)
    const finest = own.toSorted((a, b) => b.value.value.length - a.value.value.length)[0]!
    if (own.some(({ telling }) => isUnsure(telling, sentence.mentions) || telling.past)) return undefined
    if (own.some(({ value }) => !finest.value.value.startsWith(value.value))) return undefined
    found.push(finest)
  }
  return found
}

/** Whether a day, month or year lies wholly before another. */
function precedes(a: DateMention, b: DateMention): boolean {
  const length = Math.min(a.value.length, b.value.length)
  return a.value.slice(0, length) < b.value.slice(0, length)
}

function dateLeaf({ telling, value }: Operand<DateMention>): Expression | undefined {
  const own = datesIn(telling.evidence.quote).find((date) => date.value === value.value)
  return own && { op: 'value', evidence: telling.evidence.id, text: own.text }
}

/** Dates of the sentence stand beside the names that have them. */
function datesAreOwn({ text, mentions }: Sentence, operands: readonly Operand<DateMention>[]): boolean {
  const names = placed({ text, mentions })
  return readStatement(text).dates.every((date) => {
    const bearer =
      names.findLast(({ end }) => end <= date.start) ?? names.find(({ start }) => start >= date.end)
    const own = operands.find(({ subject }) => subject === bearer?.key)
    return own !== undefined && ['same', 'coarser'].includes(compareDates(date, own.value))
  })
}

function datesHeld(sentence: Sentence, found: readonly Operand<DateMention>[]): Held | undefined {
  const leaves = found.map((one) => dateLeaf(one))
  const { dates } = readStatement(sentence.text)
  const figures = amountsIn(sentence.text)
  if (figures.length > 0 || !datesAreOwn(sentence, found)) return undefined
  return leaves.every((leaf) => leaf !== undefined)
    ? {
        leaves,
        used: found.map(({ telling }) => telling),
        settled: [...dates, ...spansOf([], sentence.text)],
      }
    : undefined
}

function dateContest(sentence: Sentence, contest: Contest): Held | undefined {
  const found = dated(sentence)
  const ahead = (a: DateMention, b: DateMention): boolean =>
    contest.comparing.most ? precedes(b, a) : precedes(a, b)
  return found && holds(contest, found, ahead) ? datesHeld(sentence, found) : undefined
}

/** What all quotes of the sentence's names tell, where it says only that things follow each other. */
function aboutOneThing(sentence: Sentence): Sentence {
  const { mentions, tellings } = sentence
  const own = tellings.filter(
    (telling) => fullDates(telling).length > 0 && mentions.some((name) => speaksOf(telling.text, name)),
  )
  const [first, ...rest] = own.map(({ text }) => measured(text, mentions))
  return {
    ...sentence,
    about: new Set([...(first ?? [])].filter((name) => rest.every((one) => one.has(name)))),
  }
}

/** Several names in the order of their dates: earliest first, unless the sentence says otherwise. */
export function orderWorked(given: Sentence): Working | undefined {
  const sentence = aboutOneThing(given)
  const found = dated(sentence)
  const names = placed(sentence).filter(({ key }) => found?.some(({ subject }) => subject === key))
  if (!found || names.length !== found.length || found.length < 2) return undefined
  const backwards = /latest first|newest first|reverse|从晚到早|由近及远/iu.test(sentence.text)
  const told = names.map(({ key }) => found.find(({ subject }) => subject === key)!)
  const sequence = backwards ? told.toReversed() : told
  if (!sequence.every((one, index) => index === 0 || precedes(sequence[index - 1]!.value, one.value)))
    return undefined
  const held = datesHeld(sentence, sequence)
  // Each is the first of those that follow it.
  return (
    held && {
      ...held,
      expression: held.leaves
        .slice(0, -1)
        .reduceRight<Expression>((rest, leaf) => ({ op: 'minimum', of: [leaf, rest] }), held.leaves.at(-1)!),
    }
  )
}

/** The time between two dates, and which came first where the sentence says so. */
export function spanWorked(sentence: Sentence): Working | undefined {
  const { dates } = readStatement(sentence.text)
  const figures = amountsIn(sentence.text)
  const [stated] = figures
  const found = dated(sentence)
  if (!stated || figures.length !== 1 || found?.length !== 2 || !datesAreOwn(sentence, found))
    return undefined
  if (stated.kind !== 'duration') return undefined
  const contest = contestOf(sentence)
  if (!contest && !/(?<!\p{L})(?:apart|between)(?!\p{L})|相隔|间隔|相差|相距/iu.test(sentence.text))
    return undefined
  const ahead = (a: DateMention, b: DateMention): boolean =>
    contest!.comparing.most ? precedes(b, a) : precedes(a, b)
  if (contest && !holds(contest, found, ahead)) return undefined
  const leaves = found.map((one) => dateLeaf(one))
  const evidence: Evidence[] = found.map(({ telling }) => telling.evidence)
  if (!leaves.every((leaf) => leaf !== undefined)) return undefined
  const unit = stated.unit === 'time' ? 'days' : /年|year|decade/iu.test(stated.text) ? 'years' : 'months'
  const expression: Expression = { op: 'date-span', unit, of: leaves }
  const result = evaluateExpression(expression, evidence)
  return result && resultIs(result, stated) && result.value > 0
    ? {
        expression,
        used: found.map(({ telling }) => telling),
        settled: [...dates, ...spansOf(figures, sentence.text)],
      }
    : undefined
}
