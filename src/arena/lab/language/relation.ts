import type { EntityType, LabLanguage, UnitId } from '../world.ts'

/** What may be said of a thing, and how it is said in both languages. */
export interface Relation {
  /** e.g. `opened` */
  readonly id: string
  readonly subjects: readonly EntityType[]
  readonly value:
    | { readonly kind: 'date'; readonly precision: 'year' | 'day' }
    | { readonly kind: 'quantity'; readonly unit: UnitId; readonly low: number; readonly high: number }
    | { readonly kind: 'entity'; readonly type: EntityType }
  /** It changes with the years, so that it is told for one (`{y}`): population, a director. */
  readonly changing?: true
  readonly words: Readonly<Record<LabLanguage, RelationWords>>
}

/**
 * In templates `{s}` is the subject, `{v}` the value, `{y}` the year for which it is told. Every template of a language
 * is unlike every other one, so that a sentence made from one is read back as what it was made from.
 */
export interface RelationWords {
  /** Whole sentences, at least three; of changing relations each with `{y}`. */
  readonly statements: readonly string[]
  /** Of changing relations: how a past state is told, with `{y}` as the last year in which it was so; at least one. */
  readonly past?: readonly string[]
  /** Whole questions for the value, at least two; of changing relations about now. */
  readonly asks: readonly string[]
  /** Head of a row or an info box: `Opened`. */
  readonly label: string
  /** The value as a noun phrase, for entity values: `the designer of {s}`. */
  readonly noun?: string
  /** What is asked for in a list of things: `the length of {s}`. */
  readonly topic: string
  /** Which has more of it, or was earlier, for quantities and dates: `Which is longer, {a} or {b}?` with `{a}`, `{b}`. */
  readonly which?: string
  /** Which has less of it, or was later: `Which is shorter, {a} or {b}?`; whatever has `which` has this too. */
  readonly whichLess?: string
  /** Together, for quantities that can be added: `How much did {list} cost together?` */
  readonly together?: string
  /** By how much, for quantities: `How much longer is {a} than {b}?` */
  readonly gap?: string
  /** In what order, for dates: `In what order were {list} opened?` */
  readonly order?: string
  /** How many, by value, for entity values: `How many bridges did {v} build?`, by type of subject. */
  readonly count?: Readonly<Partial<Record<EntityType, string>>>
  /** Which ones, by value: `Which bridges did {v} build?` */
  readonly list?: Readonly<Partial<Record<EntityType, string>>>
  /** How a sentence in anybody's words speaks of it: source of a regular expression, case ignored. */
  readonly cue: string
}
