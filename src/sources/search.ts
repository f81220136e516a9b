import type { TextLanguage } from '#vocabulary'
import type { Context } from '#runtime'
import type { z } from 'zod'

/**
 * The contract of search engines, one level above them: one file in `search/` is one engine.
 *
 * 1. An engine turns a query into exchanges with its own endpoint and the answers into hits; it never fetches a
 *    page, and never sees the network: `ask` is its only way out.
 * 2. Whatever is no list of results (an error with status 200, a page that asks for proof of being human, broken
 *    JSON) is a named failure, never an empty list. An empty list means that the engine found nothing.
 * 3. Retries, waiting, circuit breaking, recording and charging are done around it (`create-search.ts`), and so
 *    are the checks of what it found (`checked-hits.ts`): an engine hands on what it was told, in the engine's order.
 * 4. An engine says what is wrong with `searchFailure` (`search-failure.ts`), and takes replies apart with
 *    `search/reply-fields.ts`, which meets any JSON.
 */
export interface WebQuery {
  /** As it will be sent: what may leave was decided before. */
  readonly text: string
  readonly language: TextLanguage
  /** Hits wanted, at most; engines that give fewer give fewer. */
  readonly limit: number
  /** Published not before, not after this day (`YYYY-MM-DD`), where the engine can tell. */
  readonly since?: string
  readonly until?: string
}

/** What an engine found. Titles and snippets are text from outside. */
export interface SourceHit {
  /** An absolute http(s) address, or `mcp://server/…`. */
  readonly url: string
  readonly title: string
  readonly snippet: string
  /** ISO 8601, `YYYY`, `YYYY-MM` or `YYYY-MM-DD…`; as the engine states it, relative dates resolved by the clock. */
  readonly publishedAt?: string
  readonly authors?: readonly string[]
  /** Other addresses of the same work, best first: an open PDF, a DOI's page. */
  readonly also?: readonly string[]
  readonly engine: string
  /** 1 for the best. */
  readonly rank: number
}

/** Searches somewhere outside. */
export type Search = (query: WebQuery, context: Context) => Promise<SourceHit[]>

/** One exchange that an engine wants with its endpoint. */
export interface EngineRequest {
  /** Below the base address: `/search?q=…`. */
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON when it is no string; a string needs a `content-type` of its own. */
  readonly body?: unknown
  /** Statuses beyond 2xx that this engine reads itself (SearXNG: 403 means that JSON is switched off). */
  readonly reads?: readonly number[]
}

/** An answer with status 2xx, or one that the request said it reads; all others are failures already. */
export interface EngineReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The text as JSON. @throws KaojuError `search-unreadable` */
  json(): unknown
}

/** Makes one exchange with the engine's endpoint. @throws AttemptFailure, which an engine lets through */
export type Ask = (request: EngineRequest) => Promise<EngineReply>

/** An engine at work: what it needs to know beyond its options comes with the query. */
export type Engine = (query: WebQuery, ask: Ask, about: EngineMoment) => Promise<Omit<SourceHit, 'engine'>[]>

/** What an engine may look at besides the query. */
export interface EngineMoment {
  /** Milliseconds since the epoch, for dates such as “3 days ago”. */
  readonly now: number
  /** Where this query is asked. */
  readonly baseUrl: string
}

/** What is known of an engine before it is asked. */
export interface EngineFacts {
  /** For people: `Brave Search`. */
  readonly title: string
  /** `general` engines are asked about everything; the others only add what they are good at. */
  readonly covers: 'general' | 'encyclopedia' | 'papers' | 'code'
  readonly key: 'none' | 'optional' | 'required'
  /** Environment variables, the usual one first. */
  readonly keyVariables: readonly string[]
  readonly addressVariables: readonly string[]
  /** Where it is asked; absent: only the user knows (an own server). */
  readonly baseUrl?: string
  /** Where it is asked about queries in a language, for services with a server for each; while `baseUrl` is the service's own. */
  readonly editions?: Readonly<Partial<Record<TextLanguage, string>>>
  /** Where a key can be had. */
  readonly home: string
  readonly filtersDates: boolean
  /** Requests under way at once, at most, and milliseconds between two, at least, by the service's published terms. */
  readonly concurrency: number
  readonly interval?: number
  /** What is otherwise where a key is set. */
  readonly withKey?: Partial<Pick<EngineFacts, 'concurrency' | 'interval' | 'usd'>>
  /** US dollars a query at the published list price; null: not known; 0: free. */
  readonly usd: number | null
}

/** What every engine is made from; engines with more extend the schema. */
export interface EngineOptions {
  readonly baseUrl: string
  readonly key?: string
}

/** One file in `search/` exports one of these as `plug`. */
export interface SearchPlug<Options extends EngineOptions = EngineOptions> {
  readonly name: string
  readonly facts: EngineFacts
  readonly options: z.ZodType<Options>
  create(options: Options): Engine
}

/** An engine that takes part in a run, as the run records it: without its key. */
export interface EngineSetting {
  readonly name: string
  readonly baseUrl: string
  /** Further addresses at which it is asked (`EngineFacts.editions`). */
  readonly also?: readonly string[]
}

/** What many engines found together, best first. */
export interface WebFindings {
  readonly hits: readonly FusedHit[]
  /** Engines that gave nothing usable, and why. */
  readonly failed: readonly { readonly engine: string; readonly code: string; readonly why: string }[]
  /** Engines that answered. */
  readonly asked: readonly string[]
}

/** One page as several engines found it. */
export interface FusedHit extends Omit<SourceHit, 'engine' | 'rank'> {
  /** Reciprocal rank fusion over the engines. */
  readonly score: number
  /** Who found it, in the order of their ranks. */
  readonly engines: readonly string[]
}

/** All engines of a run at once: fused, deduplicated, going on with the others when some fail. */
export interface WebSearch {
  readonly engines: readonly string[]
  /**
   * @throws KaojuError `search-none` when no engine answered (an empty list of hits means that they found nothing),
   * `question-empty`; `budget-exhausted` and `run-stopping` where that is why nobody answered
   */
  search(query: WebQuery, context: Context): Promise<WebFindings>
}
