/** Room 7, `retrieval`: which passages are worth reading for this question? */
export * from './retriever.ts'
export { plug as bm25, queryTerms } from './retrievers/bm25.ts'
export { plug as rm3 } from './rewriters/rm3.ts'
export { plug as mmr } from './rerankers/mmr.ts'
export * from './neighbours.ts'
export * from './compose.ts'
export * from './create-retriever.ts'
