/** What OpenAI-like servers say, brought into the one form that the provider's library takes. */
import type { TokenLogprob } from '../chat.ts'
import type { Reading } from './converse.ts'

type Json = Record<string, unknown>

/**
 * What an event or a body says, and the same with nothing but what the library reads, in the types that it takes:
 * servers differ in everything else (numbers as text, roles of their own, objects for null).
 */
export function read(body: Json): Reading {
  if (!Array.isArray(body['choices'])) return { body }
  const model = textOrNone(body, 'model')
  const first = body['choices'][0] as Json | null | undefined
  if (!first) return { body: { ...model, choices: [] } }
  const field = first['delta'] === undefined ? 'message' : 'delta'
  const said = (first[field] ?? {}) as Json
  const { content } = said
  const calls = objectsIn(said['tool_calls']).map(plainCall)
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

/** The objects of a list; what is none has nothing to say. */
const objectsIn = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((each): each is Json => typeof each === 'object' && each !== null) : []

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
  const one = (each: Json): { token: string; logprob: number } => ({
    token: String(each['token']),
    logprob: Number(each['logprob']),
  })
  return objectsIn((told as Json | null | undefined)?.['content'])
    .map((each) => ({
      ...one(each),
      top: objectsIn(each['top_logprobs']).map(one),
    }))
    .filter(({ logprob }) => Number.isFinite(logprob))
}

/** A completion that came whole although a stream was asked for. */
export function asEvents(body: unknown): readonly unknown[] | undefined {
  const whole = body as Json
  const first = Array.isArray(whole['choices']) ? (whole['choices'][0] as Json | undefined) : undefined
  if (!first?.['message']) return undefined
  const { message, ...choice } = first
  const calls = objectsIn((message as Json)['tool_calls'])
  const numbered = calls.length > 0 ? { tool_calls: calls.map((call, index) => ({ index, ...call })) } : {}
  return [
    {
      ...whole,
      choices: [{ finish_reason: 'stop', ...choice, delta: { ...(message as Json), ...numbered } }],
    },
  ]
}
