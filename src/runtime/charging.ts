import type { RunEvent } from '#vocabulary'
import type { Amounts, Resource } from './budget.ts'
import type { KaojuError } from './errors.ts'
import type { Charge } from './journal.ts'
import type { Cost } from './paid-call.ts'

/** What may have been spent is taken as spent. */
export function costOfBound(bound: Amounts): Cost {
  const micro = bound['micro-usd']
  return {
    inputTokens: bound.tokens ?? 0,
    outputTokens: 0,
    cachedTokens: 0,
    measured: 'bound',
    usd: micro === undefined ? null : micro / 1e6,
    amounts: bound,
  }
}

/**
 * A cost as the ledger can hold it: a count that is no number, or is over what was reserved, is taken as the
 * bound, because a paid answer is not lost over a wrong meter and a budget not broken by it.
 */
export function chargeable(cost: Cost, bound: Amounts): Cost {
  const amounts: Partial<Record<Resource, number>> = {}
  let { measured } = cost
  for (const [resource, most] of Object.entries(bound) as [Resource, number][]) {
    const amount = cost.amounts[resource] ?? 0
    if (amount >= 0 && amount <= most) amounts[resource] = amount
    else {
      amounts[resource] = most
      measured = 'bound'
    }
  }
  return {
    inputTokens: counted(cost.inputTokens),
    outputTokens: counted(cost.outputTokens),
    cachedTokens: counted(cost.cachedTokens),
    measured,
    usd: cost.usd !== null && cost.usd >= 0 && cost.usd < Infinity ? cost.usd : null,
    amounts,
  }
}

function counted(tokens: number): number {
  return tokens >= 0 && tokens < Infinity ? tokens : 0
}

/** The event that tells a charge. */
export function callEnd(charge: Charge, error?: KaojuError): RunEvent {
  const { kind, service, purpose, outcome, attempt, inputTokens, outputTokens, usd, milliseconds } = charge
  return {
    type: 'call-end',
    kind,
    service,
    purpose,
    outcome,
    attempt,
    inputTokens,
    outputTokens,
    usd,
    milliseconds,
    ...(error ? { code: error.code, why: error.message } : {}),
  }
}
