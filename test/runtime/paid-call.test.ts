import { describe, expect, test } from 'vitest'
import {
  AttemptFailure,
  chanceOf,
  createContext,
  createMemoryJournal,
  KaojuError,
  spentSoFar,
  steppedClock,
  type Amounts,
  type Context,
  type Cost,
  type ErrorCode,
  type Exchange,
  type Paid,
  type PaidCall,
} from '#runtime'
import { handClock, settled } from './hand-clock.ts'

const bound: Amounts = { tokens: 100, 'micro-usd': 50 }
const cost = (tokens: number, measured: Cost['measured'] = 'reported'): Cost => ({
  inputTokens: tokens,
  outputTokens: 0,
  cachedTokens: 0,
  measured,
  usd: tokens / 2e6,
  amounts: { tokens, 'micro-usd': tokens / 2 },
})
const failure = (code: ErrorCode, about: { cost?: Cost; retryAfter?: number } = {}): AttemptFailure =>
  new AttemptFailure(new KaojuError(code, { endpoint: 'e', provider: 'p', model: 'm', reason: 'r' }), about)

type Step = Paid<unknown> | Error | ((exchange: Exchange) => Promise<Paid<unknown>>)

/** A call whose attempts go as scripted; the last step goes on for ever. */
function scripted(
  steps: readonly Step[],
  more: Partial<PaidCall<unknown>> = {},
): PaidCall<unknown> & { made: number } {
  const call = {
    name: 'ask',
    inputs: { question: 'q' },
    kind: 'chat' as const,
    service: 'provider/model',
    purpose: 'worker',
    endpoint: 'https://api.example.com',
    bound,
    attempts: 5,
    made: 0,
    attempt: (exchange: Exchange): Promise<Paid<unknown>> => {
      const step = steps[Math.min(call.made++, steps.length - 1)]!
      if (typeof step === 'function') return step(exchange)
      return step instanceof Error ? Promise.reject(step) : Promise.resolve(step)
    },
    ...more,
  }
  return call
}
const answer = { result: { text: 'yes' }, cost: cost(60) }
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it went well',
    (error: unknown) => (error instanceof KaojuError ? error.code : String(error)),
  )
const kinds = (journal: ReturnType<typeof createMemoryJournal>): string[] =>
  journal.entries.map(({ kind }) => kind)

describe('what is recorded', () => {
  test('intent first; then result, charge and event at once; and never paid again', async () => {
    const journal = createMemoryJournal()
    const { context, log } = createContext({ journal, clock: steppedClock(0) })
    const call = scripted([
      () => {
        expect(kinds(journal)).toEqual(['intent'])
        return Promise.resolve(answer)
      },
    ])
    expect(await context.call(call)).toEqual({ text: 'yes' })
    expect(kinds(journal)).toEqual(['intent', 'step', 'charge', 'event'])
    expect(log.events.map(({ event }) => event.type)).toEqual(['call-end'])
    expect(await journal.charges()).toMatchObject([
      { attempt: 1, outcome: 'answered', amounts: { tokens: 60, 'micro-usd': 30 } },
    ])
    expect([context.budget.spent('tokens'), context.budget.spent('calls')]).toEqual([60, 1])
    const again = createContext({ journal, spent: await spentSoFar(journal) }).context
    expect(await again.call(call)).toEqual({ text: 'yes' })
    expect([call.made, again.budget.spent('tokens')]).toEqual([1, 60])
    await expect(again.call(call)).rejects.toMatchObject({ code: 'step-repeated' })
  })

  test('failures are met again on replay; what was interrupted or broke down is tried again', async () => {
    for (const [step, code, made] of [
      [failure('model-filtered', { cost: cost(10) }), 'model-filtered', 1],
      [failure('model-quota'), 'model-quota', 1],
      [failure('aborted'), 'aborted', 2],
      [new KaojuError('run-lost', { run: 'r' }), 'run-lost', 2],
      [new Error('a defect'), 'internal', 2],
    ] as const) {
      const journal = createMemoryJournal()
      const call = scripted([step])
      expect(await codeOf(createContext({ journal }).context.call(call))).toBe(code)
      expect(await codeOf(createContext({ journal }).context.call(call))).toBe(code)
      expect([code, call.made]).toEqual([code, made])
    }
  })

  test('a result is what the journal will give back; one that is no plain data is a defect', async () => {
    const odd = { result: { at: new Date(0), gone: undefined }, cost: cost(1) }
    expect(await createContext().context.call(scripted([odd]))).toEqual({ at: '1970-01-01T00:00:00.000Z' })
    const journal = createMemoryJournal()
    const { context } = createContext({ journal })
    expect(await codeOf(context.call(scripted([{ result: () => 1, cost: cost(1) }])))).toBe('internal')
    expect(context.budget.spent('tokens')).toBe(100)
    expect(
      await createContext().context.call(scripted([{ result: undefined, cost: cost(1) }])),
    ).toBeUndefined()
  })
})

