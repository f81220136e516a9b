import type { Relation } from '../language/relation.ts'
import type { EntityId, UnitId } from '../world.ts'
import { isBareFigure } from './bare-figure.ts'
import { publication } from './concrete-subject.ts'
import { mannerAt, now } from './manner.ts'
import {
  breaksBetween, clauseAt, membersOf, restOf, type Clause, type Cue, type Group, type Reading,
} from './sentence-reading.ts' // prettier-ignore
import type { PlacedValue } from './told-value.ts'
import type { Claim } from './weigh-claim.ts'
import { relationAsked, relationOf, subjectsAsked, type WorldIndex } from './world-index.ts'

/**
 * Which figure (a number, a date) is said of which subject in which relation: of all pairings of a word for a relation
 * and a subject, the one whose parts stand nearest in the clause structure. Long: costs are of use only side by side.
 */
export interface FigureReading {
  readonly value: PlacedValue
  readonly relation: Relation
  readonly subjects: readonly EntityId[]
  /** Each subject with this value, or all together (what is weighed either way). */
  readonly claims: readonly Claim[]
}

interface Pairing {
  readonly relation: Relation
  readonly role: 'value' | 'year'
  readonly subjects: readonly EntityId[]
  readonly group?: Group
  readonly cost: number
}

export function readFigures(
  reading: Reading,
  index: WorldIndex,
  consumed: ReadonlySet<PlacedValue>,
): { readonly figures: readonly FigureReading[]; readonly loose: readonly PlacedValue[] } {
  const pairings = reading.values
    // `One of them`, 一位老邻居 count nothing.
    .filter((one) => !consumed.has(one) && !(one.value.kind === 'quantity' && one.value.weak === true))
    .map((value) => ({ value, pairing: bestPairing(reading, value, index) }))
  const years = pairings.filter(({ pairing }) => pairing?.role === 'year').map(({ value }) => value)
  const figures: FigureReading[] = []
  const told = pairings.filter(({ pairing }) => pairing?.role === 'value')
  for (const { value, pairing } of told) {
    const { relation, subjects } = pairing!
    const own = respectively(value, pairing!, told)
    const year =
      relation.changing === undefined
        ? undefined
        : yearFor(
            reading,
            value,
            years,
            told.map((one) => one.value),
          )
    const manner = mannerAt(reading, value.start, year)
    const claims = (own ?? subjects).map((subject): Claim => ({
      subject,
      relation,
      told: value.value,
      manner,
    }))
    figures.push({ value, relation, subjects: own ?? subjects, claims })
  }
  return { figures, loose: pairings.filter(({ pairing }) => pairing === undefined).map(({ value }) => value) }
}

/** As many values as subjects, both in a row: one each. */
function respectively(
  value: PlacedValue,
  pairing: Pairing,
  told: readonly { readonly value: PlacedValue; readonly pairing: Pairing | undefined }[],
): readonly EntityId[] | undefined {
  if (pairing.subjects.length < 2) return undefined
  const alike = told.filter(
    (one) => one.pairing?.relation === pairing.relation && one.pairing.group === pairing.group,
  )
  const at = alike.findIndex((one) => one.value === value)
  return alike.length === pairing.subjects.length ? [pairing.subjects[at]!] : undefined
}

function bestPairing(reading: Reading, value: PlacedValue, index: WorldIndex): Pairing | undefined {
  let best: Pairing | undefined
  if (isElsewhere(reading, value, index)) return undefined
  for (const { relation, role, cost } of speakers(reading, value, index)) {
    const subject = bestSubject(reading, value, relation, index)
    if (subject === undefined) continue
    const pairing: Pairing = { relation, role, ...subject, cost: cost + subject.cost }
    if (best === undefined || pairing.cost < best.cost) best = pairing
  }
  return best
}

