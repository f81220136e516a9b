import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KaojuError, offline, readOnly, sha256, steppedClock, type Egress } from '#runtime'
import type { PageRenderer } from '#sources'
import { markerReader, openRun, openSmallWeb, type SmallWeb } from './small-web.ts'

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

describe('a page', () => {
  test('is kept, read, remembered and told', async () => {
    web.pages.set('a.test/page?x=1', {
      body: 'The lake is deep.',
      headers: { etag: '"v1"', 'cache-control': 'max-age=60' },
    })
    const run = openRun(web, { clock: steppedClock(start) })
    const { page, reading, via, bytes } = await run.visit('a.test/page?x=1')
    const url = web.url('a.test/page?x=1')
    expect(via).toBe('network')
    expect(reading.text).toBe('The lake is deep.')
    expect(page).toEqual({
      url,
      finalUrl: url,
      snapshot: sha256('The lake is deep.'),
      mediaType: 'text/html;charset=utf-8',
      fetchedAt: start,
      freshUntil: start + 60_000,
      etag: '"v1"',
    })
    expect(run.store.pages.get(url)).toEqual(page)
    expect(Buffer.from(run.store.blobs.get(page.snapshot)!)).toEqual(Buffer.from(bytes))
    const told = run.log.events.flatMap(({ event }) => (event.type === 'page-fetched' ? [event] : []))
    expect(told).toEqual([
      { type: 'page-fetched', url, finalUrl: url, via: 'network', bytes: 17, route: '127.0.0.1' },
    ])
    expect(web.asked).toEqual(['a.test/robots.txt', 'a.test/page?x=1'])
  })

  test('is charged as it was: one page, its bytes on the wire', async () => {
    const text = 'long '.repeat(2_000)
    web.pages.set('a.test/', { body: gzipSync(text), headers: { 'content-encoding': 'gzip' } })
    const run = openRun(web, { limits: { pages: 2, bytes: 5 * 2 ** 20 } })
    expect((await run.visit('a.test/')).reading.text).toBe(text)
    expect(run.context.budget.spent('pages')).toBe(1)
    expect(run.context.budget.spent('bytes')).toBe(gzipSync(text).length)
    expect(run.context.budget.spent('calls')).toBe(0)
    await run.visit('a.test/', 'again')
    web.pages.set('a.test/b', { body: 'b' })
    await run.visit('a.test/b')
    await expect(run.visit('a.test/b2')).rejects.toMatchObject({ code: 'budget-exhausted' })
    expect(web.count('a.test/b2')).toBe(0)
  })

  test('in another encoding keeps its header, from the cache too', async () => {
    const gbk = Buffer.from([0xba, 0xfe])
    web.pages.set('a.test/', { body: gbk, headers: { 'content-type': 'Text/HTML; Charset="GBK"; x=y' } })
    const run = openRun(web)
    for (const via of ['network', 'cache']) {
      const visited = await run.visit('a.test/', via)
      expect(visited.via).toBe(via)
      expect(visited.reading).toMatchObject({ text: '湖', contentType: 'text/html;charset=gbk' })
    }
  })

  test('that is a PDF is a page', async () => {
    const pdf = Buffer.from('%PDF-1.4\n%%EOF\n')
    web.pages.set('a.test/paper', { body: pdf, headers: { 'content-type': 'application/pdf' } })
    const { page, bytes } = await openRun(web).visit('a.test/paper')
    expect(page.mediaType).toBe('application/pdf')
    expect(Buffer.from(bytes)).toEqual(pdf)
  })

  test('hands the date that a feed gave to its reader', async () => {
    web.pages.set('a.test/', { body: 'x', headers: { 'last-modified': 'Mon, 02 Feb 2026 00:00:00 GMT' } })
    const run = openRun(web)
    const visited = await run.fetcher.visit(run.offer('a.test/'), run.context, '2026-02-01')
    expect(visited.reading.publishedAt).toBe('2026-02-01')
  })

  test('that nobody offered is not fetched', async () => {
    const run = openRun(web)
    const url = web.url('a.test/secret')
    for (const address of [{ url, from: { kind: 'user' } }, { ...run.offer('a.test/secret') }] as const)
      await expect(run.fetcher.visit(address, run.context)).rejects.toMatchObject({
        code: 'address-not-offered',
      })
    expect(web.asked).toEqual([])
  })

  test('names a canonical address, which is not fetched for that', async () => {
    web.pages.set('a.test/', { body: 'text canonical:/other' })
    const { signs } = await openRun(web).visit('a.test/')
    expect(signs.canonical).toBe(web.url('a.test/other'))
    expect(web.count('a.test/other')).toBe(0)
  })
})