describe('retries', () => {
  test('told before the wait, in the time the service asked for, and a billed failure is charged', async () => {
    const journal = createMemoryJournal()
    const clock = handClock()
    const { context, log } = createContext({ journal, clock })
    const call = scripted(
      [
        failure('model-overloaded', { retryAfter: 3_000 }),
        failure('model-malformed', { cost: cost(40) }),
        answer,
      ],
      { attempts: 5 },
    )
    const work = codeOf(context.call(call))
    await settled()
    const told = log.events.map(({ event }) => event)
    expect(told).toMatchObject([
      { type: 'call-end', outcome: 'failed', attempt: 1, usd: 0, code: 'model-overloaded' },
      { type: 'call-retry', attempt: 2, code: 'model-overloaded' },
    ])
    expect(clock.asked[0]).toBeGreaterThanOrEqual(3_000)
    expect(call.made).toBe(1)
    await clock.pass(3_250)
    // Not retryable: malformed is for the ladder, not for repetition.
    expect(await work).toBe('model-malformed')
    expect(context.budget.spent('tokens')).toBe(40)
    expect(await journal.charges()).toMatchObject([
      { outcome: 'failed', amounts: {}, usd: 0 },
      { outcome: 'failed', amounts: { tokens: 40 } },
    ])
  })

  test('as many attempts as were asked for, and no more', async () => {
    const call = scripted([failure('model-server-error')], { attempts: 3 })
    expect(await codeOf(createContext({ clock: steppedClock(0) }).context.call(call))).toBe(
      'model-server-error',
    )
    expect(call.made).toBe(3)
  })

  test('what is billed each time is tried twice and no more', async () => {
    const { context } = createContext({ clock: steppedClock(0) })
    const call = scripted([failure('endpoint-unreachable'), failure('model-looping', { cost: cost(40) })])
    await expect(context.call(call)).rejects.toMatchObject({ code: 'model-looping' })
    expect(call.made).toBe(3)
  })

  test('under one seed the same waits', async () => {
    const waits = async (seed: string): Promise<unknown[]> => {
      const { context, log } = createContext({ seed, clock: steppedClock(0) })
      await codeOf(context.call(scripted([failure('endpoint-stalled')], { attempts: 4 })))
      return log.events.flatMap(({ event }) => (event.type === 'call-retry' ? [event.wait] : []))
    }
    expect(await waits('a')).toEqual(await waits('a'))
    expect(await waits('a')).toHaveLength(3)
    expect(await waits('b')).not.toEqual(await waits('a'))
  })

  test('a wait beyond patience is a failure that says so', async () => {
    const call = scripted([failure('model-overloaded', { retryAfter: 3_600_000 }), answer])
    const { context } = createContext({ clock: steppedClock(0) })
    const error = (await context.call(call).catch((reason: unknown) => reason)) as KaojuError
    expect(error).toMatchObject({ code: 'model-overloaded', retryable: true })
    expect(error.message).toContain('it asks to wait 3600 s')
    expect(call.made).toBe(1)
    const patient = scripted([failure('model-overloaded', { retryAfter: 300_000 }), answer], {
      patience: 300_000,
    })
    expect(await createContext({ clock: steppedClock(0) }).context.call(patient)).toEqual({ text: 'yes' })
  })

  test('one who is asked to wait makes all others at the endpoint wait', async () => {
    const clock = handClock()
    const { context } = createContext({ clock })
    void context.call(scripted([failure('model-overloaded', { retryAfter: 5_000 }), answer]))
    await settled()
    const other = scripted([answer], { name: 'other' })
    const elsewhere = scripted([answer], { name: 'elsewhere', endpoint: 'https://b.example.com' })
    const [waiting, going] = [context.call(other), context.call(elsewhere)]
    await settled()
    expect([other.made, elsewhere.made]).toEqual([0, 1])
    await clock.pass(5_000)
    expect(other.made).toBe(1)
    await Promise.all([waiting, going])
  })
})

