import type { KaojuError } from '#runtime'
import type { ChatOutput } from '../chat.ts'
import type { Ability } from '../model.ts'
import type { ErrorBody } from './error-body.ts'

/** What of a request an endpoint would not take, so that it can be asked again without it. */
export type RefusedPart =
  | Ability
  | 'temperature'
  /** The field's name; there is another (`max_completion_tokens`). */
  | 'max-tokens'
  /** Its value; `limit` of the error's parameters holds the highest, where told. */
  | 'max-tokens-high'
  | 'system-role'
  | 'prefill'
  | 'stop'
  | 'pictures'
  /** Too many bytes. */
  | 'size'
  | 'unknown'

/** What a `model-request-refused` was refused for; undefined for other errors. */
export function refusedPart(error: KaojuError): RefusedPart | undefined {
  return error.code === 'model-request-refused'
    ? ((error.parameters['what'] as RefusedPart | undefined) ?? 'unknown')
    : undefined
}

/** Names of fields, where an error names one (`param`). */
const fields: readonly (readonly [RegExp, RefusedPart | 'form'])[] = [
  [/^response_format|^text\.format|output_config|output_format|response_?schema|response_?json/i, 'form'],
  [/^tools?\b|^tool_choice|^functions?/, 'tools'],
  [/^temperature/, 'temperature'],
  [/^stream_options/, 'stream-usage'],
  [/^stream$/, 'streaming'],
  [/logprobs$/, 'logprobs'],
  [/^seed$/, 'seed'],
  [/^stop\b/, 'stop'],
  [/\.role$/, 'system-role'],
  [/image/, 'pictures'],
]

/** Words, first that fits; the endpoints' own, from issues that quote them. */
const words: readonly (readonly [RegExp, RefusedPart | 'form'])[] = [
  [
    /max_(?:completion_)?tokens.*(?:too large|less than or equal|maximum allowed|valid range|at most|exceeds)|range of max_tokens|max_tokens: \d+ >/is,
    'max-tokens-high',
  ],
  [/max_(?:completion_)?tokens/i, 'max-tokens'],
  [/stream_options/i, 'stream-usage'],
  [/verified to stream|stream(?:ing)? is not supported|does not support stream/i, 'streaming'],
  [/logprobs/i, 'logprobs'],
  [/json_schema|structured.?outputs?|output_format|response_?schema/i, 'json-schema'],
  [/json_object|json mode|response_?mime_?type/i, 'json-mode'],
  [/response_format/i, 'form'],
  [/tool|function.?call/i, 'tools'],
  [/temperature/i, 'temperature'],
  [/\bseed\b/i, 'seed'],
  [/'?developer'?|system (?:role|message|instruction|prompt)/i, 'system-role'],
  [/last message must be|prefill|must end with a user message|final assistant|\bprefix\b/i, 'prefill'],
  [/image|vision|multi-?modal|picture/i, 'pictures'],
  [/stop sequence|'stop'|\bstop\b/i, 'stop'],
]

/**
 * Which part of a request an error complains of.
 *
 * @param mode the form asked for: "this response_format is unavailable" speaks of that one
 */
export function refusedPartIn(body: ErrorBody, mode: ChatOutput['mode'] | undefined): RefusedPart {
  const form = mode === 'json' ? 'json-mode' : 'json-schema'
  const named =
    body.param === '' || /tokens/.test(body.param)
      ? undefined
      : fields.find(([field]) => field.test(body.param))?.[1]
  const found =
    named === undefined || named === 'form'
      ? (words.find(([wording]) => wording.test(body.message))?.[1] ?? named)
      : named
  return found === 'form' ? form : (found ?? 'unknown')
}

/** The highest value of `max_tokens` that an error tells. */
export function outputLimitIn(message: string): number | undefined {
  const found =
    /at most (\d+)/.exec(message) ??
    /less than or equal to (\d+)/.exec(message) ??
    /\[\d+, ?(\d+)\]/.exec(message) ??
    /max_tokens: \d+ > (\d+)/.exec(message)
  return found ? Number(found[1]) : undefined
}
