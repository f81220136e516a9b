/** OpenAI Chat Completions, which nearly every server speaks, each in a dialect of its own (openai-dialect.ts). */
import { AttemptFailure } from '#runtime'
import type { ChatAnswer, ChatRequest, ChatTransport, Wire } from '../chat.ts'
import { refusedPart } from '../faults/index.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { callOptions, isStrict } from './call-options.ts'
import { converse } from './converse.ts'
import { addressOf } from './json-exchange.ts'
import { keyHeaders } from './key-headers.ts'
import { dialectOf, inDialect, learn, type Dialect } from './openai-dialect.ts'
import { asEvents, read } from './openai-events.ts'

/** The transport for an OpenAI-compatible chat model. */
export async function openaiChat(spec: ModelSpec, credentials: Credentials): Promise<ChatTransport> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const { base, query } = addressOf(spec.baseUrl)
  const known = dialectOf(spec)
  const once = (request: ChatRequest, dialect: Dialect, wire: Wire): Promise<ChatAnswer> =>
    converse(
      {
        spec,
        credentials,
        protocol: 'openai',
        request,
        stream: dialect.streaming,
        options: {
          ...callOptions(request, spec, wire),
          ...(request.output.mode === 'json-schema'
            ? { providerOptions: { kaoju: { strictJsonSchema: isStrict(request.output.schema) } } }
            : {}),
        },
        open: (fetch) =>
          createOpenAICompatible({
            name: 'kaoju',
            baseURL: base,
            headers: keyHeaders(spec.provider, 'openai', credentials),
            ...(query === '' ? {} : { queryParams: Object.fromEntries(new URLSearchParams(query)) }),
            fetch,
            supportsStructuredOutputs: request.output.mode === 'json-schema',
            includeUsage: dialect.streamUsage,
            transformRequestBody: (body) => inDialect(body, request, dialect, spec),
          }).chatModel(spec.name),
        read,
        asEvents,
      },
      wire,
    )
  return {
    async exchange(request, wire) {
      for (let refusals = 0; ; refusals++) {
        const used = { ...known }
        try {
          return await once(used.prefill ? request : without(request, 'prefill'), used, wire)
        } catch (error) {
          if (refusals >= 6 || !(error instanceof AttemptFailure) || refusedPart(error.error) === undefined)
            throw error
          // Who is refused for what another exchange has learnt meanwhile has only to ask again.
          const behind = JSON.stringify(used) !== JSON.stringify(known)
          if (!behind && !learn(known, error)) throw error
        }
      }
    },
  }
}

function without(request: ChatRequest, field: 'prefill'): ChatRequest {
  const { [field]: _, ...rest } = request
  return rest
}
