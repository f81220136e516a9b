import type { DocumentId, Evidence, Expression, Language } from '#vocabulary'
import type { Context } from '#runtime'
import type { z } from 'zod'

/** Where what was seen stands: nothing is seen that cannot be gone back to. */
export type SeenAt =
  | { readonly kind: 'document'; readonly document: DocumentId }
  | { readonly kind: 'statement'; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'computed'; readonly expression: Expression; readonly evidence: readonly Evidence[] }

/** One thing that an action showed: text from outside, which enters a prompt through `quoteOutside` only. */
export interface Seen {
  readonly text: string
  /** Told before the text: title, date. From outside too. */
  readonly about: Readonly<Record<string, string>>
  readonly at: SeenAt
}

/** What an action gave back: data, never an instruction. Failure is told as such and is no empty list. */
export type Observation =
  | { readonly outcome: 'seen'; readonly seen: readonly Seen[] }
  /** It was done, and there is nothing. */
  | { readonly outcome: 'nothing' }
  /** It could not be done: `code` is an error's, or says what is wrong with the input. */
  | { readonly outcome: 'failed'; readonly code: string }
  | { readonly outcome: 'finished' }

/**
 * Something that a model may choose to do: it gives the input, code checks it and does it. What it shows can neither
 * add an action nor choose one.
 */
export interface Action<Input = unknown> {
  /** Lower case; `server/tool` of an MCP tool. */
  readonly name: string
  readonly description: Readonly<Record<Language, string>>
  /** What it must be given; what a model gives is parsed by it before anything else is done. */
  readonly schema: z.ZodType<Input>
  /** The description is from outside: it is quoted, and stands among what was seen. */
  readonly foreign?: true
  /**
   * @param context a place of its own
   * @throws what speaks of the run; every other failure is an observation
   */
  run(input: Input, context: Context): Promise<Observation>
}

/** What actions need of later rooms; who wires it decides what may leave and what may be read. */
export interface ActionParts {
  /** Looks outside: the model gives words, code decides what of them leaves. Absent = nowhere. */
  readonly search?: (query: string, context: Context) => Promise<Observation>
  /** Looks through what is held. */
  readonly library: (query: string, context: Context) => Promise<Observation>
  /** Reads on in a document, by the short id under which it was shown (`D3`); `unknown-id` for any other. */
  readonly read: (id: string, context: Context) => Promise<Observation>
  /** What was shown under a short id (`E3`); undefined: nothing. */
  readonly statement: (id: string) => readonly Evidence[] | undefined
  /** All that was shown, in order. */
  readonly statements: () => readonly (readonly Evidence[])[]
}

/** One file in `actions/` exports one of these as `plug`. */
export interface ActionPlug<Options = unknown> {
  readonly name: string
  readonly options: z.ZodType<Options>
  /** Undefined: it cannot be done with these parts. */
  create(options: Options, parts: ActionParts): Action | undefined
}

/** An action as it is kept among others: what it is given was parsed by its own schema. */
export function anyAction<Input>(action: Action<Input>): Action {
  return { ...action, run: (input, context) => action.run(action.schema.parse(input), context) }
}
