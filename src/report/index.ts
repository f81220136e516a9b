/** Room 10, `report`: how is it told? */
export * from './format.ts'
export * from './words.ts'
export * from './reasons.ts'
export { collectDocuments } from './citations.ts'
export { auditSchema, jsonSchemaOf, parseAudit, parseReport, reportSchema } from './schema.ts'
export { formats } from './catalog.generated.ts'
export * from './render.ts'
