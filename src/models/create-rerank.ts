import type { Credentials, ModelSpec } from './model.ts'
import { boundOf, costOf } from './costs.ts'
import { attempts, endpointOf, mustBePriced, opened, wireFor } from './create-chat.ts'
import type { Rerank } from './score.ts'
import { sizeOfTexts } from './tokens.ts'
import { openRerankTransport, type RerankTransport } from './transports/open.ts'

/** A rerank endpoint; one paid call a ranking. */
export function createRerank(spec: ModelSpec, credentials: Credentials): Rerank {
  let opening: Promise<RerankTransport> | undefined
  const open = (): Promise<RerankTransport> => (opening ??= openRerankTransport(spec, credentials))
  return {
    spec,
    async rerank(name, query, texts, context) {
      mustBePriced(spec, context)
      // Endpoints bill the query once a text.
      const all = texts.map((text) => `${query}\n${text}`)
      const { about, most } = sizeOfTexts(all, spec)
      const bound = boundOf(most, 0, spec.price)
      const scores = await context.call<(number | null)[]>({
        name,
        inputs: { model: spec.id, query, texts },
        kind: 'rerank',
        service: spec.id,
        purpose: 'reranker',
        endpoint: endpointOf(spec),
        concurrency: spec.concurrency,
        bound,
        attempts,
        attempt: async (exchange) => {
          const wire = wireFor(spec, 'reranker', exchange)
          const found = await (await opened(open)).exchange(query, texts, wire)
          const cost = costOf(
            found.usage,
            { inputAbout: about, inputMost: most, outputAbout: 0, outputMost: 0 },
            bound,
            spec.price,
          )
          return { result: found.scores.map((score) => score ?? null), cost }
        },
      })
      return { origin: 'endpoint', model: spec.id, scores: scores.map((score) => score ?? undefined) }
    },
  }
}
