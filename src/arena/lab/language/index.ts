/** The language of the world: what can be said and asked of its things, said in words and read back. */
export * from './relation.ts'
export * from './relations.ts'
export * from './tell.ts'
export * from './read.ts'
