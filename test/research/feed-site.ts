import type { IncomingMessage, ServerResponse } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, type Context, type Journal } from '#runtime'
import { createFeedParser } from '#sources'
import { createReadingPool } from '#reading'
import { openLibrary, type Library } from '#library'
import { openVisitor } from '../../src/research/web/visitor.ts'
import { pollFeeds, type PollSummary, type PollTask } from '../../src/research/poll-feeds.ts'
import { foundWeb, type FoundWeb } from '../runtime/found-web.ts'

/** An entry of a feed that a test writes; `text` stands in the feed, `page` behind its address. */
export interface Entry {
  readonly id: string
  readonly path?: string
  readonly title?: string
  readonly text?: string
  readonly date?: string
}

/** An RSS feed of such entries. */
export function rssOf(entries: readonly Entry[], channel = '<title>Lake news</title>'): string {
  const items = entries.map(
    ({ id, path, title = `Title ${id}`, text, date }) =>
      `<item><guid isPermaLink="false">${id}</guid><title>${title}</title>${path ? `<link>${path}</link>` : ''}${text ? `<description><![CDATA[${text}]]></description>` : ''}${date ? `<pubDate>${date}</pubDate>` : ''}</item>`,
  )
  return `<rss version="2.0"><channel>${channel}${items.join('')}</channel></rss>`
}

/** A page with enough text to be one. */
export function pageOf(title: string, sentences: readonly string[]): string {
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><article><h1>${title}</h1><p>${sentences.join(' ')}</p></article></body></html>`
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A site on loopback whose answers a test changes, and a library that is polled from it. */
export interface FeedSite {
  readonly origin: string
  readonly library: Library
  readonly web: FoundWeb
  /** By path; what is not there is a 404. */
  readonly answers: Map<string, Answer>
  /** Paths asked for, in order; robots.txt left out. */
  readonly asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[]
  put(path: string, body: string, headers?: Readonly<Record<string, string>>): void
  subscribe(path: string): Promise<string>
  context(options?: { journal?: Journal; stop?: AbortSignal }): Context
  poll(task?: PollTask, context?: Context, library?: Library): Promise<PollSummary>
  close(): Promise<void>
}

/** Of all sites of a test file: starting processes is most of what a poll costs. */
const parser = createFeedParser({ size: 1 })
const pool = createReadingPool({ size: 2 }, createContext().context)
export const closeProcesses = async (): Promise<void> => {
  await parser.close()
  await pool.close()
}

export async function feedSite(): Promise<FeedSite> {
  const web = foundWeb()
  const answers = new Map<string, Answer>()
  const asked: { path: string; headers: IncomingMessage['headers'] }[] = []
  const { port } = await web.http((request, response) => {
    const path = request.url ?? ''
    if (path !== '/robots.txt') asked.push({ path, headers: request.headers })
    const answer = answers.get(path)
    if (answer) answer(request, response)
    else response.writeHead(404).end('none')
  })
  const egress = web.egress({ allow: [`127.0.0.1:${port}`], perHost: 8 })
  const home = mkdtempSync(join(tmpdir(), 'kaoju-feeds-'))
  const library = await openLibrary({ home, mode: 'write' }, createContext().context)
  const origin = `http://127.0.0.1:${port}`
  const site: FeedSite = {
    origin,
    library,
    web,
    answers,
    asked,
    put(path, body, headers = {}) {
      answers.set(path, (request, response) => {
        const { etag } = headers
        if (etag && request.headers['if-none-match'] === etag) response.writeHead(304, headers).end()
        else
          response
            .writeHead(200, {
              'content-type': body.startsWith('<!doctype') ? 'text/html' : 'text/xml',
              ...headers,
            })
            .end(body)
      })
    },
    async subscribe(path) {
      const url = `${origin}${path}`
      await library.feeds.putSubscription({ url, title: '', kind: '', addedAt: 1 })
      return url
    },
    context: (options = {}) => createContext({ egress, ...options }).context,
    async poll(task = {}, context = site.context(), given = library) {
      const visitor = openVisitor(given, { readers: pool }, context.at('pages'))
      try {
        return await pollFeeds(task, { library: given, visitor, parser, pool }, context)
      } finally {
        await visitor.close()
      }
    },
    async close() {
      await library.close()
      await web.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
  return site
}
