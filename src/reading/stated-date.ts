import { datesIn } from './dates.ts'

/**
 * A date as metadata states it (`2019-11-05T10:00:00Z`, `Nov 5, 2019`, `20191105`, `2019年11月5日`), in ISO 8601:
 * with its time where a zone is given, else `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. Undefined when it states none.
 */
export function statedDate(value: string): string | undefined {
  const text = value.trim()
  const iso = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?(?:\.\d+)?)\s*(Z|[+-]\d\d:?\d\d)?)?/i.exec(
    text,
  )
  if (iso && isCalendarDate(iso[1]!, iso[2]!, iso[3]!)) {
    const day = `${iso[1]}-${iso[2]}-${iso[3]}`
    if (!iso[4] || !iso[5]) return day
    return `${day}T${iso[4]}${iso[5].toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`
  }
  const found = datesIn(text.slice(0, 200)).find((date) => /^\d{4}(?:-\d\d(?:-\d\d)?)?$/.test(date.value))
  return found?.value
}

function isCalendarDate(year: string, month: string, day: string): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return Number(year) >= 1000 && !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
}
