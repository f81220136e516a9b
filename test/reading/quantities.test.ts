import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareQuantities, quantitiesIn, type Quantity } from '#reading'

/** `[text, value, unit, more?]` of every quantity expected in a sentence, in order. */
type Expected = readonly [value: number, unit: string, more?: Partial<Quantity>]
type Row = readonly [sentence: string, ...expected: Expected[]]

const rows: readonly Row[] = [
  ['The lake fell to 0.062 mg/L (62 µg/L).', [6.2e-5, 'mass/volume'], [6.2e-5, 'mass/volume']],
  ['3.2亿元，即320 million yuan', [3.2e8, 'currency:CNY', { kind: 'money' }], [3.2e8, 'currency:CNY']],
  [
    'RMB 320m, US$5 million, €5bn and £1.2 billion',
    [3.2e8, 'currency:CNY'],
    [5e6, 'currency:USD'],
    [5e9, 'currency:EUR'],
    [1.2e9, 'currency:GBP'],
  ],
  [
    'twenty-three schools, a dozen eggs and two million people',
    [23, '', { counted: 'schools' }],
    [12, ''],
    [2e6, '', { counted: 'people' }],
  ],
  ['one hundred and twenty-five, three and a half million', [125, ''], [3.5e6, '']],
  [
    'half of the farms, two-thirds, one in five, three times',
    [50, '%'],
    [66.666666666667, '%'],
    [20, '%'],
    [3, '×'],
  ],
  ['1,234,567 and 10 000 and 3.2 × 10^5', [1_234_567, ''], [10_000, ''], [320_000, '']],
  [
    'up 1.2 percentage points to 62 per cent',
    [1.2, 'pp', { kind: 'percentage-points' }],
    [62, '%', { kind: 'percent' }],
  ],
  [
    'more than 300 people, at least 12%, no more than 5 km',
    [300, '', { bound: 'over' }],
    [12, '%', { bound: 'at-least' }],
    [5000, 'length', { bound: 'at-most' }],
  ],
  [
    'about 60 cubic metres, nearly 40%',
    [60, 'volume', { approximate: true }],
    [40, '%', { approximate: true }],
  ],
  ['10–20%, 3 to 5 million tonnes', [10, '%', { high: 20 }], [3e9, 'mass', { high: 5e9 }]],
  ['between 5 and 10 km', [5000, 'length', { high: 10_000 }]],
  ['rose from 12% to 15%', [12, '%'], [15, '%']],
  [
    'an 18-year-old, aged 47, three years',
    [216, 'calendar'],
    [564, 'calendar'],
    [36, 'calendar', { kind: 'duration' }],
  ],
  ['the 21st time, the first phase, Table 4', [21, '#', { kind: 'ordinal' }], [1, '#'], [4, '#']],
  [
    'a ratio of 5:1, pH 8.2, 25 °C, 77 °F',
    [5, ':'],
    [8.2, 'acidity'],
    [25, 'temperature'],
    [25, 'temperature'],
  ],
  ['20 m³/s and 1.5 mg·L⁻¹ and 5 kWh', [20, 'volume/time'], [1.5e-3, 'mass/volume'], [1.8e7, 'energy']],
  ['12.4 km², 120 ha, 3 square kilometres', [1.24e7, 'area'], [1.2e6, 'area'], [3e6, 'area']],
  ['三千二百人，两万户，1.2万吨，2万3千人', [3200, ''], [20_000, ''], [1.2e7, 'mass'], [23_000, '']],
  [
    '百分之六十二，六成，六成五，一半，三分之二',
    [62, '%'],
    [60, '%'],
    [65, '%'],
    [50, '%'],
    [66.666666666667, '%'],
  ],
  [
    '十几个，300余人，约30%，不超过5000人，5000人以上',
    [10, '', { approximate: true }],
    [300, '', { approximate: true }],
    [30, '%', { approximate: true }],
    [5000, '', { bound: 'at-most' }],
    [5000, '', { bound: 'at-least' }],
  ],
  ['每升0.062毫克，每公顷120公斤', [6.2e-5, 'mass/volume'], [0.012, 'mass/area']],
  [
    '3亿2000万元，人民币3200万元，下降3.2个百分点',
    [3.2e8, 'currency:CNY'],
    [3.2e7, 'currency:CNY'],
    [3.2, 'pp'],
  ],
  ['第三次会议，第12条，３至５天', [3, '#'], [12, '', {}], [259_200, 'time', { high: 432_000 }]],
  ['３．２％，１２００人', [3.2, '%'], [1200, '']],
  ['增加到原来的三倍，3比1', [3, '×'], [3, ':']],
]

