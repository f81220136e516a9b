import type { AnswerScore, AnswerTiming } from './score/score.ts'
import type { LabSummary } from './score/sum-scores.ts'

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

export interface LabTimings {
  readonly seconds: number
  readonly suites: readonly {
    readonly suite: string
    readonly seconds: number
    readonly answers: readonly AnswerTiming[]
  }[]
}
