import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namesIn, namesMatch } from '#reading'

const rows: readonly (readonly [string, ...string[]])[] = [
  [
    'Arnold is currently the editor of Media Play News, one of five Hollywood trades.',
    'Arnold',
    'Media Play News',
    'Hollywood',
  ],
  [
    'Researchers found that the Department of Health and Social Care met Barack Obama in Chicago on Monday.',
    'Department of Health and Social Care',
    'Barack Obama',
    'Chicago',
  ],
  ['The EPA and WHO agreed.', 'EPA', 'WHO'],
  [
    'Under GB 3838-2002, COVID-19 and PM2.5 near Qing Lake in July 2018.',
    'GB 3838-2002',
    'COVID-19',
    'PM2.5',
    'Qing Lake',
  ],
  [
    "New York's mayor said O'Brien visited the University of California, Los Angeles.",
    'New York',
    "O'Brien",
    'University of California',
    'Los Angeles',
  ],
  ['Lake levels fell. Restoration began in May.'],
  [
    '清湖市生态环境局局长王建国表示，清湖位于江苏省南京市。',
    '清湖市生态环境局',
    '王建国',
    '清湖',
    '江苏省',
    '南京市',
  ],
  [
    '《清湖治理规划》由北京大学和东塘溪水务有限公司编制。',
    '《清湖治理规划》',
    '北京大学',
    '东塘溪水务有限公司',
  ],
  [
    '2019年，北湖区清淤工程由恒泰建设有限公司承担，李明教授认为效果明显',
    '北湖区',
    '恒泰建设有限公司',
    '李明',
  ],
  ['我国城市社区很多，上市公司不少。'],
]

describe('namesIn', () => {
  it.each(rows)('spots %s', (sentence, ...expected) => {
    const found = namesIn(sentence).map(({ text }) => text)
    for (const name of expected) expect(found).toContain(name)
    if (expected.length === 0) expect(found).toEqual([])
  })

  it('gives spans of the text itself, in order, for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'The ',
        'Qing Lake ',
        '湖',
        '局长',
        '王',
        '《',
        '》',
        'GB 1-2',
        ' of ',
        'EPA',
        "'s ",
        '大学',
        '\n',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('')
        let end = 0
        for (const name of namesIn(text)) {
          expect(name.start).toBeGreaterThanOrEqual(end)
          expect(text.slice(name.start, name.end)).toBe(name.text)
          end = name.end
        }
      }),
      { numRuns: 400 },
    )
    const start = performance.now()
    for (const run of ['A ', 'Ab of ', '湖', '局长王', '《', 'GB 1-', 'A-1', "O'"])
      namesIn(run.repeat(30_000 / run.length))
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('namesMatch', () => {
  it.each([
    ['EPA', 'Environmental Protection Agency', true],
    ['WHO', 'World Health Organization', true],
    ['Arnold', 'Thomas K. Arnold', true],
    ['T. Arnold', 'Thomas Arnold', true],
    ['ＥＰＡ', 'EPA', true],
    ['Café Müller', 'cafe muller', true],
    ['U.S.', 'US', true],
    ['北大', '北京大学', true],
    ['清湖', '清湖市', true],
    ['清湖', '明湖', false],
    ['清湖', '清水湖', false],
    ['University', 'University of Oxford', false],
    ['Paris', 'London', false],
    ['New York', 'New Jersey', false],
    ['EPA', 'European Space Agency', false],
    ['', 'x', false],
  ] as const)('%s and %s: %s', (a, b, same) => {
    expect(namesMatch(a, b)).toBe(same)
    expect(namesMatch(b, a)).toBe(same)
  })
})
