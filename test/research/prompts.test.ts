import { createDocumentBuilder, evidenceAt } from '#reading'
import type { OfferedEvidence } from '#reasoning'
import { promptConformance } from '../models/ask-conformance.ts'
import { planPrompt } from '../../src/research/plan.prompt.ts'
import { repairPrompt } from '../../src/research/repair.prompt.ts'
import { rewritePrompt } from '../../src/research/rewrite.prompt.ts'
import { writeSectionPrompt, type SectionAnswer } from '../../src/research/write-section.prompt.ts'

const question = {
  en: 'How deep is Lake Arden, and who measured it?',
  zh: '阿登湖有多深，由谁测量？',
}
const parts = {
  en: ['How deep is Lake Arden?', 'Who measured the depth of Lake Arden?'],
  zh: ['阿登湖有多深？', '阿登湖的深度由谁测量？'],
}

promptConformance((language) => planPrompt({ question: question[language], language, most: 4 }), {
  valid: (language) => ({ questions: parts[language] }),
  twin: { questions: [`${question.en} ${question.zh}`] },
  lines: (language) => parts[language].map((part, index) => `${index + 1}. ${part}`).join('\n'),
})

promptConformance(
  (language) => rewritePrompt({ question: parts[language][0]!, language, documents: ['en', 'zh'] }),
  {
    valid: () => ({ keywords: 'Lake Arden depth 阿登湖 深度', statement: 'Lake Arden is metres deep.' }),
    twin: { keywords: 'Lake Arden', statement: '' },
    lines: () => 'keywords: Lake Arden depth 阿登湖 深度\nstatement: Lake Arden is metres deep.',
  },
)

const passages = (said: readonly string[], source = 'Survey of 2024') => [
  {
    about: { source, published: '2024-05-01' },
    statements: said.map((text, index) => ({ id: `E${index + 1}`, text, evidence: [] })),
  },
]
const statements = {
  en: ['Lake Arden is 12.4 m deep.', 'Mei Lin measured it.'],
  zh: ['阿登湖深12.4米。', '由梅琳测量。'],
}
const section = (text: string): SectionAnswer => ({
  answers: 'partly',
  missing: '',
  sentences: [{ text, evidence: ['E1'] }],
})

promptConformance(
  (language) =>
    writeSectionPrompt({
      question: parts[language][0]!,
      whole: question[language],
      language,
      passages: passages(statements[language]),
      most: 3,
    }),
  {
    valid: (language) => section(statements[language][0]!),
    twin: { answers: 'no', missing: '', sentences: [] },
    lines: (language) => `- ${statements[language][0]!} [E1]\n${statements[language][1]!}[citation:2]`,
    withOutside: (text, language) =>
      writeSectionPrompt({
        question: question[language],
        heading: text,
        language,
        passages: [...passages([text, text], text)],
        most: 3,
      }),
  },
)

/** A statement of a document of its own. */
function offered(text: string): OfferedEvidence {
  const builder = createDocumentBuilder()
  const { start, end } = builder.block('paragraph', text)!
  const resource = { uri: 'file:///a.txt', name: 'a.txt', bytes: Buffer.from(text), mediaType: 'text/plain' }
  const document = builder.finish({ resource, reader: { name: 'text', version: 1, options: {} } })
  return { evidence: evidenceAt(document, start, end), document }
}

const failed = (text: string, evidence: string) => ({
  finding: { claim: { text, kind: 'quoted' as const }, evidence: [], writer: 'test/writer' },
  offered: [offered(evidence)],
  verdict: {
    label: 'conflicting' as const,
    support: 0.4,
    reasons: [{ code: 'number-differs' as const, text: '14 m', instead: '12.4 m' }],
    verifier: 'literal',
  },
})
const wrong = { en: 'Lake Arden is 14 m deep.', zh: '阿登湖深14米。' }

promptConformance(
  (language) => repairPrompt({ language, sentences: [failed(wrong[language], statements[language][0]!)] }),
  {
    valid: (language) => ({ sentences: [{ id: 'S1', text: statements[language][0]! }] }),
    twin: { sentences: [] },
    lines: (language) => `S1 | ${statements[language][0]!}`,
    withOutside: (text, language) =>
      repairPrompt({ language, sentences: [failed(text, text), failed(text, text)] }),
  },
)
