import type { Chance } from '#runtime'
import type { Asked, Fact, LabLanguage, QuestionId, QuestionKind, Value } from '../world.ts'
import type { Draft } from './draft.ts'

/**
 * Where a fact is told.
 * - `open`: on several sites of the region. `single`: on one page. `lost`: on a dead host only.
 * - `foreign`: in the language that the question is not asked in. `old`: on a page that nobody took down.
 * - `side`: on one of two sites that disagree. `scan`: on a scanned page only. `feed`: on a page that only a feed links.
 * - `document`: in the user's own file. `private`: there too, and nobody asked. `record`: with an MCP server only.
 * - `lie`: in a copy with one number changed. `injected`: on a page that instructs whoever reads it.
 */
export type Place =
  | 'open'
  | 'single'
  | 'lost'
  | 'foreign'
  | 'old'
  | 'side'
  | 'scan'
  | 'feed'
  | 'document'
  | 'private'
  | 'record'
  | 'lie'
  | 'injected'

export interface PlacedFact {
  readonly fact: Fact
  readonly place: Place
  /** Facts of one topic stand on the same pages. */
  readonly topic: string
}

/** A question before anything has a name. */
export interface Plan {
  readonly asked: Asked
  readonly wanted: readonly Fact[]
  readonly through: readonly Fact[]
  readonly derived: readonly Value[]
  readonly placed: readonly PlacedFact[]
}

export interface PlannedQuestion extends Plan {
  readonly id: QuestionId
  readonly kind: QuestionKind
  readonly language: LabLanguage
  /** Questions of a region share things and sites. */
  readonly region: number
}

/** What a question is planned with. */
export interface Planning {
  readonly draft: Draft
  readonly region: number
  readonly chance: Chance
  /** How many questions of this kind came before it. */
  readonly ordinal: number
  /** Subjects of a survey; absent: three or four. */
  readonly breadth?: number
}

/** Plans a question of one kind. */
export type PlanKind = (planning: Planning) => Plan
