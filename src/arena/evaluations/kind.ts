import type { Language } from '#vocabulary'
import type { Context } from '#runtime'
import type { Models } from '#models'
import type { ReadingPool } from '#reading'
import type { Evaluation } from '../evaluation.ts'
import type { EvaluationData } from './data-file.ts'

/** What is evaluated, on how much of which data. */
export interface EvaluationOptions {
  /** File, or for `needle` a folder too. */
  readonly data: string
  /** How many items, drawn by seed; 0: all. Default: as the kind has it. */
  readonly n?: number
  /** Draws the items and whatever else is left to chance; default `kaoju`. */
  readonly seed?: string
  /** Who thinks; absent: nobody, everything is done by rules. */
  readonly models?: Models
  /** Of the notes; default `en`. */
  readonly language?: Language
  /** `attribution`: a name in the catalogue of verifiers; default `literal`. */
  readonly verifier?: string
  /** `needle`: how many depths, from the beginning to the end of the text; default 10. */
  readonly depths?: number
  /** `needle`: context lengths in estimated tokens; default 1000, 4000, 16000. */
  readonly lengths?: readonly number[]
}

/** What a kind works with. */
export interface EvaluationParts {
  readonly options: EvaluationOptions
  readonly seed: string
  readonly models?: Models
  /** Reads the documents of throw-away libraries. */
  readonly pool: ReadingPool
  /** `n` of the items by seed, in their own order. */
  readonly sample: <T>(items: readonly T[], usual: number) => readonly T[]
  /** Tells one of so many done. */
  readonly tell: (done: number, total: number, item: string) => void
}

/** A sentence in every language that notes are written in. */
export type Note = Readonly<Record<Language, string>>

/** What a kind found; the rest of the evaluation is the same for all. */
export interface EvaluationFindings extends Pick<
  Evaluation,
  'method' | 'models' | 'metrics' | 'groups' | 'items'
> {
  /** Items of the data that were used, and how many it holds. */
  readonly used: number
  readonly of: number
  readonly notes: readonly Note[]
}

/**
 * A kind of evaluation: how its data are recognised, and how it is run. Adding one is a file of this shape, and
 * its name in the list of `runEvaluation`.
 */
export interface EvaluationKind<Item> {
  readonly kind: string
  /** The items of the data. @throws KaojuError `data-invalid` with the line, where they are of another shape */
  recognise(data: EvaluationData, parts: EvaluationParts, context: Context): Promise<readonly Item[]>
  run(items: readonly Item[], parts: EvaluationParts, context: Context): Promise<EvaluationFindings>
}
