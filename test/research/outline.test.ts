import { describe, expect, test } from 'vitest'
import type { Evidence } from '#vocabulary'
import type { Inquiry } from '../../src/research/inquiry.ts'
import { bySource } from '../../src/research/by-source.ts'
import { domainOf } from '../../src/research/domain.ts'
import { inOutline, outlineByNames } from '../../src/research/outline.ts'
import { outlinePrompt, partsOf } from '../../src/research/outline.prompt.ts'
import { rewritePrompt } from '../../src/research/rewrite.prompt.ts'
import { writeSectionPrompt } from '../../src/research/write-section.prompt.ts'
import { promptConformance } from '../models/ask-conformance.ts'

/** A sub-question as far as an outline looks at it. */
function asked(id: string, text: string, language: 'en' | 'zh' = 'en'): Inquiry {
  return { id, text, origin: 'planned', dependsOn: [], aim: { language, text } } as unknown as Inquiry
}

describe('an outline by the names that sub-questions share', () => {
  test.each([
    ['en', 'Lake Arden', 'Lake Como', (name: string, what: string) => `What is the ${what} of ${name}?`],
    [
      'zh',
      '阿登湖',
      '科莫湖',
      (name: string, what: string) => `${name}的${what === 'depth' ? '深度' : '面积'}是多少？`,
    ],
  ] as const)('has a part for each subject, what is about both last (%s)', (language, a, b, ask) => {
    const questions = [
      asked('q1', ask(a, 'depth'), language),
      asked('q2', ask(b, 'depth'), language),
      asked('q3', language === 'en' ? `Which is deeper, ${a} or ${b}?` : `${a}和${b}哪个更深？`, language),
      asked('q4', ask(a, 'area'), language),
      asked('q5', ask(b, 'area'), language),
    ]
    expect(outlineByNames(questions)).toEqual([
      { heading: a, questions: ['q1', 'q4'] },
      { heading: b, questions: ['q2', 'q5'] },
      { questions: ['q3'] },
    ])
  })

  test('has no parts where one subject is all there is', () => {
    const questions = [asked('q1', 'How deep is Lake Arden?'), asked('q2', 'How large is Lake Arden?')]
    expect(outlineByNames(questions)).toEqual([{ questions: ['q1', 'q2'] }])
  })

  test('orders sections and leaves out nothing', () => {
    const section = (id: string) => ({ heading: id, subQuestion: id, findings: [] })
    const told = inOutline(
      [section('q1'), section('q2'), section('q3')],
      [{ heading: 'Lake Arden', questions: ['q2', 'q9'] }, { questions: ['q1'] }],
    )
    expect(told.map(({ part, heading }) => [part, heading])).toEqual([
      ['Lake Arden', 'q2'],
      [undefined, 'q1'],
      [undefined, 'q3'],
    ])
  })
})

const sections = {
  en: [
    { text: 'How deep is Lake Arden?', found: 'Lake Arden is 12 m deep.' },
    { text: 'How deep is Lake Como?', found: 'Lake Como is 410 m deep.' },
  ],
  zh: [
    { text: '阿登湖有多深？', found: '阿登湖深12米。' },
    { text: '科莫湖有多深？', found: '科莫湖深410米。' },
  ],
}
const question = { en: 'Describe Lake Arden and Lake Como.', zh: '请介绍阿登湖和科莫湖。' }
const names = { en: ['Lake Arden', 'Lake Como'], zh: ['阿登湖', '科莫湖'] }

promptConformance(
  (language) => outlinePrompt({ question: question[language], language, sections: sections[language] }),
  {
    valid: (language) => ({
      sections: [
        { heading: names[language][1]!, questions: [2] },
        { heading: names[language][0]!, questions: [1] },
      ],
    }),
    twin: { sections: [{ heading: '', questions: [1, 2] }] },
    lines: (language) => `${names[language][1]!}: 2\n${names[language][0]!}: 1`,
    withOutside: (text, language) =>
      outlinePrompt({
        question: question[language],
        language,
        sections: sections[language].map((one) => ({ ...one, found: text })),
      }),
  },
)

