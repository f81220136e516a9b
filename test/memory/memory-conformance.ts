import { describe, expect, test } from 'vitest'
import type { Document, Evidence } from '#vocabulary'
import type { Context } from '#runtime'
import type { Memory, MemoryOffer } from '#memory'

/** A memory under test. */
export interface MemoryUnderTest {
  readonly memory: Memory
  readonly context: Context
  /** A later process that opens the same memory. */
  readonly again: () => Promise<Memory>
  readonly close: () => Promise<void>
}

/** Documents that evidence may point into. */
export interface MemoryWorld {
  readonly documents: ReadonlyMap<string, Document>
  /** Evidence for words that stand in a document. */
  evidence(document: string, quote: string): Evidence
  /** Claims with their evidence; the first two say the same. */
  readonly offers: readonly [MemoryOffer, MemoryOffer, ...MemoryOffer[]]
  readonly question: string
}

/**
 * What every memory does; a backend runs this in its own test.
 *
 * @param exceptions `remembers: false`: a memory that keeps nothing, which is allowed to
 */
export function memoryConformance(
  name: string,
  open: () => Promise<MemoryUnderTest>,
  world: MemoryWorld,
  exceptions: { readonly remembers?: false } = {},
): void {
  const opened = async (check: (subject: MemoryUnderTest) => Promise<void>): Promise<void> => {
    const subject = await open()
    try {
      await check(subject)
    } finally {
      await subject.close()
    }
  }
  const { question, offers, documents } = world

  describe(`the memory ${name}`, () => {
    test('that is new recalls nothing, which is no failure', () =>
      opened(async ({ memory, context }) => {
        expect(await memory.recall(question, { limit: 10 }, context)).toEqual([])
      }))

    test('recalls nothing but what its evidence bears, and every quote stands where it says', () =>
      opened(async ({ memory, context }) => {
        await memory.keep(offers, context)
        const entries = await memory.recall(question, { limit: 50 }, context)
        if (exceptions.remembers !== false) expect(entries.length).toBeGreaterThan(0)
        for (const { id, claim, confidence, evidence } of entries) {
          expect([id, claim].every((text) => text.trim() !== '')).toBe(true)
          expect(confidence >= 0 && confidence <= 1).toBe(true)
          expect(evidence.length).toBeGreaterThan(0)
          for (const { document, start, end, quote } of evidence)
            expect(documents.get(document)?.text.slice(start, end)).toBe(quote)
        }
        expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
      }))

    test('gives at most as many as are wanted', () =>
      opened(async ({ memory, context }) => {
        await memory.keep(offers, context)
        for (const limit of [0, 1, 2])
          expect((await memory.recall(question, { limit }, context)).length).toBeLessThanOrEqual(limit)
      }))

    test('keeps the kinds and the day that are asked for apart', () =>
      opened(async ({ memory, context }) => {
        await memory.keep(offers, context)
        const facts = await memory.recall(question, { limit: 50, kinds: ['fact'] }, context)
        expect(facts.every(({ kind }) => kind === 'fact')).toBe(true)
        const then = await memory.recall(question, { limit: 50, asOf: '2001-01-01' }, context)
        expect(
          then.every(
            ({ validFrom = '', validTo = '9999' }) => validFrom <= '2001-01-01' && validTo >= '2001',
          ),
        ).toBe(true)
      }))

    test('says in order what became of each offer, and keeps nothing without evidence', () =>
      opened(async ({ memory, context }) => {
        const rumour: MemoryOffer = {
          claim: 'The lake holds a dragon.',
          kind: 'fact',
          entities: [],
          evidence: [],
        }
        const { entries } = await memory.keep([...offers, rumour], context)
        expect(entries).toHaveLength(offers.length + 1)
        expect(entries.at(-1)).toBeUndefined()
        const recalled = await memory.recall('dragon', { limit: 50 }, context)
        expect(recalled.some(({ claim }) => claim.includes('dragon'))).toBe(false)
        expect(await memory.keep([], context)).toEqual({ entries: [] })
      }))

    test('is told the same twice and remembers it once, by the same id', () =>
      opened(async ({ memory, context }) => {
        const first = await memory.keep(offers.slice(0, 1), context)
        const before = await memory.recall(question, { limit: 50 }, context)
        expect(await memory.keep(offers.slice(0, 1), context)).toEqual(first)
        expect(await memory.recall(question, { limit: 50 }, context)).toEqual(before)
      }))

    test('is plain data, and the same for whoever opens it next', () =>
      opened(async ({ memory, context, again }) => {
        await memory.keep(offers, context)
        const entries = await memory.recall(question, { limit: 50 }, context)
        expect(JSON.parse(JSON.stringify(entries))).toEqual(entries)
        expect(await (await again()).recall(question, { limit: 50 }, context)).toEqual(entries)
      }))
  })
}
