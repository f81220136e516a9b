import type { Context } from '#runtime'
import type { FeedStore, Subscription } from './feed.ts'
import type { PolledFeed } from './poll-feed.ts'

/**
 * Stores how a feed stands after its items were settled, one transaction after another in an order in which a kill
 * between two loses nothing; a feed that moved takes with it what was seen in it.
 *
 * @param whole every fresh item was settled; else the next poll gets the feed again, and goes on
 */
export async function settleFeed(
  polled: PolledFeed,
  before: Subscription,
  whole: boolean,
  store: FeedStore,
  context: Context,
): Promise<Subscription> {
  const stands = whole && !polled.partial ? polled.subscription : unfinished(polled.subscription, before)
  await context.observe('settled', { url: stands.url, whole }, async () => {
    await store.putSubscription(stands)
    const { movedFrom } = polled
    if (movedFrom === undefined) return true
    const seen = await store.seen(movedFrom)
    await store.putSeen(seen.map((item) => ({ ...item, feed: stands.url })))
    await store.removeSubscription(movedFrom)
    return true
  })
  return stands
}

/** Read, but not through: without what would let the next poll pass over the rest. */
function unfinished(
  { url, title, kind, addedAt, polledAt }: Subscription,
  before: Subscription,
): Subscription {
  return {
    url,
    title,
    kind,
    addedAt,
    ...(polledAt === undefined ? {} : { polledAt }),
    ...(before.succeededAt === undefined ? {} : { succeededAt: before.succeededAt }),
  }
}
