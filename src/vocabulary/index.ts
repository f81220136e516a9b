/** Room 1, `vocabulary`: what are we talking about? Types and total functions; no imports, no I/O. */
export * from './text.ts'
export * from './document.ts'
export * from './query.ts'
export * from './evidence.ts'
export * from './feedback.ts'
export * from './report.ts'
export * from './steering.ts'
export * from './event.ts'
