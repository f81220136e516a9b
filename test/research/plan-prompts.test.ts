import { promptConformance } from '../models/ask-conformance.ts'
import { planGraphPrompt } from '../../src/research/plan-graph.prompt.ts'
import { leastToMostPrompt } from '../../src/research/planners/least-to-most.prompt.ts'
import { programPrompt, type ProgramAnswer } from '../../src/research/planners/program-of-thought.prompt.ts'
import { proposePlansPrompt, valuePlansPrompt } from '../../src/research/planners/tree-of-thought.prompt.ts'

const born = {
  question: { en: 'When was the architect of the Arden bridge born?', zh: '雅登大桥的设计者出生于哪一年？' },
  steps: {
    en: ['Who is the architect of the Arden bridge?', 'When was {1} born?'],
    zh: ['雅登大桥的设计者是谁？', '{1}出生于哪一年？'],
  },
}
type L = 'en' | 'zh'
const graph = (language: L) => ({
  questions: born.steps[language].map((question, index) => ({ question, needs: index === 0 ? [] : [1] })),
})
const ask = (language: L) => ({ question: born.question[language], language, most: 4 })
const outside = (text: string, language: L) => ({
  ...ask(language),
  held: [{ title: text, headings: [text] }],
  known: [text],
})
const both = `${born.question.en} ${born.question.zh}`

promptConformance((language) => planGraphPrompt(ask(language)), {
  valid: graph,
  twin: { questions: [{ question: both, needs: [] }] },
  lines: (language) =>
    born.steps[language]
      .map(
        (step, index) =>
          `${index + 1}. ${step}${index === 0 ? '' : language === 'en' ? ' [needs 1]' : '[需要 1]'}`,
      )
      .join('\n'),
  withOutside: (text, language) => planGraphPrompt(outside(text, language)),
})

promptConformance((language) => leastToMostPrompt(ask(language)), {
  valid: (language) => ({ steps: [...born.steps[language]] }),
  twin: { steps: [both] },
  lines: (language) => born.steps[language].map((step, index) => `${index + 1}. ${step}`).join('\n'),
  withOutside: (text, language) => leastToMostPrompt(outside(text, language)),
})

const costs = {
  question: {
    en: 'How much more did the Arden bridge cost than the Tessen bridge?',
    zh: '雅登大桥比特森大桥多花费多少？',
  },
  finds: {
    en: ['What did the Arden bridge cost?', 'What did the Tessen bridge cost?'],
    zh: ['雅登大桥花费多少？', '特森大桥花费多少？'],
  },
}
const program = (language: L): ProgramAnswer => ({
  steps: [
    ...costs.finds[language].map((question) => ({ question, do: 'find' as const, of: [] })),
    { question: costs.question[language], do: 'difference', of: [1, 2] },
  ],
})

promptConformance((language) => programPrompt({ question: costs.question[language], language, most: 4 }), {
  valid: program,
  twin: { steps: [{ question: both, do: 'find', of: [] }] },
  lines: (language) =>
    program(language)
      .steps.map((step) => `${step.do} ${step.of.join(', ')} | ${step.question}`)
      .join('\n'),
  withOutside: (text, language) => programPrompt(outside(text, language)),
})

promptConformance((language) => proposePlansPrompt({ ...ask(language), plans: 2 }), {
  valid: (language) => ({
    plans: [graph(language), { questions: [{ question: born.question[language], needs: [] }] }],
  }),
  twin: { plans: [{ questions: [{ question: both, needs: [] }] }] },
  withOutside: (text, language) => proposePlansPrompt({ ...outside(text, language), plans: 2 }),
})

promptConformance(
  (language) =>
    valuePlansPrompt({
      question: born.question[language],
      language,
      plans: [
        born.steps[language].map((text, index) => ({
          id: `q${index + 1}`,
          text: text.replace('{1}', '{q1}'),
          dependsOn: index === 0 ? [] : ['q1'],
          origin: 'tree-of-thought',
        })),
        [{ id: 'q1', text: born.question[language], dependsOn: [], origin: 'asked' }],
      ],
    }),
  { valid: () => ({ best: 2 }), twin: { best: 1 } },
)