/** Relations that the value may be a value of (or, of changing ones, the year), with how far their words are. */
function speakers(
  reading: Reading,
  value: PlacedValue,
  index: WorldIndex,
): { relation: Relation; role: Pairing['role']; cost: number }[] {
  const found = reading.cues.flatMap((cue) => {
    const role = roleOf(value, cue.relation)
    if (role === 'year' && !isServed(reading, cue.relation, index)) return []
    return role === undefined
      ? []
      : [{ relation: cue.relation, role, cost: cueCost(reading, value, cue) + (role === 'year' ? 3 : 0) }]
  })
  if (found.some((one) => one.role === 'value')) return found
  const headed = reading.headed.filter((relation) => roleOf(value, relation) === 'value')
  const asked = relationAsked(reading.question)
  // A bare value answers the question, and so does `the figure`.
  const answers =
    asked !== undefined &&
    roleOf(value, asked) === 'value' &&
    (restOf(reading).length <= 8 || isBareFigure(reading, value))
      ? [asked]
      : []
  const implied = impliedBy(reading, value, index)
  const years = impliedBy(reading, value, index, 'year')
  return [
    ...found,
    ...years.map((relation) => ({ relation, role: 'year' as const, cost: 150 })),
    ...[...headed, ...answers, ...implied].map((relation) => ({
      relation,
      role: 'value' as const,
      cost: 150,
    })),
  ]
}

/** `A (14 May 1931)`: a date alone beside the only thing it can be of, as timelines write it. */
function impliedBy(
  reading: Reading,
  value: PlacedValue,
  index: WorldIndex,
  role: Pairing['role'] = 'value',
): Relation[] {
  const asked = reading.question.asked
  const relation = asked.form === 'survey' || asked.form === 'value' ? undefined : relationOf(asked.relation)
  if (relation === undefined || roleOf(value, relation) !== role) return []
  // `B comes last with 9,870 in 2024`: the year of what is told without a word for it.
  if (role === 'year' && (reading.cues.length > 0 || !isServed(reading, relation, index))) return []
  const subjects = new Set(subjectsAsked(asked, index))
  return reading.mentions.some((one) => one.entities.some((id) => subjects.has(id))) ? [relation] : []
}

function roleOf(placed: PlacedValue, relation: Relation): Pairing['role'] | undefined {
  const { value } = placed
  const kind = relation.value
  if (value.kind === 'date') {
    if (kind.kind === 'date') return 'value'
    if (kind.kind === 'quantity' && relation.changing === undefined) return undefined
    return relation.changing === true && value.precision !== 'decade' ? 'year' : undefined
  }
  if (kind.kind !== 'quantity') return undefined
  return fitsUnit(value, kind.unit) ? 'value' : undefined
}

/** A year belongs to a changing relation only where something is told of it: `opened to traffic in 1931` counts no vehicles. */
function isServed(reading: Reading, relation: Relation, index: WorldIndex): boolean {
  const kind = relation.value
  if (kind.kind === 'entity')
    return reading.groups.some((group) => membersOf(group, [kind.type], index).length > 0)
  return reading.values.some(
    (value) => value.value.kind === 'quantity' && roleOf(value, relation) === 'value',
  )
}

function fitsUnit(value: PlacedValue['value'] & { readonly kind: 'quantity' }, unit: UnitId): boolean {
  if (value.of !== undefined) return false
  if (value.unit === undefined) return value.noun === undefined || value.noun.length < 3
  return value.unit === unit || (unit === 'object' && value.unit === 'person' && value.noun !== undefined)
}

/** `1,240 people` may live in a place or work at one: the word before says more. */
function isUnitAlone(reading: Reading, cue: Cue): boolean {
  return /^(?:people|persons?|人|euros?|欧元|€|objects?|件|vehicles?|辆|cars)$/i.test(
    reading.text.slice(cue.start, cue.end),
  )
}

/** `Quarrying employed 400 people` is told of nothing that employs, and of no town either. */
function isElsewhere(reading: Reading, value: PlacedValue, index: WorldIndex): boolean {
  const clause = clauseAt(reading, value.start)
  const near = reading.cues.filter(
    (cue) => clauseAt(reading, cue.start) === clause && roleOf(value, cue.relation) === 'value',
  )
  const told = near.filter((cue) => !isUnitAlone(reading, cue))
  const fits = (cue: Cue): boolean =>
    reading.groups.some((group) => membersOf(group, cue.relation.subjects, index).length > 0) ||
    reading.topics.some((id) => cue.relation.subjects.includes(index.entity(id).type))
  return told.length > 0 && told.length < near.length && !told.some(fits)
}

function cueCost(reading: Reading, value: PlacedValue, cue: Cue): number {
  if (cue.start < value.end && value.start < cue.end) return isUnitAlone(reading, cue) ? 14 : 0
  const ahead = cue.end <= value.start
  const gap = ahead ? value.start - cue.end : cue.start - value.end
  return breaksBetween(reading, cue.start, value.start) * 40 + Math.min(gap, 39) + (ahead ? 0 : 6)
}

