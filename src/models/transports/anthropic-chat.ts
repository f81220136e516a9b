import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { ChatTransport } from '../chat.ts'
import { readCounts } from '../faults/index.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { callOptions } from './call-options.ts'
import { converse, type Reading } from './converse.ts'
import { addressOf } from './json-exchange.ts'
import { keyHeaders } from './key-headers.ts'

type Json = Record<string, unknown>

/** The transport for Anthropic's Messages; a schema goes as native output where the model has it, else as a forced tool. */
export async function anthropicChat(spec: ModelSpec, credentials: Credentials): Promise<ChatTransport> {
  const { createAnthropic } = await import('@ai-sdk/anthropic')
  return {
    exchange: (request, wire) => {
      const options = callOptions(request, spec, wire)
      return converse(
        {
          spec,
          credentials,
          protocol: 'anthropic',
          request,
          stream: true,
          options: { ...options, prompt: options.prompt.map(cached) },
          open: (fetch) =>
            createAnthropic({
              name: 'anthropic.messages',
              baseURL: versioned(spec.baseUrl),
              // The library would look into the environment, which configuration has done already.
              apiKey: credentials.key ?? '',
              headers: keyHeaders(spec.provider, 'anthropic', credentials),
              fetch,
            }).languageModel(spec.name),
          read,
        },
        wire,
      )
    },
  }
}

/** Anthropic's own tools name the address without its version. */
export function versioned(baseUrl: string): string {
  const { base } = addressOf(baseUrl)
  return /\/v\d+$/.test(base) ? base : `${base}/v1`
}

/** Instructions are what calls share: they end with a mark up to which the provider keeps the prefix. */
function cached(message: LanguageModelV4Prompt[number]): LanguageModelV4Prompt[number] {
  return message.role === 'system'
    ? { ...message, providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }
    : message
}

function read(body: Json): Reading {
  const { input = 0, output = 0 } = readCounts(body, 'anthropic')
  // The library refuses an answer for its usage; ours is read apart.
  const usage = { input_tokens: input, output_tokens: output }
  if (body['type'] === 'message_start')
    return { body: { ...body, message: { ...(body['message'] as Json), usage } } }
  if (body['type'] === 'message_delta') {
    const reason = (body['delta'] as Json | undefined)?.['stop_reason']
    return { body: { ...body, usage }, ...(typeof reason === 'string' ? { finish: reason } : {}) }
  }
  return { body }
}
