import { z } from 'zod'
import type { SearchPlug, WebQuery } from '../search.ts'
import { toldFailure } from '../search-failure.ts'
import { at, firstText, listAt, someAt } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'

/** Ten results are two credits; more would be more. */
const most = 10

/** The service refuses longer ones. */
const longestQuery = 500

/**
 * Firecrawl, version 2 of its search, without scraping the results:
 * https://docs.firecrawl.dev/api-reference/endpoint/search. An own server that only speaks version 1
 * (`data` is the list itself) is configured with its version: `http://localhost:3002/v1`.
 *
 * The price is two credits of the smallest paid plan ($16 for 3,000).
 */
export const plug: SearchPlug = {
  name: 'firecrawl',
  facts: {
    title: 'Firecrawl',
    covers: 'general',
    key: 'required',
    keyVariables: ['FIRECRAWL_API_KEY'],
    addressVariables: ['FIRECRAWL_BASE_URL', 'FIRECRAWL_API_URL'],
    baseUrl: 'https://api.firecrawl.dev',
    home: 'https://www.firecrawl.dev/app/api-keys',
    filtersDates: true,
    concurrency: 2,
    usd: 0.0107,
  },
  options: z.object({ baseUrl: z.string().default('https://api.firecrawl.dev'), key: z.string().optional() }),
  create:
    ({ baseUrl, key }) =>
    async (query, ask, { now }) => {
      const reply = await ask({
        path: /\/v\d+\/*$/.test(baseUrl) ? '/search' : '/v2/search',
        method: 'POST',
        headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
        body: {
          query: query.text.slice(0, longestQuery).toWellFormed(),
          limit: Math.min(query.limit, most),
          ...datesOf(query),
        },
      })
      const said = reply.json()
      if (at(said, 'success') === false) throw toldFailure(firstText(at(said, 'error'), at(said, 'message')))
      const lists = Array.isArray(at(said, 'data'))
        ? listAt(said, 'data')
        : // News stands beside the web only where it was asked for; without either there is no answer.
          [
            ...(someAt(said, 'data', 'news').length > 0
              ? someAt(said, 'data', 'web')
              : listAt(said, 'data', 'web')),
            ...someAt(said, 'data', 'news'),
          ]
      return lists.map((result, index) => ({
        url: firstText(at(result, 'url'), at(result, 'metadata', 'sourceURL')),
        title: firstText(at(result, 'title'), at(result, 'metadata', 'title')),
        snippet: firstText(
          at(result, 'description'),
          at(result, 'snippet'),
          at(result, 'metadata', 'description'),
        ),
        publishedAt: statedDate(at(result, 'date'), now),
        rank: index + 1,
      }))
    },
}

/** A range of days in Google's own words, which is what the service passes on: `cdr:1,cd_min:5/30/2024`. */
function datesOf({ since, until }: WebQuery): { tbs?: string } {
  if (since === undefined && until === undefined) return {}
  const day = (name: string, date: string | undefined): string => {
    const [year, month, dayOfMonth] = (date ?? '').split('-').map(Number)
    return date === undefined ? '' : `,${name}:${month}/${dayOfMonth}/${year}`
  }
  return { tbs: `cdr:1${day('cd_min', since)}${day('cd_max', until)}` }
}
