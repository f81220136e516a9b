/** How sites look: four layouts in the manners of newspapers, institutions, portals of long ago, and blogs. */
import { linkList } from './html-blocks.ts'
import { escapeMarkup } from './markup.ts'
import type { PageContent } from './page-content.ts'
import type { SiteWords } from './site-words.ts'

/** What a layout puts in its places; texts in it are escaped. */
export interface Dress {
  readonly content: PageContent
  readonly words: SiteWords
  /** A number below `count`, the same on all pages of the site. */
  readonly pick: (purpose: string, count: number) => number
  /** A number below `count` that belongs to the page. */
  readonly pickHere: (purpose: string, count: number) => number
  readonly title: string
  readonly site: string
  readonly article: string
  readonly related: PageContent['links']
  readonly date: string
}

interface Layout {
  readonly says: 'linked-data' | 'open-graph' | 'names'
  readonly body: (dress: Dress) => string
}

export const layouts: readonly Layout[] = [
  { says: 'linked-data', body: newspaper },
  { says: 'names', body: institution },
  { says: 'names', body: portal },
  { says: 'open-graph', body: blog },
]

function newspaper(dress: Dress): string {
  const { words, site, title, article, date, content } = dress
  return `<body class="story-page">
<header class="masthead">
<nav class="site-nav" aria-label="main"><a class="skip-link" href="#story">${words.skip}</a><a class="logo" href="/">${site}</a>
${links(dress, 'navigation')}</nav>
</header>
${cookieLine(dress)}
<main id="story">
<article class="story">
<h1>${title}</h1>
<div class="byline toolbar" role="toolbar"><span>${chosen(dress, 'by')}</span> <time datetime="${escapeMarkup(content.publishedAt)}">${date}</time> ${buttons(words.share)}</div>
<div class="story-body">
${article}
</div>
</article>
${advertisement(dress, 'first')}
</main>
${related(dress, 'aside')}
${comments(dress)}
${footer(dress)}
<script>window.page={"kind":"story"};</script>
</body>`
}

function institution(dress: Dress): string {
  const { words, site, title, article, date, content } = dress
  return `<body>
${cookieLine(dress)}
<div id="page">
<header class="top"><nav><strong><a href="/">${site}</a></strong>
${links(dress, 'navigation')}
<form action="/search"><input name="q" placeholder="${words.search}"><button>${words.search}</button></form></nav></header>
<nav class="breadcrumbs">${words.here} <a href="/">${chosenList(dress, 'navigation')[0]}</a> › <span>${title}</span></nav>
<main id="content" class="content">
<h1>${title}</h1>
${article}
<div class="page-tools toolbar" role="toolbar">${words.published} <time datetime="${escapeMarkup(content.publishedAt)}">${date}</time> ${buttons(words.share.slice(1, 3))}</div>
</main>
${related(dress, 'aside')}
${footer(dress)}
</div>
</body>`
}

function portal(dress: Dress): string {
  const { words, site, title, article, date } = dress
  return `<body bgcolor="#ffffff">
<div id="wrap">
${cookieLine(dress)}
<div id="top" class="topnav" role="navigation"><a href="/"><b>${site}</b></a>
${chosenList(dress, 'navigation')
  .map((name, i) => `<a href="/c${i}/">${name}</a>`)
  .join(' | ')}</div>
<form class="search-form" action="/s"><input type="text" name="k"><input type="submit" value="${words.search}"></form>
${advertisement(dress, 'top')}
<div id="main">
<div class="content">
<h1 class="title">${title}</h1>
<div class="article-meta" role="toolbar"><span class="pubtime">${words.published} ${date}</span> <span class="source">${chosen(dress, 'by')}</span></div>
<div class="text">
${article}
</div>
</div>
${advertisement(dress, 'low')}
</div>
${related(dress, 'div')}
${comments(dress)}
${footer(dress)}
</div>
</body>`
}

