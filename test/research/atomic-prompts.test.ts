import { promptConformance } from '../models/ask-conformance.ts'
import { atomisePrompt } from '../../src/research/atomic/atomise.prompt.ts'
import { forecastPrompt } from '../../src/research/atomic/forecast.prompt.ts'
import { levelPrompt, needing } from '../../src/research/atomic/level.prompt.ts'
import {
  critiquePrompt,
  expertsPrompt,
  proposalsPrompt,
} from '../../src/research/atomic/perspectives.prompt.ts'
import { proposePrompt } from '../../src/research/atomic/propose.prompt.ts'
import { selectPrompt } from '../../src/research/atomic/select.prompt.ts'

const question = {
  en: 'How deep is Lake Arden, and who measured it?',
  zh: '阿登湖有多深，由谁测量？',
}
const parts = {
  en: ['How deep is Lake Arden?', 'Who measured the depth of Lake Arden?'],
  zh: ['阿登湖有多深？', '阿登湖的深度由谁测量？'],
}
const said = {
  en: 'Lake Arden is 12.4 m deep. Mei Lin measured it.',
  zh: '阿登湖深12.4米。由梅琳测量。',
}
const thinking = { en: 'The depth is missing.', zh: '还缺深度。' }
const about = { source: 'Survey of 2024' }

promptConformance((language) => levelPrompt({ question: question[language], language }), {
  valid: (language) => ({ ...needing('linkable', ''), reason: thinking[language] }),
  twin: needing('linkable', ''),
  lines: (language) => `linkable | ${thinking[language]}`,
})

promptConformance(
  (language) =>
    atomisePrompt({ question: question[language], language, passages: [{ text: said[language], about }] }),
  {
    valid: (language) => ({ questions: parts[language].map((one) => ({ question: one, passage: 'P1' })) }),
    twin: { questions: [] },
    lines: (language) => parts[language].map((one) => `P1: ${one}`).join('\n'),
    withOutside: (text, language) =>
      atomisePrompt({
        question: question[language],
        language,
        passages: [{ text, about: { source: text, heading: text } }],
      }),
  },
)

const chosen = (text: string, asked: string, source = 'Survey of 2024') => [
  { question: asked, text, about: { source } },
]

promptConformance(
  (language) =>
    proposePrompt({
      question: question[language],
      language,
      chosen: chosen(said[language], parts[language][0]!),
      failed: [],
      most: 4,
    }),
  {
    valid: (language) => ({ thinking: thinking[language], subQuestions: [parts[language][1]!] }),
    twin: { thinking: '', subQuestions: [] },
    lines: (language) => parts[language].map((one, index) => `${index + 1}. ${one}`).join('\n'),
    withOutside: (text, language) =>
      proposePrompt({
        question: question[language],
        language,
        chosen: chosen(text, text, text),
        failed: [],
        most: 4,
      }),
  },
)

promptConformance(
  (language) =>
    proposePrompt({
      question: question[language],
      language,
      chosen: [],
      failed: [parts[language][0]!],
      most: 4,
    }),
  {
    valid: (language) => ({ thinking: thinking[language], subQuestions: [parts[language][1]!] }),
    twin: { thinking: '', subQuestions: [] },
    lines: (language) => parts[language][1]!,
  },
)

promptConformance(
  (language) =>
    selectPrompt({
      question: question[language],
      language,
      chosen: chosen(said[language], parts[language][0]!),
      listed: parts[language],
    }),
  {
    valid: (language) => ({ thinking: thinking[language], questionIndex: 2 }),
    twin: { thinking: '', questionIndex: null },
    lines: () => '2',
    withOutside: (text, language) =>
      selectPrompt({
        question: question[language],
        language,
        chosen: chosen(text, text, text),
        listed: [text, text],
      }),
  },
)

promptConformance(
  (language) =>
    forecastPrompt({
      question: question[language],
      language,
      series: [{ name: 'Lake Arden', rows: ['2019: 12.1 m', '2020: 12.4 m'] }],
      at: 2030,
    }),
  {
    valid: (language) => ({
      method: 'linear' as const,
      why: thinking[language],
      assumptions: [language === 'en' ? 'The inflow stays as it was.' : '入湖水量保持不变。'],
    }),
    twin: { method: 'linear' as const, why: '', assumptions: [] },
    withOutside: (text, language) =>
      forecastPrompt({
        question: question[language],
        language,
        series: [{ name: text, rows: [text, text] }],
        at: 2030,
      }),
  },
)

const experts = {
  en: [
    { name: 'hydrologist', view: 'Where the water comes from.' },
    { name: 'economist', view: 'What it costs.' },
  ],
  zh: [
    { name: '水文学家', view: '水从哪里来。' },
    { name: '经济学家', view: '花费多少。' },
  ],
}
const advice = { en: 'Measure the depth again in summer.', zh: '夏季再测一次深度。' }

promptConformance((language) => expertsPrompt({ question: question[language], language }), {
  valid: (language) => ({ experts: experts[language] }),
  twin: { experts: experts.en },
})

promptConformance(
  (language) =>
    proposalsPrompt({
      question: question[language],
      language,
      expert: experts[language][0]!,
      statements: [{ id: 'E1', text: said[language] }],
    }),
  {
    valid: (language) => ({ proposals: [{ text: advice[language], evidence: ['E1'] }] }),
    twin: { proposals: [] },
    withOutside: (text, language) =>
      proposalsPrompt({
        question: question[language],
        language,
        expert: experts[language][0]!,
        statements: [{ id: 'E1', text }],
      }),
  },
)

promptConformance(
  (language) =>
    critiquePrompt({
      question: question[language],
      language,
      statements: [{ id: 'E1', text: said[language] }],
      proposals: [advice[language]],
    }),
  {
    valid: () => ({ objections: [{ proposal: 'R1', evidence: 'E1' }] }),
    twin: { objections: [] },
    withOutside: (text, language) =>
      critiquePrompt({
        question: question[language],
        language,
        statements: [{ id: 'E1', text }],
        proposals: [text],
      }),
  },
)
