import type { ErrorBody } from './error-body.ts'

/** What a vendor tells of a prompt that is too long: tokens asked for, tokens that fit. */
export interface Overflow {
  readonly tokens?: number
  readonly window?: number
}

/**
 * The vendors' ways to say that a prompt does not fit, most telling first; `t` is the tokens asked for, `w` the
 * window. Several of them give it no code of its own, so that only the words tell.
 */
const wordings: readonly RegExp[] = [
  // vLLM: the answer's room is what does not fit
  /'max_tokens' or 'max_completion_tokens' is too large: (?<out>\d+).*?maximum context length is (?<w>\d+) tokens and your request has (?<in>\d+) input tokens/is,
  // OpenAI, DeepSeek, vLLM, OpenRouter, Groq
  /maximum context length (?:is|of) (?<w>\d+)(?: tokens)?.*?(?:resulted in|requested(?: about)?) (?<t>\d+)/is,
  // xAI
  /maximum prompt length is (?<w>\d+) but the request contains (?<t>\d+)/i,
  // Anthropic
  /prompt is too long: (?<t>\d+) tokens > (?<w>\d+)/i,
  /exceed context limit: (?<in>\d+) \+ (?<out>\d+) > (?<w>\d+)/i,
  // Google
  /input token count \(?(?<t>\d+)\)? exceeds the maximum number of tokens allowed \(?(?<w>\d+)/i,
  // Mistral
  /prompt contains (?<t>\d+) tokens.*?too large for model with (?<w>\d+)/is,
  // SiliconFlow
  /(?:prompt_tokens|max_total_tokens) \((?<t>\d+)\) must be less than (?:or equal to )?max_seq_len \((?<w>\d+)/i,
  // SambaNova
  /prompt is (?<t>\d+) tokens long.*?maximum supported sequence length is just (?<w>\d+)/is,
  // LM Studio, llama-cpp-python, vLLM's older words
  /requested tokens \((?<t>\d+)\) exceed context window of (?<w>\d+)/i,
  /prompt \(length (?<t>\d+)\) is longer than the maximum model length of (?<w>\d+)/i,
  /loaded with context length of only (?<w>\d+)/i,
  // DashScope
  /range of input length should be \[\d+, ?(?<w>\d+)\]/i,
  // Moonshot
  /exceeded model token limit: ?(?<w>\d+)/i,
  // Cohere
  /total number of tokens.*?cannot exceed (?<w>\d+).*?received (?<t>\d+)/is,
  // rerank and embedding endpoints
  /(?:maximum (?:context|sequence|input) length|max(?:imum)? (?:tokens|length))(?: allowed)? (?:is|of) (?<w>\d+)(?: tokens)?/i,
  /maximum context length|context[ _-]?length[ _]exceeded|exceeds? the (?:available )?context (?:size|length|window)|context window exceeds/i,
  /exceeds the context window|input is too long for|input length exceeds|too many input tokens|prompt (?:is )?too long/i,
  /exceed max message tokens|reduce the length of the (?:messages|prompt|input)|(?:input|prompt|提示词|输入).{0,12}(?:超长|过长|超过.{0,6}(?:长度|限制|上限))/i,
]
const codes =
  /context_length_exceeded|exceed_context_size_error|context_window_exceeded|string_above_max_length|\b1261\b/

/** What of an overflow an error tells; undefined when it speaks of something else. */
export function overflowIn(body: ErrorBody): Overflow | undefined {
  for (const wording of wordings) {
    const found = wording.exec(body.message)
    if (!found) continue
    const { t, w, in: input, out } = found.groups ?? {}
    const tokens =
      t === undefined
        ? input === undefined
          ? numberIn(body, 'n_prompt_tokens')
          : Number(input) + Number(out)
        : Number(t)
    const window = w === undefined ? numberIn(body, 'n_ctx') : Number(w)
    return { ...(tokens === undefined ? {} : { tokens }), ...(window === undefined ? {} : { window }) }
  }
  return codes.test(body.codes) ? {} : undefined
}

function numberIn(body: ErrorBody, field: string): number | undefined {
  const value = body.raw[field]
  return typeof value === 'number' ? value : undefined
}
