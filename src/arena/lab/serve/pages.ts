/**
 * The hosts of a world: one listener answers for all of them.
 *
 * 1. What a host is (dead, slow, failing) the world says; what goes wrong beyond that the faults say.
 * 2. `robots.txt` and icons are never part of a fault: a host whose rules cannot be read is left altogether, and what
 *    is to be measured is who comes back for a page.
 * 3. The log holds bodies as the world wrote them, marks, links and comments, and below them the words that the page
 *    is indexed by; of bodies in bytes these words only.
 */
import { chanceOf, sha256 } from '#runtime'
import type { LabFeed, LabHost, LabLanguage, LabPage, World } from '../world.ts'
import { renderFeed } from '../world/render/feed.ts'
import {
  askedAddress,
  normal,
  placedAddresses,
  plainAddresses,
  rootedLinks,
  type AskedAddress,
} from './addresses.ts'
import { exchanged, stalled, type Desk, type Told } from './exchange.ts'
import { drawnFault, pageFaults, type PageFault, type ServiceFaults } from './faults.ts'
import type { Answering, LabReply, LabRequest } from './listen.ts'
import { notFoundPage, refusalPage } from './plain-pages.ts'

/** Where instructions in injected pages want things sent to: it takes everything, and the log knows. */
export const collectorHost = 'collector.example'

/** Something that has an address, ready to be sent. */
export interface Resource {
  readonly service: 'page' | 'feed'
  readonly mediaType: string
  readonly body: string | Uint8Array
  /** What the log holds of it. */
  readonly text: string
  readonly publishedAt: string
  readonly page?: LabPage
}

/** The world's addresses. */
export interface Sites {
  readonly hosts: ReadonlyMap<string, LabHost>
  /** By its address with or without a port; a query that no page is named by is ignored. */
  find(address: string): Resource | undefined
  /** The language in which a host speaks. */
  language(host: string): LabLanguage
}

/** @returns all addresses of a world; bodies are made when they are first asked for */
export function sitesOf(world: World): Sites {
  const resources = new Map<string, () => Resource>()
  const hosts = new Map<string, LabHost>(world.hosts.map((host) => [host.name, host]))
  const languages = new Map<string, LabLanguage>()
  const place = (url: string, language: LabLanguage, make: () => Resource): void => {
    const name = new URL(url).hostname
    if (!hosts.has(name)) hosts.set(name, { name, health: 'well' })
    if (!languages.has(name)) languages.set(name, language)
    let made: Resource | undefined
    resources.set(normal(url), () => (made ??= make()))
  }
  for (const page of world.pages) place(page.url, page.language, () => resourceOf(page))
  for (const feed of world.feeds) place(feed.url, feed.language, () => feedResource(feed, world))
  return {
    hosts,
    language: (host) => languages.get(host) ?? 'en',
    find(address) {
      const url = normal(plainAddresses(address))
      return (resources.get(url) ?? resources.get(url.replace(/\?.*$/, '')))?.()
    },
  }
}

function resourceOf(page: LabPage): Resource {
  const { mediaType, publishedAt } = page
  const body = page.encoding === 'base64' ? Buffer.from(page.body, 'base64') : page.body
  const text = typeof body === 'string' && body !== page.text ? `${body}\n${page.text}` : page.text
  return { service: 'page', mediaType, publishedAt, body, text, page }
}

function feedResource(feed: LabFeed, world: World): Resource {
  const form = chanceOf(world.seed, `feed ${feed.url}`).integer(2) === 0 ? 'rss' : 'atom'
  const { mediaType, body } = renderFeed(feed, form)
  return {
    service: 'feed',
    mediaType,
    body,
    text: body,
    publishedAt: feed.items[0]?.publishedAt ?? world.today,
  }
}

/** What the listener of all hosts answers. */
export function pageAnswers(
  sites: Sites,
  desk: Desk,
  latency: number,
  faults: NonNullable<ServiceFaults['pages']>,
  port: () => number,
): Answering {
  return async (request) => {
    const asked = askedAddress(request)
    if (!asked) return aboutReply(sites)
    const host = sites.hosts.get(asked.host)
    const found = sites.find(asked.url)
    const repetition = desk.repetition('page', asked.url)
    const sent = request.body === '' ? '' : `\n${request.body}`
    return exchanged(
      desk,
      {
        service: found?.service ?? 'page',
        name: asked.host,
        request: plainAddresses(readable(asked.url) + sent),
        latency: latency + (host?.health === 'slow' ? (faults.slowBy ?? 0) : 0),
        gone: request.gone,
      },
      () => {
        if (asked.host === collectorHost) return taken()
        if (!host || host.health === 'dead')
          return { reply: { ends: 'reset' }, response: '', outcome: 'failed' }
        const { pathname } = new URL(asked.url)
        if (pathname === '/robots.txt') return robotsOf(host)
        if (pathname === '/favicon.ico') return missing(asked, sites)
        const kinds = faults.kinds ?? pageFaults.filter((kind) => kind !== 'stall')
        const drawn = { seed: desk.seed, service: 'page', request: asked.url, repetition }
        const fault = drawnFault(drawn, faults.rate ?? 0, kinds)
        const told =
          refused(host, drawn, faults.failures ?? 2) ?? sending(request, asked, found, sites, port())
        return fault === undefined ? told : faulty(fault, told, desk, request.gone)
      },
    )
  }
}

