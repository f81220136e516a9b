import type { DocumentId } from '#vocabulary'
import { KaojuError, sha256, type Context } from '#runtime'
import {
  createFeedParser,
  createFrontier,
  pollFeed,
  settleFeed,
  type FeedParser,
  type FreshItem,
  type Frontier,
  type PolledFeed,
  type Subscription,
} from '#sources'
import type { Library } from '#library'
import { createReadingPool, type ReadingPool } from '#reading'
import { settleItem, type ItemParts, type SettledItem } from './settle-item.ts'
import type { Visitor } from './web/visitor.ts'

/** What to poll, and how much of it at once. */
export interface PollTask {
  /** Addresses of subscriptions, polled also when they are not due; absent: all that are due. */
  readonly feeds?: readonly string[]
  /** Items brought in from one feed, at most; default 50. */
  readonly items?: number
}

/** What a poll works with. */
export interface PollParts {
  readonly library: Library
  /** Fetches and reads pages; absent: items are read as their feed carries them. */
  readonly visitor?: Pick<Visitor, 'frontier' | 'visit'>
  /** Default: of its own. */
  readonly parser?: FeedParser
  /** Reads what feeds carry. Default: of its own. */
  readonly pool?: ReadingPool
}

/** What became of one feed. */
export interface FeedNews {
  /** Where it is subscribed now. */
  readonly url: string
  readonly title: string
  readonly outcome: PolledFeed['outcome']
  readonly movedFrom?: string
  readonly failure?: { readonly code: string; readonly why: string }
  /** Not polled before; milliseconds since the epoch. */
  readonly nextAt?: number
  /** Items that it lists. */
  readonly listed: number
  /** What was new or changed in it and is in the library now, the newest first. */
  readonly items: readonly ItemNews[]
  /** What was new or changed and could not be brought in; tried again where it may pass. */
  readonly failed: readonly {
    readonly id: string
    readonly title: string
    readonly code: string
    readonly why: string
  }[]
  /** New items that were not looked at: the next poll goes on with them. */
  readonly left: number
  /** Items beyond what is read of one feed. */
  readonly cut: number
}

/** An item that was brought in. */
export interface ItemNews {
  readonly uri: string
  readonly title: string
  readonly document: DocumentId
  readonly outcome: 'added' | 'changed' | 'unchanged'
  /** Its text is what the feed carries: its page could not be had, or there is none. */
  readonly fromFeed: boolean
}

/** What a poll brought home. */
export interface PollSummary {
  readonly feeds: readonly FeedNews[]
  /** All that is new or changed, in the order of the feeds. */
  readonly documents: readonly DocumentId[]
}

const itemsAtOnce = 50
const feedsTogether = 3
const itemsTogether = 6

/**
 * Polls subscribed feeds and brings what is new in them into the library.
 *
 * 1. Each item is settled on its own: in the library and remembered as seen, or remembered as failed. Killed at any
 *    moment, the next poll (or the same one, resumed) continues; nothing is lost and nothing is added twice.
 * 2. The page of an item is fetched; where it cannot be, what the feed itself carries is read in its place, and told.
 * 3. One bad feed or item among many is told, and the work goes on. What a poll leaves undone it counts.
 * 4. What subscriptions there are, what was fresh in them and what became of each item is observed: a replay polls
 *    nothing.
 *
 * @throws KaojuError `feed-unknown` (a feed that was named), what interrupts the work
 */
export async function pollFeeds(task: PollTask, parts: PollParts, context: Context): Promise<PollSummary> {
  const { library, visitor } = parts
  const subscriptions = await context.observe('subscriptions', { feeds: task.feeds ?? [] }, () =>
    chosenOf(task.feeds, library),
  )
  const parser = parts.parser ?? createFeedParser()
  let own: ReadingPool | undefined
  const tools: Tools = {
    library,
    parser,
    frontier: visitor?.frontier ?? createFrontier(),
    ...(visitor ? { visit: visitor.visit.bind(visitor) } : {}),
    reading: () => parts.pool ?? (own ??= createReadingPool({ size: 2 }, context)),
  }
  try {
    let done = 0
    const feeds = await together(subscriptions, feedsTogether, async (subscription) => {
      const news = await pollOne(
        subscription,
        task,
        tools,
        context.at(`feed-${sha256(subscription.url).slice(0, 16)}`),
      )
      const { title, url } = news
      context.emit({
        type: 'progress',
        phase: 'feeds',
        done: ++done,
        total: subscriptions.length,
        item: title || url,
      })
      return news
    })
    const brought = feeds.flatMap(({ items }) => items)
    if (brought.length > 0)
      await context.observe('indexed', { documents: brought.length }, async () => {
        await library.refresh()
        return true
      })
    return { feeds, documents: [...new Set(brought.map(({ document }) => document))] }
  } finally {
    await own?.close()
    if (!parts.parser) await parser.close()
  }
}

