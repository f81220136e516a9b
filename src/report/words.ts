import type { Audit, Language, PlannedQuestion, Report, VerdictLabel } from '#vocabulary'
import { english } from './words.en.ts'
import { chinese } from './words.zh.ts'
import type { Words } from './words-type.ts'

export type { Words } from './words-type.ts'

const words: Readonly<Record<Language, Words>> = { en: english, zh: chinese }

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return words[language]
}

/** A mark that stands beside every verdict's name, so that colour is never the only sign. */
export const verdictSymbols: Readonly<Record<VerdictLabel, string>> = {
  supported: '✓',
  partly: '◐',
  conflicting: '⇄',
  unsupported: '✗',
}

/** A mark for each state of a planned question. */
export const planSymbols: Readonly<Record<PlannedQuestion['state'], string>> = {
  answered: '✓',
  partly: '◐',
  unanswered: '✗',
}

/** `Supported`, `有据` … */
export function verdictLabel(verdict: VerdictLabel, language: Language): string {
  return words[language].verdicts[verdict]
}

/** `Answered`, `已回答` … */
export function planStateLabel(state: PlannedQuestion['state'], language: Language): string {
  return words[language].planStates[state]
}

/** How a planned question came into the plan; origins of later methods show under their own name. */
export function planOriginLabel(origin: string, language: Language): string {
  const known = words[language].planOrigins
  return Object.hasOwn(known, origin) ? known[origin]! : origin
}

/** What made the text: says first of all when no model took part. */
export function methodLine(method: string, subject: 'report' | 'audit', language: Language): string {
  const own = words[language]
  if (method !== 'extractive') return own.byModel(method)
  return subject === 'report' ? own.extractive : own.extractiveAudit
}

/** What the models cost, or that none was called. */
export function costOf(report: Pick<Report, 'cost' | 'language'>): string {
  const { calls, tokens, amount, currency } = report.cost
  const own = words[report.language]
  return calls === 0 ? own.noCost : own.costLine(`${currency} ${amount.toFixed(4)}`, calls, tokens)
}

/** How much was asked, answered and read, in sentences. */
export function coverageCounts(subject: Report | Audit): string[] {
  const own = words[subject.language]
  const { asked, answered, filesRead, filesFailed } = subject.coverage
  const tell = subject.schema === 'kaoju-report/1' ? own.answeredOf : own.supportedOf
  return [...(asked > 0 ? [tell(answered, asked)] : []), own.filesRead(filesRead, filesFailed)]
}

/** The day of an ISO 8601 date: a reader of a report has no use for its seconds. */
export function dateOf(date: string): string {
  return /^\d{4}-\d{2}-\d{2}(?=T)/.exec(date)?.[0] ?? date
}
