import { describe, expect, test } from 'vitest'
import { createCircuits, KaojuError, type Circuits, type Entering, type Pass } from '#runtime'
import { handClock, settled } from './hand-clock.ts'

const endpoint = 'https://api.example.com'
const staying = new AbortController().signal
const down = new KaojuError('endpoint-unreachable', { endpoint, reason: 'connection refused' })
const busy = new KaojuError('model-overloaded', { provider: 'example', reason: '429' })
const enter = (circuits: Circuits, more: Partial<Entering> = {}): Promise<Pass> =>
  circuits.enter(endpoint, { patience: 60_000, signal: staying, ...more })

async function fail(circuits: Circuits, times: number, error = down): Promise<void> {
  for (let count = 0; count < times; count++) (await enter(circuits)).failed(error)
}

/** What became of a caller: `waits`, `in`, or why it was refused. */
function watch(entering: Promise<Pass>): { state: string; pass?: Pass } {
  const seen: { state: string; pass?: Pass } = { state: 'waits' }
  void entering.then(
    (pass) => Object.assign(seen, { state: 'in', pass }),
    (error: KaojuError) => Object.assign(seen, { state: error.code ?? error.message }),
  )
  return seen
}

describe('circuit breaker', () => {
  test('an engine that turns queries down is up; one that fails is not', async () => {
    const failed = (status: number): KaojuError =>
      new KaojuError('search-failed', { engine: 'e', status, reason: 'r' })
    for (const [status, waiting] of [
      [400, 0],
      [422, 0],
      [408, 2_000],
      [500, 2_000],
    ] as const) {
      const circuits = createCircuits(handClock())
      await fail(circuits, 5, failed(status))
      expect(circuits.waiting(endpoint), `${status}`).toBe(waiting)
    }
  })

  test('opens after five failures in a row that speak of health, half-opens for one, closes on success', async () => {
    const clock = handClock()
    const circuits = createCircuits(clock)
    await fail(circuits, 4)
    expect(circuits.waiting(endpoint)).toBe(0)
    await fail(circuits, 1)
    expect(circuits.waiting(endpoint)).toBe(2_000)
    const [first, second] = [watch(enter(circuits)), watch(enter(circuits))]
    await clock.pass(1_999)
    expect([first.state, second.state]).toEqual(['waits', 'waits'])
    await clock.pass(1)
    expect([first.state, second.state]).toEqual(['in', 'waits'])
    first.pass!.succeeded()
    await settled()
    expect(second.state).toBe('in')
    await fail(circuits, 4)
    expect(circuits.waiting(endpoint)).toBe(0)
  })

  test('a probe that fails makes the while longer; after two whiles whoever comes is told at once', async () => {
    const clock = handClock()
    const circuits = createCircuits(clock)
    await fail(circuits, 5)
    await clock.pass(2_000)
    const first = await enter(circuits)
    const second = watch(enter(circuits))
    first.failed(down)
    await settled()
    expect([second.state, circuits.waiting(endpoint)]).toEqual(['waits', 5_000])
    await clock.pass(5_000)
    const third = watch(enter(circuits))
    expect([second.state, third.state]).toEqual(['in', 'waits'])
    second.pass!.failed(down)
    await settled()
    expect([third.state, circuits.waiting(endpoint)]).toEqual(['circuit-open', 15_000])
    const told: unknown = await enter(circuits).catch((error: unknown) => error)
    expect(told).toMatchObject({ code: 'circuit-open', parameters: { endpoint, seconds: 15 } })
    await clock.pass(15_000)
    ;(await enter(circuits)).succeeded()
    await fail(circuits, 4)
    expect(circuits.waiting(endpoint)).toBe(0)
  })

  test('a probe that leaves without a word lets the next one try', async () => {
    const clock = handClock()
    const circuits = createCircuits(clock)
    await fail(circuits, 5)
    await clock.pass(2_000)
    const probe = await enter(circuits)
    const next = watch(enter(circuits))
    await settled()
    expect(next.state).toBe('waits')
    probe.left()
    await settled()
    expect(next.state).toBe('in')
  })

  test.each(['model-overloaded', 'model-key-refused', 'model-malformed', 'endpoint-certificate'] as const)(
    '%s shows that the endpoint is up',
    async (code) => {
      const circuits = createCircuits(handClock())
      await fail(circuits, 4)
      await fail(circuits, 1, new KaojuError(code))
      await fail(circuits, 4)
      expect(circuits.waiting(endpoint)).toBe(0)
      await fail(circuits, 1)
      expect(circuits.waiting(endpoint)).toBeGreaterThan(0)
    },
  )

  test('endpoints do not share a fate', async () => {
    const circuits = createCircuits(handClock())
    await fail(circuits, 5)
    expect(circuits.waiting('https://other.example.com')).toBe(0)
  })
})

