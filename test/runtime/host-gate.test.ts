import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHostGate } from '../../src/runtime/host-gate.ts'

const never = new AbortController().signal
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('no more than together are inside, no more than perHost for one host, and a full host holds up nobody', async () => {
  const gate = createHostGate({ together: 3, perHost: 2 })
  const inside: string[] = []
  const enter = async (host: string): Promise<() => void> => {
    const leave = await gate.enter(host, { signal: never })
    inside.push(host)
    return leave
  }
  const a1 = await enter('a')
  const a2 = await enter('a')
  void enter('a')
  const b1 = await enter('b')
  void enter('c')
  await turn()
  expect(inside).toEqual(['a', 'a', 'b'])
  b1()
  b1()
  await turn()
  // The third for `a` came first, but its host is full.
  expect(inside).toEqual(['a', 'a', 'b', 'c'])
  a1()
  a2()
  await turn()
  expect(inside).toEqual(['a', 'a', 'b', 'c', 'a'])
})

test('who aborts leaves the queue, and its place is the next one’s', async () => {
  const gate = createHostGate({ together: 1, perHost: 1 })
  const leave = await gate.enter('a', { signal: never })
  const stopping = new AbortController()
  const gone = gate.enter('a', { signal: stopping.signal })
  const next = gate.enter('a', { signal: never })
  stopping.abort('enough')
  await expect(gone).rejects.toBe('enough')
  leave()
  await expect(next).resolves.toBeTypeOf('function')
  expect(() => gate.enter('a', { signal: AbortSignal.abort(new Error('before')) })).toThrow('before')
})

test('beginnings at one host are apart; other hosts do not wait for it', async () => {
  const gate = createHostGate({ together: 4, perHost: 4 })
  const order: string[] = []
  const times: number[] = []
  const go = async (host: string, delay: number): Promise<void> => {
    const leave = await gate.enter(host, { delay, signal: never })
    order.push(host)
    if (host === 'slow') times.push(performance.now())
    leave()
  }
  await Promise.all([go('slow', 60), go('slow', 60), go('slow', 60), go('quick', 0), go('quick', Number.NaN)])
  expect(order).toEqual(['slow', 'quick', 'quick', 'slow', 'slow'])
  // A timer may fire a millisecond early by this clock.
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(59)
  expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(59)
})

test('whatever comes, leaves and aborts: bounds hold, and everybody gets in or out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.record({ host: fc.constantFrom('a', 'b', 'c'), aborts: fc.boolean(), turns: fc.nat(3) }), {
        maxLength: 30,
      }),
      async (together, perHost, visits) => {
        const gate = createHostGate({ together, perHost })
        const inside = new Map<string, number>()
        let most = 0
        const outcomes = await Promise.all(
          visits.map(async ({ host, aborts, turns }) => {
            const stopping = new AbortController()
            const entering = Promise.resolve(gate.enter(host, { signal: stopping.signal })).then(
              async (leave) => {
                inside.set(host, (inside.get(host) ?? 0) + 1)
                expect(inside.get(host)).toBeLessThanOrEqual(perHost)
                most = Math.max(
                  most,
                  [...inside.values()].reduce((sum, one) => sum + one, 0),
                )
                for (let index = 0; index < turns; index++) await turn()
                inside.set(host, inside.get(host)! - 1)
                leave()
                return 'in'
              },
              () => 'out',
            )
            if (aborts) stopping.abort('enough')
            return entering
          }),
        )
        expect(outcomes).toHaveLength(visits.length)
        expect(most).toBeLessThanOrEqual(together)
        // Nothing is left inside: as many as ever fit at once.
        const leaves = await Promise.all(
          Array.from({ length: together }, (_, index) => gate.enter(`fresh ${index}`, { signal: never })),
        )
        for (const leave of leaves) leave()
      },
    ),
    { seed: 4, numRuns: 60 },
  )
})
