import type { Context } from '#runtime'
import type { ModelSpec, Role } from './model.ts'

/** A JSON Schema (2020-12), as sent to endpoints. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A part of a message; pictures are given as bytes. */
export type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'picture'; readonly mediaType: string; readonly base64: string }

/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: 'user' | 'assistant'
  readonly content: string | readonly ChatPart[]
}

/** The form in which an answer is asked for on the wire. */
export type ChatOutput =
  | { readonly mode: 'text' }
  | { readonly mode: 'json-schema'; readonly name: string; readonly schema: JsonSchema }
  | {
      readonly mode: 'tool'
      readonly name: string
      readonly description: string
      readonly schema: JsonSchema
    }
  | { readonly mode: 'json' }

/**
 * One question to a chat model. What does not change from call to call comes first (system, then instructions,
 * then material, then the question), so that providers' prefix caches hit.
 */
export interface ChatRequest {
  readonly system?: string
  readonly messages: readonly ChatMessage[]
  readonly output: ChatOutput
  /** Tokens of answer, thinking included. */
  readonly maxOutputTokens: number
  readonly temperature?: number
  readonly seed?: number
  readonly stop?: readonly string[]
  /** Alternatives wanted at each place of the answer, 0 to 20. */
  readonly logprobs?: number
  /** The answer is made to open with this. */
  readonly prefill?: string
}

/** What an answer was billed as. */
export interface Usage {
  /** Tokens of the prompt, cached ones included. */
  readonly inputTokens: number
  /** Tokens of the answer, thinking included. */
  readonly outputTokens: number
  readonly cachedTokens: number
  /** Tokens of the prompt that the provider wrote into its cache, where it bills that apart (Anthropic). */
  readonly writtenTokens?: number
}

/** One place of an answer: the token taken and the most likely alternatives, natural logarithms. */
export interface TokenLogprob {
  readonly token: string
  readonly logprob: number
  readonly top: readonly { readonly token: string; readonly logprob: number }[]
}

/** What came back: plain JSON, so that it can be recorded as it is. */
export interface ChatAnswer {
  /** Without thinking. */
  readonly text: string
  readonly thinking: string
  /** Arguments of the tool call, as the endpoint gave them (text, whatever the endpoint made of it). */
  readonly toolArguments?: string
  readonly finish: 'stop' | 'length' | 'filter' | 'tool' | 'unknown'
  readonly logprobs?: readonly TokenLogprob[]
  /** Absent: the endpoint did not say. */
  readonly usage?: Usage
  /** The model that says it answered. */
  readonly answeredBy?: string
}

/** Hears an answer while it is being written, without its thinking. */
export interface AnswerListener {
  /** An answer begins; what was heard of another before is void. */
  onStart(): void
  /** A piece of its text, or of the arguments of its tool call. */
  onPiece(piece: string, part: 'text' | 'tool'): void
}

/** What a wire exchange may use; `fetch` goes to the model's endpoint only. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch
  readonly signal: AbortSignal
  /** Waits, on the run's clock; rejects when the run is aborted. */
  sleep(milliseconds: number): Promise<void>
  /** Thinking as it comes, a piece at a time. */
  onThinking?(piece: string): void
  /** Hears the answer as it comes; transports that do not stream tell it at its end, or (`openai-responses`) not. */
  readonly answer?: AnswerListener
  /** Remembers work that goes on at the provider (`openai-responses`). */
  onHandle?(handle: string): Promise<void>
}

/**
 * One exchange with one model on the wire: no retries, no budget, no journal, no repair; those belong to
 * `Chat.generate` and the ladder.
 */
export interface ChatTransport {
  /** @throws AttemptFailure whose error names the cause and whose cost is set where it was billed */
  exchange(request: ChatRequest, wire: Wire): Promise<ChatAnswer>
  /** Work begun earlier under this handle; undefined when the provider no longer knows it. */
  reattach?(handle: string, wire: Wire): Promise<ChatAnswer | undefined>
}

/** A chat model in a role: journalled, budgeted, retried, fitted into its window. */
export interface Chat {
  readonly spec: ModelSpec
  readonly role: Role
  /** Who is asked when this one fails for good. */
  readonly fallback?: Chat
  /**
   * Asks once (retries included) as the paid call `name` below the context's path.
   *
   * @throws KaojuError every `model-…`, `endpoint-…`, `circuit-open`, `budget-exhausted`, `budget-unpriced`, `aborted`
   */
  generate(name: string, request: ChatRequest, context: Context): Promise<ChatAnswer>
  /**
   * As `generate`, of which it is the same step, heard while it is being written; recalled answers are not heard.
   * Absent: answers of this chat cannot be heard.
   */
  stream?(name: string, request: ChatRequest, listener: AnswerListener, context: Context): Promise<ChatAnswer>
}