/** The subject that stands nearest by the clauses; what was spoken of before, where the sentence names none. */
function bestSubject(
  reading: Reading,
  value: PlacedValue,
  relation: Relation,
  index: WorldIndex,
): { subjects: readonly EntityId[]; group?: Group; cost: number } | undefined {
  let best: { subjects: readonly EntityId[]; group?: Group; cost: number } | undefined
  for (const group of reading.groups) {
    const subjects = membersOf(group, relation.subjects, index)
    if (subjects.length === 0) continue
    if (isWhole(reading, group) && (reading.groups.length > 1 || reading.topics.length > 0)) continue
    const cost = subjectCost(reading, value, group) + farness(group, subjects[0]!)
    if (best === undefined || cost < best.cost) best = { subjects, group, cost }
  }
  if (best !== undefined) return best
  const topic = topicFor(reading, relation, index)
  return topic === undefined ? undefined : { subjects: [topic], cost: 200 }
}

/** `The largest of the four lakes`, 四个湖中: among which, and not about which. */
function isWhole(reading: Reading, group: Group): boolean {
  if (group.mentions.every((one) => one.oneOf === true || one.entities.length === 1)) return false
  if (group.mentions.some((one) => one.how === 'name' || one.how === 'short')) return false
  return (
    /(?<!\p{L})(?:of|among)(?: all)? $/iu.test(reading.text.slice(0, group.start)) ||
    /^(?:之?中|里)/u.test(reading.text.slice(group.end))
  )
}

/** `It` is sooner what was spoken of first than something else that would fit the words. */
function farness(group: Group, chosen: EntityId): number {
  const [mention] = group.mentions
  return mention?.oneOf === true && mention.how === 'pronoun' && mention.entities[0] !== chosen ? 60 : 0
}

/** Whom a sentence is about that names nobody who could be: not where it names somebody unknown. */
export function topicFor(reading: Reading, relation: Relation, index: WorldIndex): EntityId | undefined {
  const described = describedFor(reading, relation, index)
  if (described !== undefined) return described
  if (namesStranger(reading, relation)) return undefined
  return reading.topics.find((id) => relation.subjects.includes(index.entity(id).type))
}

/** `The designer of A was born in T`: spoken of by what they are to a thing that is named. */
function describedFor(reading: Reading, relation: Relation, index: WorldIndex): EntityId | undefined {
  for (const cue of reading.cues) {
    const { value, subjects } = cue.relation
    if (value.kind !== 'entity' || cue.relation === relation || !relation.subjects.includes(value.type))
      continue
    for (const group of reading.groups)
      for (const named of membersOf(group, subjects, index)) {
        const [fact] = index.current(named, cue.relation.id)
        if (fact?.value.kind === 'entity') return fact.value.entity
      }
  }
  return undefined
}

const englishStranger =
  /(?<![.!?:\u0001]\s*|^|\p{L})\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}+)*|(?:^|(?<=[Tt]he ))\p{Lu}\p{Ll}{2,} (?:Bridge|Museum|Lake|Institute|Festival|Works|Holdings|Shipping|Instruments|Company|Town)|(?:^|\s)Lake \p{Lu}\p{Ll}+/u
const chineseStranger =
  /(?<![该此这那两三座的])[\u4e00-\u9fff]{2,6}(?:大桥|博物馆|艺术节|(?:湖|镇|公司|研究所)(?![长人口]))/u
const calendar =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|According|The|In|On|It|Its|By|As|Since|Until)$/

/** Who says it: no thing of any world. */
const newspaper = new RegExp(`(?:${publication.source})$`, 'u')

/** Whether the sentence names a thing that the world does not have. */
export function namesStranger(reading: Reading, relation: Relation): boolean {
  let rest = reading.text
  for (const { start, end } of [...reading.mentions, ...reading.values])
    rest = rest.slice(0, start) + '\u0001'.repeat(end - start) + rest.slice(end)
  if (reading.mentions.some((one) => one.how === 'noun' || one.how === 'pronoun')) return false
  if (relation.subjects.length === 0) return false
  const english = Array.from(rest.matchAll(new RegExp(englishStranger, 'gu')), (match) => match[0].trim())
  return (
    english.some((name) => !calendar.test(name) && !newspaper.test(name) && !/^\w+:/.test(name)) ||
    chineseStranger.test(rest)
  )
}

