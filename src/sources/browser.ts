import { KaojuError, orAborted, shownAddress, type Context } from '#runtime'
import { findChromium } from './browser/find-chromium.ts'
import { openChromium, type OpenChromium } from './browser/open-chromium.ts'
import { showPage, type PageBounds } from './browser/show-page.ts'
import type { PageRenderer } from './web/page.ts'

/** Where the browser is and what one page may cost it. */
export interface BrowserOptions {
  /** A Chromium; default: the one that the system has at a usual place. */
  readonly executable?: string
  /** Milliseconds without growth after which a page is taken as it is, though it still fetches. Default: 2,000. */
  readonly settle?: number
  /** Seconds for one page, its start and its end included. Default: 25. */
  readonly seconds?: number
  /** Of memory for the browser with all its processes. Default: 1,024. */
  readonly megabytes?: number
  /** Bytes that one page may fetch, with all that it loads. Default: 50 MB. */
  readonly bytes?: number
  /** Pages shown at once. Default: 1. */
  readonly pages?: number
}

/**
 * Shows pages in a real Chromium, headless, for those that have no text without their scripts.
 *
 * Neighbours: `browser/open-chromium.ts` starts it, `browser/show-page.ts` shows one page; the egress's proxy decides
 * what it reaches.
 *
 * 1. Every byte goes through `context.egress.browserProxy()`, one proxy for each page: Chromium resolves no name,
 *    opens no other connection, and loopback is no exception.
 * 2. Each page has a fresh profile: no cookie, no cache, no permission, no worker outlives it. It is shown without
 *    pictures, fonts, media, downloads, dialogs and further windows.
 * 3. A page is bounded in time, memory, bytes and navigations. One that goes beyond is given up, and its browser
 *    with it: a renderer in an endless loop hears nothing.
 * 4. Nothing is loaded and nothing started before the first page. The browser ends with `close`, and with this
 *    process however that ends: it lives on a pipe.
 * 5. The page's own code cannot lie about the page: it is looked at from a world of its own.
 */
export function createBrowser(options: BrowserOptions = {}): PageRenderer {
  const { settle = 2_000, seconds = 25, megabytes = 1_024, bytes = 50 * 2 ** 20, pages = 1 } = options
  const bounds: PageBounds = { settle, seconds, megabytes, bytes }
  let browser: Promise<OpenChromium> | undefined
  let closed = false
  const lanes = Array.from({ length: Math.max(1, pages) }, (): Promise<unknown> => Promise.resolve())
  let turn = 0

  const open = (url: string): Promise<OpenChromium> => {
    const opening = (browser ??= openChromium(options.executable ?? findChromium(), url))
    // What could not be started is tried again by the next page.
    opening.then(
      (chromium) => chromium.gone.then(() => (browser = browser === opening ? undefined : browser)),
      () => (browser = browser === opening ? undefined : browser),
    )
    return opening
  }

  const show = async (url: string, context: Context): ReturnType<PageRenderer['render']> => {
    context.abort.throwIfAborted()
    if (closed) throw new KaojuError('aborted')
    const proxy = await context.egress.browserProxy({ bytes: 2 * bounds.bytes })
    try {
      const chromium = await orAborted(open(url), context.abort)
      return await showPage(chromium, proxy, url, bounds, context)
    } catch (error) {
      throw closed ? new KaojuError('aborted') : error
    } finally {
      await proxy.close()
    }
  }

  return {
    async render(url, context) {
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
        throw new KaojuError('address-refused', { url: shownAddress(url), reason: 'not http or https' })
      const lane = turn++ % lanes.length
      const shown = lanes[lane]!.then(() => show(url, context))
      lanes[lane] = shown.catch(() => undefined)
      return orAborted(shown, context.abort)
    },
    async close() {
      closed = true
      const chromium = await browser?.catch(() => undefined)
      await chromium?.close()
      await Promise.all(lanes)
    },
  }
}
