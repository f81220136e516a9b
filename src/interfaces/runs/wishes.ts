import type { Limits } from '#runtime'
import type { BudgetSettings } from '../config/settings.ts'
import type { WebFlags } from '../config/web.ts'

/** Who may think and how far a run may reach, where it is said with the run; what it may spend is among the settings. */
export interface RunFlags extends WebFlags {
  /** `false`: no model. */
  readonly model?: string | false
  readonly models?: readonly string[]
  readonly key?: string
}

/** What a run may spend, as its budget counts it: a dollar is a million of its smallest unit. */
export function limitsOf({ budget, maxTokens, maxCalls }: BudgetSettings): Limits {
  return {
    ...(budget === undefined ? {} : { 'micro-usd': Math.floor(budget * 1e6 + 1e-6) }),
    ...(maxTokens === undefined ? {} : { tokens: maxTokens }),
    ...(maxCalls === undefined ? {} : { calls: maxCalls }),
  }
}
