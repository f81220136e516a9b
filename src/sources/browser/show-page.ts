import type { BrowserContext, Page } from 'playwright-core'
import {
  errorCodes,
  KaojuError,
  orAborted,
  shownAddress,
  systemClock,
  webUserAgent,
  type BrowserProxy,
  type Context,
  type ErrorCode,
} from '#runtime'
import { firstLine, type OpenChromium } from './open-chromium.ts'
import { lookInto, type PageView } from './page-view.ts'

/** What one page may cost: `settle` in milliseconds, memory of the whole browser. */
export interface PageBounds {
  readonly settle: number
  readonly seconds: number
  readonly megabytes: number
  readonly bytes: number
}

/** A page as a browser shows it. */
interface ShownPage {
  readonly finalUrl: string
  readonly html: Uint8Array
  readonly bytes: number
}

/** How often a page is looked at, how long the network must be silent, and which part of the time is kept for the end. */
const pace = { look: 100, idle: 500, end: 0.2 } as const
const mostNavigations = 12

/**
 * Shows one page until it stands still, and gives its DOM as HTML.
 *
 * Limits are about this machine, so they are measured on its clock and not on a run's.
 *
 * @throws KaojuError `browser-failed`, `page-status`, `page-too-large`, and the code with which the egress refused the
 * page's address
 */
export async function showPage(
  chromium: OpenChromium,
  proxy: BrowserProxy,
  url: string,
  bounds: PageBounds,
  context: Context,
): Promise<ShownPage> {
  const deadline = systemClock.elapsed() + bounds.seconds * 1000
  const enough = new AbortController()
  const fail = (reason: string): KaojuError =>
    new KaojuError('browser-failed', { url: shownAddress(url), reason })
  const lost = chromium.gone.then(() => Promise.reject(fail('it crashed')))
  const late = systemClock.sleep(bounds.seconds * 1000, enough.signal).then(() => {
    throw fail(`not ready after ${bounds.seconds} s`)
  })
  const watched = watch(chromium, proxy, bounds, enough.signal, url)
  let orderly = false
  try {
    const work = show(chromium, proxy, url, bounds, deadline)
    const shown = await orAborted(Promise.race([work, lost, late, watched]), context.abort)
    orderly = true
    return shown
  } catch (error) {
    orderly = error instanceof KaojuError && error.code !== 'browser-failed'
    throw error
  } finally {
    enough.abort()
    for (const promise of [lost, late, watched]) promise.catch(() => {})
    if (!orderly) {
      chromium.kill()
      await chromium.gone
    }
  }
}

/** Fails when the browser holds, or the page has fetched, more than it may. */
async function watch(
  chromium: OpenChromium,
  proxy: BrowserProxy,
  bounds: PageBounds,
  enough: AbortSignal,
  url: string,
): Promise<never> {
  for (;;) {
    await systemClock.sleep(pace.look, enough)
    if (proxy.bytes() > bounds.bytes)
      throw new KaojuError('browser-failed', {
        url: shownAddress(url),
        reason: `it fetched more than ${Math.round(bounds.bytes / 2 ** 20)} MB`,
      })
    const held = await chromium.memory()
    if (held > bounds.megabytes)
      throw new KaojuError('browser-failed', {
        url: shownAddress(url),
        reason: `it needed ${Math.round(held)} MB of memory, over ${bounds.megabytes}`,
      })
  }
}

async function show(
  chromium: OpenChromium,
  proxy: BrowserProxy,
  url: string,
  bounds: PageBounds,
  deadline: number,
): Promise<ShownPage> {
  const profile = await chromium.browser.newContext({
    proxy: {
      server: proxy.address,
      bypass: '<-loopback>',
      username: proxy.username,
      password: proxy.password,
    },
    userAgent: `${chromium.userAgent} ${webUserAgent}`,
    serviceWorkers: 'block',
    acceptDownloads: false,
    ignoreHTTPSErrors: false,
    javaScriptEnabled: true,
  })
  try {
    await confine(profile)
    const page = await profile.newPage()
    const state = follow(profile, page)
    const view = await lookInto(profile, page)
    const gone = await page.goto(url, { waitUntil: 'commit', timeout: bounds.seconds * 1000 }).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (gone !== undefined) throw refusal(proxy, state.address() ?? url) ?? unreached(gone, url)
    await untilStill(view, state, bounds, deadline - 1000 * pace.end * bounds.seconds, url)
    const finalUrl = page.url()
    const refused = refusal(proxy, state.address() ?? finalUrl)
    if (refused) throw refused
    if (!/^https?:/.test(finalUrl))
      throw new KaojuError('browser-failed', {
        url: shownAddress(url),
        reason: 'it ended on no address of the web',
      })
    const status = state.status()
    if (status >= 400) throw new KaojuError('page-status', { url: shownAddress(finalUrl), status })
    const html = await view.html(url)
    return { finalUrl, html, bytes: proxy.bytes() }
  } finally {
    await profile.close().catch(() => {})
  }
}

