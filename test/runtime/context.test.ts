import { describe, expect, test } from 'vitest'
import {
  createContext,
  createEventLog,
  createMemoryJournal,
  KaojuError,
  steppedClock,
  systemClock,
} from '#runtime'

describe('context', () => {
  test('steps are named, nested, journalled and told to the log in order', async () => {
    const journal = createMemoryJournal()
    const { context, log } = createContext({ run: 'run-1', clock: steppedClock(0), journal })
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
    expect(
      journal.entries.flatMap((entry) => (entry.kind === 'step' ? [[entry.path, entry.recorded]] : [])),
    ).toEqual([
      ['plan/first', { outcome: 'done', result: 'plan/first' }],
      ['plan', { outcome: 'done', result: 'plan/first' }],
    ])
  })

  test('a path is run once in a run', async () => {
    const { context } = createContext()
    await context.step('a', {}, () => Promise.resolve(1))
    await expect(context.step('a', {}, () => Promise.resolve(2))).rejects.toMatchObject({
      code: 'step-repeated',
    })
  })

  test('a failure with a code is recorded and met again; a breakdown is not, and is tried again', async () => {
    const journal = createMemoryJournal()
    const { context, log } = createContext({ journal })
    const failure = new KaojuError('library-empty', { home: 'h' })
    await expect(context.step('a', {}, () => Promise.reject(failure))).rejects.toBe(failure)
    expect(log.events.at(-1)!.event).toMatchObject({ type: 'step-end', outcome: 'failed' })
    await expect(context.step('b', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    const again = createContext({ journal }).context
    await expect(again.step('a', {}, () => Promise.resolve(1))).rejects.toMatchObject({
      code: 'library-empty',
    })
    expect(await again.step('b', {}, () => Promise.resolve(2))).toBe(2)
  })

  test('what is recorded under a path and inputs is not done again; other inputs are', async () => {
    const journal = createMemoryJournal()
    const work = (n: number, given: number): Promise<number> =>
      createContext({ journal }).context.step('a', { given }, () => Promise.resolve(n))
    expect([await work(1, 0), await work(2, 0), await work(3, 1)]).toEqual([1, 1, 3])
    const seen = (n: number): Promise<number> =>
      createContext({ journal }).context.observe('now', {}, () => n)
    expect([await seen(5), await seen(6)]).toEqual([5, 5])
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
    await expect(
      context.egress.configured('https://example.org/', { connect: 1, firstByte: 1, idle: 1 })(
        'https://example.org/',
      ),
    ).rejects.toMatchObject({
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
