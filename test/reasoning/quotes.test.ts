import { describe, expect, it } from 'vitest'
import { sentencesIn } from '#reading'
import { chooseQuotes } from '#reasoning'
import { aDocument, aTable } from './a-document.ts'

const document = aDocument(
  'Shangwan is a village on the lake. The North Basin was dredged between March 2018 and September 2019. ' +
    'Fishing was banned in January 2020. The dredging removed 1.86 million cubic metres of sediment. The weather was fine. 清湖总磷浓度2024年为0.071毫克/升。河岩湿地面积1.35平方公里。',
)
const candidates = sentencesIn(document.text).map((span) => ({ document, span }))
const choose = (claim: string, limit = 4): string[] =>
  chooseQuotes(claim, candidates, limit).map(({ span }) => document.text.slice(span.start, span.end))

describe('chooseQuotes', () => {
  it('takes as few as say it together', () => {
    expect(
      choose('Dredging of the North Basin in 2018 and 2019 removed 1.86 million cubic metres of sediment.'),
    ).toEqual([
      'The North Basin was dredged between March 2018 and September 2019.',
      'The dredging removed 1.86 million cubic metres of sediment.',
    ])
    expect(choose('Fishing was banned in January 2020.')).toEqual(['Fishing was banned in January 2020.'])
    expect(choose('2024年清湖总磷浓度为0.071毫克/升。')).toEqual(['清湖总磷浓度2024年为0.071毫克/升。'])
  })

  it('keeps to the limit, and finds nothing where there is nothing', () => {
    expect(
      choose(
        'Dredging of the North Basin in 2018 and 2019 removed 1.86 million cubic metres of sediment.',
        1,
      ),
    ).toHaveLength(1)
    expect(choose('Quantum chromodynamics explains hadrons.')).toEqual([])
    expect(chooseQuotes('Anything at all.', [], 3)).toEqual([])
  })

  it('brings the sentence that says otherwise, so that it can be told', () => {
    expect(choose('Fishing was banned in January 2021.')[0]).toBe('Fishing was banned in January 2020.')
    expect(choose('河岩湿地面积1.85平方公里。')[0]).toBe('河岩湿地面积1.35平方公里。')
  })

  it('reads table rows with their heads', () => {
    const table = aTable([
      ['year', 'bloom_days'],
      ['2012', '118'],
      ['2023', '31'],
      ['2024', '23'],
    ])
    const rows = table.text.split('\n').map((row) => ({
      document: table,
      span: { start: table.text.indexOf(row), end: table.text.indexOf(row) + row.length },
    }))
    const chosen = chooseQuotes(
      'The number of bloom days fell from 118 in 2012 to 23 in 2024.',
      rows.slice(1),
      4,
    )
    expect(chosen.map(({ span }) => table.text.slice(span.start, span.end)).toSorted()).toEqual([
      '2012 | 118',
      '2024 | 23',
    ])
  })
})
