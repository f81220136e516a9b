import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createContext, systemClock, type Egress } from '#runtime'
import {
  createFeedParser,
  createFrontier,
  discoverFeeds,
  pollFeed,
  settleFeed,
  type FeedStore,
  type PolledFeed,
  type Subscription,
} from '#sources'
import { foundWeb } from '../../runtime/found-web.ts'
import { memoryFeeds } from './memory-feeds.ts'

const web = foundWeb()
const parser = createFeedParser({ size: 1, seconds: 10 })
const answers = new Map<string, RequestListener>()
const asked: { path: string; headers: Record<string, unknown> }[] = []
let origin: string
let egress: Egress
let sentinel: { readonly port: number; connections(): number }

beforeAll(async () => {
  const { port } = await web.http((request, response) => {
    asked.push({ path: request.url!, headers: request.headers })
    const answer = answers.get(request.url!)
    if (answer) answer(request, response)
    else response.writeHead(404).end()
  })
  // What no feed may lead to: a service of this machine that is not allowed.
  sentinel = await web.http((_, response) => void response.end('secret'), '127.0.0.2')
  origin = `http://127.0.0.1:${port}`
  egress = web.egress({ allow: [`127.0.0.1:${port}`] })
})
afterAll(async () => {
  await parser.close()
  await web.close()
})
beforeEach(() => {
  answers.clear()
  asked.length = 0
})

const now = Date.UTC(2026, 0, 1)
const item = (id: string) => `<item><guid>${id}</guid><title>${id}</title></item>`
const rss = (...ids: string[]) =>
  `<rss version="2.0"><channel><title>T</title><ttl>30</ttl>${ids.map(item).join('')}</channel></rss>`
const send =
  (body: string, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/xml', ...headers }).end(body)
const redirect = (to: string, status = 301): RequestListener => send('', { location: to }, status)
const subscribed = (path: string, more: Partial<Subscription> = {}): Subscription => ({
  url: `${origin}${path}`,
  title: '',
  kind: '',
  addedAt: 1,
  ...more,
})

async function polled(
  subscription: Subscription,
  store: FeedStore = memoryFeeds(subscription),
  at = now,
  how?: 'anyway',
): Promise<PolledFeed & { stored: readonly Subscription[] }> {
  const clock = { ...systemClock, now: () => at, sleep: () => Promise.resolve() }
  const { context } = createContext({ egress, clock })
  const outcome = await pollFeed(subscription, { parser, store, frontier: createFrontier() }, context, how)
  if (outcome.outcome === 'read') await settleFeed(outcome, subscription, true, store, context)
  return { ...outcome, stored: await store.subscriptions() }
}

test('what a feed asks for is kept: its ttl, Retry-After; before that it is not asked, unless it is named', async () => {
  answers.set('/f', send(rss('a'), { etag: '"1"' }))
  const subscription = subscribed('/f')
  const store = memoryFeeds(subscription)
  const { stored } = await polled(subscription, store)
  expect(stored).toMatchObject([
    { title: 'T', kind: 'rss', etag: '"1"', polledAt: now, nextAt: now + 30 * 60_000 },
  ])
  const waiting = await polled(stored[0]!, store, now + 29 * 60_000)
  expect(waiting).toMatchObject({ outcome: 'waiting' })
  expect(asked).toHaveLength(1)
  answers.set('/f', send('', { 'retry-after': '7200' }, 503))
  const busy = await polled(stored[0]!, store, now, 'anyway')
  expect(busy).toMatchObject({
    outcome: 'failed',
    failure: { code: 'page-busy' },
    stored: [{ nextAt: now + 7_200_000 }],
  })
  // Asked to wait, it was not asked a second time.
  expect(asked).toHaveLength(2)
})

test('a feed that fails is left alone for longer each time, up to a day, and is sound again after one success', async () => {
  let subscription = subscribed('/f', { etag: '"old"' })
  const waits: number[] = []
  for (let at = now; waits.length < 12; at = subscription.nextAt!) {
    const store = memoryFeeds(subscription)
    const { stored } = await polled(subscription, store, at)
    subscription = stored[0]!
    expect(subscription).toMatchObject({ failure: { code: 'page-status' }, etag: '"old"' })
    waits.push((subscription.nextAt! - at) / 60_000)
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440])
  answers.set(
    '/f',
    (request, response) =>
      void response.writeHead(request.headers['if-none-match'] === '"old"' ? 304 : 500).end(),
  )
  const { outcome, stored } = await polled(subscription, memoryFeeds(subscription), subscription.nextAt)
  expect(outcome).toBe('unchanged')
  expect(stored[0]).not.toHaveProperty('failure')
  expect(stored[0]).not.toHaveProperty('nextAt')
})

