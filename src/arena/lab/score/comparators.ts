import type { Relation } from '../language/relation.ts'

/** A word that says that one thing has more (+1) or less (−1) of something than others; dates: later is more. */
export interface Comparator {
  readonly start: number
  readonly end: number
  readonly sign: 1 | -1
  readonly form: 'than' | 'alone' | 'most' | 'beside'
  readonly fits: (relation: Relation) => boolean
}

const any = (): boolean => true
const dates = (relation: Relation): boolean => relation.value.kind === 'date'
const amounts = (relation: Relation): boolean => relation.value.kind === 'quantity'
const unit =
  (name: string) =>
  (relation: Relation): boolean =>
    relation.value.kind === 'quantity' && relation.value.unit === name

type Row = readonly [
  comparative: string,
  superlative: string,
  sign: 1 | -1,
  fits: (relation: Relation) => boolean,
]

const english: readonly Row[] = [
  ['longer', 'longest', 1, unit('metre')],
  ['shorter', 'shortest', -1, unit('metre')],
  ['deeper|wider|taller', 'deepest|widest|tallest', 1, unit('metre')],
  ['shallower|narrower', 'shallowest|narrowest', -1, unit('metre')],
  ['cheaper|less expensive|less costly', 'cheapest|least expensive|least costly', -1, unit('euro')],
  ['dearer|costlier|more expensive|more costly', 'dearest|costliest|most expensive|most costly', 1, unit('euro')],
  ['larger|bigger|greater|higher|busier|more populous|more visited', 'largest|biggest|greatest|highest|busiest|most populous|most visited', 1, amounts],
  ['smaller|lower|less populous|less visited', 'smallest|lowest|least populous|least visited', -1, amounts],
  ['older|elder', 'oldest|eldest', -1, dates],
  ['younger|newer', 'youngest|newest', 1, dates],
  ['earlier|sooner(?! or later)', 'earliest', -1, dates],
  ['(?<!sooner or )later', 'latest|most recent(?:ly)?', 1, dates],
] // prettier-ignore
const chinese: readonly Row[] = [
  ['长', '长', 1, unit('metre')],
  ['短', '短', -1, unit('metre')],
  ['[深宽]', '[深宽]', 1, unit('metre')],
  ['[浅窄]', '[浅窄]', -1, unit('metre')],
  ['贵|昂贵', '贵|昂贵', 1, unit('euro')],
  ['便宜|省', '便宜', -1, unit('euro')],
  ['[大多高]', '[大多高]', 1, amounts],
  ['[小少低]', '[小少低]', -1, amounts],
  ['早|先(?![后生])|老(?!师)|古老|年长', '早|先|老|古老|年长', -1, dates],
  ['晚|迟|后(?![者来面])|新(?!闻)|年轻', '晚|迟|年轻', 1, dates],
] // prettier-ignore

const bound = (source: string): string => String.raw`(?<!\p{L})(?:${source})(?!\p{L})`

interface Shape {
  readonly shape: RegExp
  readonly sign: 1 | -1
  readonly form: Comparator['form']
  readonly fits: Comparator['fits']
}

const shapes: readonly Shape[] = [
  ...english.flatMap(([comparative, superlative, sign, fits]): Shape[] => [
    { shape: new RegExp(`${bound(comparative)}(?=.{0,60}?\\bthan\\b)`, 'giu'), sign, form: 'than', fits },
    { shape: new RegExp(`${bound(comparative)}(?!.{0,60}?\\bthan\\b)`, 'giu'), sign, form: 'alone', fits },
    { shape: new RegExp(bound(superlative), 'giu'), sign, form: 'most', fits },
  ]),
  { shape: /(?<!\p{L})more(?! (?:expensive|costly|populous|visited|recent))(?=.{0,60}?\bthan\b)/giu, sign: 1, form: 'than', fits: amounts },
  { shape: /(?<!\p{L})(?:fewer|less(?! (?:expensive|costly|populous|visited)))(?=.{0,60}?\bthan\b)/giu, sign: -1, form: 'than', fits: amounts },
  { shape: /(?<!\p{L})the most(?! (?:expensive|costly|populous|visited|recent|of))(?!\p{L})/giu, sign: 1, form: 'most', fits: amounts },
  { shape: /(?<!\p{L})the (?:least|fewest)(?! (?:expensive|costly|populous|visited))(?!\p{L})/giu, sign: -1, form: 'most', fits: amounts },
  { shape: /(?<!\p{L})(?:(?:was|is|were|came|comes) (?:the )?first(?! (?:held|built|\p{L}+ed)(?!\p{L}))|the first (?:of|to|one)|(?:opened|founded|came|completed|built|established) first)(?!\p{L})/giu, sign: -1, form: 'most', fits: dates },
  { shape: /(?<!\p{L})(?:(?:was|is|came|comes) (?:the )?last(?! (?:held|built|\p{L}+ed)(?!\p{L}))(?! (?:with|at|on) )|the last (?:of|to|one)|(?:opened|founded|came|completed|built|established) last)(?!\p{L})/giu, sign: 1, form: 'most', fits: dates },
  { shape: /(?<!\p{L})(?:before|ahead of|predates|preceded|precedes|prior to)(?= (?:the )?\u0001)/giu, sign: -1, form: 'beside', fits: dates },
  { shape: /(?<!\p{L})(?:after|postdates|followed(?! by))(?= (?:the )?\u0001)/giu, sign: 1, form: 'beside', fits: dates },
  { shape: /(?<!\p{L})(?:exceed(?:s|ed)?|surpass(?:es|ed)?|outnumber(?:s|ed)?|outranks?)(?= (?:that of |the )?\u0001)/giu, sign: 1, form: 'beside', fits: amounts },
  ...chinese.flatMap(([comparative, superlative, sign, fits]): Shape[] => [
    { shape: new RegExp(`(?<=(?:(?<!相)比(?![较例如赛])|[与和同跟][^。；]{0,20}相比)[^。；]{0,40})(?:${comparative})(?!于)`, 'gu'), sign, form: 'than', fits },
    { shape: new RegExp(`(?:${comparative})于(?=\u0001)`, 'gu'), sign, form: 'beside', fits },
    { shape: new RegExp(`(?<![^，。；]{0,30}(?<!相)比(?!较)[^，。；]{0,30})(?:更|较)(?:为)?(?:${comparative})`, 'gu'), sign, form: 'alone', fits },
    { shape: new RegExp(`最(?:为)?(?:${superlative})(?!处)`, 'gu'), sign, form: 'most', fits },
  ]),
  { shape: /(?<=(?:[在于]|早|先)?\u0001)(?:之前|以前)/gu, sign: -1, form: 'beside', fits: dates },
  { shape: /(?<=\u0001)(?:之后|以后)/gu, sign: 1, form: 'beside', fits: dates },
  { shape: /超过(?=\u0001)/gu, sign: 1, form: 'beside', fits: any },
  { shape: /(?:不如|不及|低于)(?=\u0001)/gu, sign: -1, form: 'beside', fits: amounts },
] // prettier-ignore

/** Comparisons in a text whose names are hidden (`\u0001`). */
export function comparatorsIn(hidden: string): Comparator[] {
  return shapes
    .flatMap(
      ({ shape, sign, form, fits }) =>
      Array.from(hidden.matchAll(shape), (match) => ({
        start: match.index, end: match.index + match[0].length, sign, form, fits,
      })), // prettier-ignore
    )
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
}
