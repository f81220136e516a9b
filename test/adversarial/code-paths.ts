import { connect } from 'node:net'
import type { RequestListener } from 'node:http'
import {
  createContext,
  KaojuError,
  sha256,
  systemClock,
  type BrowserProxy,
  type Clock,
  type Context,
  type Egress,
} from '#runtime'
import {
  createFeedParser,
  createFrontier,
  createPageFetcher,
  createRobotsKeeper,
  pollFeed,
  type FeedStore,
  type PageReader,
  type PageStore,
} from '#sources'
import { numberIn } from './hostile-web.ts'

/**
 * Every way by which a URL from outside comes to a request: each is a row. A new code path that takes a URL belongs
 * here, and is then shown all the addresses of `hostile-addresses.ts`.
 */
export interface CodePath {
  readonly name: string
  /** It asks for the URL itself, and not for one that leads there. */
  readonly direct?: true
  /**
   * Brings it to follow `url`, which is the `number`th that the origin hands out; it must settle whatever happens.
   * Resolves with what was got where it was followed, rejects or resolves with undefined where it was not.
   */
  readonly follow: (url: string, number: number, way: Way) => Promise<unknown>
}

/** What the paths go through. */
export interface Way {
  readonly egress: Egress
  /** `http://127.0.0.9:port`, which is allowed. */
  readonly origin: string
  readonly browser: BrowserProxy
}

/** What the origin hands out: at `/<how>/<number>` a redirect, a page, a feed that leads to the URL of that number. */
export function leading(urls: readonly string[]): RequestListener {
  return (request, response) => {
    const url = urls[numberIn(request)] ?? ''
    const [, how] = (request.url ?? '').split('/')
    // As octets: what a header cannot carry no server can send.
    const location = Buffer.from(url.replace(/[\0-\x1F]/g, '')).toString('latin1')
    const html = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
    switch (how) {
      case 'redirect':
        response.writeHead([301, 302, 303, 307, 308][url.length % 5]!, { location }).end()
        break
      case 'robots.txt': {
        // The host `r12.hostile.org` has its robots.txt elsewhere.
        const number = /^r(\d+)\./.exec(request.headers.host ?? '')?.[1]
        if (number === undefined) response.writeHead(404).end()
        else
          response
            .writeHead(302, {
              location: Buffer.from((urls[Number(number)] ?? '').replace(/[\0-\x1F]/g, '')).toString(
                'latin1',
              ),
            })
            .end()
        break
      }
      case 'refresh':
        response.setHeader('content-type', 'text/html')
        response.end(`<meta http-equiv="refresh" content="0;url=${html}"><p>Moved`)
        break
      case 'sitemap':
        response.setHeader('content-type', 'application/xml')
        response.end(`<sitemapindex><sitemap><loc>${html}</loc></sitemap></sitemapindex>`)
        break
      default:
        // Whoever asks for a feed gets one.
        response.end(
          request.headers.accept?.includes('rss')
            ? '<rss version="2.0"><channel><title>A feed</title><item><title>One</title></item></channel></rss>'
            : '<p>A page that may be read.</p>',
        )
    }
  }
}

const robots = createRobotsKeeper()
/** Nobody waits before an address is tried again. */
const impatient: Clock = { ...systemClock, sleep: () => Promise.resolve() }
const contextOf = (egress: Egress): Context => createContext({ egress, clock: impatient }).context

/** Keeps pages in memory, and forgets them: nothing here is asked for twice. */
const pages: PageStore = {
  keep: async (bytes) => sha256(bytes),
  bytes: async () => undefined,
  page: async () => undefined,
  remember: async () => {},
}
const subscriptions: FeedStore = {
  subscriptions: async () => [],
  putSubscription: async () => {},
  removeSubscription: async () => false,
  seen: async () => [],
  putSeen: async () => {},
  seenSince: async () => [],
}

/** Sees a meta refresh as the real reader does; what that one makes of HTML has tests of its own. */
const read: PageReader<string> = async ({ url, bytes }) => {
  const text = new TextDecoder().decode(bytes)
  const target = /content="0;url=([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  const refresh = target === undefined ? undefined : URL.parse(target, url)?.href
  return {
    reading: text,
    signs: { links: [], feeds: [], needsBrowser: false, ...(refresh ? { refresh } : {}) },
  }
}

const parser = createFeedParser({ size: 2 })