test.each([
  ['gone', send('', {}, 410), 'feed-gone'],
  ['forbidden', send('', {}, 403), 'page-status'],
  ['a web page', send('<!doctype html><html><body>Hello</body></html>'), 'feed-unreadable'],
  ['nothing', send(''), 'feed-unreadable'],
  [
    'broken off',
    (_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('<rss version="2.0">', () => response.destroy())
    },
    'page-cut-off',
  ],
  [
    'without end',
    (_, response) => {
      response.writeHead(200)
      const more = (): void => {
        while (response.write(item('x'.repeat(100_000))) && !response.destroyed);
      }
      response.on('drain', more)
      more()
    },
    'page-too-large',
  ],
  [
    'to a service of this machine',
    (request, response) => redirect(`http://127.0.0.2:${sentinel.port}/`)(request, response),
    'address-refused',
  ],
  ['to cloud metadata', redirect('http://169.254.169.254/latest/meta-data/', 302), 'address-refused'],
  ['to a file', redirect('file:///etc/passwd'), 'page-redirects'],
  ['to nowhere', send('', {}, 301), 'page-redirects'],
  ['to itself', redirect('/f'), 'page-redirects'],
])('%s: named, stored, and nothing is lost', async (_, answer, code) => {
  answers.set('/f', answer)
  const subscription = subscribed('/f', { title: 'Kept', etag: '"e"', succeededAt: 5 })
  const { outcome, failure, stored } = await polled(subscription)
  expect({ outcome, code: failure?.code }).toEqual({ outcome: 'failed', code })
  expect(stored).toMatchObject([
    { url: subscription.url, title: 'Kept', etag: '"e"', succeededAt: 5, failure: { code } },
  ])
  expect(sentinel.connections()).toBe(0)
})

describe('redirects', () => {
  test('a permanent one moves the subscription and what was seen; validators go with it', async () => {
    answers
      .set('/old', redirect('/mid', 308))
      .set('/mid', redirect('/new'))
      .set('/new', send(rss('a', 'b'), { etag: '"n"' }))
    const subscription = subscribed('/old')
    const store = memoryFeeds(subscription)
    await store.putSeen([{ feed: subscription.url, id: 'a', title: 'a', seenAt: 3, hash: 'h', uri: 'u' }])
    const { stored, movedFrom, fresh } = await polled(subscription, store)
    expect(movedFrom).toBe(subscription.url)
    expect(fresh.map(({ id, state }) => [id, state])).toEqual([
      ['a', 'changed'],
      ['b', 'new'],
    ])
    expect(stored).toMatchObject([{ url: `${origin}/new`, etag: '"n"', addedAt: 1 }])
    expect(await store.seen(`${origin}/new`)).toMatchObject([{ id: 'a', uri: 'u' }])
  })

  test('a temporary one, and all after it, do not', async () => {
    answers
      .set('/old', redirect('/mid', 302))
      .set('/mid', redirect('/new'))
      .set('/new', send(rss('a'), { etag: '"n"' }))
    const { stored } = await polled(subscribed('/old', { etag: '"o"' }))
    expect(stored).toMatchObject([{ url: `${origin}/old` }])
    expect(stored[0]).not.toHaveProperty('etag')
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual(['"o"', undefined, undefined])
  })

  test('one that leads to no feed moves nothing; a sixth is not followed', async () => {
    answers.set('/old', redirect('/home')).set('/home', send('<!doctype html><html></html>'))
    expect((await polled(subscribed('/old'))).stored).toMatchObject([{ url: `${origin}/old` }])
    for (let n = 0; n < 7; n++) answers.set(`/r${n}`, redirect(`/r${n + 1}`))
    answers.set('/r5', send(rss('five')))
    expect(await polled(subscribed('/r0'))).toMatchObject({ outcome: 'read' })
    answers.set('/r5', redirect('/r6'))
    expect(await polled(subscribed('/r0'))).toMatchObject({ failure: { code: 'page-redirects' } })
  })
})

