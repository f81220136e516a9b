import type { Query } from '#vocabulary'
import { bestRetriever, createRetriever, fuse, rerank, thenRerank, type Retriever } from '#retrieval'
import type { Seek } from './gather.ts'
import type { Rewriting } from './rewrite.prompt.ts'
import type { ResearchParts } from './strategy.ts'

/** What a rewritten form counts beside the question as it was asked. */
const rewritten = 0.7

/**
 * Searching with all that is configured: the question as asked by the best first stage, and in the first round
 * its keywords by BM25 and its statement by the best first stage, fused; then the reranker. What is not
 * configured is left out; with nothing configured it is BM25 as asked.
 */
export function seekForms(
  { library, models }: Pick<ResearchParts, 'library' | 'models'>,
  forms: Rewriting | undefined,
): Seek {
  const parts = { library, ...(models ? { models } : {}) }
  const seek = async (...[query, method, round, context]: Parameters<Seek>): ReturnType<Seek> => {
    const best = await bestRetriever(parts, context, method)
    const also = round === 1 && forms ? otherForms(forms, best, createRetriever('bm25', { library })) : []
    const found =
      also.length === 0 ? best : fuse([best, ...also], { weights: [1, ...also.map(() => rewritten)] })
    const retrieve = models?.reranker
      ? thenRerank(found, rerank.create(rerank.options.parse({}), parts))
      : found
    return await retrieve(query, context)
  }
  const inputs = {
    forms,
    embedder: models?.embedder?.spec.id,
    reranker: models?.reranker?.spec.id,
  }
  return Object.assign(seek, { inputs })
}

function otherForms(
  { keywords, statement, abroad = '' }: Rewriting,
  best: Retriever,
  lexical: Retriever,
): Retriever[] {
  const asking = (retriever: Retriever, text: string, origin: string): Retriever[] =>
    text.trim() === '' ? [] : [(query: Query, context) => retriever({ ...query, text, origin }, context)]
  return [
    ...asking(lexical, keywords, 'keywords'),
    ...asking(lexical, abroad, 'keywords'),
    ...asking(best, statement, 'hyde'),
  ]
}
