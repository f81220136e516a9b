import { SaxesParser } from 'saxes'
import { KaojuError } from '#runtime'
import type { Feed, FeedItem } from './feed.ts'
import { feedDate } from './feed-dates.ts'
import { addressIn, bounded, plainText } from './feed-text.ts'

const deepest = 100
/** A sitemap may hold 50,000 addresses (sitemaps.org); more are not read. */
const mostEntries = 50_000

/**
 * Reads a sitemap or an index of sitemaps (sitemaps.org protocol 0.9) with the news extension, as a stream: what stands
 * before a fault is kept, entities are never expanded.
 *
 * @param items of them at most so many are returned: the last changed, or, without dates, the first
 * @throws KaojuError `feed-unreadable`
 */
export function readSitemap(text: string, url: string, items: number): Feed {
  const found: FeedItem[] = []
  const open: string[] = []
  let entry: Record<string, string> | undefined
  let root = ''
  let left = 0
  const parser = new SaxesParser({ xmlns: false, position: false })
  // Undefined entities and wrong nesting do not keep the addresses from being read.
  parser.on('error', () => undefined)
  parser.on('opentag', ({ name }) => {
    const local = name.slice(name.indexOf(':') + 1).toLowerCase()
    if (open.length >= deepest)
      throw new KaojuError('feed-unreadable', { url, reason: `nested deeper than ${deepest}` })
    root ||= local
    open.push(local)
    if (local === 'url' || local === 'sitemap') entry = {}
  })
  const hear = (part: string): void => {
    const at = open.at(-1)
    if (!entry || at === undefined || !fields.has(at)) return
    // `image:loc` and `video:loc` are no pages of their own.
    const parent = open.at(-2)
    if (at === 'loc' && parent !== 'url' && parent !== 'sitemap') return
    entry[at] = bounded((entry[at] ?? '') + part, 8_000)
  }
  parser.on('text', hear)
  parser.on('cdata', hear)
  parser.on('closetag', ({ name }) => {
    const local = name.slice(name.indexOf(':') + 1).toLowerCase()
    open.pop()
    if ((local !== 'url' && local !== 'sitemap') || !entry) return
    const item = itemOf(entry, url)
    entry = undefined
    if (!item) return
    if (found.length < mostEntries) found.push(item)
    else left++
  })
  parser.write(text).close()
  const sorted = found.toSorted((a, b) => moment(b) - moment(a))
  const host = new URL(url).host
  const cut = left + Math.max(0, sorted.length - items)
  return {
    kind: root === 'sitemapindex' ? 'sitemap-index' : 'sitemap',
    title: host,
    home: new URL('/', url).href,
    items: sorted.slice(0, items),
    ...(cut > 0 ? { cut } : {}),
  }
}

const fields = new Set(['loc', 'lastmod', 'title', 'publication_date'])

function itemOf(entry: Readonly<Record<string, string>>, url: string): FeedItem | undefined {
  const address = addressIn(entry['loc'], url)
  if (address === undefined) return undefined
  const publishedAt = feedDate(entry['publication_date'])
  const updatedAt = feedDate(entry['lastmod'])
  return {
    id: address,
    url: address,
    title: plainText(entry['title']) || address,
    ...(publishedAt ? { publishedAt } : {}),
    ...(updatedAt ? { updatedAt } : {}),
    authors: [],
  }
}

function moment({ publishedAt, updatedAt }: FeedItem): number {
  return Date.parse(updatedAt ?? publishedAt ?? '') || 0
}