describe('what is free', () => {
  test('a budget that is spent, and an endpoint that is down, cost no intent and no call', async () => {
    const journal = createMemoryJournal()
    const clock = steppedClock(0)
    const { context } = createContext({ journal, clock, limits: { tokens: 150 } })
    await context.call(scripted([answer]))
    const before = journal.entries.length
    const poor = scripted([answer], { name: 'poor' })
    expect(await codeOf(context.call(poor))).toBe('budget-exhausted')
    expect([poor.made, kinds(journal).slice(before)]).toEqual([0, ['step']])

    const other = createContext({ clock })
    await codeOf(other.context.call(scripted([failure('endpoint-unreachable')], { attempts: 5 })))
    await codeOf(other.context.call(scripted([failure('endpoint-unreachable')], { name: 'b', attempts: 5 })))
    const refused = scripted([answer], { name: 'c' })
    const spent = other.context.budget.spent('calls')
    expect(await codeOf(other.context.call(refused))).toBe('circuit-open')
    expect([refused.made, other.context.budget.spent('calls') - spent]).toEqual([0, 0])
  })

  test('who waits for the budget waits for what others may give back', async () => {
    const { context } = createContext({ limits: { tokens: 150 }, clock: steppedClock(0) })
    const calls = ['a', 'b'].map((name) => scripted([{ result: name, cost: cost(50) }], { name }))
    expect(await Promise.all(calls.map((call) => context.call(call)))).toEqual(['a', 'b'])
  })

  test('whoever breaks down or is refused gives the place back', async () => {
    const { context } = createContext({ limits: { tokens: 250 } })
    const one = { concurrency: 1 }
    expect(await codeOf(context.call(scripted([new Error('a defect')], one)))).toBe('internal')
    expect(
      await codeOf(context.call(scripted([answer], { name: 'large', bound: { tokens: 300 }, ...one }))),
    ).toBe('budget-exhausted')
    expect(await context.call(scripted([answer], { name: 'next', ...one }))).toEqual({ text: 'yes' })
  })

  test('places at an endpoint are taken in order', async () => {
    const { context } = createContext()
    let inside = 0
    let most = 0
    const order: string[] = []
    const calls = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      context.call(
        scripted(
          [
            async () => {
              order.push(name)
              most = Math.max(most, ++inside)
              await settled()
              inside--
              return answer
            },
          ],
          { name, concurrency: 2 },
        ),
      ),
    )
    await Promise.all(calls)
    expect([most, order]).toEqual([2, ['a', 'b', 'c', 'd', 'e']])
  })
})

