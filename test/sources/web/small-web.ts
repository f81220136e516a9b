import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import {
  createContext,
  createMemoryJournal,
  createWebEgress,
  type Clock,
  type Context,
  type Egress,
  type EventLog,
  type Journal,
  type Limits,
} from '#runtime'
import {
  createFrontier,
  createPageFetcher,
  type FoundAddress,
  type Frontier,
  type PageFetcher,
  type PageReader,
  type PageRenderer,
  type PageSigns,
  type RobotsKeeper,
  type VisitedPage,
} from '#sources'
import { listen } from '../../runtime/loopback.ts'
import { memoryPageStore, type MemoryPageStore } from './memory-page-store.ts'

/** What a page of the small web answers. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** The connection breaks instead. */
  readonly cut?: true
  /** Nothing ever comes. */
  readonly never?: true
}

type Page = Answer | ((request: IncomingMessage, count: number) => Answer)

/** Sites on loopback, each a host name of its own that resolves there. */
export interface SmallWeb {
  /** Answers by `host/path`; what is not there is 404. Changed between requests as a test likes. */
  readonly pages: Map<string, Page>
  /** `host/path`, in order of arrival. */
  readonly asked: string[]
  /** How often. */
  count(place: string): number
  url(place: string): string
  readonly egress: Egress
  close(): Promise<void>
}

export async function openSmallWeb(): Promise<SmallWeb> {
  const pages = new Map<string, Page>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const host = (request.headers.host ?? '').split(':')[0]!
    const place = host + request.url!
    asked.push(place)
    const page = pages.get(place) ?? { status: 404, body: 'nothing here' }
    const count = asked.filter((one) => one === place).length
    const {
      never,
      status = 200,
      headers = {},
      body = '',
      cut,
    } = typeof page === 'function' ? page(request, count) : page
    if (cut) {
      request.socket.destroy()
      return
    }
    if (never) return
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers })
    response.end(body)
  })
  const { port, close } = await listen(server)
  const egress = createWebEgress({
    endpoints: [],
    allow: [`*.test:${port}`],
    resolve: (host) =>
      host.endsWith('.test')
        ? Promise.resolve([{ address: '127.0.0.1', family: 4 }])
        : Promise.reject(Object.assign(new Error(`ENOTFOUND ${host}`), { code: 'ENOTFOUND' })),
  })
  return {
    pages,
    asked,
    count: (place) => asked.filter((one) => one === place).length,
    url: (place) => `http://${place.replace('/', `:${port}/`)}`,
    egress,
    async close() {
      await egress.close()
      await close()
    },
  }
}

/** What the scripted reader made of a page. */
export interface Seen {
  readonly text: string
  readonly contentType: string | undefined
  readonly publishedAt: string | undefined
}

/** A reader whose pages say by markers what they are: `shell:kind`, `refresh:url`, `canonical:url`, `script-only`, `little`. */
export const markerReader: PageReader<Seen> = ({ url, bytes, contentType, publishedAt }) => {
  const text = new TextDecoder(/charset=([\w-]+)/.exec(contentType ?? '')?.[1] ?? 'utf-8').decode(bytes)
  const sign = (name: string): string | undefined => new RegExp(`${name}:(\\S+)`).exec(text)?.[1]
  const [shell, refresh, canonical] = [sign('shell'), sign('refresh'), sign('canonical')]
  const signs: PageSigns = {
    links: [],
    feeds: [],
    needsBrowser: /script-only|little/.test(text),
    ...(shell ? { shell: { kind: shell as 'soft-404', why: 'it says so' } } : {}),
    ...(refresh ? { refresh: new URL(refresh, url).href } : {}),
    ...(canonical ? { canonical: new URL(canonical, url).href } : {}),
  }
  return Promise.resolve({ reading: { text, contentType, publishedAt }, signs })
}

/** A run over the small web. */
export interface Run {
  readonly context: Context
  readonly log: EventLog
  readonly journal: Journal
  readonly store: MemoryPageStore
  readonly frontier: Frontier
  readonly fetcher: PageFetcher<Seen>
  /** Visits `host/path`, given by the user, below a path of its own. */
  visit(place: string, name?: string): Promise<VisitedPage<Seen>>
  offer(place: string): FoundAddress
}

export interface RunOptions {
  readonly journal?: Journal
  readonly store?: MemoryPageStore
  readonly read?: PageReader<Seen>
  readonly renderer?: PageRenderer
  readonly robots?: RobotsKeeper
  readonly clock?: Clock
  readonly limits?: Limits
  readonly egress?: Egress
  readonly abort?: AbortSignal
}

export function openRun(web: SmallWeb, options: RunOptions = {}): Run {
  const { journal = createMemoryJournal(), store = memoryPageStore(), read = markerReader } = options
  const { renderer, robots, clock, limits, abort } = options
  const { context, log } = createContext({
    run: 'run-test',
    journal,
    egress: options.egress ?? web.egress,
    ...(clock ? { clock } : {}),
    ...(limits ? { limits } : {}),
    ...(abort ? { abort } : {}),
  })
  const frontier = createFrontier()
  const parts = { store, read, frontier, ...(renderer ? { renderer } : {}), ...(robots ? { robots } : {}) }
  const fetcher = createPageFetcher<Seen>(parts)
  const offer = (place: string): FoundAddress => frontier.offer(web.url(place), { kind: 'user' })!
  return {
    context,
    log,
    journal,
    store,
    frontier,
    fetcher,
    offer,
    visit: (place, name = place) => fetcher.visit(offer(place), context.at(name.replaceAll('/', '-'))),
  }
}
