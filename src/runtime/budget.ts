import { KaojuError } from './errors.ts'

/**
 * What a run may spend. `micro-usd` is a millionth of a US dollar, so that a price of $0.15 per million tokens
 * is 0.15 micro-usd a token; `calls` counts attempts of paid calls other than pages; `searches` are those of the
 * library, `queries` those sent to search engines; `pages` and `bytes` (on the wire) are what is fetched.
 */
export type Resource =
  | 'searches'
  | 'passages-read'
  | 'tokens'
  | 'micro-usd'
  | 'calls'
  | 'queries'
  | 'pages'
  | 'bytes'

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
 * 2. `acquire` waits while what is missing is only reserved by others, and refuses once it is spent; who came
 *    first is served first. `reserve` does not wait, and overtakes.
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
  /**
   * Counts what earlier executors of the run spent in this stage: here and above, the run's own budget excepted,
   * which was told at its creation.
   */
  recount(amounts: Amounts): void
  /**
   * Lets so much be spent in all, here and in every budget above: a limit that is higher already, or was never set,
   * stays, and so does a limit of nothing, which is no sum that ran out but a promise not to.
   */
  raise(limits: Limits): void
}

/** A budget seen from the budgets below it. */
interface InnerBudget extends Budget {
  readonly above: InnerBudget | undefined
  /** Everybody who waits anywhere in the tree of budgets, in order of arrival. */
  readonly queue: Waiter[]
  /** Neither spent nor reserved at this level alone. */
  leftHere(resource: Resource): number
  /** What would be left at this level alone if every open reservation came back whole. */
  hopeHere(resource: Resource): number
  hold(amounts: Amounts): void
  release(amounts: Amounts, used: Amounts): void
  count(amounts: Amounts): void
  raiseHere(limits: Limits): void
}

interface Waiter {
  readonly budget: InnerBudget
  readonly amounts: Amounts
  grant(reservation: Reservation): void
  refuse(error: KaojuError): void
}

/**
 * A budget with these limits; resources that have none are counted only.
 *
 * @param spent what earlier attempts at the run have used already
 * @param parent what is reserved and settled here is reserved and settled there too, so that parts never outspend the whole
 */
export function createBudget(initial: Limits = {}, parent?: Budget, spent: Amounts = {}): Budget {
  const above = parent as InnerBudget | undefined
  const limits: Partial<Record<Resource, number>> = { ...initial }
  const settled = new Map<Resource, number>(entriesOf(spent))
  const reserved = new Map<Resource, number>()
  let open = 0
  const limitHere = (resource: Resource): number => limits[resource] ?? Infinity
  const hopeHere = (resource: Resource): number =>
    Math.max(0, limitHere(resource) - (settled.get(resource) ?? 0))

  const budget: InnerBudget = {
    above,
    queue: above?.queue ?? [],
    hopeHere,
    leftHere: (resource) => Math.max(0, hopeHere(resource) - (reserved.get(resource) ?? 0)),
    left: (resource) => Math.min(...levelsOf(budget).map((level) => level.leftHere(resource))),
    limit: (resource) => Math.min(limitHere(resource), above?.limit(resource) ?? Infinity),
    spent: (resource) => settled.get(resource) ?? 0,
    hold(amounts) {
      open++
      add(reserved, amounts, 1)
    },
    release(amounts, used) {
      open--
      add(reserved, amounts, -1)
      // Sums of fractions do not come back to nought by themselves, and somebody may wait for the last bit.
      if (open === 0) reserved.clear()
      add(settled, used, 1)
    },
    count: (amounts) => add(settled, amounts, 1),
    raiseHere(raised) {
      for (const [resource, amount] of entriesOf(raised)) {
        const before = limits[resource]
        if (before !== undefined && before > 0 && amount > before) limits[resource] = amount
      }
    },
    reserve(amounts) {
      const [lack] = lacks(budget, amounts)
      if (lack) throw exhausted(budget, lack.resource)
      return reserveIn(budget, amounts)
    },
    acquire: (amounts, signal) => acquireIn(budget, amounts, signal),
    recount(amounts) {
      for (const level of levelsOf(budget)) if (level.above) level.count(amounts)
      serve(budget.queue)
    },
    raise(raised) {
      for (const level of levelsOf(budget)) level.raiseHere(raised)
      serve(budget.queue)
    },
  }
  return budget
}

