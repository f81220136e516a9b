import { isInterruption, KaojuError, sha256, toKaojuError, type Context, type ErrorCode } from '#runtime'
import type { Frontier } from '../web/frontier.ts'
import { mostFeedItems, type Feed, type FeedItem, type FeedStore, type Subscription } from './feed.ts'
import { day, hashOfItem, isOpen, momentOf, waitAfter } from './feed-schedule.ts'
import { fetchFeed, type FeedAnswer, type Validators } from './fetch-feed.ts'
import type { FeedParser } from './parse-feed.ts'

/**
 * Polls one feed: what in it is new or changed since it was last seen, and how the subscription stands afterwards.
 *
 * 1. Nothing is lost: what the server gave to recognise this state of the feed (etag, date) is stored by
 *    `settleFeed` only when every item was settled. Killed before that, or cut short, the next poll gets the whole
 *    feed again, and what was settled is known by id and hash.
 * 2. A feed that fails stays subscribed, is told, and is left alone for longer each time, from five minutes up to a
 *    day; what a server or a feed asks for (`Retry-After`, `ttl`) is kept, up to a day.
 * 3. A permanent redirect moves the subscription, and what was seen in it, once a feed was read there.
 * 4. Everything that could come out otherwise next time is observed: doing a poll again from its journal gives the
 *    same.
 */
export interface PollFeedParts {
  readonly parser: FeedParser
  readonly store: FeedStore
  readonly frontier: Frontier
}

/** What polling a feed gave. */
export interface PolledFeed {
  /** `waiting`: it is not due yet; `failed`: see `failure`. */
  readonly outcome: 'read' | 'unchanged' | 'waiting' | 'failed'
  /** As it stands after the poll; after `read`, stored by `settleFeed`. */
  readonly subscription: Subscription
  /** New and changed items, the newest first. */
  readonly fresh: readonly FreshItem[]
  readonly failure?: { readonly code: string; readonly why: string }
  /** Where the feed was before it moved for good. */
  readonly movedFrom?: string
  /** Items that the feed lists, and those of them beyond what is read. */
  readonly listed: number
  readonly cut: number
  /** A part of it (a sitemap of an index) could not be had. */
  readonly partial: boolean
}

/** An item that is not known, or is known otherwise. */
export interface FreshItem extends FeedItem {
  readonly state: 'new' | 'changed'
  readonly hash: string
}

/** Sitemaps that an index names, at most so many are looked into: the last changed. */
const mostSitemaps = 50
/** A sitemap whose `lastmod` is this much older than the last poll has nothing new; it may be a day without a time. */
const margin = 2 * day
const ofTheRun: readonly string[] = [
  'run-stopping',
  'budget-exhausted',
  'circuit-open',
  'scope-refused',
  'egress-refused',
  'replay-missing',
] satisfies ErrorCode[]

/** Whether a failure is the run's, not the feed's or the page's: it says nothing about them. */
export function isOfTheRun(code: string): boolean {
  return ofTheRun.includes(code)
}

/**
 * @param subscription as the run observed it
 * @param context the feed's own place: its steps are `before`, `feed`, `fresh` and, in an index, `sitemap-…`
 * @param how `anyway`: also when it is not due
 * @throws KaojuError only when the work was interrupted; what is wrong with a feed is an outcome
 */
export async function pollFeed(
  subscription: Subscription,
  parts: PollFeedParts,
  context: Context,
  how: 'when-due' | 'anyway' = 'when-due',
): Promise<PolledFeed> {
  const { url } = subscription
  const none = { fresh: [], listed: 0, cut: 0, partial: false }
  const before = await context.observe('before', { url }, async () => {
    const now = context.clock.now()
    const open = (await parts.store.seen(url)).some((item) => isOpen(item, now))
    return { now, open }
  })
  const { now } = before
  if (how === 'when-due' && subscription.nextAt !== undefined && subscription.nextAt > now) {
    const { failure } = subscription
    return { outcome: 'waiting', subscription, ...none, ...(failure ? { failure } : {}) }
  }
  let answer: FeedAnswer
  try {
    const address = parts.frontier.offer(url, { kind: 'user' })
    if (!address) throw new KaojuError('feed-unreadable', { url, reason: 'no http(s) address' })
    // While something is open the whole feed is wanted, not to hear that it is unchanged.
    answer = await fetchFeed(address, before.open ? {} : validatorsOf(subscription), parts, context)
  } catch (error) {
    return failed(subscription, asFailure(error, context), now, parts, context)
  }
  switch (answer.kind) {
    case 'unchanged': {
      const { failure: _, nextAt: _at, ...rest } = subscription
      const stands = { ...rest, polledAt: now, succeededAt: now }
      await keep(stands, parts, context)
      return { outcome: 'unchanged', subscription: stands, ...none }
    }
    case 'busy': {
      const busy = new KaojuError('page-busy', { url, status: answer.status })
      return failed(subscription, busy, now, parts, context, answer.wait)
    }
    case 'feed':
      return read(subscription, answer, now, parts, context)
  }
}

