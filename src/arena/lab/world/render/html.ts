import { sha256 } from '#runtime'
import { blockHtml, linkList } from './html-blocks.ts'
import { escapeMarkup, scriptJson } from './markup.ts'
import { indexedText, isIndex, oneLine, type PageContent, type Rendered } from './page-content.ts'
import { layouts, withoutSections, type Dress } from './site-layouts.ts'
import { siteWords } from './site-words.ts'

/** Characters below which a page is a notice. */
const shortPage = 700

/** A web page in the layout of its site, chosen by the site's name; what surrounds the article says nothing. */
export function renderHtml(content: PageContent): Rendered {
  const pick = (purpose: string, count: number): number => choice(content.site, purpose, count)
  const layout = layouts[pick('layout', layouts.length)]!
  const inside = content.blocks.map((block, i) =>
    blockHtml(block, choice(`${content.url} ${i}`, 'hiding', 3)),
  )
  const index = isIndex(content)
  const dress: Dress = {
    content,
    words: siteWords[content.language],
    pick,
    pickHere: (purpose, count) => choice(content.url, purpose, count),
    title: escapeMarkup(oneLine(content.title)),
    site: escapeMarkup(oneLine(content.site)),
    article: [...inside, ...(index ? [linkList(content.links)] : [])].join('\n'),
    related: index ? [] : content.links,
    date: shownDate(content),
  }
  const text = indexedText(content)
  const around = layout.body(dress)
  const body = `<!DOCTYPE html>
<html lang="${content.language === 'zh' ? 'zh-CN' : 'en'}">
<head>
${head(dress, layout.says)}
</head>
${text.length < shortPage && !index ? withoutSections(around) : around}
</html>
`
  return { mediaType: 'text/html', body, text }
}

/** A number below `count` that belongs to a name and a purpose. */
function choice(name: string, purpose: string, count: number): number {
  return Number.parseInt(sha256(`${purpose}\n${name}`).slice(0, 8), 16) % count
}

/** What the page says of itself: some sites in JSON-LD, some in the properties of Open Graph, some in bare names. */
function head({ content, title, site }: Dress, says: 'linked-data' | 'open-graph' | 'names'): string {
  const { url, publishedAt } = content
  const address = escapeMarkup(url)
  const separator = content.language === 'zh' ? '_' : ' | '
  const common = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}${separator}${site}</title>`,
    `<link rel="canonical" href="${address}">`,
    '<link rel="stylesheet" href="/style.css">',
  ]
  switch (says) {
    case 'linked-data': {
      const data = {
        '@context': 'https://schema.org',
        '@type': 'NewsArticle',
        headline: oneLine(content.title),
        datePublished: publishedAt,
        inLanguage: content.language,
        mainEntityOfPage: url,
        publisher: { '@type': 'Organization', name: oneLine(content.site) },
      }
      return [...common, `<script type="application/ld+json">${scriptJson(data)}</script>`].join('\n')
    }
    case 'open-graph':
      return [
        ...common,
        '<meta property="og:type" content="article">',
        `<meta property="og:title" content="${title}">`,
        `<meta property="og:site_name" content="${site}">`,
        `<meta property="article:published_time" content="${escapeMarkup(publishedAt)}">`,
      ].join('\n')
    case 'names':
      return [...common, `<meta name="date" content="${escapeMarkup(publishedAt)}">`].join('\n')
  }
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

function shownDate({ publishedAt, language }: PageContent): string {
  const [year, month, day] = publishedAt.slice(0, 10).split('-').map(Number)
  if (!year || !month || !day) return publishedAt
  return language === 'zh' ? `${year}年${month}月${day}日` : `${day} ${months[month - 1]} ${year}`
}
