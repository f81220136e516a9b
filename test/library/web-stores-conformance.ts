import { describe, expect, test } from 'vitest'
import type { Library } from '#library'
import { sha256 } from '#runtime'
import type { PageRecord, SeenItem, Subscription } from '#sources'
import { readingOf } from './readings.ts'

const bytesOf = (text: string): Buffer => Buffer.from(text)

export function pageOf(text: string, more: Partial<PageRecord> = {}): PageRecord {
  return {
    url: 'https://lake.example/water?year=2024',
    finalUrl: 'https://lake.example/water/2024',
    snapshot: sha256(bytesOf(text)),
    mediaType: 'text/html',
    fetchedAt: 1_763_700_000_000,
    freshUntil: 1_763_703_600_000.5,
    etag: 'W/"v1"',
    lastModified: 'Fri, 21 Nov 2025 04:40:00 GMT',
    rendered: true,
    ...more,
  }
}

const barePage = (text: string, url: string): PageRecord => ({
  url,
  finalUrl: url,
  snapshot: sha256(bytesOf(text)),
  mediaType: '',
  fetchedAt: 1,
  freshUntil: 0,
})

const feed: Subscription = {
  url: 'https://lake.example/feed.xml',
  title: '清湖动态 𠮷',
  kind: 'atom',
  addedAt: 10,
  polledAt: 20.5,
  succeededAt: 20,
  etag: '"a"',
  lastModified: 'Fri, 21 Nov 2025 04:40:00 GMT',
  failure: { code: 'page-stalled', why: 'It did not answer in time.' },
  nextAt: 99,
}
const bareFeed: Subscription = { url: 'https://river.example/rss', title: '', kind: '', addedAt: 11 }

const item = (id: string, more: Partial<SeenItem> = {}): SeenItem => ({
  feed: feed.url,
  id,
  title: `About ${id}`,
  seenAt: 100,
  hash: sha256(id),
  ...more,
})