describe('an outline of a model', () => {
  const prompt = outlinePrompt({ question: question.en, language: 'en', sections: sections.en })
  const answer = (heading: string, ...questions: number[]) => ({ sections: [{ heading, questions }] })

  test('has each question once', () => {
    expect(partsOf(answer('Lakes', 1, 2), 2)).toEqual([{ heading: 'Lakes', questions: [0, 1] }])
    expect(partsOf(answer('Lakes', 1), 2)).toBeUndefined()
    expect(partsOf(answer('Lakes', 1, 2, 2), 2)).toBeUndefined()
    expect(partsOf(answer('Lakes', 1, 3), 2)).toBeUndefined()
  })

  test.each(['Lake Arden at 12 m', 'What Mei Lin measured', 'See www.lakes.example'])(
    'says nothing in its headings that was not asked: %s',
    (heading) => {
      expect(prompt.check!(answer(heading, 1, 2))).toMatch(/Headings/)
      expect(prompt.check!(answer('The lakes', 1, 2))).toBeUndefined()
    },
  )
})

test('told by sources, each document gives its statements once, in its own words', () => {
  const evidence = (id: string, document: string): Evidence =>
    ({ id, document, quote: `words of ${id}`, start: 0, end: 1 }) as unknown as Evidence
  const [a, b, c] = [evidence('e1', 'd1'), evidence('e2', 'd2'), evidence('e3', 'd1')]
  const finding = (...some: Evidence[]) => ({
    claim: { text: 'retold', kind: 'quoted' as const },
    evidence: some,
    writer: 'lab/model',
  })
  const told = bySource(
    [
      { heading: 'one', subQuestion: 'q1', findings: [finding(a, b)] },
      { heading: 'two', subQuestion: 'q2', findings: [finding(c), finding(a)] },
    ],
    [],
    (id) => `Title of ${id}`,
  )
  expect(told.map(({ heading, findings }) => [heading, findings.map(({ claim }) => claim.text)])).toEqual([
    ['Title of d1', ['words of e1', 'words of e3']],
    ['Title of d2', ['words of e2']],
  ])
  expect(told.flatMap(({ findings }) => findings).every(({ writer }) => writer === 'extractive')).toBe(true)
})

test.each([
  ['Is a landlord liable under the statute, and what did the court decide?', 'law'],
  ['劳动合同法对试用期有何规定，法院如何判决？', 'law'],
  ['Which drugs reduce mortality in patients with sepsis?', 'medicine'],
  ['这种疫苗对患者有哪些不良反应？', 'medicine'],
  ['How did revenue and profit of the company develop?', 'finance'],
  ['大模型的推理芯片有哪些？', 'technology'],
  ['What do climate experiments say about species?', 'science'],
  ['唐朝的历史和文化有何影响？', 'history'],
  ['How deep is Lake Arden?', undefined],
  ['阿登湖有多深？', undefined],
])('%s belongs to %s', (text, domain) => {
  expect(domainOf(text)).toBe(domain)
})

describe('what is told to those who write and search', () => {
  const passages = [
    { about: { source: 'Survey' }, statements: [{ id: 'E1', text: 'It is deep.', evidence: [] }] },
  ]

  test.each(['en', 'zh'] as const)(
    'writers hear the notes of the user and what the domain asks (%s)',
    (language) => {
      const plain = { question: question[language], language, passages, most: 3 }
      const told = writeSectionPrompt({ ...plain, notes: ['Leave out Como.'], guidance: 'Name the version.' })
      expect(told.question).toContain('- Leave out Como.')
      expect(told.system).toContain('Name the version.')
      const without = writeSectionPrompt({ ...plain, notes: [] })
      expect(without.question).toBe(writeSectionPrompt(plain).question)
      expect(told.question.endsWith(without.question)).toBe(true)
    },
  )

  test.each([
    ['en', 'zh', 'keywords: lake depth\nstatement: The lake is deep.\nabroad: 湖 深度', '湖 深度'],
    ['zh', 'en', 'keywords: 湖 深度\nstatement: 湖很深。\nabroad: lake depth', 'lake depth'],
  ] as const)(
    'a query in the other language is wanted only where it is of use (%s)',
    (language, other, lines, abroad) => {
      const plain = { question: question[language], language, documents: [language] }
      const [alone, both] = [rewritePrompt(plain), rewritePrompt({ ...plain, other })]
      expect(alone.schema.safeParse({ keywords: 'a', statement: 'b' }).success).toBe(true)
      expect(both.schema.safeParse({ keywords: 'a', statement: 'b' }).success).toBe(false)
      expect(both.lines!.parse(lines)).toMatchObject({ abroad })
      expect(alone.lines!.parse(lines)).not.toHaveProperty('abroad')
    },
  )
})
