import { afterEach, expect, test } from 'vitest'
import { steppedClock } from '#runtime'
import type { ServiceFaults } from '../../../../src/arena/lab/serve/faults.ts'
import { closeServed, serve, smallWorld } from './small-world.ts'

afterEach(closeServed)

const faults: ServiceFaults = {
  engines: { rate: 0.4 },
  pages: { rate: 0.3, kinds: ['429', '500', '503'] },
  tools: { rate: 1, mutations: ['overloaded'] },
}

/** Everything asked twice of a server of its own, one after the other or all at once: answers by what was asked. */
async function all(order: 'in turn' | 'at once' | 'backwards') {
  const { served, log } = await serve(faults, { clock: steppedClock(0) })
  const { engines } = served
  const json = (body: object) => ({ method: 'POST', body: JSON.stringify(body) })
  const queries = ['Ostrel Bridge', '清湖大桥通车', 'bridges and lakes', 'Kalmen Bridge repairs']
  const requests: [string, RequestInit][] = [
    ...queries.flatMap((query): [string, RequestInit][] => [
      [`${engines.searxng}/search?format=json&q=${encodeURIComponent(query)}`, {}],
      [`${engines.brave}/res/v1/web/search?q=${encodeURIComponent(query)}`, {}],
      [`${engines.tavily}/search`, json({ query })],
      [`${engines.firecrawl}/v2/search`, json({ query })],
    ]),
    ...smallWorld.pages
      .filter(({ url }) => !url.includes('gone-herald'))
      .map(({ url }): [string, RequestInit] => [
        url.replace('http://', `http://127.0.0.1:${served.pages}/`),
        {},
      ]),
    [
      served.tools[0]!.url,
      {
        ...json({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'search', arguments: { query: 'Ostrel' } },
        }),
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      },
    ],
  ]
  const told: string[] = []
  const ask = async ([url, init]: [string, RequestInit]): Promise<void> => {
    const answer = await fetch(url, init)
    const asked = `${new URL(url).pathname}${new URL(url).search} ${JSON.stringify(init.body ?? '')}`
    told.push(`${asked} ${answer.status} ${served.plain(await answer.text())}`)
  }
  for (const _ of [1, 2]) {
    if (order === 'at once') await Promise.all(requests.map(ask))
    else for (const request of order === 'backwards' ? requests.toReversed() : requests) await ask(request)
  }
  const logged = log.exchanges.map((exchange) => JSON.stringify({ ...exchange, index: 0 }))
  return {
    told: told.sort(),
    logged: logged.sort(),
    text: JSON.stringify(log.exchanges),
  }
}

test('two servers, other ports, another order: the same answers and the same log, in which no port stands', async () => {
  const inTurn = await all('in turn')
  const atOnce = await all('at once')
  const backwards = await all('backwards')
  expect(atOnce.told).toEqual(inTurn.told)
  expect(atOnce.logged).toEqual(inTurn.logged)
  expect(backwards).toMatchObject({ told: inTurn.told, logged: inTurn.logged })
  // The faults that are compared are there.
  for (const status of [429, 500, 503, 200]) expect(inTurn.told.join('\n')).toContain(` ${status} `)
  expect(inTurn.text).not.toMatch(/\.example:\d|127\.0\.0\.1/)
})

test('another seed, other faults', async () => {
  const statuses = async (seed: string): Promise<string> => {
    const { served } = await serve({ seed, engines: { rate: 0.5, kinds: ['500'] } })
    const codes: number[] = []
    for (let index = 0; index < 20; index++)
      codes.push((await fetch(`${served.engines.searxng}/search?q=lake+${index}&format=json`)).status)
    return codes.join(' ')
  }
  expect(await statuses('one')).not.toBe(await statuses('two'))
})

test('a new run meets what the first met', async () => {
  const { served, log } = await serve({ engines: { rate: 0.5, kinds: ['500'] } })
  const run = async (): Promise<string[]> => {
    for (let time = 0; time < 8; time++) await fetch(`${served.engines.searxng}/search?q=ostrel&format=json`)
    return log.exchanges.map(({ outcome }) => outcome)
  }
  const first = await run()
  served.clear()
  expect(await run()).toEqual(first)
  expect(new Set(first)).toEqual(new Set(['answered', 'failed']))
})

test('ports may be fixed; one that is taken is an error, and nothing stays open', async () => {
  const { served } = await serve()
  const { serveWorld } = await import('../../../../src/arena/lab/serve/serve-world.ts')
  const { createWireLog } = await import('../../../../src/arena/lab/serve/wire-log.ts')
  const clock = steppedClock(0)
  const latency = { search: 0, page: 0, tool: 0 }
  const options = { latency, faults: {}, log: createWireLog(), ports: { pages: served.pages } }
  await expect(serveWorld(smallWorld, options, { clock })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await served.close()
  const again = await serveWorld(smallWorld, options, { clock })
  expect(again.pages).toBe(served.pages)
  await again.close()
})
