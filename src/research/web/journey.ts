import type { DocumentId } from '#vocabulary'
import type { Context, ErrorRecord } from '#runtime'
import type { WebMeasure } from '../effort.ts'
import type { Missed } from './visitor.ts'

/** What is looked for outside: a sub-question. */
export interface Wanted {
  readonly id: string
  readonly text: string
  /** Another form of it, for engines that match words; one that is still on its way is waited for in the second wave. */
  readonly keywords?: string | Promise<string>
  /** Addresses of pages that are known already: others are fetched. */
  readonly known?: readonly string[]
  /** A form in another language, asked in the second wave; empty: none. */
  readonly abroad?: Promise<string>
}

/**
 * Brings what others hold (the web, MCP servers) into the library, sub-question by sub-question, any number at once.
 *
 * 1. What leaves is what `outgoing` lets out; what is fetched is what engines returned and what fetched pages link
 *    to, chosen by ranking. No model takes part in either.
 * 2. What comes of a sub-question depends on nothing that others brought: one that is searched within what was held
 *    at the start and what was brought for it (`Shelf.within`) finds the same, whoever came first.
 * 3. What was brought for one is one observation of the run, `<its place>/brought`: a replay looks up nothing.
 * 4. A query is put once to whoever is asked, and a page fetched and added once, for all sub-questions together.
 */
export interface Reach {
  /**
   * What came of one sub-question, its documents in a settled order: findable and in the shelf when this returns.
   *
   * @param context its place: each call has one of its own
   */
  bring(wanted: Wanted, measure: WebMeasure, context: Context): Promise<Journey>
  /** Reads the pages that the user named, as `bring` reads those that were found. */
  readNamed(urls: readonly string[], context: Context): Promise<Journey>
  /** @throws KaojuError `search-none` (why) where nobody answered any query so far and nothing is held to answer from */
  requireAnyAnswer(): void
  /** What was brought so far, for all: the same in whatever order it came. */
  readonly journey: Journey
}

/** What a run saw outside. */
export interface Journey {
  /** Documents that were brought in. */
  readonly documents: readonly DocumentId[]
  readonly missed: readonly Missed[]
  /** As they were let out, each once. */
  readonly queries: readonly string[]
  /** Engines and servers that answered, and those that did not, each with the last reason. */
  readonly asked: readonly string[]
  readonly failed: readonly { readonly engine: string; readonly code: string; readonly why: string }[]
  /** Why no engine answered some query; absent: each was answered by one. */
  readonly unanswered?: ErrorRecord
  /** The budget or a stop kept it from going further. */
  readonly endedBy: readonly ('budget' | 'stop')[]
}

/** Where every journey begins. */
export const nowhere: Journey = { documents: [], missed: [], queries: [], asked: [], failed: [], endedBy: [] }

/** Two journeys as one: everything is told once, the same in whatever order they ended. */
export function joinJourneys(a: Journey, b: Journey): Journey {
  const failures = new Map([...a.failed, ...b.failed].map((one) => [one.engine, one] as const))
  const misses = new Map([...a.missed, ...b.missed].map((one) => [one.url, one] as const))
  const unanswered = b.unanswered ?? a.unanswered
  return {
    documents: [...new Set([...a.documents, ...b.documents])],
    missed: [...misses.values()],
    queries: [...new Set([...a.queries, ...b.queries])],
    asked: [...new Set([...a.asked, ...b.asked])].toSorted(),
    failed: [...failures.values()].toSorted((x, y) => (x.engine < y.engine ? -1 : 1)),
    ...(unanswered ? { unanswered } : {}),
    endedBy: [...new Set([...a.endedBy, ...b.endedBy])].toSorted(),
  }
}
