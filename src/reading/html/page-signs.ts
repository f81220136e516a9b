import type { PageLink, PageSigns } from '#sources'
import { isHidden } from './blocks.ts'
import { cleanText, isElement, isText, type HtmlDocument, type HtmlElement, type HtmlNode } from './dom.ts'
import { refreshIn } from './refresh.ts'

/**
 * Where a page leads: its links, feeds, canonical address and meta refresh.
 *
 * 1. Every address is absolute and http(s); what a `base` element says is obeyed, as browsers do.
 * 2. What a reader would not see (hidden links, links in scripts' stead) leads nowhere. `rel=nofollow` is advice to
 *    search engines about endorsement, not about reading.
 * 3. Time is linear in the page, however its elements are nested: a link's text is read up to a limit.
 */
export function leadsOf(
  document: HtmlDocument,
  url: string,
  article: ReadonlySet<HtmlNode>,
): Omit<PageSigns, 'shell' | 'needsBrowser'> {
  const base = absoluteAddress(document.querySelector('base[href]')?.getAttribute('href'), url, 'kept') ?? url
  const canonical = firstLink(document, base, 'canonical')[0]
  const refresh = refreshOf(document, base, url)
  return {
    ...(refresh ? { refresh } : {}),
    ...(canonical ? { canonical } : {}),
    links: linksOf(document, base, url, article),
    feeds: feedsOf(document, base),
  }
}

/** What a file that is no web page says besides its text: nothing. */
export const noSigns: PageSigns = Object.freeze({ links: [], feeds: [], needsBrowser: false })

/** Links told at most, links looked at, feeds told, text nodes read of one link, and characters of its text. */
const most = { links: 300, seen: 3_000, feeds: 30, nodes: 60, text: 300 } as const

/** Elements whose links nobody sees or which are no part of the page. */
const silent = new Set(['script', 'style', 'noscript', 'template', 'svg', 'head', 'datalist', 'select'])

function linksOf(
  document: HtmlDocument,
  base: string,
  url: string,
  article: ReadonlySet<HtmlNode>,
): PageLink[] {
  const self = absoluteAddress(url, url)
  const found = new Map<string, PageLink>()
  const open: HtmlNode[] = document.documentElement ? [document.documentElement] : []
  for (let node = open.pop(); node && found.size < most.seen; node = open.pop()) {
    if (!isElement(node) || silent.has(node.localName) || isHidden(node)) continue
    const target = targetOf(node)
    const to = target === undefined ? undefined : absoluteAddress(target, base)
    if (to !== undefined && to !== self) note(found, to, node, article)
    for (const child of [...node.childNodes].toReversed()) open.push(child)
  }
  return withinLimit([...found.values()])
}

function targetOf(element: HtmlElement): string | undefined {
  switch (element.localName) {
    case 'a':
    case 'area':
      return element.getAttribute('href') ?? undefined
    // A frameset is a page that consists of others.
    case 'frame':
      return element.getAttribute('src') ?? undefined
    default:
      return undefined
  }
}

/** An address that stands twice is one link: in the text if it stands there once, with the words it has there. */
function note(
  found: Map<string, PageLink>,
  url: string,
  element: HtmlElement,
  article: ReadonlySet<HtmlNode>,
): void {
  const known = found.get(url)
  if (known?.inText && known.text !== '') return
  const { text, inText } = wordsOf(element, article)
  if (!known || (inText && !known.inText) || known.text === '')
    found.set(url, { url, text: text || (known?.text ?? ''), inText: inText || (known?.inText ?? false) })
}

/** A link's words, or what stands for its picture; and whether they are in the article. */
function wordsOf(link: HtmlElement, article: ReadonlySet<HtmlNode>): { text: string; inText: boolean } {
  const parts: string[] = []
  let pictured: string | null = null
  let inText = false
  const open: HtmlNode[] = [link]
  for (let node = open.pop(), left: number = most.nodes; node && left > 0; node = open.pop(), left--) {
    if (isText(node)) {
      parts.push((node.textContent ?? '').slice(0, 2 * most.text))
      inText ||= article.has(node)
    } else if (isElement(node) && !silent.has(node.localName)) {
      if (node.localName === 'img') pictured ??= node.getAttribute('alt')
      for (const child of [...node.childNodes].slice(0, most.nodes).toReversed()) open.push(child)
    }
  }
  const text =
    cleanText(parts.join('')) ||
    cleanText(pictured ?? link.getAttribute('aria-label') ?? link.getAttribute('title'))
  return { text: text.slice(0, most.text).toWellFormed(), inText }
}

/** A menu of four hundred entries does not push out the links of the text. */
function withinLimit(links: readonly PageLink[]): PageLink[] {
  if (links.length <= most.links) return [...links]
  const chosen = new Set([...links.filter((link) => link.inText), ...links].slice(0, most.links))
  return links.filter((link) => chosen.has(link))
}

function firstLink(document: HtmlDocument, base: string, relation: string): string[] {
  return [...document.querySelectorAll('link[rel]')]
    .filter((link) => relationsOf(link).includes(relation))
    .flatMap((link) => absoluteAddress(link.getAttribute('href'), base) ?? [])
}

const feedTypes = /^application\/(?:(?:rss|atom|rdf)\+xml|feed\+json)\s*(?:;|$)/i
/** Types that feeds share with other things: then the title must say so. */
const sharedTypes = /^(?:application\/(?:json|xml)|text\/xml)\s*(?:;|$)/i

function feedsOf(document: HtmlDocument, base: string): string[] {
  const feeds = [...document.querySelectorAll('link[rel]')]
    .filter((link) => {
      if (!relationsOf(link).includes('alternate')) return false
      const type = (link.getAttribute('type') ?? '').trim()
      return (
        feedTypes.test(type) ||
        (sharedTypes.test(type) && /\b(?:rss|atom|feed)\b|订阅/i.test(link.getAttribute('title') ?? ''))
      )
    })
    .flatMap((link) => absoluteAddress(link.getAttribute('href'), base) ?? [])
  return [...new Set(feeds)].slice(0, most.feeds)
}

/** The first refresh counts, and one in a `noscript` does not: it leads to the page for those without scripts. */
function refreshOf(document: HtmlDocument, base: string, url: string): string | undefined {
  for (const meta of document.querySelectorAll('meta[http-equiv]')) {
    if (meta.getAttribute('http-equiv')?.trim().toLowerCase() !== 'refresh') continue
    if (meta.parentNode?.localName === 'noscript') continue
    const stated = refreshIn(meta.getAttribute('content') ?? '')
    if (!stated) continue
    const to = stated.url !== '' && stated.seconds <= 30 ? absoluteAddress(stated.url, base) : undefined
    return to === absoluteAddress(url, url) ? undefined : to
  }
  return undefined
}

function relationsOf(link: HtmlElement): string[] {
  return (link.getAttribute('rel') ?? '').toLowerCase().split(/\s+/)
}

/** An absolute http(s) address, in the URL standard's serialisation; without fragment unless that is kept. */
function absoluteAddress(
  href: string | null | undefined,
  base: string,
  fragment: 'dropped' | 'kept' = 'dropped',
): string | undefined {
  if (href === null || href === undefined || href.length > 8_000) return undefined
  const relative = URL.canParse(base) ? base : undefined
  if (!URL.canParse(href, relative)) return undefined
  const url = new URL(href, relative)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  if (fragment === 'dropped') url.hash = ''
  return url.href
}
