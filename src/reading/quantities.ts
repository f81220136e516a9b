/**
 * Numbers with what they count or measure, as a text states them: the patterns of two languages for units, money, shares,
 * ratios, changes and ranges. Long because which reading of a number wins is decided among all of them, in one place.
 */
import type { Span } from '#vocabulary'
import { datesIn, type DateMention } from './dates.ts'
import { foldWidth, numeralsIn, tidy, type Numeral } from './numerals.ts'
import { currencyEndingAt, divide, perUnitEndingAt, unitAt, type Unit } from './units.ts'

/** What a number counts or measures. */
export type QuantityKind =
  | 'count'
  | 'percent'
  | 'percentage-points'
  | 'money'
  | 'measure'
  | 'duration'
  | 'ratio'
  | 'ordinal'

/** Whether a number is given as exact or as a limit. */
export type Bound = 'exact' | 'over' | 'at-least' | 'under' | 'at-most'

/** A number with what it measures, normalised so that equal amounts in different words are equal. */
export interface Quantity extends Span {
  readonly text: string
  readonly kind: QuantityKind
  /** In base units: percents as written (62), fractions as percents (half = 50), money in whole currency units, SI otherwise. */
  readonly value: number
  /** Upper end of a range, in the same unit. */
  readonly high?: number
  /** What can be compared: `` for counts, `%`, `pp`, `×`, `:`, `#` (ordinals), `currency:CNY`, `mass/volume` … */
  readonly unit: string
  /** One unit of the last stated place, in base units: the precision of the statement. */
  readonly step: number
  readonly approximate: boolean
  readonly bound: Bound
  /** What is counted, as the words right after say; absent when they do not. */
  readonly counted?: string
}

interface Draft extends Quantity {
  /** Whether a unit was written at this number (a range's first number often has none). */
  readonly bare: boolean
  readonly numeral: Numeral
}

/** All quantities of a text in order, not overlapping; calendar dates and identifiers are not quantities. Total, linear time. */
export function quantitiesIn(text: string, dates: readonly DateMention[] = datesIn(text)): Quantity[] {
  const folded = foldWidth(text)
  const drafts: Draft[] = []
  let date = 0
  let end = 0
  for (const numeral of [...numeralsIn(folded), ...wordQuantities(folded)].toSorted(
    (a, b) => a.start - b.start || b.end - a.end,
  )) {
    while (date < dates.length && dates[date]!.end <= numeral.start) date++
    const inDate = date < dates.length && dates[date]!.start < numeral.end
    if (inDate || numeral.start < end || insideIdentifier(folded, numeral)) continue
    const draft = 'unit' in numeral ? numeral : measured(text, folded, numeral)
    if (!draft || draft.start < end) continue
    drafts.push(draft)
    end = draft.end
  }
  return joinRanges(text, folded, drafts).map(({ bare: _bare, numeral: _numeral, ...quantity }) => quantity)
}

const standard =
  /(?:\b(?:GB|GB\/T|GBZ|ISO|IEC|EN|DIN|ASTM|HJ|HJ\/T|DB|SL|CJ|QB|RFC|IEEE|BS|JIS|DOI|ISBN|ISSN|arXiv|doi)[ :-]?(?:\d[\d.]*[-/])?|〔|\d-|\/)$/

/** GB 3838-2002, 〔2019〕12号, 10.1000/182: names, not amounts. */
function insideIdentifier(folded: string, { start, end }: Span): boolean {
  const before = folded.slice(Math.max(0, start - 16), start)
  const after = folded.slice(end, end + 6)
  if (/[〔［]/.test(before.slice(-1)) || /^[〕]/.test(after) || /〕第?$/.test(before)) return true
  if (/(?:https?:|www\.)\S*$/.test(before)) return true
  if (
    /^-[\p{L}]/u.test(after) &&
    !/^-(?:year|day|month|week|hour|minute|second|km|kilomet|met|mile|foot|feet|acre|hectare|ton|kg|million|billion|page|member|storey|story|point|fold|strong|man|person|bed|room|game|time|percent|degree|litre|liter|part|match|way|lane|seat)/.test(
      after + folded.slice(end + 6, end + 14),
    )
  )
    return /^\d/.test(folded[start] ?? '')
  return (
    standard.test(before) &&
    !/\d\/$/.test(before) &&
    !/\d-$/.test(before.replace(/(?:GB|HJ|DB|SL|ISO).*$/, ''))
  )
}

