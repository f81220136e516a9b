import { z } from 'zod'
import { termsOf } from '#library'
import type { Passage, PassageId, WeightedTerm } from '#vocabulary'
import type { RewriterPlug } from '../retriever.ts'
import { queryTerms } from '../retrievers/bm25.ts'

const options = z.object({
  /** Passages that are believed. */
  feedbackPassages: z.number().int().min(1).max(100).default(5),
  /** Terms taken from them. */
  feedbackTerms: z.number().int().min(1).max(200).default(40),
  /** Share of the query's own terms in the new query. */
  originalWeight: z.number().min(0).max(1).default(0.7),
  /** Terms in a larger share of all passages than this are no topic. */
  commonShare: z.number().min(0).max(1).default(0.1),
})

/**
 * RM3: pseudo-relevance feedback by a relevance model (Lavrenko and Croft 2001), interpolated with the query
 * (Abdul-Jaleel et al. 2004). The best passages' term distributions, each weighted by its BM25 score, make
 * p(w|R); its best terms are mixed with the query's. Unlike the papers, and like Anserini, passages are weighted
 * by BM25 in place of query likelihood, and terms too common to tell topics apart are left out; p(w|passage) is
 * count / (length + average length), so that a passage that is little more than a title does not take over.
 * The defaults have the best mean MAP over seven collections together (decision 0003): they are fitted to them.
 */
export const plug: RewriterPlug<z.infer<typeof options>> = {
  name: 'rm3',
  options,
  create:
    (settings, { library }) =>
    async (query, context) => {
      context.abort.throwIfAborted()
      const original = normalised(queryTerms(query))
      const hits = await library.lexical.search(original, {
        limit: settings.feedbackPassages,
        ...(query.filter ? { filter: query.filter } : {}),
      })
      if (hits.length === 0) return [query]
      const passages = await library.passagesById(hits.map((hit) => hit.passage))
      const { averageLength } = await library.lexical.statistics([], query.filter)
      const model = termModel(hits, passages, averageLength)
      const { documentFrequency, passages: total } = await library.lexical.statistics(
        [...model.keys()],
        query.filter,
      )
      const topical = [...model].filter(([term]) => {
        const frequency = documentFrequency.get(term) ?? 0
        return (
          frequency > 0 &&
          frequency <= Math.max(settings.commonShare * total, fewPassages) &&
          !oneHan.test(term)
        )
      })
      const expansion = normalised(
        topical
          .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
          .slice(0, settings.feedbackTerms)
          .map(([term, weight]) => ({ term, weight })),
      )
      return [{ ...query, terms: mix(original, expansion, settings.originalWeight), origin: 'rm3' }]
    },
}

/** A share says nothing about a handful of passages: a term in so few is never common. */
const fewPassages = 10

/** A single Han character says too little to be added to a query. */
const oneHan = /^\p{Script=Han}$/u

/** RM1: p(w|R) = sum over passages of p(w|passage) · p(passage), the latter in proportion to the score. */
function termModel(
  hits: readonly { readonly passage: PassageId; readonly score: number }[],
  passages: ReadonlyMap<PassageId, Passage>,
  averageLength: number,
): Map<string, number> {
  const model = new Map<string, number>()
  for (const hit of hits) {
    const passage = passages.get(hit.passage)
    if (!passage) continue
    const terms = termsOf([...passage.headings, passage.text].join('\n'))
    const length = [...terms.values()].reduce((sum, count) => sum + count, 0)
    for (const [term, count] of terms)
      model.set(term, (model.get(term) ?? 0) + (hit.score * count) / (length + averageLength))
  }
  return model
}

function normalised(terms: readonly WeightedTerm[]): WeightedTerm[] {
  const total = terms.reduce((sum, { weight }) => sum + weight, 0)
  return terms.map(({ term, weight }) => ({ term, weight: weight / total }))
}

function mix(
  original: readonly WeightedTerm[],
  expansion: readonly WeightedTerm[],
  share: number,
): WeightedTerm[] {
  const weights = new Map<string, number>()
  const add = (terms: readonly WeightedTerm[], part: number): void => {
    for (const { term, weight } of terms) weights.set(term, (weights.get(term) ?? 0) + part * weight)
  }
  add(original, share)
  add(expansion, 1 - share)
  return [...weights].filter(([, weight]) => weight > 0).map(([term, weight]) => ({ term, weight }))
}
