import type { Audit, DocumentId, Language, Report } from '#vocabulary'
import {
  explainRecorded,
  toKaojuError,
  type Context,
  type EgressScope,
  type Limits,
  type RunRecord,
  type RunRequest,
} from '#runtime'
import type { Casting, Chat, Models } from '#models'
import type { EngineSetting, McpSetting } from '#sources'
import type { EmbeddedPassages, IngestSummary, Library } from '#library'
import type { Effort, Note, PlannerName, PollSummary, PollTask, Previous, WebParts, Writing } from '#research'

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
  /** Absent (runs of older versions): configured endpoints only. */
  readonly web?: WebConfiguration
  /** It was asked for through a server, which goes on with it whenever it is started. */
  readonly served?: true
}

/** How far a run may reach, and with whom; keys are looked up by whoever executes it. */
export interface WebConfiguration {
  readonly scope: EgressScope
  /**
   * Why this scope: `empty` (no documents, so the web), `private` (documents of the user's own take part), `asked`
   * (a flag), `configured` (file or environment).
   */
  readonly because: 'empty' | 'private' | 'asked' | 'configured'
  /** Who configured it: a variable or a file. */
  readonly where?: string
  readonly engines: readonly EngineSetting[]
  readonly mcp: readonly McpSetting[]
  /** See `FoundPolicy`. */
  readonly allow: readonly string[]
  /** The user allows words of private documents in outgoing queries. */
  readonly sendsPrivate: boolean
  /** Whether pages may be shown in a browser. */
  readonly browser: boolean
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
  /** Of the web, only what was published since this day. */
  readonly publishedSince?: string
  /** When the research before this one ended, where the question asks what is new since; milliseconds since the epoch. */
  readonly since?: number
  readonly writing?: Writing
  readonly planner?: PlannerName
  readonly previous?: Previous
  /** What the asker was asked first, and answered. */
  readonly notes?: readonly Note[]
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
  /** Empty: only vectors are made. */
  readonly paths: readonly string[]
  readonly maxFileBytes: number
  /** The vectors of another model give way to those of the one that is configured. */
  readonly reEmbed: boolean
}

/** A request whose parts are known. */
export type KnownRequest = Omit<RunRequest, 'kind' | 'task' | 'configuration'> & {
  readonly configuration: RunConfiguration
} & (
    | { readonly kind: 'research'; readonly task: ResearchRunTask }
    | { readonly kind: 'check'; readonly task: CheckRunTask }
    | { readonly kind: 'add'; readonly task: AddRunTask }
    | { readonly kind: 'poll'; readonly task: PollTask }
  )

/** What `add` brought in, and what the library holds since. */
export interface Added extends IngestSummary {
  readonly held: { readonly documents: number; readonly passages: number }
  /** Absent: no model makes vectors. */
  readonly vectors?: EmbeddedPassages
}

/** What a poll brought in, and what the library holds since. */
export interface Polled extends PollSummary {
  readonly held: { readonly documents: number; readonly passages: number }
  /** False: a feed or an item could not be had. */
  readonly complete: boolean
}

/** What a run brought home. */
export type RunValue =
  | { readonly kind: 'research'; readonly report: Report }
  | { readonly kind: 'check'; readonly audit: Audit }
  | { readonly kind: 'add'; readonly added: Added }
  | { readonly kind: 'poll'; readonly polled: Polled }

/** What a run works with. */
export interface RunParts {
  readonly library: Library
  readonly models?: Models
  /** Absent: nothing outside the library. */
  readonly web?: WebParts
}

/** Does what a recorded run asks for. `complete` is false when something that was asked for is missing. */
export async function performRun(
  record: Pick<RunRecord, 'kind' | 'task' | 'configuration' | 'from'>,
  parts: RunParts,
  context: Context,
): Promise<{ readonly value: RunValue; readonly complete: boolean }> {
  const known = record as KnownRequest
  switch (known.kind) {
    case 'research':
      return performResearch(known, parts, context)
    case 'check':
      return performCheck(known.task, parts, context)
    case 'add':
      return performAdd(known.task, parts, context)
    case 'poll':
      return performPoll(known.task, parts, context)
  }
}

async function performResearch(
  { task: asked, configuration, from }: Extract<KnownRequest, { kind: 'research' }>,
  parts: RunParts,
  context: Context,
): Promise<{ value: RunValue; complete: boolean }> {
  const { docs, maxFileBytes, ...task } = asked
  const scope = await scopeOf({ ...(docs ? { docs } : {}), maxFileBytes }, task.language, parts, context)
  const { research } = await import('#research')
  const { strategy } = configuration
  const whole = { ...task, ...scope, ...(strategy ? { strategy } : {}), ...(from ? { from } : {}) }
  const report = await research(whole, parts, context)
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
  const scope = await scopeOf(task, language, parts, context, task)
  const { checkText } = await import('#research')
  const audit = await checkText({ file, text, language, ...scope }, parts, context)
  const { asked, filesFailed } = audit.coverage
  return {
    value: { kind: 'check', audit },
    complete: audit.sentences.length === asked && filesFailed === 0,
  }
}