interface Tools extends ItemParts {
  readonly parser: FeedParser
  readonly frontier: Frontier
}

async function chosenOf(feeds: readonly string[] | undefined, library: Library): Promise<Subscription[]> {
  const all = await library.feeds.subscriptions()
  if (!feeds) return all
  return feeds.map((url) => {
    const found = all.find((one) => one.url === url)
    if (!found) throw new KaojuError('feed-unknown', { url })
    return found
  })
}

async function pollOne(
  subscription: Subscription,
  task: PollTask,
  tools: Tools,
  context: Context,
): Promise<FeedNews> {
  const { library, parser, frontier } = tools
  const parts = { parser, frontier, store: library.feeds }
  const polled = await pollFeed(subscription, parts, context, task.feeds ? 'anyway' : 'when-due')
  const { outcome, failure, fresh, listed, cut, movedFrom } = polled
  if (outcome !== 'read') return newsOf(polled.subscription, { outcome, failure, listed, cut })
  const chosen = fresh.slice(0, task.items ?? itemsAtOnce)
  let done = 0
  const settled = await together(chosen, itemsTogether, async (item) => {
    const made = await settleItem(item, subscription.url, tools, context)
    const { title } = item
    context.emit({ type: 'progress', phase: 'items', done: ++done, total: chosen.length, item: title })
    return made
  })
  const left = fresh.length - chosen.length + settled.filter(({ outcome: how }) => how === 'left').length
  const stands = await settleFeed(polled, subscription, left === 0, library.feeds, context)
  return newsOf(stands, {
    outcome,
    listed,
    cut,
    left,
    movedFrom,
    items: settled.flatMap((one, index) => itemNews(one, chosen[index]!)),
    failed: settled.flatMap((one, index) => {
      const { id, title } = chosen[index]!
      return one.outcome === 'failed' ? [{ id, title, code: one.code, why: one.why }] : []
    }),
  })
}

function itemNews(settled: SettledItem, { title }: FreshItem): ItemNews[] {
  if (settled.outcome === 'left' || settled.outcome === 'failed') return []
  const { outcome, uri, document, fromFeed } = settled
  return [{ uri, title, document, outcome, fromFeed }]
}

function newsOf(
  { url, title, nextAt }: Subscription,
  about: Pick<FeedNews, 'outcome' | 'listed' | 'cut'> & {
    readonly [Key in 'failure' | 'movedFrom' | 'items' | 'failed' | 'left']?: FeedNews[Key] | undefined
  },
): FeedNews {
  const { outcome, listed, cut, failure, movedFrom, items = [], failed = [], left = 0 } = about
  return {
    url,
    title,
    outcome,
    ...(movedFrom ? { movedFrom } : {}),
    ...(failure ? { failure } : {}),
    ...(nextAt === undefined ? {} : { nextAt }),
    listed,
    items,
    failed,
    left,
    cut,
  }
}

/**
 * Works on all, so many at once, and gives what came of each in the order given. When one throws, no other is begun,
 * and it throws when nobody is at work any more.
 */
async function together<T, R>(all: readonly T[], most: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const hand = async (): Promise<void> => {
    try {
      while (next < all.length) {
        const index = next++
        results[index] = await work(all[index]!)
      }
    } catch (error) {
      next = all.length
      throw error
    }
  }
  const hands = await Promise.allSettled(Array.from({ length: Math.min(most, all.length) }, hand))
  for (const one of hands) if (one.status === 'rejected') throw one.reason
  return results
}
