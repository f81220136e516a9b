import type {
  Audit,
  Cost,
  Language,
  PlannedQuestion,
  Report,
  ReportSentence,
  VerdictLabel,
} from '#vocabulary'
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

/** Which way was taken, and why. */
export function strategyLine({ name, why }: NonNullable<Report['strategy']>, language: Language): string {
  return language === 'zh'
    ? `${name}（${words[language].routes[why]}）`
    : `${name} (${words[language].routes[why]})`
}

/** What the models cost, what is not known of it, and what may have been billed twice; or that none was called. */
export function costLine(cost: Cost, language: Language): string {
  const { calls, tokens, amount, currency, unpriced = 0, failed = 0, lost = [] } = cost
  const own = words[language]
  if (calls + failed + lost.length === 0) return own.noCost
  const known = lost.flatMap(({ usd }) => usd ?? [])
  const most = known.length === lost.length ? known.reduce((sum, usd) => sum + usd, 0) : undefined
  const nothingPriced = unpriced > 0 && amount === 0
  return [
    own.costLine(nothingPriced ? own.priceUnknown : `${currency} ${amount.toFixed(4)}`, calls, tokens),
    ...(unpriced > 0 && !nothingPriced ? [own.unpriced(unpriced)] : []),
    ...(failed > 0 ? [own.failedCalls(failed)] : []),
    ...(lost.length > 0
      ? [own.lostCalls(lost.length, most === undefined ? undefined : `${currency} ${most.toFixed(4)}`)]
      : []),
  ].join(own.semicolon)
}

/** The models of a report or audit, a line each; the calls that were made again; who did which step; what was looked for outside. */
export function workLines(subject: Report | Audit): {
  readonly models: readonly string[]
  readonly lost: readonly string[]
  readonly steps: readonly string[]
  readonly outside: readonly string[]
} {
  const own = words[subject.language]
  const outside = subject.schema === 'kaoju-report/1' ? subject.outside : undefined
  const named = (names: Readonly<Record<string, string>>, name: string): string =>
    Object.hasOwn(names, name) ? names[name]! : name
  const price = (usd: number | null): string => (usd === null ? own.priceUnknown : `USD ${usd.toFixed(4)}`)
  return {
    models: (subject.models ?? []).map(({ role, model, calls, tokens, usd }) =>
      own.modelLine(named(own.roles, role), model, calls, tokens, price(usd)),
    ),
    lost: (subject.cost?.lost ?? []).map(({ step, model, usd }) =>
      own.lostLine(step, model, usd === null ? undefined : price(usd)),
    ),
    steps: (subject.steps ?? []).map(({ step, by, times, because = [] }) =>
      own.stepLine(
        named(own.stepNames, step),
        by === 'classical' ? own.classical : by,
        times,
        because.join(own.comma),
      ),
    ),
    outside: outside
      ? [
          ...outside.queries.map(own.outsideLines.query),
          ...(outside.answered.length > 0
            ? [own.outsideLines.answered(outside.answered.join(own.comma))]
            : []),
          ...outside.failed.map(({ engine, why }) => own.outsideLines.failed(engine, why)),
          own.outsideLines.brought(outside.brought, outside.missed),
        ]
      : [],
  }
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

/** The model that a verdict names: `judge:<model>`. */
export function judgeOf(verifier: string): string {
  return verifier.replace(/^judge:/, '')
}

/** Whether a model told what its quotes say in words of its own. */
export function isRestated({ kind, writer, reasons }: ReportSentence): boolean {
  return kind === 'quoted' && writer !== 'extractive' && !reasons.some(({ code }) => code === 'verbatim')
}
