import { z } from 'zod'
import type { SearchPlug, WebQuery } from '../search.ts'
import { toldFailure } from '../search-failure.ts'
import { at, firstText, listAt, queryOf, someAt, textOf } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'
import { addressesOfWork, arxivAddress, doiAddress } from './work-addresses.ts'

const most = 100
const fields = 'title,abstract,url,venue,year,publicationDate,authors,externalIds,openAccessPdf'

/**
 * Semantic Scholar's relevance search of papers: https://api.semanticscholar.org/api-docs/graph
 * (`/paper/search`). Without a key all callers share one allowance, so status 429 is common.
 */
export const plug: SearchPlug = {
  name: 'semantic-scholar',
  facts: {
    title: 'Semantic Scholar',
    covers: 'papers',
    key: 'optional',
    keyVariables: ['SEMANTIC_SCHOLAR_API_KEY', 'S2_API_KEY'],
    addressVariables: ['SEMANTIC_SCHOLAR_BASE_URL'],
    baseUrl: 'https://api.semanticscholar.org',
    home: 'https://www.semanticscholar.org/product/api',
    filtersDates: true,
    concurrency: 1,
    interval: 1_100,
    usd: 0,
  },
  options: z.object({
    baseUrl: z.string().default('https://api.semanticscholar.org'),
    key: z.string().optional(),
  }),
  create:
    ({ key }) =>
    async (query, ask, { now }) => {
      const reply = await ask({
        path: `/graph/v1/paper/search?${queryOf({
          // A hyphenated word matches nothing there; its parts do.
          query: query.text.replace(/[-‐‑]/g, ' '),
          limit: Math.min(query.limit, most),
          publicationDateOrYear: datesOf(query),
          fields,
        })}`,
        headers: key === undefined ? {} : { 'x-api-key': key },
      })
      const said = reply.json()
      const failure = firstText(at(said, 'error'), at(said, 'message'))
      if (failure !== '') throw toldFailure(`${textOf(at(said, 'code'))} ${failure}`)
      // Where nothing was found, the list is left out.
      if (at(said, 'total') === 0 && at(said, 'data') === undefined) return []
      return listAt(said, 'data').map((paper, index) => ({
        ...placeOf(paper),
        title: textOf(at(paper, 'title')),
        snippet: firstText(at(paper, 'abstract'), at(paper, 'venue')),
        publishedAt: statedDate(firstText(at(paper, 'publicationDate'), at(paper, 'year')), now),
        authors: someAt(paper, 'authors').map((author) => textOf(at(author, 'name'))),
        rank: index + 1,
      }))
    },
}

function placeOf(paper: unknown): { url: string; also?: readonly string[] } {
  const arxiv = arxivAddress(textOf(at(paper, 'externalIds', 'ArXiv')))
  return (
    addressesOfWork(
      [arxiv, doiAddress(textOf(at(paper, 'externalIds', 'DOI'))), textOf(at(paper, 'url'))],
      [textOf(at(paper, 'openAccessPdf', 'url')), arxiv?.replace('/abs/', '/pdf/')],
    ) ?? { url: '' }
  )
}

/** `2019-03-05:2020-06-06`, either end open. */
function datesOf({ since, until }: WebQuery): string | undefined {
  return since === undefined && until === undefined ? undefined : `${since ?? ''}:${until ?? ''}`
}
