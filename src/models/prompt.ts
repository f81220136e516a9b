import type { Language } from '#vocabulary'
import type { z } from 'zod'
import type { ChatPart } from './chat.ts'

/** A form of answer for models that cannot write JSON: one line a thing. */
export interface LineForm<T> {
  /** How to answer, in words, in the language of the prompt. */
  readonly instruction: string
  /** Undefined when the text holds no answer in this form. */
  parse(text: string): T | undefined
}

/**
 * What a step asks of a model: rendered by a pure function beside its only caller (`<name>.prompt.ts`), its text
 * tested by snapshot. What stays the same comes first: `system`, then `material` shared by several calls, then
 * `question`. Text from outside stands in it only through `quoteOutside`.
 */
export interface Prompt<T> {
  /** e.g. `plan`, `write-section`: names the paid call and the schema. */
  readonly name: string
  readonly language: Language
  /** Who you are, what to do, what counts as done. Short. */
  readonly system: string
  /** An example or two; left out for reasoning models. */
  readonly examples?: string
  readonly material?: string
  readonly question: string
  readonly pictures?: readonly Extract<ChatPart, { type: 'picture' }>[]
  /** What the answer must be. */
  readonly schema: z.ZodType<T>
  readonly lines?: LineForm<T>
  /** What the schema cannot say (ids that exist, no repeats); a sentence on what is wrong, undefined = right. */
  readonly check?: (value: T) => string | undefined
  /** The answer may be in another language than the prompt (translated queries, names): it is not asked again for that. */
  readonly anyLanguage?: true
  /** Tokens of answer, thinking not counted. */
  readonly answerTokens: number
}

/** What an answer was lacking, where it was mended or taken all the same. */
export type Mend =
  /** Its syntax: quotes, commas, brackets, comments. */
  | 'syntax'
  /** Its shape: "3" for 3, one item for a list of one, what stood around it. */
  | 'shape'
  /** Thinking stood in its strings and was taken out. */
  | 'thinking'
  /** It broke off: the whole items of its list were kept, the broken one was dropped. */
  | 'cut-list'
  /** It is in another language than the prompt, and was so again when asked again. */
  | 'other-language'

/** The rung of the ladder on which an answer became usable. */
export type Rung = 'json-schema' | 'tool' | 'json' | 'extracted' | 'repaired' | 'lines' | 'classical'

/** An answer, and who gave it. */
export interface Thought<T> {
  readonly value: T
  /** Model id, or `classical`. */
  readonly by: string
  readonly rung: Rung
  /** Why it is classical, where it is: an error code. */
  readonly because?: string
  /** What was mended on the way; absent = nothing. */
  readonly mended?: readonly Mend[]
}
