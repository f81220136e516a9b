import type { Chance } from '#runtime'

/** A turn of the conversation that the simulated model is shown; pictures are left out. */
export interface ShownTurn {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly text: string
  /** Calls that the assistant made in this turn. */
  readonly calls?: readonly ToolCall[]
  /** Of a tool's answer: the call it answers. */
  readonly answers?: string
}

export interface ToolCall {
  readonly id: string
  readonly name: string
  /** JSON as text. */
  readonly arguments: string
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What is asked of the simulated model in one call; all it knows. */
export interface ModelAsk {
  readonly turns: readonly ShownTurn[]
  readonly tools: readonly {
    readonly name: string
    readonly description: string
    readonly parameters: Json
  }[]
  /** Whether a tool must be called: `required`, or the tool of this name. */
  readonly toolChoice: 'auto' | 'none' | 'required' | { readonly name: string }
  /** The schema that the answer must have; absent: text. */
  readonly schema?: { readonly name: string; readonly schema: Json }
  /** The answer must be JSON of any shape. */
  readonly json: boolean
}

/** What it says. */
export interface ModelAnswer {
  /** Text, or JSON as text where that was asked for. */
  readonly text: string
  readonly thinking?: string
  /** Instead of a text. */
  readonly calls?: readonly { readonly name: string; readonly arguments: Json }[]
  /** How sure it is of its first token, 0 to 1: what log-probabilities tell. */
  readonly sure: number
}

/** How a mind goes wrong; each a probability per occasion, 0 to 1. */
export interface MindFaults {
  /** A value is told wrongly. */
  readonly errs: number
  /** A sentence is added about what no text says. */
  readonly invents: number
  /** Instructions that stand in a text from outside are obeyed. */
  readonly obeys: number
  /** A fact is retold in other words than the source's, which is no fault but a test of verifiers. */
  readonly paraphrases: number
  /**
   * No fault either: sentences that stand beside a fact in its source and are told with it, word for word, as writers of
   * long reports do; so many for each fact, where the prompt leaves room for them. Absent: none.
   */
  readonly context?: number
}

/**
 * Answers as a model would that reads perfectly what it is shown and knows nothing else: it plans from the question,
 * extracts and joins facts that stand in the prompt, and goes wrong at set rates. No state, no world.
 */
export type Mind = (ask: ModelAsk, faults: MindFaults, chance: Chance) => ModelAnswer

/** How an endpoint goes wrong; each a probability per request, 0 to 1, drawn by seed, prompt and repetition. */
export interface EndpointFaults {
  /** JSON that does not parse. */
  readonly malformed: number
  /** An answer that breaks off (`finish_reason: length`). */
  readonly truncated: number
  /** A refusal. */
  readonly refused: number
  /** 429 with `retry-after`. */
  readonly overloaded: number
  /** 500. */
  readonly failed: number
  /** A stream that is cut. */
  readonly cut: number
}

/** What the simulated model is like. */
export interface ModelSettings {
  readonly name: string
  /** Milliseconds until the first token. */
  readonly firstToken: number
  /** Milliseconds per token after it, thinking included. */
  readonly perToken: number
  /** Tokens of prompt and answer together. */
  readonly contextWindow: number
  /**
   * Tokens that an answer takes at least, whatever the prompt says: what the answer itself does not fill is spent on
   * thinking first, so that nobody is faster for asking for less.
   */
  readonly answerTokens: { readonly text: number; readonly structured: number }
  /** US dollars per million tokens. */
  readonly price: { readonly input: number; readonly output: number }
  /** What it can: without, the field is refused with status 400 as servers do. */
  readonly can: { readonly schema: boolean; readonly tools: boolean; readonly logprobs: boolean }
  readonly mind: MindFaults
  readonly endpoint: EndpointFaults
}

/** A model that answers at once and never goes wrong. */
export const perfectModel: ModelSettings = {
  name: 'lab-model',
  firstToken: 0,
  perToken: 0,
  contextWindow: 128_000,
  answerTokens: { text: 240, structured: 60 },
  price: { input: 0.5, output: 2 },
  can: { schema: true, tools: true, logprobs: true },
  mind: { errs: 0, invents: 0, obeys: 0, paraphrases: 0 },
  endpoint: { malformed: 0, truncated: 0, refused: 0, overloaded: 0, failed: 0, cut: 0 },
}
