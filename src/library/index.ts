/** Room 6, `library`: what do we hold? Immutable snapshots, documents and passages, and the index over them. */
export * from './library.ts'
export * from './lexical/index.ts'
export * from './ingest.ts'
export * from './open-library.ts'
export * from './embed-passages.ts'
export { VectorScan } from './vector-scan.ts'
