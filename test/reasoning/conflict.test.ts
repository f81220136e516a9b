import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findConflict } from '#reasoning'
import { chineseSentences, englishSentences } from './sentences.ts'

const conflicts: readonly (readonly [a: string, b: string, kind: string, valueA: string, valueB: string])[] =
  [
    [
      'The wetland covers 120 hectares.',
      'The wetland covers 150 hectares.',
      'number',
      '120 hectares',
      '150 hectares',
    ],
    [
      'The final cost of the project was 191.3 million yuan.',
      'The final cost of the project was RMB 182.4m.',
      'number',
      '191.3 million yuan',
      'RMB 182.4m',
    ],
    ['In 2019 the lake had 23 bloom days.', 'The lake had 46 bloom days in 2019.', 'number', '23', '46'],
    [
      'The north basin dredging was completed on 5 December 2019.',
      'Dredging of the north basin was completed on 13 January 2020.',
      'date',
      '5 December 2019',
      '13 January 2020',
    ],
    [
      'The plan was approved by the council.',
      'The plan was not approved by the council.',
      'polarity',
      'approved',
      'not approved',
    ],
    [
      'Water quality in the lake improved in 2020.',
      'Water quality in the lake worsened in 2020.',
      'polarity',
      'improved',
      'worsened',
    ],
    [
      'The plan asks for an annual mean of total phosphorus of 0.05 mg/L or less by 2025.',
      'Total phosphorus: annual mean of 0.05 mg/L or less by 2030, with an intermediate target in 2025.',
      'date',
      '2025',
      '2030',
    ],
    [
      '清湖2019年总磷浓度为0.062毫克/升。',
      '2019年清湖总磷浓度为0.071毫克/升。',
      'number',
      '0.062毫克/升',
      '0.071毫克/升',
    ],
    ['工程投资3.2亿元。', '工程总投资为3.5亿元。', 'number', '3.2亿元', '3.5亿元'],
    ['工程于2019年12月5日完工。', '工程于2020年1月13日完工。', 'date', '2019年12月5日', '2020年1月13日'],
    ['清湖水质明显改善', '清湖水质明显恶化', 'polarity', '改善', '恶化'],
  ]

/** Near misses: nothing here may be called a conflict. */
const silent: readonly (readonly [string, string])[] = [
  ['清湖2018年总磷浓度为0.062毫克/升。', '2019年清湖总磷浓度为0.071毫克/升。'],
  ['The lake had 46 bloom days in 2020.', 'The lake had 23 bloom days in 2024.'],
  ['The wetland covers 120 hectares.', 'The wetland covers 1.2 square kilometres.'],
  ['清湖面积为12平方公里。', '清湖面积为1200公顷。'],
  ['North station recorded 12 mg/L of nitrogen.', 'South station recorded 15 mg/L of nitrogen.'],
  ['Total phosphorus was 0.07 mg/L in the lake.', 'Total nitrogen was 1.4 mg/L in the lake.'],
  ['总磷浓度为0.07毫克/升。', '总氮浓度为1.4毫克/升。'],
  ['上湾污水处理厂规模为每日4万吨。', '柳滩污水处理厂规模为每日2万吨。'],
  ['The plant at Shangwan treats 40,000 tonnes a day.', 'The plant at Heyan treats 25,000 tonnes a day.'],
  ['Turnout was 62 percent.', 'Turnout was 61.8 percent.'],
  ['More than 300 people attended the meeting.', 'The meeting was attended by 312 people.'],
  ['About 300 people attended the meeting.', 'The meeting was attended by 312 people.'],
  ['约300人参加了会议。', '312人参加了会议。'],
  ['The cost rose from 120 million yuan to 150 million yuan.', 'The cost of it was 120 million yuan.'],
  ['The first phase cost 80 million yuan.', 'The second phase cost 95 million yuan.'],
  ['一期工程投资8000万元。', '二期工程投资9500万元。'],
  ['The project cost 80 million yuan.', 'The project lasted 18 months.'],
  ['Sales in Germany were 5 million euros.', 'Sales in France were 7 million euros.'],
  ['The bill was not passed in 2018.', 'The bill was passed in 2019.'],
  ['The sample from site A12 held 5 mg/L.', 'The sample from site B07 held 9 mg/L.'],
  ['Standard GB 3838-2002 allows 0.05 mg/L.', 'Standard GB 18918-2002 allows 0.5 mg/L.'],
  ['The committee met on 3 March 2019.', 'The committee published its report on 5 May 2019.'],
  ['The price fell by 5 percent in March.', 'The price fell by 7 percent in April.'],
  ['表层水样总磷下降62%。', '全水柱总磷下降48%。'],
  ['Boys scored 52 points on average.', 'Girls scored 57 points on average.'],
]

describe('findConflict', () => {
  it.each(conflicts)('%s / %s', (a, b, kind, valueA, valueB) => {
    expect(findConflict({ text: a }, { text: b })).toMatchObject({ kind, valueA, valueB })
    expect(findConflict({ text: b }, { text: a })).toMatchObject({ kind, valueA: valueB, valueB: valueA })
  })

  it.each(silent)('is silent on %s / %s', (a, b) => {
    expect(findConflict({ text: a }, { text: b })).toBeUndefined()
    expect(findConflict({ text: b }, { text: a })).toBeUndefined()
  })

  it('never finds a sentence in conflict with itself or with an unrelated one', () => {
    const sentences = [...englishSentences, ...chineseSentences]
    for (const a of sentences)
      for (const b of sentences) expect(findConflict({ text: a }, { text: b })).toBeUndefined()
  })

  it('is total', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(...englishSentences, ...chineseSentences),
    )
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(['number', 'date', 'polarity', undefined]).toContain(
          findConflict({ text: a }, { text: b })?.kind,
        )
      }),
    )
  })
})
