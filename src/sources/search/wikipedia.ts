import { z } from 'zod'
import type { SearchPlug } from '../search.ts'
import { at, firstText, listAt, queryOf, textOf } from './reply-fields.ts'

const most = 100
const shared = 'https://api.wikimedia.org'

/**
 * Wikipedia in the query's language, Chinese or English: https://www.mediawiki.org/wiki/API:REST_API/Reference
 * (“Search pages”).
 *
 * All languages are asked at one origin, Wikimedia's shared one, which it wants to give up some day
 * (https://wikitech.wikimedia.org/wiki/API_Portal/Deprecation). A base address that is one wiki's, in whatever
 * language it is written, asks that one: `https://zh.wikipedia.org`, or `https://wiki.example.org/w/rest.php/v1`.
 */
export const plug: SearchPlug = {
  name: 'wikipedia',
  facts: {
    title: 'Wikipedia',
    covers: 'encyclopedia',
    key: 'none',
    keyVariables: [],
    addressVariables: ['WIKIPEDIA_BASE_URL'],
    baseUrl: shared,
    home: 'https://www.mediawiki.org/wiki/Wikimedia_APIs',
    filtersDates: false,
    concurrency: 2,
    usd: 0,
  },
  options: z.object({ baseUrl: z.string().default(shared), key: z.string().optional() }),
  create:
    ({ baseUrl }) =>
    async ({ text, language, limit }, ask) => {
      const { path, pages } = placesOf(baseUrl, language === 'zh' ? 'zh' : 'en')
      const reply = await ask({ path: `${path}?${queryOf({ q: text, limit: Math.min(limit, most) })}` })
      return listAt(reply.json(), 'pages').map((page, index) => ({
        url: pageAddress(pages, textOf(at(page, 'key'))),
        title: textOf(at(page, 'title')),
        snippet: snippetOf(firstText(at(page, 'description')), firstText(at(page, 'excerpt'))),
        rank: index + 1,
      }))
    },
}

/** Where to ask below the base address, and where that wiki's pages are. */
function placesOf(baseUrl: string, edition: string): { path: string; pages: string } {
  const { origin, hostname, pathname } = new URL(baseUrl)
  if (/\/rest\.php\/v1\/*$/.test(pathname)) return { path: '/search/page', pages: origin }
  if (hostname.endsWith('.wikipedia.org')) return { path: '/w/rest.php/v1/search/page', pages: origin }
  return { path: `/core/v1/wikipedia/${edition}/search/page`, pages: `https://${edition}.wikipedia.org` }
}

/** The description says what the page is about in a few words, the excerpt where the query's words stand. */
function snippetOf(description: string, excerpt: string): string {
  return description === '' || excerpt === '' ? description + excerpt : `${description}: ${excerpt}`
}

function pageAddress(wiki: string, key: string): string {
  if (key === '') return ''
  return `${wiki}/wiki/${encodeURI(key.toWellFormed()).replace(/[?#]/g, encodeURIComponent)}`
}
