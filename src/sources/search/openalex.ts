import { z } from 'zod'
import type { SearchPlug, WebQuery } from '../search.ts'
import { toldFailure } from '../search-failure.ts'
import { keywordsOf } from './keywords.ts'
import { at, fieldsOf, firstText, listAt, queryOf, someAt, textOf } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'
import { addressesOfWork, doiAddress } from './work-addresses.ts'

const most = 100
const mostWords = 8
const select =
  'id,doi,display_name,publication_date,publication_year,authorships,primary_location,best_oa_location,abstract_inverted_index'

/** As much of an abstract as a snippet needs. */
const longestAbstract = 300

/**
 * OpenAlex, works of all fields: https://developers.openalex.org/api-reference/works. Since February 2026 a search
 * without a key only has a small daily allowance; with a free key it is about a thousand searches a day, and only
 * who buys more pays ($1 for 1,000): https://developers.openalex.org/api-reference/authentication.
 */
export const plug: SearchPlug = {
  name: 'openalex',
  facts: {
    title: 'OpenAlex',
    covers: 'papers',
    key: 'optional',
    keyVariables: ['OPENALEX_API_KEY'],
    addressVariables: ['OPENALEX_BASE_URL'],
    baseUrl: 'https://api.openalex.org',
    home: 'https://openalex.org/settings/api',
    filtersDates: true,
    concurrency: 2,
    interval: 100,
    usd: 0,
  },
  options: z.object({ baseUrl: z.string().default('https://api.openalex.org'), key: z.string().optional() }),
  create:
    ({ key }) =>
    async (query, ask, { now }) => {
      const reply = await ask({
        path: `/works?${queryOf({
          // Signs of its query language (wildcards, brackets) make a plain question an error, and all words must match.
          search: keywordsOf(query.text, mostWords).join(' '),
          filter: datesOf(query),
          per_page: Math.min(query.limit, most),
          select,
          api_key: key,
        })}`,
      })
      const said = reply.json()
      const failure = firstText(at(said, 'error'))
      if (failure !== '') throw toldFailure(`${failure} ${firstText(at(said, 'message'))}`)
      return listAt(said, 'results').map((work, index) => ({
        ...placeOf(work),
        title: firstText(at(work, 'display_name'), at(work, 'title')),
        snippet:
          abstractOf(at(work, 'abstract_inverted_index')) ||
          firstText(at(work, 'primary_location', 'source', 'display_name')),
        publishedAt: statedDate(firstText(at(work, 'publication_date'), at(work, 'publication_year')), now),
        authors: someAt(work, 'authorships').map((one) =>
          firstText(at(one, 'author', 'display_name'), at(one, 'raw_author_name')),
        ),
        rank: index + 1,
      }))
    },
}

function placeOf(work: unknown): { url: string; also?: readonly string[] } {
  const pages = [
    doiAddress(textOf(at(work, 'doi'))),
    textOf(at(work, 'primary_location', 'landing_page_url')),
    textOf(at(work, 'best_oa_location', 'landing_page_url')),
  ]
  const open = [
    textOf(at(work, 'best_oa_location', 'pdf_url')),
    textOf(at(work, 'primary_location', 'pdf_url')),
  ]
  // OpenAlex's own page of a work shows what is known here already: better than nothing, and only that.
  return addressesOfWork(pages, open) ?? addressesOfWork([textOf(at(work, 'id'))]) ?? { url: '' }
}

/** The abstract comes as the places of each word; places are only compared, so that no number sizes anything. */
function abstractOf(inverted: unknown): string {
  const places: { readonly at: number; readonly word: string }[] = []
  for (const [word, positions] of Object.entries(fieldsOf(inverted)))
    if (Array.isArray(positions))
      for (const position of positions as unknown[])
        if (typeof position === 'number') places.push({ at: position, word })
  return places
    .sort((a, b) => a.at - b.at)
    .slice(0, longestAbstract)
    .map(({ word }) => word)
    .join(' ')
}

function datesOf({ since, until }: WebQuery): string | undefined {
  const filters = [
    ...(since === undefined ? [] : [`from_publication_date:${since}`]),
    ...(until === undefined ? [] : [`to_publication_date:${until}`]),
  ]
  return filters.length === 0 ? undefined : filters.join(',')
}
