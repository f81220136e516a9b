import { AttemptFailure, KaojuError, type Cost } from '#runtime'
import type { Usage } from '../chat.ts'
import { about, usageFrom, type Asked } from '../faults/index.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { costOfTexts } from './embeddings.ts'
import { exchangeJson } from './json-exchange.ts'
import type { RerankTransport } from './open.ts'

type Json = Record<string, unknown>

/**
 * The transport for `POST /rerank` as Jina, Cohere, SiliconFlow, vLLM and Xinference serve it (`results`), and
 * Voyage (`data`). Relevance is as the endpoint gives it; a document that it left out has none.
 */
export function rerankEndpoint(spec: ModelSpec, credentials: Credentials): RerankTransport {
  const asked: Asked = { spec, credentials }
  return {
    async exchange(query, texts, wire) {
      const billed = texts.map((text) => `${query}\n${text}`)
      const cost = (usage?: Usage): Cost => costOfTexts(spec, billed, usage)
      const count = spec.provider === 'voyage' ? { top_k: texts.length } : { top_n: texts.length }
      const { body, usage } = await exchangeJson(
        {
          asked,
          protocol: 'rerank',
          path: '/rerank',
          body: { model: spec.name, query, documents: texts, ...count, return_documents: false },
          cost: (heard) => cost(usageFrom(heard.counts)),
        },
        wire,
      )
      const scores = read(body, texts.length)
      if (typeof scores === 'string')
        throw new AttemptFailure(
          new KaojuError('model-answer-invalid', { ...about(asked), reason: scores }),
          { cost: cost(usage) },
        )
      return { scores, ...(usage ? { usage } : {}) }
    },
  }
}

/** Scores in the order of the texts, or what is wrong with the reply. */
function read(body: Json, wanted: number): readonly (number | undefined)[] | string {
  const results = body['results'] ?? body['data']
  if (!Array.isArray(results)) return 'no results in the reply'
  const scores = Array.from<number | undefined>({ length: wanted }).fill(undefined)
  for (const each of results as (Json | null)[]) {
    const index = each?.['index']
    const score = each?.['relevance_score'] ?? each?.['score']
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= wanted)
      return `a result for document ${String(index)} of ${wanted}`
    if (typeof score === 'number' && Number.isFinite(score)) scores[index] = score
  }
  return wanted > 0 && scores.every((score) => score === undefined) ? 'no document got a score' : scores
}
