import { z } from 'zod'
import type { Embed } from '#models'
import { KaojuError, sha256, type Context } from '#runtime'
import type { Query } from '#vocabulary'
import { once } from '../once.ts'
import type { RetrieverPlug } from '../retriever.ts'

const options = z.object({})

/**
 * Dense retrieval (Karpukhin et al. 2020, DPR): passages by the cosine of their vector with the query's, exact,
 * over all listed passages that have a vector. The query is embedded by the model in the role `embedder`,
 * unless a rewriter gave it that model's vector already (HyDE).
 *
 * A cosine tells which passage is nearer, not whether one is near: thresholds do not carry over from one model
 * to another, so there is none, and every query finds something.
 *
 * @throws KaojuError when made: `models-none`; when asked: `vectors-missing`, `embedding-mismatch`, and what
 * `Embed.embed` throws
 */
export const plug: RetrieverPlug<z.infer<typeof options>> = {
  name: 'dense',
  options,
  create: (_settings, { library, models }) => {
    const embedder = models?.embedder
    if (!embedder) throw new KaojuError('models-none', { role: 'embedder' })
    const model = embedder.spec.id
    return async (query, context) => {
      context.abort.throwIfAborted()
      const vector = query.vectors?.[model] ?? (await embedQuery(query, embedder, context))
      const found = await library.vectors.search(
        { model, vector },
        { limit: query.limit ?? 10, ...(query.filter ? { filter: query.filter } : {}) },
      )
      if (found.length === 0 && !(await library.vectors.stored()))
        throw new KaojuError('vectors-missing', { model })
      const hits = found.map((hit) => ({ ...hit, features: { dense: hit.score } }))
      return { query, method: 'dense', hits }
    }
  },
}

async function embedQuery({ text }: Query, embedder: Embed, context: Context): Promise<Float32Array> {
  if (text.trim() === '') throw new KaojuError('question-empty')
  const name = `embed-query-${sha256(text).slice(0, 16)}`
  return await once(context, name, async () => {
    const { vectors } = await embedder.embed(name, [text], 'query', context)
    return vectors[0]!
  })
}