function subjectCost(reading: Reading, value: PlacedValue, group: Group): number {
  const { text, clauses } = reading
  if (group.end <= value.start && /^\s*[(（]\s*(?:\p{L}+ ){0,3}$/u.test(text.slice(group.end, value.start)))
    return 0
  const [own, its] = [clauseAt(reading, value.start), clauseAt(reading, group.start)]
  const pronounLess = group.mentions[0]!.how === 'pronoun' ? 3 : 0
  if (own === its) {
    // `Against 17,880 at B`
    if (/^ (?:\p{Ll}+ )?(?:at|for|of) (?:the )?$/u.test(text.slice(value.end, group.start))) return 1
    // … which is not A's.
    const nearer = reading.values.find((one) => one.start > value.start && one.end <= group.start)
    if (
      nearer !== undefined &&
      /^ (?:\p{Ll}+ )?(?:at|for|of) (?:the )?$/u.test(text.slice(nearer.end, group.start))
    )
      return 60
    // Of several in a clause the first is what it is about; what follows a figure only where nothing stands before it.
    return group.start < value.start
      ? 2 + group.start / 1000 + pronounLess
      : 12 + (group.start - value.end) / 1000
  }
  if (its > own) return 45 + 20 * (its - own) + group.start / 1000
  const mine: Clause | undefined = clauses[own]
  const theirs: Clause | undefined = clauses[its]
  // `B, which opened in 1940`: of what stands right before the comma.
  if (mine?.relative === true && its === own - 1) return 15 + (mine.start - group.end) / 1000
  return 20 + 10 * (own - its) + (theirs?.relative === true ? 30 : 0) + pronounLess + group.start / 1000
}

/** The year for which a value of a changing relation is told: in its clause, else before it, else one each in order. */
function yearFor(
  reading: Reading,
  value: PlacedValue,
  years: readonly PlacedValue[],
  values: readonly PlacedValue[],
): number | undefined {
  return yearNear(reading, value.start, years, values.indexOf(value), values.length)
}

/** `P (until 2007)`: the name that a year in brackets is told of. */
function nameBefore(reading: Reading, year: PlacedValue): Group | undefined {
  const open = /[(（][^()（）]{0,24}$/.exec(reading.text.slice(0, year.start))
  if (open === null || !/^[^()（）]{0,16}[)）]/.test(reading.text.slice(year.end))) return undefined
  const before = reading.text.slice(0, open.index).trimEnd().length
  return reading.groups.find(
    (group) =>
      group.end === before && group.mentions.every((one) => one.how === 'name' || one.how === 'short'),
  )
}

export function yearNear(
  reading: Reading,
  at: number,
  years: readonly PlacedValue[],
  order: number,
  count: number,
): number | undefined {
  if (years.length === 0) return undefined
  const year = (placed: PlacedValue | undefined): number | undefined =>
    placed?.value.kind === 'date' ? Number(placed.value.date.slice(0, 4)) : undefined
  const bracketed = years.map((one) => ({ one, of: nameBefore(reading, one) }))
  const mine = bracketed.find(({ of }) => of !== undefined && of.start <= at && at < of.end)
  if (mine !== undefined) return year(mine.one)
  const free = bracketed.filter(({ of }) => of === undefined).map(({ one }) => one)
  if (free.length < years.length) return yearNear(reading, at, free, order, count)
  const own = clauseAt(reading, at)
  const here = years.filter((one) => clauseAt(reading, one.start) === own)
  if (count > 1 && years.length === count && here.length !== 1) return year(years[order])
  const near = (list: readonly PlacedValue[]): PlacedValue | undefined =>
    list.toSorted((a, b) => Math.abs(a.start - at) - Math.abs(b.start - at))[0]
  if (here.length > 0) return year(near(here))
  const clause = reading.clauses[own]
  if (
    clause !== undefined &&
    (/现有/u.test(reading.text.slice(clause.start, clause.end)) ||
      // `She has been since`: from the year told before.
      now.test(reading.text.slice(clause.start, clause.end).replace(/(?<!\p{L})since(?!\p{L})/giu, '')))
  )
    return undefined
  const after = years.filter((one) => clauseAt(reading, one.start) === own + 1)
  const next = reading.clauses[own + 1]
  // `12,345 (2019)`, `12,345, as of 2019`
  if (
    next !== undefined &&
    after.length > 0 &&
    (count === 1 || /[(（]\s*$/.test(reading.text.slice(0, after[0]!.start).slice(-8)))
  )
    return year(after[0])
  return year(near(years.filter((one) => one.start < at))) ?? (count === 1 ? year(years[0]) : undefined)
}
