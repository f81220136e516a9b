import { describe, expect, test } from 'vitest'
import { chanceOf, createContext, createWebEgress, type KaojuError } from '#runtime'
import { createBrowser } from '#sources'
import { figure } from '../figure.ts'
import { codePaths } from './code-paths.ts'
import { ipv6Embeddings, wanted4 } from './hostile-addresses.ts'
import { each, hostileRoom, noLoopbackNet } from './hostile-room.ts'
import { allowed, openHostileWeb } from './hostile-web.ts'

/** Names that change their minds, and a browser full of them; beside `ssrf.test.ts`. */
const room = hostileRoom('ssrf-flips')

/** How a name flips: allowed first, refused first, by turns, at random, refused beside allowed from the second question on. */
function flip(index: number): (turn: number) => readonly string[] {
  const chance = chanceOf('ssrf-flips', `flip ${index}`)
  const embedded = ipv6Embeddings(wanted4[chance.integer(wanted4.length)]!)
  const bad = [
    '127.0.0.1',
    '::1',
    '127.0.0.2',
    '127.0.0.3',
    embedded[chance.integer(embedded.length)]!.address,
  ][chance.integer(5)]!
  const ways: ((turn: number) => readonly string[])[] = [
    (turn) => [turn === 0 ? allowed : bad],
    (turn) => [turn === 0 ? bad : allowed],
    (turn) => [turn % 2 === 0 ? allowed : bad],
    () => [chance.integer(2) === 0 ? allowed : bad],
    (turn) => (turn === 0 ? [allowed] : [allowed, bad]),
  ]
  return ways[index % ways.length]!
}

describe.skipIf(noLoopbackNet)('DNS flips', () => {
  const direct = codePaths.filter((path) => path.direct)
  /** All of them by the plain way, a part by the others, which end in it. */
  const plan = direct.map((path, index) => ({ ...path, flips: index === 0 ? 1_000 : 200 }))

  test.for(plan)('$flips by $name', { timeout: 120_000 }, async ({ name, follow, flips }) => {
    const { web, way, answer, expectNothing } = room()
    const before = web.reached('/')
    let [reached, refused] = [0, 0]
    await each([...Array(flips).keys()], async (index) => {
      const host = `f${index}-${name.toLowerCase().replace(/\W+/g, '-')}.hostile.org`
      answer(host, flip(index))
      const ask = async (): Promise<void> => {
        const got = await follow(`http://${host}:${web.port}/page`, 0, way).catch(() => undefined)
        if (got === undefined) refused++
        else reached++
      }
      await ask()
      await Promise.all([ask(), ask()])
    })
    expectNothing()
    figure(`names that flip, three questions each, by ${name}; connections to the sentinel`, `${flips}; 0`)
    // Both happened: one of them alone would prove nothing.
    expect(Math.min(reached, refused)).toBeGreaterThan(flips / 5)
    expect(reached + refused).toBe(3 * flips)
    expect(web.reached('/') - before).toBeGreaterThan(flips / 5)
  })
})

describe.skipIf(noLoopbackNet)('a real Chromium', () => {
  const addresses = process.env['KAOJU_SSRF'] === 'all' ? 200 : 60
  test(
    `pages that try ${addresses} addresses by script, frame, socket, form and navigation`,
    { timeout: 120_000 },
    async (context) => {
      const { urls, resolve, web } = room()
      const step = Math.ceil(urls.length / addresses)
      const own = await openHostileWeb((request, response) => {
        response.setHeader('content-type', 'text/html')
        response.end(pages[request.url ?? ''] ?? '<p>A page that may be read.</p>')
      })
      const tried = urls
        .filter((url, index) => index % step === 0 && !/[\0-\x1F]/.test(url))
        .map((url) => url.replace(`:${web.port}`, `:${own.port}`))
      const pages = hostilePages(tried, own.port)
      const egress = createWebEgress({ endpoints: [], resolve, allow: [`${allowed}:${own.port}`] })
      const chromium = createBrowser({ seconds: 60 })
      try {
        const shown = (path: string): Promise<string> =>
          chromium.render(`${own.origin}${path}`, createContext({ egress }).context).then(
            ({ html }) => Buffer.from(html).toString(),
            (error: KaojuError) => error.code,
          )
        const first = await shown('/plain')
        if (first === 'browser-missing') return context.skip('no Chromium here')
        expect(first).toContain('A page that may be read.')
        for (const path of Object.keys(pages)) await shown(path)
        // The scripts of these came to their end.
        for (const path of ['/seen?scripts', '/seen?frames', '/seen?sockets'])
          expect(own.reached(path), path).toBe(1)
        expect({ sentinel: own.sentinel(), strays: own.strays() }).toEqual({ sentinel: 0, strays: [] })
      } finally {
        await chromium.close()
        await egress.close()
        await own.close()
      }
    },
  )
})

/** Pages that make a browser ask for addresses in every way it has. */
function hostilePages(tried: readonly string[], port: number): Readonly<Record<string, string>> {
  const list = JSON.stringify(tried).replaceAll('<', '\\u003c')
  const quoted = tried.map((url) => `"${url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`)
  return {
    '/scripts': `<p id=p>Trying</p><script>(async () => {
      const urls = ${list}
      for (let at = 0; at < urls.length; at += 20) {
        await Promise.all(urls.slice(at, at + 20).map((url) =>
          Promise.race([new Promise((go) => setTimeout(go, 1000)), (async () => fetch(url, { mode: 'no-cors' }))().catch(() => {})])))
        p.append(' ' + at)
      }
      await fetch('/seen?scripts')
    })()</script>`,
    '/frames': `<p>Trying ${quoted
      .slice(0, 40)
      .map(
        (url) =>
          `<iframe src=${url}></iframe><link rel=stylesheet href=${url}><link rel=prefetch href=${url}><object data=${url}></object>`,
      )
      .join('')}<script>fetch('/seen?frames')</script>`,
    '/sockets': `<p>Trying<script>for (const url of ${list}) {
        try { new WebSocket(url.replace(/^http/, 'ws')) } catch {}
        try { navigator.sendBeacon(url) } catch {}
        try { new EventSource(url) } catch {}
      }
      fetch('/seen?sockets')</script>`,
    '/refresh': `<meta http-equiv=refresh content="0;url=http://127.0.0.1:${port}/">`,
    '/location': `<script>location = 'http://[::1]:${port}/'</script>`,
    '/form': `<form method=post action="http://0x7f.1:${port}/"></form><script>document.forms[0].submit()</script>`,
  }
}
