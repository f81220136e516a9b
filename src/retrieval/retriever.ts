import type { Query, Ranking } from '#vocabulary'
import type { Context } from '#runtime'
import type { Library } from '#library'
import type { z } from 'zod'

/** What retrieval methods are made of. */
export interface RetrievalParts {
  readonly library: Library
}

export type Retriever = (query: Query, context: Context) => Promise<Ranking>
export type Reranker = (ranking: Ranking, context: Context) => Promise<Ranking>
export type Rewriter = (query: Query, context: Context) => Promise<Query[]>

interface Plug<Shape, Options> {
  /** Its name in the literature. */
  readonly name: string
  readonly options: z.ZodType<Options>
  create(options: Options, parts: RetrievalParts): Shape
}

export type RetrieverPlug<Options = unknown> = Plug<Retriever, Options>
export type RerankerPlug<Options = unknown> = Plug<Reranker, Options>
export type RewriterPlug<Options = unknown> = Plug<Rewriter, Options>
