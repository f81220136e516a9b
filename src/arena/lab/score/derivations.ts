import type { Relation } from '../language/relation.ts'
import type { EntityId, EntityType } from '../world.ts'
import type { SentenceTruth } from './score.ts'
import { readHolderCounts } from './holder-counts.ts'
import { fromHan } from './numerals.ts'
import { hideNames, membersOf, restOf, type Reading } from './sentence-reading.ts'
import type { PlacedValue } from './told-value.ts'
import { typeWords } from './units.ts'
import { tellsAmount } from './values.ts'
import { relationAsked, subjectsAsked, type WorldIndex } from './world-index.ts'

/** Something worked out from several facts, weighed. */
export interface Derived {
  readonly truth: SentenceTruth
  readonly value?: PlacedValue
  /** Told in this order. */
  readonly order?: readonly EntityId[]
}

const together =
  /(?<!\p{L})(?:together|totals?|totall?ed|totall?ing|combined|altogether|in all|sum|jointly|between them|add up|amount(?:s|ed)? to)(?!\p{L})|合计|总共|一共|共计|总计|总和|加起来|相加|总(?:造价|人口|长度?|面积|数|投资|成本|和|额)|(?<![公])共(?=[\d有计约耗长])/iu
const average = /(?<!\p{L})(?:average|averages|averaged|mean|on average)(?!\p{L})|平均/iu
const gap =
  /(?<!\p{L})(?:difference|gap|differ(?:s|ed)? by|margin)(?!\p{L})|相差|差距|差额|之差|差(?=为|是|约|\d)/iu

/** Sums, averages and differences of figures, where the sentence says that it works them out. */
export function readSums(reading: Reading, index: WorldIndex): Derived[] {
  const { text } = reading
  const bare = restOf(reading).length <= 6 && reading.cues.length === 0
  const form = reading.question.asked.form
  const ways = [
    ...(together.test(text) || (bare && form === 'sum') ? [sum] : []),
    ...(average.test(text) ? [mean] : []),
    ...(gap.test(text) || (bare && form === 'difference') ? [difference] : []),
  ]
  if (ways.length === 0) return []
  return reading.values.flatMap((value): Derived[] => {
    if (value.value.kind !== 'quantity' || value.value.of !== undefined) return []
    const truths = relationsOf(reading, value).flatMap((relation) =>
      setsOf(reading, relation, index).flatMap((set) => {
        const amounts = set.map((id) => amountOf(id, relation, index))
        return amounts.includes(undefined)
          ? []
          : ways.map((way) => tellsAmount(value.value, way(amounts as number[])))
      }),
    )
    const told = reading.groups.some((group) =>
      relationsOf(reading, value).some((relation) => isTold(group, relation, value, index)),
    )
    if (truths.includes(true)) return [{ truth: 'true' as const, value }]
    return truths.length === 0 || told ? [] : [{ truth: 'false' as const, value }]
  })
}

/** The parts of a sum are told beside it: they are weighed as figures. */
function isTold(
  group: Reading['groups'][number],
  relation: Relation,
  value: PlacedValue,
  index: WorldIndex,
): boolean {
  return membersOf(group, relation.subjects, index).some((id) =>
    index
      .facts(id, relation.id)
      .some((fact) => fact.value.kind === 'quantity' && tellsAmount(value.value, fact.value.amount)),
  )
}

function relationsOf(reading: Reading, value: PlacedValue): Relation[] {
  const asked = relationAsked(reading.question)
  const found = [
    ...reading.cues.map((cue) => cue.relation),
    ...reading.headed,
    ...(asked === undefined ? [] : [asked]),
  ]
  return [...new Set(found)].filter(
    ({ value: kind }) =>
      kind.kind === 'quantity' &&
      value.value.kind === 'quantity' &&
      (value.value.unit === undefined || value.value.unit === kind.unit),
  )
}

/** Which things may be meant together: those named, those spoken of before, those asked for. */
function setsOf(reading: Reading, relation: Relation, index: WorldIndex): EntityId[][] {
  const fits = (id: EntityId): boolean => relation.subjects.includes(index.entity(id).type)
  const named = [...new Set(reading.groups.flatMap((group) => membersOf(group, relation.subjects, index)))]
  const asked = subjectsAsked(reading.question.asked, index).filter(fits)
  const groups = reading.groups.map((group) => membersOf(group, relation.subjects, index))
  if (named.length > 1) return [named, ...groups].filter((set) => set.length > 1)
  return [asked, [...new Set(reading.topics.filter(fits))]].filter((set) => set.length > 1)
}

function amountOf(id: EntityId, relation: Relation, index: WorldIndex): number | undefined {
  const [fact] = index.current(id, relation.id)
  return fact?.value.kind === 'quantity' ? fact.value.amount : undefined
}

function sum(amounts: readonly number[]): number {
  return Number(amounts.reduce((total, amount) => total + amount, 0).toPrecision(12))
}

function mean(amounts: readonly number[]): number {
  return sum(amounts) / amounts.length
}

function difference(amounts: readonly number[]): number {
  return amounts.length === 2 ? Number(Math.abs(amounts[0]! - amounts[1]!).toPrecision(12)) : Number.NaN
}

/** How many things stand in a relation to something. */
export function readCounts(reading: Reading, index: WorldIndex): Derived[] {
  const trailing = readTrailingCounts(reading, index)
  const held = readHolderCounts(reading, index)
  if (held.length > 0) return held
  return trailing.length > 0 ? trailing : readLeadingCounts(reading, index)
}

