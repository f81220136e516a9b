import { decodeFeed } from './decode-feed.ts'
import { addressIn, plainText } from './feed-text.ts'
import { rootOf, tidyXml } from './mend-xml.ts'
import type { FeedBytes } from './read-feed.ts'

/** Of a page so much is looked at, in UTF-16 units: its head. */
const headLength = 500_000
const mostLinks = 20
const feedTypes = /^application\/(?:rss|atom|rdf|feed)\+(?:xml|json)$/i

/**
 * The feeds that a web page names (`link rel=alternate` with the type of a feed; RSS Advisory Board, "RSS
 * Autodiscovery"), in its order, feeds of comments last. Undefined: it is no web page.
 */
export function feedLinks({ bytes, contentType, url }: FeedBytes): string[] | undefined {
  const text = decodeFeed(bytes, contentType, url).slice(0, headLength)
  const root = rootOf(tidyXml(text))?.name
  if (root !== 'html' && root !== 'head' && !/^\s*<!doctype html/i.test(text)) return undefined
  const base = addressIn(attributesOf(/<base\b[^<>]*>/i.exec(text)?.[0])['href'], url)
  const found: { href: string; comments: boolean }[] = []
  for (const [tag] of text.replace(/<!--[^]*?(?:-->|$)/g, '').matchAll(/<link\b[^<>]*>/gi)) {
    const { rel = '', type = '', href, title = '' } = attributesOf(tag)
    const named =
      /\b(?:alternate|feed)\b/i.test(rel) && (feedTypes.test(type.trim()) || /\bfeed\b/i.test(rel))
    const address = named ? addressIn(href, url, base) : undefined
    if (address && !found.some((one) => one.href === address))
      found.push({ href: address, comments: /comments?\b|评论/i.test(`${title} ${address}`) })
  }
  return [...found.filter(({ comments }) => !comments), ...found.filter(({ comments }) => comments)]
    .map(({ href }) => href)
    .slice(0, mostLinks)
}

function attributesOf(tag = ''): Readonly<Record<string, string>> {
  const pairs = tag.matchAll(/([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi)
  return Object.fromEntries(
    [...pairs].map(([, name, a, b, c]) => [name!.toLowerCase(), plainText(a ?? b ?? c, 4_000)]),
  )
}
