import { afterEach, describe, expect, test } from 'vitest'
import { createConfiguredEgress, createContext, steppedClock } from '#runtime'
import { createSearch, searchPlugs, type SourceHit, type WebQuery } from '#sources'
import { engineFaults, engineShapes, type EngineShape } from '../../../../src/arena/lab/serve/faults.ts'
import type { ServedWorld } from '../../../../src/arena/lab/serve/serve-world.ts'
import { closeServed, page, serve, smallWorld } from './small-world.ts'

const closing: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close()
  await closeServed()
})

/** Kaoju's own plug for the shape, at the lab. */
async function ask(served: ServedWorld, shape: EngineShape, query: Partial<WebQuery>): Promise<SourceHit[]> {
  const egress = createConfiguredEgress({ endpoints: Object.values(served.engines) })
  closing.push(egress)
  const plug = searchPlugs.find(({ name }) => name === shape)!
  const options = { baseUrl: served.engines[shape], ...(plug.facts.key === 'required' ? { key: 'any' } : {}) }
  const times = { connect: 500, firstByte: 150, idle: 150 }
  const search = createSearch(plug, options, { interval: 0, times })
  // Its waits between attempts take no time; what the wire takes is real.
  const { context } = createContext({ egress, clock: steppedClock(Date.parse('2025-06-01')) })
  return search({ text: 'Ostrel Bridge', language: 'en', limit: 10, ...query }, context)
}

describe.each(engineShapes)('%s', (shape) => {
  test('finds pages as its plug reads them, with ports, best first', async () => {
    const { served, log } = await serve()
    const hits = await ask(served, shape, { text: 'When was Ostrel Bridge opened to traffic?' })
    expect(hits[0]).toMatchObject({
      url: `http://halvor-courier.example:${served.pages}/2024/ostrel`,
      title: 'Ostrel Bridge opens',
      engine: shape,
      rank: 1,
    })
    expect(hits[0]!.snippet).toContain('Ostrel Bridge was opened to traffic on 14 May 2019.')
    // Whatever is not listed is not found; what is dead is, as engines know pages that have gone.
    const found = hits.map(({ url }) => served.plain(url))
    expect(found).not.toContain('http://vell-archive.example/hidden')
    expect(found).toContain('http://gone-herald.example/a')
    expect(log.exchanges).toMatchObject([
      {
        index: 0,
        service: 'search',
        name: shape,
        request: 'When was Ostrel Bridge opened to traffic?',
        outcome: 'answered',
      },
    ])
    expect(log.exchanges[0]!.response).toContain('http://halvor-courier.example/2024/ostrel\n')
    expect(log.exchanges[0]!.response).toContain('14 May 2019')
  })

  test('finds Chinese by pairs of characters', async () => {
    const { served } = await serve()
    const hits = await ask(served, shape, { text: '清湖大桥是什么时候通车的？', language: 'zh' })
    expect(hits.map(({ title }) => title)).toEqual(['清湖大桥通车'])
    expect(hits[0]!.snippet).toContain('清湖大桥于2019年5月14日正式通车')
  })

  test('finds nothing where there is nothing, and says so', async () => {
    const { served } = await serve()
    expect(await ask(served, shape, { text: 'volcano zephyr' })).toEqual([])
  })

  test('gives as many as are wanted, in the period that is wanted', async () => {
    const { served } = await serve()
    expect(await ask(served, shape, { limit: 2 })).toHaveLength(2)
    const recent = await ask(served, shape, { text: 'Kalmen Ostrel Bridge', since: '2024-12-01' })
    const all = await ask(served, shape, { text: 'Kalmen Ostrel Bridge' })
    expect(all.map(({ title }) => title)).toContain('Kalmen Bridge closed for repairs')
    expect(recent.map(({ title }) => title)).not.toContain('Kalmen Bridge closed for repairs')
  })

  // Who stalls is waited for in real time: one shape stands for all.
  const kinds = engineFaults.filter((kind) => kind !== 'stall' || shape === 'searxng')
  test.each(kinds)('fails by name: %s', async (kind) => {
    const { served, log } = await serve({ engines: { rate: 1, kinds: [kind] } })
    const asked = await ask(served, shape, {}).then(
      (hits) => hits.length,
      (error: unknown) => (error as { code?: string }).code,
    )
    const expected = {
      '429': 'search-busy',
      '500': 'search-failed',
      stall: 'search-unreachable',
      'broken-json': 'search-unreadable',
      empty: 'search-unreadable',
      html: 'search-refused',
      // Only SearXNG tells that somebody did not answer; of the others nobody can know.
      nothing: shape === 'searxng' ? 'search-failed' : 0,
    }[kind]
    expect(asked).toBe(expected)
    expect(
      log.exchanges.every(({ outcome }) => outcome === (kind === 'stall' ? 'abandoned' : 'failed')),
    ).toBe(true)
    expect(log.exchanges.length).toBeGreaterThan(0)
  })

  test('says what it is to whoever looks', async () => {
    const { served } = await serve()
    const answer = await fetch(served.engines[shape])
    expect(await answer.text()).toContain(`in the shape of ${shape}`)
    expect((await fetch(`${served.engines[shape]}/nothing/here`)).ok).toBe(false)
  })
})

