import type { LabLanguage, UnitId, Value } from '../world.ts'
import { shift } from './decimal.ts'

/**
 * Numbers and dates as texts write them, and back. Every spelling of a value reads back to that value exactly: amounts
 * are shifted as decimal strings, never multiplied. Amounts have at most three decimals.
 */
type Plain = Exclude<Value, { readonly kind: 'entity' }>

/** As English writes them. */
export const months = [
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
