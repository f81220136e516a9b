import { z } from 'zod'
import { isPage, pageInstead, searchFailure, toldFailure } from '../search-failure.ts'
import type { EngineReply, SearchPlug, WebQuery } from '../search.ts'
import { at, fieldsOf, firstText, listAt, queryOf, someAt, textOf } from './reply-fields.ts'

/**
 * SearXNG, a metasearch engine on a server of one's own: `GET /search?format=json`, no key. Its operator has to allow
 * JSON; a server that does not answers 403, or shows the page for people.
 */
export const plug: SearchPlug = {
  name: 'searxng',
  facts: {
    title: 'SearXNG',
    covers: 'general',
    key: 'none',
    keyVariables: [],
    addressVariables: [
      'SEARXNG_URL',
      'SEARXNG_BASE_URL',
      'SEARXNG_API_URL',
      'SEARXNG_HOST',
      'SEARX_HOST',
      'SEARX_URL',
      'SEARXNG_QUERY_URL',
      'SEARXNG_ENDPOINT',
      'SEARXNG_API_BASE',
      'SEARXNG_INSTANCE_URL',
      'SEARXNG_INSTANCE',
      'SEARXNG_SERVER',
      'SEARX_BASE_URL',
      'SEARX_INSTANCE_URL',
    ],
    home: 'https://docs.searxng.org',
    filtersDates: true,
    concurrency: 4,
    usd: 0,
  },
  options: z.object({ baseUrl: z.string().transform(serverOf), key: z.string().optional() }),
  create:
    () =>
    async (query, ask, { now }) => {
      const parameters = queryOf({
        q: query.text,
        format: 'json',
        language: places[query.language],
        time_range: range(query, now),
      })
      const reply = await ask({ path: `/search?${parameters}`, reads: [403] })
      if (reply.status === 403 || (isPage(reply.text) && /searx/i.test(reply.text))) throw withoutJson(reply)
      const body = reply.json()
      const told = textOf(at(body, 'error'))
      if (told !== '') throw toldFailure(told)
      const results = listAt(body, 'results')
      const silent = someAt(body, 'unresponsive_engines').map((pair) =>
        Array.isArray(pair) ? pair.map(textOf).filter(Boolean).join(': ') : textOf(pair),
      )
      // The server asks other engines: when it has nothing and some did not answer, nobody knows that there is nothing.
      if (results.length === 0 && silent.length > 0)
        throw searchFailure('search-failed', `its engines did not answer: ${silent.slice(0, 5).join(', ')}`)
      return results.map((result, index) => {
        const { url, title, content, publishedDate, pubdate } = fieldsOf(result)
        return {
          url: textOf(url),
          title: textOf(title),
          snippet: textOf(content),
          publishedAt: firstText(publishedDate, pubdate),
          rank: index + 1,
        }
      })
    },
}

const places = { en: 'en', zh: 'zh-CN', other: 'all' } as const

/** SearXNG knows a day, a month and a year back from now; what is newer than `until` is dropped afterwards. */
function range({ since }: WebQuery, now: number): string | undefined {
  if (since === undefined) return undefined
  const days = (now - Date.parse(since)) / 864e5
  if (!(days <= 365)) return undefined
  return days <= 1 ? 'day' : days <= 30 ? 'month' : 'year'
}

function withoutJson({ status, text }: EngineReply): Error {
  const instead = pageInstead(text, status)
  if (instead.code === 'search-refused') return instead
  return searchFailure(
    'search-refused',
    'it does not give JSON: add json to search.formats in its settings.yml (formats: [html, json]) and restart it',
    status,
  )
}

/**
 * The server's address from any of the forms that are in use: without scheme, with `/search`, with a query and a
 * place for it (`http://host:8080/search?q=<query>&categories=science`); further parameters stay.
 */
function serverOf(given: string): string {
  const text = given.trim()
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(address)) return text
  const url = new URL(address)
  for (const name of ['q', 'format', 'pageno', 'language', 'time_range']) url.searchParams.delete(name)
  url.pathname = url.pathname.replace(/\/(?:search)?\/*$/, '')
  url.hash = ''
  const query = url.searchParams.toString()
  const credentials = url.username === '' ? '' : `${url.username}${url.password && `:${url.password}`}@`
  const path = url.pathname === '/' ? '' : url.pathname
  return `${url.protocol}//${credentials}${url.host}${path}${query && `?${query}`}`
}
