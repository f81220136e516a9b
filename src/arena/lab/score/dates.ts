import { fromHan } from './numerals.ts'
import type { PlacedValue, ToldValue } from './told-value.ts'

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const year = String.raw`(?:1\d{3}|2[01]\d\d)`
const day = String.raw`(?:[12]\d|3[01]|0?[1-9])`
const hanYear = '(?:[一二][〇○零一二三四五六七八九]{3})'
const hanNumber = '[一二三四五六七八九十]{1,3}'
const tens = '(?<tens>[一二三四五六七八九]|\\d)[十0]年代'

type Parts = Readonly<Record<string, string | undefined>>

/** What dates look like; the first that fits at a place wins, so that longer ones come first. */
const shapes: readonly RegExp[] = [
  String.raw`(?<![\d.])(?<y>${year})-(?<m>0?[1-9]|1[0-2])-(?<d>${day})(?!\d)`,
  String.raw`(?<![\d.])(?<y>${year})[/.](?<m>0?[1-9]|1[0-2])[/.](?<d>${day})(?!\d)`,
  String.raw`(?<![\d.])(?<d>${day})\.\s?(?<m>0?[1-9]|1[0-2])\.\s?(?<y>${year})(?!\d)`,
  String.raw`(?<![\d.,])(?<d>${day})(?:st|nd|rd|th)?(?: day)?(?: of)? (?<m>${month})\.?,? (?<y>${year})(?!\d)`,
  String.raw`(?<!\p{L})(?<m>${month})\.? (?<d>${day})(?:st|nd|rd|th)?,? (?:in )?(?<y>${year})(?!\d)`,
  String.raw`(?<!\p{L})(?<m>${month})\.?,? (?:of )?(?<y>${year})(?!\d)`,
  String.raw`(?<!\d)(?<y>${year}|${hanYear}) ?年 ?(?<m>1[0-2]|0?[1-9]|${hanNumber}) ?月(?: ?(?<d>${day}|${hanNumber}) ?[日号])?`,
  String.raw`(?<!\d)(?<decade>${year.replace(String.raw`\d{3}`, String.raw`\d\d`)})0(?:s|'s|年代)`,
  String.raw`(?<century>1\d|20|21)世纪${tens}`,
  String.raw`(?<century>上(?:个)?|二十|十九)世纪${tens}`,
  String.raw`(?<!\d)(?<y>${year}|${hanYear}) ?年(?!代|级|纪)`,
].map((source) => new RegExp(source, 'giu'))

/** Dates in a text that show themselves as such; bare years are left to whoever knows that they are no amounts. */
export function datesIn(text: string): PlacedValue[] {
  const found: PlacedValue[] = []
  for (const shape of shapes)
    for (const match of text.matchAll(shape)) {
      const place = { start: match.index, end: match.index + match[0].length }
      if (found.some((other) => other.start < place.end && place.start < other.end)) continue
      const value = dateOf(match.groups ?? {})
      if (value !== undefined) found.push({ value, ...place })
    }
  return found.toSorted((a, b) => a.start - b.start)
}

function dateOf(parts: Parts): ToldValue | undefined {
  if (parts['decade'] !== undefined) return { kind: 'date', date: parts['decade'], precision: 'decade' }
  if (parts['century'] !== undefined) {
    // 上世纪 is the twentieth.
    const century = parts['century'].startsWith('上') ? 20 : numberOf(parts['century'])
    return { kind: 'date', date: `${century - 1}${numberOf(parts['tens']!)}`, precision: 'decade' }
  }
  const y = numberOf(parts['y'] ?? '')
  if (parts['m'] === undefined) return { kind: 'date', date: String(y), precision: 'year' }
  const m = monthNames.indexOf(parts['m'].slice(0, 3).toLowerCase()) + 1 || numberOf(parts['m'])
  const head = `${y}-${String(m).padStart(2, '0')}`
  if (parts['d'] === undefined) return { kind: 'date', date: head, precision: 'month' }
  const d = numberOf(parts['d'])
  return d > 31
    ? undefined
    : { kind: 'date', date: `${head}-${String(d).padStart(2, '0')}`, precision: 'day' }
}

function numberOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : fromHan(text)
}
