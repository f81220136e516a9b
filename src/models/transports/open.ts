import { AttemptFailure, KaojuError } from '#runtime'
import type { ChatTransport, Usage, Wire } from '../chat.ts'
import type { EmbedTransport } from '../embed.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { providerById } from '../providers.ts'
import { learningTemperature } from './temperature.ts'

/** One exchange with a rerank endpoint: relevance in the order of the texts, undefined where it gave none. */
export interface RerankTransport {
  exchange(
    query: string,
    texts: readonly string[],
    wire: Wire,
  ): Promise<{ readonly scores: readonly (number | undefined)[]; readonly usage?: Usage }>
}

/** The transport for a chat model's protocol, loaded by name. @throws KaojuError `model-key-missing`, `model-unsupported` */
export async function openChatTransport(spec: ModelSpec, credentials: Credentials): Promise<ChatTransport> {
  needsKey(spec, credentials)
  switch (spec.protocol) {
    case 'openai':
      return (await import('./openai-chat.ts')).openaiChat(spec, credentials)
    case 'openai-responses':
      return learningTemperature(
        await (await import('./openai-responses.ts')).openaiResponses(spec, credentials),
      )
    case 'anthropic':
      return learningTemperature(await (await import('./anthropic-chat.ts')).anthropicChat(spec, credentials))
    case 'google':
      return learningTemperature(await (await import('./google-chat.ts')).googleChat(spec, credentials))
    case 'scripted': {
      const { scriptedChat, scriptOf } = await import('./scripted.ts')
      return scriptedChat(scriptOf(spec, 'chat'))
    }
    case 'rerank':
    case 'local':
      throw new KaojuError('model-unsupported', { model: spec.id, what: 'chat' })
  }
}

/** @throws KaojuError `model-key-missing`, `model-unsupported`, `local-model-missing` */
export async function openEmbedTransport(spec: ModelSpec, credentials: Credentials): Promise<EmbedTransport> {
  needsKey(spec, credentials)
  switch (spec.protocol) {
    case 'openai':
    case 'openai-responses':
    case 'google':
    // Jina, Cohere and others serve embeddings beside reranking.
    case 'rerank':
      return (await import('./embeddings.ts')).embeddingEndpoint(spec, credentials)
    case 'local':
      return (await import('./local-embed.ts')).openLocalEmbed(spec)
    case 'scripted': {
      const { scriptedEmbed, scriptOf } = await import('./scripted.ts')
      return scriptedEmbed(scriptOf(spec, 'embed'))
    }
    case 'anthropic':
      throw new KaojuError('model-unsupported', { model: spec.id, what: 'embeddings' })
  }
}

/** @throws KaojuError `model-key-missing`, `model-unsupported` */
export async function openRerankTransport(
  spec: ModelSpec,
  credentials: Credentials,
): Promise<RerankTransport> {
  needsKey(spec, credentials)
  switch (spec.protocol) {
    case 'openai':
    case 'openai-responses':
    case 'rerank':
      return (await import('./rerank.ts')).rerankEndpoint(spec, credentials)
    case 'scripted': {
      const { scriptedRerank, scriptOf } = await import('./scripted.ts')
      return scriptedRerank(scriptOf(spec, 'rerank'))
    }
    case 'anthropic':
    case 'google':
    case 'local':
      throw new KaojuError('model-unsupported', { model: spec.id, what: 'reranking' })
  }
}

/** What an endpoint says it offers (`GET /models` and its kin). @throws KaojuError as an exchange */
export async function listAvailable(
  endpoint: Pick<ModelSpec, 'provider' | 'protocol' | 'baseUrl'>,
  credentials: Credentials,
  wire: Wire,
): Promise<readonly { readonly name: string; readonly contextWindow?: number }[]> {
  if (endpoint.protocol === 'local' || endpoint.protocol === 'scripted')
    throw new KaojuError('model-unsupported', { model: endpoint.provider, what: 'listing' })
  const { readAvailable } = await import('./available.ts')
  return readAvailable(endpoint, credentials, wire).catch((error: unknown) => {
    throw error instanceof AttemptFailure ? error.error : error
  })
}

/** A vendor's own endpoint is not asked without a key; anybody else's may need none, and says so if it does. */
function needsKey({ provider, baseUrl }: ModelSpec, { key, headers }: Credentials): void {
  const row = providerById(provider)
  if (key !== undefined || headers || row?.key !== 'needed' || row.baseUrl === undefined) return
  if (!URL.canParse(baseUrl) || new URL(baseUrl).host !== new URL(row.baseUrl).host) return
  throw new KaojuError('model-key-missing', { provider, variable: row.keyVariables[0] ?? 'a key' })
}
