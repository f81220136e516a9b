import { relations } from '../language/relations.ts'
import type { Relation } from '../language/relation.ts'
import type { EntityId } from '../world.ts'
import { comparatorsIn, type Comparator } from './comparators.ts'
import { topicFor } from './figure-claims.ts'
import { mannerAt } from './manner.ts'
import type { SentenceTruth } from './score.ts'
import {
  breaksBetween,
  clauseAt,
  hideNames,
  membersOf,
  restOf,
  type Group,
  type Reading,
} from './sentence-reading.ts'
import type { PlacedValue } from './told-value.ts'
import { isFigureOfSpeech } from './superlative-speech.ts'
import { tellsAmount } from './values.ts'
import { relationAsked, subjectsAsked, type WorldIndex } from './world-index.ts'

/** That one thing has more or less of something than others, weighed. */
export interface Compared {
  readonly truth: SentenceTruth
  readonly relation: Relation
  /** Who is told apart by it: of two both, of more the one that is told to be most. */
  readonly settles: readonly EntityId[]
  /** The difference that is told with it. */
  readonly difference?: PlacedValue
}

export function readComparisons(reading: Reading, index: WorldIndex): Compared[] {
  const hidden = hideNames(reading.text, reading.mentions)
  // What names nothing and points at nothing compares nothing of the world.
  if (reading.mentions.length === 0 && restOf(reading).length > 12) return []
  return comparatorsIn(hidden).flatMap((comparator) => {
    if (comparator.form === 'most' && isFigureOfSpeech(reading, hidden, comparator, index)) return []
    // `No town is larger than B` compares with all the world.
    if (
      /没有(?:任何|哪|一|比)|(?<!\p{L})no(?: other)? \p{L}+(?: \p{L}+){0,8} $/iu.test(
        hidden.slice(0, comparator.start),
      )
    )
      return []
    // `More than they think`, `shorter than they used to be`.
    if (
      /^(?: \p{L}+){0,4} than (?:they|you|we|people|one|ever|before|usual|expected|it (?:was|used))(?!\p{L})/iu.test(
        hidden.slice(comparator.end),
      )
    )
      return []
    const sides = sidesOf(reading, hidden, comparator, index)
    if (sides === undefined) return []
    return [weigh(reading, comparator, sides, index)]
  })
}

interface Sides {
  readonly relation: Relation
  readonly one: EntityId
  readonly others: readonly EntityId[]
  /** Where the comparison stands, and between where its difference may be told. */
  readonly at: number
  readonly from: number
  readonly to: number
}

function sidesOf(
  reading: Reading,
  hidden: string,
  comparator: Comparator,
  index: WorldIndex,
): Sides | undefined {
  for (const relation of relationsFor(reading, comparator)) {
    const sides = sidesFor(reading, hidden, comparator, relation, index)
    if (sides !== undefined) return sides
  }
  return undefined
}

/** By the nearest word for a relation, the heading, the question; else by what such words are said of. */
function relationsFor(reading: Reading, comparator: Comparator): Relation[] {
  const near = reading.cues
    .filter((cue) => comparator.fits(cue.relation))
    .toSorted(
      (a, b) =>
        breaksBetween(reading, a.start, comparator.start) -
          breaksBetween(reading, b.start, comparator.start) ||
        Math.abs(a.start - comparator.start) - Math.abs(b.start - comparator.start),
    )
    .map((cue) => cue.relation)
  const asked = relationAsked(reading.question)
  const rest = [...reading.headed, ...(asked === undefined ? [] : [asked])].filter(comparator.fits)
  const word = reading.text.slice(comparator.start, comparator.end)
  // `More` and `most` alone are said of anything.
  const vague = /^(?:more|less|fewer|the (?:most|least|fewest)|(?:更|较|最)?[大小多高低少后先])$/i.test(word)
  return [...new Set([...near, ...rest, ...(vague ? [] : relations.filter(comparator.fits))])]
}

