import type { Hit, PassageId, Query, Ranking } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { Reranker, Retriever, Rewriter } from './retriever.ts'

/** How deep the parts of a composition look when fewer hits are wanted: reranking and fusion need candidates. */
const candidates = 50

const deep = (query: Query): Query => ({ ...query, limit: Math.max(query.limit ?? 10, candidates) })

const cut = (ranking: Ranking, query: Query): Ranking => ({
  ...ranking,
  hits: ranking.hits.slice(0, query.limit ?? 10),
})

/** A retriever that looks for what the rewriter makes of the query; several rewritings are fused. */
export function rewriteThen(rewriter: Rewriter, retriever: Retriever): Retriever {
  return async (query, context) => {
    const rewritten = await rewriter(query, context)
    if (rewritten.length === 1) {
      const ranking = await retriever(rewritten[0]!, context)
      const { origin } = rewritten[0]!
      return { ...ranking, method: origin === query.origin ? ranking.method : `${origin}(${ranking.method})` }
    }
    return await fuse(
      rewritten.map(
        (each): Retriever =>
          (asked, inner) =>
            retriever({ ...each, limit: asked.limit ?? 10 }, inner),
      ),
    )(query, context)
  }
}

/**
 * A retriever whose best 50 candidates (or as many as are wanted, if more) the reranker puts in order. (Not
 * `then`: a module that exports that name is taken for a promise by `import()`.)
 */
export function thenRerank(retriever: Retriever, reranker: Reranker): Retriever {
  return async (query, context) => {
    const found = await retriever(deep(query), context)
    return cut({ ...(await reranker(found, context)), query }, query)
  }
}

/**
 * Weighted reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009): the score of a passage is the sum over
 * the rankings of weight / (k + rank). Equal scores keep the order of the first ranking that has them.
 *
 * @param options `weights` by retriever, default 1 each; `k` flattens the top of each ranking, default 60
 */
export function fuse(
  retrievers: readonly Retriever[],
  options: { readonly k?: number; readonly weights?: readonly number[] } = {},
): Retriever {
  const { k = 60, weights = retrievers.map(() => 1) } = options
  if (
    retrievers.length === 0 ||
    weights.length !== retrievers.length ||
    !(k >= 0) ||
    weights.some((weight) => !(weight >= 0))
  )
    throw new KaojuError('option-invalid', {
      option: 'fuse',
      reason: `${retrievers.length} retrievers, k ${k}, weights ${weights.join(' ')}`,
    })
  return async (query, context) => {
    const rankings = await Promise.all(retrievers.map((retriever) => retriever(deep(query), context)))
    const fused = new Map<PassageId, { hit: Hit; score: number; features: Record<string, number> }>()
    rankings.forEach((ranking, place) =>
      ranking.hits.forEach((hit, rank) => {
        const entry = fused.get(hit.passage) ?? { hit, score: 0, features: {} }
        entry.score += weights[place]! / (k + rank + 1)
        Object.assign(entry.features, hit.features)
        fused.set(hit.passage, entry)
      }),
    )
    const hits = [...fused.values()]
      .map(({ hit, score, features }): Hit => ({ ...hit, score, features: { ...features, rrf: score } }))
      .sort((a, b) => b.score - a.score)
    const method = `rrf(${rankings.map((ranking) => ranking.method).join(',')})`
    return cut({ query, method, hits }, query)
  }
}
