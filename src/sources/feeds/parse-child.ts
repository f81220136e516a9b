import { KaojuError, serveProcess } from '#runtime'
import { feedLinks } from './feed-links.ts'
import { readFeed, type FeedBytes } from './read-feed.ts'

/** The entry of a parsing process: bytes in; a feed out, or, where they are wanted, the feeds that a page names. */
serveProcess((request: FeedBytes) => {
  try {
    const links = request.orLinks && feedLinks(request)
    if (links) return { links }
    const feed = readFeed(request)
    return request.orLinks ? { feed } : feed
  } catch (error) {
    // What a library throws over a strange feed says nothing to the person whose feed it is.
    if (error instanceof KaojuError) throw error
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error)
    throw new KaojuError('feed-unreadable', { url: request.url, reason })
  }
})
