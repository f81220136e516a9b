import { availableParallelism } from 'node:os'
import { createProcessPool, entryPoint, KaojuError, ProcessLost, type Context } from '#runtime'
import type { Feed } from './feed.ts'
import type { FeedBytes } from './read-feed.ts'

/** How wide the pool is, and what one feed may cost. */
export interface FeedParserOptions {
  /** Child processes at most; as many as there are processors, up to two. */
  readonly size?: number
  readonly seconds?: number
  /** Of resident memory, the process itself included. */
  readonly megabytes?: number
}

/** Reads feeds in child processes with limits of time and memory: parsing is where hostile files do harm. */
export interface FeedParser {
  /**
   * Reads one feed; gzip is undone, the encoding found, addresses resolved.
   *
   * @param contentType as the server states it, with parameters
   * @param url where it was fetched from, after redirects; absolute
   * @throws KaojuError `feed-unreadable`
   */
  parse(bytes: Uint8Array, contentType: string | undefined, url: string, context: Context): Promise<Feed>
  /** As `parse`, but of a web page gives the addresses of the feeds that it names. */
  look(
    bytes: Uint8Array,
    contentType: string | undefined,
    url: string,
    context: Context,
  ): Promise<{ readonly feed: Feed } | { readonly links: readonly string[] }>
  close(): Promise<void>
}

/** Larger answers are not looked at: the sitemap protocol's limit, unpacked. */
const mostBytes = 50 * 2 ** 20

/** Children start with the first feed and end with `close` or with this process. */
export function createFeedParser(options: FeedParserOptions = {}): FeedParser {
  const { size = Math.min(2, availableParallelism()), seconds = 20, megabytes = 512 } = options
  const entry = entryPoint(import.meta.url, './parse-child')
  const pool = createProcessPool({ entry, size, limits: { seconds, megabytes } })
  const run = async <T>(request: FeedBytes, context: Context): Promise<T> => {
    const { url } = request
    const refuse = (reason: string, cause?: unknown): KaojuError =>
      new KaojuError('feed-unreadable', { url, reason }, { cause })
    if (request.bytes.length > mostBytes) throw refuse(`over ${mostBytes / 2 ** 20} MB`)
    try {
      return await pool.run<T>(request, { signal: context.abort })
    } catch (error) {
      if (!(error instanceof ProcessLost)) throw error
      switch (error.how) {
        case 'timeout':
          throw refuse(`reading it took longer than ${seconds} s`, error)
        case 'memory':
          throw refuse(`reading it needed more than ${megabytes} MB`, error)
        case 'crash':
          throw refuse(`its reader crashed: ${error.message}`, error)
      }
    }
  }
  return {
    parse: (bytes, contentType, url, context) =>
      run({ bytes, url, ...(contentType ? { contentType } : {}) }, context),
    look: (bytes, contentType, url, context) =>
      run({ bytes, url, ...(contentType ? { contentType } : {}), orLinks: true }, context),
    close: () => pool.close(),
  }
}
