import type { Amounts, Resource } from './budget.ts'
import type { Charge, Journal } from './journal.ts'

/**
 * What earlier executors of a run have spent, for the budget of the next: what was charged, and of every attempt
 * that was in flight when its executor died all that it may have cost. `calls` counts both.
 */
export async function spentSoFar(journal: Journal): Promise<Amounts> {
  const [charges, open] = await Promise.all([journal.charges(), journal.allOpenAttempts()])
  const calls =
    charges.filter(({ kind }) => countsAsCall(kind)).length +
    open.filter(({ bound }) => bound.pages === undefined).length
  return { ...sumOf([...charges.map(({ amounts }) => amounts), ...open.map(({ bound }) => bound)]), calls }
}

/** Pages are counted as `pages`, and are no calls: a limit of ten calls is one of ten answers, not of ten pages. */
export function countsAsCall(kind: Charge['kind']): boolean {
  return kind !== 'page'
}

/** What attempts spent together, themselves not counted. */
export function sumOf(attempts: readonly Amounts[]): Amounts {
  const total: Partial<Record<Resource, number>> = {}
  for (const amounts of attempts)
    for (const [resource, amount] of Object.entries(amounts) as [Resource, number][])
      if (resource !== 'calls') total[resource] = (total[resource] ?? 0) + amount
  return total
}
