/** Making the lab's world, and what of it can be known by whom. */
export * from './make-world.ts'
export * from './digest.ts'
export * from './reachable-facts.ts'