const trailingCounts = Object.entries(typeWords).map(
  ([type, { zh }]) =>
    [
      type as EntityType,
      new RegExp(
        `(?:${zh}|人物)(?:一共|总共|共计|总计|合计|共|仅|只|就)?(?:有|为|是)?(?:仅|只|就)?(?<n>[一二两三四五六七八九十]{1,3}|\\d{1,3})[座家个位所名项处](?=[。，；,;.:：—(（]|$)`,
        'u',
      ),
    ] as const,
)

/** 研究所共有五家: what is counted stands before its number. */
function readTrailingCounts(reading: Reading, index: WorldIndex): Derived[] {
  const hidden = hideNames(reading.text, reading.mentions)
  return trailingCounts.flatMap(([type, shape]): Derived[] => {
    const match = shape.exec(hidden)
    if (match === null) return []
    const told = match.groups!['n']!
    const amount = /\d/.test(told) ? Number(told) : fromHan(told)
    const counts = countsFor(reading, type, index)
    const at = match.index + match[0].indexOf(told)
    const placed = reading.values.find((value) => value.start >= match.index && value.start <= at)
    const value: PlacedValue = placed ?? { start: at, end: at + told.length, value: { kind: 'quantity', amount, step: 1 } }
    return counts.length === 0 ? [] : [{ truth: counts.includes(amount) ? 'true' : 'false', value }]
  })
} // prettier-ignore

function readLeadingCounts(reading: Reading, index: WorldIndex): Derived[] {
  const { asked } = reading.question
  const bare = asked.form === 'count' && restOf(reading).length <= 10
  return reading.values.flatMap((value): Derived[] => {
    if (value.value.kind !== 'quantity') return []
    const few = value.value.unit === 'person' && value.value.amount < 100 ? ('person' as const) : undefined
    const type =
      value.value.of ??
      few ??
      (bare && value.value.unit === undefined && asked.form === 'count' ? asked.type : undefined)
    if (type === undefined) return []
    // `58 people worked at A`: a figure of A's, and no count of those who are known by name.
    const isFigure =
      value.value.of === undefined &&
      few !== undefined &&
      reading.cues.some(
        ({ relation, start, end }) =>
          relation.value.kind === 'quantity' &&
          relation.value.unit === few &&
          !/^(?:people|persons?|人)$/i.test(reading.text.slice(start, end)) &&
          reading.groups.some((group) => membersOf(group, relation.subjects, index).length > 0),
      )
    const counts = countsFor(reading, type, index)
    const named = new Set(reading.groups.flatMap((group) => membersOf(group, [type], index)))
    const { amount, weak } = value.value
    if (counts.some((count) => tellsAmount(value.value, count))) return [{ truth: 'true', value }]
    return counts.length === 0 || isFigure || weak === true || named.size === amount
      ? []
      : [{ truth: 'false', value }]
  })
}

function countsFor(reading: Reading, type: EntityType, index: WorldIndex): number[] {
  const asked = reading.question.asked
  const relation = relationAsked(reading.question)
  const cued = [...new Set(reading.cues.map((cue) => cue.relation))]
  const serves = cued.some(
    (one) =>
      one.value.kind === 'entity' && one.subjects.includes(type) && hasValue(reading, one.value.type, index),
  )
  const spoken = serves || relation === undefined ? cued : [...cued, relation]
  return spoken.flatMap((one) => {
    const kind = one.value
    if (kind.kind !== 'entity' || !one.subjects.includes(type)) return []
    const named = reading.groups.flatMap((group) => membersOf(group, [kind.type], index))
    const topics = [
      ...(asked.form === 'count' || asked.form === 'list' ? [asked.value] : []),
      ...reading.topics.filter((id) => index.entity(id).type === kind.type),
    ]
    return (named.length > 0 ? named : topics.slice(0, 1)).map(
      (value) => index.subjectsOf(one.id, value, type).length,
    )
  })
}

function hasValue(reading: Reading, type: EntityType, index: WorldIndex): boolean {
  return reading.groups.some((group) => membersOf(group, [type], index).length > 0)
}

const ordering =
  /(?<!\p{L})(?:order|followed by|then|next|finally|sequence|chronologically|from (?:the )?(?:earliest|oldest|latest|newest))(?!\p{L})|依次|先后|顺序|首先|随后|其次|接着|然后|最后|次序|→|->/iu
const backwards = /(?:latest|newest|most recent)(?: first| to)|reverse|(?:从|由)(?:晚|新)(?:到|至)|倒序/iu

/** In which order things came to be, where the sentence tells them in one. */
export function readOrder(reading: Reading, index: WorldIndex): Derived[] {
  const asked = reading.question.asked.form === 'order'
  const bare =
    asked &&
    restOf(reading).length <= 6 &&
    !/[比早晚]|(?<!\p{L})(?:than|later|earlier|before|after)(?!\p{L})/iu.test(reading.text)
  if (!ordering.test(reading.text) && !bare) return []
  const relation = [
    ...reading.cues.map((cue) => cue.relation),
    ...reading.headed,
    ...(asked ? [relationAsked(reading.question)!] : []),
  ].find((one) => one.value.kind === 'date')
  if (relation === undefined) return []
  const named = reading.groups.filter((group) =>
    group.mentions.every((one) => one.how === 'name' || one.how === 'short'),
  )
  const order = [...new Set(named.flatMap((group) => membersOf(group, relation.subjects, index)))]
  if (order.length < 2) return []
  const dates = order.map(
    (id) => index.current(id, relation.id).find((fact) => fact.value.kind === 'date')?.value,
  )
  if (dates.includes(undefined)) return [{ truth: 'unsupported', order }]
  const told = dates.map((value) => (value?.kind === 'date' ? value.date : ''))
  const sorted = backwards.test(reading.text) ? told.toReversed() : told
  return [{ truth: sorted.every((date, i) => i === 0 || sorted[i - 1]! <= date) ? 'true' : 'false', order }]
}