describe('what is no page', () => {
  test.each([
    [401, 'page-status', 1],
    [403, 'page-status', 1],
    [404, 'page-status', 1],
    [410, 'page-status', 1],
    [451, 'page-status', 1],
    [204, 'page-status', 1],
    [304, 'page-status', 1],
    [300, 'page-status', 1],
    [429, 'page-busy', 2],
    [503, 'page-busy', 2],
    [500, 'page-server-error', 2],
    [502, 'page-server-error', 2],
    [522, 'page-server-error', 2],
  ] as const)('status %i is %s, asked %i times', async (status, code, times) => {
    web.pages.set('a.test/x', { status, body: status === 204 || status === 304 ? '' : 'sorry' })
    const run = openRun(web, { clock: steppedClock(start) })
    await expect(run.visit('a.test/x')).rejects.toMatchObject({ code, parameters: { status } })
    expect(web.count('a.test/x')).toBe(times)
    expect(run.store.pages.size).toBe(0)
    expect(run.store.blobs.size).toBe(0)
  })

  test('an empty answer shows nothing', async () => {
    web.pages.set('a.test/x', { body: '' })
    await expect(openRun(web).visit('a.test/x')).rejects.toMatchObject({ code: 'page-shell' })
  })

  test('a passing fault is tried again, after the wait that was asked for', async () => {
    web.pages.set('a.test/x', (_, count) =>
      count === 1 ? { status: 503, headers: { 'retry-after': '7' } } : { body: 'here' },
    )
    const clock = steppedClock(start)
    const run = openRun(web, { clock })
    expect((await run.visit('a.test/x')).reading.text).toBe('here')
    expect(clock.now() - start).toBeGreaterThanOrEqual(7_000)
  })

  test('a wait beyond patience is not waited for', async () => {
    web.pages.set('a.test/x', { status: 429, headers: { 'retry-after': '60' } })
    const clock = steppedClock(start)
    await expect(openRun(web, { clock }).visit('a.test/x')).rejects.toMatchObject({ code: 'page-busy' })
    expect(web.count('a.test/x')).toBe(1)
    expect(clock.now()).toBe(start)
  })

  test('a connection that breaks is tried again', async () => {
    web.pages.set('a.test/x', (_, count) => (count === 1 ? { cut: true } : { body: 'here' }))
    const run = openRun(web, { clock: steppedClock(start) })
    expect((await run.visit('a.test/x')).reading.text).toBe('here')
  })

  test.each(['soft-404', 'cookie-wall', 'captcha', 'empty'])(
    'a shell (%s) is no evidence and not remembered',
    async (kind) => {
      web.pages.set('a.test/x', { body: `nothing to see shell:${kind}` })
      const run = openRun(web)
      const failure = run.visit('a.test/x')
      await expect(failure).rejects.toMatchObject({ code: 'page-shell' })
      await expect(failure).rejects.toThrow(`${kind}: it says so`)
      expect(run.store.pages.size).toBe(0)
    },
  )

  test('one host that cannot be resolved is told as that, not as a robots.txt', async () => {
    const run = openRun(web, { clock: steppedClock(start) })
    const address = run.frontier.offer('http://nowhere.dev/x', { kind: 'user' })!
    await expect(run.fetcher.visit(address, run.context)).rejects.toMatchObject({ code: 'page-unresolved' })
  })

  test('an address that is refused is told as that', async () => {
    const run = openRun(web)
    const address = run.frontier.offer('http://169.254.169.254/latest', { kind: 'user' })!
    await expect(run.fetcher.visit(address, run.context)).rejects.toMatchObject({
      code: 'address-refused',
      parameters: { url: 'http://169.254.169.254/latest' },
    })
  })
})