describe('meters', () => {
  test.each([
    ['over the bound', { tokens: 1e9, 'micro-usd': 10 }, { tokens: 100, 'micro-usd': 10 }],
    ['not a number', { tokens: Number.NaN, 'micro-usd': -1 }, { tokens: 100, 'micro-usd': 50 }],
    ['of something that was not reserved', { tokens: 1, pages: 3 }, { tokens: 1, 'micro-usd': 0 }],
  ])('a count %s breaks no budget and loses no answer', async (_, amounts, charged) => {
    const journal = createMemoryJournal()
    const { context } = createContext({ journal, limits: { tokens: 100 } })
    const wrong = { result: 1, cost: { ...cost(1), inputTokens: Number.NaN, usd: Number.NaN, amounts } }
    expect(await context.call(scripted([wrong]))).toBe(1)
    expect(await journal.charges()).toMatchObject([{ amounts: charged, inputTokens: 0, usd: null }])
    expect(context.budget.spent('tokens')).toBe(charged.tokens)
  })

  test('a failure that says nothing of its cost may have cost all it might', async () => {
    const journal = createMemoryJournal()
    const call = scripted([new KaojuError('egress-refused', { url: 'u' })])
    expect(await codeOf(createContext({ journal }).context.call(call))).toBe('egress-refused')
    expect(await journal.charges()).toMatchObject([{ outcome: 'failed', measured: 'bound', amounts: bound }])
    expect(await codeOf(createContext({ journal }).context.call(call))).toBe('egress-refused')
    expect(call.made).toBe(1)
  })

  test('a defect may have cost all it might, and says so', async () => {
    const journal = createMemoryJournal()
    const { context } = createContext({ journal })
    expect(await codeOf(context.call(scripted([new TypeError('x is not a function')])))).toBe('internal')
    expect(await journal.charges()).toMatchObject([
      { outcome: 'failed', measured: 'bound', amounts: bound, usd: 50 / 1e6 },
    ])
    expect([context.budget.spent('tokens'), kinds(journal).includes('step')]).toEqual([100, false])
  })
})

describe('stop and abort', () => {
  const silent = (): Promise<Paid<unknown>> => new Promise(() => {})

  test('abort leaves at once; the intent stays open, and nothing is recorded', async () => {
    const journal = createMemoryJournal()
    const abort = new AbortController()
    const { context } = createContext({ journal, abort: abort.signal })
    const work = context.call(scripted([silent]))
    await settled()
    abort.abort(new Error('leave'))
    await expect(work).rejects.toThrow('leave')
    expect(kinds(journal)).toEqual(['intent'])
    expect(await spentSoFar(journal)).toEqual({ tokens: 100, 'micro-usd': 50, calls: 1 })
    expect(context.budget.spent('tokens')).toBe(100)
  })

  test('stop lets the attempt that is under way finish, and begins no other', async () => {
    const journal = createMemoryJournal()
    const stop = new AbortController()
    const { context, log } = createContext({ journal, stop: stop.signal, clock: steppedClock(0) })
    let finish: (paid: Paid<unknown>) => void = () => {}
    const under = context.call(scripted([() => new Promise((resolve) => (finish = resolve))]))
    let fail: (error: Error) => void = () => {}
    const failing = scripted([() => new Promise((_, reject) => (fail = reject))], { name: 'failing' })
    const failed = codeOf(context.call(failing))
    await settled()
    stop.abort()
    const late = scripted([answer], { name: 'late' })
    expect(await codeOf(context.call(late))).toBe('run-stopping')
    finish(answer)
    fail(failure('model-server-error'))
    expect(await under).toEqual({ text: 'yes' })
    expect(await failed).toBe('model-server-error')
    expect(log.events.map(({ event }) => event.type)).not.toContain('call-retry')
    expect([late.made, failing.made]).toEqual([0, 1])
    const replay = createContext({ journal }).context
    expect(await codeOf(replay.call(late))).toBe('run-stopping')
  })

  test('stop ends a wait, with the failure that was waited for', async () => {
    const stop = new AbortController()
    const { context } = createContext({ stop: stop.signal, clock: handClock() })
    const call = scripted([failure('endpoint-stalled'), answer])
    const work = codeOf(context.call(call))
    await settled()
    stop.abort()
    expect(await work).toBe('endpoint-stalled')
    expect(call.made).toBe(1)
  })

  test('abort ends a wait without a record, in the queue, for the budget, for a retry', async () => {
    for (const [limits, concurrency] of [
      [{ tokens: 100 }, undefined],
      [{}, 1],
    ] as const) {
      const journal = createMemoryJournal()
      const abort = new AbortController()
      const { context } = createContext({ journal, abort: abort.signal, limits, clock: handClock() })
      const more = concurrency === undefined ? {} : { concurrency }
      const first = context.call(scripted([silent], more))
      const waiting = context.call(scripted([answer], { name: 'second', ...more }))
      const retrying = context.call(
        scripted([failure('endpoint-stalled')], { name: 'third', endpoint: 'x', bound: {} }),
      )
      await settled()
      abort.abort(new Error('leave'))
      for (const work of [first, waiting, retrying]) await expect(work).rejects.toThrow('leave')
      expect(kinds(journal).filter((kind) => kind === 'step')).toEqual([])
      expect((await journal.allOpenAttempts()).map(({ path }) => path)).toEqual(['ask'])
    }
  })
})

