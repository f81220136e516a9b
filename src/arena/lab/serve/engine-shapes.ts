/**
 * How four search services are asked and how they answer, as documented in August 2026 and as Kaoju's plugs and
 * other clients parse them: SearXNG (https://docs.searxng.org/dev/search_api.html), Tavily
 * (https://docs.tavily.com/documentation/api-reference), Firecrawl (https://docs.firecrawl.dev/api-reference), Brave
 * (https://api-dashboard.search.brave.com/app/documentation/web-search). One table of four, so that whoever compares
 * them sees them side by side; it is long for that. Any key is good, none too.
 */
import { sha256 } from '#runtime'
import type { LabPage } from '../world.ts'
import type { EngineShape } from './faults.ts'
import type { LabReply, LabRequest } from './listen.ts'

/** What a request wants of an engine. */
export interface EngineAsk {
  /** As it was sent. */
  readonly query: string
  readonly limit: number
  /** Hits that are left out at the front: later pages. */
  readonly skip: number
  /** ISO 8601 dates; days that are part of it. */
  readonly since?: string
  readonly until?: string
  readonly only: readonly string[]
  readonly not: readonly string[]
  /** Whole texts are wanted beside the snippets. */
  readonly whole: boolean
  /** News are asked for: dates are told. */
  readonly news: boolean
  /** JSON is wanted; SearXNG shows a page otherwise. */
  readonly json: boolean
  /** Version 1 of Firecrawl. */
  readonly older: boolean
}

export interface EngineHit {
  readonly page: LabPage
  /** Without a port: that is put into the whole reply. */
  readonly url: string
  /** Between 0 and 1. */
  readonly score: number
  /** Best first; at least one. */
  readonly snippets: readonly string[]
}

/** What is to be answered: the hits of a page of results, and how many there are in all. */
export interface EngineFindings {
  readonly ask: EngineAsk
  readonly hits: readonly EngineHit[]
  readonly total: number
  /** Engines that SearXNG could not reach. */
  readonly silent: readonly string[]
}

export interface Shape {
  /** What a request wants: undefined = it is no search; a reply = it is wrong. `today` is the world's. */
  ask(request: LabRequest, today: string): EngineAsk | LabReply | undefined
  answer(findings: EngineFindings): LabReply
  /** As the service says that it will not, or cannot. */
  refuse(status: 400 | 429 | 500, why?: string): LabReply
  /** Snippets of so many characters, and so many of them. */
  readonly snippet: { readonly length: number; readonly count: number }
}

type Fields = Readonly<Record<string, unknown>>

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): LabReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** The object in a body; undefined: there is none. */
export function fieldsOf({ body }: LabRequest): Fields | undefined {
  try {
    const parsed = JSON.parse(body) as unknown
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Fields)
      : undefined
  } catch {
    return undefined
  }
}

export function texts(value: unknown): string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value]
  return list.filter((one): one is string => typeof one === 'string' && one !== '')
}

function number(value: unknown, usual: number, least: number, most: number): number {
  const given = typeof value === 'string' && value !== '' ? Number(value) : value
  const whole = typeof given === 'number' && Number.isFinite(given) ? Math.floor(given) : usual
  return Math.min(most, Math.max(least, whole))
}

/** `site:host` is taken out of a query, as all of them understand it. */
function asked(query: string, more: Partial<EngineAsk> = {}): EngineAsk {
  const sites = [...query.matchAll(/(?<=^|\s)(-?)site:([\w.-]+)/g)]
  return {
    query,
    limit: 10,
    skip: 0,
    whole: false,
    news: false,
    json: true,
    older: false,
    ...more,
    only: [...(more.only ?? []), ...sites.flatMap(([, minus, host]) => (minus === '' ? [host!] : []))],
    not: [...(more.not ?? []), ...sites.flatMap(([, minus, host]) => (minus === '' ? [] : [host!]))],
  }
}

const lengths: Readonly<Record<string, number>> = { d: 1, w: 7, m: 31, y: 366 }

/** So far back from a day: `day`, `pw`, `m`. */
function back(range: unknown, today: string): { since?: string } {
  const days = typeof range === 'string' ? lengths[/[dwmy]/.exec(range)?.[0] ?? ''] : undefined
  if (days === undefined) return {}
  return { since: new Date(Date.parse(today) - days * 864e5).toISOString().slice(0, 10) }
}

function between(since: unknown, until: unknown): { since?: string; until?: string } {
  const isDay = (day: unknown): day is string => typeof day === 'string' && /^\d{4}-\d\d-\d\d/.test(day)
  return { ...(isDay(since) ? { since } : {}), ...(isDay(until) ? { until } : {}) }
}

