import type { UnitId } from '../world.ts'
import { shift } from './decimal.ts'
import { months } from './spellings.ts'

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