test('a fault that is drawn passes: asking again meets another draw, the same for everybody', async () => {
  const codes = async (): Promise<number[]> => {
    const { served } = await serve({ engines: { rate: 0.5, kinds: ['500'] } })
    const all: number[] = []
    for (let time = 0; time < 12; time++)
      all.push((await fetch(`${served.engines.searxng}/search?q=ostrel&format=json`)).status)
    return all
  }
  const first = await codes()
  expect(new Set(first)).toEqual(new Set([200, 500]))
  expect(await codes()).toEqual(first)
})

test('only the engines that are named go wrong', async () => {
  const { served } = await serve({ engines: { rate: 1, kinds: ['500'], only: ['brave'] } })
  expect((await fetch(`${served.engines.searxng}/search?q=ostrel&format=json`)).status).toBe(200)
  expect((await fetch(`${served.engines.brave}/res/v1/web/search?q=ostrel`)).status).toBe(500)
})

test('SearXNG has pages of results, and a page for people', async () => {
  const pages = Array.from({ length: 13 }, (_, index) => index)
  const world = {
    ...smallWorld,
    pages: pages.map((index) => page(`http://vell-archive.example/${index}`, `Reed ${index}`, 'Reeds grow.')),
  }
  const { served } = await serve({}, { world })
  const get = async (number: number) =>
    (await (await fetch(`${served.engines.searxng}/search?q=reeds&format=json&pageno=${number}`)).json()) as {
      results: { url: string }[]
      number_of_results: number
    }
  const both = [await get(1), await get(2)]
  expect(both.map(({ results }) => results.length)).toEqual([10, 3])
  expect(both[0]!.number_of_results).toBe(13)
  expect(new Set(both.flatMap(({ results }) => results.map(({ url }) => url))).size).toBe(13)
  const shown = await fetch(`${served.engines.searxng}/search?q=reeds`)
  expect(shown.headers.get('content-type')).toContain('text/html')
  expect(await shown.text()).toContain(`http://vell-archive.example:${served.pages}/`)
})

describe('pages that a service reads for others', () => {
  const post = async (url: string, body: object): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() }
  }

  test.each(['v1', 'v2'])('Firecrawl, %s', async (version) => {
    const { served, log } = await serve()
    const url = served.address('http://halvor-courier.example/2024/ostrel')
    const scrape = `${served.engines.firecrawl}/${version}/scrape`
    expect(await post(scrape, { url, formats: ['markdown', 'links'] })).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: {
          markdown: expect.stringContaining('# Ostrel Bridge opens\n\nCrowds came') as string,
          links: [
            served.address('http://halvor-courier.example/index'),
            served.address('http://vell-archive.example/rules'),
          ],
          metadata: { title: 'Ostrel Bridge opens', sourceURL: url, statusCode: 200 },
        },
      },
    })
    expect(await post(scrape, { url: served.address('http://gone-herald.example/a') })).toMatchObject({
      status: 500,
      body: { success: false, code: 'SCRAPE_DNS_RESOLUTION_ERROR' },
    })
    expect(
      log.exchanges.map(({ service, name, request, outcome }) => [service, name, request, outcome]),
    ).toEqual([
      ['page', 'halvor-courier.example', 'http://halvor-courier.example/2024/ostrel', 'answered'],
      ['page', 'gone-herald.example', 'http://gone-herald.example/a', 'failed'],
    ])
  })

  test('Tavily', async () => {
    const { served } = await serve()
    const urls = ['http://qinghu-bao.example/qiao', 'http://qinghu-bao.example/none'].map(served.address)
    expect((await post(`${served.engines.tavily}/extract`, { urls })).body).toMatchObject({
      results: [{ url: urls[0], raw_content: expect.stringContaining('全长1240米') as string }],
      failed_results: [{ url: urls[1] }],
    })
  })
})
