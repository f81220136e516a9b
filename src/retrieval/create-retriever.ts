import { KaojuError } from '#runtime'
import { rewriteThen, thenRerank } from './compose.ts'
import { plug as mmr } from './rerankers/mmr.ts'
import type { RetrievalParts, Retriever } from './retriever.ts'
import { plug as bm25 } from './retrievers/bm25.ts'
import { plug as rm3 } from './rewriters/rm3.ts'

/** The compositions that have a name on the command line (`--retriever`). */
export const retrieverNames = ['bm25', 'bm25+rm3', 'bm25+mmr', 'bm25+rm3+mmr'] as const

/** A name that `createRetriever` knows. */
export type RetrieverName = (typeof retrieverNames)[number]

/** A retriever by its name, every part with its default options. @throws KaojuError `option-invalid` */
export function createRetriever(name: string, parts: RetrievalParts): Retriever {
  const first = bm25.create(bm25.options.parse({}), parts)
  const expand = (retriever: Retriever): Retriever =>
    rewriteThen(rm3.create(rm3.options.parse({}), parts), retriever)
  const diversify = (retriever: Retriever): Retriever =>
    thenRerank(retriever, mmr.create(mmr.options.parse({}), parts))
  switch (name as RetrieverName) {
    case 'bm25':
      return first
    case 'bm25+rm3':
      return expand(first)
    case 'bm25+mmr':
      return diversify(first)
    case 'bm25+rm3+mmr':
      return diversify(expand(first))
    default:
      throw new KaojuError('option-invalid', {
        option: '--retriever',
        reason: `${name}; known: ${retrieverNames.join(', ')}`,
      })
  }
}
