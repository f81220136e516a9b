import type { AnswerScore, AnswerTiming } from './score/score.ts'
import type { LabSummary } from './score/sum-scores.ts'
import { suites } from './suites.ts'

/**
 * What the lab brings home. `result` is a function of seed, contestant and code: the same bytes on every machine.
 * `timings` is not, and stands apart.
 */
export interface LabOutcome {
  readonly result: LabResult
  readonly timings: LabTimings
}

export interface LabResult {
  readonly schema: 'kaoju-lab/1'
  readonly seed: string
  /** SHA-256 of the world: two machines that measured the same say the same here. */
  readonly world: string
  readonly questions: number
  readonly contestant: string
  /** Of the simulated model; `none`: nobody thought. */
  readonly model: string
  /** It was stopped: questions or suites may be missing. Absent: everything was asked. */
  readonly stopped?: true
  readonly suites: readonly SuiteResult[]
}

export interface SuiteResult {
  readonly suite: string
  readonly summary: LabSummary
  readonly kinds: readonly { readonly kind: string; readonly summary: LabSummary }[]
  /** Of the facts that were found on the same questions where nothing was added to go wrong, the share that was not found here. */
  readonly lost?: number
  readonly answers: readonly AnswerScore[]
  /** Questions at which the contestant gave up, and why: a code or a message, without ports and paths. */
  readonly failures: readonly { readonly question: string; readonly why: string }[]
}

/**
 * The part of a result that the same seed repeats byte for byte, on any machine: all of it, but for what was spent in
 * suites in which one has to wait and try again. There, which engine rests and which page comes first depends on the
 * clock, and so does how often is asked; what was published does not hang on it in what we have seen.
 */
export function repeatable(result: LabResult): object {
  const timed = new Set(suites.filter(({ waits }) => waits).map(({ name }) => name))
  return {
    ...result,
    suites: result.suites.map((suite) => (timed.has(suite.suite) ? withoutSpending(suite) : suite)),
  }
}

function withoutSpending({ summary, kinds, answers, ...rest }: SuiteResult): object {
  const unspent = ({ perQuestion: _each, tokensPerFact: _per, ...others }: LabSummary): object => others
  return {
    ...rest,
    summary: unspent(summary),
    kinds: kinds.map((one) => ({ kind: one.kind, summary: unspent(one.summary) })),
    answers: answers.map(
      ({ calls: _calls, tokens: _tokens, pageTokens: _pages, usd: _usd, ...others }) => others,
    ),
  }
}

export interface LabTimings {
  readonly seconds: number
  readonly suites: readonly {
    readonly suite: string
    readonly seconds: number
    readonly answers: readonly AnswerTiming[]
  }[]
}
