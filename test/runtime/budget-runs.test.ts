import fc from 'fast-check'
import { expect, test } from 'vitest'
import { carryOut, spendingPlan } from './spending.ts'

test('whatever answers, fails, bills, miscounts or is killed: spending never exceeds a limit, and nothing recorded is paid again', async () => {
  await fc.assert(
    fc.asyncProperty(spendingPlan, async (plan) => {
      expect((await carryOut(plan)).breaches).toEqual([])
    }),
    { numRuns: 400, seed: 3 },
  )
})
