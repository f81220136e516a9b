/**
 * OpenAI Chat Completions, which nearly every server speaks, each with gaps of its own.
 *
 * A gap that does not change what is asked (the name of a field or the highest number in it, the role of
 * instructions, a seed, usage in streams) is learnt from the refusal: the request goes out again at once without it, and this transport leaves
 * it out from then on. A refusal costs nothing, so this is still one paid exchange. What does change the question
 * (schema, tools, JSON mode, log-probabilities, pictures) is the caller's to give up.
 */
import { AttemptFailure } from '#runtime'
import type { ChatAnswer, ChatRequest, ChatTransport, TokenLogprob, Wire } from '../chat.ts'
import { refusedPart } from '../faults/index.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { callOptions, isStrict } from './call-options.ts'
import { converse, type Reading } from './converse.ts'
import { addressOf } from './json-exchange.ts'
import { keyHeaders } from './key-headers.ts'
import { loadLibrary } from './provider-library.ts'

/** What this endpoint takes, as far as it is known. */
interface Dialect {
  streaming: boolean
  streamUsage: boolean
  seed: boolean
  temperature: boolean
  prefill: boolean
  limitField: ModelSpec['profile']['outputLimitField']
  /** The highest bound of an answer that it takes. */
  mostOutput: number
  systemRole: 'system' | 'developer' | 'user'
}

type Json = Record<string, unknown>

/** The transport for an OpenAI-compatible chat model. */
export async function openaiChat(spec: ModelSpec, credentials: Credentials): Promise<ChatTransport> {
  const { createOpenAICompatible } = await loadLibrary(() => import('@ai-sdk/openai-compatible'))
  const { base, query } = addressOf(spec.baseUrl)
  const { lacks, outputLimitField, systemRole } = spec.profile
  const dialect: Dialect = {
    streaming: !lacks.includes('streaming'),
    streamUsage: !lacks.includes('stream-usage'),
    seed: !lacks.includes('seed'),
    temperature: spec.profile.temperature !== undefined,
    prefill: true,
    limitField: outputLimitField,
    mostOutput: Infinity,
    systemRole: systemRole === 'developer' ? 'developer' : 'system',
  }
  const once = (request: ChatRequest, wire: Wire): Promise<ChatAnswer> =>
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
      for (let learnt = 0; ; learnt++) {
        const asked = dialect.prefill ? request : without(request, 'prefill')
        try {
          return await once(asked, wire)
        } catch (error) {
          if (learnt >= 4 || !(error instanceof AttemptFailure) || error.cost || !learn(dialect, error))
            throw error
        }
      }
    },
  }
}

