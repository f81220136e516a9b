import { datesIn } from './dates.ts'
import { numeralsIn, type Numeral } from './numerals.ts'
import type { Hedge, PlacedValue, ToldValue } from './told-value.ts'
import { unitAt } from './units.ts'

/**
 * The scorer's own reader of values: numbers with units, dates and spans of time, in English and Chinese.
 *
 * It shares nothing with the readers of those who are scored: a bug of theirs must not hide itself here.
 */

const about =
  /(?:\b(?:about|around|some|nearly|almost|roughly|approximately|approx\.?|circa|ca\.?|c\.|close to|an estimated|estimated(?: at)?|just (?:under|over)|or so)|[~≈]|约|大约|近|将近|大概|约为|约有|约合|接近|差不多|估计)\s*(?:€|eur )?\s*$/i
const over =
  /(?:\b(?:over|more than|above|exceed(?:s|ed|ing)?|at least|upwards? of|no (?:less|fewer) than)|超过|逾|多于|超|不止|至少|高于)\s*(?:€|eur )?\s*$/i
const under =
  /(?:\b(?:under|less than|below|fewer than|up to|at most|no more than)|不到|不足|少于|低于|至多|不超过)\s*(?:€|eur )?\s*$/i
const aboutAfter = /^\s*(?:左右|上下|or so\b|or thereabouts)/i
const overAfter = /^\s*(?:多|余|or more\b|以上)/i
const scales: readonly (readonly [RegExp, number])[] = [
  [/^ ?(?:thousand\b|千(?!米)|k(?![\p{L}]))/iu, 1e3],
  [/^ ?(?:百万)/u, 1e6],
  [/^ ?(?:百)/u, 100],
  [/^ ?(?:十万)/u, 1e5],
  [/^ ?(?:million\b|mn\b|mio\.?(?!\p{L})|mln\b)/iu, 1e6],
  [/^ ?(?:billion\b|bn\b)/iu, 1e9],
  [/^ ?(?:十亿)/u, 1e9],
  [/^ ?(?:万)/u, 1e4],
  [/^ ?(?:亿)/u, 1e8],
]
const ordinal = /^(?:st|nd|rd|th)\b|^ ?世纪/i

/** Every value in a text, in order; disjoint. */
export function valuesIn(text: string): PlacedValue[] {
  const plain = plainText(text)
  const dates = datesIn(plain)
  const found: PlacedValue[] = dates.map((date) => withHedge(plain, date))
  let from = 0
  for (const numeral of numeralsIn(plain)) {
    if (numeral.start < from) continue
    if (dates.some((date) => date.start < numeral.end && numeral.start < date.end)) continue
    const placed = readNumeral(plain, numeral)
    if (placed === undefined) continue
    from = placed.end
    found.push(placed)
  }
  return shareUnits(
    plain,
    found.toSorted((a, b) => a.start - b.start),
  )
}

/** The same text with full-width digits, marks and odd white space told plainly; offsets stay. */
export function plainText(text: string): string {
  return text
    .replaceAll(/[\uff01-\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uff5e]/g, (char) =>
      String.fromCharCode(char.charCodeAt(0) - 0xfee0),
    )
    .replaceAll(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/[\u2010-\u2012\u2212]/g, '-')
}

