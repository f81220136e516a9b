import { z } from 'zod'
import type { SearchPlug } from '../search.ts'
import { at, fieldsOf, listAt, textOf } from './reply-fields.ts'
import { toldFailure } from '../search-failure.ts'

/** Tavily: `POST /search` with a bearer token; texts already cut for reading by models. */
export const plug: SearchPlug = {
  name: 'tavily',
  facts: {
    title: 'Tavily',
    covers: 'general',
    key: 'required',
    keyVariables: ['TAVILY_API_KEY', 'TAVILY_KEY'],
    addressVariables: ['TAVILY_BASE_URL', 'TAVILY_API_BASE_URL', 'TAVILY_API_URL'],
    baseUrl: 'https://api.tavily.com',
    home: 'https://app.tavily.com',
    filtersDates: true,
    concurrency: 4,
    // One credit a basic search, $0.008 each beyond the plan.
    usd: 0.008,
  },
  options: z.object({ baseUrl: z.string(), key: z.string().optional() }),
  create:
    ({ key }) =>
    async ({ text, limit, since, until }, ask) => {
      const reply = await ask({
        path: '/search',
        method: 'POST',
        headers: { authorization: `Bearer ${key ?? ''}` },
        body: {
          query: text,
          search_depth: 'basic',
          topic: 'general',
          max_results: Math.min(limit, most),
          ...(since === undefined ? {} : { start_date: since }),
          ...(until === undefined ? {} : { end_date: until }),
        },
      })
      const body = reply.json()
      const told = textOf(at(body, 'detail', 'error')) || textOf(at(body, 'error'))
      if (told !== '') throw toldFailure(told)
      return listAt(body, 'results').map((result, index) => {
        const { url, title, content, published_date: date } = fieldsOf(result)
        return {
          url: textOf(url),
          title: textOf(title),
          snippet: textOf(content),
          publishedAt: textOf(date),
          rank: index + 1,
        }
      })
    },
}

/** Results that the service gives at most. */
const most = 20