function measured(text: string, folded: string, numeral: Numeral): Draft | undefined {
  const currency = currencyEndingAt(folded, numeral.start)
  let { start, end } = numeral
  let scale = 1
  if (currency) {
    start = currency.start
    const suffix = /^ ?(k|m|mn|mln|b|bn|tn)\b/i.exec(folded.slice(end, end + 5))
    if (suffix) {
      scale = { k: 1e3, m: 1e6, mn: 1e6, mln: 1e6, b: 1e9, bn: 1e9, tn: 1e12 }[suffix[1]!.toLowerCase()]!
      end += suffix[0].length
    }
  } else if (!numeral.spelled && /^k\b/.test(folded.slice(end, end + 2))) {
    scale = 1e3
    end += 1
  }
  const found = unitOf(folded, numeral, end, currency?.unit)
  end = found.end
  if (/[百千]分之$/.test(folded.slice(Math.max(0, start - 3), start))) start -= 3
  const { factor, offset } = found
  const value = tidy(numeral.value * scale * factor + offset)
  const around = circumstances(folded, start, end)
  const counted = found.unit === '' ? countedAfter(folded, end) : undefined
  return {
    start,
    end: around.end,
    text: text.slice(start, around.end),
    kind: found.kind,
    value,
    unit: found.unit,
    step: tidy(numeral.step * scale * factor),
    approximate: numeral.approximate || around.approximate,
    bound: around.bound,
    ...(counted ? { counted } : {}),
    bare: found.bare,
    numeral,
  }
}

interface Found {
  readonly unit: string
  readonly kind: QuantityKind
  readonly factor: number
  readonly offset: number
  readonly end: number
  readonly bare: boolean
}

const points = / ?(?:percentage[ -]points?|个百分点|pp\b|ppts?\b)/y
const percent = / ?(?:%|per ?cents?\b|pct\b)/y
const times = / ?(?:倍|times\b(?! (?:a|per|in|the|during|before))|[ -]?fold\b|x\b)/y
const tenths = /成([一二三四五六七八九半])?(?![为立员果本就长功分份都])/y
const labelled =
  /\b(?:No\.?|Nos\.?|Number|Table|Figure|Fig\.?|Section|Chapter|Article|Appendix|Part|Phase|Stage|Grade|Class|Level|Step|Page|p\.|Rule|Annex|Item|Volume|Vol\.) ?$/

function plain(unit: string, kind: QuantityKind, end: number, factor = 1): Found {
  return { unit, kind, factor, offset: 0, end, bare: false }
}

/** 一期, 三级, 二号: a place in a row, not so many of them. */
function isRank(folded: string, { start, spelled }: Numeral, at: number): boolean {
  return (
    spelled &&
    /^[一二三四五六七八九]$/.test(folded.slice(start, at)) &&
    /^[期级號号线审等]/.test(folded.slice(at, at + 1))
  )
}

/** What follows (or precedes) a number and says what it measures. */
function unitOf(folded: string, numeral: Numeral, at: number, currency: Unit | undefined): Found {
  if (currency) {
    const unit = unitAt(folded, at)
    const perUnit =
      /^ ?(?:\/|per) ?/.exec(folded.slice(at, at + 6)) &&
      unitAt(folded, at + /^ ?(?:\/|per) ?/.exec(folded.slice(at, at + 6))![0].length)
    if (perUnit)
      return {
        ...plain('', 'money', perUnit.end, currency.factor / perUnit.unit.factor),
        unit: divide(currency, perUnit.unit).dimension,
      }
    // RMB 320万元, $5 USD: said twice.
    const twice = unit?.unit.dimension.startsWith('currency:') ? unit : undefined
    return plain(twice?.unit.dimension ?? currency.dimension, 'money', twice?.end ?? at)
  }
  const before = folded.slice(Math.max(0, numeral.start - 12), numeral.start)
  if (numeral.ordinal || isRank(folded, numeral, at)) return plain('#', 'ordinal', at)
  if (labelled.test(before)) return plain('#', 'ordinal', at)
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(folded)
  }
  let found = match(points)
  if (found) return plain('pp', 'percentage-points', at + found[0].length)
  found = match(percent)
  if (found) return plain('%', 'percent', at + found[0].length)
  if (before.endsWith('百分之')) return plain('%', 'percent', at)
  if (before.endsWith('千分之')) return plain('%', 'percent', at, 0.1)
  if (folded[at] === '‰') return plain('%', 'percent', at + 1, 0.1)
  found = match(times)
  if (found) return plain('×', 'ratio', at + found[0].length)
  found = match(tenths)
  if (found && numeral.value < 10 && (numeral.spelled || Number.isInteger(numeral.value))) {
    const half = found[1] === '半' ? 5 : found[1] ? '一二三四五六七八九'.indexOf(found[1]) + 1 : 0
    return { ...plain('%', 'percent', at + found[0].length, 10), offset: half }
  }
  if (/pH(?:值| ?value)?(?: (?:of|was|is|at|to))?[ 为是:=≈约]{0,2}$/.test(before))
    return plain('acidity', 'measure', at)
  if (/\b(?:aged?|ages)(?: of)? $/i.test(before) && numeral.value < 130)
    return plain('calendar', 'duration', at, 12)
  const per = perUnitEndingAt(folded, numeral.start)
  const unit = unitAt(folded, at)
  if (!unit) return { unit: '', kind: 'count', factor: 1, offset: 0, end: at, bare: true }
  const whole = per && !unit.unit.dimension.includes('/') ? divide(unit.unit, per.unit) : unit.unit
  const kind = whole.dimension.startsWith('currency:')
    ? 'money'
    : whole.dimension === 'time' || whole.dimension === 'calendar'
      ? 'duration'
      : 'measure'
  return {
    unit: whole.dimension,
    kind,
    factor: whole.factor,
    offset: unit.unit.offset ?? 0,
    end: unit.end,
    bare: false,
  }
}

