import { createSocket } from 'node:dgram'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createContext, createWebEgress, offline, type Egress } from '#runtime'
import { createBrowser, type PageRenderer } from '#sources'
import { executable, openBrowserSite, refusedBy, shownBy, skipped, type BrowserSite } from './browser-site.ts'

describe.skipIf(!executable)(`a real browser${executable ? '' : ` ${skipped}`}`, { timeout: 60_000 }, () => {
  let site: BrowserSite
  let browser: PageRenderer
  /** What must never be reached, by TCP or UDP. */
  const reached: string[] = []
  const sentinel = createServer((socket) => {
    reached.push('tcp')
    socket.destroy()
  })
  const datagrams = createSocket('udp4', () => reached.push('udp'))
  let evil = 0
  const shown = (url: string): Promise<string> => shownBy(browser, url, site.context)
  const refused = (url: string): Promise<unknown> => refusedBy(browser, url, site.context)

  beforeAll(async () => {
    site = await openBrowserSite()
    browser = createBrowser({ executable: executable!, settle: 500, seconds: 15 })
    await new Promise<void>((done) => void sentinel.listen(0, '127.0.0.1', done))
    evil = (sentinel.address() as AddressInfo).port
    await new Promise<void>((done) => void datagrams.bind(evil, '127.0.0.1', done))
  })
  beforeEach(() => {
    site.pages.clear()
    site.asked.length = 0
    reached.length = 0
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
    sentinel.close()
    datagrams.close()
  })

  it('shows what scripts draw, from data that they fetch, in shadow roots too', async () => {
    site.pages.set('/data', (_, response) =>
      response.end(JSON.stringify({ text: 'The ferry stays in port. 渡船停航。' })),
    )
    const url = site.serve(
      '/app',
      `<html><head><meta charset="gbk"><title>App</title><script type="application/ld+json">{"a":1}</script></head>
      <body><div id="root"></div><x-card>light</x-card><noscript>Enable JavaScript</noscript><script>
      fetch('/data').then(r => r.json()).then(({ text }) => {
        root.innerHTML = '<h1>Harbour</h1><p>' + text + '</p>'
        const shadow = document.querySelector('x-card').attachShadow({ mode: 'open' })
        shadow.innerHTML = '<p>before <slot></slot> after</p>'
        history.pushState({}, '', '/app/shown')
      })</script></body></html>`,
    )
    const { html, finalUrl, bytes } = await browser.render(url, site.context)
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(html)
    expect(text.startsWith('\ufeff<!DOCTYPE html>')).toBe(true)
    expect(text).toContain('The ferry stays in port. 渡船停航。')
    expect(text.replace(/<[^>]+>/g, '')).toContain('before light after')
    expect(text).toContain('ld+json')
    expect(text).not.toMatch(/Enable JavaScript|pushState/)
    expect(finalUrl).toBe(`${site.origin}/app/shown`)
    expect(bytes).toBeGreaterThan(200)
    expect(site.asked[0]!.headers['user-agent']).toMatch(/Chrome\/.* Kaoju\//)
  })

  it('starts each page with a profile of its own', async () => {
    const url = site.serve(
      '/memory',
      `<p id="p"></p><script>p.textContent = 'seen:' + (localStorage.seen ?? '') + document.cookie
      localStorage.seen = 'yes'; document.cookie = 'seen=yes'</script>`,
    )
    expect(await shown(url)).toContain('>seen:<')
    expect(await shown(url)).toContain('>seen:<')
  })

  /** A page that tries every way it knows. */
  const serveEvil = (): string => {
    const to = `127.0.0.1:${evil}`
    const hosts = [
      to,
      `localhost:${evil}`,
      `[::ffff:127.0.0.1]:${evil}`,
      `2130706433:${evil}`,
      `0x7f.1:${evil}`,
      `0.0.0.0:${evil}`,
    ]
    site.pages.set('/redirect', (_, response) =>
      response.writeHead(302, { location: `http://${to}/redirect` }).end(),
    )
    site.pages.set('/worker.js', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/javascript' })
      response.end(
        `fetch('http://${to}/worker').catch(() => {}); self.addEventListener?.('install', () => fetch('http://${to}/sw'))`,
      )
    })
    return site.serve(
      '/evil',
      `<html><head>
      <link rel="dns-prefetch" href="//${to}"><link rel="preconnect" href="http://${to}"><link rel="prefetch" href="http://${to}/prefetch">
      <link rel="prerender" href="http://${to}/prerender"><link rel="preload" as="script" href="http://${to}/preload">
      <link rel="modulepreload" href="http://${to}/module"><link rel="stylesheet" href="http://${to}/style.css"><link rel="icon" href="http://${to}/icon">
      <link rel="manifest" href="http://${to}/manifest">
      <script type="speculationrules">{"prefetch":[{"source":"list","urls":["http://${to}/rules"]}],"prerender":[{"source":"list","urls":["/redirect"]}]}</script>
      <style>@import url(http://${to}/import.css); @font-face { font-family: f; src: url(http://${to}/font) } body { font-family: f; background: url(http://${to}/background) }</style>
      </head><body>Words that stay. <img src="http://${to}/img" srcset="http://${to}/srcset 2x"><iframe src="http://${to}/iframe"></iframe>
      <iframe src="/redirect"></iframe><iframe src="file:///etc/passwd"></iframe><iframe srcdoc="<script>fetch('http://${to}/srcdoc')</script>"></iframe>
      <iframe srcdoc="<meta http-equiv=refresh content='0;url=http://${to}/refresh'>"></iframe><object data="http://${to}/object"></object><embed src="http://${to}/embed">
      <video src="http://${to}/video" autoplay></video><audio src="http://${to}/audio" autoplay></audio><script src="http://${to}/script"></script>
      <a id="ping" href="#x" ping="http://${to}/ping">a</a><form id="form" action="http://${to}/form" target="frame"></form><iframe name="frame"></iframe>
      <svg><image href="http://${to}/svg"/><use href="http://${to}/use#a"/></svg>
      <script>
      const quiet = (work) => { try { const p = work(); p && p.catch && p.catch(() => {}) } catch {} }
      for (const host of ${JSON.stringify(hosts)}) {
        quiet(() => fetch('http://' + host + '/fetch', { mode: 'no-cors' }))
        quiet(() => fetch('https://' + host + '/fetch', { mode: 'no-cors' }))
        quiet(() => { new WebSocket('ws://' + host + '/ws') })
        quiet(() => { new EventSource('http://' + host + '/events') })
      }
      quiet(() => fetch('/redirect', { mode: 'no-cors' }))
      quiet(() => fetch('file:///etc/passwd'))
      quiet(() => { new WebTransport('https://${to}/wt') })
      quiet(() => navigator.sendBeacon('http://${to}/beacon', 'x'))
      quiet(() => navigator.serviceWorker.register('/worker.js'))
      quiet(() => { new Worker('/worker.js') })
      quiet(() => { new SharedWorker('/worker.js') })
      quiet(() => { open('http://${to}/popup') })
      quiet(() => { ping.click() })
      quiet(() => { form.submit() })
      quiet(() => import('http://${to}/import'))
      quiet(() => { const x = new XMLHttpRequest(); x.open('GET', 'http://${to}/xhr'); x.send() })
      quiet(() => {
        const frame = document.createElement('iframe'); document.body.append(frame)
        for (const W of [window, frame.contentWindow]) {
          const C = W.RTCPeerConnection ?? W.webkitRTCPeerConnection
          document.body.dataset.rtc = String(Boolean(C))
          if (!C) continue
          const peer = new C({ iceServers: [{ urls: 'stun:${to}' }, { urls: 'turn:${to}?transport=tcp', username: 'a', credential: 'b' }] })
          peer.createDataChannel('a'); peer.createOffer().then((offer) => peer.setLocalDescription(offer))
        }
      })
      </script></body></html>`,
    )
  }

  it('reaches nothing that the egress refuses, whatever the page tries', async () => {
    let told: readonly { readonly url: string }[] = []
    const watching: Egress = {
      ...site.egress,
      browserProxy: async (bounds) => {
        const proxy = await site.egress.browserProxy(bounds)
        told = proxy.refused
        return proxy
      },
    }
    const text = await shownBy(browser, serveEvil(), createContext({ egress: watching }).context)
    expect(text).toContain('Words that stay.')
    expect(text).toContain('data-rtc="false"')
    expect(reached).toEqual([])
    const urls = told.map((one) => one.url).join('\n')
    for (const way of [
      'fetch',
      'iframe',
      'redirect',
      'script',
      'style.css',
      'worker',
      'srcdoc',
      'refresh',
      'xhr',
    ])
      expect(urls).toContain(`127.0.0.1:${evil}/${way}`)
    expect(urls).toContain(`localhost:${evil}`)
  })

  it.each([
    ['redirect', (to: string) => [302, { location: to }, ''] as const],
    ['meta refresh', (to: string) => [200, {}, `<meta http-equiv=refresh content="0;url=${to}">`] as const],
    ['script', (to: string) => [200, {}, `Text.<script>location.href = '${to}'</script>`] as const],
    ['header', (to: string) => [200, { refresh: `0;url=${to}` }, 'Text.'] as const],
  ])('refuses a page that goes where it may not: %s', async (_, answer) => {
    site.pages.set('/go', (__, response) => {
      const [status, head, body] = answer(`http://127.0.0.1:${evil}/`)
      response.writeHead(status, { 'content-type': 'text/html', ...head }).end(body)
    })
    expect(await refused(`${site.origin}/go`)).toBe('address-refused')
    expect(reached).toEqual([])
  })

  it('shows no address of another scheme, and no page goes to one', async () => {
    const addresses = [
      'file:///etc/passwd',
      'chrome://version',
      'view-source:http://127.0.0.1/',
      'data:text/html,words',
    ]
    for (const address of addresses) expect(await refused(address)).toBe('address-refused')
    const goes = addresses.map((address) => `location.href = ${JSON.stringify(address)}`).join(';')
    expect(await shown(site.serve('/go', `<p>Words that stay.</p><script>${goes}</script>`))).toContain(
      'Words that stay.',
    )
  })

  it('refuses at once where the run may not use the web', async () => {
    const { context: closed } = createContext({ egress: offline })
    await expect(browser.render(site.origin, closed)).rejects.toMatchObject({ code: 'scope-refused' })
  })

  it('names an error status, and a server that is not there', async () => {
    expect(await refused(`${site.origin}/missing`)).toBe('page-status')
    site.pages.set('/cut', (request) => request.socket.destroy())
    expect(await refused(`${site.origin}/cut`)).toBe('browser-failed')
  })

  it('tells what is missing', async () => {
    const none = createBrowser({ executable: '/nowhere/chromium' })
    await expect(none.render(site.origin, site.context)).rejects.toMatchObject({ code: 'browser-missing' })
    await none.close()
  })

  // Last: what it sets off may be heard of after it has ended.
  it('would have reached it, had the egress let it', async () => {
    const port = new URL(site.origin).port
    const egress = createWebEgress({ endpoints: [], allow: [`127.0.0.1:${port}`, `127.0.0.1:${evil}`] })
    await browser.render(serveEvil(), createContext({ egress }).context)
    await egress.close()
    expect(reached.length).toBeGreaterThan(5)
  })
})
