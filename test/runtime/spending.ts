import fc from 'fast-check'
import {
  AttemptFailure,
  createContext,
  createMemoryJournal,
  KaojuError,
  spentSoFar,
  steppedClock,
  type Amounts,
  type Context,
  type Cost,
  type Journal,
  type Paid,
  type PaidCall,
} from '#runtime'

/**
 * Runs as they go wrong: calls that fan out to a provider which answers, fails, bills, miscounts, and executors
 * that are killed at any write of the journal. The provider keeps its own books, which nobody else sees.
 */
export interface SpendingPlan {
  readonly limits: Amounts
  readonly stageLimits: Amounts
  readonly calls: readonly PlannedCall[]
  /** After so many writes an executor dies, with or without the last of them on disk. */
  readonly kills: readonly { readonly after: number; readonly written: boolean }[]
}

interface PlannedCall {
  readonly tokens: number
  readonly micro: number
  readonly attempts: number
  readonly staged: boolean
  readonly concurrency: number | undefined
  /** One for each attempt; the last goes on for ever. */
  readonly outcomes: readonly Outcome[]
}

interface Outcome {
  readonly kind:
    | 'answer'
    | 'overstated'
    | 'nonsense'
    | 'uncounted'
    | 'unbilled'
    | 'refused'
    | 'billed'
    | 'defect'
  /** The share of the bound that is really used. */
  readonly share: number
  /** How many turns of the event queue it takes. */
  readonly turns: number
}

const amount = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most })
const limit = (most: number): fc.Arbitrary<number | undefined> =>
  fc.option(amount(most), { nil: undefined, freq: 3 })
const limits = fc
  .record({ tokens: limit(1_500), 'micro-usd': limit(800), calls: limit(30) })
  .map(
    (given) => Object.fromEntries(Object.entries(given).filter(([, most]) => most !== undefined)) as Amounts,
  )

const outcome: fc.Arbitrary<Outcome> = fc.record({
  kind: fc.constantFrom(
    ...([
      'answer',
      'answer',
      'answer',
      'overstated',
      'nonsense',
      'uncounted',
      'unbilled',
      'unbilled',
    ] as const),
    ...(['refused', 'billed', 'billed', 'defect'] as const),
  ),
  share: fc.integer({ min: 0, max: 4 }).map((quarters) => quarters / 4),
  turns: amount(6),
})

