import { KaojuError } from '#runtime'
import type { FeedStore, SeenItem, Subscription } from '#sources'

/** A store of feeds that lives as long as a test; the library's is tested with it in `test/research`. */
export function memoryFeeds(...subscribed: readonly Subscription[]): FeedStore {
  const subscriptions = new Map(subscribed.map((one) => [one.url, one]))
  const seen = new Map<string, Map<string, SeenItem>>()
  return {
    subscriptions: () => Promise.resolve([...subscriptions.values()]),
    putSubscription: (one) => Promise.resolve(void subscriptions.set(one.url, one)),
    removeSubscription: (url) => {
      seen.delete(url)
      return Promise.resolve(subscriptions.delete(url))
    },
    seen: (feed) => Promise.resolve([...(seen.get(feed)?.values() ?? [])]),
    putSeen: (items) => {
      for (const item of items) {
        if (!subscriptions.has(item.feed))
          return Promise.reject(new KaojuError('feed-unknown', { url: item.feed }))
        if (!seen.has(item.feed)) seen.set(item.feed, new Map())
        seen.get(item.feed)!.set(item.id, item)
      }
      return Promise.resolve()
    },
    seenSince: (since) =>
      Promise.resolve(
        [...seen.values()]
          .flatMap((items) => [...items.values()])
          .filter(({ seenAt }) => seenAt > since)
          .toSorted((a, b) => a.seenAt - b.seenAt),
      ),
  }
}