async function performAdd(
  { paths, maxFileBytes, reEmbed }: AddRunTask,
  parts: RunParts,
  context: Context,
): Promise<{ value: RunValue; complete: boolean }> {
  const { library } = parts
  context.emit({ type: 'run-start', kind: 'add', subject: paths.join(' '), method: 'files' })
  const none: IngestSummary = { read: 0, unchanged: 0, failed: [], missing: [], documents: [] }
  const summary = await context.observe('added', { paths, maxFileBytes }, async () => {
    if (paths.length === 0) return none
    const { addPaths } = await import('#library')
    return addPaths(library, paths, { maxFileBytes, ...seeing(parts.models) }, context.at('added'))
  })
  const vectors = await embed(parts, context, reEmbed)
  const held = await context.observe('held', {}, () => library.counts())
  const complete = summary.failed.length === 0 && (vectors === undefined || vectors.ended === 'done')
  return {
    value: { kind: 'add', added: { ...summary, held, ...(vectors ? { vectors } : {}) } },
    complete,
  }
}

async function performPoll(
  task: PollTask,
  parts: RunParts,
  context: Context,
): Promise<{ value: RunValue; complete: boolean }> {
  const { library, web } = parts
  context.emit({ type: 'run-start', kind: 'poll', subject: task.feeds?.join(' ') ?? '', method: 'feeds' })
  const { poll } = await import('#research')
  const { renderer } = web ?? {}
  const summary = await poll(task, { library, ...(renderer ? { renderer } : {}) }, context)
  if (summary.documents.length > 0) await embedIfPossible(parts, context)
  const held = await context.observe('held', {}, () => library.counts())
  const complete = summary.feeds.every(({ failure, failed }) => !failure && failed.length === 0)
  return { value: { kind: 'poll', polled: { ...summary, held, complete } }, complete }
}

/**
 * Gives new passages their vectors, where a model makes any. The batches are paid calls of their own; what came of
 * them all is observed, so that a replay does not look for passages that have got their vectors since.
 */
async function embed(
  { library, models }: RunParts,
  context: Context,
  replace: boolean,
): Promise<EmbeddedPassages | undefined> {
  const embedder = models?.embedder
  if (!embedder) return undefined
  const { embedMissing } = await import('#library')
  return context.observe('vectors', { model: embedder.spec.id, replace }, () =>
    embedMissing(library, embedder, context.at('vectors'), { replace }),
  )
}

/** Which documents a run may use, and which of the places it was pointed at could not be read. */
interface Scope {
  /** Absent: all that the library lists. */
  readonly documents?: readonly DocumentId[]
  readonly unread: readonly { readonly uri: string; readonly why: string }[]
}

/** Brings the sources into the library and says what of it the run may use: the run's first observation. */
async function scopeOf(
  { docs, maxFileBytes }: Sources,
  language: Language,
  parts: RunParts,
  context: Context,
  draft?: { readonly uri: string; readonly snapshot: string },
): Promise<Scope> {
  const { library } = parts
  const inputs = { docs: docs ?? [], maxFileBytes, draft: draft?.snapshot ?? '' }
  const scope = await context.observe('scope', inputs, async () => {
    const found = docs
      ? await bringIn(docs, maxFileBytes, language, parts, context.at('scope'))
      : { unread: await knownFailures(library, language) }
    return draft ? withoutDraft(draft, found, library) : found
  })
  if (docs) await embedIfPossible(parts, context)
  return scope
}

/** A question can be answered without vectors: what keeps them from being made is told, and the work goes on. */
async function embedIfPossible(parts: RunParts, context: Context): Promise<void> {
  try {
    await embed(parts, context, false)
  } catch (error) {
    const known = toKaojuError(error)
    if (context.abort.aborted || ['aborted', 'run-lost', 'internal'].includes(known.code)) throw error
    context.emit({ type: 'warning', code: known.code, message: known.message })
  }
}

async function bringIn(
  docs: readonly string[],
  maxFileBytes: number,
  language: Language,
  { library, models }: RunParts,
  context: Context,
): Promise<Scope> {
  const { addPaths } = await import('#library')
  const options = { maxFileBytes, language, ...seeing(models) }
  const { documents, failed } = await addPaths(library, docs, options, context)
  return { documents, unread: failed.map((failure) => told(failure.uri, failure, language)) }
}

/** Pictures are described where a model can see. */
function seeing(models: Models | undefined): { readonly vision?: Chat } {
  return models?.vision ? { vision: models.vision } : {}
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
