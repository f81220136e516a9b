import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBudget, type Amounts, type Budget, type Reservation } from '#runtime'

describe('budget', () => {
  test('what is reserved is not there for others; what is settled is spent', () => {
    const budget = createBudget({ searches: 3 })
    const two = budget.reserve({ searches: 2 })
    expect(() => budget.reserve({ searches: 2 })).toThrow(
      expect.objectContaining({ code: 'budget-exhausted' }),
    )
    two.settle({ searches: 1 })
    two.settle({ searches: 2 })
    expect(budget.left('searches')).toBe(2)
    expect(budget.spent('searches')).toBe(1)
    expect(() => budget.reserve({ searches: 1 }).settle({ searches: 2 })).toThrow(RangeError)
    expect(budget.left('micro-usd')).toBe(Infinity)
  })

  test('several resources are reserved together or not at all', () => {
    const budget = createBudget({ searches: 3, tokens: 10 })
    expect(() => budget.reserve({ searches: 1, tokens: 11 })).toThrow(
      expect.objectContaining({ code: 'budget-exhausted' }),
    )
    expect(budget.left('searches')).toBe(3)
    expect(() => budget.reserve({ tokens: -1 })).toThrow(RangeError)
    expect(() => budget.reserve({ tokens: Number.NaN })).toThrow(RangeError)
  })

  test('a part spends from the whole, and what was spent before counts', () => {
    const whole = createBudget({ searches: 5 }, undefined, { searches: 1 })
    const part = createBudget({ searches: 3 }, whole)
    part.reserve({ searches: 3 }).settle({ searches: 2 })
    expect(whole.left('searches')).toBe(2)
    expect(part.left('searches')).toBe(1)
    whole.reserve({ searches: 2 })
    expect(() => part.reserve({ searches: 1 })).toThrow(expect.objectContaining({ code: 'budget-exhausted' }))
  })

  test('acquire waits for what may come back, and refuses what is spent', async () => {
    const whole = createBudget({ tokens: 10 })
    const part = createBudget({}, whole)
    const first = part.reserve({ tokens: 8 })
    const second = whole.acquire({ tokens: 5 })
    let got = false
    void second.then(() => (got = true))
    await Promise.resolve()
    expect(got).toBe(false)
    first.settle({ tokens: 2 })
    ;(await second).settle({ tokens: 5 })
    await expect(part.acquire({ tokens: 4 })).rejects.toMatchObject({ code: 'budget-exhausted' })
    const all = await part.acquire({ tokens: 3 })
    const leaving = new AbortController()
    const waiting = whole.acquire({ tokens: 1 }, leaving.signal)
    leaving.abort(new Error('leave'))
    await expect(waiting).rejects.toThrow('leave')
    all.settle({})
  })

  test('who came first is served first: small requests do not starve a large one', async () => {
    const whole = createBudget({ tokens: 10, searches: 1 })
    const stage = createBudget({ tokens: 5 }, whole)
    const open = whole.reserve({ tokens: 6 })
    const got: string[] = []
    const take = async (name: string, budget: Budget, amounts: Amounts): Promise<Reservation> => {
      const reservation = await budget.acquire(amounts)
      got.push(name)
      return reservation
    }
    const large = take('large', whole, { tokens: 8 })
    const small = take('small', stage, { tokens: 1 })
    const unrelated = take('unrelated', stage, { searches: 1 })
    await unrelated
    expect(got).toEqual(['unrelated'])
    open.settle({})
    ;(await large).settle({ tokens: 8 })
    await small
    expect(got).toEqual(['unrelated', 'large', 'small'])
  })

  test('who is in the way and leaves lets the others pass', async () => {
    const whole = createBudget({ tokens: 10 })
    whole.reserve({ tokens: 6 })
    const leaving = new AbortController()
    const large = whole.acquire({ tokens: 8 }, leaving.signal)
    const small = whole.acquire({ tokens: 1 })
    leaving.abort(new Error('leave'))
    await expect(large).rejects.toThrow('leave')
    expect(await small).toBeDefined()
  })

  test('when nothing is reserved any more nobody waits, whatever fractions add up to', async () => {
    const whole = createBudget({ 'micro-usd': 1.09 })
    const parts = [0.1, 0.99].map((amount) => whole.reserve({ 'micro-usd': amount }))
    const waiting = createBudget({}, whole).acquire({ 'micro-usd': 1.09 })
    for (const part of parts) part.settle({})
    ;(await waiting).settle({ 'micro-usd': 1 })
    await expect(whole.acquire({ 'micro-usd': 0.2 })).rejects.toMatchObject({ code: 'budget-exhausted' })
  })

  test('who waits for what is then spent is refused', async () => {
    const whole = createBudget({ tokens: 10 })
    const open = whole.reserve({ tokens: 10 })
    const waiting = whole.acquire({ tokens: 5 })
    open.settle({ tokens: 6 })
    await expect(waiting).rejects.toMatchObject({ code: 'budget-exhausted' })
  })

  test('an amount that is none is refused before anybody waits for it', async () => {
    const whole = createBudget({ tokens: 1 })
    whole.reserve({ tokens: 1 })
    await expect(whole.acquire({ tokens: Number.NaN })).rejects.toThrow(RangeError)
    expect(await whole.acquire({ tokens: 0, searches: 4 })).toBeDefined()
  })

  test('what earlier executors spent in a stage counts in the stage, and once in the whole', () => {
    const whole = createBudget({ tokens: 100 }, undefined, { tokens: 60 })
    const stage = createBudget({ tokens: 70 }, whole)
    const part = createBudget({}, stage)
    part.recount({ tokens: 60 })
    expect([part.spent('tokens'), stage.left('tokens'), whole.left('tokens')]).toEqual([60, 10, 40])
  })

  test('whatever the order of reserving and settling, nothing is ever overspent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 300 }),
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.boolean(),
          ),
        ),
        (limit, calls) => {
          const budget = createBudget({ tokens: limit })
          const open: [ReturnType<typeof budget.reserve>, number][] = []
          for (const [amount, share, settleNow] of calls) {
            if (amount <= budget.left('tokens'))
              open.push([budget.reserve({ tokens: amount }), amount * share])
            const next = settleNow ? open.shift() : undefined
            next?.[0].settle({ tokens: next[1] })
            expect(budget.spent('tokens')).toBeLessThanOrEqual(limit + 1e-9)
            expect(budget.left('tokens')).toBeGreaterThanOrEqual(-1e-9)
          }
        },
      ),
    )
  })
})
