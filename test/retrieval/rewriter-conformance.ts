import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RetrievalParts, Rewriter } from '#retrieval'
import { ask, openPassageLibrary, type PassageLibrary } from './passage-library.ts'
import { sampleCorpus } from './sample-corpus.ts'

/** The suite that every rewriter passes: what was asked stays, with its filter and limit. */
export function rewriterConformance(name: string, create: (parts: RetrievalParts) => Rewriter): void {
  describe(`${name} as a rewriter`, () => {
    let held: PassageLibrary
    let rewriter: Rewriter
    beforeAll(async () => {
      held = await openPassageLibrary(sampleCorpus)
      rewriter = create({ library: held.library })
    })
    afterAll(() => held.close())

    test.each(['phosphorus in the lake', '清淤费用', 'zygomorphic quasar'])(
      '%s: at least one query, each with the words asked',
      async (text) => {
        const query = ask(text, { limit: 7, filter: { group: 'zh' } })
        const queries = await rewriter(query, held.context)
        expect(queries.length).toBeGreaterThan(0)
        for (const each of queries) {
          expect(each).toMatchObject({ text, limit: 7, filter: { group: 'zh' }, language: query.language })
          for (const { term, weight } of each.terms ?? []) {
            expect(term).not.toBe('')
            expect(weight).toBeGreaterThan(0)
          }
          const terms = each.terms?.map(({ term }) => term) ?? []
          expect(new Set(terms).size).toBe(terms.length)
        }
      },
    )

    test('a blank query is an error with a code', async () => {
      await expect(rewriter(ask(' '), held.context)).rejects.toMatchObject({ code: 'question-empty' })
    })
  })
}
