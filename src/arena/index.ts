/** Room 12, `arena`: which way works best here? Evaluation on judged data, and the pages of figures. */
export * from './leaderboard.ts'
export * from './retrieval-metrics.ts'
export * from './beir-files.ts'
export * from './evaluate-retrieval.ts'
export * from './retrieval-leaderboard.ts'
export * from './research-answers.ts'
export * from './research-leaderboard.ts'
export * from './attribution.ts'
