import { isInterruption, KaojuError, sha256, toKaojuError, type Context } from '#runtime'
import type { Feed } from './feed.ts'
import { lookForFeed, type FetchFeedParts } from './fetch-feed.ts'

/** A feed that was found, and where to subscribe to it. */
export interface FoundFeed {
  readonly url: string
  readonly feed: Feed
}

/** Of the feeds that a page names, so many are looked at. */
const mostTried = 5

/**
 * The feed at an address, or the feeds that the page at it names, those first that a reader wants.
 *
 * @throws KaojuError `feed-none` when the page names none that can be read, what `fetchFeed` throws for the address itself
 */
export async function discoverFeeds(
  url: string,
  parts: FetchFeedParts,
  context: Context,
): Promise<FoundFeed[]> {
  const address = parts.frontier.offer(url, { kind: 'user' })
  if (!address) throw new KaojuError('feed-unreadable', { url, reason: 'no http(s) address' })
  const place = await lookForFeed(address, parts, context)
  if ('feed' in place) return [place]
  const found: FoundFeed[] = []
  for (const link of place.links.slice(0, mostTried)) {
    const next = parts.frontier.offer(link, { kind: 'link', by: place.url })
    if (!next || next.url === address.url) continue
    try {
      const there = await lookForFeed(next, parts, context.at(`link-${sha256(link).slice(0, 16)}`))
      if ('feed' in there) found.push(there)
    } catch (error) {
      context.abort.throwIfAborted()
      const known = toKaojuError(error)
      if (isInterruption(known)) throw known
      context.emit({ type: 'page-failed', url: next.url, code: known.code, why: known.message })
    }
  }
  if (found.length === 0) throw new KaojuError('feed-none', { url })
  return found
}
