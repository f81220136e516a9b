import { statedDate } from '../stated-date.ts'
import { cleanText, type HtmlDocument, type HtmlElement } from './dom.ts'

/** What a page says about itself, in its head, its JSON-LD and its `time` elements. */
export interface PageFacts {
  readonly title?: string
  readonly publishedAt?: string
  readonly authors: readonly string[]
  /** `url` (canonical), `site`, `description`, `language`, `modified`, `keywords` where stated. */
  readonly metadata: Readonly<Record<string, string>>
}

/** schema.org types whose headline, date and author are those of the page. */
const articleTypes =
  /Article|BlogPosting|Report|ScholarlyArticle|WebPage|Posting|Book|Dataset|HowTo|Recipe|Review/

export function readFacts(document: HtmlDocument, uri: string): PageFacts {
  const meta = metaOf(document)
  const linked = linkedData(document)
  const first = (...values: (string | undefined)[]): string | undefined =>
    values.map((value) => cleanText(value)).find(Boolean)
  const site = first(meta('og:site_name'), meta('application-name'), linked.publisher)
  const stated = first(
    meta('og:title'),
    linked.headline,
    meta('twitter:title'),
    meta('citation_title'),
    meta('dc.title'),
  )
  const shown = cleanText(document.querySelector('title')?.textContent)
  const headings = [...document.querySelectorAll('h1')]
    .map((heading) => cleanText(heading.textContent))
    .filter(Boolean)
  const title = chooseTitle(stated, shown, headings, site)
  const publishedAt = firstDate([
    meta('article:published_time'),
    linked.published,
    meta('citation_publication_date'),
    meta('citation_date'),
    meta('datepublished'),
    meta('date'),
    meta('pubdate'),
    meta('publishdate'),
    meta('dc.date'),
    meta('dc.date.issued'),
    meta('dcterms.created'),
    meta('parsely-pub-date'),
    meta('sailthru.date'),
    ...timesOf(document),
  ])
  const facts = {
    url: absolute(
      document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? meta('og:url'),
      uri,
    ),
    site,
    description: first(meta('description'), meta('og:description')),
    language: first(document.documentElement?.getAttribute('lang') ?? undefined, meta('og:locale')),
    modified: firstDate([meta('article:modified_time'), linked.modified, meta('og:updated_time')]),
    keywords: first(meta('keywords'), meta('news_keywords')),
  }
  return {
    ...(title ? { title } : {}),
    ...(publishedAt ? { publishedAt } : {}),
    authors: authorsOf(document, linked.authors),
    metadata: Object.fromEntries(
      Object.entries(facts).filter((entry): entry is [string, string] => Boolean(entry[1])),
    ),
  }
}

/** The stated title; else the page's, without the site's name; a lone h1 that it contains is better still. */
function chooseTitle(
  stated: string | undefined,
  shown: string,
  headings: readonly string[],
  site: string | undefined,
): string | undefined {
  const whole = stated ?? shown
  if (whole === '') return headings[0]
  const inside = headings.filter((heading) => heading.length >= 8 && whole.includes(heading))
  if (inside.length === 1) return inside[0]
  const parts = whole.split(/\s+[|–—·»:-]\s+|\s*[_|｜]\s*/)
  if (parts.length === 1) return whole
  const shownToo = parts.find((part) => headings.includes(part))
  if (shownToo) return shownToo
  const named = parts.filter((part) => part !== site)
  return named.length === parts.length - 1 && named.join('').length >= 8
    ? whole.slice(whole.indexOf(named[0]!), whole.lastIndexOf(named.at(-1)!) + named.at(-1)!.length)
    : whole
}

function metaOf(document: HtmlDocument): (name: string) => string | undefined {
  const found = new Map<string, string>()
  for (const element of document.querySelectorAll('meta')) {
    const name = (
      element.getAttribute('property') ??
      element.getAttribute('name') ??
      element.getAttribute('itemprop') ??
      ''
    ).toLowerCase()
    const content = element.getAttribute('content')
    if (name && content && content.trim() !== '' && !found.has(name)) found.set(name, content)
  }
  return (name) => found.get(name)
}

