import { expect, test } from 'vitest'
import { createBodyRoom } from '../../src/runtime/body-room.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('everybody grows while there is room; then one does, and the others wait their turn', async () => {
  const room = createBodyRoom(100)
  const [a, b, c] = [room.share(), room.share(), room.share()]
  expect([a.grow(60), b.grow(40)]).toEqual([undefined, undefined])
  const order: string[] = []
  // The first who finds none left may go beyond, as far as it likes.
  expect([b.grow(50), b.grow(50)]).toEqual([undefined, undefined])
  void a.grow(10)!.then(() => order.push('a'))
  void c.grow(10)!.then(() => order.push('c'))
  await turn()
  expect(order).toEqual([])
  b.leave()
  b.leave()
  await turn()
  expect(order).toEqual(['a', 'c'])
  expect(b.grow(1_000)).toBeUndefined()
  a.leave()
  expect(c.grow(90)).toBeUndefined()
})

test('who leaves while waiting is not waited for', async () => {
  const room = createBodyRoom(10)
  const [first, second, third] = [room.share(), room.share(), room.share()]
  expect(first.grow(20)).toBeUndefined()
  let went = false
  void second.grow(1)!.then(() => (went = true))
  const waiting = third.grow(5)
  second.leave()
  first.leave()
  await waiting
  expect(went).toBe(false)
})
