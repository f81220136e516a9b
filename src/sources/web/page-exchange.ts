import type { SnapshotId } from '#vocabulary'
import {
  AttemptFailure,
  isInterruption,
  KaojuError,
  parseRetryAfter,
  shownAddress,
  toKaojuError,
  type Amounts,
  type Cost,
  type Exchange,
  type FoundAnswer,
  type FoundLimits,
  type Paid,
} from '#runtime'
import { freshUntil } from './freshness.ts'
import type { Frontier } from './frontier.ts'
import type { PageRecord, PageStore } from './page.ts'
import type { RobotsKeeper } from './robots-keeper.ts'

/** What one fetch brought, as the journal keeps it: plain data that names kept bytes and never holds them. */
export interface Arrival extends Omit<PageRecord, 'url' | 'rendered'> {
  readonly via: 'network' | 'revalidated'
  /** The addresses it went through, first to last. */
  readonly hops: readonly string[]
  /** On the wire. */
  readonly bytes: number
  /** The address that was checked, or the proxy that checks by itself. */
  readonly route: string
}

/** What an exchange needs of its fetcher. */
export interface ExchangeParts {
  readonly store: PageStore
  readonly frontier: Frontier
  readonly robots: RobotsKeeper
  readonly limits: Partial<FoundLimits>
}

/** A page to be fetched. */
export interface Wanted {
  readonly url: string
  /** What is held of it, to be asked for only if it changed. */
  readonly held?: PageRecord | undefined
  /** Addresses that led here: none of them is fetched again. */
  readonly before: readonly string[]
  readonly bound: Amounts
}

/** Redirects that are followed for one page, meta refreshes among them. */
const redirectsAtMost = 10

const redirects = [301, 302, 303, 307, 308]
/** Faults that pass: the server's, a proxy's before it, Cloudflare's (52x). */
const passing = (status: number): boolean => status >= 500 || status === 408 || status === 425

/**
 * One attempt at a page: from address to address until one answers with a page, each admitted by the robots.txt of
 * its host and by the egress; its bytes are kept before the result that names them exists.
 *
 * @throws AttemptFailure; an abort as its reason
 */
export async function exchangePage(
  wanted: Wanted,
  parts: ExchangeParts,
  { context }: Exchange,
  came: (bytes: Uint8Array) => void,
): Promise<Paid<Arrival>> {
  const hops = [wanted.url]
  let [bytes, url] = [0, wanted.url]
  const failed = (thrown: unknown): unknown => {
    if (thrown instanceof AttemptFailure) return thrown
    const error = toKaojuError(thrown)
    if (isInterruption(error)) return thrown
    return new AttemptFailure(
      error,
      bytes > 0 || sentUnseen(error) ? { cost: costOf(0, bytesOf(error)) } : {},
    )
  }
  /** Nobody counted what was sent of an answer that broke: taken as all that it may have been. */
  const bytesOf = (error: KaojuError): number => (sentUnseen(error) ? (wanted.bound.bytes ?? 0) : bytes)
  try {
    for (;;) {
      const answer = await ask(url, wanted, parts, context, bytes)
      bytes += answer.wireBytes
      const location = answer.headers['location']
      if (redirects.includes(answer.status) && location !== undefined) {
        url = follow(url, location, [...wanted.before, ...hops], parts.frontier)
        tellDowngrade(hops.at(-1)!, url, context)
        hops.push(url)
        continue
      }
      refuseStatus(answer, context.clock.now(), bytes)
      const about = { hops, bytes, route: routeOf(answer) }
      if (answer.status === 304)
        return {
          result: { ...unchanged(answer, wanted.held!, context.clock.now()), ...about },
          cost: costOf(1, bytes),
        }
      const snapshot = await parts.store.keep(answer.body)
      came(answer.body)
      const result = { ...arrived(answer, url, snapshot, context.clock.now()), ...about }
      return { result, cost: costOf(1, bytes) }
    }
  } catch (thrown) {
    context.abort.throwIfAborted()
    throw failed(thrown)
  }
}

function tellDowngrade(from: string, to: string, context: Exchange['context']): void {
  if (!from.startsWith('https:') || !to.startsWith('http:')) return
  const about = { url: shownAddress(from), target: shownAddress(to) }
  const { code, message } = new KaojuError('page-downgraded', about)
  context.emit({ type: 'warning', code, message })
}

