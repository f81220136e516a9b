import { expect, test } from 'vitest'
import { groupCommit } from '#runtime'

test('one caller gets one commit; who comes meanwhile shares the next, up to the limit, in order', async () => {
  const batches: number[][] = []
  let release = (): void => undefined
  const add = groupCommit<number, string>(
    async (batch) => {
      batches.push([...batch])
      await new Promise<void>((resolve) => (release = resolve))
      return batch.map((item) => `stored ${item}`)
    },
    () => 1,
    3,
  )
  const answers = [1, 2, 3, 4, 5].map(add)
  for (const expected of [[[1]], [[1], [2, 3, 4]], [[1], [2, 3, 4], [5]]]) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    expect(batches).toEqual(expected)
    release()
  }
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5].map((item) => `stored ${item}`))
})

test('a batch that fails is told to each of its callers and does not stop the next', async () => {
  let failures = 1
  const add = groupCommit<number, number>(
    async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (failures-- > 0) throw new Error('full')
      return batch
    },
    () => 1,
    10,
  )
  const outcomes = await Promise.allSettled([add(1), add(2), add(3)])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
})
