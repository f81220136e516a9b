import { KaojuError } from '#runtime'
import { rerankers, retrievers, rewriters } from './catalog.generated.ts'
import { fuse, rewriteThen, thenRerank } from './compose.ts'
import type { RetrievalParts, Retriever } from './retriever.ts'

/**
 * Compositions worth naming on the command line (`--retriever`); others are made by the same rule. Those with
 * `dense` or a reranker other than `mmr` need models.
 */
export const retrieverNames = [
  'bm25',
  'bm25+rm3',
  'bm25+mmr',
  'bm25+rm3+mmr',
  'dense',
  'bm25+dense',
  'bm25+rerank',
  'bm25+dense+rerank',
  'bm25+pointwise-yes-no',
  'bm25+dense+pointwise-yes-no',
  'bm25+rankgpt',
  'bm25+dense+rankgpt',
] as const

/** A name that `createRetriever` knows. */
export type RetrieverName = (typeof retrieverNames)[number]

/**
 * A retriever by its name, every part with its default options: retrievers, each followed by its rewriter if it
 * has one, are fused; rerankers follow, each over what came before. `bm25+rm3+dense+rerank` reranks the fusion
 * of dense retrieval and of BM25 with RM3.
 *
 * @throws KaojuError `option-invalid` (unknown, or in another order), `models-none`
 */
export function createRetriever(name: string, parts: RetrievalParts): Retriever {
  const stages: Retriever[] = []
  let reranked: Retriever | undefined
  for (const part of name.split('+')) {
    const retriever = retrievers.find((plug) => plug.name === part)
    const rewriter = rewriters.find((plug) => plug.name === part)
    const reranker = rerankers.find((plug) => plug.name === part)
    if (retriever && !reranked) stages.push(retriever.create(retriever.options.parse({}), parts))
    else if (rewriter && !reranked && stages.length > 0)
      stages.push(rewriteThen(rewriter.create(rewriter.options.parse({}), parts), stages.pop()!))
    else if (reranker && stages.length > 0)
      reranked = thenRerank(reranked ?? fused(stages), reranker.create(reranker.options.parse({}), parts))
    else
      throw new KaojuError('option-invalid', {
        option: '--retriever',
        reason: `${name}; known: ${retrieverNames.join(', ')}`,
      })
  }
  return reranked ?? fused(stages)
}

function fused(stages: readonly Retriever[]): Retriever {
  return stages.length === 1 ? stages[0]! : fuse(stages)
}