function reserveIn(budget: InnerBudget, amounts: Amounts): Reservation {
  for (const level of levelsOf(budget)) level.hold(amounts)
  let open = true
  return {
    settle(used) {
      if (!open) return
      for (const [resource, amount] of entriesOf(used))
        if (amount > (amounts[resource] ?? 0))
          throw new RangeError(`reserved ${amounts[resource] ?? 0} ${resource}, used ${amount}`)
      open = false
      for (const level of levelsOf(budget)) level.release(amounts, used)
      serve(budget.queue)
    },
  }
}

async function acquireIn(budget: InnerBudget, amounts: Amounts, signal?: AbortSignal): Promise<Reservation> {
  signal?.throwIfAborted()
  entriesOf(amounts)
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      budget.queue.splice(budget.queue.indexOf(waiter), 1)
      serve(budget.queue)
      reject(signal!.reason as Error)
    }
    const done = (): void => signal?.removeEventListener('abort', leave)
    const waiter: Waiter = {
      budget,
      amounts,
      grant(reservation) {
        done()
        resolve(reservation)
      },
      refuse(error) {
        done()
        reject(error)
      },
    }
    signal?.addEventListener('abort', leave, { once: true })
    budget.queue.push(waiter)
    serve(budget.queue)
  })
}

/**
 * Gives what is there to those who wait, in order of arrival: nobody overtakes another who waits for the same
 * resource of the same budget, so that small requests cannot starve a large one. Who waits does so for an open
 * reservation, and every one that is settled comes by here: nobody waits for ever.
 */
function serve(queue: Waiter[]): void {
  const waitedFor = new Map<InnerBudget, Set<Resource>>()
  for (const waiter of Array.from(queue)) {
    const { budget, amounts } = waiter
    const levels = levelsOf(budget)
    const needs = entriesOf(amounts).filter(([, amount]) => amount > 0)
    const hopeless = needs.find(([resource, amount]) =>
      levels.some((level) => amount > level.hopeHere(resource)),
    )
    const overtakes = needs.some(([resource]) => levels.some((level) => waitedFor.get(level)?.has(resource)))
    const missing = lacks(budget, amounts)
    const granted = !overtakes && missing.length === 0
    if (hopeless || granted) queue.splice(queue.indexOf(waiter), 1)
    if (hopeless) waiter.refuse(exhausted(budget, hopeless[0]))
    else if (granted) waiter.grant(reserveIn(budget, amounts))
    else
      for (const { level, resource } of missing)
        waitedFor.set(level, (waitedFor.get(level) ?? new Set()).add(resource))
  }
}

function lacks(
  budget: InnerBudget,
  amounts: Amounts,
): { readonly level: InnerBudget; readonly resource: Resource }[] {
  return entriesOf(amounts).flatMap(([resource, amount]) =>
    levelsOf(budget).flatMap((level) => (amount > level.leftHere(resource) ? [{ level, resource }] : [])),
  )
}

function exhausted(budget: Budget, resource: Resource): KaojuError {
  return new KaojuError('budget-exhausted', { resource, limit: budget.limit(resource) })
}

/** A budget and those above it. */
function levelsOf(budget: InnerBudget): InnerBudget[] {
  return budget.above ? [budget, ...levelsOf(budget.above)] : [budget]
}

function add(to: Map<Resource, number>, amounts: Amounts, sign: 1 | -1): void {
  for (const [resource, amount] of entriesOf(amounts))
    to.set(resource, (to.get(resource) ?? 0) + sign * amount)
}

function entriesOf(amounts: Amounts): [Resource, number][] {
  const entries = Object.entries(amounts) as [Resource, number][]
  for (const [resource, amount] of entries)
    if (!(amount >= 0)) throw new RangeError(`${amount} ${resource} is not an amount`)
  return entries
}
