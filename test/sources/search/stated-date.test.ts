import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statedDate } from '../../../src/sources/search/stated-date.ts'

const now = Date.UTC(2026, 2, 15, 12)

describe('statedDate', () => {
  it.each([
    ['2024', '2024'],
    ['2024-05', '2024-05'],
    ['2024-5-3', '2024-05-03'],
    ['2024-05-03', '2024-05-03'],
    ['2024-05-03T10:20:30', '2024-05-03'],
    ['2024-05-03T00:00:00.0000000', '2024-05-03'],
    ['2024-05-03T10:20:30Z', '2024-05-03T10:20:30Z'],
    ['2024-05-03T10:20:30.123+02:00', '2024-05-03T08:20:30Z'],
    ['2024-05-03 10:20:30 +0800', '2024-05-03T02:20:30Z'],
    ['2024-05-03T10:20Z', '2024-05-03T10:20:00Z'],
    ['2024/05/03', '2024-05-03'],
    ['2024/05', '2024-05'],
    ['2024.5.3 10:00', '2024-05-03'],
    ['20240503', '2024-05-03'],
    ['2024年5月3日', '2024-05-03'],
    ['2024年5月', '2024-05'],
    ['2024 年', '2024'],
    ['May 3, 2024', '2024-05-03'],
    ['May 3rd, 2024', '2024-05-03'],
    ['3 May 2024', '2024-05-03'],
    ['Sept. 3, 2024', '2024-09-03'],
    ['Fri, 03 May 2024 10:20:30 GMT', '2024-05-03T10:20:30Z'],
    ['Fri, 03 May 2024 10:20:30 +0200', '2024-05-03T08:20:30Z'],
    ['Friday, May 3, 2024', '2024-05-03'],
    ['May 2024', '2024-05'],
    ['2 days ago', '2026-03-13'],
    ['an hour ago', '2026-03-15'],
    ['3 weeks ago', '2026-02-22'],
    ['4 months ago', '2025-11'],
    ['2 years ago', '2024'],
    ['Yesterday', '2026-03-14'],
    ['3天前', '2026-03-12'],
    ['13小时前', '2026-03-14'],
    ['5分钟前', '2026-03-15'],
    ['2个月前', '2026-01'],
    ['昨天', '2026-03-14'],
    ['前天 08:00', '2026-03-13'],
    [1_714_732_830, '2024-05-03T10:40:30Z'],
    [1_714_732_830_000, '2024-05-03T10:40:30Z'],
  ])('%j is %s', (stated, expected) => expect(statedDate(stated, now)).toBe(expected))

  it.each([
    '',
    'soon',
    '2024-02-30',
    '2024-13-01',
    '2024-00-00',
    '0000-00-00',
    '0001-01-01T00:00:00',
    '9999-12-31',
    '20241399',
    '32 May 2024',
    'Foo 3, 2024',
    '2024-05-03T99:99:99Z',
    '-1 days ago',
    '99999 days ago',
    0,
    -5,
    Infinity,
    Number.NaN,
    null,
    true,
    {},
    ['2024-05-03'],
  ])('%j is no date', (stated) => expect(statedDate(stated, now)).toBeUndefined())

  it('gives an ISO date or nothing, whatever is stated', () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.stringMatching(/^[0-9]{4}[-/. 年]?[0-9]{1,2}[-/. 月T]?[0-9]{0,2}[日T ]?[0-9:.Z+-]{0,12}$/),
      fc.stringMatching(/^[0-9]{0,5} ?(days?|months?|years?|天|个月|年) ?(ago|前)$/),
    )
    fc.assert(
      fc.property(odd, (stated) => {
        const date = statedDate(stated, now)
        if (date === undefined) return
        expect(date).toMatch(/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?$/)
        expect(Number.isNaN(Date.parse(date))).toBe(false)
      }),
      { numRuns: 1_000, seed: 2 },
    )
  })
})