/** What shows no text is not fetched; what could take text elsewhere is not there. */
const fetched = new Set(['document', 'stylesheet', 'script', 'xhr', 'fetch', 'other'])

async function confine(profile: BrowserContext): Promise<void> {
  await profile.grantPermissions([])
  await profile.addInitScript(() => {
    for (const name of [
      'RTCPeerConnection',
      'webkitRTCPeerConnection',
      'RTCDataChannel',
      'WebTransport',
      'Notification',
    ])
      Reflect.deleteProperty(globalThis, name)
    const nothing = (): undefined => undefined
    for (const [name, answer] of [
      ['alert', nothing],
      ['print', nothing],
      ['confirm', () => false],
      ['prompt', () => null],
      ['open', () => null],
    ] as const)
      Reflect.set(globalThis, name, answer)
  })
  await profile.route('**/*', async (route) => {
    const request = route.request()
    const wanted =
      /^https?:/.test(request.url()) &&
      fetched.has(request.resourceType()) &&
      ['GET', 'HEAD', 'POST', 'OPTIONS'].includes(request.method())
    await (wanted ? route.continue() : route.abort('blockedbyclient')).catch(() => {})
  })
}

interface PageState {
  /** Requests under way. */
  inFlight(): number
  /** Milliseconds for which none has been. */
  idleFor(): number
  navigations(): number
  /** Of the last document that the page navigated to. */
  status(): number
  /** What it was navigating to last. */
  address(): string | undefined
  crashed(): boolean
}

function follow(profile: BrowserContext, page: Page): PageState {
  const open = new Set<unknown>()
  let quiet = systemClock.elapsed()
  let navigations = 0
  let status = 200
  let address: string | undefined
  let crashed = false
  profile.on('page', (other) => {
    if (other !== page) void other.close().catch(() => {})
  })
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}))
  page.on('download', (download) => void download.cancel().catch(() => {}))
  page.on('crash', () => (crashed = true))
  page.on('request', (request) => {
    open.add(request)
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return
    navigations++
    address = request.url()
  })
  const done = (request: unknown): void => {
    open.delete(request)
    quiet = systemClock.elapsed()
  }
  page.on('requestfinished', done)
  page.on('requestfailed', done)
  page.on('response', (response) => {
    const request = response.request()
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) status = response.status()
  })
  return {
    inFlight: () => open.size,
    idleFor: () => (open.size > 0 ? 0 : systemClock.elapsed() - quiet),
    navigations: () => navigations,
    status: () => status,
    address: () => address,
    crashed: () => crashed,
  }
}

/** Waits until the network is idle, or the page has not grown for a while; at the end of the time it is what it is. */
async function untilStill(
  view: PageView,
  state: PageState,
  bounds: PageBounds,
  end: number,
  url: string,
): Promise<void> {
  const fail = (reason: string): KaojuError =>
    new KaojuError('browser-failed', { url: shownAddress(url), reason })
  let most = { nodes: 0, text: 0 }
  let grown = systemClock.elapsed()
  while (systemClock.elapsed() < end) {
    await systemClock.sleep(pace.look)
    if (state.crashed()) throw fail('the page crashed')
    if (state.navigations() > mostNavigations) throw fail('it leads on and on')
    const size = await view.size()
    const now = systemClock.elapsed()
    if (!size || size.loading || size.nodes > most.nodes || size.text > most.text) {
      grown = now
      if (size) most = { nodes: Math.max(most.nodes, size.nodes), text: Math.max(most.text, size.text) }
      continue
    }
    if (now - grown >= bounds.settle) return
    if (state.idleFor() >= pace.idle && now - grown >= Math.min(pace.idle, bounds.settle)) return
  }
}

/** The egress refused the very page, and not something that it loads. */
function refusal(proxy: BrowserProxy, url: string): KaojuError | undefined {
  if (!URL.canParse(url)) return undefined
  const { hostname, port, protocol } = new URL(url)
  const asked = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`
  const found = proxy.refused.findLast((one) => {
    if (!URL.canParse(one.url)) return one.url.includes(asked)
    const other = new URL(one.url)
    return `${other.hostname}:${other.port || (other.protocol === 'https:' ? '443' : '80')}` === asked
  })
  if (!found) return undefined
  const code = errorCodes.find((one): one is ErrorCode => one === found.code) ?? 'address-refused'
  return new KaojuError(code, { url: shownAddress(url), reason: found.why, scope: 'web' })
}

function unreached(error: unknown, url: string): KaojuError {
  const reason = /net::(ERR_\w+)/.exec(String(error))?.[1] ?? firstLine(error)
  return new KaojuError('browser-failed', { url: shownAddress(url), reason }, { cause: error })
}
