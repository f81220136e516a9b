import { z } from 'zod'
import { pageInstead, searchFailure, unreadable } from '../search-failure.ts'
import type { SearchPlug, SourceHit, WebQuery } from '../search.ts'
import { queryOf } from './reply-fields.ts'

/**
 * DuckDuckGo's page without scripts: `POST /html/`, no key. Its answers are pages, read by the classes of their
 * links; a page that shows neither results nor the words for “none” is a failure, for the page changes.
 */
export const plug: SearchPlug = {
  name: 'duckduckgo',
  facts: {
    title: 'DuckDuckGo',
    covers: 'general',
    key: 'none',
    keyVariables: [],
    addressVariables: ['DUCKDUCKGO_BASE_URL', 'DDG_BASE_URL'],
    baseUrl: 'https://html.duckduckgo.com',
    home: 'https://duckduckgo.com',
    filtersDates: true,
    // It takes quick callers for robots, and then answers nobody for a while.
    concurrency: 1,
    interval: 2_000,
    usd: 0,
  },
  options: z.object({ baseUrl: z.string(), key: z.string().optional() }),
  create:
    () =>
    async (query, ask, { now }) => {
      const reply = await ask({
        path: '/html/',
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
        body: queryOf({ q: query.text, kl: places[query.language], df: period(query, now) }),
      })
      const results = resultsIn(reply.text)
      if (results.length > 0) return results
      if (/anomaly|challenge-form|bots use DuckDuckGo/i.test(reply.text))
        throw searchFailure('search-refused', 'it asks for proof that no robot is asking', reply.status)
      if (/class=["'][^"'<>]*\bno-results\b/.test(reply.text)) return []
      // 202 is how it answers robots; a page of another kind is told by its title.
      if (reply.status !== 200)
        throw searchFailure('search-refused', 'it answers without results', reply.status)
      if (/class=["'][^"'<>]*\bresult--ad\b/.test(reply.text))
        throw unreadable('a page of advertisements only')
      throw pageInstead(reply.text)
    },
}

const places = { en: 'us-en', zh: 'cn-zh', other: 'wt-wt' } as const

/** `2024-01-01..2024-12-31`; both ends are needed. */
function period({ since, until }: WebQuery, now: number): string | undefined {
  if (since === undefined && until === undefined) return undefined
  return `${since ?? '1990-01-01'}..${until ?? new Date(now).toISOString().slice(0, 10)}`
}

/** A page of results has a few tens of kilobytes and about thirty results. */
const longestPage = 1_000_000
const mostResults = 100

type Result = Omit<SourceHit, 'engine'>

/** Goes through the tags once: a title's link opens a result, what follows until the next one belongs to it. */
function resultsIn(page: string): Result[] {
  const results: { url: string; title: string; snippet: string; publishedAt?: string; rank: number }[] = []
  let open: (typeof results)[number] | undefined
  let advertisement = false
  for (const { 0: tag, index } of page
    .slice(0, longestPage)
    .matchAll(/<(?:a|div|span|td|tr)\b[^<>]{0,4000}>/gi)) {
    if (results.length > mostResults) break
    const classes = (attribute(tag, classOf) ?? '').split(/\s+/)
    const inside = (): string => innerText(page, index + tag.length, tag)
    if (classes.includes('result')) {
      open = undefined
      advertisement = classes.some((name) => name.startsWith('result--ad'))
    } else if (classes.includes('result__a')) {
      open = undefined
      const url = target(attribute(tag, hrefOf) ?? '')
      if (advertisement || url === undefined) continue
      open = { url, title: inside(), snippet: '', rank: results.length + 1 }
      results.push(open)
    } else if (open && classes.includes('result__snippet')) open.snippet ||= inside()
    else if (open && open.publishedAt === undefined && /^<span/i.test(tag)) {
      const date = /^(?:&nbsp;|\s)*(\d{4}-\d\d-\d\d)T/.exec(
        page.slice(index + tag.length, index + tag.length + 80),
      )
      if (date) open.publishedAt = date[1]!
    }
  }
  return results
}

/** What stands between a tag and its end. */
function innerText(page: string, from: number, tag: string): string {
  const name = /^<(\w+)/.exec(tag)?.[1] ?? 'a'
  const piece = page.slice(from, from + 8_000)
  const end = piece.toLowerCase().indexOf(`</${name.toLowerCase()}`)
  return end < 0 ? piece.slice(0, 500) : piece.slice(0, end)
}

const classOf = /\sclass\s*=\s*(?:"([^"]*)"|'([^']*)')/i
const hrefOf = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/i

function attribute(tag: string, pattern: RegExp): string | undefined {
  const found = pattern.exec(tag)
  return found?.[1] ?? found?.[2]
}

/** Where a link leads: out of DuckDuckGo's redirector; undefined for its advertisements and own pages. */
function target(href: string): string | undefined {
  const plain = href.replaceAll('&amp;', '&').trim()
  const address = plain.startsWith('//') ? `https:${plain}` : plain
  if (!URL.canParse(address)) return plain
  const url = new URL(address)
  if (!/(?:^|\.)duckduckgo\.com$/.test(url.hostname)) return address
  if (url.pathname === '/y.js' || url.searchParams.has('ad_domain')) return undefined
  return url.searchParams.get('uddg') ?? undefined
}
