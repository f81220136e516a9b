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
  // Whoever is let in notes the time a little later, and not always as much later.
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(45)
  expect(times[2]! - times[0]!).toBeGreaterThanOrEqual(105)
})

/** Rounds in which everybody who is inside leaves together, when each host has a robots.txt before its pages. */
async function rounds(hosts: number, pages: number, patience?: number): Promise<string[][]> {
  const gate = createHostGate({ together: 16, perHost: 2, ...(patience === undefined ? {} : { patience }) })
  let inside: { readonly name: string; readonly leave: () => void }[] = []
  const enter = (host: string, name: string): Promise<void> =>
    gate.enter(host, { signal: never }).then((leave) => void inside.push({ name, leave }))
  for (let host = 0; host < hosts; host++) void enter(`h${host}`, `${host}/robots.txt`)
  const seen: string[][] = []
  for (;;) {
    await turn()
    if (inside.length === 0) return seen
    const now = inside
    inside = []
    seen.push(now.map(({ name }) => name))
    for (const { name } of now) {
      const [host, what] = name.split('/')
      if (what === 'robots.txt')
        for (let page = 0; page < pages; page++) void enter(`h${host}`, `${host}/${page}`)
    }
    for (const { leave } of now) leave()
  }
}

test('200 pages behind the robots.txt of their hosts: the last of them do not go on alone', async () => {
  // The ideal and two rounds: nobody can be inside before the first robots.txt is there.
  for (const [hosts, pages] of [
    [10, 20],
    [20, 10],
    [25, 8],
    [200, 1],
  ] as const) {
    const seen = await rounds(hosts, pages)
    expect(seen.flat()).toHaveLength(hosts * (pages + 1))
    expect(seen.length, `${hosts} hosts`).toBeLessThanOrEqual(Math.ceil((hosts * (pages + 1)) / 16) + 2)
  }
})

test('who has waited long enough goes before longer queues', async () => {
  const order = async (patience: number): Promise<string[]> => {
    const gate = createHostGate({ together: 1, perHost: 1, patience })
    const first: string[] = []
    // Each host has been visited, so that none is new.
    for (const host of ['long', 'short']) (await gate.enter(host, { signal: never }))()
    const leave = await gate.enter('first', { signal: never })
    const done = ['short', 'long', 'long', 'long'].map(async (host) => {
      const out = await gate.enter(host, { signal: never })
      first.push(host)
      out()
    })
    leave()
    await Promise.all(done)
    return first
  }
  expect(await order(60_000)).toEqual(['long', 'long', 'short', 'long'])
  expect(await order(0)).toEqual(['short', 'long', 'long', 'long'])
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
