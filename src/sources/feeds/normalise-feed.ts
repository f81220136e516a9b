import type { AtomFeed, JsonFeed, RdfFeed, RssFeed } from 'feedsmith'
import { sha256 } from '#runtime'
import { mostFeedItems, type Feed, type FeedItem } from './feed.ts'
import { feedDate } from './feed-dates.ts'
import { addressIn, bounded, looksLikeHtml, plainId, plainText } from './feed-text.ts'

/**
 * What the parser found in each format, as one shape: addresses absolute, dates ISO 8601, titles plain, texts bounded.
 *
 * 1. An item's id is what the feed calls it (guid, id, rdf:about), else its address, else a hash of its words: the same
 *    in every poll. Where a feed gives two items with two addresses one id, the address joins the id.
 * 2. The texts of a whole feed are bounded together; items beyond keep their title and address.
 */

/** In UTF-16 units: of one item's content, of its summary, and of all contents of a feed. */
const mostContent = 300_000
const mostSummary = 20_000
const mostText = 8_000_000

type Rss = RssFeed.Feed<string>
type Atom = AtomFeed.Feed<string>
type Rdf = RdfFeed.Feed<string>
type Json = JsonFeed.Feed<string>

/** An item on its way: everything as the feed writes it. */
interface Raw {
  readonly id?: string | undefined
  readonly url?: string | undefined
  readonly title?: string | undefined
  readonly content?: { readonly text: string; readonly type: 'html' | 'text' } | undefined
  readonly summary?: string | undefined
  readonly published?: string | undefined
  readonly updated?: string | undefined
  readonly authors?: readonly (string | undefined)[]
}

/** RSS 0.9x to 2.0. */
export function normaliseRss(feed: Rss, url: string): Feed {
  const base = feed.xml?.base
  const items = (feed.items ?? []).map((item): Raw => {
    const bases = [url, base, item.xml?.base]
    const guid = item.guid?.value
    const asLink = item.guid?.isPermaLink !== false && /^https?:/i.test(guid ?? '') ? guid : undefined
    const alternate = item.atom?.links?.find(({ rel }) => (rel ?? 'alternate') === 'alternate')?.href
    const body = item.content?.encoded ?? item.description
    return {
      id: guid ?? item.atom?.id,
      url: addressIn(item.link, ...bases) ?? addressIn(asLink, ...bases) ?? addressIn(alternate, ...bases),
      title: item.title ?? item.dc?.titles?.[0],
      content: either(body),
      summary: body === item.description ? undefined : item.description,
      published: item.pubDate ?? item.dc?.dates?.[0] ?? item.dcterms?.issued?.[0] ?? item.atom?.published,
      updated: item.atom?.updated ?? item.dcterms?.modified?.[0],
      authors: [
        ...(item.authors ?? []).map(({ name, email }) => name ?? email),
        ...(item.dc?.creators ?? []),
      ],
    }
  })
  return feedOf('rss', url, items, {
    title: feed.title ?? feed.dc?.titles?.[0],
    home: addressIn(feed.link, url, base),
    language: feed.language ?? feed.dc?.languages?.[0],
    minutes: feed.ttl ?? minutesOf(feed.sy),
  })
}

/** Atom 0.3 and 1.0. */
export function normaliseAtom(feed: Atom, url: string): Feed {
  const base = feed.xml?.base
  const items = (feed.entries ?? []).map((entry): Raw => {
    const bases = [url, base, entry.xml?.base]
    const { content, summary } = entry
    return {
      id: entry.id,
      url: addressIn(linkOf(entry.links), ...bases) ?? addressIn(content?.src, ...bases, content?.xml?.base),
      title: entry.title?.value,
      content: typed(content?.value, content?.type) ?? typed(summary?.value, summary?.type),
      summary: content?.value === undefined ? undefined : summary?.value,
      published: entry.published ?? entry.dc?.dates?.[0] ?? entry.updated,
      updated: entry.updated,
      authors: [
        ...(entry.authors ?? feed.authors ?? []).map(({ name, email }) => name ?? email),
        ...(entry.dc?.creators ?? []),
      ],
    }
  })
  return feedOf('atom', url, items, {
    title: feed.title?.value,
    home: addressIn(linkOf(feed.links), url, base),
    language: feed.xml?.lang ?? feed.dc?.languages?.[0],
    minutes: minutesOf(feed.sy),
  })
}

/** RSS 0.90 and 1.0. */
export function normaliseRdf(feed: Rdf, url: string): Feed {
  const base = feed.xml?.base
  const items = (feed.items ?? []).map((item): Raw => {
    const bases = [url, base, item.xml?.base]
    const body = item.content?.encoded ?? item.description
    return {
      id: item.rdf?.about,
      url: addressIn(item.link, ...bases) ?? addressIn(item.rdf?.about, ...bases),
      title: item.title ?? item.dc?.titles?.[0],
      content: either(body),
      summary: body === item.description ? undefined : item.description,
      published: item.dc?.dates?.[0] ?? item.dcterms?.issued?.[0],
      updated: item.dcterms?.modified?.[0],
      authors: item.dc?.creators ?? [],
    }
  })
  return feedOf('rdf', url, items, {
    title: feed.title ?? feed.dc?.titles?.[0],
    home: addressIn(feed.link, url, base),
    language: feed.dc?.languages?.[0],
    minutes: minutesOf(feed.sy),
  })
}