/** An id that is the same for the same request. */
function idOf(query: string): string {
  return sha256(query).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

const searxng: Shape = {
  snippet: { length: 180, count: 1 },
  ask(request, today) {
    if (!['/search', '/'].includes(request.url.pathname)) return undefined
    const given =
      request.method === 'POST'
        ? new URLSearchParams(request.body)
        : new URLSearchParams(request.url.searchParams)
    const query = given.get('q')
    if (query === null && request.url.pathname === '/') return undefined
    if (query === null || query.trim() === '') return this.refuse(400, 'No query')
    return asked(query, {
      skip: 10 * (number(given.get('pageno'), 1, 1, 100) - 1),
      json: given.get('format') === 'json',
      ...back(given.get('time_range'), today),
    })
  },
  answer({ ask, hits, total, silent }) {
    if (!ask.json) return listed(ask.query, hits)
    return json({
      query: ask.query,
      number_of_results: total,
      results: hits.map(({ page, url, score, snippets }, index) => {
        const { protocol, host, pathname, search } = new URL(url)
        return {
          url,
          title: page.title,
          content: snippets[0],
          thumbnail: null,
          engine: 'lab',
          template: 'default.html',
          parsed_url: [protocol.slice(0, -1), host, pathname, '', search.slice(1), ''],
          img_src: '',
          priority: '',
          engines: ['lab'],
          positions: [ask.skip + index + 1],
          score: rounded(score),
          category: 'general',
          publishedDate: `${page.publishedAt.slice(0, 10)}T00:00:00`,
        }
      }),
      answers: [],
      corrections: [],
      infoboxes: [],
      suggestions: [],
      unresponsive_engines: silent.map((name) => [name, 'timeout']),
    })
  },
  refuse(status, why) {
    const said = { 400: why ?? 'Bad Request', 429: 'Too Many Requests', 500: 'Internal Server Error' }[status]
    const headers = { 'content-type': 'text/plain; charset=utf-8', ...again(status) }
    return { status, headers, body: said }
  },
}

/** What SearXNG shows to people. */
function listed(query: string, hits: readonly EngineHit[]): LabReply {
  const plain = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  const articles = hits.map(
    ({ page, url, snippets }) =>
      `<article class="result"><h3><a href="${plain(url)}">${plain(page.title)}</a></h3><p class="content">${plain(snippets[0] ?? '')}</p></article>`,
  )
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><head><title>${plain(query)} - SearXNG</title></head><body><main id="results">${articles.join('')}</main></body></html>`,
  }
}

const tavily: Shape = {
  snippet: { length: 480, count: 1 },
  ask(request, today) {
    if (request.method !== 'POST' || request.url.pathname !== '/search') return undefined
    const given = fieldsOf(request)
    const query = texts(given?.['query'])[0]
    if (!given || query === undefined) return this.refuse(400, 'Query is missing.')
    if (query.length > 400) return this.refuse(400, 'Query is too long. Max query length is 400 characters.')
    return asked(query, {
      limit: number(given['max_results'], 5, 0, 20),
      whole: Boolean(given['include_raw_content']),
      news: given['topic'] === 'news',
      only: texts(given['include_domains']),
      not: texts(given['exclude_domains']),
      ...back(given['time_range'], today),
      ...between(given['start_date'], given['end_date']),
    })
  },
  answer: ({ ask, hits }) =>
    json({
      query: ask.query,
      follow_up_questions: null,
      answer: null,
      images: [],
      results: hits.map(({ page, url, score, snippets }) => ({
        url,
        title: page.title,
        content: snippets[0],
        score: rounded(score),
        raw_content: ask.whole ? page.text : null,
        ...(ask.news ? { published_date: new Date(page.publishedAt).toUTCString() } : {}),
      })),
      response_time: 0.42,
      request_id: idOf(ask.query),
    }),
  refuse(status, why) {
    const said = {
      400: why ?? 'Bad Request',
      429: 'Your request has been blocked due to excessive requests. Please reduce rate of requests.',
      500: 'Internal Server Error',
    }[status]
    return json({ detail: { error: said } }, status, again(status))
  },
}

const firecrawl: Shape = {
  snippet: { length: 160, count: 1 },
  ask(request, today) {
    const version = /^\/v([12])\/search$/.exec(request.url.pathname)?.[1]
    if (request.method !== 'POST' || version === undefined) return undefined
    const given = fieldsOf(request)
    const query = texts(given?.['query'])[0]
    if (!given || query === undefined) return this.refuse(400, 'Invalid request body: query is required')
    if (query.length > 500)
      return this.refuse(400, 'Invalid request body: query has more than 500 characters')
    const scraped = given['scrapeOptions'] as Fields | undefined
    const tbs = texts(given['tbs'])[0] ?? ''
    return asked(query, {
      limit: number(given['limit'], 5, 1, 100),
      whole: Array.isArray(scraped?.['formats']) && scraped['formats'].length > 0,
      older: version === '1',
      only: texts(given['includeDomains']),
      not: texts(given['excludeDomains']),
      ...(tbs.includes('qdr:') ? back(tbs.replace(/.*qdr:/, ''), today) : {}),
      ...between(dayOf(tbs, 'cd_min'), dayOf(tbs, 'cd_max')),
    })
  },
  answer({ ask, hits }) {
    const results = hits.map(({ page, url, snippets }, index) => ({
      url,
      title: page.title,
      description: snippets[0],
      ...(ask.older ? {} : { position: index + 1 }),
      ...(ask.whole
        ? {
            markdown: `# ${page.title}\n\n${page.text}`,
            metadata: { title: page.title, sourceURL: url, statusCode: 200 },
          }
        : {}),
    }))
    if (ask.older) return json({ success: true, data: results })
    const creditsUsed = 2 * Math.max(1, Math.ceil(hits.length / 10))
    return json({ success: true, data: { web: results }, creditsUsed, id: idOf(ask.query) })
  },
  refuse(status, why) {
    const said = {
      400: why ?? 'Bad Request',
      429: 'Rate limit exceeded. Consumed (req/min): 6, Remaining (req/min): 0. Please retry after 1s',
      500: 'An unexpected error occurred. Please contact help@firecrawl.com for help.',
    }[status]
    return json({ success: false, error: said }, status, again(status))
  },
}

