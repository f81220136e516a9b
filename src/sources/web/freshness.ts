import { parseHttpDate } from '#runtime'

/**
 * Until when an answer may be used without asking again, in milliseconds since the epoch: RFC 9111 in small.
 *
 * A library is a private cache: `max-age` counts, `s-maxage` does not. Where nothing is said, a tenth of the age
 * that `Last-Modified` tells (§4.2.2), at most a day; where not even that, an hour. `no-store` and `no-cache` are
 * asked again every time; the bytes of a `no-store` page are kept all the same, because evidence must open.
 *
 * @param now when the answer came
 */
export function freshUntil(headers: Readonly<Record<string, string>>, now: number): number {
  const control = directivesOf(headers['cache-control'] ?? '')
  if (control.has('no-store') || control.has('no-cache')) return now
  if (/(?:^|,)\s*\*\s*(?:,|$)/.test(headers['vary'] ?? '')) return now
  if (!control.size && /no-cache/i.test(headers['pragma'] ?? '')) return now
  const age = seconds(headers['age']) ?? 0
  const most = control.get('max-age')
  if (most !== undefined) return now + clamped((seconds(most) ?? 0) - age)
  const date = dateIn(headers['date'], now) ?? now
  const expires = headers['expires']
  // What is no date (`0`, `-1`) has expired (§5.3).
  if (expires !== undefined) return now + clamped(((dateIn(expires, now) ?? date) - date) / 1000 - age)
  const modified = dateIn(headers['last-modified'], now)
  if (modified === undefined) return now + hour
  return now + Math.min(day, clamped((date - modified) / 10_000))
}

/**
 * Until when a redirect holds: a permanent one as long as a page would, another only where that is said (§4.2.2,
 * RFC 9110 §15.4), so that `/latest` does not stay where it led the first time.
 */
export function redirectHoldsUntil(
  status: number,
  headers: Readonly<Record<string, string>>,
  now: number,
): number {
  const said = directivesOf(headers['cache-control'] ?? '').has('max-age') || headers['expires'] !== undefined
  return said || status === 301 || status === 308 ? freshUntil(headers, now) : now
}

/** Whether what is held may be used now; what a clock that was wrong has promised does not count. */
export function isFresh(
  held: { readonly fetchedAt: number; readonly freshUntil: number },
  now: number,
): boolean {
  return held.fetchedAt <= now && now < held.freshUntil && held.freshUntil - now <= longest
}

const hour = 3_600_000
const day = 24 * hour
/** However long a server promises that nothing changes, it is asked again after this. */
const longest = 30 * day

function clamped(lifetime: number): number {
  return Math.min(longest, Math.max(0, Math.round(lifetime * 1000)))
}

function directivesOf(header: string): Map<string, string> {
  return new Map(
    header.split(',').flatMap((part): [string, string][] => {
      const [name, value = ''] = part.split('=', 2)
      return name!.trim() === '' ? [] : [[name!.trim().toLowerCase(), value.trim().replace(/^"|"$/g, '')]]
    }),
  )
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined
}

function dateIn(text: string | undefined, now: number): number | undefined {
  return text === undefined ? undefined : parseHttpDate(text, now)
}
