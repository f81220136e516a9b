import { createActions, type Action } from '#reasoning'
import { promptConformance } from '../../models/ask-conformance.ts'
import { nextActionPrompt } from '../../../src/research/extreme/next-action.prompt.ts'
import { topicsPrompt } from '../../../src/research/extreme/topics.prompt.ts'
import { partsFor } from '../../reasoning/actions/conformance.ts'

const question = { en: 'How deep is Lake Arden, and who measured it?', zh: '阿登湖有多深，由谁测量？' }
const parts = {
  en: ['How deep is Lake Arden?', 'Who measured the depth of Lake Arden?'],
  zh: ['阿登湖有多深？', '阿登湖的深度由谁测量？'],
}
const topic = { en: 'The lake', zh: '湖泊' }

promptConformance(
  (language) => topicsPrompt({ question: question[language], language, most: 4, mostTopics: 2 }),
  {
    valid: (language) => ({
      topics: [
        { topic: topic[language], questions: parts[language].map((one) => ({ question: one, needs: [] })) },
      ],
    }),
    twin: {
      topics: [{ topic: '', questions: [{ question: `${question.en} ${question.zh}`, needs: [] }] }],
    },
    lines: (language) =>
      [`# ${topic[language]}`, ...parts[language].map((part, index) => `${index + 1}. ${part}`)].join('\n'),
    withOutside: (text, language) =>
      topicsPrompt({
        question: question[language],
        language,
        most: 4,
        mostTopics: 2,
        held: [{ title: text, headings: [text] }],
        known: [text],
      }),
  },
)

const tool = (text: string): Action => ({
  ...createActions(partsFor())[0]!,
  name: 'ledger/lookup',
  description: { en: text, zh: text },
  foreign: true,
})
const input = (language: 'en' | 'zh', seen: string, actions: readonly Action[]) =>
  nextActionPrompt({
    question: question[language],
    language,
    topic: topic[language],
    todos: parts[language].map((text, index) => ({ text, answered: index === 0 })),
    seen: [{ id: 'D1', about: { source: seen }, text: `[E1] ${seen}` }],
    done: [{ action: 'search', input: 'Lake Arden depth', fresh: 2 }],
    left: 3,
    actions,
    refuse: () => undefined,
  })

promptConformance((language) => input(language, parts[language][0]!, createActions(partsFor())), {
  valid: (language) => ({ next: { action: 'library', input: { query: parts[language][1]! } } }),
  twin: { next: { action: 'finish', input: { why: 'done' } } },
  lines: (language) => `library: ${parts[language][1]!}`,
  withOutside: (text, language) => input(language, text, [...createActions(partsFor()), tool(text)]),
})
