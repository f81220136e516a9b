import type { Amounts, Resource } from './budget.ts'
import type { Journal } from './journal.ts'

/**
 * What earlier executors of a run have spent, for the budget of the next: what was charged, and of every attempt
 * that was in flight when its executor died all that it may have cost. `calls` counts both.
 */
export async function spentSoFar(journal: Journal): Promise<Amounts> {
  const [charges, open] = await Promise.all([journal.charges(), journal.allOpenAttempts()])
  return sumOf([...charges.map(({ amounts }) => amounts), ...open.map(({ bound }) => bound)])
}

/** What attempts spent together, themselves counted as `calls`. */
export function sumOf(attempts: readonly Amounts[]): Amounts {
  const total: Partial<Record<Resource, number>> = {}
  for (const amounts of attempts)
    for (const [resource, amount] of Object.entries(amounts) as [Resource, number][])
      if (resource !== 'calls') total[resource] = (total[resource] ?? 0) + amount
  return { ...total, calls: attempts.length }
}
