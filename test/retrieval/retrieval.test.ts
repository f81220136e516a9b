import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  bm25,
  createRetriever,
  fuse,
  joinNeighbours,
  mmr,
  retrieverNames,
  rewriteThen,
  rm3,
  thenRerank,
  type Retriever,
} from '#retrieval'
import { ask, openPassageLibrary, type PassageLibrary } from './passage-library.ts'
import { rerankerConformance } from './reranker-conformance.ts'
import { retrieverConformance } from './retriever-conformance.ts'
import { rewriterConformance } from './rewriter-conformance.ts'
import { sampleCorpus } from './sample-corpus.ts'

for (const name of retrieverNames)
  retrieverConformance(
    name,
    (parts) => createRetriever(name, parts),
    name.includes('dense') ? { findsAnyway: 'a cosine tells which is nearer, not whether one is near' } : {},
  )
retrieverConformance('rrf(bm25, bm25+rm3)', (parts) =>
  fuse([createRetriever('bm25', parts), createRetriever('bm25+rm3', parts)], { weights: [1, 0.5] }),
)
retrieverConformance('bm25+rm3+dense+mmr', (parts) => createRetriever('bm25+rm3+dense+mmr', parts), {
  findsAnyway: 'as dense',
})
rerankerConformance('mmr', (parts) => mmr.create(mmr.options.parse({}), parts))
rerankerConformance('mmr over the first two', (parts) => mmr.create(mmr.options.parse({ depth: 2 }), parts))
rewriterConformance('rm3', (parts) => rm3.create(rm3.options.parse({}), parts))

