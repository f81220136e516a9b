import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBudget } from '#runtime'

describe('budget', () => {
  test('what was not reserved cannot be spent, what was not used comes back', () => {
    const budget = createBudget({ searches: 3 })
    const two = budget.reserve('searches', 2)
    expect(() => budget.reserve('searches', 2)).toThrow(expect.objectContaining({ code: 'budget-exhausted' }))
    two.settle(1)
    two.settle(2)
    expect(budget.left('searches')).toBe(2)
    expect(budget.spent('searches')).toBe(1)
    expect(() => budget.reserve('searches', 1).settle(2)).toThrow(RangeError)
    expect(budget.left('usd')).toBe(Infinity)
  })

  test('a part never outspends the whole, and the whole knows what its parts spent', () => {
    const whole = createBudget({ searches: 5 })
    const part = createBudget({ searches: 4 }, whole)
    part.reserve('searches', 3).settle(3)
    expect(whole.spent('searches')).toBe(3)
    whole.reserve('searches', 2)
    expect(part.left('searches')).toBe(0)
    expect(() => part.reserve('searches', 1)).toThrow(expect.objectContaining({ code: 'budget-exhausted' }))
  })

  test('the budget is never exceeded, whatever is reserved and settled in whatever order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 1, noNaN: true })), {
          maxLength: 40,
        }),
        (limit, wishes) => {
          const budget = createBudget({ tokens: limit })
          const open: [ReturnType<typeof budget.reserve>, number][] = []
          for (const [amount, share] of wishes) {
            try {
              open.push([budget.reserve('tokens', amount), amount * share])
            } catch (error) {
              expect(error).toMatchObject({ code: 'budget-exhausted' })
            }
            if (open.length > 2) {
              const [reservation, used] = open.shift()!
              reservation.settle(used)
            }
          }
          for (const [reservation, used] of open) reservation.settle(used)
          expect(budget.spent('tokens')).toBeLessThanOrEqual(limit + 1e-9)
          expect(budget.left('tokens')).toBeGreaterThanOrEqual(-1e-9)
        },
      ),
    )
  })
})