describe('an index of sitemaps', () => {
  const index = (children: readonly (readonly [string, string?])[]) =>
    `<sitemapindex>${children.map(([path, lastmod]) => `<sitemap><loc>${origin}${path}</loc>${lastmod ? `<lastmod>${lastmod}</lastmod>` : ''}</sitemap>`).join('')}</sitemapindex>`
  const map = (...paths: string[]) =>
    `<urlset>${paths.map((path) => `<url><loc>${origin}${path}</loc></url>`).join('')}</urlset>`

  test('its sitemaps are read, the last changed first, at most fifty; what is older than the last poll is left out', async () => {
    const children = Array.from(
      { length: 60 },
      (_, n) => [`/s${n}`, `2025-${String(1 + (n % 12)).padStart(2, '0')}-01`] as const,
    )
    answers.set('/index', send(index(children)))
    for (const [path] of children) answers.set(path, send(map(`${path}/a`)))
    const first = await polled(subscribed('/index'))
    expect(first).toMatchObject({ outcome: 'read', cut: 10, listed: 50 })
    expect(asked).toHaveLength(51)
    asked.length = 0
    const later = await polled(subscribed('/index', { succeededAt: Date.UTC(2025, 10, 20) }))
    expect(asked.slice(1).map(({ path }) => path)).toEqual(
      children.filter(([, at]) => at === '2025-12-01').map(([path]) => path),
    )
    expect(later.fresh).toHaveLength(5)
  })

  test('one that cannot be had does not hide the others, and is asked for again', async () => {
    answers.set('/index', send(index([['/a', '2020-01-01'], ['/gone'], ['/nested']])))
    answers.set('/a', send(map('/1', '/2'))).set('/nested', send(index([['/a']])))
    const { fresh, partial, stored } = await polled(subscribed('/index'))
    expect(fresh.map(({ url }) => url)).toEqual([`${origin}/1`, `${origin}/2`])
    expect(partial).toBe(true)
    expect(stored[0]).not.toHaveProperty('succeededAt')
  })
})

describe('discovery', () => {
  const look = (path: string) =>
    discoverFeeds(
      `${origin}${path}`,
      { parser, frontier: createFrontier() },
      createContext({ egress }).context,
    )

  test('a page leads to the feeds that it names, comments last, and only to those that are feeds', async () => {
    answers.set(
      '/',
      send(
        `<html><head><base href="/blog/"><link rel="alternate" type="application/rss+xml" title="Comments" href="comments">
         <link rel="alternate" type="application/atom+xml" href='main'><link rel="alternate" type="application/rss+xml" href="missing">
         <link rel="alternate" type="application/rss+xml" href="http://127.0.0.2:${sentinel.port}/inside"><link rel="stylesheet" href="x.css">
         <!-- <link rel="alternate" type="application/rss+xml" href="hidden"> --></head></html>`,
        { 'content-type': 'text/html' },
      ),
    )
    answers.set('/blog/main', send(rss('a'))).set('/blog/comments', send(rss('b')))
    const found = await look('/')
    expect(found.map(({ url }) => url)).toEqual([`${origin}/blog/main`, `${origin}/blog/comments`])
    expect(asked.map(({ path }) => path)).not.toContain('/blog/hidden')
    expect(sentinel.connections()).toBe(0)
  })

  test('a feed is found at once, one that moved where it is now; a page without feeds is named', async () => {
    answers.set('/old', redirect('/f')).set('/f', send(rss('a')))
    expect(await look('/old')).toMatchObject([{ url: `${origin}/f`, feed: { title: 'T' } }])
    answers.set('/page', send('<!doctype html><title>x</title>'))
    await expect(look('/page')).rejects.toMatchObject({ code: 'feed-none' })
    await expect(look('/none')).rejects.toMatchObject({ code: 'page-status' })
  })
})