const boundWords: readonly (readonly [RegExp, Bound | 'approximate'])[] = [
  [
    /(?:no|not) (?:more|greater|higher|later|longer|larger) than $|\bat most $|\bup to $|\bnot exceed(?:ing)? $|\bmaximum of $|≤ ?$|<= ?$|(?:不超过|不高于|不大于|不多于|至多|最多|不得超过|上限为?|未超过)$/i,
    'at-most',
  ],
  [
    /(?:no|not) (?:fewer|less|lower|smaller) than $|\bat least $|\bminimum of $|≥ ?$|>= ?$|(?:不少于|不低于|不小于|至少|最少|起码|不得低于|不得少于)$/i,
    'at-least',
  ],
  [
    /(?:\bmore|\bgreater|\bhigher|\blarger|\blonger) than $|\b(?:over|above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|upwards of|beyond) $|> ?$|(?:超过|超|逾|高于|大于|多于|突破|超出)$/i,
    'over',
  ],
  [
    /(?:\bless|\bfewer|\blower|\bsmaller|\bshorter) than $|\b(?:under|below) $|< ?$|(?:低于|少于|小于|不足|不到|未达到?|不及)$/i,
    'under',
  ],
  [
    /\b(?:about|around|approximately|approx\.?|roughly|some|circa|c\.|nearly|almost|close to|an estimated|estimated|or so) $|[~≈] ?$|(?:约|大约|约为|大概|将近|接近|近|大致|估计)$/i,
    'approximate',
  ],
]

/** Comparison and approximation around a number: "more than 300", 300余, 300以上, "300 or more". */
function circumstances(
  folded: string,
  start: number,
  end: number,
): { end: number; bound: Bound; approximate: boolean } {
  let bound: Bound = 'exact'
  let approximate = false
  const before = folded.slice(Math.max(0, start - 22), start)
  for (const [pattern, meaning] of boundWords) {
    if (!pattern.test(before)) continue
    if (meaning === 'approximate') approximate = true
    else bound = meaning
    break
  }
  const after = folded.slice(end, end + 12)
  const behind = /^(?:及?以上| or (?:more|above|greater|higher)|\+(?!\d))/.exec(after)
  const below = /^(?:及?以[下内]| or (?:less|fewer|below|under))/.exec(after)
  const near = /^(?:左右|上下| or so|前后)/.exec(after)
  // 5000人以上: what is counted stands in between and stays outside.
  if (behind || /^\p{Script=Han}{1,2}及?以上/u.test(after)) bound = 'at-least'
  if (below || /^\p{Script=Han}{1,2}及?以[下内]/u.test(after)) bound = 'at-most'
  if (near) approximate = true
  return { end: end + ((behind ?? below ?? near)?.[0].length ?? 0), bound, approximate }
}

const stop =
  /^(?:of|in|on|at|for|to|and|or|the|a|an|by|from|with|as|than|that|which|who|is|are|was|were|has|have|had|per|but|into|over|after|before|between|during)$/i

