import { z } from 'zod'
import { toldFailure } from '../search-failure.ts'
import type { SearchPlug } from '../search.ts'
import { at, fieldsOf, firstText, listAt, someAt, textOf } from './reply-fields.ts'

/** Exa: `POST /search` with `x-api-key`; searches by meaning, and gives the passages that fit. */
export const plug: SearchPlug = {
  name: 'exa',
  facts: {
    title: 'Exa',
    covers: 'general',
    key: 'required',
    keyVariables: ['EXA_API_KEY', 'EXA_KEY'],
    addressVariables: ['EXA_BASE_URL', 'EXA_API_BASE_URL'],
    baseUrl: 'https://api.exa.ai',
    home: 'https://dashboard.exa.ai/api-keys',
    filtersDates: true,
    concurrency: 4,
    // $7 for 1,000 requests of up to ten results with their highlights.
    usd: 0.007,
  },
  options: z.object({ baseUrl: z.string(), key: z.string().optional() }),
  create:
    ({ key }) =>
    async ({ text, limit, since, until }, ask) => {
      const reply = await ask({
        path: '/search',
        method: 'POST',
        headers: { 'x-api-key': key ?? '' },
        body: {
          query: text,
          type: 'auto',
          numResults: Math.min(limit, most),
          contents: { highlights: true },
          ...(since === undefined ? {} : { startPublishedDate: `${since}T00:00:00.000Z` }),
          ...(until === undefined ? {} : { endPublishedDate: `${until}T23:59:59.999Z` }),
        },
      })
      const body = reply.json()
      const told = firstText(at(body, 'error'), at(body, 'error', 'message'))
      if (told !== '') throw toldFailure(`${told} ${textOf(at(body, 'tag'))}`)
      return listAt(body, 'results').map((result, index) => {
        const { url, title, publishedDate, author, text: whole, summary } = fieldsOf(result)
        const highlights = someAt(result, 'highlights')
          .map(textOf)
          .filter((piece) => piece.trim() !== '')
        const name = textOf(author).trim()
        return {
          url: textOf(url),
          title: textOf(title),
          snippet: highlights.length > 0 ? highlights.join(' … ') : firstText(summary, whole),
          publishedAt: textOf(publishedDate),
          ...(name === '' ? {} : { authors: [name] }),
          rank: index + 1,
        }
      })
    },
}

/** More results cost more. */
const most = 10
