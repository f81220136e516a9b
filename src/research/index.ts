/**
 * Room 11, `research`: the story. A question goes in; a strategy finds claims with evidence; every claim is
 * verified against the stored words; the report says what was found, what disagrees and what is missing.
 */
export * from './effort.ts'
export * from './strategy.ts'
export * from './research.ts'
export * from './check.ts'
export * from './estimate.ts'
export * from './poll.ts'
export * from './poll-feeds.ts'
export { asksForNews, type NewsQuestion } from './asks-for-news.ts'
export { isPrivate } from './shelf.ts'
