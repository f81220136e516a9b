import type { Charge } from '#runtime'
import { fill, type Words } from './words.ts'

/** What paid calls have cost so far: attempts, tokens, US dollars of the priced ones, and how many had no known price. */
export interface Spent {
  readonly calls: number
  readonly tokens: number
  readonly usd: number
  readonly unpriced: number
}

/** What of a ledger may have cost something: pages are fetched for nothing, and so are most queries. */
export function payable(charges: readonly Charge[]): readonly Charge[] {
  return charges.filter(({ kind, usd }) => kind !== 'page' && (kind !== 'search' || usd !== 0))
}

/** The sum of a ledger, attempts that failed or were lost included; pages are fetched for nothing and are no calls. */
export function spentOf(charges: readonly Charge[]): Spent {
  const paid = charges.filter(({ kind }) => kind !== 'page')
  return {
    calls: paid.length,
    tokens: paid.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
    usd: paid.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
    unpriced: paid.filter(({ usd }) => usd === null).length,
  }
}

/** `14 calls · 23,456 tokens · $0.0123`; what has no known price is said to have none. */
export function costLine({ calls, tokens, usd, unpriced }: Spent, words: Words): string {
  const counts = [
    fill(calls === 1 ? words.cost.call : words.cost.calls, { calls }),
    fill(words.cost.tokens, { tokens: tokens.toLocaleString('en') }),
  ]
  if (unpriced === 0) return [...counts, dollars(usd)].join(' · ')
  if (unpriced === calls) return [...counts, words.cost.unknown].join(' · ')
  return [...counts, fill(words.cost.partlyUnknown, { usd: dollars(usd), unpriced })].join(' · ')
}

/** US dollars with as many places as matter: `$0`, `$0.000042`, `$0.001`, `$0.0123`, `$1.23`; less than a millionth is `< $0.000001`. */
export function dollars(usd: number): string {
  if (usd === 0) return '$0'
  if (usd < 0.000001) return '< $0.000001'
  if (usd >= 1) return `$${usd.toFixed(2)}`
  return `$${usd.toFixed(usd >= 0.01 ? 4 : 6).replace(/0+$/, '')}`
}
