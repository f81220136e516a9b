import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDates, datesIn, type DateMention } from '#reading'

const rows: readonly (readonly [string, ...string[]])[] = [
  ['On 3 March 2019 and in March 2019', '2019-03-03', '2019-03'],
  ['FY2019, Q2 2021, 2021 Q3, the second quarter of 2020', '2019', '2021-Q2', '2021-Q3', '2020-Q2'],
  ['the 1990s and the 19th century and the fifteenth century', '199X', '18XX', '14XX'],
  ['2018-2020, between 2003 and 2005, 2018/19', '2018/2020', '2003/2005', '2018/2019'],
  ['at 21:45 and 9:30 a.m. and 3 pm', 'T21:45', 'T09:30', 'T15:00'],
  [
    'July 27; May 5, 2018; June 3rd; 3–5 June 2019',
    '--07-27',
    '2018-05-05',
    '--06-03',
    '2019-06-03/2019-06-05',
  ],
  ['by March, 2018-07-31T10:00:00Z, 25/03/2019, 03/04/2019', '--03', '2018-07-31', '2019-03-25', '2019'],
  ['the first half of 2020, H2 2021', '2020-H1', '2021-H2'],
  ['2019年3月5日，二〇一九年，2021年第二季度，2020年上半年', '2019-03-05', '2019', '2021-Q2', '2020-H1'],
  ['上世纪九十年代，20世纪80年代，21世纪', '199X', '198X', '20XX'],
  ['2016—2020年，2016年至2020年，2019年度', '2016/2020', '2016/2020', '2019'],
  ['３月５日，２０１９年，5月底，五月', '--03-05', '2019', '--05', '--05'],
  ['下午3时20分，上午9点', 'T15:20', 'T09:00'],
]

describe('datesIn', () => {
  it.each(rows)('reads %s', (sentence, ...expected) => {
    expect(datesIn(sentence).map(({ value }) => value)).toEqual(expected)
  })

  it.each([
    'three years',
    '3个月',
    '三年来',
    'he may go',
    'march on',
    '2019 people came',
    'over 2000 tonnes',
    'version 1.2.3',
    'GB 3838-2002',
    'dismay 5',
  ])('finds no date in %s', (sentence) => {
    expect(datesIn(sentence)).toEqual([])
  })

  it('reads back any day in every spelling', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2059-12-28'), noInvalidDate: true })
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10)
        const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
        const month = date.toLocaleString('en', { month: 'long', timeZone: 'UTC' })
        for (const written of [
          iso,
          `${d} ${month} ${y}`,
          `${month} ${d}, ${y}`,
          `${y}年${m}月${d}日`,
          `the ${d}th of ${month} ${y}`,
        ])
          expect(datesIn(written).map(({ value }) => value)).toEqual([iso])
      }),
      { numRuns: 60 },
    )
  })

  it('gives spans of the text itself, in order, for any text, in linear time', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '2019',
        '年',
        '月',
        '5',
        'March ',
        '-',
        '/',
        '至',
        ' to ',
        'Q1 ',
        '十',
        'century',
        ':30',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('')
        let end = 0
        for (const date of datesIn(text)) {
          expect(date.start).toBeGreaterThanOrEqual(end)
          expect(text.slice(date.start, date.end)).toBe(date.text)
          end = date.end
        }
      }),
      { numRuns: 400 },
    )
    const start = performance.now()
    for (const run of ['2019-', '年', '1', 'March ', '二〇', '3月', '1:', '19'])
      datesIn(run.repeat(30_000 / run.length))
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('compareDates', () => {
  const one = (text: string): DateMention => datesIn(text)[0]!
  it.each([
    ['2019年3月', 'March 2019', 'same'],
    ['in 2019', '3 March 2019', 'coarser'],
    ['3 March 2019', 'in 2019', 'finer'],
    ['in 2019', 'in 2018', 'different'],
    ['FY2019', 'in 2019', 'different'],
    ['3 March', '3 March 2019', 'coarser'],
    ['Q2 2021', 'May 2021', 'coarser'],
    ['the 1990s', 'in 1994', 'coarser'],
    ['2018-2020', 'in 2019', 'coarser'],
    ['5 May 2019', '6 May 2019', 'different'],
    ['21:45', '21:50', 'different'],
  ] as const)('%s against %s is %s', (a, b, relation) => {
    expect(compareDates(one(a), one(b))).toBe(relation)
  })
})
