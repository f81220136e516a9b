import { KaojuError } from './errors.ts'

/**
 * What a run may spend. `micro-usd` is a millionth of a US dollar, so that a price of $0.15 per million tokens
 * is 0.15 micro-usd a token; `calls` counts attempts of paid calls.
 */
export type Resource = 'searches' | 'passages-read' | 'tokens' | 'micro-usd' | 'calls' | 'pages' | 'bytes'

/** So much of each resource; what is absent is none (of spending) or no limit (of limits). */
export type Amounts = Readonly<Partial<Record<Resource, number>>>

/** At most this much of each resource; absent means counted, not limited. */
export type Limits = Amounts

/** Spending that was promised but has not happened yet. */
export interface Reservation {
  /** Replaces the promise by what was really used: of each resource at most what was reserved. */
  settle(used: Amounts): void
}

/**
 * A promise, not a wish: reserve before a call, settle after it; nobody can spend what was not reserved.
 *
 * 1. For every resource and at every moment: settled + reserved ≤ limit, here and in every budget above.
 * 2. `acquire` waits while what is missing is only reserved by others, and refuses once it is spent.
 * 3. Several resources are reserved together or not at all.
 */
export interface Budget {
  /** @throws KaojuError `budget-exhausted` when less than that is left now. */
  reserve(amounts: Amounts): Reservation
  /** As `reserve`, waiting for reservations of others that may yet be given back. Rejects with the signal's reason. */
  acquire(amounts: Amounts, signal?: AbortSignal): Promise<Reservation>
  /** Not yet spent nor reserved; Infinity where no limit was set. */
  left(resource: Resource): number
  spent(resource: Resource): number
  /** The limits that hold here, those of the budgets above included. */
  limit(resource: Resource): number
}

interface InnerBudget extends Budget {
  /** What could be left if every open reservation came back whole. */
  hope(resource: Resource): number
  readonly waiting: Set<() => void>
}

/**
 * A budget with these limits; resources that have none are counted only.
 *
 * @param spent what earlier attempts at the run have used already
 * @param parent what is reserved and settled here is reserved and settled there too, so that parts never outspend the whole
 */
export function createBudget(limits: Limits = {}, parent?: Budget, spent: Amounts = {}): Budget {
  const above = parent as InnerBudget | undefined
  const reserved = new Map<Resource, number>()
  const settled = new Map<Resource, number>(entriesOf(spent))
  const waiting = above?.waiting ?? new Set<() => void>()
  const of = (amounts: ReadonlyMap<Resource, number>, resource: Resource): number => amounts.get(resource) ?? 0
  const add = (amounts: Map<Resource, number>, resource: Resource, amount: number): void => {
    amounts.set(resource, of(amounts, resource) + amount)
  }
  const limit = (resource: Resource): number =>
    Math.min(above?.limit(resource) ?? Infinity, limits[resource] ?? Infinity)
  const hope = (resource: Resource): number =>
    Math.min(above?.hope(resource) ?? Infinity, (limits[resource] ?? Infinity) - of(settled, resource))
  const left = (resource: Resource): number =>
    Math.min(
      above?.left(resource) ?? Infinity,
      (limits[resource] ?? Infinity) - of(settled, resource) - of(reserved, resource),
    )
  const lacking = (amounts: Amounts, there: (resource: Resource) => number): Resource | undefined =>
    entriesOf(amounts).find(([resource, amount]) => amount > there(resource))?.[0]

  const budget: InnerBudget = {
    waiting,
    left,
    hope,
    limit,
    spent: (resource) => of(settled, resource),
    reserve(amounts) {
      const lack = lacking(amounts, left)
      if (lack) throw new KaojuError('budget-exhausted', { resource: lack, limit: limit(lack) })
      const higher = above?.reserve(amounts)
      for (const [resource, amount] of entriesOf(amounts)) add(reserved, resource, amount)
      let open = true
      return {
        settle(used) {
          if (!open) return
          for (const [resource, amount] of entriesOf(used))
            if (amount > (amounts[resource] ?? 0))
              throw new RangeError(`reserved ${amounts[resource] ?? 0} ${resource}, used ${amount}`)
          open = false
          higher?.settle(used)
          for (const [resource, amount] of entriesOf(amounts)) add(reserved, resource, -amount)
          for (const [resource, amount] of entriesOf(used)) add(settled, resource, amount)
          if (!above) for (const wake of waiting) wake()
        },
      }
    },
    async acquire(amounts, signal) {
      for (;;) {
        signal?.throwIfAborted()
        const lack = lacking(amounts, left)
        if (!lack || lacking(amounts, hope)) return budget.reserve(amounts)
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake)
            signal?.removeEventListener('abort', wake)
            resolve()
          }
          waiting.add(wake)
          signal?.addEventListener('abort', wake, { once: true })
        })
      }
    },
  }
  return budget
}

function entriesOf(amounts: Amounts): [Resource, number][] {
  const entries = Object.entries(amounts) as [Resource, number][]
  for (const [resource, amount] of entries)
    if (!(amount >= 0)) throw new RangeError(`${amount} ${resource} is not an amount`)
  return entries
}
