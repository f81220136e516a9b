import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { embedMissing, openLibrary, textToEmbed, type Library } from '#library'
import type { Embed } from '#models'
import { createContext, createMemoryJournal, KaojuError, type ContextOptions } from '#runtime'
import type { RunEvent } from '#vocabulary'
import { hashingEmbedder } from '../retrieval/hashing-embedder.ts'
import { keepCompiledModules } from './compile-cache.ts'
import { readingOf } from './readings.ts'

keepCompiledModules()

let folder: string
let library: Library
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-embed-'))
  library = await openLibrary({ home: join(folder, 'home'), mode: 'write' }, createContext().context)
})
afterEach(async () => {
  await library.close()
  await rm(folder, { recursive: true, force: true })
})

const fill = async (passages: number): Promise<void> => {
  for (let from = 0; from < passages; from += 10)
    await library.add(
      readingOf(
        Array.from({ length: 10 }, (_, index) => `Passage ${from + index} of the lake.`),
        { uri: `file:///embed/${from}` },
      ),
    )
}

function run(options: ContextOptions = {}): {
  context: ReturnType<typeof createContext>['context']
  events: () => RunEvent[]
} {
  const { context, log } = createContext(options)
  return { context, events: () => log.events.map(({ event }) => event) }
}

describe('embedMissing', () => {
  test('gives every passage its vector, in batches that are committed, and tells how far it is', async () => {
    await fill(30)
    const { context, events } = run()
    const embedder = hashingEmbedder()
    expect(await embedMissing(library, embedder, context, { batch: 8 })).toEqual({
      embedded: 30,
      ended: 'done',
    })
    expect(await library.vectors.missing(9)).toEqual([])
    expect(await library.vectors.stored()).toMatchObject({ model: embedder.spec.id, passages: 30 })
    expect(embedder.asked.map((each) => each.texts.length)).toEqual([8, 8, 8, 6])
    expect(embedder.asked.every((each) => each.use === 'passage')).toBe(true)
    const progress = events().filter((event) => event.type === 'progress')
    expect(progress.map(({ done, total }) => [done, total])).toEqual([8, 16, 24, 30].map((n) => [n, 30]))
    expect(await embedMissing(library, embedder, run().context)).toEqual({ embedded: 0, ended: 'done' })
    expect(embedder.asked).toHaveLength(4)
  })

  test('a batch whose answer was recorded before a kill is not paid for again', async () => {
    await fill(20)
    const journal = createMemoryJournal()
    const embedder = hashingEmbedder({ paid: true })
    const killed = {
      ...library.vectors,
      add: () => Promise.reject(new KaojuError('aborted')),
    }
    await expect(
      embedMissing({ ...held(), vectors: killed }, embedder, run({ journal }).context, { batch: 10 }),
    ).rejects.toMatchObject({ code: 'aborted' })
    expect(embedder.asked).toHaveLength(1)
    expect(await library.vectors.stored()).toBeUndefined()
    const resumed = run({ journal })
    expect(await embedMissing(library, embedder, resumed.context, { batch: 10 })).toMatchObject({
      embedded: 20,
    })
    expect(embedder.asked).toHaveLength(2)
  })

  test('asked to stop, it begins no other batch; what is there stays', async () => {
    await fill(30)
    const stop = new AbortController()
    const embedder = hashingEmbedder({ onAsked: () => stop.abort() })
    const { context } = run({ stop: stop.signal })
    expect(await embedMissing(library, embedder, context, { batch: 10 })).toEqual({
      embedded: 10,
      ended: 'stopped',
    })
    expect((await library.vectors.stored())!.passages).toBe(10)
    expect(await embedMissing(library, hashingEmbedder(), run().context)).toMatchObject({ embedded: 20 })
  })

  test('at the end of the budget it stops spending and says so', async () => {
    await fill(30)
    const { context, events } = run({ limits: { calls: 2 } })
    const embedder = hashingEmbedder({ paid: true })
    expect(await embedMissing(library, embedder, context, { batch: 10 })).toEqual({
      embedded: 20,
      ended: 'budget',
    })
    expect(embedder.asked).toHaveLength(2)
    expect(events().find((event) => event.type === 'warning')).toMatchObject({ code: 'budget-exhausted' })
  })

  test('another failure is thrown; what was committed stays', async () => {
    await fill(30)
    let batches = 0
    const embedder = hashingEmbedder({
      onAsked: () => {
        if (++batches === 2) throw new KaojuError('endpoint-unreachable', { endpoint: 'x', reason: 'down' })
      },
    })
    await expect(embedMissing(library, embedder, run().context, { batch: 10 })).rejects.toMatchObject({
      code: 'endpoint-unreachable',
    })
    expect((await library.vectors.stored())!.passages).toBe(10)
  })

  test("another model's vectors are kept unless they are to be replaced, and nothing is paid for to learn that", async () => {
    await fill(10)
    await embedMissing(library, hashingEmbedder({ id: 'test/first' }), run().context)
    const second = hashingEmbedder({ id: 'test/second', dimensions: 16 })
    await expect(embedMissing(library, second, run().context)).rejects.toMatchObject({
      code: 'embedding-mismatch',
      parameters: { stored: 'test/first (64)', configured: 'test/second (16)' },
    })
    expect(second.asked).toEqual([])
    const broken = hashingEmbedder({
      id: 'test/broken',
      onAsked: () => {
        throw new KaojuError('endpoint-unreachable', { endpoint: 'x', reason: 'down' })
      },
    })
    await expect(embedMissing(library, broken, run().context, { replace: true })).rejects.toMatchObject({
      code: 'endpoint-unreachable',
    })
    const paid = hashingEmbedder({ id: 'test/paid', paid: true })
    expect(
      await embedMissing(library, paid, run({ limits: { calls: 0 } }).context, { replace: true }),
    ).toEqual({ embedded: 0, ended: 'budget' })
    expect(await library.vectors.stored()).toEqual({ model: 'test/first', dimensions: 64, passages: 10 })
    expect(await embedMissing(library, second, run().context, { replace: true })).toMatchObject({
      embedded: 10,
    })
    expect(await library.vectors.stored()).toEqual({ model: 'test/second', dimensions: 16, passages: 10 })
  })

  test('a dimension that shows only in the answer is replaced too when asked', async () => {
    await fill(10)
    await embedMissing(library, hashingEmbedder(), run().context)
    await library.add(readingOf(['One more.'], { uri: 'file:///more' }))
    const { dimensions: _unknown, ...spec } = hashingEmbedder().spec
    const shorter: Embed = { ...hashingEmbedder({ dimensions: 16 }), spec }
    await expect(embedMissing(library, shorter, run().context)).rejects.toMatchObject({
      code: 'embedding-mismatch',
    })
    expect(await embedMissing(library, shorter, run().context, { replace: true })).toMatchObject({
      ended: 'done',
    })
    expect(await library.vectors.stored()).toMatchObject({ dimensions: 16, passages: 11 })
    expect(await library.vectors.missing(9)).toEqual([])
  })

  const held = (): Pick<Library, 'holdings' | 'counts'> => ({
    holdings: () => library.holdings(),
    counts: () => library.counts(),
  })
})

test('a passage is embedded with its title and headings, which never crowd it out', () => {
  const passage = { headings: ['Costs', 'Dredging'], text: 'It costs 125 yuan.' }
  expect(textToEmbed(passage, 'The lake')).toBe('The lake > Costs > Dredging\nIt costs 125 yuan.')
  expect(textToEmbed({ ...passage, headings: ['The lake', 'Costs'] }, 'The lake')).toBe(
    'The lake > Costs\nIt costs 125 yuan.',
  )
  expect(textToEmbed({ headings: [], text: 'Alone.' })).toBe('Alone.')
  const long = textToEmbed({ headings: ['𠮷'.repeat(5000)], text: 'Still there.' }, 'T')
  expect([...long].length).toBeLessThan(350)
  expect(long.isWellFormed()).toBe(true)
  expect(long.endsWith('\nStill there.')).toBe(true)
})
