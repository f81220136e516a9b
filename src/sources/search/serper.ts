import { z } from 'zod'
import { toldFailure } from '../search-failure.ts'
import type { SearchPlug, WebQuery } from '../search.ts'
import { at, fieldsOf, firstText, listAt, textOf } from './reply-fields.ts'

/** Serper: Google's results by `POST /search` with `X-API-KEY`. */
export const plug: SearchPlug = {
  name: 'serper',
  facts: {
    title: 'Serper (Google)',
    covers: 'general',
    key: 'required',
    keyVariables: ['SERPER_API_KEY', 'SERPER_KEY'],
    addressVariables: ['SERPER_BASE_URL', 'SERPER_API_URL'],
    baseUrl: 'https://google.serper.dev',
    home: 'https://serper.dev/api-key',
    filtersDates: true,
    concurrency: 4,
    // One credit for up to ten results; 50,000 for $50.
    usd: 0.001,
  },
  options: z.object({ baseUrl: z.string(), key: z.string().optional() }),
  create:
    ({ key }) =>
    async (query, ask) => {
      const tbs = period(query)
      const reply = await ask({
        path: '/search',
        method: 'POST',
        headers: { 'x-api-key': key ?? '' },
        body: {
          q: query.text,
          num: Math.min(query.limit, most),
          ...places[query.language],
          ...(tbs === undefined ? {} : { tbs }),
        },
      })
      const body = reply.json()
      // Google's own answer boxes come beside `organic`, which is there even when it is empty.
      const told = firstText(at(body, 'message'), at(body, 'error'))
      if (told !== '') throw toldFailure(told)
      return listAt(body, 'organic').map((result, index) => {
        const { link, title, snippet, date } = fieldsOf(result)
        return {
          url: textOf(link),
          title: textOf(title),
          snippet: textOf(snippet),
          publishedAt: textOf(date),
          rank: index + 1,
        }
      })
    },
}

/** More results cost a second credit. */
const most = 10

const places = { en: { gl: 'us', hl: 'en' }, zh: { gl: 'cn', hl: 'zh-cn' }, other: {} } as const

/** Google's custom range: `cdr:1,cd_min:1/31/2024,cd_max:2/29/2024`. */
function period({ since, until }: WebQuery): string | undefined {
  const parts = [
    ...(since === undefined ? [] : [`cd_min:${american(since)}`]),
    ...(until === undefined ? [] : [`cd_max:${american(until)}`]),
  ]
  return parts.length === 0 ? undefined : ['cdr:1', ...parts].join(',')
}

function american(day: string): string {
  const [year, month, date] = day.split('-')
  return `${Number(month)}/${Number(date)}/${year ?? ''}`
}
