import { z } from 'zod'
import type { SearchPlug, WebQuery } from '../search.ts'
import { toldFailure, unreadable } from '../search-failure.ts'
import { at, fieldsOf, firstText, listAt, textOf } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'

const most = 50

/**
 * Bocha (博查), a search of the Chinese web whose replies follow Bing's: https://open.bochaai.com (接口文档).
 *
 * 1. A failure may come with status 200: then `code` is another one than 200.
 * 2. `dateLastCrawled` is the date of publication in Beijing's time, whatever its `Z` says; `datePublished` is right.
 *
 * The price is 0.036 yuan a search.
 */
export const plug: SearchPlug = {
  name: 'bocha',
  facts: {
    title: '博查 Bocha',
    covers: 'general',
    key: 'required',
    keyVariables: ['BOCHA_API_KEY'],
    addressVariables: ['BOCHA_BASE_URL'],
    baseUrl: 'https://api.bochaai.com',
    home: 'https://open.bochaai.com',
    filtersDates: true,
    concurrency: 2,
    interval: 250,
    usd: 0.005,
  },
  options: z.object({ baseUrl: z.string().default('https://api.bochaai.com'), key: z.string().optional() }),
  create:
    ({ key }) =>
    async (query, ask, { now }) => {
      const reply = await ask({
        path: '/v1/web-search',
        method: 'POST',
        headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
        body: {
          query: query.text.toWellFormed(),
          freshness: freshnessOf(query, now),
          summary: true,
          count: Math.min(query.limit, most),
        },
      })
      const said = reply.json()
      const code = textOf(at(said, 'code'))
      if (code !== '' && code !== '200')
        throw toldFailure(
          `${code} ${firstText(at(said, 'msg'), at(said, 'message'))}`,
          Number(code) || reply.status,
        )
      return pagesOf(at(said, 'data')).map((page, index) => ({
        url: textOf(at(page, 'url')),
        title: textOf(at(page, 'name')),
        snippet: firstText(at(page, 'summary'), at(page, 'snippet')),
        publishedAt: statedDate(
          firstText(at(page, 'datePublished'), textOf(at(page, 'dateLastCrawled')).replace(/Z$/, '+08:00')),
          now,
        ),
        rank: index + 1,
      }))
    },
}

/** Where nothing was found, `webPages` is null or its list is. */
function pagesOf(data: unknown): readonly unknown[] {
  const { _type: type, webPages } = fieldsOf(data)
  if (type !== 'SearchResponse' && webPages === undefined) throw unreadable('no data.webPages in the reply')
  return webPages === null || webPages === undefined || at(webPages, 'value') === null
    ? []
    : listAt(webPages, 'value')
}

/** `2025-01-01..2025-04-06`: the service knows no open ranges. */
function freshnessOf({ since, until }: WebQuery, now: number): string {
  if (since === undefined && until === undefined) return 'noLimit'
  return `${since ?? '1990-01-01'}..${until ?? new Date(now).toISOString().slice(0, 10)}`
}