/** What every backend must do with what the web brought; part of the library contract's suite. */
export function webStoresConformance(
  library: () => Library,
  openOne: (workspace?: string, mode?: 'read' | 'write') => Promise<Library>,
): void {
  describe('pages', () => {
    test('what is kept is there under its hash, in this session and the next', async () => {
      for (const text of ['', 'a page', '页面'.repeat(400_000)]) {
        const id = await library().pages.keep(bytesOf(text))
        expect(id).toBe(sha256(bytesOf(text)))
        expect(Buffer.from((await library().pages.bytes(id))!).equals(bytesOf(text))).toBe(true)
      }
      await library().close()
      const again = await openOne()
      expect(bytesOf('a page').equals((await again.pages.bytes(sha256(bytesOf('a page'))))!)).toBe(true)
      expect(await again.pages.bytes(sha256(bytesOf('no page')))).toBeUndefined()
    })

    test('the same bytes kept many times at once are kept once', async () => {
      const ids = await Promise.all(
        Array.from({ length: 50 }, (_, index) => library().pages.keep(bytesOf(`page ${index % 5}`))),
      )
      expect(new Set(ids).size).toBe(5)
    })

    test('a page is remembered by the address as asked, with all that is told of it and no more', async () => {
      const full = pageOf('one')
      const bare = barePage('two', 'https://lake.example/bare')
      for (const text of ['one', 'two']) await library().pages.keep(bytesOf(text))
      for (const page of [full, bare]) await library().pages.remember(page)
      expect(await library().pages.page(full.url)).toEqual(full)
      expect(await library().pages.page(bare.url)).toEqual(bare)
      expect(await library().pages.page(full.finalUrl)).toBeUndefined()
      expect(await library().pages.page(`${full.url}#top`)).toBeUndefined()
    })

    test('a page fetched again replaces what was remembered; the bytes before stay', async () => {
      for (const text of ['old', 'new']) await library().pages.keep(bytesOf(text))
      const { etag: _etag, rendered: _rendered, ...later } = pageOf('new', { fetchedAt: 5 })
      await library().pages.remember(pageOf('old'))
      await library().pages.remember(later)
      expect(await library().pages.page(later.url)).toEqual(later)
      expect(await library().pages.bytes(sha256(bytesOf('old')))).toBeDefined()
    })

    test('a page whose bytes were not kept is not remembered', async () => {
      await expect(library().pages.remember(pageOf('never kept'))).rejects.toMatchObject({
        code: 'withdrawn',
      })
      expect(await library().pages.page(pageOf('never kept').url)).toBeUndefined()
    })

    test('no workspace sees the pages of another', async () => {
      await library().pages.keep(bytesOf('one'))
      await library().pages.remember(pageOf('one'))
      await library().close()
      const other = await openOne('second')
      expect(await other.pages.page(pageOf('one').url)).toBeUndefined()
      expect(await other.pages.bytes(sha256(bytesOf('one')))).toBeUndefined()
    })

    test('a reader reads and does not write', async () => {
      await library().pages.keep(bytesOf('one'))
      await library().pages.remember(pageOf('one'))
      const reader = await openOne(undefined, 'read')
      expect(await reader.pages.page(pageOf('one').url)).toEqual(pageOf('one'))
      expect(await reader.pages.bytes(sha256(bytesOf('one')))).toBeDefined()
      await expect(reader.pages.keep(bytesOf('two'))).rejects.toMatchObject({ code: 'home-unwritable' })
      await expect(reader.pages.remember(pageOf('one'))).rejects.toMatchObject({ code: 'home-unwritable' })
    })

    test('bytes on disk count what was kept, and count once what a document holds too', async () => {
      const before = (await library().counts()).bytesOnDisk
      await library().pages.keep(Buffer.alloc(3_000_000, 'x'))
      const kept = (await library().counts()).bytesOnDisk
      expect(kept - before).toBeGreaterThanOrEqual(3_000_000)
      expect(kept - before).toBeLessThan(4_000_000)
      const reading = readingOf(['y'.repeat(2_000_000)])
      await library().add(reading)
      const held = (await library().counts()).bytesOnDisk
      await library().pages.keep(reading.bytes)
      expect((await library().counts()).bytesOnDisk - held).toBeLessThan(1_000_000)
    })

    test('inspect finds nothing wrong, and a repair lets go of what nothing names', async () => {
      for (const text of ['named', 'held', 'unnamed']) await library().pages.keep(bytesOf(text))
      const reading = readingOf(['held'])
      await library().pages.remember(pageOf('named'))
      await library().add(reading)
      await library().refresh()
      expect(await library().inspect({ repair: false })).toEqual([])
      await library().inspect({ repair: true })
      // Kept in this session: a run under way may be about to name it.
      expect(await library().pages.bytes(sha256(bytesOf('unnamed')))).toBeDefined()
      await library().pages.remember(pageOf('unnamed', { url: 'https://lake.example/late' }))
      await library().pages.keep(bytesOf('never named'))
      await library().close()
      const again = await openOne()
      expect(await again.inspect({ repair: true })).toEqual([])
      expect(await again.pages.bytes(sha256(bytesOf('never named')))).toBeUndefined()
      for (const text of ['named', 'unnamed'])
        expect(await again.pages.bytes(sha256(bytesOf(text)))).toBeDefined()
      expect(await again.snapshot(reading.document.snapshot)).toBeDefined()
    })
  })

  describe('pages of documents', () => {
    const asked = 'https://lake.example/water?year=2024'
    const final = 'https://lake.example/water/2024'
    const reading = readingOf(['The lake is clear.', 'The river carries nitrate.'], { uri: final })
    const page = pageOf('', { url: asked, finalUrl: final, snapshot: reading.document.snapshot })
    const fill = async (): Promise<void> => {
      await library().pages.keep(reading.bytes)
      await library().pages.remember(page)
      await library().add(reading)
    }

    test.each([
      ['its place', final],
      ['the address as asked', asked],
      ['with a fragment', `${final}#results`],
      ['written otherwise', 'HTTPS://Lake.Example:443/water/2024'],
    ])('a web document is resolved and removed by %s', async (_what, name) => {
      await fill()
      expect(await library().resolve(name)).toMatchObject({
        kind: 'document',
        holding: { uri: final },
        document: { id: reading.document.id },
      })
      expect((await library().remove(name)).map((held) => held.uri)).toEqual([final])
      expect(await library().holdings()).toEqual([])
      expect(await library().pages.page(asked)).toEqual(page)
    })

    test('a document that stands at a third address is found by its page', async () => {
      const elsewhere = readingOf(['The lake is clear.', 'The river carries nitrate.'], {
        uri: 'https://lake.example/canonical',
      })
      await library().pages.keep(reading.bytes)
      await library().pages.remember(page)
      await library().add(elsewhere)
      expect(await library().resolve(asked)).toMatchObject({ document: { id: elsewhere.document.id } })
      await expect(library().resolve('https://lake.example/other')).rejects.toMatchObject({
        code: 'not-found',
      })
    })

    test.each([
      ['place', final],
      ['document', reading.document.id],
    ])('purged by %s: page, bytes and what a feed said of it are gone', async (_what, name) => {
      await fill()
      await library().feeds.putSubscription(feed)
      const said = item('one', { url: asked, uri: final, title: 'The private lake' })
      await library().feeds.putSeen([said])
      await library().purge(name)
      expect(await library().pages.page(asked)).toBeUndefined()
      expect(await library().pages.bytes(reading.document.snapshot)).toBeUndefined()
      const { url: _url, ...rest } = said
      expect(await library().feeds.seen(feed.url)).toEqual([{ ...rest, title: '' }])
      await expect(library().pages.remember(page)).rejects.toMatchObject({ code: 'withdrawn' })
      await library().refresh()
      expect(await library().inspect({ repair: false })).toEqual([])
      // The same bytes may come again.
      await fill()
      expect(await library().pages.bytes(reading.document.snapshot)).toBeDefined()
      await library().refresh()
      expect(await library().inspect({ repair: false })).toEqual([])
    })

    test('purging a place takes what was fetched there and never became a document', async () => {
      await fill()
      const rendered = await library().pages.keep(bytesOf('as a browser showed it'))
      await library().pages.remember(pageOf('', { url: final, finalUrl: final, snapshot: rendered }))
      await library().purge(final)
      expect(await library().pages.page(final)).toBeUndefined()
      expect(await library().pages.bytes(rendered)).toBeUndefined()
    })

    test('bytes that another page or another document still names outlive a purge of the page', async () => {
      const copy = readingOf(['The lake is clear.', 'The river carries nitrate.'], {
        uri: 'file:///copies/water.txt',
      })
      await fill()
      await library().add(copy)
      await library().purge(final)
      expect(await library().pages.page(asked)).toBeUndefined()
      expect(await library().snapshot(copy.document.snapshot)).toBeDefined()
      await library().refresh()
      expect(await library().inspect({ repair: false })).toEqual([])
    })

    test('bytes that another workspace kept outlive a purge', async () => {
      await fill()
      await library().close()
      const other = await openOne('second')
      await other.pages.keep(reading.bytes)
      await other.close()
      const first = await openOne()
      await first.purge(final)
      expect(await first.pages.bytes(reading.document.snapshot)).toBeUndefined()
      await first.close()
      const second = await openOne('second')
      expect(Buffer.from((await second.pages.bytes(reading.document.snapshot))!)).toEqual(reading.bytes)
      expect(await second.inspect({ repair: false })).toEqual([])
    })
  })

  describe('feeds', () => {
    test('subscriptions stand in order of subscription, with all that is told of them and no more', async () => {
      expect(await library().feeds.subscriptions()).toEqual([])
      await library().feeds.putSubscription(feed)
      await library().feeds.putSubscription(bareFeed)
      expect(await library().feeds.subscriptions()).toEqual([feed, bareFeed])
      const { failure: _failure, etag: _etag, ...polled } = { ...feed, title: 'Renamed', polledAt: 30 }
      await library().feeds.putSubscription(polled)
      expect(await library().feeds.subscriptions()).toEqual([polled, bareFeed])
    })

    test('items are kept by feed and id, in order of arrival; a new version replaces', async () => {
      await library().feeds.putSubscription(feed)
      await library().feeds.putSubscription(bareFeed)
      const full = item('tag:lake,2025:1', {
        url: 'https://lake.example/1',
        publishedAt: '2025-11-21T04:40:00Z',
        uri: 'https://lake.example/1',
        failure: { code: 'page-status', why: '404' },
      })
      const other = item('tag:lake,2025:1', { feed: bareFeed.url })
      await library().feeds.putSeen([item('2'), full, other])
      expect(await library().feeds.seen(feed.url)).toEqual([item('2'), full])
      expect(await library().feeds.seen(bareFeed.url)).toEqual([other])
      await library().feeds.putSeen([item('2', { hash: 'another', seenAt: 200 })])
      expect(await library().feeds.seen(feed.url)).toEqual([
        item('2', { hash: 'another', seenAt: 200 }),
        full,
      ])
      expect(await library().feeds.seen('https://nobody.example/')).toEqual([])
    })

    test('what is new since then comes from all feeds, oldest first, in order of arrival', async () => {
      await library().feeds.putSubscription(feed)
      await library().feeds.putSubscription(bareFeed)
      const items = [
        item('late', { seenAt: 300 }),
        item('z', { seenAt: 200 }),
        item('a', { seenAt: 200, feed: bareFeed.url }),
        item('old', { seenAt: 100 }),
      ]
      await library().feeds.putSeen(items)
      const ids = async (since: number): Promise<string[]> =>
        (await library().feeds.seenSince(since)).map(({ id }) => id)
      expect(await ids(100)).toEqual(['z', 'a', 'late'])
      expect(await ids(0)).toEqual(['old', 'z', 'a', 'late'])
      expect(await ids(300)).toEqual([])
    })

    test('a feed that is removed is forgotten with its items, and only it', async () => {
      await library().feeds.putSubscription(feed)
      await library().feeds.putSubscription(bareFeed)
      await library().feeds.putSeen([item('1'), item('1', { feed: bareFeed.url })])
      expect(await library().feeds.removeSubscription(feed.url)).toBe(true)
      expect(await library().feeds.removeSubscription(feed.url)).toBe(false)
      expect(await library().feeds.subscriptions()).toEqual([bareFeed])
      expect(await library().feeds.seenSince(0)).toEqual([item('1', { feed: bareFeed.url })])
      await library().feeds.putSubscription(feed)
      expect(await library().feeds.seen(feed.url)).toEqual([])
    })

    test('items of a feed that is not subscribed are refused, and none of the call is kept', async () => {
      await library().feeds.putSubscription(feed)
      await expect(
        library().feeds.putSeen([item('1'), item('2', { feed: 'https://gone.example/' })]),
      ).rejects.toMatchObject({ code: 'feed-unknown' })
      expect(await library().feeds.seen(feed.url)).toEqual([])
    })

    test('identifiers are told apart whatever characters they hold', async () => {
      await library().feeds.putSubscription(feed)
      const ids = [
        'a',
        'A',
        'a ',
        'a\u0000b',
        'a\u0000c',
        "'; DROP TABLE feeds; --",
        'é',
        'e\u0301',
        '\ufeffa',
      ]
      await library().feeds.putSeen(ids.map((id) => item(id, { title: `t ${id}` })))
      expect((await library().feeds.seen(feed.url)).map(({ id }) => id)).toEqual(ids)
      expect((await library().feeds.seen(feed.url)).map(({ title }) => title)).toEqual(
        ids.map((id) => `t ${id}`),
      )
    })

    test('no workspace sees the feeds of another, and a reader writes none', async () => {
      await library().feeds.putSubscription(feed)
      await library().feeds.putSeen([item('1')])
      const reader = await openOne(undefined, 'read')
      expect(await reader.feeds.seen(feed.url)).toEqual([item('1')])
      await expect(reader.feeds.putSubscription(bareFeed)).rejects.toMatchObject({ code: 'home-unwritable' })
      await expect(reader.feeds.removeSubscription(feed.url)).rejects.toMatchObject({
        code: 'home-unwritable',
      })
      await expect(reader.feeds.putSeen([item('1')])).rejects.toMatchObject({ code: 'home-unwritable' })
      await library().close()
      const other = await openOne('second')
      expect(await other.feeds.subscriptions()).toEqual([])
      expect(await other.feeds.seenSince(0)).toEqual([])
    })
  })
}
