import {
  AttemptFailure,
  KaojuError,
  noCost,
  shownAddress,
  type Context,
  type Cost,
  type WireTimes,
} from '#runtime'
import { checkedHits } from './checked-hits.ts'
import { secretsOf, withoutSecrets } from './engine-secrets.ts'
import { askFor, type Wire } from './engine-wire.ts'
import type { Engine, EngineFacts, EngineOptions, Search, SearchPlug, SourceHit, WebQuery } from './search.ts'
import { keepInterval, takePlace } from './search-interval.ts'
import { unreadable } from './search-failure.ts'

/** How an engine is asked where that differs from what is known of it. */
export interface SearchTuning extends Partial<Pick<EngineFacts, 'concurrency' | 'interval' | 'usd'>> {
  readonly times?: WireTimes
  /** Bytes of one answer, at most. Default: 4 MB. */
  readonly maxBytes?: number
}

/**
 * An engine lifted into a search that keeps the promises of the house; one paid call a query, named `ask` below
 * the context's path.
 *
 * 1. What is recorded, hits or failure, is not asked again; what is recorded never holds the key: the call's
 *    inputs are query, engine and address.
 * 2. `query-sent` tells each query before it leaves, as it leaves, each time.
 * 3. Whatever comes back is hits that passed `checked-hits.ts`, or a failure by name: `search-unreachable`,
 *    `search-refused`, `search-busy`, `search-failed`, `search-unreadable`; `search-queued` where its turn would have
 *    come too late, `search-slow` where the context's deadline came before the answer.
 * 4. The key shows in nothing that is told, whoever echoes it.
 *
 * @param options the engine's; `baseUrl` defaults to the service's own
 * @throws KaojuError `option-invalid` at once; the search throws as told above, and what `Context.call` throws
 */
export function createSearch<Options extends EngineOptions>(
  plug: SearchPlug<Options>,
  options: Readonly<Record<string, unknown>>,
  tuning: SearchTuning = {},
): Search {
  const { name, facts } = plug
  const settings = parsedOptions(plug, options)
  const engine = plug.create(settings)
  const { concurrency, interval = 0, usd } = { ...facts, ...(settings.key ? facts.withKey : {}), ...tuning }
  const price = usd === null ? undefined : Math.ceil(usd * 1e6)
  const bound = { queries: 1, ...(price === undefined ? {} : { 'micro-usd': price }) }
  const cost: Cost = { ...noCost, usd, amounts: bound }
  const baseUrl = shownAddress(settings.baseUrl)
  return async (query, context) => {
    const sent = asSent(query)
    const asked = { ...settings, baseUrl: baseFor(plug.facts, settings.baseUrl, sent.language) }
    const endpoint = new URL(asked.baseUrl).origin
    if (sent.text.trim() === '') throw new KaojuError('question-empty')
    if (facts.key === 'required' && !settings.key) throw keyMissing(plug)
    if (price === undefined && context.budget.limit('micro-usd') < Infinity)
      throw new KaojuError('budget-unpriced', { model: name })
    const queue = `${name} ${endpoint}`
    const leave = await placeIn(queue, plug, interval, context)
    try {
      return await context.call<SourceHit[]>({
        name: 'ask',
        inputs: { engine: name, baseUrl, query: sent },
        kind: 'search',
        service: name,
        purpose: 'search',
        endpoint,
        concurrency,
        patience: longestWait,
        bound,
        attempts: 3,
        saidOnce: ['search-unreachable', 'search-failed'],
        attempt: async (exchange) => {
          const before = (): Promise<void> => keepInterval(queue, interval, exchange.context).finally(leave)
          const wire: Wire = { ...tuning, name, settings: asked, before, exchange }
          return { result: await oneAttempt(engine, sent, wire, cost), cost }
        },
      })
    } catch (error) {
      // The circuit knows an address; whoever reads what failed knows engines.
      if (!(error instanceof KaojuError) || error.code !== 'circuit-open') throw error
      throw new KaojuError('circuit-open', { ...error.parameters, endpoint: facts.title }, { cause: error })
    } finally {
      leave()
    }
  }
}

/**
 * A place in the queue of an engine that is asked at intervals; whether there was one is observed.
 *
 * @throws KaojuError `search-queued`
 */
async function placeIn(
  queue: string,
  { name, facts }: SearchPlug,
  interval: number,
  context: Context,
): Promise<() => void> {
  let leave: (() => void) | undefined
  if (interval > 0) {
    const patience = longestQueue[facts.covers === 'general' ? 'general' : 'special']
    const look = (): { late: boolean } => {
      leave = takePlace(queue, interval, patience, context.clock)
      return { late: leave === undefined }
    }
    const { late } = await context.observe('turn', { engine: name }, look).catch((error: unknown) => {
      leave?.()
      throw error
    })
    if (late) throw new KaojuError('search-queued', { engine: name })
  }
  return () => leave?.()
}