function blog(dress: Dress): string {
  const { words, site, title, article, date, content } = dress
  return `<body class="single">
${cookieLine(dress)}
<header class="site-header"><nav class="navbar"><a class="navbar-brand" href="/">${site}</a>${links(dress, 'navigation')}</nav></header>
<div id="primary" class="container">
<main class="site-main">
<article class="post">
<h1 class="entry-title">${title}</h1>
<div class="entry-meta" role="toolbar"><time class="entry-date" datetime="${escapeMarkup(content.publishedAt)}">${date}</time> · <span>${chosen(dress, 'by')}</span></div>
<div class="entry-content">
${article}
</div>
</article>
<div class="sharing" role="toolbar">${buttons(words.share)}</div>
</main>
<aside class="sidebar widget-area" role="complementary">
<div class="widget newsletter"><p>${words.newsletter}</p><form action="/letter"><input type="email" name="mail"><button>${words.subscribe}</button></form></div>
${advertisement(dress, 'side')}
</aside>
</div>
${related(dress, 'aside')}
${comments(dress)}
${footer(dress)}
</body>`
}

const sections: Readonly<Record<string, string>> = { nav: ' role="menubar"', form: ' role="search"' }

/**
 * The same page without sectioning elements: sites set short notices in plainer templates, and readers that look for
 * the article among sections lose the tables and lists of pages of a few sentences.
 */
export function withoutSections(body: string): string {
  return body
    .replaceAll('role="navigation"', 'role="menubar"')
    .replace(/<(\/?)(nav|header|footer|aside|article|form|section)\b/g, (_, closing: string, name: string) =>
      closing ? '</div' : `<div${sections[name] ?? ''}`,
    )
}

function chosen({ words, pick }: Dress, key: 'by' | 'cookies'): string {
  return words[key][pick(key, words[key].length)]!
}

function chosenList({ words, pick }: Dress, key: 'navigation' | 'footer'): readonly string[] {
  return words[key][pick(key, words[key].length)]!
}

function links(dress: Dress, key: 'navigation' | 'footer'): string {
  const items = chosenList(dress, key).map(
    (name, i) => `<li><a href="/${i === 0 ? '' : `${key}/${i}`}">${name}</a></li>`,
  )
  return `<ul>${items.join('')}</ul>`
}

function buttons(names: readonly string[]): string {
  return names.map((name) => `<button type="button">${name}</button>`).join('')
}

function cookieLine(dress: Dress): string {
  const { words } = dress
  return `<div id="cookie-banner" class="cookie-consent" role="dialog"><p>${chosen(dress, 'cookies')}</p>${buttons([words.accept, words.refuse])}</div>`
}

function advertisement({ words, pickHere }: Dress, place: string): string {
  const says = words.advertisements[pickHere(`advertisement ${place}`, words.advertisements.length)]!
  return `<div class="ad ad-${place}" role="complementary"><small>${words.advertisement}</small><p>${says}</p></div>`
}

function related({ words, related: found, pick }: Dress, tag: 'aside' | 'div'): string {
  if (found.length === 0) return ''
  const heading = words.related[pick('related', words.related.length)]!
  return `<${tag} class="related" role="complementary">\n<h3>${heading}</h3>\n${linkList(found)}\n</${tag}>`
}

/** Comments stand on some pages only. */
function comments({ words, pickHere }: Dress): string {
  const count = pickHere('comments', 3)
  if (count === 0) return ''
  const remarks = Array.from({ length: count }, (_, i) => {
    const name = words.names[pickHere(`name ${i}`, words.names.length)]!
    const says = words.remarks[pickHere(`remark ${i}`, words.remarks.length)]!
    return `<li class="comment"><b>${name}</b><p>${says}</p><button type="button">${words.reply}</button></li>`
  })
  return `<section id="comments" class="comments" role="complementary"><h3>${words.comments}</h3><ol>${remarks.join('')}</ol></section>`
}

function footer(dress: Dress): string {
  const year = dress.content.publishedAt.slice(0, 4)
  return `<footer class="site-footer" role="contentinfo">${links(dress, 'footer')}<p>© ${year} ${dress.site}. ${dress.words.rights}</p></footer>`
}
