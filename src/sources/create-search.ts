import {
  AttemptFailure,
  KaojuError,
  noCost,
  shownAddress,
  toKaojuError,
  type Context,
  type Cost,
  type Exchange,
  type WireTimes,
} from '#runtime'
import { checkedHits } from './checked-hits.ts'
import type {
  Ask,
  Engine,
  EngineFacts,
  EngineOptions,
  EngineReply,
  EngineRequest,
  Search,
  SearchPlug,
  SourceHit,
  WebQuery,
} from './search.ts'
import { keepInterval, takePlace } from './search-interval.ts'
import { isPage, pageInstead, statusFailure, unreadable } from './search-failure.ts'

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
          const wire: Wire = { name, settings: asked, before, tuning, exchange }
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
    const { late } = await context.observe('turn', { engine: name }, () => {
      leave = takePlace(queue, interval, patience, context.clock)
      return { late: leave === undefined }
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

const defaultTimes: WireTimes = { connect: 8_000, firstByte: 12_000, idle: 8_000, whole: 30_000 }

interface Wire {
  readonly name: string
  readonly settings: EngineOptions
  /** Waits for the turn of the next request. */
  readonly before: () => Promise<void>
  readonly tuning: SearchTuning
  readonly exchange: Exchange
}

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

/** The only way out of an engine. */
function askFor(query: WebQuery, wire: Wire): Ask {
  const { name, settings, before, tuning, exchange } = wire
  const { context } = exchange
  const send = context.egress.configured(settings.baseUrl, tuning.times ?? defaultTimes)
  const secrets = secretsOf(settings).filter((secret) => secret.length >= 6)
  let told = false
  return async (request) => {
    if (context.egress.scope === 'offline')
      throw new AttemptFailure(new KaojuError('egress-refused', { url: shownAddress(settings.baseUrl) }))
    await before().catch((error: unknown) => {
      // Nothing left, so nothing was billed.
      throw context.deadline?.aborted ? new AttemptFailure(toKaojuError(error), { cost: noCost }) : error
    })
    if (!told) context.emit({ type: 'query-sent', engine: name, query: query.text })
    told = true
    let answer: {
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly text: string
    }
    try {
      const response = await send(addressOf(settings.baseUrl, request.path), initOf(request, context))
      const headers = Object.fromEntries(response.headers)
      // Before anything is cut to be shown: half a key is too much of it.
      const text = withoutSecrets(await bounded(response, tuning.maxBytes), secrets)
      answer = { status: response.status, headers, text }
    } catch (error) {
      if (context.deadline?.aborted) throw new KaojuError('search-slow', { engine: name })
      context.abort.throwIfAborted()
      throw unreachable(error, exchange.attempt)
    }
    const { status } = answer
    const read = (status >= 200 && status < 300) || request.reads?.includes(status)
    if (!read) throw statusFailure(answer, context.clock.now())
    return replyOf(answer)
  }
}

function addressOf(baseUrl: string, path: string): string {
  const [base = '', query] = baseUrl.split('?', 2)
  const address = `${base.replace(/\/+$/, '')}${path}`
  return query === undefined ? address : `${address}${path.includes('?') ? '&' : '?'}${query}`
}

function initOf({ method, headers, body }: EngineRequest, context: Context): RequestInit {
  const json = body !== undefined && typeof body !== 'string'
  return {
    method: method ?? 'GET',
    headers: {
      accept: 'application/json',
      ...(json ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    signal: context.abort,
  }
}

const defaultMaxBytes = 4 * 2 ** 20

async function bounded(response: Response, most = defaultMaxBytes): Promise<string> {
  if (!response.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const piece of response.body) {
    bytes += piece.byteLength
    if (bytes > most) throw unreadable(`more than ${Math.round(most / 2 ** 20)} MB`)
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}

function replyOf(answer: Omit<EngineReply, 'json'>): EngineReply {
  return {
    ...answer,
    json: () => {
      try {
        return JSON.parse(answer.text) as unknown
      } catch (error) {
        if (isPage(answer.text) || answer.text.trim() === '') throw pageInstead(answer.text, answer.status)
        throw unreadable(`broken JSON: ${(error as Error).message}`)
      }
    },
  }
}

/** What stood between this machine and the engine. What will stand there next time too is not tried again. */
function unreachable(error: unknown, attempt: number): Error {
  if (!(error instanceof KaojuError) || error.code.startsWith('search-')) return error as Error
  if (error.code === 'egress-refused') return new AttemptFailure(error)
  const known = new KaojuError('search-unreachable', { reason: reasonOf(error) }, { cause: error })
  const again = error.retryable && !(error.code === 'endpoint-stalled' && attempt > 1)
  return new AttemptFailure(known, again ? {} : { cost: noCost })
}

/** The egress tells a whole sentence with the address in it; the part that says why is enough. */
function reasonOf(error: KaojuError): string {
  const { reason, seconds, url } = error.parameters
  if (reason !== undefined) return String(reason)
  if (seconds !== undefined) return `it sent nothing for ${seconds} s`
  return url === undefined ? error.message : `it sends its callers on to ${url}`
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

/** The key, and what of the address only the user and the server know. */
function secretsOf({ baseUrl, key }: EngineOptions): string[] {
  const { password, searchParams } = new URL(baseUrl)
  const inAddress = [password, ...searchParams.values()].filter((one) => one.length >= 6)
  return [...(key ? [key] : []), ...inAddress]
}

function withoutSecrets(said: string, secrets: readonly string[]): string {
  return secrets.flatMap(spellings).reduce((text, secret) => text.replaceAll(secret, '…'), said)
}

/** As it is, in a URL, and in JSON, in which PHP escapes slashes. */
function spellings(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  return [secret, encodeURIComponent(secret.toWellFormed()), inJson, inJson.replaceAll('/', '\\/')]
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
