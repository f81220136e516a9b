import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createMemoryJournal,
  createWebEgress,
  offline,
  readOnly,
  steppedClock,
  type Journal,
  type JournalEntry,
} from '#runtime'
import { createRobotsKeeper } from '#sources'
import { freshUntil } from '../../../src/sources/web/freshness.ts'
import { memoryPageStore } from './memory-page-store.ts'
import { openRun, openSmallWeb, type Answer, type SmallWeb } from './small-web.ts'

let web: SmallWeb
beforeAll(async () => {
  web = await openSmallWeb()
})
afterAll(() => web.close())
beforeEach(() => {
  web.pages.clear()
  web.asked.length = 0
})

const start = Date.parse('2026-03-01T00:00:00Z')
const hour = 3_600_000
const later = (milliseconds: number) => steppedClock(start + milliseconds)

describe('how long an answer is fresh (RFC 9111 in small)', () => {
  const date = 'Sun, 01 Mar 2026 00:00:00 GMT'
  test.each([
    ['nothing said', {}, hour],
    ['max-age', { 'cache-control': 'public, max-age=120' }, 120_000],
    ['max-age in quotes', { 'cache-control': 'max-age="120"' }, 120_000],
    ['max-age that a proxy has used up', { 'cache-control': 'max-age=120', age: '100' }, 20_000],
    ['max-age that is over', { 'cache-control': 'max-age=120', age: '500' }, 0],
    [
      'max-age before Expires',
      { 'cache-control': 'max-age=60', expires: 'Sun, 01 Mar 2026 05:00:00 GMT', date },
      60_000,
    ],
    ['s-maxage is for shared caches', { 'cache-control': 's-maxage=9999' }, hour],
    ['a max-age that is none', { 'cache-control': 'max-age=soon' }, 0],
    ['an absurd max-age', { 'cache-control': 'max-age=9999999999' }, 30 * 24 * hour],
    ['no-store', { 'cache-control': 'no-store, max-age=60' }, 0],
    ['no-cache', { 'cache-control': 'No-Cache' }, 0],
    ['pragma', { pragma: 'no-cache' }, 0],
    ['pragma is overruled', { pragma: 'no-cache', 'cache-control': 'max-age=60' }, 60_000],
    ['Expires', { expires: 'Sun, 01 Mar 2026 02:00:00 GMT', date }, 2 * hour],
    [
      'Expires by the server’s own clock',
      { expires: 'Sun, 01 Feb 2026 02:00:00 GMT', date: 'Sun, 01 Feb 2026 00:00:00 GMT' },
      2 * hour,
    ],
    ['Expires without a date', { expires: 'Sun, 01 Mar 2026 02:00:00 GMT' }, 2 * hour],
    ['Expires that is none', { expires: '0', date }, 0],
    ['a tenth of its age', { 'last-modified': 'Sat, 28 Feb 2026 14:00:00 GMT', date }, hour],
    [
      'a tenth of its age, at most a day',
      { 'last-modified': 'Sun, 01 Mar 2020 00:00:00 GMT', date },
      24 * hour,
    ],
    ['what varies by anything', { vary: 'accept, *', 'cache-control': 'max-age=120' }, 0],
    ['what varies by what is always the same', { vary: 'accept', 'cache-control': 'max-age=120' }, 120_000],
    ['modified in the future', { 'last-modified': 'Sun, 01 Mar 2099 00:00:00 GMT', date }, 0],
  ] as const)('%s', (_, headers, lifetime) => {
    expect(freshUntil(headers, start) - start).toBe(lifetime)
  })
})