describe('after a kill', () => {
  /** A run whose executor dies in its first attempt, having said `handle` if given. */
  async function killed(handle?: string): Promise<ReturnType<typeof createMemoryJournal>> {
    const journal = createMemoryJournal()
    const dying = scripted([
      async (exchange) => {
        if (handle) await exchange.handle(handle)
        return new Promise<never>(() => {})
      },
    ])
    void createContext({ journal }).context.call(dying)
    await settled()
    return journal
  }
  const resumed = async (journal: ReturnType<typeof createMemoryJournal>): Promise<{ context: Context }> =>
    createContext({ journal, spent: await spentSoFar(journal), clock: steppedClock(0) })

  test('what was in flight is written off, told, and done once more under the next number', async () => {
    const journal = await killed()
    const call = scripted([answer])
    const { context } = await resumed(journal)
    expect(await context.call(call)).toEqual({ text: 'yes' })
    expect(await journal.charges()).toMatchObject([
      { attempt: 1, outcome: 'lost', measured: 'bound', amounts: bound },
      { attempt: 2, outcome: 'answered' },
    ])
    expect(await spentSoFar(journal)).toEqual({ tokens: 160, 'micro-usd': 80, calls: 2 })
    expect(context.budget.spent('tokens')).toBe(160)
  })

  test('numbers are never used twice, though the attempts before were settled', async () => {
    const journal = createMemoryJournal()
    const abort = new AbortController()
    const first = createContext({ journal, abort: abort.signal, clock: handClock() })
    const waiting = codeOf(first.context.call(scripted([failure('endpoint-stalled', { cost: cost(5) })])))
    await settled()
    abort.abort(new Error('leave'))
    await waiting
    const { context } = await resumed(journal)
    await context.call(scripted([answer]))
    expect((await journal.charges()).map(({ attempt }) => attempt)).toEqual([1, 2])
  })

  test('where the provider still has the work it is fetched, not paid for again', async () => {
    const journal = await killed('response-7')
    const asked: string[] = []
    const call = scripted([answer], {
      reattach: (handle) => {
        asked.push(handle)
        return asked.length < 3
          ? Promise.reject(failure('endpoint-unreachable'))
          : Promise.resolve({ result: 'kept', cost: cost(70) })
      },
    })
    const { context } = await resumed(journal)
    expect(await context.call(call)).toBe('kept')
    expect([asked, call.made]).toEqual([['response-7', 'response-7', 'response-7'], 0])
    expect(await journal.charges()).toMatchObject([
      { attempt: 1, outcome: 'answered', amounts: { tokens: 70 } },
    ])
  })

  test('where the provider has lost it, it is done again', async () => {
    for (const reattach of [
      () => Promise.resolve(undefined),
      () => Promise.reject(failure('model-request-refused')),
      () => Promise.reject(new Error('a defect')),
    ]) {
      const journal = await killed('response-7')
      const call = scripted([answer], { reattach })
      expect(await (await resumed(journal)).context.call(call)).toEqual({ text: 'yes' })
      expect((await journal.charges()).map(({ outcome }) => outcome)).toEqual(['lost', 'answered'])
    }
  })

  test('a stage has spent again what it had spent', async () => {
    const journal = createMemoryJournal()
    const stage = (context: Context): Context => context.within({ tokens: 250 })
    const first = stage(createContext({ journal, clock: steppedClock(0) }).context)
    await first.call(scripted([failure('endpoint-stalled', { cost: cost(20) }), answer]))
    void first.call(scripted([silentFor], { name: 'dying' }))
    await settled()
    const second = stage((await resumed(journal)).context)
    await second.call(scripted([answer]))
    expect(second.budget.spent('tokens')).toBe(80)
    expect(second.budget.left('tokens')).toBe(170)
    expect(await codeOf(second.call(scripted([answer], { name: 'dying' })))).toBe('budget-exhausted')
  })
  const silentFor = (): Promise<never> => new Promise(() => {})
})

