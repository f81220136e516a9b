import { describe, expect, test } from 'vitest'
import { createContext, createEventLog, steppedClock, systemClock } from '#runtime'

describe('context', () => {
  test('steps are named, nested, journalled and told to the log in order', async () => {
    const { context, log } = createContext({ run: 'run-1', clock: steppedClock(0) })
    const result = await context.step('plan', { question: 'q' }, async (plan) => {
      await plan.clock.sleep(5)
      return plan.step('first', {}, (first) => Promise.resolve(first.path))
    })
    expect(result).toBe('plan/first')
    expect(log.events.map(({ sequence, path, event }) => [sequence, path, event.type])).toEqual([
      [1, 'plan', 'step-start'],
      [2, 'plan/first', 'step-start'],
      [3, 'plan/first', 'step-end'],
      [4, 'plan', 'step-end'],
    ])
    expect(context.journal.entries.map(({ path, outcome }) => [path, outcome])).toEqual([
      ['plan', 'done'],
      ['plan/first', 'done'],
    ])
  })

  test('a path is run once in a run', async () => {
    const { context } = createContext()
    await context.step('a', {}, () => Promise.resolve(1))
    await expect(context.step('a', {}, () => Promise.resolve(2))).rejects.toMatchObject({
      code: 'step-repeated',
    })
  })

  test('a failed step is journalled as failed and its error passes unchanged', async () => {
    const { context, log } = createContext()
    const error = new Error('no')
    await expect(context.step('a', {}, () => Promise.reject(error))).rejects.toBe(error)
    expect(context.journal.entries[0]!.outcome).toBe('failed')
    expect(log.events.at(-1)!.event).toMatchObject({ type: 'step-end', outcome: 'failed' })
  })

  test('chance belongs to seed and path, not to the order of work', async () => {
    const draws = async (order: readonly string[]): Promise<Map<string, number>> => {
      const { context } = createContext({ seed: 's' })
      const drawn = new Map<string, number>()
      for (const path of order)
        await context.step(path, {}, (inner) => Promise.resolve(drawn.set(path, inner.random.next())))
      return drawn
    }
    const [forwards, backwards] = [await draws(['a', 'b']), await draws(['b', 'a'])]
    expect(forwards.get('a')).toBe(backwards.get('a'))
    expect(forwards.get('b')).toBe(backwards.get('b'))
    expect(forwards.get('a')).not.toBe(forwards.get('b'))
  })

  test('abort implies stop, and no step begins after it', async () => {
    const abort = new AbortController()
    const { context } = createContext({ abort: abort.signal })
    abort.abort(new Error('leave'))
    expect(context.stop.aborted).toBe(true)
    await expect(context.step('a', {}, () => Promise.resolve(1))).rejects.toThrow('leave')
  })

  test('stop alone does not abort', async () => {
    const stop = new AbortController()
    const { context } = createContext({ stop: stop.signal })
    stop.abort()
    expect(context.stop.aborted).toBe(true)
    expect(context.abort.aborted).toBe(false)
    expect(await context.step('a', {}, () => Promise.resolve(1))).toBe(1)
  })

  test('nothing leaves this machine', async () => {
    const { context } = createContext()
    await expect(context.egress.fetch('https://example.org/')).rejects.toMatchObject({
      code: 'egress-refused',
    })
  })
})

describe('event log', () => {
  test('a reader that comes late reads from where it says; one that throws leaves, and the run goes on', () => {
    const log = createEventLog('r', steppedClock(0))
    const event = { type: 'file-missing', uri: 'file:///a' } as const
    log.append('', event)
    const late: number[] = []
    log.read(({ sequence }) => void late.push(sequence))
    let calls = 0
    log.read(() => {
      calls++
      throw new Error('gone')
    }, 1)
    const leave = log.read(({ sequence }) => void late.push(sequence * 100), 1)
    log.append('', event)
    leave()
    log.append('', event)
    expect(late).toEqual([1, 2, 200, 3])
    expect(calls).toBe(1)
  })
})

test('the system clock sleeps until aborted', async () => {
  const abort = new AbortController()
  const sleeping = systemClock.sleep(60_000, abort.signal)
  abort.abort(new Error('woken'))
  await expect(sleeping).rejects.toThrow('woken')
  await expect(systemClock.sleep(60_000, abort.signal)).rejects.toThrow('woken')
  await systemClock.sleep(1)
})