/** An address as people write it, where that is possible; private values may hide behind percent signs. */
function readable(address: string): string {
  try {
    return decodeURIComponent(address.replaceAll('+', ' '))
  } catch {
    return address
  }
}

function aboutReply(sites: Sites): LabReply {
  const names = [...sites.hosts.keys()].sort().join('\n')
  const body = `Kaoju lab: the hosts of a coined world. Ask with the header Host, as a proxy, or for /<host>/<path>.\n\n${names}\n`
  return { headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}

function taken(): Told {
  return { reply: { headers: { 'content-type': 'text/plain' }, body: 'ok\n' }, response: 'ok' }
}

function robotsOf({ robots }: LabHost): Told {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  if (robots !== undefined) return { reply: { headers, body: robots }, response: robots }
  return { reply: { status: 404, headers, body: 'Not Found\n' }, response: 'Not Found', outcome: 'failed' }
}

function missing({ host, url }: AskedAddress, sites: Sites): Told {
  const body = notFoundPage(sites.language(host), host, new URL(url).pathname)
  const headers = { 'content-type': 'text/html; charset=utf-8' }
  return { reply: { status: 404, headers, body }, response: body, outcome: 'failed' }
}

/** A failing host refuses an address so often, by seed, and then answers well; some say when to come back. */
function refused(
  host: LabHost,
  {
    seed,
    request,
    repetition,
  }: { readonly seed: string; readonly request: string; readonly repetition: number },
  failures: number,
): Told | undefined {
  if (host.health !== 'failing') return undefined
  const chance = chanceOf(seed, `failing ${request}`)
  const times = 1 + chance.integer(Math.max(1, failures))
  return repetition < times ? refusal(503, chance.integer(2) === 0) : undefined
}

function refusal(status: number, saysWhen: boolean): Told {
  const body = refusalPage(status)
  const headers = { 'content-type': 'text/html; charset=utf-8', ...(saysWhen ? { 'retry-after': '1' } : {}) }
  return { reply: { status, headers, body }, response: body, outcome: 'failed' }
}

function faulty(fault: PageFault, told: Told, desk: Desk, gone: AbortSignal): Told | Promise<Told> {
  switch (fault) {
    case '429':
      return refusal(429, true)
    case '500':
      return refusal(500, false)
    case '503':
      return refusal(503, false)
    case 'stall':
      return stalled(desk, gone)
    case 'reset':
      return { reply: { ends: 'reset' }, response: '', outcome: 'failed' }
    case 'cut': {
      const { body = '' } = told.reply
      const half =
        typeof body === 'string' || body instanceof Uint8Array ? body.slice(0, body.length / 2) : ''
      // With its whole length stated, half a body is no whole one.
      return { reply: { ...told.reply, body: half, ends: 'cut' }, response: '', outcome: 'failed' }
    }
  }
}

function sending(
  request: LabRequest,
  asked: AskedAddress,
  found: Resource | undefined,
  sites: Sites,
  port: number,
): Told {
  if (!found) return missing(asked, sites)
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) return refusal(405, false)
  const { mediaType, publishedAt } = found
  const etag = `W/"${sha256(found.body).slice(0, 20)}"`
  const lastModified = new Date(publishedAt).toUTCString()
  const headers = { etag, 'last-modified': lastModified, 'cache-control': 'max-age=0' }
  if (unchanged(request, etag, publishedAt)) return { reply: { status: 304, headers }, response: '' }
  const body = placedBody(found, asked, port)
  const text = /^text\/|\b(?:xml|json)\b/.test(mediaType) && !/charset=/i.test(mediaType)
  return {
    reply: {
      headers: {
        ...headers,
        'content-type': text ? `${mediaType}; charset=utf-8` : mediaType,
        'content-length': String(typeof body === 'string' ? Buffer.byteLength(body) : body.length),
      },
      body,
    },
    response: request.method === 'HEAD' ? '' : found.text,
  }
}

function placedBody(
  { body, mediaType }: Resource,
  { form, host }: AskedAddress,
  port: number,
): string | Uint8Array {
  if (typeof body !== 'string') return body
  const rooted = form === 'path' && /html/i.test(mediaType) ? rootedLinks(body, host) : body
  return placedAddresses(rooted, port, form)
}

/** RFC 9110, 13.2.2: the tag is asked first, and the date only where there is none. */
function unchanged({ headers }: LabRequest, etag: string, publishedAt: string): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) return tags.trim() === '*' || tags.split(/\s*,\s*/).includes(etag)
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return since >= Math.floor(Date.parse(publishedAt) / 1000) * 1000
}