/** JSON Feed 1.0 and 1.1. */
export function normaliseJson(feed: Json, url: string): Feed {
  const items = (feed.items ?? []).map((item): Raw => {
    const content =
      item.content_html === undefined
        ? { text: item.content_text ?? item.summary ?? '', type: 'text' as const }
        : { text: item.content_html, type: 'html' as const }
    return {
      id: item.id,
      url: addressIn(item.url, url) ?? addressIn(item.external_url, url),
      title: item.title,
      content: content.text === '' ? undefined : content,
      summary: content.text === item.summary ? undefined : item.summary,
      published: item.date_published,
      updated: item.date_modified,
      authors: (item.authors ?? feed.authors ?? []).map(({ name }) => name),
    }
  })
  return feedOf('json-feed', url, items, {
    title: feed.title,
    home: addressIn(feed.home_page_url, url),
    language: feed.language,
  })
}

/** The page that an Atom element stands for: its alternate, an HTML one before others. */
function linkOf(
  links: readonly { readonly href?: string; readonly rel?: string; readonly type?: string }[] = [],
): string | undefined {
  const alternates = links.filter(({ rel }) => (rel ?? 'alternate') === 'alternate')
  return (alternates.find(({ type }) => /html/i.test(type ?? 'html')) ?? alternates[0])?.href
}

function either(text: string | undefined): Raw['content'] {
  return text === undefined ? undefined : { text, type: looksLikeHtml(text) ? 'html' : 'text' }
}

/** Atom says what its text is; what is neither HTML nor text (a picture in base64) is not shown. */
function typed(text: string | undefined, type = 'text'): Raw['content'] {
  if (text === undefined) return undefined
  if (/html/i.test(type)) return { text, type: 'html' }
  return /^text(?:\/plain)?\b/i.test(type) ? either(text) : undefined
}

const periods: Readonly<Record<string, number>> = {
  hourly: 60,
  daily: 1_440,
  weekly: 10_080,
  monthly: 43_200,
  yearly: 525_600,
}

function minutesOf(
  sy: { readonly updatePeriod?: string; readonly updateFrequency?: number } | undefined,
): number | undefined {
  const period = periods[sy?.updatePeriod?.toLowerCase() ?? '']
  return period === undefined ? undefined : period / Math.max(1, sy?.updateFrequency ?? 1)
}

function feedOf(
  kind: Feed['kind'],
  url: string,
  raw: readonly Raw[],
  about: {
    readonly title?: string | undefined
    readonly home?: string | undefined
    readonly language?: string | undefined
    readonly minutes?: number | undefined
  },
): Feed {
  const { home } = about
  const language = plainText(about.language, 40)
  const minutes = about.minutes !== undefined && about.minutes > 0 ? Math.round(about.minutes) : undefined
  const cut = raw.length > mostFeedItems
  return {
    kind,
    title: plainText(about.title) || new URL(home ?? url).host,
    ...(home ? { home } : {}),
    ...(language ? { language } : {}),
    items: itemsOf(raw.slice(0, mostFeedItems)),
    ...(minutes ? { minutes } : {}),
    ...(cut ? { cut: raw.length - mostFeedItems } : {}),
  }
}

function itemsOf(raw: readonly Raw[]): FeedItem[] {
  const items = new Map<string, FeedItem>()
  let room = mostText
  for (const one of raw) {
    const body = one.content?.text.slice(0, mostContent) ?? ''
    const content = body.length <= room ? bounded(body, mostContent).replaceAll('\0', ' ') : ''
    room -= content.length
    const summary = bounded(one.summary ?? '', mostSummary)
    const title = plainText(one.title)
    // An item that says nothing and leads nowhere is none.
    if (title === '' && body === '' && one.url === undefined) continue
    const named = shortId(one.id ?? one.url ?? `hash:${sha256(`${title}\n${body}`).slice(0, 32)}`)
    const before = items.get(named)
    const id = before && before.url !== one.url ? shortId(`${named}#${one.url ?? sha256(body)}`) : named
    if (items.has(id)) continue
    const publishedAt = feedDate(one.published)
    const updatedAt = feedDate(one.updated)
    const authors = (one.authors ?? []).map((name) => plainText(name, 200)).filter((name) => name !== '')
    items.set(id, {
      id,
      ...(one.url ? { url: one.url } : {}),
      title: title || plainText(body, 120) || one.url!,
      ...(content ? { content, contentType: one.content!.type } : {}),
      ...(summary ? { summary } : {}),
      ...(publishedAt ? { publishedAt } : {}),
      ...(updatedAt ? { updatedAt } : {}),
      authors: [...new Set(authors)].slice(0, 20),
    })
  }
  return [...items.values()]
}

function shortId(given: string): string {
  const id = plainId(given)
  return id !== '' && id.length <= 500 ? id : `hash:${sha256(given).slice(0, 32)}`
}
