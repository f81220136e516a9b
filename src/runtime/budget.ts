import { KaojuError } from './errors.ts'

/** What a run may spend. Further resources (USD, model calls) join when something spends them. */
export type Resource = 'searches' | 'passages-read' | 'tokens' | 'usd'

/** At most this much of each resource in a run; absent means counted, not limited. */
export type Limits = Readonly<Partial<Record<Resource, number>>>

/** Spending that was promised but has not happened yet. */
export interface Reservation {
  /** Replaces the promise by what was really used; at most what was reserved. */
  settle(used: number): void
}

/**
 * A promise, not a wish: reserve before a call, settle after it; nobody can spend what was not reserved.
 * Resources without a limit are counted only.
 */
export interface Budget {
  /** @throws KaojuError `budget-exhausted` when less than `amount` is left. */
  reserve(resource: Resource, amount: number): Reservation
  /** Infinity where no limit was set. */
  left(resource: Resource): number
  spent(resource: Resource): number
}

/** A budget with these limits; resources that have none are counted only. */
/** @param parent what is reserved and settled here is reserved and settled there too, so that parts never outspend the whole */
export function createBudget(limits: Limits = {}, parent?: Budget): Budget {
  const reserved = new Map<Resource, number>()
  const settled = new Map<Resource, number>()
  const left = (resource: Resource): number =>
    Math.min(
      parent?.left(resource) ?? Infinity,
      (limits[resource] ?? Infinity) - (reserved.get(resource) ?? 0) - (settled.get(resource) ?? 0),
    )
  return {
    left,
    spent: (resource) => settled.get(resource) ?? 0,
    reserve(resource, amount) {
      if (!(amount >= 0)) throw new RangeError(`cannot reserve ${amount}`)
      if (amount > left(resource))
        throw new KaojuError('budget-exhausted', { resource, limit: limits[resource] ?? '∞' })
      const above = parent?.reserve(resource, amount)
      reserved.set(resource, (reserved.get(resource) ?? 0) + amount)
      let open = true
      return {
        settle(used) {
          if (!open) return
          if (!(used >= 0 && used <= amount)) throw new RangeError(`reserved ${amount}, used ${used}`)
          open = false
          above?.settle(used)
          reserved.set(resource, reserved.get(resource)! - amount)
          settled.set(resource, (settled.get(resource) ?? 0) + used)
        },
      }
    },
  }
}
