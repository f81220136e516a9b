import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDraft } from '../../src/research/draft.ts'

const draft = `# Qing Lake

Phosphorus fell by **62 %** between 2015 and 2023 [Monitoring Report](library/monitoring-2023.pdf). The dredging did
*not* reach the northern bay. [1] Was it enough?

- The wetland covers 84 ha [^w].
| Year | TP |
|---|---|

\`\`\`
code states nothing at all here
\`\`\`

清湖的面积为 12.4 平方公里[2]。疏浚工程未涉及北湾。

## References

[1] Dredging log, 2021. library/dredging.csv
[2] 《清湖年报》
[^w]: [Wetland guide](guide.epub)
`

describe('readDraft', () => {
  const read = readDraft(draft)

  test('takes statements only: no headings, questions, code, rules or references', () => {
    expect(read.title).toBe('Qing Lake')
    expect(read.sentences.map((sentence) => sentence.text)).toEqual([
      'Phosphorus fell by 62 % between 2015 and 2023.',
      'The dredging did not reach the northern bay.',
      'The wetland covers 84 ha.',
      '清湖的面积为 12.4 平方公里。',
      '疏浚工程未涉及北湾。',
    ])
  })

  test('each sentence knows its place in the file and the sources it names', () => {
    for (const sentence of read.sentences) {
      const raw = draft.slice(sentence.start, sentence.end)
      expect(raw.startsWith(sentence.text.slice(0, 6))).toBe(true)
    }
    expect(read.sentences.map(({ cites }) => cites.map((source) => source.target ?? source.label))).toEqual([
      ['library/monitoring-2023.pdf'],
      ['library/dredging.csv'],
      ['guide.epub'],
      ['《清湖年报》'],
      [],
    ])
    expect(read.references.map((source) => source.label)).toEqual([
      'Dredging log, 2021. library/dredging.csv',
      '《清湖年报》',
      'Wetland guide',
    ])
  })

  test('rows of tables are statements under their headings; heads and rows without numbers state nothing', () => {
    const table =
      'Text before it.\n\n| Year | TP (mg/L) | Note |\n|---|---:|---|\n| 2024 | 0.071 [1] | |\n| open | | later |\n\n[1]: a.csv\n'
    const { sentences } = readDraft(table)
    expect(sentences.map((sentence) => sentence.text)).toEqual(['Text before it.', '2024: TP (mg/L) 0.071'])
    expect(sentences[1]!.cites).toEqual([{ label: 'a.csv', target: 'a.csv' }])
    expect(table.slice(sentences[1]!.start, sentences[1]!.end)).toBe('| 2024 | 0.071 [1] | |')
  })

  test('any text is read without loss of place', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '# ',
            '\n',
            '[1]',
            '[a](b)',
            '**',
            '* ',
            'Water rose by 3 m. ',
            '湖水上升三米。',
            '|',
            '```',
            '> ',
            'x',
          ),
          { maxLength: 60 },
        ),
        (parts) => {
          const text = parts.join('')
          let last = 0
          for (const { start, end } of readDraft(text).sentences) {
            expect(start).toBeGreaterThanOrEqual(last)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(text.length)
            last = end
          }
        },
      ),
    )
  })
})

test('addresses in the text are citations, not words; what brackets they leave goes with them', () => {
  const { sentences, references } = readDraft(
    'The lake cost 41.7 million euros ([report](<https://a.example/x>)). It reopened in June 2024 (https://b.example/y?z=1). See <https://c.example>.\n\n湖泊修复耗资四千万元（https://d.example/文）。\n\n## References\n\n1. The report. https://e.example/report.\n',
  )
  expect(sentences.map(({ text }) => text)).toEqual([
    'The lake cost 41.7 million euros.',
    'It reopened in June 2024.',
    '湖泊修复耗资四千万元。',
  ])
  expect(sentences.flatMap(({ cites }) => cites.map(({ target }) => target))).toEqual([
    'https://a.example/x',
    'https://b.example/y?z=1',
    'https://d.example/文',
  ])
  expect(references.map(({ target }) => target)).toEqual(['https://e.example/report'])
})

test('words that a link stands on are audited with the sentence; names of sources are not', () => {
  const to = '(https://a.example/x)'
  const read = (text: string): readonly string[] => readDraft(text).sentences.map((one) => one.text)
  expect(
    read(
      `The restoration of the lake cost [41.7 million crowns]${to}. It all ended [in 2021]${to}. The city paid [$3 million]${to}; phosphorus there [fell sharply]${to}.`,
    ),
  ).toEqual([
    'The restoration of the lake cost 41.7 million crowns.',
    'It all ended in 2021.',
    'The city paid $3 million; phosphorus there fell sharply.',
  ])
  expect(read(`湖泊修复共耗资[4170万元]${to}，工程完工于[2019年9月]${to}。`)).toEqual([
    '湖泊修复共耗资4170万元，工程完工于2019年9月。',
  ])
  for (const name of [
    'Monitoring Report',
    'report',
    'Pei et al. 2025',
    '2020 report',
    'source',
    'who.int',
    '水质年报',
  ])
    expect(read(`The lake was restored to its old depth [${name}]${to}.`)).toEqual([
      'The lake was restored to its old depth.',
    ])
})

test('numbered addresses at the end are references, with a heading or without', () => {
  const { sentences, references } = readDraft(
    'The lake cost 41.7 million euros [1]. It reopened in June 2024 [2].\n\n[1] [The report](https://a.example/x)\n[2] County press, https://b.example/y.\n',
  )
  expect(sentences.map(({ text, cites }) => [text, cites.map(({ target }) => target)])).toEqual([
    ['The lake cost 41.7 million euros.', ['https://a.example/x']],
    ['It reopened in June 2024.', ['https://b.example/y']],
  ])
  expect(references).toHaveLength(2)
})
