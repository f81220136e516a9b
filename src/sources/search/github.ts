import { z } from 'zod'
import type { SearchPlug, WebQuery } from '../search.ts'
import { searchFailure, toldFailure } from '../search-failure.ts'
import { keywordsOf } from './keywords.ts'
import { at, firstText, listAt, queryOf, someAt, textOf } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'

const most = 100

/** The service refuses longer queries, and five words must all be there already. */
const longestQuery = 256
const mostWords = 5

/**
 * GitHub's repositories by name, description, topics and README:
 * https://docs.github.com/en/rest/search/search#search-repositories. Ten searches a minute without a token, thirty
 * with one: then it says until when to wait. All words must match, so only the telling ones are sent.
 */
export const plug: SearchPlug = {
  name: 'github',
  facts: {
    title: 'GitHub',
    covers: 'code',
    key: 'optional',
    keyVariables: ['GITHUB_TOKEN', 'GH_TOKEN'],
    addressVariables: ['GITHUB_BASE_URL', 'GITHUB_API_URL'],
    baseUrl: 'https://api.github.com',
    home: 'https://github.com/settings/tokens',
    filtersDates: true,
    concurrency: 1,
    interval: 6_000,
    withKey: { interval: 2_000 },
    usd: 0,
  },
  options: z.object({ baseUrl: z.string().default('https://api.github.com'), key: z.string().optional() }),
  create:
    ({ key }) =>
    async (query, ask, { now }) => {
      const reply = await ask({
        path: `/search/repositories?${queryOf({ q: searchOf(query), per_page: Math.min(query.limit, most) })}`,
        headers: {
          accept: 'application/vnd.github+json',
          'x-github-api-version': '2022-11-28',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
      })
      const said = reply.json()
      if (at(said, 'items') === undefined && textOf(at(said, 'message')) !== '')
        throw toldFailure(textOf(at(said, 'message')))
      const items = listAt(said, 'items')
      // A search that ran out of time says so beside what it has; nothing at all is then no answer.
      if (items.length === 0 && at(said, 'incomplete_results') === true)
        throw searchFailure('search-failed', 'it ran out of time')
      return items.map((item, index) => ({
        url: textOf(at(item, 'html_url')),
        title: textOf(at(item, 'full_name')),
        snippet: snippetOf(item),
        // What a repository says is as old as its last change.
        publishedAt: statedDate(firstText(at(item, 'pushed_at'), at(item, 'updated_at')), now),
        authors: [firstText(at(item, 'owner', 'login'))],
        rank: index + 1,
      }))
    },
}

function searchOf({ text, since, until }: WebQuery): string {
  const where = ' in:name,description,topics,readme'
  const when = since === undefined && until === undefined ? '' : ` pushed:${since ?? '*'}..${until ?? '*'}`
  let words = keywordsOf(text, mostWords).join(' ')
  // Cut between words, and between the signs of a script that writes none.
  while (words.length + where.length + when.length > longestQuery)
    words = words.includes(' ') ? words.slice(0, words.lastIndexOf(' ')) : words.slice(0, -10)
  return `${words.toWellFormed()}${where}${when}`
}

function snippetOf(item: unknown): string {
  const language = firstText(at(item, 'language'))
  const topics = someAt(item, 'topics')
    .map(textOf)
    .filter((topic) => topic !== '')
  return [
    firstText(at(item, 'description')),
    language === '' ? '' : `Language: ${language}.`,
    topics.length === 0 ? '' : `Topics: ${topics.slice(0, 10).join(', ')}.`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}
