import type { Audit, DocumentId, Language, Report } from '#vocabulary'
import { explainRecorded, type Context, type Limits, type RunRecord, type RunRequest } from '#runtime'
import type { Casting, Models } from '#models'
import type { IngestSummary, Library } from '#library'
import type { Effort } from '#research'

/**
 * What runs are asked to do, as their journal records it, and how it is done.
 *
 * 1. A request holds all that the run depends on and that can be said before it starts; paths are absolute.
 * 2. What the run must look at first (which documents the folders hold, which of them are in scope) is its first
 *    observation: a resume reads the folders again only if the run died before that was recorded.
 * 3. Keys are in no request: whoever executes a run looks them up.
 */
export interface RunConfiguration {
  readonly castings: readonly Casting[]
  /** Absent: as the castings allow. */
  readonly strategy?: string
  readonly limits: Limits
  /** Wall clock of all attempts together. */
  readonly milliseconds?: number
}

/** What is read before a question is worked on or a text is audited. */
interface Sources {
  /** Files and folders to bring in, which then are all that is used; absent: all that the library lists. */
  readonly docs?: readonly string[]
  readonly maxFileBytes: number
}

export interface ResearchRunTask extends Sources {
  readonly question: string
  readonly language: Language
  readonly effort: Effort
}

export interface CheckRunTask extends Sources {
  /** As it was given, for messages. */
  readonly file: string
  readonly uri: string
  /** SHA-256 of its bytes. */
  readonly snapshot: string
  readonly text: string
  readonly language: Language
}

export interface AddRunTask {
  readonly paths: readonly string[]
  readonly maxFileBytes: number
}

/** A request whose parts are known. */
export type KnownRequest = Omit<RunRequest, 'kind' | 'task' | 'configuration'> & {
  readonly configuration: RunConfiguration
} & (
    | { readonly kind: 'research'; readonly task: ResearchRunTask }
    | { readonly kind: 'check'; readonly task: CheckRunTask }
    | { readonly kind: 'add'; readonly task: AddRunTask }
  )

/** What `add` brought in, and what the library holds since. */
export interface Added extends IngestSummary {
  readonly held: { readonly documents: number; readonly passages: number }
}

/** What a run brought home. */
export type RunValue =
  | { readonly kind: 'research'; readonly report: Report }
  | { readonly kind: 'check'; readonly audit: Audit }
  | { readonly kind: 'add'; readonly added: Added }

/** What a run works with. */
export interface RunParts {
  readonly library: Library
  readonly models?: Models
}

/** Does what a recorded run asks for. `complete` is false when something that was asked for is missing. */
export async function performRun(
  record: Pick<RunRecord, 'kind' | 'task' | 'configuration'>,
  parts: RunParts,
  context: Context,
): Promise<{ readonly value: RunValue; readonly complete: boolean }> {
  const known = record as KnownRequest
  switch (known.kind) {
    case 'research':
      return performResearch(known.task, known.configuration, parts, context)
    case 'check':
      return performCheck(known.task, parts, context)
    case 'add':
      return performAdd(known.task, parts, context)
  }
}

async function performResearch(
  { question, language, effort, ...sources }: ResearchRunTask,
  configuration: RunConfiguration,
  parts: RunParts,
  context: Context,
): Promise<{ value: RunValue; complete: boolean }> {
  const scope = await scopeOf(sources, language, parts.library, context)
  const { research } = await import('#research')
  const { strategy } = configuration
  const task = { question, language, effort, ...scope, ...(strategy ? { strategy } : {}) }
  const report = await research(task, parts, context)
  return { value: { kind: 'research', report }, complete: isComplete(report) }
}

/** Whether a report answers all that was asked, from all that was given. */
export function isComplete({ coverage }: Report): boolean {
  return coverage.answered === coverage.asked && coverage.filesFailed === 0 && coverage.failed.length === 0
}

async function performCheck(
  task: CheckRunTask,
  parts: RunParts,
  context: Context,
): Promise<{ value: RunValue; complete: boolean }> {
  const { file, text, language } = task
  const scope = await scopeOf(task, language, parts.library, context, task)
  const { checkText } = await import('#research')
  const audit = await checkText({ file, text, language, ...scope }, parts, context)
  const { asked, filesFailed } = audit.coverage
  return {
    value: { kind: 'check', audit },
    complete: audit.sentences.length === asked && filesFailed === 0,
  }
}

async function performAdd(
  { paths, maxFileBytes }: AddRunTask,
  { library }: RunParts,
  context: Context,
): Promise<{ value: RunValue; complete: boolean }> {
  context.emit({ type: 'run-start', kind: 'add', subject: paths.join(' '), method: 'files' })
  const added = await context.observe('added', { paths, maxFileBytes }, async (): Promise<Added> => {
    const { addPaths } = await import('#library')
    const summary = await addPaths(library, paths, { maxFileBytes }, context.at('added'))
    return { ...summary, held: await library.counts() }
  })
  return { value: { kind: 'add', added }, complete: added.failed.length === 0 }
}

/** Which documents a run may use, and which of the places it was pointed at could not be read. */
interface Scope {
  /** Absent: all that the library lists. */
  readonly documents?: readonly DocumentId[]
  readonly unread: readonly { readonly uri: string; readonly why: string }[]
}

/** Brings the sources into the library and says what of it the run may use: the run's first observation. */
function scopeOf(
  { docs, maxFileBytes }: Sources,
  language: Language,
  library: Library,
  context: Context,
  draft?: { readonly uri: string; readonly snapshot: string },
): Promise<Scope> {
  const inputs = { docs: docs ?? [], maxFileBytes, draft: draft?.snapshot ?? '' }
  return context.observe('scope', inputs, async () => {
    const scope = docs
      ? await bringIn(docs, maxFileBytes, language, library, context.at('scope'))
      : { unread: await knownFailures(library, language) }
    return draft ? withoutDraft(draft, scope, library) : scope
  })
}

async function bringIn(
  docs: readonly string[],
  maxFileBytes: number,
  language: Language,
  library: Library,
  context: Context,
): Promise<Scope> {
  const { addPaths } = await import('#library')
  const { documents, failed } = await addPaths(library, docs, { maxFileBytes }, context)
  return { documents, unread: failed.map((failure) => told(failure.uri, failure, language)) }
}

async function knownFailures(library: Library, language: Language): Promise<Scope['unread']> {
  return (await library.holdings({ all: true })).flatMap(({ state, uri, failure }) =>
    state === 'failed' && failure ? [told(uri, failure, language)] : [],
  )
}

function told(
  uri: string,
  failure: { code: string; why: string },
  language: Language,
): { uri: string; why: string } {
  return { uri, why: explainRecorded(failure.code, failure.why, language) }
}

/** A draft that lies among the sources does not vouch for itself. */
async function withoutDraft(
  draft: { readonly uri: string; readonly snapshot: string },
  scope: Scope,
  library: Library,
): Promise<Scope> {
  const holdings = await library.holdings()
  const own = new Set(
    holdings
      .filter((held) => held.uri === draft.uri || held.snapshot === draft.snapshot)
      .map((held) => held.document),
  )
  if (own.size === 0) return scope
  const all = scope.documents ?? holdings.flatMap((held) => held.document ?? [])
  return { ...scope, documents: all.filter((id) => !own.has(id)) }
}