/** Milliseconds before a search's turn, at most. A general engine may be the only one: nobody stands in for it. */
const longestQueue = { general: 20_000, special: 6_000 }

/** The server of the query's language, where the service has one and the user named no other. */
function baseFor(
  { baseUrl, editions }: EngineFacts,
  configured: string,
  language: WebQuery['language'],
): string {
  return configured === baseUrl ? (editions?.[language] ?? configured) : configured
}

/**
 * The query as engines take it: well-formed, no longer than the narrowest of them allow (Brave: 400 characters and 50
 * words, Tavily: 400 characters), with days that are days.
 */
function asSent({ text, language, limit, since, until }: WebQuery): WebQuery {
  const words = [...text.slice(0, 400).matchAll(/\S+/g)]
  const whole = text.length <= 400 && words.length <= 50
  // A word that was cut in two is left out, unless it is all there is (Chinese writes without spaces).
  const kept = words.length > 50 ? words.slice(0, 50) : words.slice(0, Math.max(1, words.length - 1))
  const last = kept.at(-1)
  const cut = whole || !last ? text : text.slice(0, last.index + last[0].length)
  const isDay = (day: string | undefined): day is string => day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day)
  return {
    text: cut.toWellFormed(),
    language,
    limit: Math.min(100, Math.max(1, Math.floor(limit) || 1)),
    ...(isDay(since) ? { since } : {}),
    ...(isDay(until) ? { until } : {}),
  }
}

/** Other engines have answered long before: who asks to wait longer than this is left alone. */
const longestWait = 5_000

async function oneAttempt(engine: Engine, query: WebQuery, wire: Wire, cost: Cost): Promise<SourceHit[]> {
  const { name, settings, exchange } = wire
  const now = exchange.context.clock.now()
  try {
    return checkedHits(
      await engine(query, askFor(query, wire), { now, baseUrl: settings.baseUrl }),
      query,
      name,
      now,
    )
  } catch (error) {
    if (!exchange.context.deadline?.aborted) exchange.context.abort.throwIfAborted()
    throw named(error, name, secretsOf(settings), cost)
  }
}

/** A failure with the engine's name and without its key; what is no failure by name is one of taking the reply apart. */
function named(error: unknown, engine: string, secrets: readonly string[], cost: Cost): Error {
  if (error instanceof AttemptFailure) {
    const { cost: billed, retryAfter } = error
    return new AttemptFailure(withName(error.error, engine, secrets), {
      ...(billed === undefined ? {} : { cost: billed }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    })
  }
  if (error instanceof KaojuError) {
    if (!error.code.startsWith('search-')) return error
    return new AttemptFailure(withName(error, engine, secrets), { cost })
  }
  // What an engine says must not end a run, even where an engine's file has a defect; the suite looks for these words.
  const why = unreadable(
    `could not be taken apart: ${error instanceof Error ? error.message : String(error)}`,
  )
  return new AttemptFailure(withName(why, engine, secrets), { cost })
}

function withName(error: KaojuError, engine: string, secrets: readonly string[]): KaojuError {
  const { code, parameters } = error
  if (!code.startsWith('search-')) return error
  const reason = withoutSecrets(String(parameters['reason'] ?? ''), secrets)
  return new KaojuError(code, { status: 200, ...parameters, reason, engine })
}

function keyMissing({ name, facts }: SearchPlug): KaojuError {
  const reason = `no key is set: ${facts.keyVariables[0] ?? 'key'}, from ${facts.home}`
  return new KaojuError('search-refused', { engine: name, status: '–', reason })
}

function parsedOptions<Options extends EngineOptions>(
  plug: SearchPlug<Options>,
  options: Readonly<Record<string, unknown>>,
): Options {
  const { baseUrl } = plug.facts
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const parsed = plug.options.safeParse({ ...(baseUrl === undefined ? {} : { baseUrl }), ...given })
  const address = parsed.success ? parsed.data.baseUrl : ''
  if (parsed.success && /^https?:\/\//i.test(address) && URL.canParse(address)) return parsed.data
  const issue = parsed.success ? undefined : parsed.error.issues[0]
  const reason = issue ? `${issue.path.join('.')}: ${issue.message}` : 'baseUrl is no http(s) address'
  throw new KaojuError('option-invalid', { option: `search.${plug.name}`, reason })
}
