import type { Relation } from '../language/relation.ts'
import type { EntityId } from '../world.ts'
import { fromHan } from './numerals.ts'
import type { SentenceTruth } from './score.ts'
import { hideNames, membersOf, type Reading } from './sentence-reading.ts'
import { relationAsked, subjectsAsked, type WorldIndex } from './world-index.ts'

/**
 * Ratios, read and weighed. Long: half of it is the table of how people tell them in two languages.
 */

/** How many times, by how many per cent or which part of a whole something is, weighed. */
export interface Ratio {
  readonly truth: SentenceTruth
  readonly start: number
  readonly end: number
}

/** A ratio as told: between which bounds it lies. `part`: of a whole or of another; `more`, `less`: by that much. */
interface ToldRatio {
  readonly start: number
  readonly end: number
  readonly low: number
  readonly high: number
  readonly way: 'times' | 'part' | 'more' | 'less'
}

const words: Readonly<Record<string, number>> = {
  twice: 2, double: 2, doubled: 2, two: 2, thrice: 3, triple: 3, tripled: 3, three: 3, four: 4, quadrupled: 4, five: 5,
  quintupled: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, half: 0.5, halved: 0.5, third: 1 / 3, thirds: 1 / 3, quarter: 0.25,
  quarters: 0.25, fifth: 0.2, fifths: 0.2, tenth: 0.1,
} // prettier-ignore
const amount = String.raw`\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten`
const han = '[一二两三四五六七八九十百]+|\\d+(?:\\.\\d+)?'

const timesEnglish = new RegExp(
  String.raw`(?<![\p{Script=Latin}\d.])(?:(?<n>${amount})(?: and a (?<half>half))?[ -](?:times|fold)|(?<w>(?:twice|thrice)(?= (?:as|the|that|those|what|its|their|of|more))|doubled?|triple|tripled|quadrupled|quintupled))(?!\p{L})`,
  'giu',
)
const partEnglish =
  /(?<![\p{Script=Latin}\d.])(?:(?<n>\d+(?:\.\d+)?) ?(?:%|per ?cent)(?! points?)|(?:(?<k>two|three|four|an?|one) )?(?<w>half|halved|thirds?|quarters?|fifths?|tenth))(?!\p{L})/giu
const timesChinese = new RegExp(`(?<n>${han})倍(?<half>半)?|(?<w>翻了?一番|翻倍)`, 'gu')
const partChinese = new RegExp(
  `(?<n>\\d+(?:\\.\\d+)?)(?:%|个百分点)|百分之(?<p>${han})|(?<c>${han})成(?<half>半)?(?![立员])|(?<d>[二三四五六七八九十])分之(?<m>[一二三四五六七八九])|(?<w>一半|(?<=[占过近足])半数|减半)`,
  'gu',
)

const over =
  /(?:more than|over|at least|above|exceed(?:s|ed|ing)?|upwards of|超过|逾|多于|不止|超|过|达到?)\s*$/iu
const under = /(?:less than|under|below|fewer than|not quite|up to|不到|不足|少于|低于|未及)\s*$/iu
const near = /(?:nearly|almost|close to|just under|近|将近|接近)\s*$/iu
const about =
  /(?:about|around|some|roughly|approximately|or so|good|约|大约|大概|约为|左右|差不多)\s*(?:a )?$/iu

/** Ratios in a text whose names are hidden. */
function ratiosIn(text: string): ToldRatio[] {
  const found: ToldRatio[] = []
  const add = (match: RegExpMatchArray, value: number, step: number, way: ToldRatio['way']): void => {
    const start = match.index ?? 0
    const end = start + match[0].length
    if (!Number.isFinite(value) || found.some((one) => one.start < end && start < one.end)) return
    found.push({ start, end, way, ...boundsOf(text, start, end, value, step) })
  }
  for (const match of text.matchAll(timesEnglish)) {
    const { n, half, w } = match.groups!
    const value =
      (n === undefined ? words[w!.toLowerCase()]! : (words[n.toLowerCase()] ?? Number(n))) + (half ? 0.5 : 0)
    add(match, value, Number.isInteger(value) ? 1 : 0.1, 'times')
  }
  for (const match of text.matchAll(timesChinese)) {
    const { n, half } = match.groups!
    const value = n === undefined ? 2 : numberOf(n) + (half ? 0.5 : 0)
    add(match, value, Number.isInteger(value) ? 1 : 0.1, 'times')
  }
  for (const match of text.matchAll(partEnglish)) {
    const { n, k, w } = match.groups!
    if (
      w !== undefined &&
      !/^(?: (?:of|as|that|the|its|from|again|went|go|goes|came|come|comes|were|was|is|are)(?!\p{L})|\s*$|[,.;)])/iu.test(
        text.slice(match.index + match[0].length),
      )
    )
      continue
    const value =
      n === undefined ? words[w!.toLowerCase()]! * (words[k?.toLowerCase() ?? ''] ?? 1) : Number(n) / 100
    add(match, value, n === undefined ? 0.1 : 0.01 * stepOf(n), wayOf(text, match))
  }
  for (const match of text.matchAll(partChinese)) {
    const { n, p, c, half, d, m } = match.groups!
    const value =
      n !== undefined ? Number(n) / 100
        : p !== undefined ? numberOf(p) / 100
          : c !== undefined ? numberOf(c) / 10 + (half ? 0.05 : 0)
            : d !== undefined ? fromHan(m!) / fromHan(d)
              : 0.5 // prettier-ignore
    add(match, value, n !== undefined ? 0.01 * stepOf(n) : c !== undefined ? 0.1 : 0.05, wayOf(text, match))
  }
  return found
}

