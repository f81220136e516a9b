import { promptConformance } from '../models/ask-conformance.ts'
import { evaluatePrompt } from '../../src/research/evaluate.prompt.ts'
import { reflectPrompt } from '../../src/research/strategies/reflect.prompt.ts'

const question = {
  en: 'When was the head of Lake Arden Station born?',
  zh: '阿登湖站的站长是哪一年出生的？',
}
const first = { en: 'Who is the head of Lake Arden Station?', zh: '阿登湖站的站长是谁？' }
const said = { en: 'Mei Lin has been head of the station since 2019.', zh: '梅琳自2019年起任站长。' }
const next = { en: 'When was Mei Lin born?', zh: '梅琳是什么时候出生的？' }

promptConformance(
  (language) =>
    reflectPrompt({
      question: question[language],
      language,
      found: [
        { id: 'q1', question: first[language], statements: [{ id: 'E1', text: said[language] }] },
        { id: 'q2', question: question[language], statements: [] },
      ],
      asked: [first[language], question[language]],
      lacking: [],
      most: 2,
    }),
  {
    valid: (language) => ({ enough: false, missing: [{ question: next[language], why: said[language] }] }),
    twin: { enough: false, missing: [] },
    lines: (language) => `${language === 'en' ? 'no' : '不够'}\n1. ${next[language]} | ${said[language]}`,
    withOutside: (text, language) =>
      reflectPrompt({
        question: question[language],
        language,
        found: [
          { id: 'q1', question: first[language], statements: [{ id: 'E1', text }] },
          { id: 'g1', question: first[language], statements: [{ id: 'E2', text }] },
        ],
        asked: [first[language]],
        lacking: [text],
        most: 2,
      }),
  },
)

promptConformance(
  (language) =>
    evaluatePrompt({
      question: question[language],
      language,
      drafts: [
        {
          id: 'q1',
          question: first[language],
          evaluators: ['definitive', 'freshness'],
          statements: [{ text: said[language], published: '2024-05-01' }],
        },
        { id: 'g1', question: next[language], evaluators: ['definitive'], statements: [] },
      ],
    }),
  {
    valid: (language) => ({
      problems: [
        { id: 'g1', evaluator: 'definitive' as const, why: { en: 'no date', zh: '没有日期' }[language] },
      ],
    }),
    twin: { problems: [] },
    lines: (language) => `- g1 | definitive | ${{ en: 'no date', zh: '没有日期' }[language]}`,
    withOutside: (text, language) =>
      evaluatePrompt({
        question: question[language],
        language,
        drafts: [
          {
            id: 'q1',
            question: first[language],
            evaluators: ['definitive'],
            statements: [{ text }, { text }],
          },
        ],
      }),
  },
)
