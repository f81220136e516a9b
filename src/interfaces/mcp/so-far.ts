import { z } from 'zod'
import type { Language, LoggedEvent } from '#vocabulary'
import type { LogLine } from '../host/messages.ts'

/** What a run has done, in numbers: words of sources stand in reports and nowhere else. */
export const soFarSchema = z.object({
  questions: z.number(),
  searches: z.number(),
  pages: z.number().describe('Pages of the web that were read.'),
  files: z.number(),
  quotes: z.number(),
  sentences: z.number().describe('Sentences that were verified.'),
  sections: z.number().describe('Sections that are finished.'),
})
/** What a run has done, in numbers. */
export type SoFar = z.infer<typeof soFarSchema>

/** Before anything was done. */
export const nothingYet: SoFar = {
  questions: 0,
  searches: 0,
  pages: 0,
  files: 0,
  quotes: 0,
  sentences: 0,
  sections: 0,
}

/** Counts one line of a run's log in. */
export function counted(soFar: SoFar, line: LogLine): SoFar {
  if (line.type === 'plan-made') {
    const { event } = JSON.parse(line.json) as LoggedEvent
    // A plan that was changed is told again as a whole.
    return event.type === 'plan-made' ? { ...soFar, questions: event.plan.length } : soFar
  }
  const what = countedAs[line.type]
  return what === undefined ? soFar : { ...soFar, [what]: soFar[what] + 1 }
}

const countedAs: Readonly<Record<string, keyof SoFar>> = {
  'question-searched': 'searches',
  'query-sent': 'searches',
  'page-fetched': 'pages',
  'file-read': 'files',
  'evidence-found': 'quotes',
  'sentence-verified': 'sentences',
  'section-published': 'sections',
}

/** How many things were done: it only grows, as progress must. */
export function stepsIn(soFar: SoFar): number {
  return Object.values(soFar).reduce((sum, count) => sum + count, 0)
}

const told: readonly (keyof SoFar)[] = ['questions', 'searches', 'files', 'pages', 'sentences']

const words: Readonly<Record<Language, Readonly<Record<'started' | keyof SoFar, string>>>> = {
  en: {
    started: 'started',
    questions: 'questions planned',
    searches: 'searches',
    pages: 'pages read',
    files: 'files read',
    quotes: 'quotes found',
    sentences: 'sentences verified',
    sections: 'sections finished',
  },
  zh: {
    started: '已开始',
    questions: '已规划问题',
    searches: '已检索',
    pages: '已读网页',
    files: '已读文件',
    quotes: '已找到引文',
    sentences: '已核实句子',
    sections: '已完成章节',
  },
}

/** One line for people: `questions planned: 4 · searches: 12 · sentences verified: 15`. */
export function progressLine(soFar: SoFar, language: Language): string {
  const parts = told.filter((what) => soFar[what] > 0)
  const colon = language === 'zh' ? '：' : ': '
  return parts.length === 0
    ? words[language].started
    : parts.map((what) => `${words[language][what]}${colon}${soFar[what]}`).join(' · ')
}
