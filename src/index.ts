/**
 * Kaoju as a library: a context, a library of documents, a question or a text, and a report whose every
 * sentence opens to the words that support it.
 *
 * ```ts
 * const { context } = createContext()
 * const library = await openLibrary({ home: 'my-library', mode: 'write' }, context)
 * await addPaths(library, ['papers'], {}, context)
 * const report = await research({ question: 'What changed?', language: 'en', effort: 'standard' }, { library }, context)
 * await library.close()
 * ```
 *
 * What is exported here is stable; what is not is free to change.
 */
export * from '#vocabulary'
export {
  createConfiguredEgress,
  createContext,
  createEventLog,
  createInbox,
  createWebEgress,
  engineVersion,
  errorCodes,
  explain,
  KaojuError,
  openRuns,
  readOnly,
  spentSoFar,
  type Charge,
  type Context,
  type ContextOptions,
  type ErrorCode,
  type Egress,
  type EventLog,
  type Inbox,
  type Journal,
  type LeftOut,
  type Limits,
  type OpenInbox,
  type RunRecord,
  type Runs,
  type Taken,
  type WebEgressOptions,
} from '#runtime'
export {
  createBrowser,
  createMcpSource,
  createSearch,
  createWebSearch,
  searchPlugs,
  type McpSetting,
  type McpSource,
  type PageRenderer,
  type Search,
  type SearchPlug,
  type SourceHit,
  type WebQuery,
  type WebSearch,
} from '#sources'
export {
  cast,
  createModels,
  knownModel,
  profileNamed,
  scriptModel,
  type Casting,
  type Credentials,
  type Models,
  type ModelsConfiguration,
  type ModelSpec,
  type Role,
} from '#models'
export {
  addPaths,
  openLibrary,
  type Added,
  type Holding,
  type HoldingState,
  type IngestOptions,
  type IngestSummary,
  type Library,
  type Resolved,
} from '#library'
export { noMemory, type Memory, type MemoryEntry, type MemoryOffer } from '#memory'
export { createRetriever, type Retriever } from '#retrieval'
export {
  checkText,
  efforts,
  estimateResearch,
  leftInRewriting,
  previousOf,
  research,
  standAlone,
  type CheckTask,
  type Effort,
  type Previous,
  type ResearchTask,
  type WebParts,
  type Writing,
} from '#research'
export { collectDocuments, parseAudit, parseReport, renderReport, type ReportAssets } from '#report'