/** `cdr:1,cd_min:5/30/2024`, as Google writes days. */
function dayOf(tbs: string, name: string): string | undefined {
  const [, month, day, year] = new RegExp(`${name}:(\\d{1,2})/(\\d{1,2})/(\\d{4})`).exec(tbs) ?? []
  return year === undefined ? undefined : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
}

const brave: Shape = {
  snippet: { length: 220, count: 3 },
  ask({ method, url }, today) {
    if (method !== 'GET' || url.pathname !== '/res/v1/web/search') return undefined
    const given = url.searchParams
    const query = given.get('q') ?? ''
    if (query.trim() === '' || query.length > 400)
      return this.refuse(400, 'Unable to validate request parameter(s): q')
    const limit = number(given.get('count'), 20, 1, 20)
    const [since, until] = (given.get('freshness') ?? '').split('to')
    return asked(query, {
      limit,
      skip: limit * number(given.get('offset'), 0, 0, 9),
      whole: given.get('extra_snippets') === 'true',
      ...back(/^p[dwmy]$/.test(since ?? '') ? since?.slice(1) : undefined, today),
      ...between(since, until),
    })
  },
  answer({ ask, hits, total }) {
    const query = {
      original: ask.query,
      show_strict_warning: false,
      is_navigational: false,
      is_news_breaking: false,
      spellcheck_off: true,
      country: 'us',
      bad_results: false,
      should_fallback: false,
      more_results_available: total > ask.skip + hits.length,
    }
    if (hits.length === 0) return json({ query, type: 'search' })
    const main = hits.map((_, index) => ({ type: 'web', index, all: false }))
    return json({
      query,
      mixed: { type: 'mixed', main, top: [], side: [] },
      type: 'search',
      web: { type: 'search', results: hits.map((hit) => braveResult(hit, ask)), family_friendly: true },
    })
  },
  refuse(status, why) {
    const code = { 400: 'VALIDATION', 429: 'RATE_LIMITED', 500: 'INTERNAL' }[status]
    const detail = {
      400: why ?? 'Unable to validate request parameter(s)',
      429: 'Request rate limit exceeded for plan',
      500: 'Internal server error',
    }[status]
    const said = status === 400 ? 422 : status
    return json({ type: 'ErrorResponse', error: { code, detail, status: said } }, said, again(status))
  },
}

function braveResult({ page, url, snippets }: EngineHit, ask: EngineAsk): object {
  const { protocol, host, pathname } = new URL(url)
  const day = page.publishedAt.slice(0, 10)
  return {
    title: page.title,
    url,
    is_source_local: false,
    is_source_both: false,
    description: snippets[0],
    page_age: `${day}T00:00:00`,
    profile: { name: host, url, long_name: host },
    language: page.language,
    family_friendly: true,
    type: 'search_result',
    subtype: page.kind === 'article' ? 'article' : 'generic',
    meta_url: { scheme: protocol.slice(0, -1), netloc: host, hostname: host, path: pathname },
    age: new Date(day).toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' }),
    ...(ask.whole && snippets.length > 1 ? { extra_snippets: snippets.slice(1) } : {}),
  }
}

function again(status: number): { readonly 'retry-after'?: string } {
  return status === 429 ? { 'retry-after': '1' } : {}
}

function rounded(score: number): number {
  return Math.round(score * 1e5) / 1e5
}

/** All shapes that the lab speaks. */
export const shapes: Readonly<Record<EngineShape, Shape>> = { searxng, tavily, firecrawl, brave }
