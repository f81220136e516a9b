import type { Language } from '#vocabulary'
import { canonicalJson, sha256, type RunRecord, type Runs } from '#runtime'
import type { Library } from '#library'
import type { Effort, Note, PlannerName, Previous, Writing } from '#research'
import { hasReport } from './execution.ts'
import { configurationOf } from './models.ts'
import type { Place } from './place.ts'
import type { KnownRequest, ResearchRunTask, RunConfiguration } from './tasks.ts'
import type { WebFlags } from '../config/web.ts'
import { limitsOf, type RunFlags } from './wishes.ts'

/** A request, and what will not work of what was configured for it. */
export type MadeRequest = KnownRequest & { readonly remarks: readonly string[] }

/** What is asked of a research run, through whichever door; what is absent is as the settings say. */
export interface ResearchAsked extends RunFlags {
  /** It can be understood by itself; see `standAlone`. */
  readonly question: string
  /** As it was typed, for lists of runs; absent: the question. */
  readonly subject?: string
  readonly language: Language
  readonly effort: Effort
  /** Absolute paths. */
  readonly docs?: readonly string[]
  /** `YYYY-MM-DD`. */
  readonly since?: string
  readonly planner?: PlannerName
  readonly writing?: Writing
  readonly previous?: Previous
  readonly notes?: readonly Note[]
}

/**
 * The request of a research run, with all that it depends on.
 *
 * @throws KaojuError what `configurationOf` throws
 */
export async function researchRequest(
  asked: ResearchAsked,
  place: Place,
  { runs, library }: { readonly runs: () => Promise<Runs>; readonly library: () => Promise<Library> },
): Promise<MadeRequest> {
  const { question, subject, language, effort, docs, since, planner, writing, previous, notes, ...flags } =
    asked
  const taking = { docs: docs !== undefined, kind: 'research', library } as const
  const given = { ...flags, ...(since === undefined ? {} : { since }) }
  const { configuration, remarks } = await configurationOf(given, taking, place)
  return {
    kind: 'research',
    subject: subject ?? question,
    task: {
      question,
      language,
      effort,
      maxFileBytes: place.settings.maxFileBytes,
      ...(docs ? { docs } : {}),
      ...(since ? { publishedSince: since } : {}),
      ...(planner ? { planner } : {}),
      ...(writing ? { writing } : {}),
      ...(previous ? { previous } : {}),
      ...(notes && notes.length > 0 ? { notes } : {}),
      ...(await sinceLast(question, language, runs)),
    },
    configuration,
    remarks,
    seed: 'kaoju',
  }
}

/** When the research before this one ended, where that is what the question counts from. */
async function sinceLast(
  question: string,
  language: Language,
  runs: () => Promise<Runs>,
): Promise<{ readonly since?: number }> {
  const { asksForNews } = await import('#research')
  if (!asksForNews(question, language)) return {}
  const ended = (await (await runs()).list()).flatMap(({ kind, state, updatedAt }) =>
    kind === 'research' && hasReport(state) ? [updatedAt] : [],
  )
  // Before the first, everything is new.
  return { since: Math.max(0, ...ended) }
}

/**
 * What a key stands for: all that was asked. How far the run may reach and when the last one ended are found out
 * when it is submitted, and may be otherwise when it is asked for again.
 */
export function askedFor(
  { kind, subject, task, configuration, seed }: KnownRequest,
  { web, offline, engines }: WebFlags,
): string {
  const { since: _since, ...constant } = { since: undefined, ...task }
  const { web: _found, ...rest } = configuration
  const flags = { web: web === true, offline: offline === true, engines: engines ?? [] }
  return sha256(canonicalJson({ kind, subject, task: constant, configuration: rest, seed, flags }))
}

/** The request that tells a finished run's report anew; for `Runs.fork` with `leftInRewriting`. */
export function rewriteRequest(
  first: RunRecord,
  writing: Writing,
  { settings }: Pick<Place, 'settings'>,
): KnownRequest {
  const task = first.task as ResearchRunTask
  const configuration = first.configuration as RunConfiguration
  return {
    kind: 'research',
    subject: first.subject,
    task: { ...task, writing: { ...task.writing, ...writing } },
    configuration: {
      ...configuration,
      // What was found is found: nobody is asked and nothing is fetched, whatever comes.
      limits: { ...configuration.limits, ...limitsOf(settings), queries: 0, pages: 0 },
      ...(settings.maxTime === undefined ? {} : { milliseconds: settings.maxTime }),
    },
    seed: first.seed,
  }
}
