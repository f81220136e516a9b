import { expect, test } from 'vitest'
import type { Journal, JournalEntry } from '../../src/runtime/journal.ts'
import { stepKey } from '../../src/runtime/step-key.ts'
import { chargeOf, eventOf } from './journal-pairs.ts'

/** A journal under test. `again` is what a later executor of the same run is given; a lasting one reads it from disk. */
export interface JournalUnderTest {
  readonly journal: Journal
  again(): Promise<Journal>
  close(): Promise<void>
}

const step = (path: string, key: string, result: unknown): JournalEntry => ({
  kind: 'step',
  path,
  key,
  recorded: { outcome: 'done', result },
})
const intent = (path: string, key: string, attempt: number): JournalEntry => ({
  kind: 'intent',
  path,
  key,
  attempt,
  bound: { tokens: 10 * attempt },
})

/** What every journal does, for as long as it lives and for whoever opens it next. */
export function journalConformance(open: () => Promise<JournalUnderTest>): void {
  /** The same assertions of the journal that was written and of the one that the next executor has. */
  const both = async (
    write: (journal: Journal) => Promise<void>,
    check: (journal: Journal) => Promise<void>,
  ): Promise<void> => {
    const subject = await open()
    try {
      await write(subject.journal)
      await check(subject.journal)
      await check(await subject.again())
    } finally {
      await subject.close()
    }
  }

  test('a new journal holds nothing', () =>
    both(
      () => Promise.resolve(),
      async (journal) => {
        expect(await journal.recall('a', 'k')).toBeUndefined()
        expect(await journal.openAttempts('a', 'k')).toEqual([])
        expect(await journal.lastAttempt('a', 'k')).toBe(0)
        expect(await journal.allOpenAttempts()).toEqual([])
        expect(await journal.charges()).toEqual([])
      },
    ))

  const results: Record<string, unknown> = {
    'an object': { a: [1, -2.5, true, null], b: { c: '' } },
    Chinese: { 考据: '无征不信，孤证不立。' },
    'an emoji and a lone surrogate': ['📜', '\ud800', 'x\udc00y'],
    NUL: 'a\u0000b',
    nothing: undefined,
    null: null,
    'a number': 0.1,
    'an empty text': '',
    'a batch of embeddings': Array.from({ length: 64 }, (_, i) =>
      Array.from({ length: 256 }, (__, j) => Math.sin(i * 256 + j)),
    ),
  }
  test.each(Object.entries(results))('gives back %s as it was', (_, result) =>
    both(
      (journal) => journal.write([step('a/b', 'k', result)]),
      async (journal) =>
        expect(await journal.recall('a/b', 'k')).toEqual({ outcome: 'done', result: result }),
    ),
  )

  test('gives back a failure as it was', () => {
    const recorded = {
      outcome: 'failed',
      error: { code: 'budget-exhausted', parameters: { resource: 'tokens', limit: 5 } },
    } as const
    return both(
      (journal) => journal.write([{ kind: 'step', path: 'a', key: 'k', recorded }]),
      async (journal) => expect(await journal.recall('a', 'k')).toEqual(recorded),
    )
  })

  test('a result belongs to one path and one key', () =>
    both(
      (journal) =>
        journal.write([step('a', 'k1', 1), step('b', 'k1', 2), step('a', 'k2', 3), step('路径/é', 'k1', 4)]),
      async (journal) => {
        const recalled = async (path: string, key: string): Promise<unknown> => {
          const found = await journal.recall(path, key)
          return found?.outcome === 'done' ? found.result : 'absent'
        }
        expect(await recalled('a', 'k1')).toBe(1)
        expect(await recalled('b', 'k1')).toBe(2)
        expect(await recalled('a', 'k2')).toBe(3)
        expect(await recalled('路径/é', 'k1')).toBe(4)
        expect(await recalled('b', 'k2')).toBe('absent')
        expect(await recalled('A', 'k1')).toBe('absent')
      },
    ))

  test('of two results under one name the later holds', () =>
    both(
      async (journal) => {
        await journal.write([step('a', 'k', 'first')])
        await journal.write([step('a', 'k', 'second')])
      },
      async (journal) =>
        expect(await journal.recall('a', 'k')).toEqual({ outcome: 'done', result: 'second' }),
    ))

  test('an attempt is open from its intent until its charge, and keeps its handle', () =>
    both(
      async (journal) => {
        await journal.write([intent('a', 'k', 1)])
        await journal.write([intent('b', 'k', 1)])
        await journal.write([{ kind: 'charge', key: 'k', charge: chargeOf('a', 1) }])
        await journal.write([intent('a', 'k', 2)])
        await journal.write([{ kind: 'handle', path: 'a', key: 'k', attempt: 2, handle: 'resp_1' }])
        await journal.write([intent('a', 'other', 1)])
      },
      async (journal) => {
        expect(await journal.openAttempts('a', 'k')).toMatchObject([
          { attempt: 2, bound: { tokens: 20 }, handle: 'resp_1' },
        ])
        expect(await journal.openAttempts('b', 'k')).toMatchObject([{ attempt: 1, bound: { tokens: 10 } }])
        expect(await journal.openAttempts('b', 'other')).toEqual([])
        expect(await journal.allOpenAttempts()).toEqual([
          { path: 'b', key: 'k', attempt: 1, bound: { tokens: 10 } },
          { path: 'a', key: 'k', attempt: 2, bound: { tokens: 20 }, handle: 'resp_1' },
          { path: 'a', key: 'other', attempt: 1, bound: { tokens: 10 } },
        ])
        expect(await journal.lastAttempt('a', 'k')).toBe(2)
        expect(await journal.lastAttempt('b', 'k')).toBe(1)
        expect(await journal.lastAttempt('b', 'other')).toBe(0)
      },
    ))

  test('a settled attempt still counts as the last', () =>
    both(
      (journal) =>
        journal.write([
          intent('a', 'k', 3),
          { kind: 'charge', key: 'k', charge: chargeOf('a', 3, { outcome: 'lost' }) },
        ]),
      async (journal) => {
        expect(await journal.openAttempts('a', 'k')).toEqual([])
        expect(await journal.lastAttempt('a', 'k')).toBe(3)
      },
    ))

  test('the ledger stands in order of writing, as it was written', () => {
    const charges = [
      chargeOf('z', 1),
      chargeOf('a', 1, { usd: null, kind: 'embed', measured: 'bound', outcome: 'lost' }),
      chargeOf('m', 1, { usd: 0, outcome: 'failed', purpose: '嵌入' }),
      chargeOf('z', 2),
    ]
    return both(
      async (journal) => {
        for (const charge of charges)
          await journal.write([
            intent(charge.path, 'k', charge.attempt),
            { kind: 'charge', key: 'k', charge },
            { kind: 'event', event: eventOf(charges.indexOf(charge) + 1) },
          ])
      },
      async (journal) => expect(await journal.charges()).toEqual(charges),
    )
  })

  test('many writes at once become true in the order in which they were asked for', () => {
    const count = 200
    return both(
      async (journal) => {
        await Promise.all(
          Array.from({ length: count }, (_, i) =>
            journal.write([
              intent('a', 'k', i + 1),
              { kind: 'charge', key: 'k', charge: chargeOf('a', i + 1) },
              step(`s${i % 10}`, 'k', i),
            ]),
          ),
        )
      },
      async (journal) => {
        expect((await journal.charges()).map((charge) => charge.attempt)).toEqual(
          Array.from({ length: count }, (_, i) => i + 1),
        )
        for (let i = 0; i < 10; i++)
          expect(await journal.recall(`s${i}`, 'k')).toEqual({ outcome: 'done', result: count - 10 + i })
      },
    )
  })

  test('keys of real steps are found among many', () => {
    const paths = Array.from({ length: 300 }, (_, i) => `plan/question-${i}/search`)
    return both(
      (journal) => journal.write(paths.map((path, i) => step(path, stepKey(path, { i }), { i }))),
      async (journal) => {
        for (const [i, path] of paths.entries())
          expect(await journal.recall(path, stepKey(path, { i }))).toEqual({ outcome: 'done', result: { i } })
        expect(await journal.recall(paths[0]!, stepKey(paths[0]!, { i: 1 }))).toBeUndefined()
      },
    )
  })

  test('writing nothing is nothing', () =>
    both(
      (journal) => journal.write([]),
      async (journal) => expect(await journal.charges()).toEqual([]),
    ))
}