function sidesFor(
  reading: Reading,
  hidden: string,
  comparator: Comparator,
  relation: Relation,
  index: WorldIndex,
): Sides | undefined {
  const groups = reading.groups.filter((group) => membersOf(group, relation.subjects, index).length > 0)
  const members = (group: Group | undefined): EntityId[] =>
    group === undefined ? [] : membersOf(group, relation.subjects, index)
  const before = groups.filter((group) => group.end <= comparator.start)
  const after = groups.filter((group) => group.start >= comparator.end)
  const all = [...new Set(groups.flatMap(members))]
  const sides = (
    one: EntityId | undefined,
    others: readonly EntityId[],
    from: number,
    to: number,
  ): Sides | undefined => {
    const rest = [...new Set(others)].filter((id) => id !== one)
    return one === undefined || rest.length === 0
      ? undefined
      : { relation, one, others: rest, at: comparator.start, from, to }
  }
  const asked = subjectsAsked(reading.question.asked, index).filter((id) =>
    relation.subjects.includes(index.entity(id).type),
  )
  const topic = topicFor(reading, relation, index)
  switch (comparator.form) {
    case 'than': {
      const mark = thanMark(hidden, comparator)
      if (mark === undefined) return undefined
      const other = groups.find((group) => group.start >= mark.end && group.start <= mark.end + mark.reach)
      if (other === undefined) {
        return mark.rest
          ? sides(
              members(before.at(-1))[0] ?? topic,
              all.length > 1 ? all : asked,
              comparator.start - 30,
              mark.end + 20,
            )
          : undefined
      }
      const ones = groups.filter(
        (group) =>
          group !== other &&
          (mark.chinese ? group.end <= mark.start || group.start > other.end : group.end <= comparator.start),
      )
      const one = mark.chinese ? (ones[0] ?? undefined) : inClause(reading, ones, comparator.start)
      return sides(
        members(one)[0] ?? topic,
        members(other),
        (one ?? other).end,
        Math.max(comparator.end + 25, other.start),
      )
    }
    case 'beside': {
      const other =
        after[0]?.start !== undefined && after[0].start - comparator.end < 14 ? after[0] : before.at(-1)
      const ones = before.filter((group) => group !== other)
      const one = inClause(reading, ones, comparator.start)
      return sides(members(one)[0] ?? topic, members(other), one?.end ?? 0, comparator.end + 20)
    }
    case 'alone': {
      if (clauseStart(reading, comparator) && before.length === 0) return undefined
      const single = [...before].filter((group) => members(group).length === 1)
      const one =
        inClause(reading, single, comparator.start) ??
        after.find((group) => clauseAt(reading, group.start) === clauseAt(reading, comparator.start)) ??
        single.at(-1)
      const others = all.length > 1 ? all : asked
      // What stands behind another name, or before this one, is that one's figure.
      const isNamed = (group: Group): boolean =>
        group.mentions.some(({ how }) => how === 'name' || how === 'short')
      const from = Math.max(comparator.start - 24, before.findLast(isNamed)?.end ?? 0)
      const to = Math.min(comparator.end + 24, after.find(isNamed)?.start ?? Infinity)
      return sides(members(one)[0] ?? topic, others, from, to)
    }
    case 'most': {
      const clause = clauseAt(reading, comparator.start)
      const here = groups.filter(
        (group) => clauseAt(reading, group.start) === clause && members(group).length === 1,
      )
      const one =
        here.findLast((group) => group.end <= comparator.start) ??
        here.find((group) => group.start >= comparator.end) ??
        before.findLast((group) => members(group).length === 1) ??
        after.find((group) => members(group).length === 1)
      const others = all.length > 1 ? all : asked
      return sides(members(one)[0] ?? topic, others, comparator.start, comparator.end)
    }
  }
}

function clauseStart(reading: Reading, comparator: Comparator): boolean {
  const clause = reading.clauses[clauseAt(reading, comparator.start)]
  return clause !== undefined && reading.text.slice(clause.start, comparator.start).trim() === ''
}

/** `than`, 比, 与…相比: where the other side begins. `rest`: `than the other two`. */
function thanMark(
  hidden: string,
  comparator: Comparator,
): { start: number; end: number; reach: number; chinese: boolean; rest: boolean } | undefined {
  const than = /\bthan\b/iu.exec(hidden.slice(comparator.end))
  if (/[a-z]/i.test(hidden.slice(comparator.start, comparator.end))) {
    if (than === null) return undefined
    const start = comparator.end + than.index
    const next = hidden.slice(start + 4, start + 44)
    // `more than 40 million`, `more than half` are bounds.
    if (
      /^\s*(?:€|\d|(?:half|twice|double|an? |one |two |three |four |five |six |seven |eight |nine |ten )(?!other))/i.test(
        next,
      )
    )
      return undefined
    return {
      start,
      end: start + 4,
      reach: 40,
      chinese: false,
      rest: /^ (?:the others?|both|either|any|all)\b/i.test(next),
    }
  }
  const head = hidden.slice(0, comparator.start)
  const beside = /[与和同跟](?=\u0001[^。；]{0,16}相比)/u.exec(head)
  if (beside !== null)
    return { start: beside.index, end: beside.index + 1, reach: 2, chinese: true, rest: false }
  const mark = head.search(/比(?![较例如赛])(?!.*比(?![较例如赛]))/u)
  if (mark < 0) return undefined
  return {
    start: mark,
    end: mark + 1,
    reach: 3,
    chinese: true,
    rest: /^(?:其他|其余|另外|另一)/.test(hidden.slice(mark + 1)),
  }
}

