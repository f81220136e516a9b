import { z } from 'zod'
import type { SearchPlug } from '../search.ts'
import { at, firstText, listAt, queryOf, textOf } from './reply-fields.ts'

const most = 100
const editions = { en: 'https://en.wikipedia.org', zh: 'https://zh.wikipedia.org' } as const

/**
 * Wikipedia in the query's language, Chinese or English: https://www.mediawiki.org/wiki/API:REST_API/Reference
 * (“Search pages”).
 *
 * Each edition is asked at its own wiki: the one address that serves all of them (api.wikimedia.org) is being given up
 * (https://wikitech.wikimedia.org/wiki/API_Portal/Deprecation). A base address of the user's asks that wiki, whatever
 * the language: `https://fr.wikipedia.org`, or `https://wiki.example.org/w/rest.php/v1`.
 */
export const plug: SearchPlug = {
  name: 'wikipedia',
  facts: {
    title: 'Wikipedia',
    covers: 'encyclopedia',
    key: 'none',
    keyVariables: [],
    addressVariables: ['WIKIPEDIA_BASE_URL'],
    baseUrl: editions.en,
    editions,
    home: 'https://www.mediawiki.org/wiki/Wikimedia_APIs',
    filtersDates: false,
    concurrency: 2,
    usd: 0,
  },
  options: z.object({ baseUrl: z.string().default(editions.en), key: z.string().optional() }),
  create:
    () =>
    async ({ text, limit }, ask, { baseUrl }) => {
      const { origin, pathname } = new URL(baseUrl)
      const path = /\/rest\.php\/v1\/*$/.test(pathname) ? '/search/page' : '/w/rest.php/v1/search/page'
      const reply = await ask({ path: `${path}?${queryOf({ q: text, limit: Math.min(limit, most) })}` })
      return listAt(reply.json(), 'pages').map((page, index) => ({
        url: pageAddress(origin, textOf(at(page, 'key'))),
        title: textOf(at(page, 'title')),
        snippet: snippetOf(firstText(at(page, 'description')), firstText(at(page, 'excerpt'))),
        rank: index + 1,
      }))
    },
}

/** The description says what the page is about in a few words, the excerpt where the query's words stand. */
function snippetOf(description: string, excerpt: string): string {
  return description === '' || excerpt === '' ? description + excerpt : `${description}: ${excerpt}`
}

function pageAddress(wiki: string, key: string): string {
  if (key === '') return ''
  return `${wiki}/wiki/${encodeURI(key.toWellFormed()).replace(/[?#]/g, encodeURIComponent)}`
}