/** Ends what the rows share. */
export const closeCodePaths = (): Promise<void> => parser.close()

const visit = async (url: string, { egress }: Way): Promise<unknown> => {
  const frontier = createFrontier()
  const address = frontier.offer(url, { kind: 'user' })
  if (!address) return undefined
  const fetcher = createPageFetcher({ store: pages, read, frontier, robots })
  return (await fetcher.visit(address, contextOf(egress))).reading
}

const poll = async (url: string, { egress }: Way): Promise<unknown> => {
  const frontier = createFrontier()
  const polled = await pollFeed(
    { url, title: '', kind: '', addedAt: 0 },
    { parser, store: subscriptions, frontier },
    contextOf(egress),
    'anyway',
  )
  if (polled.failure)
    throw Object.assign(new KaojuError('feed-unreadable', { url, reason: polled.failure.why }), {
      told: polled.failure.code,
    })
  return polled.fresh.length > 0 ? polled.fresh : undefined
}

/** The rows. */
export const codePaths: readonly CodePath[] = [
  {
    name: 'egress.found',
    direct: true,
    follow: async (url, _, { egress }) => (await egress.found({ url })).status,
  },
  {
    name: 'egress.found, HEAD',
    direct: true,
    follow: async (url, _, { egress }) => (await egress.found({ url, method: 'HEAD' })).status,
  },
  { name: 'a page', direct: true, follow: (url, _, way) => visit(url, way) },
  {
    name: 'a redirect of a page',
    follow: (_, number, way) => visit(`${way.origin}/redirect/${number}`, way),
  },
  {
    name: 'a meta refresh of a page',
    follow: (_, number, way) => visit(`${way.origin}/refresh/${number}`, way),
  },
  {
    name: 'a robots.txt that lies elsewhere',
    // Whatever becomes of its robots.txt, the page itself may be read.
    follow: async (_, number, way) =>
      void (await visit(`${way.origin.replace('127.0.0.9', `r${number}.hostile.org`)}/page`, way)),
  },
  { name: 'a feed', direct: true, follow: (url, _, way) => poll(url, way) },
  { name: 'a redirect of a feed', follow: (_, number, way) => poll(`${way.origin}/redirect/${number}`, way) },
  { name: 'a sitemap of an index', follow: (_, number, way) => poll(`${way.origin}/sitemap/${number}`, way) },
  {
    name: 'a browser proxy, absolute form',
    direct: true,
    follow: (url, _, { browser }) => asBrowser(browser, url, 'absolute'),
  },
  {
    name: 'a browser proxy, tunnel',
    direct: true,
    follow: (url, _, { browser }) => asBrowser(browser, url, 'tunnel'),
  },
]

/**
 * What a browser asks of its proxy: a request in absolute form, or one through a tunnel. Undefined: it was refused.
 * Hosts go as they are written, where a line can carry them: this client is hostile, and no browser.
 */
function asBrowser(
  { address, username, password }: BrowserProxy,
  url: string,
  form: 'absolute' | 'tunnel',
): Promise<number | undefined> {
  const raw = Buffer.from(url.replace(/[\0-\x20]/g, '')).toString('latin1')
  const [, authority = '', path = '/'] = /^(?:[^:]*:)?[/\\]*([^/\\?#]*)(\/[^#]*)?/.exec(raw) ?? []
  const host = /:\d+$/.test(authority) ? authority : `${authority}:80`
  const credentials = Buffer.from(`${username}:${password}`).toString('base64')
  const head = (target: string): string =>
    `${target} HTTP/1.1\r\nhost: ${authority}\r\nproxy-authorization: Basic ${credentials}\r\nconnection: close\r\n\r\n`
  return new Promise((settle) => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    let [said, inside] = ['', form === 'absolute']
    socket.setEncoding('latin1')
    socket.on('data', (text) => {
      said += String(text)
      const status = /^HTTP\/1\.1 (\d+)[^]*?\r\n\r\n/.exec(said)?.[1]
      if (status === undefined) return
      if (status === '200' && !inside) {
        ;[said, inside] = ['', true]
        socket.write(head(`GET ${path}`), 'latin1')
        return
      }
      settle(status === '200' ? 200 : undefined)
      socket.destroy()
    })
    socket.on('error', () => settle(undefined))
    socket.on('close', () => settle(undefined))
    socket.write(head(form === 'absolute' ? `GET ${raw}` : `CONNECT ${host}`), 'latin1')
  })
}
