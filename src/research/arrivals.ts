import { dirname } from 'node:path/posix'
import type { DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import type { Holding, Library } from '#library'
import { inventsAddress } from './plain-sentence.ts'
import { isOwn, type Shelf } from './shelf.ts'

/** A document that arrived. */
export interface Arrival {
  readonly document: DocumentId
  /** When it came, in milliseconds since the epoch. */
  readonly at: number
  /** Title of the feed or the site's host; the folder of a file. */
  readonly group?: string
  /** It stands where an earlier version stood. */
  readonly updated: boolean
}

/** What arrived, the newest first. */
export interface Arrivals {
  readonly documents: readonly Arrival[]
  /** Since when it was looked, in milliseconds since the epoch; absent: there is no earlier moment to count from. */
  readonly since?: number
  /** Items of feeds that were seen and could not be read. */
  readonly unread: number
}

/** Feeds that were polled this close to one another were polled together. Milliseconds. */
const onePoll = 10 * 60_000
const day = 86_400_000

/**
 * What arrived after `since`: what feeds brought, by when an item (or a new version of it) was first seen, and files,
 * by when they were last read. What was fetched for a question is no news: nobody said that it is new. Without
 * `since`, what the last poll brought; without feeds, what arrived within a day of the latest.
 */
export async function arrivalsSince(
  given: number | undefined,
  shelf: Shelf,
  library: Library,
  context: Context,
): Promise<Arrivals> {
  const { subscriptions, items } = await context.observe('news/seen', { since: given ?? null }, async () => {
    const all = await library.feeds.subscriptions()
    return {
      subscriptions: all.map(({ url, title, polledAt }) => ({ url, title, polledAt: polledAt ?? 0 })),
      items: (await library.feeds.seenSince((given ?? lastPoll(all)) - 1)).map(({ feed, uri, seenAt }) => ({
        feed,
        uri: uri ?? '',
        seenAt,
      })),
    }
  })
  const held = shelf.holdings.filter((one) => one.document !== undefined)
  const since = given ?? (subscriptions.length > 0 ? lastPoll(subscriptions) : latestOf(held))
  const titles = new Map(subscriptions.map(({ url, title }) => [url, title]))
  const byUri = new Map(items.filter(({ uri }) => uri !== '').map((item) => [item.uri, item]))
  const arrivals = held.flatMap((holding): { readonly arrival: Arrival; readonly shown: number }[] => {
    const item = byUri.get(holding.uri)
    if (!item && (!isOwn(holding) || since === undefined || holding.fetchedAt <= since)) return []
    const at = item?.seenAt ?? holding.fetchedAt
    const group = item ? feedName(titles.get(item.feed), item.feed) : folderOf(holding)
    const shown = Date.parse(holding.publishedAt ?? '') || at
    const updated = holding.earlier.length > 0
    return [{ arrival: { document: holding.document!, at, updated, ...(group ? { group } : {}) }, shown }]
  })
  // A document that stands in two places arrived where it stands newest.
  const newest = new Map<DocumentId, Arrival>()
  for (const { arrival } of arrivals.toSorted(
    (a, b) => b.shown - a.shown || (a.arrival.document < b.arrival.document ? -1 : 1),
  ))
    if (!newest.has(arrival.document)) newest.set(arrival.document, arrival)
  return {
    documents: [...newest.values()],
    ...(since === undefined || since <= 0 ? {} : { since }),
    unread: items.filter(({ uri }) => uri === '').length,
  }
}

/** When the last poll began. */
function lastPoll(subscriptions: readonly { readonly polledAt?: number }[]): number {
  const polled = subscriptions.map(({ polledAt = 0 }) => polledAt)
  const latest = Math.max(0, ...polled)
  return Math.min(latest, ...polled.filter((at) => at > latest - onePoll))
}

function latestOf(held: readonly Holding[]): number | undefined {
  const latest = Math.max(0, ...held.filter(isOwn).map(({ fetchedAt }) => fetchedAt))
  return latest === 0 ? undefined : latest - day
}

/** A feed's title becomes a heading, which nobody verifies: one that holds an address gives way to the host. */
function feedName(title: string | undefined, url: string): string {
  return title && !inventsAddress(title, []) ? title : hostOf(url)
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

function folderOf({ uri }: Holding): string | undefined {
  if (!URL.canParse(uri)) return undefined
  const { protocol, pathname, host } = new URL(uri)
  if (protocol !== 'file:') return host || undefined
  try {
    return decodeURIComponent(dirname(pathname).split('/').pop() ?? '') || undefined
  } catch {
    return undefined
  }
}
