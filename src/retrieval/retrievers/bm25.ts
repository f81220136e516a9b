import { z } from 'zod'
import { termsOf } from '#library'
import type { Query, WeightedTerm } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { RetrieverPlug } from '../retriever.ts'

const options = z.object({
  /** How fast repetition stops counting. */
  k1: z.number().min(0).max(10).default(1.5),
  /** How much longer passages pay for their length. */
  b: z.number().min(0).max(1).default(0.75),
  /** How many mentions in the body one in this field is worth. */
  fieldWeights: z
    .object({
      title: z.number().min(0).max(100).default(3),
      headings: z.number().min(0).max(100).default(2),
      body: z.number().min(0).max(100).default(1),
    })
    .prefault({}),
})

/**
 * BM25 over title, headings and body (Robertson et al. 1994; fields as in BM25F, Robertson, Zaragoza and
 * Taylor 2004): sum over the query's terms of weight · idf · f / (f + k1 (1 - b + b · length / average)), with
 * idf = ln(1 + (N - n + 0.5) / (n + 0.5)) as in Lucene, f and length summed over the fields by weight.
 * The defaults were chosen leaving each collection out in turn; docs/decisions has the figures.
 */
export const plug: RetrieverPlug<z.infer<typeof options>> = {
  name: 'bm25',
  options,
  create:
    (settings, { library }) =>
    async (query, context) => {
      context.abort.throwIfAborted()
      const found = await library.lexical.search(queryTerms(query), {
        limit: query.limit ?? 10,
        ...(query.filter ? { filter: query.filter } : {}),
        ...settings,
      })
      const hits = found.map((hit) => ({ ...hit, features: { bm25: hit.score } }))
      return { query, method: 'bm25', hits }
    },
}

/**
 * The weighted terms of a query: those that a rewriter gave it, else its analysed text with counts as weights.
 *
 * @throws KaojuError `question-empty` when there is nothing to look for
 */
export function queryTerms(query: Query): readonly WeightedTerm[] {
  if (query.terms) return query.terms
  if (query.text.trim() === '') throw new KaojuError('question-empty')
  return [...termsOf(query.text)].map(([term, weight]) => ({ term, weight }))
}
