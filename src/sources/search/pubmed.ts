import { z } from 'zod'
import type { SearchPlug, WebQuery } from '../search.ts'
import { toldFailure } from '../search-failure.ts'
import { at, firstText, listAt, queryOf, someAt, textOf } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'
import { addressesOfWork, doiAddress } from './work-addresses.ts'

const most = 100

/**
 * PubMed through NCBI's E-utilities: https://www.ncbi.nlm.nih.gov/books/NBK25499/. One search is two exchanges:
 * ESearch names the papers, ESummary describes them (without abstracts, so that a snippet tells who, where, when).
 * Failures come with status 200, in a field `ERROR` or `error`.
 *
 * Three requests a second are allowed without a key, ten with one.
 */
export const plug: SearchPlug = {
  name: 'pubmed',
  facts: {
    title: 'PubMed',
    covers: 'papers',
    key: 'optional',
    keyVariables: ['NCBI_API_KEY', 'PUBMED_API_KEY'],
    addressVariables: ['PUBMED_BASE_URL'],
    baseUrl: 'https://eutils.ncbi.nlm.nih.gov',
    home: 'https://account.ncbi.nlm.nih.gov/settings/',
    filtersDates: true,
    concurrency: 1,
    interval: 350,
    withKey: { interval: 110 },
    usd: 0,
  },
  options: z.object({
    baseUrl: z.string().default('https://eutils.ncbi.nlm.nih.gov'),
    key: z.string().optional(),
  }),
  create:
    ({ key }) =>
    async (query, ask, { now }) => {
      const common = { db: 'pubmed', retmode: 'json', tool: 'kaoju', api_key: key }
      const search = { ...common, term: query.text, sort: 'relevance', retmax: Math.min(query.limit, most) }
      const named = await ask({
        path: `/entrez/eutils/esearch.fcgi?${queryOf({ ...search, ...datesOf(query, now) })}`,
      })
      const ids = idsOf(named.json()).slice(0, query.limit)
      if (ids.length === 0) return []
      const described = await ask({
        path: `/entrez/eutils/esummary.fcgi?${queryOf({ ...common, id: ids.join(',') })}`,
      })
      const said = checked(described.json())
      // Without this list the papers are not described at all.
      listAt(said, 'result', 'uids')
      return ids.map((id, index) => ({ ...hitOf(id, at(said, 'result', id), now), rank: index + 1 }))
    },
}

function idsOf(said: unknown): string[] {
  return listAt(checked(said), 'esearchresult', 'idlist')
    .map(textOf)
    .filter((id) => /^\d{1,10}$/.test(id))
}

function checked(said: unknown): unknown {
  const failure = firstText(at(said, 'error'), at(said, 'esearchresult', 'ERROR'), at(said, 'ERROR'))
  if (failure !== '') throw toldFailure(failure)
  return said
}

/** A paper of which no summary can be had (`error`) has no title, and so no address. */
function hitOf(id: string, paper: unknown, now: number) {
  const title = textOf(at(paper, 'title'))
  const identifier = (type: string): string =>
    textOf(
      at(
        someAt(paper, 'articleids').find((one) => at(one, 'idtype') === type),
        'value',
      ),
    )
  const authors = someAt(paper, 'authors').map((author) => textOf(at(author, 'name')))
  const journal = firstText(at(paper, 'fulljournalname'), at(paper, 'source'))
  const stated = textOf(at(paper, 'pubdate'))
  const open = /^PMC\d+$/.test(identifier('pmc'))
    ? `https://pmc.ncbi.nlm.nih.gov/articles/${identifier('pmc')}/`
    : ''
  return {
    ...(title === ''
      ? { url: '' }
      : addressesOfWork([`https://pubmed.ncbi.nlm.nih.gov/${id}/`, doiAddress(identifier('doi'))], [open])!),
    title,
    snippet: [authors.slice(0, 5).join(', '), journal, stated].filter((part) => part !== '').join('. '),
    publishedAt: dateOf(stated, now),
    authors,
  }
}

/** `2019 Aug 15`, `2019 Aug`, `2019 Jul-Aug`, `2019 Spring`: as much as is sure. */
function dateOf(stated: string, now: number): string | undefined {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})(?: ([A-Z][a-z]{2})\b(?: (\d{1,2})$)?)?/.exec(stated) ?? []
  return statedDate(`${day} ${month} ${year}`.trim(), now) ?? statedDate(year, now)
}

/** Both ends are needed, or neither is heeded. */
function datesOf({ since, until }: WebQuery, now: number): Record<string, string> {
  if (since === undefined && until === undefined) return {}
  const slashed = (date: string): string => date.replaceAll('-', '/')
  const today = new Date(now).toISOString().slice(0, 10)
  return { datetype: 'pdat', mindate: slashed(since ?? '1800-01-01'), maxdate: slashed(until ?? today) }
}
