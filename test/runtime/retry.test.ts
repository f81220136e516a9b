import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chanceOf, createDeadline, parseDuration, parseRetryAfter, retryDelay, systemClock } from '#runtime'
import { handClock } from './hand-clock.ts'

const now = Date.UTC(2026, 10, 21, 12, 0, 0)

describe('how long a service asks to be left alone', () => {
  test.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['seconds with a fraction, as some send', { 'Retry-After': ' 0.5 ' }, 500],
    ['the preferred date form', { 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
    ['the obsolete RFC 850 form', { 'retry-after': 'Saturday, 21-Nov-26 12:01:00 GMT' }, 60_000],
    ['the asctime form, which is GMT too', { 'retry-after': 'Sat Nov 21 12:00:05 2026' }, 5_000],
    ['asctime with a one-digit day', { 'retry-after': 'Tue Dec  1 12:00:00 2026' }, 10 * 86_400_000],
    ['a date gone by', { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }, 0],
    ['a two-digit year of the last century', { 'retry-after': 'Sunday, 06-Nov-94 08:49:37 GMT' }, 0],
    ['milliseconds before seconds', { 'retry-after-ms': '1250', 'retry-after': '2' }, 1_250],
    ['Azure milliseconds', { 'x-ms-retry-after-ms': '40' }, 40],
    [
      'OpenAI: the limit that is used up',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1m30s',
        'x-ratelimit-remaining-tokens': '4000',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      90_000,
    ],
    [
      'OpenAI: both used up',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '20ms',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '7.66s',
      },
      7_660,
    ],
    [
      'nothing used up',
      { 'x-ratelimit-remaining-tokens': '4000', 'x-ratelimit-reset-tokens': '6m0s' },
      undefined,
    ],
    ['Azure counts seconds', { 'x-ratelimit-reset-tokens': '12' }, 12_000],
    [
      'Anthropic',
      {
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-21T12:00:45Z',
      },
      45_000,
    ],
    ['an instant in seconds', { 'x-ratelimit-reset': String(now / 1000 + 9) }, 9_000],
    ['an instant in milliseconds (OpenRouter)', { 'x-ratelimit-reset': String(now + 9_000) }, 9_000],
    ['the IETF draft', { 'ratelimit-remaining': '0', 'ratelimit-reset': '3' }, 3_000],
    ['nothing', {}, undefined],
    ['nonsense', { 'retry-after': 'soon', 'retry-after-ms': '-5', 'x-ratelimit-reset': 'NaN' }, undefined],
    ['a negative number', { 'retry-after': '-1' }, undefined],
    ['a month that is none', { 'retry-after': 'Sat, 21 Foo 2026 12:00:30 GMT' }, undefined],
  ])('%s', (_, headers, wait) => {
    expect(parseRetryAfter(headers, now)).toBe(wait)
    expect(parseRetryAfter(new Headers(headers), now)).toBe(wait)
  })

  test('durations as Go writes them', () => {
    expect(['1h2m3.5s', '20ms', '34.074824224s', '1d', '500µs'].map(parseDuration)).toEqual([
      3_723_500, 20, 34_074.824, 86_400_000, 0.5,
    ])
    expect(['', '5', 's', '1x', '1m 2s', '-1s'].map(parseDuration)).toEqual(Array.from({ length: 6 }))
  })

  test('whatever a header says, it is a wait or nothing', () => {
    const names = [
      'retry-after',
      'retry-after-ms',
      'x-ratelimit-reset',
      'x-ratelimit-reset-tokens',
      'anthropic-ratelimit-tokens-reset',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)),
        (name, value) => {
          const wait = parseRetryAfter({ [name]: value }, now)
          expect(wait === undefined || wait >= 0).toBe(true)
        },
      ),
    )
  })
})

describe('how long to wait', () => {
  test('what was asked for, a little spread; never less', () => {
    for (let seed = 0; seed < 50; seed++) {
      const wait = retryDelay(2, 3_000, chanceOf(String(seed), 'p'))!
      expect(wait).toBeGreaterThanOrEqual(3_000)
      expect(wait).toBeLessThanOrEqual(3_250)
    }
  })

  test('more than patience is no wait at all', () => {
    const chance = chanceOf('s', 'p')
    expect(retryDelay(2, 60_001, chance)).toBeUndefined()
    expect(retryDelay(2, 60_000, chance)).toBeGreaterThanOrEqual(60_000)
    expect(retryDelay(2, 90_000, chance, 120_000)).toBeGreaterThanOrEqual(90_000)
    expect(retryDelay(2, 1, chance, 0)).toBeUndefined()
  })

  test('else exponential, full jitter, capped, and the same under the same seed', () => {
    const waits = (next: number): number[] =>
      Array.from({ length: 400 }, (_, seed) => retryDelay(next, undefined, chanceOf(String(seed), 'p'))!)
    for (const [next, most] of [
      [2, 1_000],
      [3, 2_000],
      [4, 4_000],
      [9, 20_000],
    ] as const) {
      const drawn = waits(next)
      expect(Math.max(...drawn)).toBeLessThanOrEqual(most)
      expect(Math.max(...drawn)).toBeGreaterThan(most * 0.95)
      expect(Math.min(...drawn)).toBeLessThan(most * 0.05)
      expect(waits(next)).toEqual(drawn)
    }
    expect(retryDelay(2, Number.NaN, chanceOf('s', 'p'))).toBeLessThanOrEqual(1_000)
  })
})

describe('deadline', () => {
  test('fires when the time is up, and not before', async () => {
    const clock = handClock()
    const { signal } = createDeadline(clock, 90_000)
    await clock.pass(89_999)
    expect(signal.aborted).toBe(false)
    await clock.pass(1)
    expect(signal.reason).toMatchObject({ code: 'deadline-reached', parameters: { seconds: 90 } })
  })

  test('cancelled, it never fires', async () => {
    const clock = handClock()
    const deadline = createDeadline(clock, 10)
    deadline.cancel()
    await clock.pass(20)
    expect(deadline.signal.aborted).toBe(false)
    const real = createDeadline(systemClock, 60_000)
    real.cancel()
    expect(real.signal.aborted).toBe(false)
  })

  test('longer than a timer can hold', async () => {
    const clock = handClock()
    const { signal } = createDeadline(clock, 2 ** 32)
    expect(clock.asked).toEqual([2 ** 31 - 1])
    for (let passed = 0; passed < 2 ** 32 - 10; passed += 2 ** 31 - 1) await clock.pass(2 ** 31 - 1)
    expect(signal.aborted).toBe(false)
    await clock.pass(10)
    expect(signal.aborted).toBe(true)
    expect(() => createDeadline(clock, 0)).toThrow(RangeError)
  })
})
