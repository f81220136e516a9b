import type { JSONSchema7, LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { ChatMessage, ChatPart, ChatRequest, JsonSchema, Wire } from '../chat.ts'
import type { ModelSpec } from '../model.ts'

/** A request in the terms of the provider libraries. */
export function callOptions(request: ChatRequest, spec: ModelSpec, wire: Wire): LanguageModelV4CallOptions {
  const { output, temperature, seed, stop } = request
  return {
    prompt: promptOf(request, spec),
    maxOutputTokens: request.maxOutputTokens,
    abortSignal: wire.signal,
    ...(temperature === undefined || !spec.profile.temperature ? {} : { temperature }),
    ...(seed === undefined || spec.profile.lacks.includes('seed') ? {} : { seed }),
    ...(stop && stop.length > 0 ? { stopSequences: [...stop] } : {}),
    ...(output.mode === 'json-schema'
      ? { responseFormat: { type: 'json', name: output.name, schema: schemaOf(output.schema) } }
      : {}),
    ...(output.mode === 'json' ? { responseFormat: { type: 'json' } } : {}),
    ...(output.mode === 'tool'
      ? {
          tools: [
            {
              type: 'function',
              name: output.name,
              description: output.description,
              inputSchema: schemaOf(output.schema),
            },
          ],
          toolChoice: { type: 'tool', toolName: output.name },
        }
      : {}),
  }
}

/** Messages with their instructions where the model wants them, and the prefill last. */
export function messagesOf(
  request: ChatRequest,
  spec: Pick<ModelSpec, 'profile'>,
): { readonly system?: string; readonly messages: readonly ChatMessage[] } {
  const { system, prefill } = request
  const last: ChatMessage[] =
    prefill === undefined || prefill === '' ? [] : [{ role: 'assistant', content: prefill }]
  if (system === undefined || system === '') return { messages: [...request.messages, ...last] }
  if (spec.profile.systemRole !== 'none') return { system, messages: [...request.messages, ...last] }
  const [first, ...others] = request.messages
  const parts = first?.role === 'user' ? partsOf(first) : []
  const rest = first && first.role !== 'user' ? [first, ...others] : others
  return {
    messages: [
      { role: 'user', content: [{ type: 'text', text: `${system}\n\n` }, ...parts] },
      ...rest,
      ...last,
    ],
  }
}

/** A message's content, always in parts. */
export function partsOf({ content }: ChatMessage): readonly ChatPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}

function promptOf(request: ChatRequest, spec: ModelSpec): LanguageModelV4Prompt {
  const { system, messages } = messagesOf(request, spec)
  return [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    ...messages.map(messageOf),
  ]
}

function messageOf(message: ChatMessage): LanguageModelV4Prompt[number] {
  const parts = partsOf(message)
  const texts = parts.filter((part) => part.type === 'text')
  if (message.role === 'assistant')
    return { role: 'assistant', content: texts.map(({ text }) => ({ type: 'text', text })) }
  // Only text: one part, which every server takes; lists of parts are for those who see pictures.
  if (texts.length === parts.length)
    return { role: 'user', content: [{ type: 'text', text: texts.map(({ text }) => text).join('') }] }
  return {
    role: 'user',
    content: parts.map((part) =>
      part.type === 'text'
        ? { type: 'text', text: part.text }
        : { type: 'file', data: { type: 'data', data: part.base64 }, mediaType: part.mediaType },
    ),
  }
}

function schemaOf(schema: JsonSchema): JSONSchema7 {
  // Our schemas are of draft 2020-12, of which the providers' type knows the older names only.
  return schema as JSONSchema7
}

/**
 * Whether OpenAI's strict mode takes a schema: every object closed, every property required (OpenAI, "Structured
 * Outputs", Supported schemas).
 */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict)
  if (typeof schema !== 'object' || schema === null) return true
  const { properties, required, additionalProperties, ...rest } = schema as Record<string, unknown>
  if (typeof additionalProperties === 'object' && additionalProperties !== null) return false
  if (properties !== undefined) {
    const names = Object.keys(properties as object)
    const needed = Array.isArray(required) ? required : []
    if (additionalProperties !== false || !names.every((name) => needed.includes(name))) return false
    if (!Object.values(properties as object).every(isStrict)) return false
  }
  return Object.values(rest).every(isStrict)
}