describe('pauses', () => {
  test('an endpoint that asks for one is left alone by everybody for so long', async () => {
    const clock = handClock()
    const circuits = createCircuits(clock)
    ;(await enter(circuits)).failed(busy, 3_000)
    const other = watch(enter(circuits))
    await clock.pass(2_999)
    expect(other.state).toBe('waits')
    await clock.pass(1)
    expect(other.state).toBe('in')
  })

  test('longer than anybody waits: told at once, with the reason; and never for ever', async () => {
    const clock = handClock()
    const circuits = createCircuits(clock)
    ;(await enter(circuits)).failed(busy, 1e15)
    const error = (await enter(circuits).catch((reason: unknown) => reason)) as KaojuError
    expect(error).toMatchObject({ code: 'model-overloaded', retryable: true })
    expect(error.message).toContain('429; it asks to wait 600 s')
    await clock.pass(600_000)
    expect(await enter(circuits)).toBeDefined()
  })
})

describe('places', () => {
  test('at most so many inside, first come first served, and who leaves the queue leaves no gap', async () => {
    const circuits = createCircuits(handClock())
    const leaving = new AbortController()
    const callers = [0, 1, 2, 3, 4].map((number) =>
      watch(enter(circuits, { concurrency: 2, ...(number === 2 ? { signal: leaving.signal } : {}) })),
    )
    const states = async (): Promise<string[]> => {
      await settled()
      return callers.map(({ state }) => state)
    }
    expect(await states()).toEqual(['in', 'in', 'waits', 'waits', 'waits'])
    leaving.abort(new Error('leave'))
    expect(await states()).toEqual(['in', 'in', 'leave', 'waits', 'waits'])
    callers[1]!.pass!.succeeded()
    callers[1]!.pass!.failed(down)
    callers[1]!.pass!.left()
    expect(await states()).toEqual(['in', 'in', 'leave', 'in', 'waits'])
    callers[0]!.pass!.failed(down)
    expect(await states()).toEqual(['in', 'in', 'leave', 'in', 'in'])
  })

  test('who would fit does not overtake who came before', async () => {
    const circuits = createCircuits(handClock())
    const inside = await enter(circuits, { concurrency: 1 })
    const first = watch(enter(circuits, { concurrency: 1 }))
    const second = watch(enter(circuits, { concurrency: 2 }))
    await settled()
    expect([first.state, second.state]).toEqual(['waits', 'waits'])
    inside.left()
    await settled()
    expect([first.state, second.state]).toEqual(['in', 'in'])
  })

  test('who is refused or leaves while waiting gives the place back', async () => {
    const clock = handClock()
    const circuits = createCircuits(clock)
    await fail(circuits, 5)
    const leaving = new AbortController()
    const first = watch(enter(circuits, { concurrency: 1, signal: leaving.signal }))
    const second = watch(enter(circuits, { concurrency: 1 }))
    leaving.abort(new Error('leave'))
    await clock.pass(2_000)
    expect([first.state, second.state]).toEqual(['leave', 'in'])
  })
})
