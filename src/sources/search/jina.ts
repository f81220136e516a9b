import { z } from 'zod'
import type { SearchPlug } from '../search.ts'
import { toldFailure } from '../search-failure.ts'
import { at, firstText, listAt, textOf } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'

/** As many as one request may name. */
const most = 20

/** The status inside a reply (HTTP 422) that says that nothing was found. */
const nothingFound = 42_206

/**
 * Jina Search (`s.jina.ai`) without the pages' contents: https://jina.ai/reader/, https://docs.jina.ai.
 *
 * Where nothing is found, the service answers with status 422 and a sentence; every other 422 is a failure. Tokens
 * are its currency: 10,000 for a search at least, at $0.05 for a million.
 */
export const plug: SearchPlug = {
  name: 'jina',
  facts: {
    title: 'Jina Search',
    covers: 'general',
    key: 'required',
    keyVariables: ['JINA_API_KEY'],
    addressVariables: ['JINA_BASE_URL'],
    baseUrl: 'https://s.jina.ai',
    home: 'https://jina.ai/api-dashboard/',
    filtersDates: false,
    concurrency: 2,
    interval: 1_500,
    usd: 0.0005,
  },
  options: z.object({ baseUrl: z.string().default('https://s.jina.ai'), key: z.string().optional() }),
  create:
    ({ key }) =>
    async ({ text, limit }, ask, { now }) => {
      const reply = await ask({
        path: '/',
        method: 'POST',
        headers: {
          accept: 'application/json',
          'x-respond-with': 'no-content',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        body: { q: text.toWellFormed(), num: Math.min(limit, most) },
        reads: [422],
      })
      const said = reply.json()
      if (at(said, 'status') === nothingFound || sayNothingFound.test(textOf(at(said, 'message')))) return []
      if (reply.status === 422 || (at(said, 'code') ?? 200) !== 200)
        throw toldFailure(
          firstText(at(said, 'readableMessage'), at(said, 'message'), at(said, 'name')),
          reply.status,
        )
      return listAt(said, 'data').map((result, index) => ({
        url: textOf(at(result, 'url')),
        title: textOf(at(result, 'title')),
        snippet: firstText(at(result, 'description'), at(result, 'content')),
        publishedAt: statedDate(at(result, 'date') ?? at(result, 'publishedTime'), now),
        rank: index + 1,
      }))
    },
}

const sayNothingFound = /^No search results available for query/