describe('the cache', () => {
  test('answers without a request while it is fresh, in another run too', async () => {
    web.pages.set('a.test/x', { body: 'one', headers: { 'cache-control': 'max-age=100' } })
    const store = memoryPageStore()
    await openRun(web, { store, clock: later(0) }).visit('a.test/x')
    web.asked.length = 0
    const visited = await openRun(web, { store, clock: later(99_000) }).visit('a.test/x')
    expect([visited.via, visited.reading.text, visited.page.fetchedAt]).toEqual(['cache', 'one', start])
    expect(web.asked).toEqual([])
    expect((await openRun(web, { store, clock: later(100_000) }).visit('a.test/x')).via).toBe('network')
  })

  test.each([
    ['etag', { etag: 'W/"7"' }, 'if-none-match', 'W/"7"'],
    [
      'date',
      { 'last-modified': 'Sat, 28 Feb 2026 00:00:00 GMT' },
      'if-modified-since',
      'Sat, 28 Feb 2026 00:00:00 GMT',
    ],
  ] as const)('asks whether it changed, by %s', async (_, validator, header, value) => {
    const conditions: (string | undefined)[] = []
    web.pages.set('a.test/x', ({ headers }) => {
      conditions.push(headers[header])
      const fresh = { ...validator, 'cache-control': 'max-age=10' }
      return headers[header] === value ? { status: 304, headers: fresh } : { body: 'one', headers: fresh }
    })
    const store = memoryPageStore()
    await openRun(web, { store, clock: later(0) }).visit('a.test/x')
    const run = openRun(web, { store, clock: later(hour) })
    const { via, reading, page } = await run.visit('a.test/x')
    expect([via, reading.text]).toEqual(['revalidated', 'one'])
    expect(page).toMatchObject({ fetchedAt: start, freshUntil: start + hour + 10_000 })
    expect(conditions).toEqual([undefined, value])
    expect(run.context.budget.spent('bytes')).toBe(0)
    expect((await openRun(web, { store, clock: later(hour + 9_000) }).visit('a.test/x')).via).toBe('cache')
  })

  test('takes what changed, and the validators go to the address that gave them', async () => {
    const conditions: string[] = []
    web.pages.set('a.test/x', ({ headers }) => {
      conditions.push(`x ${headers['if-none-match']}`)
      return { status: 301, headers: { location: '/y' } }
    })
    web.pages.set('a.test/y', ({ headers }, count) => {
      conditions.push(`y ${headers['if-none-match']}`)
      return { body: `version ${count}`, headers: { etag: `"${count}"`, 'cache-control': 'no-cache' } }
    })
    const store = memoryPageStore()
    for (const text of ['version 1', 'version 2'])
      expect((await openRun(web, { store, clock: later(0) }).visit('a.test/x')).reading.text).toBe(text)
    expect(conditions).toEqual(['x undefined', 'y undefined', 'x undefined', 'y "1"'])
    expect(store.blobs.size).toBe(2)
  })

  test('keeps pages that may not be stored, since evidence must open, and asks again every time', async () => {
    web.pages.set('a.test/x', { body: 'one', headers: { 'cache-control': 'no-store' } })
    const store = memoryPageStore()
    for (let time = 0; time < 2; time++)
      expect((await openRun(web, { store, clock: later(0) }).visit('a.test/x')).via).toBe('network')
    expect(store.blobs.size).toBe(1)
    expect(web.count('a.test/x')).toBe(2)
  })

  test('does not take a 304 for an answer where nothing was asked', async () => {
    web.pages.set('a.test/x', (_, count) =>
      count === 1 ? { body: 'one', headers: { 'cache-control': 'no-cache' } } : { status: 304 },
    )
    const store = memoryPageStore()
    await openRun(web, { store, clock: later(0) }).visit('a.test/x')
    await expect(openRun(web, { store, clock: later(0) }).visit('a.test/x')).rejects.toMatchObject({
      code: 'page-status',
      parameters: { status: 304 },
    })
  })

  test('keeps its own validator where a 304 tells another: that one belongs to other bytes', async () => {
    const asked: (string | undefined)[] = []
    web.pages.set('a.test/x', ({ headers }, count): Answer => {
      asked.push(headers['if-none-match'])
      if (count === 1) return { body: 'one', headers: { etag: '"1"', 'cache-control': 'no-cache' } }
      if (count === 2) return { status: 304, headers: { etag: '"2"' } }
      // Whoever says to have the second is told that it still holds.
      if (headers['if-none-match'] === '"2"') return { status: 304 }
      return { body: 'two', headers: { etag: '"2"' } }
    })
    const store = memoryPageStore()
    const at = async (hours: number) =>
      (await openRun(web, { store, clock: later(hours * hour) }).visit('a.test/x')).reading.text
    expect([await at(0), await at(1), await at(3)]).toEqual(['one', 'one', 'two'])
    expect(asked).toEqual([undefined, '"1"', '"1"'])
  })

  test.each([
    ['for now, so it is asked again', 302, {}, 'two'],
    ['for as long as it says', 302, { 'cache-control': 'max-age=7200' }, 'one'],
    ['for good, for as long as a page would hold', 301, {}, 'two'],
    ['for good, and not to be stored', 301, { 'cache-control': 'no-store' }, 'two'],
    ['for good, for as long as it says', 308, { 'cache-control': 'max-age=7200' }, 'one'],
  ] as const)('a redirect holds %s, however long the page does', async (_, status, headers, text) => {
    const forever = { 'cache-control': 'max-age=2000000, immutable' }
    web.pages.set('a.test/latest', (__, count) => ({
      status,
      headers: { location: `/${count}`, ...headers },
    }))
    web.pages.set('a.test/1', { body: 'one', headers: forever })
    web.pages.set('a.test/2', { body: 'two', headers: forever })
    const store = memoryPageStore()
    const visit = async (hours: number) =>
      (await openRun(web, { store, clock: later(hours * hour) }).visit('a.test/latest')).reading.text
    expect([await visit(0), await visit(1.5)]).toEqual(['one', text])
  })

  test('a meta refresh holds no longer than the page that it stands on', async () => {
    web.pages.set('a.test/x', (_, count) => ({
      body: `refresh:/${count}`,
      headers: { 'cache-control': 'no-cache' },
    }))
    for (const page of ['1', '2'])
      web.pages.set(`a.test/${page}`, { body: page, headers: { 'cache-control': 'max-age=2000000' } })
    const store = memoryPageStore()
    const visit = async () => (await openRun(web, { store, clock: later(0) }).visit('a.test/x')).reading.text
    expect([await visit(), await visit()]).toEqual(['1', '2'])
  })

  test('does not believe a clock that was wrong: what comes from the future is asked for again, and replaced', async () => {
    web.pages.set('a.test/x', (_, count) => ({
      body: `version ${count}`,
      headers: { 'cache-control': 'max-age=60' },
    }))
    const store = memoryPageStore()
    await openRun(web, { store, clock: later(10 * 365 * 24 * hour) }).visit('a.test/x')
    expect((await openRun(web, { store, clock: later(0) }).visit('a.test/x')).reading.text).toBe('version 2')
    const { via, reading } = await openRun(web, { store, clock: later(59_000) }).visit('a.test/x')
    expect([via, reading.text]).toEqual(['cache', 'version 2'])
    expect(store.pages.get(web.url('a.test/x'))!.fetchedAt).toBe(start)
    // A server that said in the future that it still holds.
    store.pages.set(web.url('a.test/x'), {
      ...store.pages.get(web.url('a.test/x'))!,
      freshUntil: start + 1e12,
    })
    expect((await openRun(web, { store, clock: later(59_000) }).visit('a.test/x')).via).toBe('network')
  })

  test('does not answer for what may no longer be fetched: an exception that was taken back, a narrower scope', async () => {
    web.pages.set('a.test/x', { body: 'one', headers: { 'cache-control': 'max-age=1000' } })
    const store = memoryPageStore()
    await openRun(web, { store, clock: later(0) }).visit('a.test/x')
    const without = createWebEgress({ endpoints: [] })
    for (const [egress, code] of [
      [without, 'address-refused'],
      [offline, 'scope-refused'],
    ] as const)
      await expect(
        openRun(web, { store, egress, clock: later(1_000) }).visit('a.test/x'),
      ).rejects.toMatchObject({ code })
    await without.close()
    expect((await openRun(web, { store, clock: later(1_000) }).visit('a.test/x')).via).toBe('cache')
  })

  test('takes no part of a page for the page', async () => {
    web.pages.set('a.test/x', { status: 206, body: 'half', headers: { 'content-range': 'bytes 0-3/8' } })
    await expect(openRun(web).visit('a.test/x')).rejects.toMatchObject({
      code: 'page-status',
      parameters: { status: 206 },
    })
  })

  test('does not name what was purged: it is fetched again', async () => {
    web.pages.set('a.test/x', { body: 'one', headers: { etag: '"1"' } })
    const store = memoryPageStore()
    const { page } = await openRun(web, { store }).visit('a.test/x')
    store.blobs.delete(page.snapshot)
    expect((await openRun(web, { store }).visit('a.test/x')).via).toBe('network')
    expect(store.blobs.has(page.snapshot)).toBe(true)
  })
})

