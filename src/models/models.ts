import type { Chat } from './chat.ts'
import type { Embed } from './embed.ts'
import type { Credentials, ModelSpec, Role } from './model.ts'
import type { Rerank, Score } from './score.ts'

/** A role and who plays it. */
export interface Casting {
  readonly role: Role
  readonly spec: ModelSpec
  /** `configured` for it, or stands in by the rule of fallbacks. */
  readonly because: 'configured' | { readonly standsInFor: Role }
  /** Asked in turn when it fails for good. */
  readonly fallbacks: readonly ModelSpec[]
}

/** The models of a run, by what they are for; undefined = nobody: the classical twin does it. */
export interface Models {
  readonly castings: readonly Casting[]
  readonly planner?: Chat
  readonly worker?: Chat
  readonly writer?: Chat
  readonly judge?: Chat
  readonly vision?: Chat
  readonly embedder?: Embed
  /** A rerank endpoint; a chat model cast as reranker speaks through `score`. */
  readonly reranker?: Rerank
  /** Yes-or-no scores, from the chat model cast as reranker, else from the judge's. */
  readonly score?: Score
}

/** What models are made from. `specs` can be recorded with a run; `credentials` (by model id) cannot. */
export interface ModelsConfiguration {
  readonly castings: readonly Casting[]
  readonly credentials: ReadonlyMap<string, Credentials>
}

/** No models: everything is done by its classical twin. */
export const noModels: Models = { castings: [] }
