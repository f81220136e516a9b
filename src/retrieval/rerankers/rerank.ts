import { z } from 'zod'
import { KaojuError } from '#runtime'
import type { RerankerPlug } from '../retriever.ts'
import { rerankByScore, shownText } from './scored-head.ts'

const options = z.object({
  /** How many of the best the endpoint sees. */
  depth: z.number().int().min(2).max(100).default(30),
})

/**
 * Reranking by a rerank endpoint in the role `reranker`: a cross-encoder (Nogueira and Cho 2019), mostly, which
 * reads query and passage together. The best cost for quality of all rerankers for queries that a program
 * asks (arXiv 2602.21456). Twin: the first stage's order.
 *
 * @throws KaojuError `models-none` when made
 */
export const plug: RerankerPlug<z.infer<typeof options>> = {
  name: 'rerank',
  options,
  create: ({ depth }, { library, models }) => {
    const reranker = models?.reranker
    if (!reranker) throw new KaojuError('models-none', { role: 'reranker' })
    const about = { method: 'rerank', model: reranker.spec.id, depth }
    return (ranking, context) =>
      rerankByScore(ranking, about, library, context, (name, head) =>
        reranker.rerank(
          name,
          ranking.query.text,
          head.map(({ passage }) => shownText(passage)),
          context,
        ),
      )
  },
}
