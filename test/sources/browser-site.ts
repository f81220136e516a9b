import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createContext, createWebEgress, KaojuError, type Context, type Egress } from '#runtime'
import type { PageRenderer } from '#sources'
import { findChromium } from '../../src/sources/browser/find-chromium.ts'

/** A real Chromium, never a test tool's own download: KAOJU_CHROMIUM or the system's. */
export const executable = process.env['KAOJU_CHROMIUM'] ?? findChromium()
/** Said where there is none. */
export const skipped = '(skipped: no Chromium; install Debian’s chromium or set KAOJU_CHROMIUM)'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A site on loopback, and an egress that may reach it and nothing else on this machine. */
export interface BrowserSite {
  readonly origin: string
  readonly pages: Map<string, Answer>
  readonly asked: IncomingMessage[]
  readonly egress: Egress
  readonly context: Context
  /** Puts a page there; gives its address. */
  serve(path: string, html: string): string
  close(): Promise<void>
}

export async function openBrowserSite(): Promise<BrowserSite> {
  const pages = new Map<string, Answer>()
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    const answer = pages.get(new URL(request.url!, 'http://a').pathname)
    if (answer) answer(request, response)
    else response.writeHead(404).end('nothing here')
  })
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const egress = createWebEgress({ endpoints: [], allow: [`127.0.0.1:${port}`] })
  return {
    origin,
    pages,
    asked,
    egress,
    context: createContext({ egress }).context,
    serve(path, html) {
      pages.set(path, (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
      })
      return origin + path
    },
    async close() {
      await egress.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The page's HTML. */
export async function shownBy(browser: PageRenderer, url: string, context: Context): Promise<string> {
  return new TextDecoder().decode((await browser.render(url, context)).html)
}

/** The code with which it was refused, or what was shown. */
export function refusedBy(browser: PageRenderer, url: string, context: Context): Promise<unknown> {
  return shownBy(browser, url, context).then(
    (html) => `shown: ${html.slice(0, 300)}`,
    (error: unknown) => (error instanceof KaojuError ? error.code : error),
  )
}
