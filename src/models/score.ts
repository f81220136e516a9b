import type { Context } from '#runtime'
import type { ModelSpec } from './model.ts'

/**
 * How a score was come by, in falling order of quality. Scores of different origin are not comparable: they
 * are never mixed in one ranking.
 */
export type ScoreOrigin =
  /** p(yes) / (p(yes) + p(no)) from token log-probabilities. */
  | 'logprobs'
  /** Laplace-smoothed frequency of "yes" over samples. */
  | 'sampling'
  /** An integer grade 0 to 10 that the model was asked for, divided by 10. */
  | 'grade'
  /** Relevance as a rerank endpoint gives it. */
  | 'endpoint'

/** A proposition about each of several items, to be scored alike. */
export interface ScoreQuestion {
  readonly system: string
  /** One text an item; each asks for yes or no. */
  readonly items: readonly string[]
}

/** Scores in the order of the items, all of one origin; undefined where an item got none. */
export interface Scored {
  readonly origin: ScoreOrigin
  readonly model: string
  readonly scores: readonly (number | undefined)[]
}

/** A model that says how true something is, 0 to 1. */
export interface Score {
  readonly spec: ModelSpec
  /** Scores all items with one origin: when the best one fails on the way, all are scored again with the next. */
  score(name: string, question: ScoreQuestion, context: Context): Promise<Scored>
}

/** A model that orders texts by how well they answer a query: a rerank endpoint, or a chat model through `Score`. */
export interface Rerank {
  readonly spec: ModelSpec
  rerank(name: string, query: string, texts: readonly string[], context: Context): Promise<Scored>
}
