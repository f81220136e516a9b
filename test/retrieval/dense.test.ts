import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { embedMissing, openLibrary, type Library } from '#library'
import { bestRetriever, createRetriever, dense, type RetrievalParts } from '#retrieval'
import { createContext, createMemoryJournal, KaojuError } from '#runtime'
import { readingOf } from '../library/readings.ts'
import { hashingEmbedder } from './hashing-embedder.ts'
import { ask } from './passage-library.ts'

let folder: string
let library: Library
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-dense-'))
  library = await openLibrary({ home: join(folder, 'home'), mode: 'write' }, createContext().context)
  await library.add(
    readingOf(['Dredging one hectare costs 125 yuan.', 'The reeds are cut in winter.'], {
      uri: 'file:///a',
      group: 'en',
    }),
  )
  await library.add(
    readingOf(['每公顷清淤费用为125万元。', '湖中有芦苇。'], { uri: 'file:///b', group: 'zh' }),
  )
  await library.refresh()
})
afterEach(async () => {
  await library.close()
  await rm(folder, { recursive: true, force: true })
})

const parts = (embedder = hashingEmbedder()): RetrievalParts => ({
  library,
  models: { castings: [], embedder },
})
const fresh = (): ReturnType<typeof createContext>['context'] => createContext().context
const textOf = async (id: string): Promise<string> => (await library.passagesById([id])).get(id)!.text

test('passages are found by the vectors that the library holds, for a query embedded as a query', async () => {
  const embedder = hashingEmbedder()
  await embedMissing(library, embedder, fresh())
  const ranking = await createRetriever('dense', parts(embedder))(ask('清淤 费用', { limit: 2 }), fresh())
  expect(await textOf(ranking.hits[0]!.passage)).toBe('每公顷清淤费用为125万元。')
  expect(ranking.method).toBe('dense')
  expect(ranking.hits).toHaveLength(2)
  expect(ranking.hits[0]!.features).toEqual({ dense: ranking.hits[0]!.score })
  expect(embedder.asked.at(-1)).toMatchObject({ texts: ['清淤 费用'], use: 'query' })
  const inGroup = await createRetriever('dense', parts(embedder))(
    ask('清淤 费用', { filter: { group: 'en' } }),
    fresh(),
  )
  expect(inGroup.hits).toHaveLength(2)
})

test('a query that a rewriter gave a vector is not embedded', async () => {
  const embedder = hashingEmbedder()
  await embedMissing(library, embedder, fresh())
  const { vectors } = await embedder.embed('x', ['湖中有芦苇。'], 'passage', fresh())
  const before = embedder.asked.length
  const query = ask('unheard of', { limit: 1, vectors: { [embedder.spec.id]: vectors[0]! } })
  const ranking = await createRetriever('dense', parts(embedder))(query, fresh())
  expect(await textOf(ranking.hits[0]!.passage)).toBe('湖中有芦苇。')
  expect(embedder.asked).toHaveLength(before)
})

test('a query is embedded once at one place of a run, and not again when the run is resumed', async () => {
  const embedder = hashingEmbedder({ paid: true })
  await embedMissing(library, embedder, fresh())
  const before = embedder.asked.length
  const journal = createMemoryJournal()
  const search = async (): Promise<unknown> => {
    const { context } = createContext({ journal })
    const retriever = createRetriever('bm25+dense', parts(embedder))
    const [one, two] = await Promise.all([
      retriever(ask('dredging costs'), context),
      retriever(ask('dredging costs'), context),
    ])
    expect(one).toEqual(two)
    return one
  }
  const first = await search()
  expect(await search()).toEqual(first)
  expect(embedder.asked).toHaveLength(before + 1)
})

test('asked for by name without an embedder, without vectors, with those of another: each says what to do', async () => {
  expect(() => createRetriever('dense', { library })).toThrow(
    expect.objectContaining({ code: 'models-none' }),
  )
  const search = (embedder = hashingEmbedder()): Promise<unknown> =>
    createRetriever('bm25+dense', parts(embedder))(ask('dredging'), fresh())
  await expect(search()).rejects.toMatchObject({ code: 'vectors-missing' })
  await embedMissing(library, hashingEmbedder(), fresh())
  await expect(search(hashingEmbedder({ id: 'test/other' }))).rejects.toMatchObject({
    code: 'embedding-mismatch',
  })
  await expect(
    createRetriever('dense', parts())(ask('dredging', { filter: { documents: [] } }), fresh()),
  ).resolves.toMatchObject({ hits: [] })
  expect(dense.name).toBe('dense')
})

test('the best that can be had: BM25, or with it what the vectors find', async () => {
  const method = async (from: RetrievalParts, classical?: string): Promise<string> => {
    const context = fresh()
    const retriever = await bestRetriever(from, context, classical)
    return (await retriever(ask('dredging'), context)).method
  }
  expect(await method({ library })).toBe('bm25')
  expect(await method(parts())).toBe('bm25')
  await embedMissing(library, hashingEmbedder(), fresh())
  expect(await method(parts())).toBe('rrf(bm25,dense)')
  expect(await method(parts(), 'bm25+rm3')).toBe('rrf(rm3(bm25),dense)')
  expect(await method(parts(hashingEmbedder({ id: 'test/other' })))).toBe('bm25')
})

test('which it was is kept by the run, whatever the library learns meanwhile', async () => {
  const journal = createMemoryJournal()
  const method = async (): Promise<string> => {
    const { context } = createContext({ journal })
    return (await (await bestRetriever(parts(), context))(ask('dredging'), context)).method
  }
  expect(await method()).toBe('bm25')
  await embedMissing(library, hashingEmbedder(), fresh())
  expect(await method()).toBe('bm25')
})

test('a query that cannot be embedded is searched classically, and the log says so', async () => {
  await embedMissing(library, hashingEmbedder(), fresh())
  const broken = hashingEmbedder({
    onAsked: () => {
      throw new KaojuError('endpoint-unreachable', { endpoint: 'x', reason: 'down' })
    },
  })
  const { context, log } = createContext()
  const ranking = await (await bestRetriever(parts(broken), context))(ask('dredging'), context)
  expect(ranking.method).toBe('bm25')
  expect(ranking.hits.length).toBeGreaterThan(0)
  expect(log.events.map(({ event }) => event)).toContainEqual(
    expect.objectContaining({
      type: 'fallback',
      purpose: 'embedder',
      to: 'bm25',
      code: 'endpoint-unreachable',
    }),
  )
  await expect(createRetriever('bm25+dense', parts(broken))(ask('dredging'), fresh())).rejects.toMatchObject({
    code: 'endpoint-unreachable',
  })
})
