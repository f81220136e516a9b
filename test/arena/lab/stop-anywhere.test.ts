import { expect, test } from 'vitest'
import { createContext } from '#runtime'
import { kaojuContestant, makeWorld, stopAnywhere } from '../../../src/arena/lab/index.ts'

/** The short form: two hundred moments are stopped by `npm run leaderboard -- strategies`, which also tells what is cited. */
test('a run that is stopped at any moment gives a report', { timeout: 120_000 }, async () => {
  const world = makeWorld({ seed: 'stops', questions: 4, kinds: ['chain', 'compare'] })
  const { context } = createContext({ seed: 'stops' })
  const kinds = ['chain', 'compare'] as const
  const runs = await stopAnywhere(
    { moments: 6, kinds },
    world,
    kaojuContestant({ effort: 'standard' }),
    context,
  )
  expect(runs.map(({ failed }) => failed)).toEqual(runs.map(() => undefined))
  expect(new Set(runs.map(({ after }) => after)).size).toBeGreaterThan(2)
  expect(runs.every(({ after, of }) => after <= of)).toBe(true)
})
