import type { EntityType, UnitId } from '../world.ts'

/** What a number is a number of. */
export interface UnitFound {
  readonly unit: UnitId | 'percent' | 'years' | 'other'
  /** What the number is multiplied by to be in the world's unit. */
  readonly factor: number
  readonly of?: EntityType
  /** Measures are units wherever they stand; words for people and things may also begin another phrase. */
  readonly measure: boolean
  readonly end: number
}

/** Names of kinds of things, as they are counted and as they are spoken of (`the bridge`, `该桥`). */
export const typeWords: Readonly<Record<EntityType, { readonly en: string; readonly zh: string }>> = {
  bridge: { en: 'bridges?|crossings?|spans?|viaducts?', zh: '大桥|桥梁|桥' },
  museum: { en: 'museums?|galler(?:y|ies)', zh: '博物馆|美术馆|展馆|馆' },
  lake: { en: 'lakes?', zh: '湖泊|湖' },
  town: {
    en: 'towns?|cit(?:y|ies)|villages?|municipalit(?:y|ies)|settlements?',
    zh: '城镇|小镇|镇|城市|市镇|小城|城|市',
  },
  company: {
    en: 'compan(?:y|ies)|firms?|manufacturers?|contractors?|builders?|business(?:es)?',
    zh: '公司|企业|厂商|建筑商|承建商',
  },
  person: {
    en: 'persons?|people|men|women|man|woman|architects?|engineers?|directors?|designers?|founders?|mayors?|scientists?|heads?',
    zh: '人|建筑师|工程师|设计师|设计者|馆长|所长|市长|镇长|创始人|主任|科学家',
  },
  institute: { en: 'institutes?|institutions?|laborator(?:y|ies)|research (?:cent(?:er|re)s?)', zh: '研究所|研究院|机构|所' },
  festival: { en: 'festivals?|fairs?|celebrations?', zh: '音乐节|艺术节|文化节|节庆|节日|庆典|节' },
} // prettier-ignore

const types = Object.keys(typeWords) as EntityType[]

type Row = readonly [RegExp, UnitFound['unit'], number]
const sticky = (source: string): RegExp => new RegExp(source, 'iuy')

/** Units that say what they are; longer ones first, `square kilometres` before `kilometres`. */
const measures: readonly Row[] = (
  [
    [String.raw`%|％|per ?cent(?:age points?)?(?!\p{L})|个?百分点`, 'percent', 1],
    [String.raw`(?:square[- ]kilomet(?:re|er)s?|sq\.? ?km|km ?²|km\^?2|km sq)(?!\p{L})|平方公里|平方千米|㎢`, 'square-kilometre', 1],
    [String.raw`(?:square[- ]met(?:re|er)s?|sq\.? ?m|m ?²|m\^?2)(?!\p{L})|平方米|㎡`, 'square-kilometre', 1e-6],
    [String.raw`(?:hectares?|ha)(?!\p{L})|公顷`, 'square-kilometre', 0.01],
    [String.raw`(?:square miles?|sq\.? ?mi)(?!\p{L})|平方英里`, 'square-kilometre', 2.589988],
    [String.raw`(?:kilomet(?:re|er)s?|kms?)(?![\p{L}²\d])|公里|千米`, 'metre', 1000],
    [String.raw`(?:centimet(?:re|er)s?|cm)(?!\p{L})|厘米`, 'metre', 0.01],
    [String.raw`(?:met(?:re|er)s?|m)(?![\p{L}²\d])|公尺|米`, 'metre', 1],
    [String.raw`(?:feet|foot|ft)(?!\p{L})|英尺`, 'metre', 0.3048],
    [String.raw`miles?(?!\p{L})|英里`, 'metre', 1609.344],
    [String.raw`(?:euros?|eur)(?!\p{L})|€|欧元|歐元`, 'euro', 1],
    [String.raw`(?:dollars?|usd|pounds?|gbp|crowns?|francs?|yuan|rmb)(?!\p{L})|[$£¥]|美元|英镑|人民币|元`, 'other', 1],
    [String.raw`(?:years?|yrs?)(?!\p{L})|年(?!代|级)`, 'years', 1],
    [String.raw`(?:decades?)(?!\p{L})`, 'years', 10],
    [String.raw`(?:days?|months?|weeks?|hours?|minutes?|seconds?)(?!\p{L})|天|个月|个?小时|分钟|周`, 'other', 1],
    [String.raw`(?:tons?|tonnes?|kg|kilograms?|lanes?|storeys|stories|floors?|times)(?!\p{L})|吨|公斤|车道|层|倍`, 'other', 1],
  ] as const
).map(([source, unit, factor]): Row => [sticky(String.raw`[ -]?(?:${source})`), unit, factor]) // prettier-ignore

const adjectives = String.raw`[ -](?:(?!and |or |in |of |the |to |a |by |for |with |at |on |that |which )[a-z][a-z-]+ ){0,2}`
const things: readonly Row[] = (
  [
    [String.raw`(?:people|persons?|inhabitants?|residents?|visitors?|visits|employees?|staff|workers?|guests?|citizens?|souls?|students?|members?|researchers?|scientists?|attendees?|attendance|spectators?|participants?|passengers?|admissions)(?!\p{L})`, 'person'],
    [String.raw`(?:vehicles?|cars?)(?!\p{L})`, 'vehicle'],
    [String.raw`(?:objects?|items?|works?|pieces?|exhibits?|artefacts?|artifacts?|specimens?|paintings?)(?!\p{L})`, 'object'],
  ] as const
).map(([source, unit]): Row => [sticky(adjectives + source), unit, 1]) // prettier-ignore
const hanThings: readonly Row[] = [
  [sticky(' ?(?:多|余)?(?:辆次|辆|车次|台车|台)'), 'vehicle', 1],
  [sticky(' ?(?:多|余)?(?:件|幅|个展品|项藏品)'), 'object', 1],
  [sticky(' ?(?:多|余)?(?:人次|人|名|位|口|个居民)'), 'person', 1],
]
const hanType = types.map((type): readonly [RegExp, EntityType] => [
  sticky(
    ` ?(?:多|余)?(?:座|个|家|位|名|处|条|项|所|场|届)(?:(?:(?!的)[\\u4e00-\\u9fff]){0,3}?)(?:${typeWords[type].zh})`,
  ),
  type,
])
const enType = types.map((type): readonly [RegExp, EntityType] => [
  sticky(`${adjectives}(?:${typeWords[type].en})(?!\\p{L})`),
  type,
])

/** The unit that begins at `at`; undefined = none that is known. */
export function unitAt(text: string, at: number): UnitFound | undefined {
  for (const [shape, unit, factor] of measures) {
    const end = endOf(shape, text, at)
    if (end > 0) return { unit, factor, measure: true, end }
  }
  for (const [shape, of] of [...hanType, ...enType]) {
    const end = endOf(shape, text, at)
    // People are counted as inhabitants and visitors too: `person` below.
    if (end > 0 && of !== 'person') return { unit: 'object', factor: 1, of, measure: false, end }
  }
  for (const [shape, unit, factor] of [...things, ...hanThings]) {
    const end = endOf(shape, text, at)
    if (end > 0) return { unit, factor, measure: false, end }
  }
  return undefined
}

function endOf(shape: RegExp, text: string, at: number): number {
  shape.lastIndex = at
  return shape.test(text) ? shape.lastIndex : 0
}