function readNumeral(text: string, numeral: Numeral): PlacedValue | undefined {
  const before = text.slice(Math.max(0, numeral.start - 24), numeral.start)
  if (/(?:第|\bno\. ?|№ ?|#|\p{Script=Latin}|[\p{Script=Latin}\d]-)$/iu.test(before)) return undefined
  let { amount, step, end } = numeral
  // 四千多万: the scale stands after the bound.
  const bound = /^[多余](?=[百千万亿])/.test(text.slice(end, end + 2))
  if (bound) end++
  if (ordinal.test(text.slice(end))) return undefined
  const currency = /(€|\beur|(\$|£|¥))\s?$/iu.exec(before)
  const scaled = scaleAt(text, end, currency !== null)
  amount = exact(amount * scaled.by)
  step *= scaled.by
  end = scaled.end
  const year = yearOf(text, numeral, before, scaled.by, currency !== null)
  if (year !== undefined) return withHedge(text, year)
  const start = numeral.start - (currency?.[0].length ?? 0)
  const loose = overAfter.test(text.slice(end)) && !/^\s*多[少年]/.test(text.slice(end))
  const unit = unitAt(text, loose && /^\s*[多余]/.test(text.slice(end)) ? end + 1 : end)
  const noun = unit === undefined ? nounAt(text, end) : undefined
  // Numbers in words count something or are no values: `one of them`, `一些`.
  const alone = !/[\p{L}\d]/u.test(text.slice(0, start) + text.slice(end))
  if (numeral.words && unit === undefined && scaled.by === 1 && amount < 100 && !alone) return undefined
  const hedge = hedgeOf(text, start, unit?.end ?? end) ?? (loose || bound ? 'over' : undefined)
  const weak =
    amount <= 1 ||
    (unit?.of !== undefined &&
      /\b(?:the|these|those|all|both|other) $|(?:这|那|该|上述|其他|另外)$/i.test(before))
  return {
    start,
    end: unit?.end ?? end,
    value: {
      kind: 'quantity',
      amount: exact(amount * (unit?.factor ?? 1)),
      step: step * (unit?.factor ?? 1),
      ...(currency !== null
        ? { unit: currency[2] === undefined ? ('euro' as const) : ('other' as const) }
        : unit !== undefined && { unit: unit.unit }),
      ...(unit?.of !== undefined && { of: unit.of }),
      ...(noun !== undefined && noun !== '' && currency === null && { noun }),
      ...(hedge !== undefined && { hedge }),
      ...(weak && { weak: true as const }),
    },
  }
}

/** `41.7 million`, `4170万`, `€41.7m`, `41.7m euros`; an `m` alone are metres. */
function scaleAt(text: string, at: number, money: boolean): { by: number; end: number } {
  const rest = text.slice(at, at + 24)
  const m = /^ ?m(?=\b)/i.exec(rest)
  if (
    m !== null &&
    (money || /^ ?m (?:euros?|eur|people|inhabitants|visitors|vehicles|objects)\b/i.test(rest))
  )
    return { by: 1e6, end: at + m[0].length }
  for (const [shape, by] of scales) {
    const match = shape.exec(rest)
    if (match === null) continue
    const more = scaleAt(text, at + match[0].length, false)
    // `4.17千万`, `12 hundred thousand`
    return more.by > 1 ? { by: by * more.by, end: more.end } : { by, end: at + match[0].length }
  }
  return { by: 1, end: at }
}

/** Four digits alone are a year, unless a unit follows; after `in` or `since` even then, since `In 1931 people …`. */
function yearOf(
  text: string,
  numeral: Numeral,
  before: string,
  scale: number,
  money: boolean,
): PlacedValue | undefined {
  if (scale !== 1 || money || numeral.words || !/^(?:1\d{3}|2[01]\d\d)$/.test(numeral.digits))
    return undefined
  if (numeral.end - numeral.start !== 4) return undefined
  const unit = unitAt(text, numeral.end)
  if (unit?.measure === true) return undefined
  if (unit !== undefined && !/(?:\b(?:in|since|until|during|from|year|by) |年)$/i.test(before))
    return undefined
  return {
    start: numeral.start,
    end: numeral.end,
    value: { kind: 'date', date: numeral.digits, precision: 'year' },
  }
}

/** The word that the number counts, where it is no unit that the world has; empty: the text goes on otherwise. */
function nounAt(text: string, at: number): string {
  const match =
    /^[ -]([a-z]{3,})/.exec(text.slice(at, at + 24)) ?? /^(?:个|条|次|种|项|根|台|层)/.exec(text.slice(at))
  const noun = match?.[1] ?? match?.[0] ?? ''
  return /^(?:now|today|currently|only|here|there|this|last|still|already|instead|too|also|if|and|but|for|with|from|while|whereas|long|wide|which|that|are|was|were|had|has|who|per|the|according|respectively|compared|versus|than|then|(?!people|person)[a-z]{2,}ed|two|three|four|five|together|total|altogether|combined|annually|yearly|daily|as|when|since|until|before|after|more|less|fewer|longer|shorter|larger|smaller|each|in|of|on|at|to|by|million|thousand)$/.test(noun) // prettier-ignore
    ? ''
    : noun
}

function withHedge(text: string, placed: PlacedValue): PlacedValue {
  const hedge = hedgeOf(text, placed.start, placed.end)
  return hedge === undefined ? placed : { ...placed, value: { ...placed.value, hedge } }
}

function hedgeOf(text: string, start: number, end: number): Hedge | undefined {
  const before = text.slice(Math.max(0, start - 24), start)
  const after = text.slice(end, end + 16)
  if (about.test(before) || aboutAfter.test(after)) return 'about'
  if (over.test(before)) return 'over'
  return under.test(before) ? 'under' : undefined
}

/** `10 and 12 million euros`: what follows the last one holds for all that are joined to it. */
function shareUnits(text: string, values: readonly PlacedValue[]): PlacedValue[] {
  const shared = [...values]
  for (let i = shared.length - 2; i >= 0; i--) {
    const [one, next] = [shared[i]!, shared[i + 1]!]
    if (one.value.kind !== 'quantity' || next.value.kind !== 'quantity') continue
    if (one.value.unit !== undefined || one.value.noun !== undefined || next.value.unit === undefined)
      continue
    if (
      !/^(?:,? (?:and|or|to|versus|vs\.?) |, ?|、|和|与|及|或|至|到| ?[-–] ?|，)(?:€|eur )?$/i.test(
        text.slice(one.end, next.start),
      )
    )
      continue
    const scaled = /thousand|million|billion|[十百千万亿]|k$|m$/i.test(text.slice(one.start, one.end))
    const scale = scaled
      ? null
      : /(thousand|million|billion|千|百万|千万|万|亿)/i.exec(text.slice(next.start, next.end))
    const factor = scale === null ? 1 : scaleAt(` ${scale[1]} `, 1, false).by
    const unit =
      /km|公里|千米|kilomet/i.test(text.slice(next.start, next.end)) && next.value.unit === 'metre' ? 1000 : 1
    shared[i] = {
      ...one,
      value: {
        ...one.value,
        amount: exact(one.value.amount * factor * unit),
        step: one.value.step * factor * unit,
        unit: next.value.unit,
        ...(next.value.of !== undefined && { of: next.value.of }),
      },
    }
  }
  return shared
}

/** Rounded as people round who say nothing of it: to three digits at least, and rightly. */
export function roundsTo(told: ToldValue, amount: number): boolean {
  if (told.kind !== 'quantity' || told.hedge !== undefined || told.unit === undefined) return false
  return told.amount / told.step >= 100 && Math.abs(told.amount - amount) <= told.step / 2 + 1e-9
}

/** Without the dust of binary fractions: 41.7 million is 41,700,000. */
function exact(amount: number): number {
  return Number(amount.toPrecision(12))
}

/** Whether what was told is this number: exactly, or as its hedge allows within the precision told. */
export function tellsAmount(told: ToldValue, amount: number): boolean {
  if (told.kind !== 'quantity') return told.precision === 'year' && Number(told.date) === amount
  const slack = Math.max(1e-9, Math.abs(amount) * 1e-9)
  if (Math.abs(told.amount - amount) <= slack) return true
  if (told.hedge === 'about') {
    // `about 400` may be 415: one step, but never more than a twentieth where the last digits are round.
    const most = Math.max(told.step / 2, Math.min(told.step, Math.abs(amount) * 0.05))
    return Math.abs(told.amount - amount) <= most + slack
  }
  // A bound says something of an amount that is near it.
  if (told.hedge === 'over') return amount >= told.amount && amount <= told.amount * 10
  if (told.hedge === 'under') return amount <= told.amount && amount >= told.amount / 10
  return false
}
