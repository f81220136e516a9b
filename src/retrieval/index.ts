/** Room 7, `retrieval`: which passages are worth reading for this question? */
export * from './retriever.ts'
