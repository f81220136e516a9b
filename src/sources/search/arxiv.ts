import { SaxesParser } from 'saxes'
import { z } from 'zod'
import type { SearchPlug, WebQuery } from '../search.ts'
import { isPage, pageInstead, searchFailure, toldFailure, unreadable } from '../search-failure.ts'
import { keywordsOf } from './keywords.ts'
import { queryOf } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'
import { addressesOfWork, arxivAddress, doiAddress } from './work-addresses.ts'

const most = 100
const mostWords = 12

/**
 * arXiv's own API: https://info.arxiv.org/help/api/user-manual.html, and its terms (one connection, a request every
 * three seconds): https://info.arxiv.org/help/api/tou.html. It answers in Atom.
 *
 * 1. A failure is an Atom feed with status 200 and one entry under `/api/errors`; “Rate exceeded.” is plain text.
 * 2. Addresses name the paper, not the version that was found.
 * 3. The words of a query are joined by OR and ranked by relevance: with AND, a question finds nothing.
 */
export const plug: SearchPlug = {
  name: 'arxiv',
  facts: {
    title: 'arXiv',
    covers: 'papers',
    key: 'none',
    keyVariables: [],
    addressVariables: ['ARXIV_BASE_URL'],
    baseUrl: 'https://export.arxiv.org',
    home: 'https://info.arxiv.org/help/api/index.html',
    filtersDates: true,
    concurrency: 1,
    interval: 3_000,
    usd: 0,
  },
  options: z.object({ baseUrl: z.string().default('https://export.arxiv.org'), key: z.string().optional() }),
  create:
    () =>
    async (query, ask, { now }) => {
      const reply = await ask({
        path: `/api/query?${queryOf({
          search_query: searchOf(query, now),
          start: 0,
          max_results: Math.min(query.limit, most),
          sortBy: 'relevance',
        })}`,
        headers: { accept: 'application/atom+xml' },
      })
      if (/^\s*rate exceeded/i.test(reply.text)) throw searchFailure('search-busy', 'rate exceeded')
      if (isPage(reply.text)) throw pageInstead(reply.text)
      return entriesOf(reply.text).map((entry, index) => {
        if (entry.id.includes('/api/errors')) throw toldFailure(entry.summary || entry.id)
        const page = arxivAddress(/\/abs\/(.+)$/.exec(entry.id)?.[1] ?? '')
        const place = addressesOfWork([page, doiAddress(entry.doi)], [page?.replace('/abs/', '/pdf/')])
        return {
          ...(place && page ? place : { url: '' }),
          title: entry.title,
          snippet: entry.summary,
          publishedAt: statedDate(entry.published, now),
          authors: entry.authors,
          rank: index + 1,
        }
      })
    },
}

/** `(all:speculative OR all:decoding) AND submittedDate:[202401010000 TO 202412312359]` */
function searchOf({ text, since, until }: WebQuery, now: number): string {
  const words = keywordsOf(text, mostWords).map((word) => {
    const parts = word.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim()
    return parts.includes(' ') ? `all:"${parts}"` : `all:${parts}`
  })
  const about = words.length === 0 ? `all:${text.replace(/["()]/g, ' ').trim()}` : words.join(' OR ')
  if (since === undefined && until === undefined) return about
  const day = (date: string): string => date.replaceAll('-', '')
  const last = until ?? new Date(now).toISOString().slice(0, 10)
  return `(${about}) AND submittedDate:[${day(since ?? '1991-01-01')}0000 TO ${day(last)}2359]`
}

interface Entry {
  id: string
  title: string
  summary: string
  published: string
  doi: string
  authors: string[]
}

const deepest = 100

/** The entries of an Atom feed. Entities that a document declares are not expanded: such a document is refused. */
function entriesOf(text: string): Entry[] {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const path: string[] = []
  const entries: Entry[] = []
  let isFeed = false
  let words = ''
  parser.on('doctype', () => {
    throw unreadable('a document type in front of a feed')
  })
  // Any fault is one of the whole: half a feed is not what was found.
  parser.on('error', (error) => {
    throw unreadable(`broken XML: ${error.message}`)
  })
  parser.on('opentag', ({ name }) => {
    if (path.length >= deepest) throw unreadable('XML nested without end')
    if (path.length === 0) isFeed = name === 'feed'
    path.push(name)
    words = ''
    if (path.join('/') === 'feed/entry')
      entries.push({ id: '', title: '', summary: '', published: '', doi: '', authors: [] })
  })
  parser.on('text', (piece) => void (words += piece))
  parser.on('cdata', (piece) => void (words += piece))
  parser.on('closetag', () => {
    const entry = entries.at(-1)
    if (entry) keep(entry, path.slice(1).join('/'), words)
    path.pop()
    words = ''
  })
  parser.write(text).close()
  if (!isFeed) throw unreadable('no Atom feed')
  return entries
}

function keep(entry: Entry, path: string, words: string): void {
  const text = words.replace(/\s+/g, ' ').trim()
  if (path === 'entry/author/name') entry.authors.push(text)
  else if (path === 'entry/arxiv:doi') entry.doi = text
  else if (path === 'entry/id') entry.id = text
  else if (path === 'entry/title') entry.title = text
  else if (path === 'entry/summary') entry.summary = text
  else if (path === 'entry/published') entry.published = text
}
