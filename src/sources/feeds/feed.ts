/**
 * Feeds that the user subscribed to: RSS, Atom, JSON Feed, sitemaps. The contract of the parser, of the poller, and
 * of where subscriptions are kept (the library, seen from here).
 */

/** Of one feed at most so many items are read: the first, which in nearly every feed are the newest. */
export const mostFeedItems = 5_000

/** A feed, whatever its format. */
export interface Feed {
  readonly kind: 'rss' | 'atom' | 'rdf' | 'json-feed' | 'sitemap' | 'sitemap-index'
  readonly title: string
  readonly home?: string
  readonly language?: string
  readonly items: readonly FeedItem[]
  /** Minutes that the feed asks to leave between two polls (`ttl`, `sy:updatePeriod`). */
  readonly minutes?: number
  /** Items that it lists beyond those that were read. */
  readonly cut?: number
}

/** One entry; addresses are absolute http(s), everything is text from outside. */
export interface FeedItem {
  /** Stable within the feed: guid, id, or the address. */
  readonly id: string
  readonly url?: string
  readonly title: string
  /** HTML or text, as the feed carries it. */
  readonly content?: string
  readonly contentType?: 'html' | 'text'
  readonly summary?: string
  readonly publishedAt?: string
  readonly updatedAt?: string
  readonly authors: readonly string[]
}

/** A feed that the user subscribed to. Times: milliseconds since the epoch. */
export interface Subscription {
  readonly url: string
  readonly title: string
  readonly kind: Feed['kind'] | ''
  readonly addedAt: number
  readonly polledAt?: number
  /** The last poll that came through. */
  readonly succeededAt?: number
  readonly etag?: string
  readonly lastModified?: string
  readonly failure?: { readonly code: string; readonly why: string }
  /** Not before, as server and feed ask. */
  readonly nextAt?: number
}

/** An item as it was first seen. */
export interface SeenItem {
  readonly feed: string
  readonly id: string
  readonly url?: string
  readonly title: string
  readonly publishedAt?: string
  /** Milliseconds since the epoch. */
  readonly seenAt: number
  /** Of its content as the feed carries it: another hash is another version. */
  readonly hash: string
  /** Where its text stands in the library; absent while it could not be read. */
  readonly uri?: string
  readonly failure?: { readonly code: string; readonly why: string }
}

/** Where subscriptions and what was seen in them are kept; each call is one transaction. */
export interface FeedStore {
  /** In order of subscription. */
  subscriptions(): Promise<Subscription[]>
  /** Adds or replaces by address. */
  putSubscription(subscription: Subscription): Promise<void>
  /** What was seen in it is forgotten; documents stay. False: there was none. */
  removeSubscription(url: string): Promise<boolean>
  seen(feed: string): Promise<SeenItem[]>
  /** Adds or replaces by feed and id. */
  putSeen(items: readonly SeenItem[]): Promise<void>
  /** Of all feeds, seen after `since` (milliseconds), oldest first. */
  seenSince(since: number): Promise<SeenItem[]>
}
