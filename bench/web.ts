/**
 * Pages a second through the egress: `pages` of about 20 kB, gzipped, from `hosts` hosts on loopback that take
 * `wait` milliseconds each, against the ideal of a wire that is full all the time.
 * Run: node --conditions=kaoju-source bench/web.ts [pages = 200] [wait = 300]
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { markdownTable, type LeaderboardSection } from '#arena'
import { createWebEgress } from '#runtime'

export interface WebFigures {
  readonly pages: number
  /** Exchanges under way at once, in all and with one host. */
  readonly together: number
  readonly perHost: number
  readonly hosts: number
  readonly seconds: number
  /** pages × wait ÷ together, in seconds. */
  readonly ideal: number
}

/** One batch at the egress's own concurrency; the hosts are enough to fill it. */
export async function measureWeb(pages = 200, wait = 300, together = 16, perHost = 2): Promise<WebFigures> {
  const hosts = Math.ceil(together / perHost) * 2
  const body = gzipSync(pageText())
  const servers: Server[] = []
  const origins: string[] = []
  for (let host = 0; host < hosts; host++) {
    const server = createServer((_, response) => {
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
        response.end(body)
      }, wait)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    origins.push(`host${host}.bench.example:${(server.address() as AddressInfo).port}`)
  }
  const egress = createWebEgress({
    endpoints: [],
    allow: origins,
    together,
    perHost,
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  })
  try {
    // undici is loaded by the first request, once in a process.
    await egress.found({ url: `http://${origins[0]}/` })
    const started = performance.now()
    await Promise.all(
      Array.from({ length: pages }, (_, page) =>
        egress.found({ url: `http://${origins[page % hosts]}/${page}` }),
      ),
    )
    const seconds = (performance.now() - started) / 1000
    return { pages, together, perHost, hosts, seconds, ideal: (pages * wait) / together / 1000 }
  } finally {
    await egress.close()
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  }
}

/** The section of BENCHMARKS.md. */
export async function measureWebPages(): Promise<Omit<LeaderboardSection, 'seconds'>> {
  const measured: WebFigures[] = []
  for (const [together, perHost] of concurrencies)
    measured.push(await measureWeb(200, 300, together, perHost))
  return {
    title: 'The web',
    about:
      '200 gzipped pages of about 20 kB through the guarded egress, from hosts on loopback that wait 300 ms before each answer; the ideal is a wire that is full all the time.',
    table: markdownTable(
      ['at once', 'with one host', 'hosts', 'seconds', 'ideal', 'ratio'],
      measured.map(({ together, perHost, hosts, seconds, ideal }) => [
        together,
        perHost,
        hosts,
        seconds.toFixed(2),
        ideal.toFixed(2),
        (seconds / ideal).toFixed(2),
      ]),
    ),
  }
}

/** The default; one host as fast as all; one request at a time with each. */
const concurrencies = [
  [16, 2],
  [16, 16],
  [4, 1],
] as const

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
  for (const [together, perHost] of concurrencies) {
    const figures = await measureWeb(pages, wait, together, perHost)
    console.log({ ...figures, ratio: figures.seconds / figures.ideal })
  }
}
