import { promptConformance } from '../models/ask-conformance.ts'
import { clarifyPrompt, type ClarifyAnswer } from '../../src/research/clarify.prompt.ts'

type L = 'en' | 'zh'
const question = { en: 'How many people live in Arden?', zh: '雅登市有多少人口？' }
const valid = {
  en: { why: 'period', question: 'Of what time?', options: ['the latest figure', 'over the years'] },
  zh: { why: 'period', question: '指什么时候？', options: ['最新的数据', '历年的变化'] },
} as const
const make = (language: L, titles: readonly string[] = []) =>
  clarifyPrompt({ question: question[language], language, titles, open: false })

promptConformance<ClarifyAnswer>((language) => make(language), {
  valid: (language) => ({ questions: [{ ...valid[language], options: [...valid[language].options] }] }),
  twin: { questions: [] },
  lines: (language) =>
    `${valid[language].why} | ${valid[language].question} | ${valid[language].options.join('; ')}`,
  withOutside: (text, language) => make(language, [text]),
})
