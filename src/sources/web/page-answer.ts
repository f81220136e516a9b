import type { SnapshotId } from '#vocabulary'
import {
  AttemptFailure,
  KaojuError,
  parseRetryAfter,
  shownAddress,
  type Cost,
  type FoundAnswer,
} from '#runtime'
import { freshUntil } from './freshness.ts'
import type { PageRecord } from './page.ts'

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

/** Faults that pass: the server's, a proxy's before it, Cloudflare's (52x). */
const passing = (status: number): boolean => status >= 500 || status === 408 || status === 425

/** @throws AttemptFailure for whatever is no page */
export function refuseStatus({ url, status, headers, body }: FoundAnswer, now: number, bytes: number): void {
  // Nobody asked for a part (206): it is no page.
  if (status === 304 || (status >= 200 && status < 300 && status !== 206 && body.length > 0)) return
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

/** A page that came. */
export function arrived(
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

/** What is held, after the server said that it still holds (304). */
export function unchanged(
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
    // A validator other than the one that was asked by belongs to other bytes (RFC 9111 §4.3.4).
    ...validators(headers),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
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

/** Which way it came, for the log. */
export function routeOf({ route }: FoundAnswer): string {
  return 'proxy' in route ? `proxy ${shownAddress(route.proxy)}` : route.address
}

/** What a fetch costs: pages and bytes, no money. */
export function costOf(pages: number, bytes: number): Cost {
  const amounts = { pages, bytes }
  return { inputTokens: 0, outputTokens: 0, cachedTokens: 0, measured: 'reported', usd: 0, amounts }
}
