/**
 * When something was published, as engines state it: ISO forms, RFC 2822, `May 3, 2024`, `3 May 2024`, `2024年5月3日`,
 * `2024/05/03`, seconds or milliseconds since the epoch, and what is relative to now (`3 days ago`, `2小时前`, `昨天`).
 *
 * The result is `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or, where the zone is stated, an instant in UTC
 * (`2024-05-03T10:20:30Z`, whole seconds); undefined for what is no date, lies before 1000, or more than two years ahead.
 *
 * @param now milliseconds since the epoch
 */
export function statedDate(stated: unknown, now: number): string | undefined {
  const date =
    typeof stated === 'number' ? epoch(stated) : typeof stated === 'string' ? read(stated, now) : undefined
  if (date === undefined) return undefined
  const year = Number(date.slice(0, 4))
  return year >= 1000 && year <= new Date(now).getUTCFullYear() + 2 ? date : undefined
}

function read(stated: string, now: number): string | undefined {
  const text = stated.slice(0, 100).trim()
  return iso(text) ?? numbers(text) ?? spelled(text) ?? relative(text.toLowerCase(), now)
}

function epoch(value: number): string | undefined {
  if (!Number.isFinite(value) || value < 1e8 || value > 1e14) return undefined
  return instant(value > 1e11 ? value : value * 1000)
}

/** ISO 8601 with what may follow it: a time, fractions, a zone. */
function iso(text: string): string | undefined {
  const found =
    /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?)?)?$/i.exec(
      text,
    )
  if (!found) return undefined
  const [, year, month, day, time, zone] = found
  if (time === undefined || zone === undefined) return dated(year, month, day)
  if (dated(year, month, day) === undefined) return undefined
  const at = zone.replace(/^(?:UTC|GMT)$/i, 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const whole = `${dated(year, month, day)!}T${time.padStart(time.length < 6 ? 5 : 8, '0')}${at.toUpperCase()}`
  return instant(Date.parse(whole))
}

/** `2024/05/03`, `2024.5.3`, `20240503`, `2024年5月3日`, with or without a time behind it. */
function numbers(text: string): string | undefined {
  const found =
    /^(\d{4})([/.])(\d{1,2})(?:\2(\d{1,2}))?(?:[ T].*)?$/.exec(text) ??
    /^(\d{4})\s*(年)\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日?)?)?/.exec(text)
  if (found) return dated(found[1], found[3], found[4])
  const run = /^(\d{4})(\d\d)(\d\d)$/.exec(text)
  return run ? dated(run[1], run[2], run[3]) : undefined
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `May 3, 2024`, `3 May 2024`, `Fri, 03 May 2024 10:20:30 GMT`, `May 2024`. */
function spelled(text: string): string | undefined {
  const found =
    /^(?:[a-z]{3,9}\.?,? )?()(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{4})\b(.*)$/i.exec(text) ??
    /^(?:[a-z]{3,9}\.?, )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b()(.*)$/i.exec(text) ??
    /^([a-z]{3,9})\.?,? ()(\d{4})()()$/i.exec(text)
  if (!found) return undefined
  const [, before = '', day = '', third = '', fourth = '', rest = ''] = found
  const [name, year] = before === '' ? [third, fourth] : [before, third]
  const month = months.indexOf(name.slice(0, 3).toLowerCase()) + 1
  if (month === 0) return undefined
  const date = dated(year, String(month), day === '' ? undefined : day)
  const time = /^,? (\d\d:\d\d(?::\d\d)?) (GMT|UTC|Z|[+-]\d{4})/.exec(rest)
  if (!date || !time || day === '') return date
  return iso(`${date}T${time[1]!}${time[2]!}`)
}

const units: Readonly<Record<string, number>> = {
  second: 1e3,
  秒: 1e3,
  minute: 6e4,
  min: 6e4,
  分: 6e4,
  hour: 36e5,
  hr: 36e5,
  小时: 36e5,
  day: 864e5,
  天: 864e5,
  日: 864e5,
  week: 7 * 864e5,
  周: 7 * 864e5,
  星期: 7 * 864e5,
}

function relative(text: string, now: number): string | undefined {
  if (/^(?:today|just now|今天|刚刚)/.test(text)) return dayOf(now)
  if (/^(?:yesterday|昨天)/.test(text)) return dayOf(now - 864e5)
  if (text.startsWith('前天')) return dayOf(now - 2 * 864e5)
  const found = /^(\d{1,4}|an?|one)\s*(second|minute|min|hour|hr|day|week|month|year)s?\s+ago\b/.exec(text)
  const han = /^(\d{1,4})\s*(秒|分|小时|天|日|周|星期|个月|月|年)钟?以?前/.exec(text)
  const [, count = '', unit = ''] = found ?? han ?? []
  if (unit === '') return undefined
  const many = /^\d/.test(count) ? Number(count) : 1
  const step = units[unit]
  if (step !== undefined) return dayOf(now - many * step)
  // Months and years ago are known no better than to the month and the year.
  const then = new Date(now)
  if (unit === 'year' || unit === '年') return String(then.getUTCFullYear() - many).padStart(4, '0')
  const date = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() - many, 1))
  return date.toISOString().slice(0, 7)
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

function instant(milliseconds: number): string | undefined {
  if (Number.isNaN(milliseconds) || Math.abs(milliseconds) > 8e14) return undefined
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Parts of a calendar date, checked against the calendar. */
function dated(year: string | undefined, month?: string, dayOfMonth?: string): string | undefined {
  if (year === undefined || year === '') return undefined
  if (month === undefined || month === '') return year
  const written = `${year}-${month.padStart(2, '0')}`
  if (Number(month) < 1 || Number(month) > 12) return undefined
  if (dayOfMonth === undefined || dayOfMonth === '') return written
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth)))
  if (Number(dayOfMonth) < 1 || date.getUTCMonth() !== Number(month) - 1) return undefined
  return `${written}-${dayOfMonth.padStart(2, '0')}`
}