interface LinkedData {
  headline?: string
  published?: string
  modified?: string
  publisher?: string
  authors: string[]
}

function linkedData(document: HtmlDocument): LinkedData {
  const data: LinkedData = { authors: [] }
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    const value = parseLoosely(script.textContent ?? '')
    visit(value, data, 0)
  }
  return data
}

function parseLoosely(text: string): unknown {
  const json = text
    .replace(/^\s*(?:<!--|\/\*<!\[CDATA\[\*\/|<!\[CDATA\[)|(?:-->|\/\*\]\]>\*\/|\]\]>)\s*;?\s*$/g, '')
    .trim()
  try {
    return JSON.parse(json)
  } catch {
    try {
      // Raw line breaks within strings are the commonest mistake.
      return JSON.parse(json.replace(/[\n\r\t]+/g, ' '))
    } catch {
      return undefined
    }
  }
}

function visit(value: unknown, data: LinkedData, depth: number): void {
  if (depth > 6 || typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) visit(item, data, depth + 1)
    return
  }
  const node = value as Readonly<Record<string, unknown>>
  const type = [node['@type']].flat().join(' ')
  if (articleTypes.test(type)) {
    const text = (key: string): string | undefined => {
      const found = node[key]
      return typeof found === 'string' ? found : undefined
    }
    const rich = !/^WebPage$/.test(type)
    if (rich) data.headline ??= text('headline') ?? text('name')
    data.published ??= text('datePublished') ?? text('dateCreated')
    data.modified ??= text('dateModified')
    data.publisher ??= namesIn(node['publisher'])[0]
    if (data.authors.length === 0) data.authors.push(...namesIn(node['author']))
  }
  for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage', 'hasPart']) visit(node[key], data, depth + 1)
}

function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return [cleanText(value)]
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value === 'object' && value !== null) return namesIn((value as { name?: unknown }).name)
  return []
}

function authorsOf(document: HtmlDocument, linked: readonly string[]): string[] {
  const citation = [
    ...document.querySelectorAll(
      'meta[name="citation_author"], meta[name="dc.creator"], meta[name="DC.creator"]',
    ),
  ]
  const named =
    citation.length > 0
      ? citation
      : [...document.querySelectorAll('meta[name="author" i], meta[property="article:author"]')]
  const metas = named.map((element) => cleanText(element.getAttribute('content')))
  const bylines = [
    ...document.querySelectorAll('[rel="author"], [itemprop="author"] [itemprop="name"], .byline .author'),
  ].map((element) => cleanText(element.textContent))
  const chosen =
    [linked, metas, bylines].map((names) => names.filter(isName)).find((names) => names.length > 0) ?? []
  return [...new Set(chosen.map((name) => name.replace(/^by\s+/i, '')))].slice(0, 50)
}

function isName(name: string): boolean {
  return name !== '' && name.length <= 100 && !/^https?:|[<>{}]|^\W*$/.test(name)
}

function timesOf(document: HtmlDocument): (string | undefined)[] {
  const published = [
    ...document.querySelectorAll(
      '[itemprop="datePublished"], time[pubdate], .published[datetime], time.published, time.entry-date',
    ),
  ]
  const times = [...document.querySelectorAll('article time, header time, time')]
  // Many times on a page are those of other articles or of comments.
  return [...published, ...(times.length <= 3 ? times : [])].map(timeOf)
}

function timeOf(element: HtmlElement): string | undefined {
  return element.getAttribute('datetime') ?? element.getAttribute('content') ?? cleanText(element.textContent)
}

function firstDate(values: readonly (string | undefined)[]): string | undefined {
  return values.map((value) => (value ? statedDate(value) : undefined)).find(Boolean)
}

function absolute(href: string | undefined, base: string): string | undefined {
  if (!href) return undefined
  try {
    const url = new URL(href, /^https?:/.test(base) ? base : undefined)
    return /^https?:$/.test(url.protocol) ? url.href : undefined
  } catch {
    return undefined
  }
}
