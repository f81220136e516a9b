import type { LabFeed } from '../../world.ts'
import { escapeMarkup } from './markup.ts'
import type { Rendered } from './page-content.ts'

/** A feed as RSS 2.0 or Atom (RFC 4287): titles, addresses, dates, and the address as the item's id. */
export function renderFeed(feed: LabFeed, form: 'rss' | 'atom'): Rendered {
  const text = [feed.title, ...feed.items.map(({ title }) => title)].join('\n')
  switch (form) {
    case 'rss':
      return { mediaType: 'application/rss+xml', body: rss(feed), text }
    case 'atom':
      return { mediaType: 'application/atom+xml', body: atom(feed), text }
  }
}

const language = { en: 'en', zh: 'zh-CN' } as const

function rss(feed: LabFeed): string {
  const items = feed.items.map(
    ({ url, title, publishedAt }) => `    <item>
      <title>${escapeMarkup(title)}</title>
      <link>${escapeMarkup(url)}</link>
      <guid isPermaLink="true">${escapeMarkup(url)}</guid>
      <pubDate>${mailDate(publishedAt)}</pubDate>
    </item>
`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>${escapeMarkup(feed.title)}</title>
    <link>${escapeMarkup(homeOf(feed))}</link>
    <description>${escapeMarkup(feed.title)}</description>
    <language>${language[feed.language]}</language>
    <atom:link href="${escapeMarkup(feed.url)}" rel="self" type="application/rss+xml"/>
${items.join('')}  </channel>
</rss>
`
}

function atom(feed: LabFeed): string {
  const entries = feed.items.map(
    ({ url, title, publishedAt }) => `  <entry>
    <title>${escapeMarkup(title)}</title>
    <link href="${escapeMarkup(url)}"/>
    <id>${escapeMarkup(url)}</id>
    <published>${moment(publishedAt)}</published>
    <updated>${moment(publishedAt)}</updated>
  </entry>
`,
  )
  const updated = feed.items.map((item) => moment(item.publishedAt)).reduce(later, '1970-01-01T00:00:00Z')
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language[feed.language]}">
  <title>${escapeMarkup(feed.title)}</title>
  <link href="${escapeMarkup(homeOf(feed))}"/>
  <link href="${escapeMarkup(feed.url)}" rel="self"/>
  <id>${escapeMarkup(feed.url)}</id>
  <updated>${updated}</updated>
  <author><name>${escapeMarkup(feed.title)}</name></author>
${entries.join('')}</feed>
`
}

function homeOf({ url }: LabFeed): string {
  return new URL('/', url).href
}

/** RFC 3339: a day alone is its first moment. */
function moment(date: string): string {
  return date.includes('T') ? date : `${date}T00:00:00Z`
}

function later(a: string, b: string): string {
  return a < b ? b : a
}

/** `Thu, 14 Mar 2019 00:00:00 GMT`: the date of RFC 822 that RSS asks for. */
function mailDate(date: string): string {
  return new Date(moment(date)).toUTCString()
}
