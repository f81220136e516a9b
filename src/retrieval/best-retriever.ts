import { fits } from '#library'
import type { Context } from '#runtime'
import { fuse } from './compose.ts'
import { createRetriever } from './create-retriever.ts'
import { isModelFailure, tellFallback } from './model-failure.ts'
import { once } from './once.ts'
import type { RetrievalParts, Retriever } from './retriever.ts'

/**
 * The best first stage that can be had: the fusion of `classical` and dense retrieval where the library holds
 * vectors of the configured embedder, else `classical` alone; which it was stands in the ranking's method. Where
 * a query cannot be embedded (endpoint, budget), that query is searched classically, and the log says so.
 *
 * @param classical a name for `createRetriever` that needs no model
 */
export async function bestRetriever(
  parts: RetrievalParts,
  context: Context,
  classical = 'bm25',
): Promise<Retriever> {
  const twin = createRetriever(classical, parts)
  const embedder = parts.models?.embedder
  if (!embedder) return twin
  const { id } = embedder.spec
  // Recorded: vectors that are made meanwhile do not change a resumed run.
  const dense = await once(context, 'vectors-held', () =>
    context.observe('vectors-held', { model: id }, async () => {
      const stored = await parts.library.vectors.stored()
      return stored !== undefined && fits(stored, embedder.spec)
    }),
  )
  if (!dense) return twin
  const hybrid = fuse([twin, createRetriever('dense', parts)])
  return async (query, inner) => {
    try {
      return await hybrid(query, inner)
    } catch (error) {
      if (!isModelFailure(error)) throw error
      tellFallback(inner, 'embedder', id, classical, error)
      return await twin(query, inner)
    }
  }
}