describe('an abort', () => {
  test('ends a visit at once, whether the page or the robots.txt is under way, and leaves nothing', async () => {
    for (const slow of ['a.test/robots.txt', 'a.test/x']) {
      web.pages.clear()
      const leaving = new AbortController()
      web.pages.set(slow, () => {
        queueMicrotask(() => leaving.abort(new KaojuError('aborted')))
        return { never: true }
      })
      const run = openRun(web, { abort: leaving.signal })
      await expect(run.visit('a.test/x')).rejects.toMatchObject({ code: 'aborted' })
      expect([run.store.blobs.size, run.store.pages.size]).toEqual([0, 0])
    }
  })
})

describe('redirects', () => {
  const to = (place: string, status = 302) => ({
    status,
    headers: { location: place.startsWith('/') ? place : web.url(place) },
  })

  test('are followed to the end, each hop offered by the one before', async () => {
    web.pages.set('a.test/1', to('/2', 301))
    web.pages.set('a.test/2', to('b.test/3', 307))
    web.pages.set('b.test/3', to('/4#part', 308))
    web.pages.set('b.test/4', { body: 'here' })
    const run = openRun(web)
    const { page } = await run.visit('a.test/1')
    expect([page.url, page.finalUrl]).toEqual([web.url('a.test/1'), web.url('b.test/4')])
    expect(run.frontier.offer(web.url('b.test/4'), { kind: 'user' })!.from).toEqual({
      kind: 'redirect',
      by: web.url('b.test/3'),
    })
    expect(web.asked).toEqual([
      'a.test/robots.txt',
      'a.test/1',
      'a.test/2',
      'b.test/robots.txt',
      'b.test/3',
      'b.test/4',
    ])
    expect(run.context.budget.spent('pages')).toBe(1)
  })

  test('end after ten', async () => {
    for (let at = 0; at < 20; at++) web.pages.set(`a.test/${at}`, to(`/${at + 1}`))
    web.pages.set('b.test/0', to('a.test/11'))
    web.pages.set('a.test/20', { body: 'here' })
    await expect(openRun(web).visit('a.test/0')).rejects.toMatchObject({ code: 'page-redirects' })
    expect(web.count('a.test/10')).toBe(1)
    expect(web.count('a.test/11')).toBe(0)
    expect((await openRun(web).visit('b.test/0')).page.finalUrl).toBe(web.url('a.test/20'))
  })

  test.each([
    ['in a circle', 'a.test/a', ['a.test/b', 'a.test/a']],
    ['to itself', 'a.test/a', ['a.test/a']],
  ] as const)('%s end', async (_, first, targets) => {
    let from: string = first
    for (const target of targets) {
      web.pages.set(from, to(target))
      from = target
    }
    await expect(openRun(web).visit(first)).rejects.toMatchObject({ code: 'page-redirects' })
    expect(web.count('a.test/a')).toBe(1)
  })

  test.each(['javascript:alert(1)', 'file:///etc/passwd', 'http://', 'data:text/html,x'])(
    'to %s go nowhere',
    async (location) => {
      web.pages.set('a.test/a', { status: 302, headers: { location } })
      await expect(openRun(web).visit('a.test/a')).rejects.toMatchObject({ code: 'page-redirects' })
    },
  )

  test.each([
    ['http://127.0.0.1/admin', 'address-refused'],
    ['http://169.254.169.254/latest/meta-data', 'address-refused'],
    ['http://[::ffff:10.0.0.1]/', 'address-refused'],
    ['http://user:secret@a.test/', 'address-refused'],
  ])('to %s are refused', async (location, code) => {
    web.pages.set('a.test/a', { status: 302, headers: { location } })
    const run = openRun(web)
    await expect(run.visit('a.test/a')).rejects.toMatchObject({ code })
    expect(run.store.blobs.size).toBe(0)
  })

  test('in UTF-8 octets are understood', async () => {
    web.pages.set('a.test/a', { status: 302, headers: { location: Buffer.from('/湖').toString('latin1') } })
    web.pages.set('a.test/%E6%B9%96', { body: 'here' })
    expect((await openRun(web).visit('a.test/a')).page.finalUrl).toBe(web.url('a.test/%E6%B9%96'))
  })

  test('from https to http are told', async () => {
    // The hops of a scripted egress: certificates are the egress's own tests.
    const answers: Record<string, { status: number; headers: Record<string, string> }> = {
      'https://s.test/': { status: 302, headers: { location: 'http://s.test/plain' } },
      'http://s.test/plain': { status: 200, headers: {} },
    }
    const found: Egress['found'] = ({ url }) =>
      Promise.resolve({
        url,
        ...(answers[url] ?? { status: 404, headers: {} }),
        body: Buffer.from('text'),
        wireBytes: 4,
        route: { proxy: 'http://user:word@proxy.test:3128' },
      })
    const egress: Egress = { ...web.egress, found }
    const run = openRun(web, { egress })
    await run.fetcher.visit(run.frontier.offer('https://s.test/', { kind: 'user' })!, run.context)
    const told = run.log.events.map(({ event }) => event)
    expect(told.filter((event) => event.type === 'warning')).toMatchObject([{ code: 'page-downgraded' }])
    expect(told.find((event) => event.type === 'page-fetched')).toMatchObject({
      route: 'proxy http://proxy.test:3128',
    })
  })

  test('by meta refresh are followed, at most three', async () => {
    web.pages.set('a.test/1', { body: 'moved refresh:/2' })
    web.pages.set('a.test/2', to('b.test/3'))
    web.pages.set('b.test/3', { body: 'moved refresh:/4' })
    web.pages.set('b.test/4', { body: 'moved refresh:/5' })
    web.pages.set('b.test/5', { body: 'here' })
    const run = openRun(web)
    const { page, reading } = await run.visit('a.test/1')
    expect([page.url, page.finalUrl, reading.text]).toEqual([
      web.url('a.test/1'),
      web.url('b.test/5'),
      'here',
    ])
    web.pages.set('b.test/5', { body: 'moved refresh:/6' })
    web.pages.set('b.test/6', { body: 'here' })
    await expect(openRun(web).visit('a.test/1')).rejects.toMatchObject({ code: 'page-redirects' })
    expect(web.count('b.test/6')).toBe(0)
  })

  test('by meta refresh may not go in a circle; a page that loads itself again stays', async () => {
    web.pages.set('a.test/1', { body: 'x refresh:/2' })
    web.pages.set('a.test/2', { body: 'x refresh:/1' })
    await expect(openRun(web).visit('a.test/1')).rejects.toMatchObject({ code: 'page-redirects' })
    web.pages.set('a.test/3', { body: 'news refresh:/3#now' })
    expect((await openRun(web).visit('a.test/3')).reading.text).toBe('news refresh:/3#now')
    expect(web.count('a.test/3')).toBe(1)
  })

  test('by meta refresh are followed from a page without text', async () => {
    web.pages.set('a.test/1', { body: 'refresh:/2' })
    web.pages.set('a.test/2', { body: 'here' })
    const read: typeof markerReader = async (page, context) => {
      const { reading, signs } = await markerReader(page, context)
      return page.url.endsWith('/2')
        ? { reading: reading!, signs }
        : { signs: { ...signs, needsBrowser: true } }
    }
    expect((await openRun(web, { read }).visit('a.test/1')).reading.text).toBe('here')
  })

  test('by meta refresh to a refused address are refused', async () => {
    web.pages.set('a.test/1', { body: 'x refresh:http://10.0.0.1/' })
    await expect(openRun(web).visit('a.test/1')).rejects.toMatchObject({ code: 'address-refused' })
  })
})