export const spendingPlan: fc.Arbitrary<SpendingPlan> = fc.record({
  limits,
  stageLimits: limits,
  calls: fc.array(
    fc.record({
      // Multiples of four, so that every share of them is whole and sums are exact.
      tokens: amount(50).map((quarter) => quarter * 4),
      micro: amount(20).map((quarter) => quarter * 4),
      attempts: fc.integer({ min: 1, max: 5 }),
      staged: fc.boolean(),
      concurrency: fc.constantFrom(undefined, 1, 2, 3),
      outcomes: fc.array(outcome, { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 10 },
  ),
  kills: fc.array(fc.record({ after: fc.integer({ min: 1, max: 25 }), written: fc.boolean() }), {
    maxLength: 5,
  }),
})

/** Carries a plan out to its end: what is wrong, one sentence each (none = every promise was kept), and how eventful it was. */
export async function carryOut(
  plan: SpendingPlan,
): Promise<{ readonly breaches: readonly string[]; readonly kills: number; readonly attempts: number }> {
  const breaches: string[] = []
  const journal = createMemoryJournal()
  const provider = new Provider(plan, journal, breaches)
  let kills = 0
  for (const kill of [...plan.kills, undefined]) {
    const executor = new Executor(journal, kill)
    await executor.run(plan, provider, breaches)
    if (executor.killed) kills++
    await compare(plan, journal, provider, breaches)
    if (breaches.length > 0) break
  }
  return { breaches, kills, attempts: provider.billed.calls }
}

/** Never resolves: what is dead does not go on. */
const never = <T>(): Promise<T> => new Promise<T>(() => {})

/** A process: it lives until its kill, and then nothing of it does anything any more. */
class Executor {
  private readonly journal: Journal
  private readonly kill: SpendingPlan['kills'][number] | undefined
  private writes = 0
  killed = false
  dead = false

  constructor(journal: Journal, kill: SpendingPlan['kills'][number] | undefined) {
    this.journal = journal
    this.kill = kill
  }

  async run(plan: SpendingPlan, provider: Provider, breaches: string[]): Promise<void> {
    const { context } = createContext({
      journal: { ...this.journal, write: (entries) => this.write(entries) },
      spent: await spentSoFar(this.journal),
      limits: plan.limits,
      clock: steppedClock(0),
    })
    const stage = context.within(plan.stageLimits)
    let finished = false
    const all = plan.calls.map((call, index) => {
      const where: Context = call.staged ? stage.at('stage') : context
      return where.call(provider.call(call, index, this)).catch(() => undefined)
    })
    void Promise.all(all).then(() => (finished = true))
    for (let turn = 0; turn < 400 && !finished && !this.dead; turn++) await nextTurn()
    if (!finished && !this.dead) breaches.push('the run hangs')
    await nextTurn()
    this.dead = true
  }

  private async write(entries: Parameters<Journal['write']>[0]): Promise<void> {
    if (this.dead) return never()
    const last = this.kill !== undefined && ++this.writes >= this.kill.after
    this.killed = last
    this.dead = last
    if (!last || this.kill?.written) await this.journal.write(entries)
    return last ? never() : undefined
  }
}

/** What is on the other side, with books of its own. */
class Provider {
  readonly billed = { tokens: 0, 'micro-usd': 0, calls: 0 }
  private readonly plan: SpendingPlan
  private readonly journal: ReturnType<typeof createMemoryJournal>
  private readonly breaches: string[]
  private readonly seen: number[]

  constructor(plan: SpendingPlan, journal: ReturnType<typeof createMemoryJournal>, breaches: string[]) {
    this.plan = plan
    this.journal = journal
    this.breaches = breaches
    this.seen = plan.calls.map(() => 0)
  }

  call(planned: PlannedCall, index: number, executor: Executor): PaidCall<string> {
    const bound = { tokens: planned.tokens, 'micro-usd': planned.micro }
    return {
      name: `call-${index}`,
      inputs: { index },
      kind: 'chat',
      service: 'provider/model',
      purpose: 'worker',
      endpoint: 'https://api.example.com',
      ...(planned.concurrency === undefined ? {} : { concurrency: planned.concurrency }),
      bound,
      attempts: planned.attempts,
      attempt: async () => {
        if (executor.dead) return never()
        const paid = await this.attempt(index, bound)
        return executor.dead ? never() : paid
      },
    }
  }

  private async attempt(
    index: number,
    bound: { tokens: number; 'micro-usd': number },
  ): Promise<Paid<string>> {
    const path = this.plan.calls[index]!.staged ? `stage/call-${index}` : `call-${index}`
    if (this.journal.entries.some((entry) => entry.kind === 'step' && entry.path === path))
      this.breaches.push(`${path} is recorded and was asked again`)
    const { outcomes } = this.plan.calls[index]!
    const { kind, share, turns } = outcomes[Math.min(this.seen[index]!++, outcomes.length - 1)]!
    const billed = !['unbilled', 'refused'].includes(kind)
    const used = { tokens: bound.tokens * share, 'micro-usd': bound['micro-usd'] * share }
    this.billed.calls++
    if (billed) {
      this.billed.tokens += used.tokens
      this.billed['micro-usd'] += used['micro-usd']
    }
    for (let turn = 0; turn < turns; turn++) await (turn % 3 === 2 ? nextTurn() : Promise.resolve())
    switch (kind) {
      case 'answer':
        return { result: path, cost: costOf(used) }
      case 'overstated':
        return { result: path, cost: costOf({ tokens: used.tokens * 3 + 1, 'micro-usd': 1e9 }) }
      case 'nonsense':
        return { result: path, cost: costOf({ tokens: Number.NaN, 'micro-usd': -1 }) }
      case 'uncounted':
        return { result: path, cost: { ...costOf(bound), measured: 'bound' } }
      case 'unbilled':
        throw new AttemptFailure(new KaojuError('model-server-error', { provider: 'p', reason: '503' }))
      case 'refused':
        throw new AttemptFailure(new KaojuError('model-quota', { provider: 'p', reason: '402' }))
      case 'billed':
        throw new AttemptFailure(new KaojuError('model-answer-invalid', { provider: 'p', reason: 'r' }), {
          cost: costOf(used),
        })
      case 'defect':
        throw new TypeError('a defect')
    }
  }
}

async function compare(
  plan: SpendingPlan,
  journal: Journal,
  provider: Provider,
  breaches: string[],
): Promise<void> {
  const [charges, open, spent] = await Promise.all([
    journal.charges(),
    journal.allOpenAttempts(),
    spentSoFar(journal),
  ])
  for (const resource of ['tokens', 'micro-usd', 'calls'] as const) {
    const most = plan.limits[resource] ?? Infinity
    const charged = spent[resource] ?? 0
    if (charged > most) breaches.push(`${charged} ${resource} charged or open, limit ${most}`)
    if (provider.billed[resource] > most)
      breaches.push(`${provider.billed[resource]} ${resource} billed, limit ${most}`)
    if (provider.billed[resource] > charged)
      breaches.push(`${provider.billed[resource]} ${resource} billed, ${charged} known`)
    const staged = [
      ...charges
        .filter(({ path }) => path.startsWith('stage/'))
        .map(({ amounts }) => ({ ...amounts, calls: 1 })),
      ...open.filter(({ path }) => path.startsWith('stage/')).map(({ bound }) => ({ ...bound, calls: 1 })),
    ].reduce((sum, amounts: Amounts) => sum + (amounts[resource] ?? 0), 0)
    const mostStaged = plan.stageLimits[resource] ?? Infinity
    if (staged > mostStaged)
      breaches.push(`the stage: ${staged} ${resource} charged or open, limit ${mostStaged}`)
  }
  const numbers = charges.map(({ path, attempt }) => `${path} ${attempt}`)
  if (new Set(numbers).size !== numbers.length) breaches.push('an attempt was charged twice')
  for (const [index] of plan.calls.entries()) {
    const lost = charges.filter(
      ({ path, outcome: how }) => path.endsWith(`call-${index}`) && how === 'lost',
    ).length
    if (lost > plan.kills.length)
      breaches.push(`call-${index} was repeated ${lost} times over ${plan.kills.length} kills`)
  }
}

function costOf(amounts: { readonly tokens: number; readonly 'micro-usd': number }): Cost {
  return {
    inputTokens: amounts.tokens,
    outputTokens: 0,
    cachedTokens: 0,
    measured: 'reported',
    usd: amounts['micro-usd'] / 1e6,
    amounts,
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