/** Up to three words after a count: "12 monitoring stations" counts stations. */
function countedAfter(folded: string, end: number): string | undefined {
  const han =
    /^\s?(?:个|名|位|家|座|所|辆|艘|户|条|只|台|套|项|篇|株|尾|种|类|处|起|件|份|次)?(\p{Script=Han}{1,4})/u.exec(
      folded.slice(end, end + 8),
    )
  if (han) return han[1]
  const words = /^[ -]((?:[\p{L}'’]+[ -]?){1,3})/u
    .exec(folded.slice(end, end + 48))?.[1]
    ?.trim()
    .split(/[ -]/)
  const stopped = words?.findIndex((word) => stop.test(word)) ?? -1
  const kept = words && stopped >= 0 ? words.slice(0, stopped) : words
  return kept && kept.length > 0 ? kept.join(' ') : undefined
}

const fractionWords: Readonly<Record<string, number>> = {
  half: 50,
  halves: 50,
  third: 100 / 3,
  thirds: 100 / 3,
  quarter: 25,
  quarters: 25,
  fourth: 25,
  fourths: 25,
  fifth: 20,
  fifths: 20,
  sixth: 100 / 6,
  eighth: 12.5,
  eighths: 12.5,
  tenth: 10,
  tenths: 10,
}
const numerators: Readonly<Record<string, number>> = {
  a: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
}
const inWords =
  /\b(a(?= \w+ of\b)|one|two|three|four|five|seven|nine)[ -](thirds?|quarters?|fourths?|fifths?|sixth|eighths?|tenths?)\b(?! (?:of (?:19|20)\d\d|(?:19|20)\d\d|place|time|year|day|edition|century))|\b(half|halves)\b(?= (?:of|the|its|their|his|her|all|an?\b|as)\b)|\b(one|two|three|four|five|six|seven|eight|nine) (?:in|out of)(?: every)? (two|three|four|five|six|seven|eight|nine|ten|100|1,?000)\b|(?<![\d/.])(\d{1,2})\/(\d{1,2})(?![\d/])(?= of\b|的)|([½¼¾⅓⅔⅕⅛])|([一二三四五六七八九十两]{1,4})分之([一二三四五六七八九十两]{1,4})|(一半|半数|过半|大半)|(?<![\d:.])(\d{1,4})(?::| ?比 ?| to (?=1\b))(\d{1,4})(?![\d:])|\b(twice|doubl(?:ed?|es|ing)|tripl(?:ed?|es|ing)|quadrupl(?:ed?|es|ing))\b|(翻了?一番|翻番)/gi

/** Amounts that are words: fractions, ratios, multiples. */
function* wordQuantities(folded: string): Generator<Draft> {
  for (const match of folded.matchAll(inWords)) {
    const read = readWords(match)
    if (!read) continue
    const start = match.index
    const end = start + match[0].length
    const around = circumstances(folded, start, end)
    const numeral: Numeral = {
      start,
      end,
      value: read.value,
      step: 1,
      spelled: true,
      approximate: false,
      ordinal: false,
    }
    yield {
      start,
      end,
      text: folded.slice(start, end),
      kind: 'ratio',
      value: tidy(read.value),
      unit: read.unit,
      step: 1,
      approximate: around.approximate,
      bound: match[11] === '过半' || match[11] === '大半' ? 'over' : around.bound,
      bare: false,
      numeral,
    }
  }
}

function readWords(match: RegExpMatchArray): { value: number; unit: string } | undefined {
  const [
    ,
    top,
    bottom,
    half,
    inTop,
    inBottom,
    slashTop,
    slashBottom,
    sign,
    zhBottom,
    zhTop,
    zhHalf,
    left,
    right,
    multiple,
    doubled,
  ] = match
  if (bottom)
    return { value: numerators[top!.toLowerCase()]! * fractionWords[bottom.toLowerCase()]!, unit: '%' }
  if (half || zhHalf) return { value: 50, unit: '%' }
  if (inTop) {
    const below =
      inBottom!.toLowerCase() === 'ten'
        ? 10
        : (numerators[inBottom!.toLowerCase()] ?? Number(inBottom!.replace(',', '')))
    return { value: (100 * numerators[inTop.toLowerCase()]!) / below, unit: '%' }
  }
  if (slashTop)
    return Number(slashBottom) > 0
      ? { value: (100 * Number(slashTop)) / Number(slashBottom), unit: '%' }
      : undefined
  if (sign)
    return {
      value: { '½': 50, '¼': 25, '¾': 75, '⅓': 100 / 3, '⅔': 200 / 3, '⅕': 20, '⅛': 12.5 }[sign]!,
      unit: '%',
    }
  if (zhTop) {
    const below = hanValue(zhBottom!)
    const above = hanValue(zhTop)
    return below && above && below <= 10 ? { value: (100 * above) / below, unit: '%' } : undefined
  }
  if (left) return Number(right) > 0 ? { value: Number(left) / Number(right), unit: ':' } : undefined
  if (multiple) return { value: /^tr/i.test(multiple) ? 3 : /^q/i.test(multiple) ? 4 : 2, unit: '×' }
  return doubled ? { value: 2, unit: '×' } : undefined
}

function hanValue(written: string): number | undefined {
  return written === '两' ? 2 : numeralsIn(`第${written}`)[0]?.value
}

const connector = /^ ?(?:-|–|—|~|～|to|and|至|到) ?$/i

/** "3 to 5 million", 10–20%, 三至五人: one quantity with two ends; "from 12 to 15" stays two. */
function joinRanges(text: string, folded: string, drafts: readonly Draft[]): Draft[] {
  const joined: Draft[] = []
  for (const draft of drafts) {
    const last = joined.at(-1)
    const gap = last && folded.slice(last.end, draft.start)
    if (
      !last ||
      last.high !== undefined ||
      gap === undefined ||
      gap.length > 5 ||
      !connector.test(gap) ||
      draft.kind === 'ordinal'
    ) {
      joined.push(draft)
      continue
    }
    const before = folded.slice(Math.max(0, last.start - 10), last.start)
    const lent = last.bare && !draft.bare ? lendUnit(last, draft) : last
    const change = /\bfrom $|(?:从|由|自)$/i.test(before)
    const between = /^ ?and ?$/i.test(gap)
    if (
      lent.unit !== draft.unit ||
      change ||
      (between && !/\bbetween $/i.test(before)) ||
      lent.value >= draft.value
    ) {
      if (lent !== last && (change || (between && /\bbetween $/i.test(before))))
        joined[joined.length - 1] = lent
      joined.push(draft)
      continue
    }
    joined[joined.length - 1] = {
      ...draft,
      start: last.start,
      text: text.slice(last.start, draft.end),
      value: lent.value,
      high: draft.value,
      bound: last.bound,
      approximate: last.approximate || draft.approximate,
    }
  }
  return joined
}

/** The first number of a range takes the unit and the scale word of the second. */
function lendUnit(bare: Draft, full: Draft): Draft {
  const magnitude = full.numeral.value === 0 ? 1 : full.value / full.numeral.value
  const scaleWord =
    full.numeral.step >= 1e3 && bare.numeral.value < 1000
      ? 10 ** Math.floor(Math.log10(full.numeral.step) + 1e-9)
      : 1
  const lends =
    scaleWord >= 1e3 && bare.numeral.value * scaleWord <= full.numeral.value
      ? 10 ** Math.round(Math.log10(scaleWord))
      : 1
  return {
    ...bare,
    unit: full.unit,
    kind: full.kind,
    value: tidy(bare.numeral.value * lends * magnitude),
    step: tidy(bare.numeral.step * lends * magnitude),
    bare: false,
  }
}

/** `equal` at the claim's stated precision, `within` the source's range or bound, else `different` or not comparable. */
export type QuantityRelation = 'equal' | 'within' | 'different' | 'incomparable'

/**
 * Compares an amount claimed with an amount a source states: units must agree; the source may be more
 * precise than the claim (62 % for 61.8 %) but not less; rounding may move a value by at most 5 %.
 */
export function compareQuantities(claim: Quantity, source: Quantity): QuantityRelation {
  if (claim.unit !== source.unit) return 'incomparable'
  const same = (a: number, b: number): boolean => {
    const size = Math.max(Math.abs(a), Math.abs(b))
    if (Math.abs(a - b) <= size * 1e-9) return true
    const slack = claim.approximate
      ? size * 0.05
      : source.step <= claim.step
        ? Math.min(claim.step / 2, Math.abs(a) * 0.05)
        : 0
    return Math.abs(a - b) <= slack * (1 + 1e-9)
  }
  if (claim.high !== undefined || source.high !== undefined) {
    if (same(claim.value, source.value) && same(claim.high ?? claim.value, source.high ?? source.value))
      return 'equal'
    // One value does not show a range; a narrower range lies within a wider one.
    const narrower =
      claim.high !== undefined &&
      source.high !== undefined &&
      source.value >= claim.value &&
      source.high <= claim.high
    return narrower ? 'within' : 'different'
  }
  if (same(claim.value, source.value)) return 'equal'
  if (
    source.bound === 'exact' &&
    (claim.bound === 'over' || claim.bound === 'at-least') &&
    source.value > claim.value
  )
    return 'within'
  if (
    source.bound === 'exact' &&
    (claim.bound === 'under' || claim.bound === 'at-most') &&
    source.value < claim.value
  )
    return 'within'
  return 'different'
}
