/** The log and the keys of steps under a journal that fails, waits, and remembers. */
import { describe, expect, test } from 'vitest'
import { createEventLog, createMemoryJournal, KaojuError, stepKey, systemClock, type Journal } from '#runtime'

const told = (message: string) => ({ type: 'warning', code: 'x', message }) as const
const messages = (log: ReturnType<typeof createEventLog>): [number, string][] =>
  log.events.map(({ sequence, event }) => [sequence, event.type === 'warning' ? event.message : event.type])

/** A durable journal whose writes end when the test says so. */
function slow(): { journal: Journal; ends: { resolve(): void; reject(error: Error): void }[] } {
  const ends: { resolve(): void; reject(error: Error): void }[] = []
  const write = () => new Promise<void>((resolve, reject) => ends.push({ resolve, reject }))
  return { journal: { ...createMemoryJournal(), durable: true, write }, ends }
}

describe('the event log', () => {
  test('a write that failed is not seen, gives its number back, and is told to who flushes', async () => {
    const { journal, ends } = slow()
    const log = createEventLog('r', systemClock, journal)
    log.append('', told('one'))
    const lost = log.together('', [told('two')], () => journal.write([]))
    ends[0]!.resolve()
    ends[1]!.reject(new KaojuError('disk-full', { path: 'p' }))
    await expect(lost).rejects.toMatchObject({ code: 'disk-full' })
    log.append('', told('three'))
    ends[2]!.resolve()
    await expect(log.flushed()).rejects.toMatchObject({ code: 'disk-full' })
    expect(messages(log)).toEqual([
      [1, 'one'],
      [2, 'three'],
    ])
  })

  test('a gap that a failed write left does not shift where a reader goes on', async () => {
    const { journal, ends } = slow()
    const log = createEventLog('r', systemClock, journal)
    for (const message of ['one', 'two', 'three']) log.append('', told(message))
    ends[1]!.reject(new KaojuError('disk-full', { path: 'p' }))
    ends[0]!.resolve()
    ends[2]!.resolve()
    await expect(log.flushed()).rejects.toMatchObject({ code: 'disk-full' })
    const seen: number[] = []
    log.read(({ sequence }) => seen.push(sequence), 2)
    expect(seen).toEqual([3])
  })

  test('what is told while a commit is under way is seen after it', async () => {
    const log = createEventLog('r', systemClock, createMemoryJournal())
    let commit: () => void = () => {}
    const committed = log.together(
      '',
      [told('one')],
      () => new Promise<void>((resolve) => (commit = resolve)),
    )
    log.append('', told('two'))
    expect(messages(log)).toEqual([])
    commit()
    await committed
    expect(messages(log)).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
  })
})

test('inputs that differ have keys that differ, also where JSON makes them equal', () => {
  const inputs = [
    null,
    Number.NaN,
    Infinity,
    -Infinity,
    [undefined],
    [null],
    1n,
    '1',
    new Map([['a', 1]]),
    new Map([['a', 2]]),
    new Set(['a']),
    {},
    new Float32Array([1, 2]),
    new Float32Array([1, 3]),
    new Float64Array([1, 2]),
    [1, 2],
    new Uint8Array([7]).buffer,
    new Uint8Array([8]).buffer,
  ]
  expect(new Set(inputs.map((input) => stepKey('p', { input }))).size).toBe(inputs.length)
  // Keys of plain data are what they always were: journals hold them.
  expect(stepKey('p', { b: [1, 'x', null], a: { c: true }, d: undefined })).toBe(
    stepKey('p', { a: { c: true }, b: [1, 'x', null] }),
  )
})

test('a reason of many kilobytes is cut: a message is one line', () => {
  const error = new KaojuError('internal', { reason: `begins ${'考'.repeat(10_000)}` })
  expect(error.message).toMatch(/begins 考/)
  expect(error.message.length).toBeLessThan(700)
  expect(String(error.parameters['reason']).length).toBeLessThanOrEqual(500)
})
