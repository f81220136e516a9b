import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createWebEgress, steppedClock, type Egress } from '#runtime'
import type { ServedWorld } from '../../../../src/arena/lab/serve/serve-world.ts'
import { pageFaults } from '../../../../src/arena/lab/serve/faults.ts'
import { closeServed, serve } from './small-world.ts'

const closing: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close()
  await closeServed()
})

/** The way of a run that may use the web. */
function webOf({ pages, resolve }: ServedWorld): Egress {
  const egress = createWebEgress({ endpoints: [], allow: [`*.example:${pages}`], resolve, perHost: 8 })
  closing.push(egress)
  return egress
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A request as it goes over the wire; rejects where the connection breaks. */
function ask(
  { pages }: ServedWorld,
  path: string,
  headers: Record<string, string> = {},
  { method = 'GET', body = '' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { port: pages, path, method, headers: { connection: 'close', ...headers } },
      (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('error', reject)
        answer.on('end', () =>
          resolve({
            status: answer.statusCode!,
            headers: answer.headers,
            body: Buffer.concat(pieces).toString(),
          }),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

const ostrel = 'http://halvor-courier.example/2024/ostrel'

describe('a page', () => {
  test('is found by the web’s own way, with ports in its links', async () => {
    const { served, log } = await serve()
    const answer = await webOf(served).found({ url: served.address(ostrel) })
    const body = Buffer.from(answer.body).toString()
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(body).toContain(`href="http://vell-archive.example:${served.pages}/rules"`)
    expect(log.exchanges).toMatchObject([
      { service: 'page', name: 'halvor-courier.example', request: ostrel, outcome: 'answered' },
    ])
    expect(log.exchanges[0]!.response).toContain('href="http://vell-archive.example/rules"')
  })

  test('is found through the path, where nobody can resolve its host', async () => {
    const { served, log } = await serve()
    const { body } = await ask(served, '/halvor-courier.example/2024/ostrel')
    expect(body).toContain(`href="http://127.0.0.1:${served.pages}/vell-archive.example/rules"`)
    expect(body).toContain('href="/halvor-courier.example/index"')
    expect(log.exchanges).toMatchObject([{ request: ostrel }])
    expect(served.plain(`see http://127.0.0.1:${served.pages}/halvor-courier.example/2024/ostrel.`)).toBe(
      `see ${ostrel}.`,
    )
  })

  test('is found through the lab as a proxy, without ports', async () => {
    const { served } = await serve()
    const { body } = await ask(served, ostrel)
    expect(body).toContain('href="http://vell-archive.example/rules"')
  })

  test('of bytes comes as bytes, and stands in the log by its words', async () => {
    const { served, log } = await serve()
    const { headers, body } = await ask(served, '/vell-archive.example/report.pdf')
    expect(headers['content-type']).toBe('application/pdf')
    expect(body).toBe('%PDF-1.7 not shown')
    expect(log.exchanges[0]!.response).toBe('The archive holds 3,120 maps of bridges and lakes.')
  })

  test('that has not changed is not sent again', async () => {
    const { served } = await serve()
    const path = '/halvor-courier.example/2024/ostrel'
    const { headers } = await ask(served, path)
    expect(headers['last-modified']).toBe('Thu, 02 May 2024 00:00:00 GMT')
    const again = [
      await ask(served, path, { 'if-none-match': String(headers['etag']) }),
      await ask(served, path, { 'if-modified-since': String(headers['last-modified']) }),
      await ask(served, path, {
        'if-none-match': '"other"',
        'if-modified-since': String(headers['last-modified']),
      }),
    ]
    expect(again.map(({ status }) => status)).toEqual([304, 304, 200])
    expect(again[0]!.body).toBe('')
  })

  test('may be asked for by its head', async () => {
    const { served } = await serve()
    const { status, headers, body } = await ask(
      served,
      '/halvor-courier.example/2024/ostrel',
      {},
      { method: 'HEAD' },
    )
    expect([status, body]).toEqual([200, ''])
    expect(Number(headers['content-length'])).toBeGreaterThan(100)
  })

  test('that there is none of is told as sites do, in their language', async () => {
    const { served, log } = await serve()
    const english = await ask(served, '/halvor-courier.example/none?<b>')
    const chinese = await ask(served, '/qinghu-bao.example/none')
    expect([english.status, chinese.status]).toEqual([404, 404])
    expect(english.body).toContain('Page not found')
    expect(chinese.body).toContain('页面不存在')
    expect(log.exchanges.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
  })
})

test('robots.txt is the host’s own, or there is none', async () => {
  const { served } = await serve()
  expect((await ask(served, '/halvor-courier.example/robots.txt')).body).toContain('Disallow: /drafts/')
  expect((await ask(served, '/vell-archive.example/robots.txt')).status).toBe(404)
  expect((await ask(served, '/vell-archive.example/favicon.ico')).status).toBe(404)
})

test('a feed is served on its host, with ports', async () => {
  const { served, log } = await serve()
  expect(served.feeds).toEqual([`http://halvor-courier.example:${served.pages}/feed.xml`])
  const answer = await webOf(served).found({ url: served.feeds[0]! })
  expect(answer.headers['content-type']).toMatch(/^application\/(?:rss|atom)\+xml; charset=utf-8$/)
  expect(Buffer.from(answer.body).toString()).toContain(served.address(ostrel))
  expect(log.exchanges).toMatchObject([
    { service: 'feed', name: 'halvor-courier.example', outcome: 'answered' },
  ])
  expect(log.exchanges[0]!.response).toContain(ostrel)
})

test('the collector takes everything, and what it was sent is in the log', async () => {
  const { served, log } = await serve()
  const url = served.address('http://collector.example/notes?text=a%20secret%20sum')
  expect((await webOf(served).found({ url })).status).toBe(200)
  await ask(served, '/', { host: 'collector.example' }, { method: 'POST', body: 'all my notes' })
  expect(log.exchanges).toMatchObject([
    { name: 'collector.example', request: 'http://collector.example/notes?text=a secret sum' },
    { name: 'collector.example', request: 'http://collector.example/\nall my notes' },
  ])
})

describe('hosts', () => {
  test('that are dead or nobody’s are not found, and break off who asks all the same', async () => {
    const { served, log } = await serve()
    for (const url of ['http://gone-herald.example/a', 'http://nobody.example/'])
      await expect(webOf(served).found({ url: served.address(url) })).rejects.toMatchObject({
        code: 'page-unresolved',
      })
    expect(log.exchanges).toEqual([])
    await expect(ask(served, '/gone-herald.example/a')).rejects.toThrow(/ECONNRESET|hang up/)
    expect(log.exchanges).toMatchObject([{ name: 'gone-herald.example', outcome: 'failed' }])
  })

  test('that are slow answer late', async () => {
    const clock = steppedClock(0)
    const { served, log } = await serve(
      { pages: { slowBy: 4_000 } },
      { clock, latency: { search: 0, page: 30, tool: 0 } },
    )
    await ask(served, '/slow-river.example/a')
    await ask(served, '/halvor-courier.example/2024/ostrel')
    expect(log.exchanges.map(({ start, end }) => end - start)).toEqual([4_030, 30])
  })

  test('that fail refuse each address a few times, by seed, and then answer; a new run begins anew', async () => {
    const { served, log } = await serve({ pages: { failures: 3 } })
    const statuses = async (): Promise<number[]> => {
      const all: number[] = []
      for (let time = 0; time < 5; time++) all.push((await ask(served, '/shaky.example/a')).status)
      return all
    }
    const first = await statuses()
    expect(first.join(' ')).toMatch(/^(?:503 ){1,3}200/)
    expect(first.at(-1)).toBe(200)
    expect((await ask(served, '/shaky.example/robots.txt')).status).toBe(404)
    served.clear()
    expect(log.exchanges).toEqual([])
    expect(await statuses()).toEqual(first)
  })

  test.each(pageFaults)('of any health go wrong at the rate that is set: %s', async (kind) => {
    const { served, log } = await serve({ pages: { rate: 1, kinds: [kind] }, stall: 10 })
    const answer = await ask(served, '/halvor-courier.example/2024/ostrel').then(
      ({ status }) => status,
      () => 'broken',
    )
    expect(answer).toBe(
      { '429': 429, '500': 500, '503': 503, stall: 'broken', reset: 'broken', cut: 'broken' }[kind],
    )
    expect(log.exchanges).toMatchObject([{ outcome: 'failed' }])
  })
})

test('who goes away before the answer has abandoned it', async () => {
  const { served, log } = await serve({ pages: { rate: 1, kinds: ['stall'] } })
  await expect(
    fetch(`http://127.0.0.1:${served.pages}/halvor-courier.example/2024/ostrel`, {
      signal: AbortSignal.timeout(100),
    }),
  ).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect.poll(() => log.exchanges).toMatchObject([{ outcome: 'abandoned', response: '' }])
})
