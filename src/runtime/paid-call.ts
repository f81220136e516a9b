import type { Amounts } from './budget.ts'
import type { KaojuError } from './errors.ts'
import type { Charge } from './journal.ts'

/** What one attempt cost, as far as it is known. */
export interface Cost {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cachedTokens: number
  readonly measured: Charge['measured']
  /** US dollars; null where the price is unknown. */
  readonly usd: number | null
  /** What the budget is charged with; of each resource at most the bound. */
  readonly amounts: Amounts
}

/** What an attempt costs that was not billed. */
export const noCost: Cost = {
  inputTokens: 0,
  outputTokens: 0,
  cachedTokens: 0,
  measured: 'reported',
  usd: 0,
  amounts: {},
}

/** What an attempt brought home: a result of plain JSON, and its cost. */
export interface Paid<T> {
  readonly result: T
  readonly cost: Cost
}

/** An attempt that failed: what went wrong, whether it was billed, and when the service wants to be asked again. */
export class AttemptFailure extends Error {
  override readonly name = 'AttemptFailure'
  readonly error: KaojuError
  /** Absent when nothing was billed (no connection, 429, 5xx before an answer). */
  readonly cost: Cost | undefined
  /** Milliseconds until the service asks to be tried again. */
  readonly retryAfter: number | undefined
  constructor(error: KaojuError, about: { cost?: Cost; retryAfter?: number } = {}) {
    super(error.message, { cause: error })
    this.error = error
    this.cost = about.cost
    this.retryAfter = about.retryAfter
  }
}
