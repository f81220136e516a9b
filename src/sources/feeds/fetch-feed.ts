import {
  AttemptFailure,
  KaojuError,
  parseRetryAfter,
  shownAddress,
  toKaojuError,
  type Context,
  type Cost,
  type Paid,
} from '#runtime'
import type { FoundAddress, Frontier } from '../web/frontier.ts'
import type { Feed } from './feed.ts'
import type { FeedParser } from './parse-feed.ts'

/** What a server said when it was asked for a feed. */
export type FeedAnswer =
  | {
      readonly kind: 'feed'
      readonly feed: Feed
      readonly finalUrl: string
      /** Where it has moved for good: the end of the permanent redirects that stand first. */
      readonly movedTo?: string
      readonly etag?: string
      readonly lastModified?: string
    }
  | { readonly kind: 'unchanged' }
  /** It asks to be left alone; milliseconds. */
  | { readonly kind: 'busy'; readonly status: number; readonly wait: number }

/** What a poll works with. */
export interface FetchFeedParts {
  readonly parser: FeedParser
  readonly frontier: Frontier
}

/** What the server gave the last time, to be asked whether it still holds. */
export interface Validators {
  readonly etag?: string
  readonly lastModified?: string
}

const mostRedirects = 5
const accept =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5'

/**
 * Fetches and parses a feed, as one recorded call: conditional (RFC 9110, 13), redirects followed one by one, each
 * through the frontier and the checks of the egress.
 *
 * robots.txt is not asked: it speaks to crawlers, and a person who subscribed to an address asked for this one (as
 * Google's Feedfetcher and other feed readers hold it). Pages that a feed lists are another matter; see `PageFetcher`.
 *
 * @throws KaojuError `feed-unreadable`, `feed-gone`, `page-status`, `page-redirects`, what the egress throws
 */
export function fetchFeed(
  address: FoundAddress,
  validators: Validators,
  parts: FetchFeedParts,
  context: Context,
): Promise<FeedAnswer> {
  const { parser, frontier } = parts
  return call('feed', { url: address.url, ...validators }, address, frontier, context, async () => {
    const got = await follow(address, validators, frontier, context)
    if (got.kind !== 'body') return got
    const { body, contentType, finalUrl, ...about } = got
    return {
      ...about,
      kind: 'feed',
      finalUrl,
      feed: await parser.parse(body, contentType, finalUrl, context),
    }
  })
}

/** What stands at an address that a person gave for a feed: one, or a page that names some. */
export type FeedPlace =
  | { readonly feed: Feed; readonly url: string }
  | { readonly links: readonly string[]; readonly url: string }

/** Looks at an address, as one recorded call; `url` is where a subscription should go. @throws KaojuError as `fetchFeed` */
export function lookForFeed(
  address: FoundAddress,
  parts: FetchFeedParts,
  context: Context,
): Promise<FeedPlace> {
  const { parser, frontier } = parts
  return call('place', { url: address.url }, address, frontier, context, async () => {
    const got = await follow(address, {}, frontier, context)
    if (got.kind !== 'body')
      throw new KaojuError('page-busy', {
        url: shownAddress(address.url),
        status: got.kind === 'busy' ? got.status : 304,
      })
    const { body, contentType, finalUrl, movedTo } = got
    const url = movedTo ?? address.url
    return { ...(await parser.look(body, contentType, finalUrl, context)), url }
  })
}

function call<T>(
  name: string,
  inputs: unknown,
  address: FoundAddress,
  frontier: Frontier,
  context: Context,
  work: () => Promise<T>,
): Promise<T> {
  frontier.require(address)
  return context.call<T>({
    name,
    inputs,
    kind: 'page',
    service: new URL(address.url).host,
    purpose: 'feed',
    endpoint: new URL(address.url).origin,
    bound: { pages: 1 },
    attempts: 2,
    attempt: async () => {
      try {
        return free(await work())
      } catch (error) {
        const known = toKaojuError(error, shownAddress(address.url))
        // A defect, or being told to leave, is no answer of the server.
        if (['internal', 'aborted', 'run-lost', 'disk-full'].includes(known.code)) throw error
        throw new AttemptFailure(known)
      }
    },
  })
}

/** What a server gave in the end. */
type Got =
  | Exclude<FeedAnswer, { kind: 'feed' }>
  | (Omit<Extract<FeedAnswer, { kind: 'feed' }>, 'kind' | 'feed'> & {
      readonly kind: 'body'
      readonly body: Uint8Array
      readonly contentType: string | undefined
    })

async function follow(
  address: FoundAddress,
  validators: Validators,
  frontier: Frontier,
  context: Context,
): Promise<Got> {
  let at = address
  let movedTo: string | undefined
  let permanently = true
  for (let hop = 0; ; hop++) {
    const answer = await context.egress.found({
      url: at.url,
      headers: {
        accept,
        // Validators belong to the address that gave them: the first, since subscriptions follow permanent moves.
        ...(hop === 0 && validators.etag ? { 'if-none-match': validators.etag } : {}),
        ...(hop === 0 && validators.lastModified ? { 'if-modified-since': validators.lastModified } : {}),
      },
      signal: context.abort,
    })
    const { status, headers, body } = answer
    if ([301, 302, 303, 307, 308].includes(status)) {
      permanently &&= status === 301 || status === 308
      at = nextAddress(at, headers['location'], hop, frontier)
      if (permanently) movedTo = at.url
      continue
    }
    if (status === 304) return { kind: 'unchanged' }
    if (status === 410) throw new KaojuError('feed-gone', { url: shownAddress(address.url) })
    const wait = parseRetryAfter(headers, context.clock.now())
    if ((status === 429 || status === 503) && wait !== undefined) return { kind: 'busy', status, wait }
    if (status === 429 || (status >= 502 && status <= 504))
      throw new KaojuError('page-busy', { url: shownAddress(at.url), status })
    if (status < 200 || status > 299)
      throw new KaojuError('page-status', { url: shownAddress(at.url), status })
    const { etag, 'last-modified': lastModified } = headers
    const held = at === address || movedTo === at.url
    return {
      kind: 'body',
      body,
      contentType: headers['content-type'],
      finalUrl: at.url,
      ...(movedTo && movedTo !== address.url ? { movedTo } : {}),
      ...(held && etag ? { etag: etag.slice(0, 1_000) } : {}),
      ...(held && lastModified ? { lastModified: lastModified.slice(0, 100) } : {}),
    }
  }
}

function nextAddress(
  at: FoundAddress,
  location: string | undefined,
  hop: number,
  frontier: Frontier,
): FoundAddress {
  const refuse = (reason: string): KaojuError =>
    new KaojuError('page-redirects', { url: shownAddress(at.url), reason })
  if (hop === mostRedirects) throw refuse(`more than ${mostRedirects} redirects`)
  if (location === undefined || !URL.canParse(location, at.url)) throw refuse('no address to go to')
  const target = new URL(location, at.url)
  if (at.url.startsWith('https:') && target.protocol === 'http:') throw refuse('from https to http')
  const next = frontier.offer(target.href, { kind: 'redirect', by: at.url })
  if (!next) throw refuse('not to http or https')
  if (next.url === at.url) throw refuse('to itself')
  return next
}

/** Feeds cost nothing but a page of the budget. */
function free<T>(result: T): Paid<T> {
  const cost: Cost = {
    inputTokens: 0,
    outputTokens: 0,
    cachedTokens: 0,
    measured: 'reported',
    usd: 0,
    amounts: { pages: 1 },
  }
  return { result, cost }
}