describe('robots.txt', () => {
  const rules = (text: string) => ({ body: text, headers: { 'content-type': 'text/plain' } })

  test('is asked once for many pages, and obeyed', async () => {
    web.pages.set('a.test/robots.txt', rules('User-agent: Kaoju\nDisallow: /private'))
    for (const name of ['a', 'b', 'c']) web.pages.set(`a.test/${name}`, { body: name })
    const run = openRun(web)
    await Promise.all(['a', 'b', 'c'].map((name) => run.visit(`a.test/${name}`)))
    await expect(run.visit('a.test/private/x')).rejects.toMatchObject({ code: 'page-robots' })
    expect(web.count('a.test/robots.txt')).toBe(1)
    expect(web.count('a.test/private/x')).toBe(0)
  })

  test('is obeyed by every hop', async () => {
    web.pages.set('b.test/robots.txt', rules('User-agent: *\nDisallow: /'))
    web.pages.set('a.test/1', { status: 302, headers: { location: web.url('b.test/2') } })
    web.pages.set('a.test/3', { body: 'x refresh:' + web.url('b.test/2') })
    for (const from of ['a.test/1', 'a.test/3'])
      await expect(openRun(web).visit(from)).rejects.toMatchObject({
        code: 'page-robots',
        parameters: { url: web.url('b.test/2') },
      })
    expect(web.count('b.test/2')).toBe(0)
  })

  test.each([400, 401, 403, 404, 410, 418])('with status %i does not exist', async (status) => {
    web.pages.set('a.test/robots.txt', { status, body: 'User-agent: *\nDisallow: /' })
    web.pages.set('a.test/x', { body: 'here' })
    expect((await openRun(web).visit('a.test/x')).reading.text).toBe('here')
  })

  test.each([429, 500, 503])(
    'with status %i means to stay away; it is asked twice, and named',
    async (status) => {
      web.pages.set('a.test/robots.txt', { status })
      const run = openRun(web, { clock: steppedClock(start) })
      const failure = { code: 'page-robots-unreachable' }
      await expect(Promise.all([run.visit('a.test/x'), run.visit('a.test/y')])).rejects.toMatchObject(failure)
      await expect(run.visit('a.test/z')).rejects.toMatchObject(failure)
      expect(web.asked).toEqual(['a.test/robots.txt', 'a.test/robots.txt'])
      // The next run asks anew.
      web.pages.delete('a.test/robots.txt')
      web.pages.set('a.test/x', { body: 'here' })
      expect((await openRun(web).visit('a.test/x')).via).toBe('network')
    },
  )

  test('that comes at the second try is used', async () => {
    web.pages.set('a.test/robots.txt', (_, count) =>
      count === 1 ? { status: 500 } : rules('User-agent: *\nDisallow: /no'),
    )
    web.pages.set('a.test/x', { body: 'here' })
    const run = openRun(web, { clock: steppedClock(start) })
    expect((await run.visit('a.test/x')).reading.text).toBe('here')
    await expect(run.visit('a.test/no')).rejects.toMatchObject({ code: 'page-robots' })
    expect(web.count('a.test/robots.txt')).toBe(2)
  })

  test('may redirect five times, also elsewhere; more means that there is none', async () => {
    web.pages.set('a.test/robots.txt', { status: 301, headers: { location: web.url('b.test/r0') } })
    for (let at = 0; at < 9; at++)
      web.pages.set(`b.test/r${at}`, { status: 302, headers: { location: `/r${at + 1}` } })
    web.pages.set('b.test/r4', rules('User-agent: *\nDisallow: /'))
    web.pages.set('a.test/x', { body: 'here' })
    await expect(openRun(web).visit('a.test/x')).rejects.toMatchObject({ code: 'page-robots' })
    web.pages.set('b.test/r4', { status: 302, headers: { location: '/r5' } })
    expect((await openRun(web).visit('a.test/x')).reading.text).toBe('here')
    expect(web.count('b.test/r5')).toBe(0)
  })

  test('that leads to a refused address cannot be read', async () => {
    web.pages.set('a.test/robots.txt', { status: 301, headers: { location: 'http://127.0.0.1/' } })
    const run = openRun(web, { clock: steppedClock(start) })
    await expect(run.visit('a.test/x')).rejects.toMatchObject({ code: 'page-robots-unreachable' })
    expect(web.count('a.test/x')).toBe(0)
  })
})

