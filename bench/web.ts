/**
 * Pages a second, through the egress alone, and through the page fetcher, which asks every host for its robots.txt
 * first: pages of about 20 kB, gzipped, from hosts on loopback that take `wait` milliseconds for every answer,
 * against the ideal of a wire that is full all the time.
 * Run: node --conditions=kaoju-source bench/web.ts [pages = 200] [wait = 300]
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { markdownTable, type LeaderboardSection } from '#arena'
import { createContext, createWebEgress, sha256, type Egress } from '#runtime'
import { createFrontier, createPageFetcher, type PageStore } from '#sources'

interface WebCase {
  readonly through: 'egress' | 'fetcher'
  readonly hosts: number
  /** Exchanges under way at once, in all and with one host. */
  readonly together: number
  readonly perHost: number
}

export interface WebFigures extends WebCase {
  readonly pages: number
  /** Answers that had to come: pages, and for the fetcher a robots.txt for each host. */
  readonly answers: number
  readonly seconds: number
  /** answers × wait ÷ together, in seconds. */
  readonly ideal: number
}

/** One batch, all of it asked for at once. */
export async function measureWeb(kind: WebCase, pages = 200, wait = 300): Promise<WebFigures> {
  const { through, hosts, together, perHost } = kind
  const body = gzipSync(pageText())
  const server = createServer(({ url }, response) => {
    setTimeout(() => {
      const robots = url === '/robots.txt'
      if (robots) response.writeHead(200, { 'content-type': 'text/plain' })
      else response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
      response.end(robots ? 'User-agent: *\nDisallow: /private\n' : body)
    }, wait)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const egress = createWebEgress({
    endpoints: [],
    allow: [`*.bench.example:${port}`],
    together,
    perHost,
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  })
  const urls = Array.from(
    { length: pages },
    (_, page) => `http://host${page % hosts}.bench.example:${port}/${page}`,
  )
  try {
    // undici is loaded by the first request, once in a process.
    await egress.found({ url: `http://first.bench.example:${port}/` })
    const visit = through === 'egress' ? (url: string) => egress.found({ url }) : visitorOf(egress)
    const started = performance.now()
    await Promise.all(urls.map(visit))
    const seconds = (performance.now() - started) / 1000
    const answers = through === 'egress' ? pages : pages + hosts
    return { ...kind, pages, answers, seconds, ideal: (answers * wait) / together / 1000 }
  } finally {
    await egress.close()
    server.closeAllConnections()
    server.close()
  }
}

/** The page fetcher with a reader that reads nothing and a store in memory. */
function visitorOf(egress: Egress): (url: string) => Promise<unknown> {
  const { context } = createContext({ egress })
  const kept = new Map<string, Uint8Array>()
  const store: PageStore = {
    keep(bytes) {
      const id = sha256(bytes)
      kept.set(id, bytes)
      return Promise.resolve(id)
    },
    bytes: (id) => Promise.resolve(kept.get(id)),
    page: () => Promise.resolve(undefined),
    remember: () => Promise.resolve(),
  }
  const frontier = createFrontier()
  const read = () => Promise.resolve({ reading: null, signs: { links: [], feeds: [], needsBrowser: false } })
  const fetcher = createPageFetcher<null>({ store, frontier, read })
  return (url) => fetcher.visit(frontier.offer(url, { kind: 'user' })!, context.at(sha256(url)))
}

/** The section of BENCHMARKS.md. */
export async function measureWebPages(): Promise<Omit<LeaderboardSection, 'seconds'>> {
  const measured: WebFigures[] = []
  for (const kind of cases) measured.push(await measureWeb(kind))
  return {
    title: 'The web',
    about:
      '200 gzipped pages of about 20 kB, from hosts on loopback that wait 300 ms before each answer; the ideal is a wire that is full all the time. The fetcher asks each host for its robots.txt, which takes as long as a page.',
    table: markdownTable(
      ['through', 'hosts', 'at once', 'with one host', 'answers', 'seconds', 'ideal', 'ratio'],
      measured.map(({ through, hosts, together, perHost, answers, seconds, ideal }) => [
        through,
        hosts,
        together,
        perHost,
        answers,
        seconds.toFixed(2),
        ideal.toFixed(2),
        (seconds / ideal).toFixed(2),
      ]),
    ),
  }
}

/** The default; one host as fast as all; one request at a time with each; few and many hosts with a robots.txt each. */
const cases: readonly WebCase[] = [
  { through: 'egress', hosts: 16, together: 16, perHost: 2 },
  { through: 'egress', hosts: 2, together: 16, perHost: 16 },
  { through: 'egress', hosts: 8, together: 4, perHost: 1 },
  { through: 'fetcher', hosts: 10, together: 16, perHost: 2 },
  { through: 'fetcher', hosts: 20, together: 16, perHost: 2 },
  { through: 'fetcher', hosts: 200, together: 16, perHost: 2 },
]

/** The same text every time: words by a fixed linear congruence. */
function pageText(): string {
  let state = 4
  const word = (): string => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state.toString(36)
  }
  return `<html><body>${Array.from({ length: 300 }, () => `<p>${Array.from({ length: 10 }, word).join(' ')}</p>`).join('')}</body></html>`
}

if (import.meta.main) {
  const [pages, wait] = process.argv.slice(2).map(Number)
  for (const kind of cases) {
    const figures = await measureWeb(kind, pages, wait)
    console.log({ ...figures, ratio: figures.seconds / figures.ideal })
  }
}
