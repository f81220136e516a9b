/** Offsets of the zone names of RFC 822, and of some that feeds use besides. */
const zones: Readonly<Record<string, string>> = {
  Z: 'Z',
  UT: 'Z',
  UTC: 'Z',
  GMT: 'Z',
  EST: '-05:00',
  EDT: '-04:00',
  CST: '-06:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
  BST: '+01:00',
  CET: '+01:00',
  CEST: '+02:00',
  MSK: '+03:00',
  HKT: '+08:00',
  JST: '+09:00',
  KST: '+09:00',
}
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const iso =
  /^(\d{4})(?:[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})日?)?)?月?(?:[T\s]\s*(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(\S+)?)?$/i
const rfc822 =
  /^(?:\p{L}+\.?,?\s+)?(\d{1,2})[\s-](\p{L}{3})\p{L}*\.?,?[\s-](\d{4}|\d\d)(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(\S+)?)?/iu
const asctime =
  /^\p{L}{3},?\s+(\p{L}{3})\p{L}*\s+(\d{1,2})\s+(\d{1,2}):(\d\d):(\d\d)\s+(?:(\S+)\s+)?(\d{4})$/iu

/**
 * The date that a feed states, as ISO 8601, as precisely as it is stated and in the zone in which it is stated:
 * RFC 3339, the shapes of W3C-DTF, RFC 822 with two-digit years, asctime, and what feeds write in their place
 * (`2024/1/2 12:00:00`, `2024年1月2日`). Undefined: it is no date.
 */
export function feedDate(text: string | undefined): string | undefined {
  const plain = text?.trim().replace(/\s+/g, ' ').slice(0, 80) ?? ''
  const a = iso.exec(plain)
  if (a) return written(a[1]!, a[2], a[3], a.slice(4, 7), a[7])
  const b = rfc822.exec(plain)
  if (b) return written(fullYear(b[3]!), monthNumber(b[2]!), b[1], b.slice(4, 7), b[7])
  const c = asctime.exec(plain)
  if (c) return written(c[7]!, monthNumber(c[1]!), c[2], c.slice(3, 6), c[6])
  return undefined
}

function fullYear(digits: string): string {
  if (digits.length === 4) return digits
  return String(Number(digits) + (Number(digits) < 50 ? 2000 : 1900))
}

function monthNumber(name: string): string | undefined {
  const at = months.indexOf(name.toLowerCase())
  return at < 0 ? '0' : String(at + 1)
}

function written(
  year: string,
  month: string | undefined,
  day: string | undefined,
  [hour, minute, second]: readonly (string | undefined)[],
  zone: string | undefined,
): string | undefined {
  const y = Number(year)
  const [m, d] = [Number(month ?? 1), Number(day ?? 1)]
  const moment = new Date(Date.UTC(y, m - 1, d))
  if (y < 1900 || y > 2200 || moment.getUTCMonth() !== m - 1 || moment.getUTCDate() !== d) return undefined
  const two = (part: string | undefined): string => (part ?? '0').padStart(2, '0')
  if (month === undefined) return year
  if (day === undefined) return `${year}-${two(month)}`
  const date = `${year}-${two(month)}-${two(day)}`
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return date
  return `${date}T${two(hour)}:${two(minute)}:${two(second === '60' ? '59' : second)}${offsetOf(zone)}`
}

/** `` where the zone is not stated or not known. */
function offsetOf(zone: string | undefined): string {
  const numeric = /^(?:GMT|UTC)?([+-])(\d{1,2}):?(\d\d)$/i.exec(zone ?? '')
  if (numeric) return `${numeric[1]}${numeric[2]!.padStart(2, '0')}:${numeric[3]}`
  return zones[zone?.toUpperCase() ?? ''] ?? ''
}
