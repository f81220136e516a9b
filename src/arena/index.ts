/** Room 12, `arena`: which way works best here? Evaluation on judged data, and the pages of figures. */
export * from './leaderboard.ts'
