import {
  parseAtomFeed,
  parseJsonFeed,
  parseRdfFeed,
  parseRssFeed,
  MalformedError,
  ParseError,
} from 'feedsmith'
import { KaojuError } from '#runtime'
import { decodeFeed } from './decode-feed.ts'
import { mostFeedItems, type Feed } from './feed.ts'
import { addressIn } from './feed-text.ts'
import { cutToItems, hasItems, rootOf, tidyXml } from './mend-xml.ts'
import { normaliseAtom, normaliseJson, normaliseRdf, normaliseRss } from './normalise-feed.ts'
import { readSitemap } from './read-sitemap.ts'

/** Bytes that may be a feed, and what is known of them. */
export interface FeedBytes {
  readonly bytes: Uint8Array
  /** As the server states it, with parameters. */
  readonly contentType?: string
  /** Where it was fetched from, after redirects. */
  readonly url: string
  /** Of a web page the addresses of its feeds are wanted; without, a page is refused. */
  readonly orLinks?: true
}

/**
 * Reads a feed: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, JSON Feed 1.x, sitemaps. Runs in a child process: what
 * the parser does on hostile input costs that process and nothing else.
 *
 * 1. The root element decides what it is; content types lie too often.
 * 2. What is damaged gets a second chance: what stands before the fault, up to the last whole item.
 * 3. Entities that a document declares are never expanded; every text and the number of items is bounded.
 * 4. A feed without items is a feed; what is none is `feed-unreadable`, with the reason.
 */
export function readFeed({ bytes, contentType, url }: FeedBytes): Feed {
  const unreadable = (reason: string, cause?: unknown): KaojuError =>
    new KaojuError('feed-unreadable', { url, reason }, { cause })
  if (bytes.length === 0) throw unreadable('it is empty')
  const text = decodeFeed(bytes, contentType, url)
  const start = text.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) return readJson(start, url, unreadable)
  if (!text.includes('<')) return readAddresses(text, url, unreadable)
  const xml = tidyXml(text)
  const root = rootOf(xml)
  switch (root?.name) {
    case 'rss':
      // RSS of the first years has items beside the channel, or no channel.
      if (!/<channel[\s>]/i.test(xml))
        return readXml(inChannel(xml, root.tag), { name: 'rss', tag: root.tag }, url, unreadable)
      return readXml(xml, { name: 'rss', tag: root.tag }, url, unreadable)
    case 'feed':
    case 'rdf':
      return readXml(xml, { name: root.name, tag: root.tag }, url, unreadable)
    case 'channel':
      return readXml(`<rss version="2.0">${xml}</rss>`, { name: 'rss', tag: 'rss' }, url, unreadable)
    case 'urlset':
    case 'sitemapindex':
      return readSitemap(xml, url, mostFeedItems)
    case 'html':
      throw unreadable('it is a web page')
    default:
      throw unreadable(root ? `its root element is <${root.tag.slice(0, 40)}>` : 'it holds no XML element')
  }
}

type Unreadable = (reason: string, cause?: unknown) => KaojuError

interface Root {
  readonly name: 'rss' | 'feed' | 'rdf'
  readonly tag: string
}

function inChannel(xml: string, tag: string): string {
  return xml.replace(new RegExp(`(<${tag}(?:\\s[^>]*)?>)([^]*?)(</${tag}|$)`), '$1<channel>$2</channel>$3')
}

/** As it stands; damaged, or without its end: up to its last whole item. */
function readXml(xml: string, root: Root, url: string, unreadable: Unreadable): Feed {
  // The parser would close what is open and make an item of half of one.
  const brokeOff = hasItems(xml) && !xml.toLowerCase().includes(`</${root.tag.toLowerCase()}`)
  const whole = brokeOff ? cutToItems(xml, root) : xml
  if (whole === undefined) throw unreadable('damaged XML: it breaks off in its first item')
  try {
    return parseAs(root.name, whole, url)
  } catch (error) {
    if (isEmpty(error)) return emptyFeed(xml, root, url, unreadable)
    const cut = error instanceof MalformedError ? cutToItems(xml, root) : undefined
    if (cut === undefined) throw unreadable(reasonOf(error), error)
    try {
      return parseAs(root.name, cut, url)
    } catch (again) {
      throw unreadable(reasonOf(again), again)
    }
  }
}

function parseAs(name: Root['name'], xml: string, url: string): Feed {
  // One more than are kept tells that there are more.
  const options = { maxItems: mostFeedItems + 1 }
  switch (name) {
    case 'rss':
      return normaliseRss(parseRssFeed(xml, options), url)
    case 'feed':
      return normaliseAtom(parseAtomFeed(xml, options), url)
    case 'rdf':
      return normaliseRdf(parseRdfFeed(xml, options), url)
  }
}

/** The parser knew the format and found nothing in it, or found too little to know it by. */
function isEmpty(error: unknown): boolean {
  return error instanceof ParseError || (error instanceof Error && error.name === 'DetectError')
}

/** A new blog's feed has no items yet; an XML file of another kind may have a root of the same name. */
function emptyFeed(xml: string, { name }: Root, url: string, unreadable: Unreadable): Feed {
  const known =
    name === 'rss' ||
    (name === 'feed' ? /w3\.org\/2005\/atom|purl\.org\/atom/i : /\/rss\/|rdf\/simple/i).test(xml)
  if (!known) throw unreadable('it has the shape of a feed but not its namespace')
  if (hasItems(xml)) throw unreadable('none of its items says anything that is known')
  const kind = name === 'feed' ? 'atom' : name
  return { kind, title: new URL(url).host, items: [] }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? `damaged XML: ${cause.message.slice(0, 120)}` : 'damaged XML'
}

function readJson(text: string, url: string, unreadable: Unreadable): Feed {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable('damaged JSON', error)
  }
  try {
    return normaliseJson(parseJsonFeed(value, { maxItems: mostFeedItems + 1 }), url)
  } catch (error) {
    throw unreadable('JSON, but no JSON Feed', error)
  }
}

/** A sitemap may be a plain list, one address a line (sitemaps.org). */
function readAddresses(text: string, url: string, unreadable: Unreadable): Feed {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const addresses = lines.flatMap((line) => (/^\s*https?:\/\//i.test(line) ? (addressIn(line) ?? []) : []))
  if (lines.length === 0) throw unreadable('it is empty')
  if (addresses.length < lines.length) throw unreadable('neither XML nor JSON')
  const items = [...new Set(addresses)]
  const cut = Math.max(0, items.length - mostFeedItems)
  return {
    kind: 'sitemap',
    title: new URL(url).host,
    home: new URL('/', url).href,
    items: items
      .slice(0, mostFeedItems)
      .map((address) => ({ id: address, url: address, title: address, authors: [] })),
    ...(cut > 0 ? { cut } : {}),
  }
}
