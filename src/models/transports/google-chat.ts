import type { ChatTransport } from '../chat.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { callOptions } from './call-options.ts'
import { converse, type Reading } from './converse.ts'
import { addressOf } from './json-exchange.ts'
import { keyHeaders } from './key-headers.ts'

type Json = Record<string, unknown>

/** The transport for Google's generateContent. */
export async function googleChat(spec: ModelSpec, credentials: Credentials): Promise<ChatTransport> {
  const { createGoogle } = await import('@ai-sdk/google')
  return {
    exchange: (request, wire) =>
      converse(
        {
          spec,
          credentials,
          protocol: 'google',
          request,
          stream: true,
          options: {
            ...callOptions(request, spec, wire),
            providerOptions: {
              google: spec.profile.reasoning ? { thinkingConfig: { includeThoughts: true } } : {},
            },
          },
          open: (fetch) =>
            createGoogle({
              baseURL: googleBase(spec.baseUrl),
              apiKey: credentials.key ?? '',
              headers: keyHeaders(spec.provider, 'google', credentials),
              fetch,
            }).languageModel(spec.name),
          read,
          asEvents,
        },
        wire,
      ),
  }
}

/** The address with its version; Google's own tools name it without. */
export function googleBase(baseUrl: string): string {
  const { base } = addressOf(baseUrl)
  return /\/v\d\w*$/.test(base) ? base : `${base}/v1beta`
}

/** Without `alt=sse`, or through some gateways, the events come as a list, or as one. */
function asEvents(body: unknown): readonly unknown[] | undefined {
  const events = (Array.isArray(body) ? body : [body]) as (Json | null)[]
  return events.every(
    (event) => event?.['candidates'] !== undefined || event?.['promptFeedback'] !== undefined,
  )
    ? events
    : undefined
}

function read(body: Json): Reading {
  const { usageMetadata: _, ...rest } = body
  const candidate = Array.isArray(body['candidates'])
    ? (body['candidates'][0] as Json | undefined)
    : undefined
  // At its cap per request Gemini wants to be asked again; the library would, but only one request was reserved for.
  if (candidate?.['finishReason'] === 'CONTINUATION')
    return read({ ...body, candidates: [{ ...candidate, finishReason: 'MAX_TOKENS' }] })
  const blocked = (body['promptFeedback'] as Json | undefined)?.['blockReason']
  const finish = candidate?.['finishReason'] ?? blocked
  const model = body['modelVersion']
  return {
    body: rest,
    ...(typeof finish === 'string' ? { finish } : {}),
    ...(typeof model === 'string' ? { answeredBy: model } : {}),
  }
}
