import type { Usage } from '../chat.ts'
import type { Protocol } from '../model.ts'

type Json = Record<string, unknown>

/** More than any window and any answer there is: a count beyond it is a defect of the endpoint. */
const mostBelievable = 50_000_000

/** Counts as far as one reply or event tells them. */
export interface Counts {
  readonly input?: number
  readonly output?: number
  readonly cached?: number
  readonly written?: number
}

/**
 * The usage in a reply or an event of it, as its protocol names the fields; what is absent or not to be believed
 * (null, negative, no number, absurd) is left out. Numbers written as text are taken.
 *
 * Moonshot tells it inside the first choice; Anthropic counts cached and fresh prompt tokens apart; DeepSeek's
 * own name for cached ones stands beside OpenAI's.
 */
export function readCounts(body: unknown, protocol: Protocol): Counts {
  const whole = object(body)
  if (protocol === 'google') {
    const told = object(whole['usageMetadata'])
    const output = sum(count(told['candidatesTokenCount'] ?? 0), count(told['thoughtsTokenCount'] ?? 0))
    const input = count(told['promptTokenCount'])
    return counts(input, input === undefined ? undefined : output, count(told['cachedContentTokenCount']))
  }
  if (protocol === 'anthropic') {
    const told = object(whole['usage'] ?? object(whole['message'])['usage'])
    const cached = count(told['cache_read_input_tokens'])
    const written = count(told['cache_creation_input_tokens'])
    const input = count(told['input_tokens'])
    // The end of a stream tells the answer only: it must not undo what the beginning told of the prompt.
    return {
      ...counts(
        input === undefined ? undefined : input + (cached ?? 0) + (written ?? 0),
        count(told['output_tokens']),
        cached,
      ),
      ...(written === undefined ? {} : { written }),
    }
  }
  const first = Array.isArray(whole['choices']) ? object(whole['choices'][0]) : {}
  const told = object(whole['usage'] ?? first['usage'] ?? whole['meta'])
  const billed = object(told['tokens'] ?? told['billed_units'])
  const input =
    told['prompt_tokens'] ?? told['input_tokens'] ?? billed['input_tokens'] ?? whole['prompt_eval_count']
  const output = told['completion_tokens'] ?? told['output_tokens'] ?? billed['output_tokens']
  if (input === undefined && output === undefined) return counts(count(told['total_tokens']), 0, 0)
  const details = object(told['prompt_tokens_details'] ?? told['input_tokens_details'])
  const cached = count(details['cached_tokens'] ?? told['prompt_cache_hit_tokens'])
  return counts(count(input), output === undefined ? 0 : count(output), cached)
}

/** Later counts replace earlier ones: a stream tells the prompt first and the answer at its end (Anthropic). */
export function mergeCounts(earlier: Counts, later: Counts): Counts {
  return { ...earlier, ...later }
}

/** The usage, where prompt and answer are both known. */
export function usageFrom({ input, output, cached, written }: Counts): Usage | undefined {
  if (input === undefined || output === undefined) return undefined
  const cachedTokens = Math.min(cached ?? 0, input)
  const writtenTokens = Math.min(written ?? 0, input - cachedTokens)
  return {
    inputTokens: input,
    outputTokens: output,
    cachedTokens,
    ...(writtenTokens > 0 ? { writtenTokens } : {}),
  }
}

function counts(input: number | undefined, output: number | undefined, cached: number | undefined): Counts {
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(cached === undefined ? {} : { cached }),
  }
}

function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 && number <= mostBelievable
    ? Math.ceil(number)
    : undefined
}

const sum = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one + other
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