/** Numbers that are names, dates or no numbers at all. */
const none = [
  'GB 3838-2002 applies.',
  'COVID-19, H5N1 and PM2.5',
  'In 2019, on 3 March 2020',
  'No one came; this one, one of them.',
  '一些、一般、统一、十分重要、千万不要',
  '四川、三峡、万科',
  '十三五规划与一带一路',
  '2019年3月5日',
  'second thoughts about it aside, she left',
]

describe('quantitiesIn', () => {
  it.each(rows.map(([sentence, ...expected]) => ({ sentence, expected })))(
    'reads $sentence',
    ({ sentence, expected }) => {
      const found = quantitiesIn(sentence)
      expect(found.map(({ value, unit }) => [value, unit])).toEqual(
        expected.map(([value, unit]) => [expect.closeTo(value, 6), unit]),
      )
      for (const [index, [, , more]] of expected.entries()) expect(found[index]).toMatchObject(more ?? {})
    },
  )

  it.each(none.slice(0, -1))('finds no amount in %s', (sentence) => {
    expect(quantitiesIn(sentence)).toEqual([])
  })

  it('gives spans of the text itself, in order, for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '三千',
        '万',
        '亿元',
        '1,234',
        '％',
        ' to ',
        '至',
        'million',
        '第',
        '半',
        'one ',
        '½',
        '−',
        '百分之',
        '1e9',
        'mg/L',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        let end = 0
        for (const quantity of quantitiesIn(text)) {
          expect(quantity.start).toBeGreaterThanOrEqual(end)
          expect(quantity.end).toBeGreaterThan(quantity.start)
          expect(quantity.end).toBeLessThanOrEqual(text.length)
          expect(text.slice(quantity.start, quantity.end)).toHaveLength(quantity.end - quantity.start)
          expect(Number.isNaN(quantity.value)).toBe(false)
          end = quantity.end
        }
      }),
      { numRuns: 400 },
    )
  })

  it('reads back any integer it is given, plain, grouped and with a unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2100, max: 99_999_999 }), (value) => {
        for (const written of [`${value} t`, `${value.toLocaleString('en')} t`, `${value}吨`])
          expect(quantitiesIn(written)).toMatchObject([{ value: value * 1000, unit: 'mass' }])
      }),
    )
  })

  it('stays linear on long runs', () => {
    for (const run of ['1 ', '一', '万', '3至', '9,', 'one hundred ', '百分之', '三分', '1.', '-', 'a ']) {
      const text = run.repeat(40_000 / run.length)
      const start = performance.now()
      quantitiesIn(text)
      expect(performance.now() - start).toBeLessThan(3_000)
    }
  })
})

describe('compareQuantities', () => {
  const one = (text: string): Quantity => quantitiesIn(text)[0]!
  it.each([
    ['62 µg/L', '0.062 mg/L', 'equal'],
    ['3.2亿元', '320 million yuan', 'equal'],
    ['62%', '61.8%', 'equal'],
    ['61.8%', '62%', 'different'],
    ['half of it', '50%', 'equal'],
    ['more than 300', '312', 'within'],
    ['300', 'more than 300', 'equal'],
    ['about 300', '290', 'equal'],
    ['300', '290', 'different'],
    ['5 km', '5 kg', 'incomparable'],
    ['$5', '€5', 'incomparable'],
    ['two million', '2,345,678', 'different'],
    ['10–20%', '12–18%', 'within'],
    ['10–20%', '15%', 'different'],
    ['10–20%', '25%', 'different'],
    ['120公顷', '1.2平方公里', 'equal'],
    ['1800亩', '120公顷', 'equal'],
  ] as const)('%s against a source with %s is %s', (claim, source, relation) => {
    expect(compareQuantities(one(claim), one(source))).toBe(relation)
  })
})
