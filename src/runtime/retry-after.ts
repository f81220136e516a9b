/** Response headers, as a fetch or a provider library gives them. */
export type HeaderSource = { get(name: string): string | null } | Readonly<Record<string, string | undefined>>

/**
 * How long a service asks to be left alone, in milliseconds; undefined where it does not say.
 *
 * In this order: `retry-after-ms` and `x-ms-retry-after-ms` (OpenAI, Azure), `Retry-After` in seconds or as a
 * date (RFC 9110 §10.2.3), then the reset times of the limits that are used up: `x-ratelimit-reset-*`
 * (OpenAI, Groq: `1m30s`, `20ms`; Azure: seconds; OpenRouter: an instant) and `anthropic-ratelimit-*-reset` (RFC 3339).
 * A limit of which something remains says nothing about why this call was refused.
 *
 * @param now milliseconds since the Unix epoch, which dates are measured against
 */
export function parseRetryAfter(headers: HeaderSource, now: number): number | undefined {
  const header = readerOf(headers)
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = decimal(header(name))
    if (milliseconds !== undefined) return milliseconds
  }
  const asked = header('retry-after')
  const seconds = decimal(asked)
  if (seconds !== undefined) return seconds * 1000
  const date = asked === undefined ? undefined : parseHttpDate(asked, now)
  if (date !== undefined) return Math.max(0, date - now)
  const resets = limits.flatMap(([remaining, reset]) => {
    const left = decimal(header(remaining))
    const text = header(reset)
    if (text === undefined || (left !== undefined && left > 0)) return []
    const wait = untilReset(text, now)
    return wait === undefined ? [] : [wait]
  })
  return resets.length === 0 ? undefined : Math.max(...resets)
}

const limits: readonly (readonly [remaining: string, reset: string])[] = [
  ...['requests', 'tokens'].map(
    (what) => [`x-ratelimit-remaining-${what}`, `x-ratelimit-reset-${what}`] as const,
  ),
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map(
    (what) => [`anthropic-ratelimit-${what}-remaining`, `anthropic-ratelimit-${what}-reset`] as const,
  ),
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
  ['ratelimit-remaining', 'ratelimit-reset'],
]

/** Plain numbers are seconds, unless they are so large that they can only be an instant. */
function untilReset(text: string, now: number): number | undefined {
  const number = decimal(text)
  if (number !== undefined) {
    if (number > 1e11) return Math.max(0, number - now)
    return number > 1e9 ? Math.max(0, number * 1000 - now) : number * 1000
  }
  const moment = /^\d{4}-\d\d-\d\dT/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment) ? parseDuration(text) : Math.max(0, moment - now)
}

/** A duration as Go and Google's RetryInfo write it (`1h2m3.5s`, `20ms`, `34.07s`), in milliseconds; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|h|m|s|µs|us|ns|d))+$/.test(text.trim())) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s|µs|us|ns|d)/g))
    total += Number(amount) * milliseconds[unit as keyof typeof milliseconds]
  return Math.round(total * 1000) / 1000
}

const milliseconds = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1, µs: 1e-3, us: 1e-3, ns: 1e-6 }

/**
 * The three forms of an HTTP date (RFC 9110 §5.6.7), in milliseconds since the Unix epoch. `Date.parse` would
 * take the third for local time.
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  const imf = /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/.exec(text)
  const rfc850 = /^\w{6,9}, (\d\d)-(\w{3})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/.exec(text)
  const asctime = /^\w{3} (\w{3}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/.exec(text)
  if (imf) return instant(imf[3]!, imf[2]!, imf[1]!, imf.slice(4))
  if (asctime) return instant(asctime[6]!, asctime[1]!, asctime[2]!, asctime.slice(3, 6))
  if (!rfc850) return undefined
  // A two-digit year that seems more than 50 years away is the most recent past year with those digits.
  const century = Math.floor(new Date(now).getUTCFullYear() / 100) * 100
  const year = century + Number(rfc850[3])
  const near = year > new Date(now).getUTCFullYear() + 50 ? year - 100 : year
  return instant(String(near), rfc850[2]!, rfc850[1]!, rfc850.slice(4))
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function instant(year: string, month: string, day: string, time: readonly string[]): number | undefined {
  const [hours, minutes, seconds] = time.map(Number)
  if (!months.includes(month)) return undefined
  return Date.UTC(Number(year), months.indexOf(month), Number(day), hours, minutes, seconds)
}

/** A decimal number that is not negative; anything else is not understood and so not obeyed. */
function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
}

function readerOf(headers: HeaderSource): (name: string) => string | undefined {
  if (typeof headers.get === 'function') {
    const given = headers as { get(name: string): string | null }
    return (name) => given.get(name)?.trim()
  }
  const lower = new Map(
    Object.entries(headers as Readonly<Record<string, string | undefined>>).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  )
  return (name) => lower.get(name)?.trim()
}