/** One request; what is held is asked for by its validators where they belong to this address. */
async function ask(
  url: string,
  { held, bound }: Wanted,
  { robots, limits }: ExchangeParts,
  context: Exchange['context'],
  spent: number,
): Promise<FoundAnswer> {
  const { delay } = await robots.admit(url, context)
  const mine = held?.finalUrl === url ? held : undefined
  const answer = await context.egress.found({
    url,
    headers: {
      accept: 'text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8',
      ...(mine?.etag === undefined ? {} : { 'if-none-match': mine.etag }),
      ...(mine?.lastModified === undefined ? {} : { 'if-modified-since': mine.lastModified }),
    },
    limits: { ...limits, wireBytes: Math.max(1, (bound.bytes ?? Infinity) - spent) },
    ...(delay === undefined ? {} : { delay }),
    signal: context.abort,
  })
  // Nobody asked whether it changed.
  if (answer.status === 304 && !mine)
    throw new KaojuError('page-status', { url: shownAddress(url), status: 304 })
  return answer
}

/** Where a redirect leads. @throws KaojuError `page-redirects` */
export function follow(
  from: string,
  location: string,
  before: readonly string[],
  frontier: Frontier,
): string {
  const refused = (reason: string): KaojuError =>
    new KaojuError('page-redirects', { url: shownAddress(before[0] ?? from), reason })
  const target = asSent(location)
  const found = URL.canParse(target, from)
    ? frontier.offer(new URL(target, from).href, { kind: 'redirect', by: from })
    : undefined
  if (!found) throw refused('to no web address')
  if (before.includes(found.url)) throw refused('in a circle')
  if (before.length > redirectsAtMost) throw refused(`more than ${redirectsAtMost}`)
  return found.url
}

/** Header fields come as octets; many servers write addresses in UTF-8. */
function asSent(location: string): string {
  if (!/[\x80-\xFF]/.test(location) || /[^\0-\xFF]/.test(location)) return location
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(location, 'latin1'))
  } catch {
    return location
  }
}

/** @throws AttemptFailure for whatever is no page */
function refuseStatus({ url, status, headers, body }: FoundAnswer, now: number, bytes: number): void {
  if (status === 304 || (status >= 200 && status < 300 && body.length > 0)) return
  const about = { url: shownAddress(url), status }
  const cost = costOf(0, bytes)
  if (status === 429 || status === 503) {
    const retryAfter = parseRetryAfter(headers, now)
    throw new AttemptFailure(new KaojuError('page-busy', about), {
      cost,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    })
  }
  if (passing(status)) throw new AttemptFailure(new KaojuError('page-server-error', about), { cost })
  const empty = status === 200 || status === 203
  throw new AttemptFailure(
    empty
      ? new KaojuError('page-shell', { url: about.url, reason: 'empty' })
      : new KaojuError('page-status', about),
    { cost },
  )
}

function arrived(
  { headers }: FoundAnswer,
  finalUrl: string,
  snapshot: SnapshotId,
  now: number,
): Omit<Arrival, 'hops' | 'bytes' | 'route'> {
  return {
    via: 'network',
    finalUrl,
    snapshot,
    mediaType: mediaTypeIn(headers['content-type'] ?? ''),
    fetchedAt: now,
    freshUntil: freshUntil(headers, now),
    ...validators(headers),
  }
}

function unchanged(
  { headers }: FoundAnswer,
  { finalUrl, snapshot, mediaType, fetchedAt, etag, lastModified }: PageRecord,
  now: number,
): Omit<Arrival, 'hops' | 'bytes' | 'route'> {
  return {
    via: 'revalidated',
    finalUrl,
    snapshot,
    mediaType,
    fetchedAt,
    freshUntil: freshUntil({ ...(lastModified ? { 'last-modified': lastModified } : {}), ...headers }, now),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...validators(headers),
  }
}

/** Absurdly long ones are not kept: they would be sent back. */
function validators(headers: FoundAnswer['headers']): { etag?: string; lastModified?: string } {
  const { etag, 'last-modified': lastModified } = headers
  return {
    ...(etag && etag.length <= 500 ? { etag } : {}),
    ...(lastModified && lastModified.length <= 100 ? { lastModified } : {}),
  }
}

function mediaTypeIn(header: string): string {
  const type = /^\s*([\w.+-]{1,100}\/[\w.+-]{1,100})/.exec(header)?.[1]?.toLowerCase() ?? ''
  const charset = /;\s*charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(header)?.[1]?.toLowerCase()
  return type === '' || charset === undefined ? type : `${type};charset=${charset}`
}

function routeOf({ route }: FoundAnswer): string {
  return 'proxy' in route ? `proxy ${shownAddress(route.proxy)}` : route.address
}

function sentUnseen({ code }: KaojuError): boolean {
  return ['page-too-large', 'page-cut-off', 'page-undecodable'].includes(code)
}

function costOf(pages: number, bytes: number): Cost {
  const amounts = { pages, bytes }
  return { inputTokens: 0, outputTokens: 0, cachedTokens: 0, measured: 'reported', usd: 0, amounts }
}
