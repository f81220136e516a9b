/**
 * Who thinks: what is known of a model before it is asked anything. Plain data, so that a run can record which
 * models it was given; keys are never part of it.
 */

/** What models are used for; each is used by the rooms named here. */
export type Role =
  /** Takes questions apart, says what is missing. */
  | 'planner'
  /** Many small well-defined jobs: rewriting queries, extracting, tables. */
  | 'worker'
  /** Writes the sentences of a report. */
  | 'writer'
  /** Says whether evidence bears a sentence. */
  | 'judge'
  /** Describes pictures. */
  | 'vision'
  /** Turns text into vectors. */
  | 'embedder'
  /** Orders passages by how well they answer. */
  | 'reranker'

/** All roles, in the order in which they are told. */
export const roles = ['planner', 'worker', 'writer', 'judge', 'vision', 'embedder', 'reranker'] as const

/** What is spoken on the wire. */
export type Protocol =
  /** OpenAI Chat Completions, Embeddings; what nearly every server speaks. */
  | 'openai'
  /** OpenAI Responses in background mode: work goes on there when the caller dies. */
  | 'openai-responses'
  | 'anthropic'
  | 'google'
  /** POST /rerank as Jina, Cohere, SiliconFlow, vLLM serve it. */
  | 'rerank'
  /** An embedding model in this process (ONNX), nothing leaves. */
  | 'local'
  /** Written by hand, for tests and demonstrations: never a measure of quality. */
  | 'scripted'

/** US dollars per million tokens. */
export interface Price {
  readonly input: number
  readonly output: number
  /** Prompt tokens that the provider's prefix cache held; default: as `input`. */
  readonly cachedInput?: number
  /** When the price was looked up (ISO 8601 date), or `configured`. */
  readonly asOf: string
}

/** How a kind of model wants to be spoken to. */
export interface Profile {
  /** e.g. `instruct`, `reasoning`, `deepseek-r1`. */
  readonly name: string
  /** Where instructions go: DeepSeek-R1 wants everything in the user's turn. */
  readonly systemRole: 'system' | 'developer' | 'none'
  /** Thinks before it answers: terse prompts, no examples, a larger output budget. */
  readonly reasoning: boolean
  /** Undefined: the model takes no temperature. */
  readonly temperature?: { readonly low: number; readonly high: number; readonly default: number }
  /** The answer is made to open with this, so that it thinks at all (e.g. `<think>\n`). */
  readonly thinkPrefix?: string
  /** Tokens added to the output budget of a prompt for thinking. */
  readonly thinkingTokens: number
  /** The field that bounds the answer (OpenAI protocol). */
  readonly outputLimitField: 'max_tokens' | 'max_completion_tokens'
  /** Rungs of the ladder that the model is known to lack; the others are tried. */
  readonly lacks: readonly Ability[]
  /** Accepts pictures. */
  readonly vision: boolean
}

/** What a model may or may not be able to do. */
export type Ability =
  | 'json-schema'
  | 'tools'
  | 'json-mode'
  | 'logprobs'
  | 'stream-usage'
  | 'streaming'
  | 'seed'

/** A model as configured: everything but the key. */
export interface ModelSpec {
  /** `provider/name`, as people type it. */
  readonly id: string
  readonly provider: string
  /** As its endpoint knows it. */
  readonly name: string
  readonly protocol: Protocol
  /** e.g. `https://api.deepseek.com/v1`; no trailing slash. */
  readonly baseUrl: string
  /** Tokens of prompt and answer together. */
  readonly contextWindow: number
  /** Tokens of answer, thinking included. */
  readonly maxOutput: number
  /** Whether the two above are known of this model or assumed. */
  readonly limitsFrom: 'configured' | 'known' | 'assumed'
  /** Absent: unknown. A model on this machine costs 0. */
  readonly price?: Price
  readonly profile: Profile
  /** Dimensions of its vectors, where configured. */
  readonly dimensions?: number
  /** Calls under way at once, at most. */
  readonly concurrency: number
}

/** What opens an endpoint: kept apart from the spec, never recorded, never printed whole. */
export interface Credentials {
  readonly key?: string
  /** Where the key comes from, for people: `DEEPSEEK_API_KEY`, `config.json`. */
  readonly origin: string
  readonly headers?: Readonly<Record<string, string>>
}
