import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ranking } from '#vocabulary'
import type { RetrievalParts, Retriever } from '#retrieval'
import { ask, openPassageLibrary, type PassageLibrary } from './passage-library.ts'
import { sampleCorpus } from './sample-corpus.ts'

/** What every ranking owes its reader. */
export function expectSoundRanking(ranking: Ranking, limit: number): void {
  expect(ranking.hits.length).toBeLessThanOrEqual(limit)
  expect(new Set(ranking.hits.map((hit) => hit.passage)).size).toBe(ranking.hits.length)
  ranking.hits.forEach((hit, place) => {
    expect(Number.isFinite(hit.score)).toBe(true)
    if (place > 0) expect(hit.score).toBeLessThanOrEqual(ranking.hits[place - 1]!.score)
  })
  expect(ranking.method).not.toBe('')
}

/** The suite that every retriever passes, composed ones too. */
export function retrieverConformance(
  name: string,
  create: (parts: RetrievalParts) => Retriever,
  exceptions: { /** Why words that occur nowhere find something. */ readonly findsAnyway?: string } = {},
): void {
  describe(`${name} as a retriever`, () => {
    let held: PassageLibrary
    let retriever: Retriever
    beforeAll(async () => {
      held = await openPassageLibrary(sampleCorpus)
      retriever = create({ library: held.library, models: held.models })
    })
    afterAll(() => held.close())

    test.each(['phosphorus in the lake', '清湖的总磷浓度', 'GB 3838-2002 限值 phosphorus'])(
      '%s: a sound ranking of passages that exist',
      async (text) => {
        for (const limit of [1, 3, 100]) {
          const ranking = await retriever(ask(text, { limit }), held.context)
          expectSoundRanking(ranking, limit)
          expect(ranking.hits.length).toBeGreaterThan(0)
          expect(ranking.query.text).toBe(text)
          const passages = await held.library.passagesById(ranking.hits.map((hit) => hit.passage))
          for (const hit of ranking.hits) expect(passages.get(hit.passage)?.document).toBe(hit.document)
        }
      },
    )

    test('the first hits do not depend on how many are wanted, as far as the method looks', async () => {
      const few = await retriever(ask('dredging costs', { limit: 2 }), held.context)
      const many = await retriever(ask('dredging costs', { limit: 10 }), held.context)
      expect(few.hits.map((hit) => hit.passage)).toEqual(many.hits.slice(0, 2).map((hit) => hit.passage))
    })

    test('ten hits are the default', async () => {
      expect(
        (await retriever(ask('lake water phosphorus 清湖 2019 2024 mg dredging 费用 月'), held.context)).hits,
      ).toHaveLength(10)
    })

    test('filters are obeyed', async () => {
      const inGroup = await retriever(
        ask('phosphorus 总磷 2024', { limit: 20, filter: { group: 'zh' } }),
        held.context,
      )
      expect(inGroup.hits.length).toBeGreaterThan(0)
      const chinese = new Set(
        held.documents.filter((document) => document.language === 'zh').map((document) => document.id),
      )
      for (const hit of inGroup.hits) expect(chinese).toContain(hit.document)
      const documents = [held.documents[2]!.id]
      const inDocument = await retriever(
        ask('water of the lake', { limit: 20, filter: { documents } }),
        held.context,
      )
      expect(new Set(inDocument.hits.map((hit) => hit.document))).toEqual(new Set(documents))
      expect((await retriever(ask('water', { filter: { documents: [] } }), held.context)).hits).toEqual([])
    })

    test.skipIf(exceptions.findsAnyway)(
      'words that occur nowhere find nothing, which is an answer',
      async () => {
        expect((await retriever(ask('zygomorphic quasar'), held.context)).hits).toEqual([])
      },
    )

    test('a blank query is an error with a code', async () => {
      await expect(retriever(ask('  \n'), held.context)).rejects.toMatchObject({ code: 'question-empty' })
    })

    test('asking twice gives the same', async () => {
      const [one, two] = await Promise.all(
        [1, 2].map(() => retriever(ask('芦苇带 reed nitrogen'), held.context)),
      )
      expect(one).toEqual(two)
    })
  })
}
