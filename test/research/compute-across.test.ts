import { expect, test } from 'vitest'
import { languageOf, type Document } from '#vocabulary'
import { evidenceAt } from '#reading'
import { aDocument } from '../reasoning/a-document.ts'
import type { Candidate } from '../../src/research/candidates.ts'
import { computeAcross } from '../../src/research/compute-across.ts'
import type { Inquiry } from '../../src/research/inquiry.ts'

function candidate(line: string, score: number): Candidate {
  const [title, text] = line.split(' || ') as [string, string]
  const document: Document = aDocument(text, { title })
  const evidence = [evidenceAt(document, 0, text.length)]
  return {
    text,
    document,
    evidence,
    terms: new Map(),
    score,
    coverage: 1,
    typed: true,
    bearing: { kind: 'direct', item: 0, values: [] },
    fromTable: false,
  }
}

/** Sub-questions of which only what was found matters here. */
function inquiries(...found: readonly string[]): Inquiry[] {
  return found.map(
    (line, index) =>
      ({
        id: `q${index}`,
        gathered: { candidates: [candidate(line, 1 - index / 10)] },
      }) as unknown as Inquiry,
  )
}

const staff = [
  'Ildumund Shipping || In 2025, Ildumund Shipping employed 1,390 people.',
  'Brenkalin Works || The payroll of Brenkalin Works listed 5,478 people in 2025.',
]
const bridges = [
  '多夫卡瓦什大桥 || 多夫卡瓦什大桥的造价是722.2万欧元。',
  '雅斯纳佐尔大桥 || 修建雅斯纳佐尔大桥共花费643.3万欧元。',
]
const sponsored = [
  '伊斯克戈诺克艺术节 || 伊斯克戈诺克艺术节由奎尔莫拉控股公司赞助。',
  '塔杜盖斯特艺术节 || 站在塔杜盖斯特艺术节背后的赞助商是奎尔莫拉控股公司。',
  '关于塔杜盖斯特艺术节 || 塔杜盖斯特艺术节由奎尔莫拉控股公司赞助。',
]
const offices = [
  'Skelbegast Holdings || Skelbegast Holdings is run from Drevfamund.',
  'Nemlustad Shipping || The head office of Nemlustad Shipping is in Drevfamund.',
]

test.each([
  ['How many people do Ildumund Shipping and Brenkalin Works employ together?', staff, '6,868 people'],
  [
    'Which employs more people, Ildumund Shipping or Brenkalin Works?',
    staff,
    'Brenkalin Works employs more people than Ildumund Shipping.',
  ],
  [
    'How many more people does Brenkalin Works employ than Ildumund Shipping?',
    staff,
    '4,088 more people than Ildumund Shipping',
  ],
  ['多夫卡瓦什大桥和雅斯纳佐尔大桥的造价合计是多少？', bridges, '合计为1365.5万欧元。'],
  ['多夫卡瓦什大桥和雅斯纳佐尔大桥哪一座造价更高？', bridges, '多夫卡瓦什大桥比雅斯纳佐尔大桥造价更高。'],
  ['奎尔莫拉控股公司一共赞助了几个艺术节？', sponsored, '赞助了2个艺术节：'],
  [
    'How many companies have their headquarters in Drevfamund?',
    offices,
    '2 companies have their headquarters in Drevfamund',
  ],
] as const)('%s', (question, found, said) => {
  const finding = computeAcross(question, inquiries(...found), languageOf(question) === 'zh' ? 'zh' : 'en')
  expect(finding?.claim).toMatchObject({ kind: 'computed', text: expect.stringContaining(said) })
  expect(finding!.evidence.length).toBeGreaterThanOrEqual(2)
})

test('a part without a value, figures of different years and plain questions give nothing', () => {
  const [question] = ['How many people do Ildumund Shipping and Brenkalin Works employ together?']
  expect(computeAcross(question, inquiries(staff[0]!), 'en')).toBeUndefined()
  const older = 'Brenkalin Works || In 2019, Brenkalin Works employed 4,000 people.'
  expect(computeAcross(question, inquiries(staff[0]!, older), 'en')).toBeUndefined()
  expect(computeAcross('When was Orlin Bridge opened?', inquiries(...staff), 'en')).toBeUndefined()
})
