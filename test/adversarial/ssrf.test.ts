import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createWebEgress, KaojuError } from '#runtime'
import { figure } from '../figure.ts'
import { codePaths, leading } from './code-paths.ts'
import { insideNames, wanted4 } from './hostile-addresses.ts'
import { each, hostileRoom, noLoopbackNet } from './hostile-room.ts'
import { allowed, openHostileWeb } from './hostile-web.ts'

/**
 * Server-side request forgery: whatever address comes, by whatever code path, nothing is asked but what is allowed.
 * Counted are connections to a sentinel on loopback, and every attempt of this process to connect elsewhere.
 */
const room = hostileRoom('ssrf')

/**
 * All 5,000 by the plain way; an eighth by the others, which end in it, and all by them too with `KAOJU_SSRF=all`
 * (`npm run soak:web`).
 */
const every = process.env['KAOJU_SSRF'] === 'all' ? 1 : 8
const plan = codePaths.map((path, index) => ({ ...path, every: index === 0 ? 1 : every }))

test('the sentinel and the watch over this process see what they are there to see', async () => {
  const { web } = room()
  const open = await openHostileWeb(leading([]))
  expect(open.watched).toContain('127.0.0.1')
  const allow = ['127.0.0.0/8', '::1'].map((block) =>
    block === '::1' ? `[::1]:${open.port}` : `${block}:${open.port}`,
  )
  const free = createWebEgress({ endpoints: [], allow })
  for (const address of open.watched) {
    const url = `http://${address.includes(':') ? `[${address}]` : address}:${open.port}/`
    expect(Buffer.from((await free.found({ url })).body).toString()).toBe('the sentinel')
  }
  expect(open.sentinel()).toBe(open.watched.length)
  expect(open.strays()).toEqual(open.watched.map((address) => `${address}:${open.port}`))
  await free.close()
  await open.close()
  // Both watch the same process.
  expect(web.strays()).toHaveLength(open.watched.length)
})

describe.skipIf(noLoopbackNet)('5,000 hostile addresses', () => {
  test.for(plan)('$name', { timeout: 120_000 }, async ({ name, follow, every: step }) => {
    const { web, urls, way, expectNothing } = room()
    expect(new Set(urls).size).toBeGreaterThanOrEqual(5_000)
    // What is allowed is reached by this path, so that it can fail.
    const before = web.reached('/good')
    const good = urls.push(`${web.origin}/good`) - 1
    await follow(urls[good]!, good, way)
    expect(web.reached('/good')).toBeGreaterThan(before)
    urls.length = good
    const followed: string[] = []
    const odd: unknown[] = []
    let asked = 0
    await each(urls, async (url, number) => {
      if (number % step !== 0) return
      asked++
      try {
        const got = await follow(url, number, way)
        // In a page some forms are relative (`http:/x`), and lead nowhere else.
        if (got !== undefined && URL.parse(url, web.origin)?.origin !== web.origin) followed.push(url)
      } catch (error) {
        if (!(error instanceof KaojuError) || error.code === 'internal') odd.push(url, error)
      }
    })
    expect({ followed, odd }).toEqual({ followed: [], odd: [] })
    expectNothing()
    figure(`hostile addresses by ${name}; connections to the sentinel or elsewhere`, `${asked}; 0`)
  })

  test('through a proxy that the user configured, which would fetch anything', async () => {
    const { urls, resolve, expectNothing } = room()
    const asked: string[] = []
    const proxy = createServer((request, response) => {
      asked.push(String(request.url))
      response.end('fetched')
    })
    proxy.on('connect', (request, socket) => {
      asked.push(String(request.url))
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    })
    await new Promise<void>((listening) => proxy.listen(0, allowed, listening))
    const address = `${allowed}:${(proxy.address() as AddressInfo).port}`
    const proxied = createWebEgress({ endpoints: [], resolve, proxies: { all: `http://${address}` } })
    expect((await proxied.found({ url: 'http://kaoju.org/' })).route).toEqual({ proxy: `http://${address}` })
    expect(asked).toEqual(['http://kaoju.org/'])
    // Plain names in the public DNS may resolve to anything; whoever resolves them is trusted with that.
    const told = [
      ...urls.filter((url) => !url.includes('hostile.org')),
      ...insideNames.map((name) => `https://${name}/`),
      ...spelledNames(),
    ]
    expect(told.length).toBeGreaterThan(4_000)
    const passed: string[] = []
    await each(told, async (url) => {
      await proxied.found({ url }).then(
        () => passed.push(url),
        () => {},
      )
    })
    expect({ passed, asked: asked.slice(1) }).toEqual({ passed: [], asked: [] })
    figure('literals and names through a proxy of the user’s; asked of it', `${told.length}; 0`)
    await proxied.close()
    await new Promise((closed) => proxy.close(closed))
    expectNothing(address)
  })
})

/** Names in the public DNS that spell an address of one's own network. */
function spelledNames(): string[] {
  const services = ['nip.io', 'sslip.io', 'xip.io', 'any.org', 'traefik.me']
  return wanted4
    .flatMap((address) => [address, `a-${address.replaceAll('.', '-')}`, `a.${address}`])
    .flatMap((name) => services.map((service) => `http://${name}.${service}/`))
}
