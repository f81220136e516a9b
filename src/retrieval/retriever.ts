import type { Query, Ranking } from '#vocabulary'
import type { Context } from '#runtime'
import type { Library } from '#library'
import type { Models } from '#models'
import type { z } from 'zod'

/** What retrieval methods are made of. */
export interface RetrievalParts {
  readonly library: Library
  /** Who embeds and reranks; methods that need somebody who is absent say `models-none` when they are made. */
  readonly models?: Models
}

/** Finds the passages for a query, best first. */
export type Retriever = (query: Query, context: Context) => Promise<Ranking>

/** Orders a ranking anew. */
export type Reranker = (ranking: Ranking, context: Context) => Promise<Ranking>

/** Turns a query into the queries to search with. */
export type Rewriter = (query: Query, context: Context) => Promise<Query[]>

interface Plug<Shape, Options> {
  /** Its name in the literature. */
  readonly name: string
  readonly options: z.ZodType<Options>
  create(options: Options, parts: RetrievalParts): Shape
}

/** One file in `retrievers/` exports one of these as `plug`. */
export type RetrieverPlug<Options = unknown> = Plug<Retriever, Options>

/** One file in `rerankers/` exports one of these as `plug`. */
export type RerankerPlug<Options = unknown> = Plug<Reranker, Options>

/** One file in `rewriters/` exports one of these as `plug`. */
export type RewriterPlug<Options = unknown> = Plug<Rewriter, Options>