async function read(
  subscription: Subscription,
  answer: Extract<FeedAnswer, { kind: 'feed' }>,
  now: number,
  parts: PollFeedParts,
  context: Context,
): Promise<PolledFeed> {
  const { feed, movedTo, etag, lastModified } = answer
  const { items, cut, partial } =
    feed.kind === 'sitemap-index'
      ? await itemsOfIndex(feed, answer.finalUrl, subscription.succeededAt ?? 0, parts, context)
      : { items: feed.items, cut: feed.cut ?? 0, partial: false }
  // An index says nothing of changes inside its sitemaps: it is never taken for unchanged.
  const whole = feed.kind !== 'sitemap-index'
  const fresh = await freshOf(subscription.url, items, now, parts, context)
  const wait = Math.min(day, (feed.minutes ?? 0) * 60_000)
  return {
    outcome: 'read',
    subscription: {
      url: movedTo ?? subscription.url,
      title: feed.title || subscription.title,
      kind: feed.kind,
      addedAt: subscription.addedAt,
      polledAt: now,
      succeededAt: now,
      ...(etag && whole ? { etag } : {}),
      ...(lastModified && whole ? { lastModified } : {}),
      ...(wait > 0 ? { nextAt: now + wait } : {}),
    },
    fresh,
    listed: items.length,
    cut,
    partial,
    ...(movedTo ? { movedFrom: subscription.url } : {}),
  }
}

/** What of a feed's items is not known, or known otherwise, or is to be tried again; the newest first. */
async function freshOf(
  url: string,
  items: readonly FeedItem[],
  now: number,
  { store: kept }: PollFeedParts,
  context: Context,
): Promise<FreshItem[]> {
  const hashed = items.map((item) => ({ item, hash: hashOfItem(item) }))
  const chosen = await context.observe('fresh', { url }, async () => {
    const seen = new Map((await kept.seen(url)).map((item) => [item.id, item]))
    return hashed.flatMap(({ item: { id }, hash }): { id: string; state: FreshItem['state'] }[] => {
      const known = seen.get(id)
      if (!known) return [{ id, state: 'new' }]
      if (known.hash !== hash) return [{ id, state: 'changed' }]
      return isOpen(known, now) ? [{ id, state: 'new' }] : []
    })
  })
  const states = new Map(chosen.map(({ id, state }) => [id, state]))
  return hashed
    .flatMap(({ item, hash }) => {
      const state = states.get(item.id)
      return state ? [{ ...item, hash, state }] : []
    })
    .toSorted((a, b) => momentOf(b) - momentOf(a))
}

/** The addresses in the sitemaps that an index names; what cannot be had is told and left out. */
async function itemsOfIndex(
  index: Feed,
  url: string,
  since: number,
  parts: PollFeedParts,
  context: Context,
): Promise<{ readonly items: FeedItem[]; readonly cut: number; readonly partial: boolean }> {
  const changed = index.items.filter((child) => momentOf(child) === 0 || momentOf(child) > since - margin)
  const chosen = changed.slice(0, mostSitemaps)
  const items = new Map<string, FeedItem>()
  let cut = changed.length - chosen.length + (index.cut ?? 0)
  let partial = false
  for (const child of chosen) {
    const address = parts.frontier.offer(child.url!, { kind: 'feed', by: url })
    if (!address) continue
    try {
      const answer = await fetchFeed(
        address,
        {},
        parts,
        context.at(`sitemap-${sha256(address.url).slice(0, 16)}`),
      )
      if (answer.kind !== 'feed')
        throw new KaojuError('page-busy', {
          url: address.url,
          status: answer.kind === 'busy' ? answer.status : 304,
        })
      // An index inside an index is not allowed by the protocol, and would have no end.
      if (answer.feed.kind === 'sitemap-index')
        throw new KaojuError('feed-unreadable', { url: address.url, reason: 'an index inside an index' })
      cut += answer.feed.cut ?? 0
      for (const item of answer.feed.items) if (!items.has(item.id)) items.set(item.id, item)
    } catch (error) {
      const { code, message } = asFailure(error, context)
      partial = true
      context.emit({ type: 'page-failed', url: address.url, code, why: message })
    }
  }
  const all = [...items.values()].toSorted((a, b) => momentOf(b) - momentOf(a))
  return { items: all.slice(0, mostFeedItems), cut: cut + Math.max(0, all.length - mostFeedItems), partial }
}

/** How a feed stands after a poll that gave nothing. */
async function failed(
  subscription: Subscription,
  error: KaojuError,
  now: number,
  parts: PollFeedParts,
  context: Context,
  asked?: number,
): Promise<PolledFeed> {
  const failure = { code: error.code, why: error.message }
  const none = { fresh: [], listed: 0, cut: 0, partial: false }
  if (isOfTheRun(error.code)) return { outcome: 'failed', subscription, ...none, failure }
  const nextAt = now + waitAfter(subscription, error.code, asked)
  const stands = { ...subscription, polledAt: now, failure, nextAt }
  await keep(stands, parts, context)
  return { outcome: 'failed', subscription: stands, ...none, failure }
}

async function keep(subscription: Subscription, { store }: PollFeedParts, context: Context): Promise<void> {
  await context.observe('kept', { url: subscription.url }, async () => {
    await store.putSubscription(subscription)
    return true
  })
}

/** @throws what interrupted the work; everything else is a failure of this feed */
function asFailure(error: unknown, context: Context): KaojuError {
  context.abort.throwIfAborted()
  const known = toKaojuError(error)
  if (isInterruption(known)) throw known
  return known
}

function validatorsOf({ etag, lastModified }: Subscription): Validators {
  return { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) }
}