describe('storm', () => {
  test('a quarter of attempts fail unbilled and a twentieth billed: 99 of 100 calls finish, at a tenth more cost at most', async () => {
    const clock = steppedClock(0)
    const { context, log } = createContext({ clock, seed: 'storm' })
    const unbilled = [
      failure('endpoint-unreachable'),
      failure('model-overloaded', { retryAfter: 800 }),
      failure('model-server-error'),
    ]
    const billed = [
      failure('endpoint-cut-off', { cost: cost(60) }),
      failure('model-answer-invalid', { cost: cost(60) }),
    ]
    const weather = chanceOf('storm', 'weather')
    const calls = Array.from({ length: 3_000 }, (_, index) =>
      scripted(
        [
          async () => {
            await Promise.resolve()
            const luck = weather.next()
            if (luck < 0.25) throw unbilled[weather.integer(unbilled.length)]!
            if (luck < 0.3) throw billed[weather.integer(billed.length)]!
            return answer
          },
        ],
        { name: `call-${index}`, concurrency: 8 },
      ),
    )
    const outcomes = await Promise.all(calls.map((call) => codeOf(context.call(call))))
    const finished = outcomes.filter((outcome) => outcome === 'it went well').length
    const ends = log.events.flatMap(({ event }) => (event.type === 'call-end' ? [event] : []))
    const paid = ends.filter(({ usd }) => usd! > 0).length
    expect(finished / calls.length).toBeGreaterThanOrEqual(0.99)
    expect(paid / finished).toBeLessThanOrEqual(1.1)
    expect(ends.filter(({ outcome }) => outcome === 'failed').length).toBeGreaterThan(calls.length / 4)
  })
})

describe('deadline', () => {
  const slow = new KaojuError('search-slow', { engine: 'e' })

  test('ends what is under way; its reason is recorded, charged with the bound, and met again', async () => {
    const journal = createMemoryJournal()
    const passing = new AbortController()
    const call = scripted([
      ({ context }) =>
        new Promise((_, reject) => {
          context.abort.addEventListener('abort', () => reject(context.abort.reason as Error))
          passing.abort(slow)
        }),
    ])
    const { context } = createContext({ journal, clock: handClock() })
    expect(await codeOf(context.before(passing.signal).at('below').call(call))).toBe('search-slow')
    expect(call.made).toBe(1)
    expect(context.budget.spent('tokens')).toBe(100)
    expect(context.circuits.waiting(call.endpoint)).toBe(0)
    // A replay has no deadline, and meets what was recorded.
    const again = createContext({ journal, clock: handClock() }).context
    expect(await codeOf(again.at('below').call(scripted([answer])))).toBe('search-slow')
    // Whoever else asks is not concerned.
    expect(await context.call(scripted([answer]))).toEqual({ text: 'yes' })
  })

  test('ends waiting for a place and for the next attempt', async () => {
    const passing = new AbortController()
    const clock = handClock()
    const { context } = createContext({ clock })
    const inside = context.at('other').call(scripted([() => new Promise(() => {})], { concurrency: 1 }))
    const queued = codeOf(
      context
        .at('a')
        .before(passing.signal)
        .call(scripted([answer], { concurrency: 1 })),
    )
    const failing = scripted([failure('model-server-error')], { endpoint: 'https://other.example' })
    const retrying = codeOf(context.at('b').before(passing.signal).call(failing))
    await settled()
    passing.abort(slow)
    expect(await queued).toBe('search-slow')
    // What is known of it goes before that it was not waited for.
    expect(await retrying).toBe('model-server-error')
    expect(failing.made).toBe(1)
    void inside
  })
})