function stepOf(digits: string): number {
  return 10 ** -(digits.split('.')[1]?.length ?? 0)
}

function numberOf(text: string): number {
  return /\d/.test(text) ? Number(text) : fromHan(text)
}

/** `12 % more`, 多三成, `grew by 12 %`; else a part. */
function wayOf(text: string, match: RegExpMatchArray): ToldRatio['way'] {
  const start = match.index ?? 0
  const after = text.slice(start + match[0].length, start + match[0].length + 24)
  const before = text.slice(Math.max(0, start - 24), start)
  if (/^(?:左右|以上|多|余)?\s*(?:more|larger|longer|higher|bigger|greater|deeper|busier|dearer|increase|growth|rise|up)(?!\p{L})/iu.test(after)) return 'more'
  if (/^(?:左右|以上)?\s*(?:less|smaller|shorter|lower|fewer|cheaper|shallower|decrease|fall|drop|decline|down)(?!\p{L})/iu.test(after)) return 'less'
  if (/(?:grew|grown|rose|risen|increased?|growth|climbed|gained|up)(?: \p{L}+){0,3} (?:by )?(?:\p{L}+ ){0,2}$|(?:增长|增加|上升|提高|[大多高长贵深])(?:了|出)?(?:约|近|超过|逾|不到|大约)?$/iu.test(before)) return 'more'
  if (/(?:fell|fallen|shrank|shrunk|decreased?|dropped|declined|down)(?: \p{L}+){0,3} (?:by )?(?:\p{L}+ ){0,2}$|(?:减少|下降|降低|缩小|[小少低短便宜浅])(?:了|出)?(?:约|近|超过|逾|不到|大约)?$/iu.test(before)) return 'less'
  return 'part'
} // prettier-ignore

function boundsOf(text: string, start: number, end: number, value: number, step: number): { low: number; high: number } {
  // 不到A桥的一半: the bound stands before the name.
  const before = text.slice(Math.max(0, start - 40), start).replace(/\u0001+的$/u, '')
  const after = text.slice(end, end + 6)
  if (under.test(before)) return { low: value * 0.5, high: value }
  if (over.test(before) || /^\s*(?:多|余|以上|有余)/.test(after)) return { low: value, high: value * 1.6 + 0.02 }
  if (near.test(before)) return { low: value * 0.85, high: value }
  const slack = about.test(before) || /^\s*(?:左右|上下)/.test(after) ? 0.1 : 0.05
  const most = Math.max(value * slack, Math.min(step / 2, value * 0.12))
  return { low: value - most, high: value + most }
} // prettier-ignore

const whole =
  /(?<!\p{L})(?:total|of all|of the|of them|combined|overall|of whom|of which|together|altogether|visitors|share)(?!\p{L})|总|合计|全部|其中|占/iu
const change =
  /(?<!\p{L})(?:grew|grown|grow|rose|risen|increased?|growth|fell|fallen|shrank|shrunk|decreased?|dropped|declined|doubled|tripled|quadrupled|quintupled|halved|since|compared with (?:1|2)\d{3})(?!\p{L})|增长|增加|增至|减少|下降|上升|翻|自.{0,8}以来/iu

