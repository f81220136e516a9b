/**
 * Room 8, `memory`: what do we know already? The contract of a memory that bears its evidence, and the memory of
 * somebody who has none.
 */
export * from './memory.ts'
export * from './no-memory.ts'