/** Takes a refusal to heart; false when there is nothing (more) to leave out. */
function learn(dialect: Dialect, { error }: AttemptFailure): boolean {
  switch (refusedPart(error)) {
    case 'stream-usage':
      return dialect.streamUsage && !(dialect.streamUsage = false)
    case 'streaming':
      return dialect.streaming && !(dialect.streaming = false)
    case 'seed':
      return dialect.seed && !(dialect.seed = false)
    case 'temperature':
      return dialect.temperature && !(dialect.temperature = false)
    case 'prefill':
      return dialect.prefill && !(dialect.prefill = false)
    case 'max-tokens': {
      const told = /max_completion_tokens' instead|use 'max_completion_tokens/i.test(error.message)
        ? 'max_completion_tokens'
        : undefined
      const other = told ?? (dialect.limitField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens')
      return dialect.limitField !== other && Boolean((dialect.limitField = other))
    }
    case 'max-tokens-high': {
      const most = Number(error.parameters['limit'])
      return most > 0 && most < dialect.mostOutput && Boolean((dialect.mostOutput = most))
    }
    case 'system-role': {
      const next =
        dialect.systemRole === 'developer' && !/developer instruction/i.test(error.message)
          ? 'system'
          : 'user'
      return dialect.systemRole !== next && Boolean((dialect.systemRole = next))
    }
    default:
      return false
  }
}

/** The request body as this endpoint takes it. */
function inDialect(body: Json, request: ChatRequest, dialect: Dialect, spec: ModelSpec): Json {
  const { max_tokens: limit, seed, temperature, messages, ...rest } = body
  const { logprobs } = request
  const prefilled = request.prefill !== undefined && request.prefill !== ''
  return {
    ...rest,
    messages: inRoles(messages as Json[], dialect.systemRole),
    [dialect.limitField]: Math.min(Number(limit), dialect.mostOutput),
    ...(seed !== undefined && dialect.seed ? { seed } : {}),
    ...(temperature !== undefined && dialect.temperature ? { temperature } : {}),
    ...(logprobs !== undefined && !spec.profile.lacks.includes('logprobs')
      ? { logprobs: true, ...(logprobs > 0 ? { top_logprobs: logprobs } : {}) }
      : {}),
    // vLLM and SGLang otherwise begin a new turn after the prefill.
    ...(prefilled && /vllm|sglang/.test(spec.provider)
      ? { continue_final_message: true, add_generation_prompt: false }
      : {}),
  }
}

function inRoles(messages: readonly Json[], role: Dialect['systemRole']): readonly Json[] {
  if (role !== 'user')
    return messages.map((message) => (message['role'] === 'system' ? { ...message, role } : message))
  const system = messages
    .filter((message) => message['role'] === 'system')
    .map(({ content }) => String(content))
  const [first, ...others] = messages.filter((message) => message['role'] !== 'system')
  if (system.length === 0 || first === undefined) return messages
  const text = `${system.join('\n\n')}\n\n`
  const content = Array.isArray(first['content'])
    ? [{ type: 'text', text }, ...(first['content'] as Json[])]
    : `${text}${String(first['content'])}`
  return [{ ...first, content }, ...others]
}

function without(request: ChatRequest, field: 'prefill'): ChatRequest {
  const { [field]: _, ...rest } = request
  return rest
}

/**
 * What an event or a body says, and the same with nothing but what the library reads, in the types that it takes:
 * servers differ in everything else (numbers as text, roles of their own, objects for null).
 */
function read(body: Json): Reading {
  if (!Array.isArray(body['choices'])) return { body }
  const model = textOrNone(body, 'model')
  const first = body['choices'][0] as Json | null | undefined
  if (!first) return { body: { ...model, choices: [] } }
  const field = first['delta'] === undefined ? 'message' : 'delta'
  const said = (first[field] ?? {}) as Json
  const { content } = said
  const calls = Array.isArray(said['tool_calls']) ? (said['tool_calls'] as Json[]).map(plainCall) : []
  const passed = {
    ...(typeof content === 'string' || Array.isArray(content) ? { content } : {}),
    ...textOrNone(said, 'reasoning_content'),
    ...textOrNone(said, 'reasoning'),
    ...textOrNone(said, 'refusal'),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  const told = first['finish_reason'] === '' ? {} : textOrNone(first, 'finish_reason')
  const finish = told.finish_reason === 'sensitive' ? { finish_reason: 'content_filter' } : told
  const broken = brokenOff.test(finish.finish_reason ?? '') ? { broken: finish.finish_reason! } : {}
  return {
    body: { ...model, choices: [{ [field]: passed, ...finish }] },
    ...(finish.finish_reason === undefined ? {} : { finish: finish.finish_reason }),
    ...broken,
    ...(typeof said['refusal'] === 'string' ? { refusal: said['refusal'] } : {}),
    logprobs: logprobsOf(first['logprobs']),
  }
}

/** How DeepSeek, Zhipu, OpenRouter and vLLM say that they could not go on; Zhipu calls its filter `sensitive`. */
const brokenOff = /^(?:insufficient_system_resource|network_error|error|abort)$/

function textOrNone<K extends string>(from: Json, field: K): { [P in K]?: string } {
  const value = from[field]
  return (typeof value === 'string' ? { [field]: value } : {}) as { [P in K]?: string }
}

/** A call, its arguments as text: some servers give them as an object. */
function plainCall({ index, id, function: made }: Json): Json {
  const { name, arguments: given } = (made ?? {}) as Json
  return {
    ...(typeof index === 'number' ? { index } : {}),
    ...(typeof id === 'string' ? { id } : {}),
    function: {
      ...(typeof name === 'string' ? { name } : {}),
      ...(given === undefined || given === null
        ? {}
        : { arguments: typeof given === 'string' ? given : JSON.stringify(given) }),
    },
  }
}

function logprobsOf(told: unknown): TokenLogprob[] {
  const content = (told as Json | null | undefined)?.['content']
  if (!Array.isArray(content)) return []
  const one = (each: Json): { token: string; logprob: number } => ({
    token: String(each['token']),
    logprob: Number(each['logprob']),
  })
  return (content as Json[])
    .map((each) => ({
      ...one(each),
      top: (Array.isArray(each['top_logprobs']) ? (each['top_logprobs'] as Json[]) : []).map(one),
    }))
    .filter(({ logprob }) => Number.isFinite(logprob))
}

/** A completion that came whole although a stream was asked for. */
function asEvents(body: unknown): readonly unknown[] | undefined {
  const whole = body as Json
  const first = Array.isArray(whole['choices']) ? (whole['choices'][0] as Json | undefined) : undefined
  if (!first?.['message']) return undefined
  const { message, ...choice } = first
  const calls = (message as Json)['tool_calls']
  const numbered = Array.isArray(calls)
    ? { tool_calls: (calls as Json[]).map((call, index) => ({ index, ...call })) }
    : {}
  return [
    {
      ...whole,
      choices: [{ finish_reason: 'stop', ...choice, delta: { ...(message as Json), ...numbered } }],
    },
  ]
}
