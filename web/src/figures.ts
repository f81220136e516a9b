import type { Spent } from './api/types.ts'
import { fill, language } from './language.ts'
import { words } from './words.ts'

/** `1,234`, as the reader writes it. */
export function number(value: number): string {
  return value.toLocaleString(language.value)
}

/** US dollars with as many places as matter; the same as the command line writes. */
export function dollars(usd: number): string {
  if (usd === 0) return '$0'
  if (usd < 0.000001) return '< $0.000001'
  if (usd >= 1) return `$${usd.toFixed(2)}`
  return `$${usd.toFixed(usd >= 0.01 ? 4 : 6).replace(/0+$/, '')}`
}

/** What was spent, in words; a price that is unknown is said to be. */
export function costOf({ calls, usd, unpriced }: Spent): string {
  const { run } = words()
  if (unpriced === 0) return dollars(usd)
  if (unpriced === calls) return run.unknownPrice
  return fill(run.partlyUnknown, { usd: dollars(usd), count: unpriced })
}

/** `0:42`, `12:05`, `1:02:03`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** A time as one says it: today's without the day. */
export function moment(iso: string): string {
  const at = new Date(iso)
  const today = at.toDateString() === new Date().toDateString()
  return today
    ? at.toLocaleTimeString(language.value, { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleString(language.value, { dateStyle: 'medium', timeStyle: 'short' })
}

/** The host of an address, or the file's name. */
export function siteOf(uri: string): string {
  try {
    const { protocol, host, pathname } = new URL(uri)
    return protocol === 'file:' ? decodeURIComponent(pathname.split('/').at(-1) ?? '') : host
  } catch {
    return uri
  }
}
