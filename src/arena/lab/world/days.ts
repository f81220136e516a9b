/** Days as the world counts them: ISO 8601 dates, no clock. */
import type { Chance } from '#runtime'
import type { Fact } from '../world.ts'
import type { Place } from './planned.ts'

/** The day on which the world is looked at. */
export const today = '2026-10-01'

/** The year for which changing things are told by whoever is up to date. */
export const currentYear = 2025

const millisecondsOfDay = 86_400_000

/** The date so many days before another. */
export function daysBefore(date: string, days: number): string {
  return new Date(daysOf(date) * millisecondsOfDay - days * millisecondsOfDay).toISOString().slice(0, 10)
}

/** A date (`YYYY` or `YYYY-MM-DD`) as days since 1970; a year counts as its first day. */
export function daysOf(date: string): number {
  const [year, month = '1', day = '1'] = date.split('-')
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / millisecondsOfDay
}

/** When a page was published that tells these facts there: never before what it tells. */
export function dateFor(place: Place, facts: readonly Fact[], chance: Chance): string {
  if (place === 'feed') return daysBefore(today, 1 + chance.integer(9))
  const [asOf, until] = [latest(facts, 'asOf'), latest(facts, 'until')]
  if (place === 'old') return daysBefore(`${asOf}-12-20`, chance.integer(150))
  const from = until ? `${until + 1}-01-10` : asOf ? `${asOf + 1}-01-10` : '2013-02-01'
  return daysBefore(today, 12 + chance.integer(Math.max(1, daysOf(today) - daysOf(from) - 12)))
}

function latest(facts: readonly Fact[], year: 'asOf' | 'until'): number | undefined {
  const years = facts.flatMap((fact) => fact[year] ?? [])
  return years.length > 0 ? Math.max(...years) : undefined
}
