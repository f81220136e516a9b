import { z } from 'zod'
import { toldFailure, unreadable } from '../search-failure.ts'
import type { SearchPlug, WebQuery } from '../search.ts'
import { at, fieldsOf, firstText, listAt, queryOf, someAt, textOf } from './reply-fields.ts'

/** Brave Search: `GET /res/v1/web/search` with `X-Subscription-Token`; an index of its own. */
export const plug: SearchPlug = {
  name: 'brave',
  facts: {
    title: 'Brave Search',
    covers: 'general',
    key: 'required',
    keyVariables: ['BRAVE_API_KEY', 'BRAVE_SEARCH_API_KEY', 'BRAVE_KEY', 'BRAVE_SUBSCRIPTION_TOKEN'],
    addressVariables: ['BRAVE_BASE_URL', 'BRAVE_SEARCH_BASE_URL'],
    baseUrl: 'https://api.search.brave.com',
    home: 'https://api-dashboard.search.brave.com',
    filtersDates: true,
    // One request a second in the smallest plan; the larger ones are quicker than a run needs.
    concurrency: 1,
    interval: 1_050,
    usd: 0.005,
  },
  options: z.object({ baseUrl: z.string(), key: z.string().optional() }),
  create:
    ({ key }) =>
    async (query, ask, { now }) => {
      const parameters = queryOf({
        q: query.text,
        count: Math.min(query.limit, most),
        ...places[query.language],
        text_decorations: 'false',
        extra_snippets: 'true',
        result_filter: 'web',
        freshness: period(query, now),
      })
      const reply = await ask({
        path: `/res/v1/web/search?${parameters}`,
        headers: { 'x-subscription-token': key ?? '' },
      })
      const body = reply.json()
      const told = firstText(at(body, 'error', 'detail'), at(body, 'error', 'code'), at(body, 'message'))
      if (told !== '') throw toldFailure(told)
      // Where nothing is found, `web` is left out.
      if (at(body, 'web') === undefined) {
        if (textOf(at(body, 'type')) === 'search' && at(body, 'query', 'original') !== undefined) return []
        throw unreadable('neither web results nor the query in the reply')
      }
      return listAt(body, 'web', 'results').map((result, index) => {
        const { url, title, description, page_age: stated, age } = fieldsOf(result)
        const more = someAt(result, 'extra_snippets').map(textOf)
        return {
          url: textOf(url),
          title: textOf(title),
          snippet: [textOf(description), ...more].filter((piece) => piece !== '').join(' … '),
          publishedAt: firstText(stated, age),
          rank: index + 1,
        }
      })
    },
}

/** Results that the service gives at most. */
const most = 20

const places = {
  en: { country: 'US', search_lang: 'en' },
  zh: { country: 'CN', search_lang: 'zh-hans' },
  other: {},
} as const

/** `2024-01-01to2024-12-31`; an open end is today, an open beginning the beginning of the web. */
function period({ since, until }: WebQuery, now: number): string | undefined {
  if (since === undefined && until === undefined) return undefined
  return `${since ?? '1990-01-01'}to${until ?? new Date(now).toISOString().slice(0, 10)}`
}
