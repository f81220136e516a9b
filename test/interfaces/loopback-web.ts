import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { article } from '../research/web/small-web.ts'

/** A page: its HTML, or what the server does. */
export type Page = string | ((response: ServerResponse) => void)

/** A web on loopback for command lines in processes of their own: literal addresses, one search engine, and a log. */
export interface LoopbackWeb {
  readonly origin: string
  /** Paths asked for, in order; searches apart. */
  readonly requests: string[]
  /** Queries that the engine was sent, in order. */
  readonly queries: string[]
  /** What lets a command line reach this web and nothing else. */
  readonly env: Readonly<Record<string, string | undefined>>
  close(): Promise<void>
}

/** Serves pages by path; the engine finds all of them but robots.txt, for any query. */
export async function openLoopbackWeb(pages: Readonly<Record<string, Page>>): Promise<LoopbackWeb> {
  const requests: string[] = []
  const queries: string[] = []
  let origin = ''
  const search = (query: string, response: ServerResponse): void => {
    queries.push(query)
    const found = Object.keys(pages).filter((path) => path !== '/robots.txt')
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        query,
        results: found.map((path) => ({
          url: origin + path,
          title: `Lake Orlin ${path}`,
          content: 'Lake Orlin',
        })),
        unresponsive_engines: [],
      }),
    )
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here')
    if (pathname === '/search') return search(searchParams.get('q') ?? '', response)
    requests.push(pathname)
    const page = pages[pathname]
    if (typeof page === 'function') return page(response)
    const type = pathname.endsWith('.txt') ? 'text/plain' : 'text/html; charset=utf-8'
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': type }).end(page ?? 'nothing here')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
  return {
    origin,
    requests,
    queries,
    env: {
      KAOJU_WEB_SCOPE: undefined,
      KAOJU_SEARCH: 'searxng',
      KAOJU_WEB_ALLOW: `127.0.0.1:${port}`,
      SEARXNG_URL: origin,
      HTTP_PROXY: undefined,
      HTTPS_PROXY: undefined,
      ALL_PROXY: undefined,
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Two articles on one lake. */
export const lake = {
  '/restoration': article('Restoration of Lake Orlin', [
    'The restoration of Lake Orlin cost 41.7 million euros and ended in October 2023.',
    'The work removed 380,000 cubic metres of sediment from the southern basin of the lake.',
  ]),
  '/news': article('Lake Orlin reopens', [
    'After three years of work Lake Orlin reopened to swimmers in June 2024, the water authority said.',
    'Phosphorus in Lake Orlin fell from 0.19 to 0.05 milligrams per litre between 2019 and 2024.',
  ]),
} as const

/** What both articles are asked about. */
export const lakeQuestion = 'What did the restoration of Lake Orlin cost?'