describe('a page that needs a browser', () => {
  const browser = (
    shows: string | KaojuError,
    finalUrl?: string,
  ): PageRenderer & { readonly asked: string[] } => {
    const asked: string[] = []
    return {
      asked,
      render: (url) => {
        asked.push(url)
        if (shows instanceof KaojuError) return Promise.reject(shows)
        return Promise.resolve({ finalUrl: finalUrl ?? url, html: Buffer.from(shows), bytes: 900 })
      },
      close: () => Promise.resolve(),
    }
  }
  const failed = new KaojuError('browser-failed', { url: 'x', reason: 'it fell' })

  test('is shown by one, and remembered as shown', async () => {
    web.pages.set('a.test/app', {
      body: 'script-only shell:empty',
      headers: { 'cache-control': 'max-age=600' },
    })
    const renderer = browser('All of the text.')
    const run = openRun(web, { renderer })
    const { reading, via, page } = await run.visit('a.test/app')
    expect([reading.text, via, page.rendered]).toEqual(['All of the text.', 'browser', true])
    expect(run.context.budget.spent('bytes')).toBe(23 + 900)
    // Told again where there is no browser.
    const replay = { store: run.store, journal: readOnly(run.journal, 'run-test'), egress: offline }
    const heard = await openRun(web, replay).visit('a.test/app')
    expect([heard.reading.text, heard.via]).toEqual(['All of the text.', 'browser'])
    const again = await run.visit('a.test/app', 'again')
    expect([again.reading.text, again.via]).toEqual(['All of the text.', 'cache'])
    expect(renderer.asked).toHaveLength(1)
  })

  test('without one has the text there is, or is told as that', async () => {
    web.pages.set('a.test/some', { body: 'little but something' })
    web.pages.set('a.test/none', { body: 'script-only shell:empty' })
    expect((await openRun(web).visit('a.test/some')).via).toBe('network')
    await expect(openRun(web).visit('a.test/none')).rejects.toMatchObject({ code: 'browser-missing' })
  })

  test('whose reader finds no text at all is shown by one too', async () => {
    web.pages.set('a.test/none', { body: '<script>' })
    const read = (text: string) => async (page: { readonly bytes: Uint8Array }) => {
      if (Buffer.from(page.bytes).toString() === '<script>')
        throw new KaojuError('file-no-text', { path: 'x' })
      const signs = { links: [], feeds: [], needsBrowser: false }
      return { reading: { text, contentType: undefined, publishedAt: undefined }, signs }
    }
    await expect(openRun(web, { read: read('x') }).visit('a.test/none')).rejects.toMatchObject({
      code: 'browser-missing',
    })
    const shown = await openRun(web, { read: read('x'), renderer: browser('text') }).visit('a.test/none')
    expect(shown.via).toBe('browser')
  })

  test('whose browser fails has the text there is, or is told why', async () => {
    web.pages.set('a.test/some', { body: 'little but something' })
    web.pages.set('a.test/none', { body: 'script-only shell:empty' })
    const options = { renderer: browser(failed), clock: steppedClock(start) }
    expect((await openRun(web, options).visit('a.test/some')).via).toBe('network')
    await expect(openRun(web, options).visit('a.test/none')).rejects.toMatchObject({ code: 'browser-failed' })
  })

  test('whose browser meets a wall has the text there is', async () => {
    web.pages.set('a.test/some', { body: 'little but something' })
    const { reading } = await openRun(web, { renderer: browser('x shell:captcha') }).visit('a.test/some')
    expect(reading.text).toBe('little but something')
  })

  test('and that a browser leads elsewhere obeys the robots.txt there', async () => {
    web.pages.set('a.test/none', { body: 'script-only shell:empty' })
    web.pages.set('b.test/robots.txt', { body: 'User-agent: *\nDisallow: /' })
    const renderer = browser('text', web.url('b.test/x'))
    await expect(openRun(web, { renderer }).visit('a.test/none')).rejects.toMatchObject({
      code: 'page-robots',
    })
  })

  test('a wall is not shown to one', async () => {
    web.pages.set('a.test/x', { body: 'script-only shell:captcha' })
    const renderer = browser('text')
    await expect(openRun(web, { renderer }).visit('a.test/x')).rejects.toMatchObject({ code: 'page-shell' })
    expect(renderer.asked).toEqual([])
  })
})