/** The group that a clause is about: its first one; else the nearest before it. */
function inClause(reading: Reading, groups: readonly Group[], at: number): Group | undefined {
  const clause = clauseAt(reading, at)
  const here = groups.find((group) => clauseAt(reading, group.start) === clause && group.end <= at)
  if (here !== undefined) return here
  const main = groups.filter(
    (group) => group.end <= at && reading.clauses[clauseAt(reading, group.start)]?.relative !== true,
  )
  return main.at(-1) ?? groups.findLast((group) => group.end <= at)
}

function weigh(reading: Reading, comparator: Comparator, sides: Sides, index: WorldIndex): Compared {
  const { relation, one, others } = sides
  const negated = mannerAt(reading, comparator.start).negated === true
  const signs = others.map((other) => signsBetween(one, other, relation, index))
  const difference = differenceTold(reading, sides)
  const settles =
    others.length === 1
      ? [one, ...others]
      : comparator.form === 'most' || comparator.form === 'than' || comparator.form === 'alone'
        ? [one]
        : []
  const base = { relation, settles, ...(difference !== undefined && { difference }) }
  if (signs.some((sign) => sign.length === 0)) return { ...base, truth: 'unsupported' }
  const holds = signs.every((sign) => sign.includes(comparator.sign))
  const apart =
    difference === undefined || others.some((other) => differs(one, other, relation, difference, index))
  return { ...base, truth: (negated ? !holds : holds && apart) ? 'true' : 'false' }
}

function signsBetween(a: EntityId, b: EntityId, relation: Relation, index: WorldIndex): number[] {
  return pairsOf(a, b, relation, index).map(([left, right]) => {
    if (typeof left === 'number' && typeof right === 'number') return Math.sign(left - right)
    const length = Math.min(String(left).length, String(right).length)
    const [x, y] = [String(left).slice(0, length), String(right).slice(0, length)]
    return x < y ? -1 : x > y ? 1 : 0
  })
}

function pairsOf(
  a: EntityId,
  b: EntityId,
  relation: Relation,
  index: WorldIndex,
): (readonly [number | string, number | string])[] {
  const values = (id: EntityId): (number | string)[] =>
    index
      .current(id, relation.id)
      .flatMap(({ value }): (number | string)[] =>
        value.kind === 'quantity' ? [value.amount] : value.kind === 'date' ? [value.date] : [],
      )
  return values(a).flatMap((left) => values(b).map((right) => [left, right] as const))
}

function differenceTold(reading: Reading, sides: Sides): PlacedValue | undefined {
  const kind = sides.relation.value
  const fits = ({ value, start }: PlacedValue): boolean => {
    if (value.kind !== 'quantity' || start < sides.from || start > sides.to) return false
    // What stands in brackets is the thing's own figure.
    if (/[(（]\s*$/.test(reading.text.slice(0, start))) return false
    // `Fewer: 17,880`, 更少，为17880人: so is what follows `is`.
    if (
      /(?:[，,:：]\s*(?:仅|只|才)?[为是有达]|[只仅才][有为是]|[为达][到至]?|(?<!\p{L})(?:at|with|namely|has|had|only))\s*(?:约)?$/iu.test(
        reading.text.slice(0, start),
      ) &&
      !/(?:相差|差距|差额)[^，。]{0,4}$/u.test(reading.text.slice(0, start))
    )
      return false
    return kind.kind === 'date'
      ? value.unit === 'years'
      : kind.kind === 'quantity' &&
          value.unit === kind.unit &&
          /(?<!\p{L})(?:by|longer|shorter|more|less|fewer|larger|smaller|higher|lower|cheaper|deeper)(?!\p{L})|[长短多少高低大小贵深浅]/iu.test(
            reading.text.slice(Math.max(0, start - 12), start + 40),
          )
  }
  const apart = (value: PlacedValue): number => Math.abs(value.start - sides.at)
  return reading.values.filter(fits).toSorted((a, b) => apart(a) - apart(b))[0]
}

function differs(
  a: EntityId,
  b: EntityId,
  relation: Relation,
  told: PlacedValue,
  index: WorldIndex,
): boolean {
  return pairsOf(a, b, relation, index).some(([left, right]) => {
    if (typeof left === 'number' && typeof right === 'number')
      return tellsAmount(told.value, exact(Math.abs(left - right)))
    return yearsBetween(String(left), String(right)).some((years) => tellsAmount(told.value, years))
  })
}

/** Years apart: by the calendar, and full ones. */
function yearsBetween(a: string, b: string): number[] {
  const [from, to] = a < b ? [a, b] : [b, a]
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  const full = from.length === 10 && to.length === 10 && to.slice(5) < from.slice(5) ? years - 1 : years
  return [years, full]
}

function exact(amount: number): number {
  return Number(amount.toPrecision(12))
}