describe('a run that is told again', () => {
  const visitAll = async (run: ReturnType<typeof openRun>): Promise<string[]> => {
    const told: string[] = []
    for (const place of [
      'a.test/x',
      'a.test/moved',
      'a.test/refresh',
      'a.test/gone',
      'a.test/no',
      'a.test/x',
    ])
      try {
        const { page, reading, via } = await run.visit(place, `${place}-${told.length}`)
        told.push(`${via} ${page.finalUrl} ${page.fetchedAt} ${reading.text}`)
      } catch (error) {
        told.push(String(error))
      }
    return told
  }
  const serve = (): void => {
    web.pages.set('a.test/robots.txt', { body: 'User-agent: *\nDisallow: /no' })
    web.pages.set('a.test/x', { body: 'one' })
    web.pages.set('a.test/moved', { status: 301, headers: { location: web.url('b.test/y') } })
    web.pages.set('b.test/y', { body: 'two' })
    web.pages.set('a.test/refresh', { body: 'refresh:/moved' })
    web.pages.set('a.test/gone', { status: 410 })
  }

  test('hears the same and asks nobody, whatever the web says by now', async () => {
    serve()
    const [store, journal] = [memoryPageStore(), createMemoryJournal()]
    const first = openRun(web, { store, journal, clock: later(0) })
    const told = await visitAll(first)
    const events = first.log.events
      .filter(({ event }) => event.type === 'page-fetched')
      .map(({ event }) => event)
    web.pages.clear()
    web.asked.length = 0
    store.pages.clear()
    const again = openRun(web, {
      store,
      journal: readOnly(journal, 'run-test'),
      clock: later(48 * hour),
      egress: offline,
    })
    expect(await visitAll(again)).toEqual(told)
    expect(again.log.events.map(({ event }) => event)).toEqual(expect.arrayContaining(events))
    expect(web.asked).toEqual([])
    expect(store.pages.size).toBe(0)
    expect(again.frontier.offer(web.url('b.test/y'), { kind: 'user' })!.from.kind).toBe('redirect')
  })

  test('and whose page was purged since is refused as a replay, and goes on without it as a run', async () => {
    serve()
    const [store, journal] = [memoryPageStore(), createMemoryJournal()]
    await openRun(web, { store, journal }).visit('a.test/x')
    store.blobs.clear()
    await expect(
      openRun(web, { store, journal: readOnly(journal, 'run-test') }).visit('a.test/x'),
    ).rejects.toMatchObject({ code: 'replay-missing' })
    await expect(openRun(web, { store, journal }).visit('a.test/x')).rejects.toMatchObject({
      code: 'withdrawn',
    })
  })

  test('after a kill at any write of its journal, its results name kept bytes only, and nothing recorded is asked again', async () => {
    serve()
    const whole = createMemoryJournal()
    const told = await visitAll(openRun(web, { journal: whole, clock: later(0) }))
    const writes = whole.entries.length
    expect(writes).toBeGreaterThan(15)
    for (let kill = 1; kill <= writes; kill++) {
      const [store, journal] = [memoryPageStore(), createMemoryJournal()]
      const { dying, dead } = dyingAfter(kill, journal)
      await Promise.race([visitAll(openRun(web, { store, journal: dying, clock: later(0) })), dead])
      expectKept(journal.entries, store.blobs)
      const done = journal.entries.filter((entry) => entry.kind === 'step').length
      web.asked.length = 0
      expect(await visitAll(openRun(web, { store, journal, clock: later(0) }))).toEqual(told)
      expectKept(journal.entries, store.blobs)
      const steps = journal.entries.filter((entry) => entry.kind === 'step')
      expect(new Set(steps.map((entry) => entry.kind === 'step' && entry.path)).size).toBe(steps.length)
      if (done === steps.length) expect(web.asked).toEqual([])
    }
  })
})

