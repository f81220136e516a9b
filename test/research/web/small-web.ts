import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createContext,
  createWebEgress,
  type Context,
  type ContextOptions,
  type Egress,
  type EventLog,
} from '#runtime'
import { createSearch, createWebSearch, searchPlugs, type WebSearch } from '#sources'
import { createReadingPool, type ReadingPool } from '#reading'
import type { WebParts } from '#research'
import { afterAll } from 'vitest'

/** What a server of the small web answers with: a body, or all of it. */
export type Answer =
  | string
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string | Uint8Array
    }

/** A page of the small web, by its address as the web writes it: `http://lake.example/report`. */
export type Pages = Readonly<Record<string, Answer | ((request: IncomingMessage) => Answer)>>

/**
 * A web of its own on loopback: hosts that end in `.example`, a name server that knows them, search engines that find
 * their pages, and a log of everything that was asked.
 */
export interface SmallWeb {
  /** An address of the small web with the port on which it is served. */
  url(address: string): string
  /** Every request that came, as `http://host/path?query`, in order. */
  readonly requests: string[]
  /** Queries that engines were sent, in order. */
  readonly queries: string[]
  readonly egress: Egress & { close(): Promise<void> }
  /** Web parts with so many engines. */
  parts(options?: SmallWebOptions): WebParts
  context(options?: ContextOptions): { context: Context; log: EventLog }
  close(): Promise<void>
}

export interface SmallWebOptions {
  /** Engines that are asked; default: one SearXNG. */
  readonly engines?: readonly string[]
  readonly sendsPrivate?: boolean
}

/** What an engine finds for a query: pages whose text shares its words, best first, unless told otherwise. */
export type Finder = (query: string, engine: string) => readonly string[] | { readonly status: number }

let readers: ReadingPool | undefined
/** Starting readers takes longer than most tests: those of a file share them. */
function readersOfAll(): ReadingPool {
  return (readers ??= createReadingPool({ size: 2 }, createContext().context))
}
afterAll(async () => {
  await readers?.close()
})

/** The engines there are. */
const engineNames = ['one', 'two', 'three', 'four', 'good', 'bad'] as const

/** Serves pages and engines. `found` decides what engines find. */
export async function openSmallWeb(pages: Pages, found?: Finder): Promise<SmallWeb> {
  const requests: string[] = []
  const queries: string[] = []
  let port = 0
  const placed = (address: string): string => address.replace(/^(https?:\/\/[^/:]+)(?=\/|$)/, `$1:${port}`)
  const finder = found ?? ((query) => byWords(query, pages))

  const find = (engine: string) => (request: IncomingMessage, response: ServerResponse) => {
    const query = new URL(request.url ?? '/', 'http://engine').searchParams.get('q') ?? ''
    queries.push(query)
    const hits = finder(query, engine)
    if ('status' in hits) return send(response, { status: hits.status, body: 'no' })
    send(response, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query,
        results: hits.map((url) => ({ url: placed(url), title: titleOf(pages[url]), content: '' })),
        unresponsive_engines: [],
      }),
    })
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    const address = `http://${host}${request.url ?? '/'}`
    requests.push(address)
    const page = pages[address] ?? pages[address.replace(/\?.*$/, '')]
    if (page === undefined) return send(response, { status: 404, body: 'nothing here' })
    const told = typeof page === 'function' ? page(request) : page
    send(response, typeof told === 'string' ? { body: told } : told)
  }
  const replace = (text: string): string =>
    text.replaceAll(/http:\/\/([\w-]+\.example)(?=[/"'<\s]|$)/g, `http://$1:${port}`)
  const send = (response: ServerResponse, told: Exclude<Answer, string>): void => {
    const { status = 200, headers = {}, body = '' } = told
    const placedHeaders = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, replace(value)]),
    )
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...placedHeaders })
    response.end(typeof body === 'string' ? replace(body) : body)
  }
  const servers: Server[] = []
  const open = async (
    listener: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<number> => {
    const server = createServer(listener)
    servers.push(server)
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    return (server.address() as AddressInfo).port
  }
  port = await open(answer)
  const bases = new Map<string, string>()
  for (const name of engineNames) bases.set(name, `http://127.0.0.1:${await open(find(name))}`)

  const resolve = (host: string): Promise<{ address: string; family: 4 }[]> =>
    host.endsWith('.example')
      ? Promise.resolve([{ address: '127.0.0.1', family: 4 }])
      : Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }))
  const egress = createWebEgress({
    endpoints: [...bases.values()],
    allow: [`*.example:${port}`],
    resolve,
    perHost: 8,
  })
  return {
    url: placed,
    requests,
    queries,
    egress,
    parts: ({ engines = ['one'], sendsPrivate = false } = {}) => ({
      readers: readersOfAll(),
      search: enginesAt(engines, bases),
      mcp: [],
      sendsPrivate,
    }),
    context: (options = {}) => createContext({ egress, ...options }),
    close: async () => {
      await egress.close()
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise((closed) => server.close(closed))
      }
    },
  }
}

/** SearXNG under several names, each a server of its own. */
function enginesAt(names: readonly string[], bases: ReadonlyMap<string, string>): WebSearch {
  const plug = searchPlugs.find(({ name }) => name === 'searxng')!
  const times = { connect: 500, firstByte: 2_000, idle: 500 }
  return createWebSearch(
    names.map((name) => ({
      name,
      facts: plug.facts,
      search: createSearch({ ...plug, name }, { baseUrl: bases.get(name)! }, { times }),
    })),
  )
}

function titleOf(page: Pages[string] | undefined): string {
  const body = typeof page === 'string' ? page : ''
  return /<title>([^<]*)/.exec(body)?.[1] ?? 'A page'
}

function byWords(query: string, pages: Pages): string[] {
  const words = query.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]{4,}/gu) ?? []
  return Object.entries(pages)
    .filter(([address]) => !address.endsWith('/robots.txt'))
    .map(([address, page]) => {
      const text = typeof page === 'string' ? page.toLowerCase() : ''
      return { address, shared: words.filter((word) => text.includes(word)).length }
    })
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared || (a.address < b.address ? -1 : 1))
    .map(({ address }) => address)
}

/** An article as sites write them. */
export function article(title: string, paragraphs: readonly string[], extra = ''): string {
  return `<!doctype html><html lang="en"><head><title>${title}</title>${extra}</head><body><nav><a href="/">Home</a></nav><article><h1>${title}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('')}</article><footer>Imprint</footer></body></html>`
}
