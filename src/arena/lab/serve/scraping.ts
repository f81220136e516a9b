import { placedAddresses, plainAddresses } from './addresses.ts'
import { fieldsOf, json, shapes, texts } from './engine-shapes.ts'
import { exchanged, type Desk, type Told } from './exchange.ts'
import type { EngineShape } from './faults.ts'
import type { LabReply, LabRequest } from './listen.ts'
import type { Resource, Sites } from './pages.ts'

/** What reading pages for others takes. */
export interface ScrapingParts {
  readonly sites: Sites
  readonly desk: Desk
  /** Milliseconds before a page. */
  readonly latency: { readonly page: number }
  /** Of the pages. */
  readonly port: number
}

/** One page as a service reads it for others. */
interface Scraped {
  readonly url: string
  readonly status: number
  readonly resource?: Resource
}

/**
 * Pages read by the service itself, as Firecrawl (`/v1/scrape`, `/v2/scrape`) and Tavily (`/extract`) do, for tools
 * that leave fetching to them. Each page is an exchange of its own in the log, as if it had been fetched; services
 * come back to failing hosts by themselves, so that only dead ones are failures.
 *
 * @returns undefined where the shape reads no pages; its function undefined where a request asks for none
 */
export function scraping(
  shape: EngineShape,
  { sites, desk, latency, port }: ScrapingParts,
): ((request: LabRequest) => Promise<LabReply> | undefined) | undefined {
  const read = async (address: string, { gone }: LabRequest): Promise<Scraped> => {
    const url = plainAddresses(address)
    const name = URL.canParse(url) ? new URL(url).hostname : ''
    let scraped: Scraped = { url, status: 0 }
    await exchanged(desk, { service: 'page', name, request: url, latency: latency.page, gone }, (): Told => {
      const host = sites.hosts.get(name)
      const resource = sites.find(url)
      if (!host || host.health === 'dead') return { reply: {}, response: '', outcome: 'failed' }
      scraped = { url, status: resource ? 200 : 404, ...(resource ? { resource } : {}) }
      return { reply: {}, response: resource?.text ?? '', outcome: resource ? 'answered' : 'failed' }
    })
    return scraped
  }
  const place = (text: string): string => placedAddresses(text, port)
  switch (shape) {
    case 'firecrawl':
      return (request) => {
        if (request.method !== 'POST' || !/^\/v[12]\/scrape$/.test(request.url.pathname)) return undefined
        const given = fieldsOf(request)
        const url = texts(given?.['url'])[0]
        if (url === undefined) return Promise.resolve(shapes.firecrawl.refuse(400, 'Invalid URL'))
        const formats = (
          Array.isArray(given?.['formats']) ? (given['formats'] as unknown[]) : ['markdown']
        ).map((one) => (typeof one === 'string' ? one : String((one as { type?: unknown } | null)?.type)))
        return read(url, request).then((scraped) => firecrawlReply(scraped, formats, place))
      }
    case 'tavily':
      return (request) => {
        if (request.method !== 'POST' || request.url.pathname !== '/extract') return undefined
        const urls = texts(fieldsOf(request)?.['urls']).slice(0, 20)
        if (urls.length === 0) return Promise.resolve(shapes.tavily.refuse(400, 'No URLs were given.'))
        return Promise.all(urls.map((url) => read(url, request))).then((all) => tavilyReply(all, place))
      }
    case 'searxng':
    case 'brave':
      return undefined
  }
}

type Place = (text: string) => string

function markdownOf({ page, text }: Resource): string {
  return page ? `# ${page.title}\n\n${page.text}` : text
}

function firecrawlReply(
  { url, status, resource }: Scraped,
  formats: readonly string[],
  place: Place,
): LabReply {
  if (status === 0) {
    const error = `DNS resolution failed for hostname: ${url}. Please verify the domain exists.`
    return json({ success: false, code: 'SCRAPE_DNS_RESOLUTION_ERROR', error: place(error) }, 500)
  }
  const html = typeof resource?.body === 'string' ? resource.body : ''
  const links = [...html.matchAll(/\bhref=["']([^"']+)["']/gi)].flatMap(([, to]) =>
    URL.canParse(to!, url) ? [new URL(to!, url).href] : [],
  )
  const data = {
    markdown: resource ? markdownOf(resource) : '# 404\n\nNot Found',
    ...(formats.includes('html') || formats.includes('rawHtml') ? { html } : {}),
    ...(formats.includes('links') ? { links } : {}),
    metadata: {
      title: resource?.page?.title ?? 'Not Found',
      ...(resource?.page
        ? { language: resource.page.language, publishedTime: resource.page.publishedAt }
        : {}),
      sourceURL: url,
      url,
      statusCode: status,
      contentType: resource?.mediaType ?? 'text/html',
    },
  }
  return placedReply(json({ success: true, data }), place)
}

function tavilyReply(all: readonly Scraped[], place: Place): LabReply {
  return placedReply(
    json({
      results: all.flatMap(({ url, resource }) =>
        resource ? [{ url, raw_content: markdownOf(resource), images: [] }] : [],
      ),
      failed_results: all.flatMap(({ url, resource }) =>
        resource ? [] : [{ url, error: 'Failed to fetch url' }],
      ),
      response_time: 0.42,
    }),
    place,
  )
}

function placedReply(reply: LabReply, place: Place): LabReply {
  return typeof reply.body === 'string' ? { ...reply, body: place(reply.body) } : reply
}