/** A journal that takes so many entries and then never answers, as that of a process that was killed there. */
function dyingAfter(
  entries: number,
  journal: Journal & { readonly entries: readonly JournalEntry[] },
): { readonly dying: Journal; readonly dead: Promise<void> } {
  let die: () => void
  const dead = new Promise<void>((resolve) => (die = resolve))
  const write: Journal['write'] = (more) => {
    if (journal.entries.length + more.length <= entries) return journal.write(more)
    die()
    return new Promise(() => {})
  }
  return { dying: { ...journal, write }, dead }
}

function expectKept(entries: readonly JournalEntry[], blobs: ReadonlyMap<string, Uint8Array>): void {
  const named = [...JSON.stringify(entries).matchAll(/"snapshot":"(\w+)"/g)].map((match) => match[1]!)
  expect(named.filter((snapshot) => !blobs.has(snapshot))).toEqual([])
}

describe('robots.txt over the runs of a process', () => {
  test('is asked once a day', async () => {
    web.pages.set('a.test/x', { body: 'x', headers: { 'cache-control': 'no-cache' } })
    const robots = createRobotsKeeper()
    for (const [milliseconds, times] of [
      [0, 1],
      [23 * hour, 1],
      [25 * hour, 2],
    ] as const) {
      await openRun(web, { robots, clock: later(milliseconds) }).visit('a.test/x')
      expect(web.count('a.test/robots.txt')).toBe(times)
    }
  })

  test('and one that a run heard stays with the run', async () => {
    web.pages.set('a.test/robots.txt', { body: 'User-agent: *\nDisallow: /x' })
    const robots = createRobotsKeeper()
    const run = openRun(web, { robots, clock: later(0) })
    await expect(run.visit('a.test/x')).rejects.toMatchObject({ code: 'page-robots' })
    web.pages.set('a.test/robots.txt', { body: '' })
    await expect(run.visit('a.test/x', 'again')).rejects.toMatchObject({ code: 'page-robots' })
    web.pages.set('a.test/x', { body: 'x' })
    expect((await openRun(web, { robots, clock: later(25 * hour) }).visit('a.test/x')).via).toBe('network')
  })
})