describe('methods', () => {
  let held: PassageLibrary
  beforeAll(async () => {
    held = await openPassageLibrary(sampleCorpus)
  })
  afterAll(() => held.close())
  const parts = () => ({ library: held.library })

  test('names compose as in the literature', async () => {
    const method = async (name: string) =>
      (await createRetriever(name, parts())(ask('phosphorus'), held.context)).method
    expect(await method('bm25')).toBe('bm25')
    expect(await method('bm25+rm3')).toBe('rm3(bm25)')
    expect(await method('bm25+mmr')).toBe('mmr(bm25)')
    expect(await method('bm25+rm3+mmr')).toBe('mmr(rm3(bm25))')
    for (const name of ['nonsense', 'rm3', 'mmr', 'bm25+mmr+rm3', 'bm25+mmr+bm25', ''])
      expect(() => createRetriever(name, parts()), name).toThrow('known: bm25')
  })

  test('given terms replace the text', async () => {
    const ranking = await createRetriever('bm25', parts())(
      ask('phosphorus', { terms: [{ term: '禁止', weight: 1 }] }),
      held.context,
    )
    expect(ranking.hits.map((hit) => hit.document)).toEqual([held.documents[6]!.id])
  })

  test('rm3 adds what the best passages speak of, and keeps the larger share for what was asked', async () => {
    const [query] = await rm3.create(rm3.options.parse({}), parts())(ask('dredging'), held.context)
    const weights = new Map(query!.terms!.map(({ term, weight }) => [term, weight]))
    expect(query!.origin).toBe('rm3')
    expect(weights.get('phosphorus')).toBeGreaterThan(0)
    expect(weights.get('dredg')).toBeGreaterThanOrEqual(0.7)
    expect([...weights.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
  })

  test('mmr puts a near copy behind something new', async () => {
    const copies = await openPassageLibrary([
      { title: 'a', passages: ['the dam holds water for the city and the fields'] },
      { title: 'b', passages: ['the dam holds water for the city and the fields'] },
      { title: 'c', passages: ['a dam broke in 1975 after heavy rain upstream'] },
    ])
    const order = async (name: string) =>
      (await createRetriever(name, { library: copies.library })(ask('dam water'), copies.context)).hits.map(
        (hit) => copies.documents.findIndex((document) => document.id === hit.document),
      )
    expect(await order('bm25')).toEqual([0, 1, 2])
    const diverse = mmr.create(mmr.options.parse({ lambda: 0.4 }), { library: copies.library })
    const ranking = await thenRerank(createRetriever('bm25', { library: copies.library }), diverse)(
      ask('dam water'),
      copies.context,
    )
    expect(
      ranking.hits.map((hit) => copies.documents.findIndex((document) => document.id === hit.document)),
    ).toEqual([0, 2, 1])
    await copies.close()
  })

  test('fusion is the weighted sum of reciprocal ranks', async () => {
    const fixed =
      (method: string, ids: string[]): Retriever =>
      async (query) => ({
        query,
        method,
        hits: ids.map((id, place) => ({ passage: id, document: id, score: 9 - place })),
      })
    const ranking = await fuse([fixed('one', ['a', 'b']), fixed('two', ['b', 'c'])], {
      k: 10,
      weights: [1, 2],
    })(ask('x'), held.context)
    expect(ranking.method).toBe('rrf(one,two)')
    expect(ranking.hits.map((hit) => hit.passage)).toEqual(['b', 'c', 'a'])
    expect(ranking.hits.map((hit) => hit.score)).toEqual([1 / 12 + 2 / 11, 2 / 12, 1 / 11])
    expect(() => fuse([])).toThrow('fuse')
    expect(() => fuse([fixed('one', [])], { weights: [-1] })).toThrow('fuse')
  })

  test('several rewritings are fused into one ranking', async () => {
    const both = rewriteThen(
      async (query) => [query, { ...query, text: '清淤', origin: 'translated' }],
      bm25.create(bm25.options.parse({}), parts()),
    )
    const ranking = await both(ask('dredging', { limit: 20 }), held.context)
    expect(new Set(ranking.hits.slice(0, 3).map((hit) => hit.document))).toEqual(
      new Set([held.documents[0]!.id, held.documents[5]!.id]),
    )
  })

  test('neighbours are joined into spans of the document, best hit first', async () => {
    const [first, second, third] = await held.library.passages(held.documents[0]!.id)
    const [other] = await held.library.passages(held.documents[2]!.id)
    const hit = (passage: typeof first) => ({ passage: passage!.id, document: passage!.document, score: 1 })
    const spans = await joinNeighbours([hit(third), hit(other), hit(first)], held.library, {
      before: 0,
      after: 0,
    })
    expect(spans.map((span) => span.text)).toEqual([third!.text, other!.text, first!.text])
    const joined = await joinNeighbours([hit(other), hit(third), hit(first)], held.library, {
      before: 1,
      after: 0,
    })
    expect(joined).toHaveLength(2)
    expect(joined[1]).toMatchObject({ start: first!.start, end: third!.end, text: held.documents[0]!.text })
    expect(joined[1]!.hits.map((each) => each.passage)).toEqual([third!.id, first!.id])
    expect(second!.start).toBeGreaterThan(joined[1]!.start)
    for (const span of joined)
      expect(
        held.documents.find((document) => document.id === span.document)!.text.slice(span.start, span.end),
      ).toBe(span.text)
    expect(
      await joinNeighbours([{ passage: 'd_gone:0-1', document: 'd_gone', score: 1 }], held.library),
    ).toEqual([])
  })
})

/** The order that a person would want: for each question, the beginnings of the passages that must come first. */
describe('ranking set', () => {
  let held: PassageLibrary
  beforeAll(async () => {
    held = await openPassageLibrary(sampleCorpus)
  })
  afterAll(() => held.close())

  test.each([
    ['How much does dredging cost?', ['Dredging one hectare']],
    ['What was the total phosphorus in 2024?', ['Total phosphorus averaged']],
    ['phosphorous', []],
    ['remedies for eutrophication', ['Dredging removes phosphorus']],
    ['carp size limit', ['Nets with a mesh']],
    ['1250000 yuan', ['Dredging one hectare']],
    ['0.92 mg/L ammonia', ['Ammonia was measured']],
    ['covid 19', ['Version 2.1']],
    ['create retriever', ['Version 2.1']],
    ['v2.0 crash', ['Version 2.1']],
    ['aero parser', ["O'Brien and Ærø"]],
    ['GB3838-2002', ['Total phosphorus averaged', '2024年清湖总磷']],
    ['清湖总磷浓度是多少', ['2024年清湖总磷']],
    ['清淤工程什么时候完工', ['清淤工程于2019年']],
    ['清淤要花多少钱，费用', ['每公顷清淤费用']],
    ['禁止捕捞', ['自2020年1月1日起']],
    ['Ａ股', ['A股上市']],
    ['氨氮最高值', ['全年在十二个点位']],
    ['芦苇', ['每公顷清淤费用']],
    ['湖', ['2024年清湖总磷']],
  ] as const)('%s', async (text, wanted) => {
    const { hits } = await createRetriever('bm25', { library: held.library })(ask(text), held.context)
    const passages = await held.library.passagesById(hits.map((hit) => hit.passage))
    const found = hits.slice(0, wanted.length).map((hit) => passages.get(hit.passage)!.text)
    // In any order among themselves; a misspelling finds nothing, and is here so that nobody thinks otherwise.
    for (const beginning of wanted)
      expect(
        found.some((each) => each.startsWith(beginning)),
        found.join('\n'),
      ).toBe(true)
    if (wanted.length === 0) expect(hits).toEqual([])
  })
})
