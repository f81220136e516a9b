import { noCost } from '#runtime'
import type { Wire } from '../chat.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { versioned } from './anthropic-chat.ts'
import { googleBase } from './google-chat.ts'
import { addressOf, exchangeJson } from './json-exchange.ts'

type Json = Record<string, unknown>

/** A model that an endpoint says it offers; its window where it tells (OpenRouter, vLLM, LM Studio, Google, …). */
export interface Available {
  readonly name: string
  /** Tokens. */
  readonly contextWindow?: number
}

/** What an endpoint says it offers: `GET /models`, or Ollama's `/api/tags` where its base URL has no version. */
export async function readAvailable(
  endpoint: Pick<ModelSpec, 'provider' | 'protocol' | 'baseUrl'>,
  credentials: Credentials,
  wire: Wire,
): Promise<readonly Available[]> {
  const { provider, protocol } = endpoint
  const tags = provider === 'ollama' && !/\/v\d+$/.test(addressOf(endpoint.baseUrl).base)
  const baseUrl =
    protocol === 'anthropic'
      ? versioned(endpoint.baseUrl)
      : protocol === 'google'
        ? googleBase(endpoint.baseUrl)
        : endpoint.baseUrl
  const path = tags
    ? '/api/tags'
    : `/models${protocol === 'anthropic' ? '?limit=1000' : protocol === 'google' ? '?pageSize=1000' : ''}`
  const spec = { id: provider, provider, baseUrl, contextWindow: 0 }
  const { body } = await exchangeJson(
    { asked: { spec, credentials }, protocol, method: 'GET', path, cost: () => noCost },
    wire,
  )
  const all = body['data'] ?? body['models'] ?? body['results']
  return (Array.isArray(all) ? (all as (Json | null)[]) : []).flatMap((each) => {
    const name = each?.['id'] ?? each?.['name']
    if (!each || typeof name !== 'string') return []
    const contextWindow = windowIn(each)
    return [
      { name: name.replace(/^models\//, ''), ...(contextWindow === undefined ? {} : { contextWindow }) },
    ]
  })
}

/** Names of the window, as OpenRouter, vLLM, LM Studio, Groq, Google, Mistral, Together and llama.cpp tell it. */
const fields = [
  'max_model_len',
  'loaded_context_length',
  'context_length',
  'context_window',
  'inputTokenLimit',
  'max_context_length',
  'max_input_tokens',
] as const

function windowIn(each: Json): number | undefined {
  const meta = (each['meta'] ?? {}) as Json
  const told = [...fields.map((field) => each[field]), meta['n_ctx'], meta['n_ctx_train']]
  return told.find(
    (value): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0,
  )
}
