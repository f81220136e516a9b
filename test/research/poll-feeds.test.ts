import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryJournal } from '#runtime'
import type { Library } from '#library'
import { closeProcesses, feedSite, pageOf, rssOf, type Entry, type FeedSite } from './feed-site.ts'

let site: FeedSite
beforeEach(async () => {
  site = await feedSite()
})
afterEach(() => site.close())
afterAll(closeProcesses)

const sentences = (n: string) => [
  `The dredging of basin ${n} was completed in May 2024.`,
  'It took three years and cost less than planned.',
  'The water is clearer than it was before the work began.',
]
const articles = (count: number): Entry[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `i${n}`,
    path: `/p${n}`,
    date: new Date(Date.UTC(2024, 0, 1) - n * 86_400_000).toUTCString(),
  }))
const putPages = (entries: readonly Entry[]): void => {
  for (const { id, path } of entries) if (path) site.put(path, pageOf(`Page ${id}`, sentences(id)))
}
const asked = (): string[] => site.asked.map(({ path }) => path)
const uris = async (library: Library = site.library): Promise<string[]> =>
  (await library.holdings()).map(({ uri }) => uri.replace(site.origin, '')).toSorted()

describe('what a poll brings in', () => {
  test('pages; in place of one that cannot be had, what the feed carries; what can be had nowhere is told', async () => {
    const url = await site.subscribe('/feed')
    site.put(
      '/feed',
      rssOf([
        { id: 'page', path: '/p', date: 'Wed, 03 Jan 2024 08:00:00 GMT', text: 'short' },
        {
          id: 'gone',
          path: '/gone',
          title: 'Gone &amp; "lost"',
          text: `<p>${sentences('7').join('</p><p>')}</p>`,
        },
        { id: 'own text', text: 'Only here: the sluice was rebuilt in 2023 by the water board.' },
        { id: 'nothing' },
        { id: 'lost', path: '/lost' },
      ]),
    )
    site.put('/p', pageOf('Page', sentences('1')))
    const { feeds, documents } = await site.poll()
    expect(feeds).toMatchObject([
      {
        url,
        title: 'Lake news',
        outcome: 'read',
        listed: 5,
        left: 0,
        items: [
          { uri: `${site.origin}/p`, outcome: 'added', fromFeed: false },
          { uri: `${site.origin}/gone`, outcome: 'added', fromFeed: true },
          { uri: `${url}#own%20text`, outcome: 'added', fromFeed: true },
        ],
        failed: [
          { id: 'nothing', code: 'feed-item-empty' },
          { id: 'lost', code: 'page-status' },
        ],
      },
    ])
    const [page, gone, own] = await Promise.all(documents.map((id) => site.library.document(id)))
    expect(page).toMatchObject({ publishedAt: '2024-01-03T08:00:00Z' })
    expect(gone).toMatchObject({ title: 'Gone & "lost"' })
    expect(gone!.text).toContain(sentences('7')[2])
    expect(own!.text).toContain('the sluice was rebuilt in 2023')
    const seen = new Map((await site.library.feeds.seen(url)).map((item) => [item.id, item]))
    expect([...seen.keys()].toSorted()).toEqual(['gone', 'lost', 'nothing', 'own text', 'page'])
    expect(seen.get('page')).toMatchObject({ uri: `${site.origin}/p`, title: 'Title page' })
    expect(seen.get('nothing')).toMatchObject({ failure: { code: 'feed-item-empty' } })
    expect(seen.get('lost')).toMatchObject({ failure: { code: 'page-status' } })
    const hits = await site.library.lexical.search([{ term: 'sluic', weight: 1 }], { limit: 5 })
    expect(hits.map(({ document }) => document)).toContain(documents[2])
  })

  test('an unchanged feed is not sent again, and nothing of it is fetched', async () => {
    await site.subscribe('/feed')
    site.put('/feed', rssOf(articles(2)), { etag: '"v1"', 'last-modified': 'Wed, 03 Jan 2024 08:00:00 GMT' })
    putPages(articles(2))
    await site.poll()
    site.asked.length = 0
    const { feeds, documents } = await site.poll()
    expect(feeds).toMatchObject([{ outcome: 'unchanged', items: [] }])
    expect(documents).toEqual([])
    expect(site.asked).toMatchObject([
      {
        path: '/feed',
        headers: { 'if-none-match': '"v1"', 'if-modified-since': 'Wed, 03 Jan 2024 08:00:00 GMT' },
      },
    ])
  })

  test('of a feed sent again only what is new or changed is fetched', async () => {
    const url = await site.subscribe('/feed')
    const [first, second] = articles(2) as [Entry, Entry]
    site.put('/feed', rssOf([second]))
    putPages([first, second])
    await site.poll()
    site.asked.length = 0
    site.put('/feed', rssOf([first, second, second]))
    expect((await site.poll()).feeds[0]!.items).toMatchObject([{ title: 'Title i0', outcome: 'added' }])
    expect(asked()).toEqual(['/feed', '/p0'])
    site.put('/feed', rssOf([first, { ...second, title: 'Corrected' }]))
    site.put(
      '/p1',
      pageOf('Page i1', [
        'Corrected: the dredging was completed in June 2024, a month later.',
        ...sentences('i1').slice(1),
      ]),
    )
    expect((await site.poll()).feeds[0]!.items).toMatchObject([{ title: 'Corrected', outcome: 'changed' }])
    expect(await uris()).toEqual(['/p0', '/p1'])
    expect(await site.library.feeds.seen(url)).toHaveLength(2)
  })

  test('a thousand items come in fifty at a time, the newest first, none lost and none twice', async () => {
    const entries = articles(1_000)
    const url = await site.subscribe('/feed')
    site.put(
      '/feed',
      rssOf(
        entries
          .toReversed()
          .map(({ id, date }) => ({ id, date: date!, text: `Text ${id} about the water of the lake.` })),
      ),
      { etag: '"all"' },
    )
    const first = await site.poll({ items: 20 })
    expect(first.feeds[0]).toMatchObject({ listed: 1_000, left: 980 })
    expect(first.feeds[0]!.items.map(({ title }) => title)).toEqual(
      entries.slice(0, 20).map(({ id }) => `Title ${id}`),
    )
    const second = await site.poll({ items: 30 })
    expect(second.feeds[0]).toMatchObject({ left: 950, outcome: 'read' })
    expect(second.feeds[0]!.items[0]!.title).toBe('Title i20')
    expect(await site.library.feeds.seen(url)).toHaveLength(50)
    expect(await site.library.holdings()).toHaveLength(50)
  })

  test('what may pass is tried again although the feed has not changed; what will not is not', async () => {
    await site.subscribe('/feed')
    site.put('/feed', rssOf(articles(2)), { etag: '"v"' })
    site.answers.set('/p0', (_, response) => void response.writeHead(503).end())
    expect((await site.poll()).feeds[0]!.failed).toMatchObject([
      { code: 'page-busy' },
      { code: 'page-status' },
    ])
    putPages(articles(2))
    site.asked.length = 0
    expect((await site.poll()).feeds[0]!.items).toMatchObject([{ title: 'Title i0' }])
    expect(asked()).toEqual(['/feed', '/p0'])
    expect((await site.poll()).feeds[0]!.outcome).toBe('unchanged')
  })
})

