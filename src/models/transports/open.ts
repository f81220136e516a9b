import { KaojuError } from '#runtime'
import type { ChatTransport, Usage, Wire } from '../chat.ts'
import type { EmbedTransport } from '../embed.ts'
import type { Credentials, ModelSpec } from '../model.ts'

/** One exchange with a rerank endpoint: relevance in the order of the texts, undefined where it gave none. */
export interface RerankTransport {
  exchange(
    query: string,
    texts: readonly string[],
    wire: Wire,
  ): Promise<{ readonly scores: readonly (number | undefined)[]; readonly usage?: Usage }>
}

/** The transport for a chat model's protocol, loaded by name. @throws KaojuError `model-key-missing`, `model-unsupported` */
export function openChatTransport(spec: ModelSpec, _credentials: Credentials): Promise<ChatTransport> {
  return Promise.reject(new KaojuError('model-unsupported', { model: spec.id, what: 'chat' }))
}

/** @throws KaojuError `model-key-missing`, `model-unsupported`, `local-model-missing` */
export function openEmbedTransport(spec: ModelSpec, _credentials: Credentials): Promise<EmbedTransport> {
  return Promise.reject(new KaojuError('model-unsupported', { model: spec.id, what: 'embeddings' }))
}

/** @throws KaojuError `model-key-missing`, `model-unsupported` */
export function openRerankTransport(spec: ModelSpec, _credentials: Credentials): Promise<RerankTransport> {
  return Promise.reject(new KaojuError('model-unsupported', { model: spec.id, what: 'reranking' }))
}

/** What an endpoint says it offers (`GET /models` and its kin). @throws KaojuError as an exchange */
export function listAvailable(
  endpoint: Pick<ModelSpec, 'provider' | 'protocol' | 'baseUrl'>,
  _credentials: Credentials,
  _wire: Wire,
): Promise<readonly { readonly name: string; readonly contextWindow?: number }[]> {
  return Promise.reject(new KaojuError('model-unsupported', { model: endpoint.provider, what: 'listing' }))
}
