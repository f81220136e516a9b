/**
 * What an OpenAI-like endpoint takes, learnt as it goes.
 *
 * A gap that does not change what is asked (the name of a field or the highest number in it, the role of
 * instructions, a seed, usage in streams) is learnt from the refusal: the request goes out again at once without
 * it, and this transport leaves it out from then on. A refusal costs nothing, so this is still one paid exchange.
 * What does change the question (schema, tools, JSON mode, log-probabilities, pictures) is the caller's to give up.
 */
import type { AttemptFailure } from '#runtime'
import type { ChatRequest } from '../chat.ts'
import { refusedPart } from '../faults/index.ts'
import type { ModelSpec } from '../model.ts'

/** What this endpoint takes, as far as it is known. */
export interface Dialect {
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

/** What the profile says of it. */
export function dialectOf(spec: ModelSpec): Dialect {
  const { lacks, outputLimitField, systemRole } = spec.profile
  return {
    streaming: !lacks.includes('streaming'),
    streamUsage: !lacks.includes('stream-usage'),
    seed: !lacks.includes('seed'),
    temperature: spec.profile.temperature !== undefined,
    prefill: true,
    limitField: outputLimitField,
    mostOutput: Infinity,
    systemRole: systemRole === 'developer' ? 'developer' : 'system',
  }
}

/** Takes a refusal to heart; false when there is nothing (more) to leave out. */
export function learn(dialect: Dialect, { error }: AttemptFailure): boolean {
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
export function inDialect(body: Json, request: ChatRequest, dialect: Dialect, spec: ModelSpec): Json {
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
