import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRetriever, type Reranker, type RetrievalParts } from '#retrieval'
import { ask, openPassageLibrary, type PassageLibrary } from './passage-library.ts'
import { expectSoundRanking } from './retriever-conformance.ts'
import { sampleCorpus } from './sample-corpus.ts'

/** The suite that every reranker passes: whatever it prefers, nothing is lost and nothing invented. */
export function rerankerConformance(name: string, create: (parts: RetrievalParts) => Reranker): void {
  describe(`${name} as a reranker`, () => {
    let held: PassageLibrary
    let reranker: Reranker
    beforeAll(async () => {
      held = await openPassageLibrary(sampleCorpus)
      reranker = create({ library: held.library, models: held.models })
    })
    afterAll(() => held.close())

    test.each(['phosphorus in the lake', '清湖 2024 总磷', 'dredging'])(
      '%s: the same candidates in a sound order',
      async (text) => {
        const found = await createRetriever('bm25', { library: held.library })(
          ask(text, { limit: 30 }),
          held.context,
        )
        const ranking = await reranker(found, held.context)
        expectSoundRanking(ranking, found.hits.length)
        expect(ranking.hits.map((hit) => hit.passage).sort()).toEqual(
          found.hits.map((hit) => hit.passage).sort(),
        )
        for (const hit of ranking.hits) {
          const before = found.hits.find((other) => other.passage === hit.passage)!
          expect(hit.features).toMatchObject(before.features!)
        }
        expect(ranking.method).toContain(found.method)
        expect(ranking.query).toEqual(found.query)
      },
    )

    test('nothing, one hit, and hits whose passages are gone pass through', async () => {
      const query = ask('phosphorus')
      expect((await reranker({ query, method: 'x', hits: [] }, held.context)).hits).toEqual([])
      const lost = { passage: 'd_lost:0-1', document: 'd_lost', score: 1 }
      expect((await reranker({ query, method: 'x', hits: [lost] }, held.context)).hits).toMatchObject([
        { passage: 'd_lost:0-1' },
      ])
    })

    test('the ranking that was given is not changed', async () => {
      const found = await createRetriever('bm25', { library: held.library })(ask('water'), held.context)
      const before = structuredClone(found)
      await reranker(found, held.context)
      expect(found).toEqual(before)
    })
  })
}