/** Every ratio that a sentence tells of things of the world, by what the world knows of them. */
export function readRatios(reading: Reading, index: WorldIndex): Ratio[] {
  const hidden = hideNames(reading.text, reading.mentions)
  const told = ratiosIn(hidden)
  if (told.length === 0) return []
  const relations = relationsOf(reading)
  return told.map((one): Ratio => {
    const possible = relations.flatMap((relation) => ratiosOf(reading, one, relation, index))
    const fits = possible.some((value) => one.low - 1e-9 <= value && value <= one.high + 1e-9)
    const truth = possible.length === 0 ? 'unsupported' : fits ? 'true' : 'false'
    return { truth, start: one.start, end: one.end }
  })
}

function relationsOf(reading: Reading): Relation[] {
  const asked = relationAsked(reading.question)
  const amounts = (list: readonly Relation[]): Relation[] =>
    list.filter((one) => one.value.kind === 'quantity')
  const cued = amounts(reading.cues.map((cue) => cue.relation))
  const rest = amounts([...reading.headed, ...(asked === undefined ? [] : [asked])])
  return [...new Set([...cued, ...rest])]
}

/** What the ratio may be in truth: of a pair, of one to the whole, of one to what it was. */
function ratiosOf(reading: Reading, told: ToldRatio, relation: Relation, index: WorldIndex): number[] {
  const { text } = reading
  const amountOf = (id: EntityId): number | undefined => {
    const value = index.current(id, relation.id)[0]?.value
    return value?.kind === 'quantity' ? value.amount : undefined
  }
  const groups = reading.groups
    .map((group) => ({ group, ids: membersOf(group, relation.subjects, index) }))
    .filter(({ ids }) => ids.length > 0)
  const singles = groups.filter(({ ids }) => ids.length === 1)
  const topics = reading.topics.filter((id) => relation.subjects.includes(index.entity(id).type))
  const asked = subjectsAsked(reading.question.asked, index).filter((id) => topics.includes(id))
  const relate = (ratio: number): number =>
    told.way === 'more' ? ratio - 1 : told.way === 'less' ? 1 - ratio : ratio
  if (change.test(text) && singles.length < 2) {
    const id = singles[0]?.ids[0] ?? topics[0]
    return id === undefined ? [] : changesOf(reading, id, relation, index).map(relate)
  }
  const one = singles.find(({ group }) => group.start < told.start) ?? singles[0]
  const other = singles.find(({ ids }) => ids[0] !== one?.ids[0])
  const subject = one?.ids[0] ?? topics[0]
  if (subject === undefined) return []
  const mine = amountOf(subject)
  if (other !== undefined && !(told.way === 'part' && /总|占|total/iu.test(text))) {
    const its = amountOf(other.ids[0]!)
    return mine === undefined || its === undefined ? [] : [relate(mine / its)]
  }
  if (told.way === 'times') return changesOf(reading, subject, relation, index)
  if (told.way !== 'part' || !whole.test(text)) return []
  // `A third of all visitors to A`: a part of what is A's own.
  const after = hideNames(text, reading.mentions).slice(told.end)
  if (
    /^ of (?:all |its |the )?(?:(?!whom|which|went|go|goes|were|was)\p{L}+ ){0,4}\u0001/u.test(after) &&
    singles.length === groups.length
  )
    return []
  // Of several things one is told to be a part: the one that stands after it, or the only one.
  const part = singles.find(({ group }) => group.start > told.end)?.ids[0] ?? subject
  const sets = [...groups.map(({ ids }) => ids), asked, topics].filter(
    (set) => set.length > 1 && set.includes(part),
  )
  return sets.flatMap((set) => {
    const amounts = set.map(amountOf)
    const own = amountOf(part)
    return own === undefined || amounts.includes(undefined)
      ? []
      : [own / (amounts as number[]).reduce((total, each) => total + each, 0)]
  })
}

/** From what it was, in the earliest year told, to what it is. */
function changesOf(reading: Reading, id: EntityId, relation: Relation, index: WorldIndex): number[] {
  const now = index.current(id, relation.id)[0]?.value
  const years = reading.values.flatMap(({ value }) =>
    value.kind === 'date' && value.precision === 'year' ? [Number(value.date)] : [],
  )
  const from = years.length === 0 ? undefined : Math.min(...years)
  return index
    .facts(id, relation.id)
    .flatMap((fact) =>
      fact.standing === 'stale' &&
      (from === undefined || ((fact.asOf ?? from) <= from && from <= (fact.until ?? from))) &&
      fact.value.kind === 'quantity' &&
      now?.kind === 'quantity'
        ? [now.amount / fact.value.amount]
        : [],
    )
}
