import type { LabLanguage, UnitId, Value } from '../world.ts'

/**
 * Numbers and dates as texts write them, and back. Every spelling of a value reads back to that value exactly: amounts
 * are shifted as decimal strings, never multiplied. Amounts have at most three decimals.
 */
type Plain = Exclude<Value, { readonly kind: 'entity' }>

const months = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
] as const // prettier-ignore

/** All spellings of a date or quantity in a language; at least one, always in the same order. */
export function spellings(value: Plain, language: LabLanguage): string[] {
  if (value.kind === 'date') return language === 'en' ? englishDate(value.date) : chineseDate(value.date)
  return language === 'en' ? englishAmount(value.amount, value.unit) : chineseAmount(value.amount, value.unit)
}

function englishDate(date: string): string[] {
  const [year, month, day] = date.split('-')
  if (!month || !day) return [year!]
  const name = months[Number(month) - 1]!
  return [`${Number(day)} ${name} ${year}`, `${name} ${Number(day)}, ${year}`]
}

function chineseDate(date: string): string[] {
  const [year, month, day] = date.split('-')
  if (!month || !day) return [`${year}年`]
  return [`${year}年${Number(month)}月${Number(day)}日`, `${year} 年 ${Number(month)} 月 ${Number(day)} 日`]
}

function englishAmount(amount: number, unit: UnitId): string[] {
  const one = amount === 1
  const full = grouped(plain(amount))
  switch (unit) {
    case 'metre':
      return [`${full} ${one ? 'metre' : 'metres'}`, ...scaled(amount, 3, 3, (n) => `${n} km`)]
    case 'square-kilometre':
      return [`${full} square ${one ? 'kilometre' : 'kilometres'}`, `${full} km²`]
    case 'euro': {
      const millions = scaled(amount, 6, 3, (n) => n)[0]
      if (millions === undefined) return [`${full} ${one ? 'euro' : 'euros'}`, `€${full}`]
      return [`${grouped(millions)} million euros`, `€${grouped(millions)} million`]
    }
    case 'person':
      return [`${full} ${one ? 'person' : 'people'}`]
    case 'vehicle':
      return [`${full} ${one ? 'vehicle' : 'vehicles'}`]
    case 'object':
      return [`${full} ${one ? 'object' : 'objects'}`]
  }
}

const chineseUnits: Readonly<Record<UnitId, string>> = {
  metre: '米',
  'square-kilometre': '平方公里',
  euro: '欧元',
  person: '人',
  vehicle: '辆',
  object: '件',
}

function chineseAmount(amount: number, unit: UnitId): string[] {
  const word = chineseUnits[unit]
  const full = `${plain(amount)}${word}`
  switch (unit) {
    case 'metre':
      return [full, ...scaled(amount, 3, 3, (n) => `${n}公里`)]
    case 'square-kilometre':
      return [full, `${plain(amount)}平方千米`]
    case 'euro':
      return [
        ...scaled(amount, 4, 4, (n) => `${n}${word}`.replace(word, `万${word}`)),
        ...scaled(amount, 8, 4, (n) => `${n}亿${word}`),
        ...(amount < 10_000 || scaled(amount, 4, 4, (n) => n).length === 0 ? [full] : []),
      ]
    case 'person':
    case 'vehicle':
    case 'object':
      return [full, ...scaled(amount, 4, 2, (n) => `${n}万${word}`)]
  }
}

/** The amount in units of ten to the `places`, where it is at least one of them and takes no more decimals. */
function scaled(amount: number, places: number, decimals: number, say: (number: string) => string): string[] {
  if (amount < 10 ** places) return []
  const number = shift(plain(amount), -places)
  return (number.split('.')[1] ?? '').length <= decimals ? [say(number)] : []
}

function plain(amount: number): string {
  return String(Number(amount.toFixed(3)))
}

function grouped(number: string): string {
  const [whole, decimals] = number.split('.')
  const groups = whole!.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
  return decimals ? `${groups}.${decimals}` : groups
}

/** Moves the decimal point: `41.7` by 6 is `41700000`. */
function shift(number: string, places: number): string {
  const [whole, decimals = ''] = number.split('.')
  const digits = whole! + decimals
  const point = whole!.length + places
  const padded =
    point > digits.length ? digits.padEnd(point, '0') : digits.padStart(digits.length - point + 1, '0')
  const at = point > 0 ? point : padded.length - (digits.length - point)
  const tail = padded.slice(at).replace(/0+$/, '')
  const head = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  return tail ? `${head}.${tail}` : head
}

const number = String.raw`(?<!\d[.,]?)(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,9})?`
const day = String.raw`\d{1,2} (?:${months.join('|')}),? \d{4}(?!\d)|(?:${months.join('|')}) \d{1,2}, ?\d{4}(?!\d)|(?<!\d)\d{4}年\d{1,2}月\d{1,2}日|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)`
const year = String.raw`(?<!\d[.,]?)\d{4}(?![\d-]|[.,]\d)年?`

const units: Readonly<Record<UnitId, string>> = {
  metre: 'metres?|meters?|km|kilometres?|kilometers?|m(?!illion)|米|公里|千米',
  'square-kilometre': 'square kilometres?|square kilometers?|sq\\.? km|km2|平方公里|平方千米',
  euro: 'euros?|EUR|欧元',
  person: 'people|persons?|inhabitants|residents|visitors|employees|人',
  vehicle: 'vehicles?|辆',
  object: 'objects?|件',
}

const scale = '(?: ?(?:thousand|million|billion|万|亿))?'

/** Sources of regular expressions (flag `u`) for what `spellings` writes and its near kin, after `normal`; nothing captures. */
export const valueShapes = {
  date: `${day}|${year}`,
  quantity: (unit: UnitId): string => {
    const amount = `${number}${scale} ?(?:${units[unit]})(?![a-z])`
    return unit === 'euro' ? `(?:€|EUR) ?${number}(?: ?(?:million|billion|bn|m)(?![a-z]))?|${amount}` : amount
  },
} as const

/** Reads a date: `YYYY` or `YYYY-MM-DD`. */
export function readDate(text: string): string | undefined {
  const numbers = text.match(/\d+/g)?.map(Number) ?? []
  const two = (n: number): string => String(n).padStart(2, '0')
  const named = months.findIndex((month) => text.includes(month))
  const four = numbers.find((n) => n >= 1000)
  if (four === undefined) return undefined
  if (named >= 0) return `${four}-${two(named + 1)}-${two(numbers.find((n) => n < 1000) ?? 1)}`
  return numbers.length === 3 ? `${four}-${two(numbers[1]!)}-${two(numbers[2]!)}` : String(four)
}

const scales: readonly (readonly [RegExp, number])[] = [
  [/thousand/i, 3],
  [/million|\dm$|\d m$/i, 6],
  [/billion|bn$/i, 9],
  [/万/, 4],
  [/亿/, 8],
]

/** Reads an amount of the unit; `text` matches its shape. */
export function readAmount(text: string, unit: UnitId): number | undefined {
  const digits = /\d[\d,]*(?:\.\d+)?/.exec(text)?.[0].replaceAll(',', '')
  if (digits === undefined) return undefined
  const isLong = unit === 'metre' && /km|kilomet|公里|千米/.test(text)
  const places = unit === 'metre' ? (isLong ? 3 : 0) : 0
  const more = (unit === 'metre' ? scales.slice(3) : scales).find(([word]) => word.test(text))?.[1] ?? 0
  return Number(shift(digits, places + more))
}