describe('interruptions', () => {
  /** A library that dies at its nth write, as a killed process would. */
  const dyingAt = (n: number): Library => {
    let writes = 0
    const mortal = <T extends object>(real: T, methods: readonly string[]): T =>
      new Proxy(real, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target)
          if (name === 'feeds')
            return mortal(value as object, ['putSeen', 'putSubscription', 'removeSubscription'])
          if (typeof value !== 'function') return value
          return (...given: unknown[]): unknown => {
            if (methods.includes(String(name)) && writes++ === n) throw new Error('killed')
            return (value as (...args: unknown[]) => unknown).apply(target, given)
          }
        },
      })
    return mortal(site.library, ['add', 'refresh'])
  }

  test('killed before any write, the next poll brings in what is missing, and nothing twice', async () => {
    const path = '/feed'
    const entries = [1, 2, 3].map((n) => ({ id: `i${n}`, text: sentences(String(n)).join(' ') }))
    site.put('/moved', rssOf(entries), { etag: '"x"' })
    site.answers.set(path, (_, response) => void response.writeHead(301, { location: '/moved' }).end())
    let deaths = 0
    for (let n = 0; ; n++) {
      for (const { url } of await site.library.feeds.subscriptions())
        await site.library.feeds.removeSubscription(url)
      for (const { uri } of await site.library.holdings()) await site.library.purge(uri)
      await site.subscribe(path)
      const died = await site.poll({}, undefined, dyingAt(n)).then(
        () => false,
        () => true,
      )
      if (!died) break
      deaths++
      await site.poll()
      await site.poll()
      // An item without a page stands at the feed as it was called when the item was read.
      expect((await uris()).map((uri) => uri.replace(/^.*#/, ''))).toEqual(['i1', 'i2', 'i3'])
      expect(await site.library.feeds.subscriptions()).toMatchObject([
        { url: `${site.origin}/moved`, etag: '"x"' },
      ])
      expect(
        (await site.library.feeds.seen(`${site.origin}/moved`))
          .map(({ id, uri }) => [id, Boolean(uri)] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ).toEqual([
        ['i1', true],
        ['i2', true],
        ['i3', true],
      ])
    }
    // Three documents, three items, the subscription in its new place, what was seen in it, the old one, the index.
    expect(deaths).toBe(10)
  })

  test('resumed from its journal, a poll asks the network for nothing that it has', async () => {
    const entries = articles(4)
    await site.subscribe('/feed')
    site.put('/feed', rssOf(entries))
    putPages(entries)
    const journal = createMemoryJournal()
    await expect(site.poll({}, site.context({ journal }), dyingAt(3))).rejects.toThrow('killed')
    site.put(
      '/feed',
      rssOf([...entries, { id: 'later', text: 'A later item about the lake and its water.' }]),
    )
    const resumed = await site.poll({}, site.context({ journal }))
    expect(asked().filter((path) => path === '/feed')).toHaveLength(1)
    for (const { path } of entries) expect(asked().filter((one) => one === path)).toHaveLength(1)
    expect(resumed.feeds[0]!.items).toHaveLength(4)
    site.asked.length = 0
    expect(await site.poll({}, site.context({ journal }))).toEqual(resumed)
    expect(asked()).toEqual([])
    expect((await site.poll()).feeds[0]!.items).toMatchObject([{ title: 'Title later' }])
  })

  test('asked to stop, it leaves the rest for the next poll and says so', async () => {
    const stop = new AbortController()
    const entries = articles(20)
    await site.subscribe('/feed')
    site.put('/feed', rssOf(entries), { etag: '"x"' })
    putPages(entries)
    const page = site.answers.get('/p3')!
    site.answers.set('/p3', (request, response) => {
      stop.abort()
      page(request, response)
    })
    const { feeds } = await site.poll({}, site.context({ stop: stop.signal }))
    expect(feeds[0]!.left).toBeGreaterThan(0)
    expect(feeds[0]!.items.length + feeds[0]!.left).toBe(20)
    expect((await site.poll()).feeds[0]).toMatchObject({ outcome: 'read', left: 0 })
    expect(await uris()).toHaveLength(20)
  })
})

test('a feed that is not subscribed is refused by name', async () => {
  await expect(site.poll({ feeds: ['http://nowhere.example/'] })).rejects.toMatchObject({
    code: 'feed-unknown',
  })
})
