/** Room 5, `reading`: what does it say, and where exactly? Bytes to documents, documents to passages and evidence. */
export * from './reader.ts'
export * from './document-builder.ts'
export * from './evidence.ts'
export * from './sentences.ts'
