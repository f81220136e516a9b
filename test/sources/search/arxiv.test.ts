import { plug } from '../../../src/sources/search/arxiv.ts'
import { searchConformance, type StatedHit } from './search-conformance.ts'

const xml = (body: string) => ({ body, headers: { 'content-type': 'application/atom+xml; charset=utf-8' } })
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
const head = '<?xml version="1.0" encoding="UTF-8"?>'
const feed = (entries: string): string =>
  `${head}<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>${entries}</feed>`
const entry = ({ title, snippet, date }: StatedHit, index: number): string =>
  `<entry><id>http://arxiv.org/abs/2601.${String(index + 1).padStart(5, '0')}v1</id><title>${escaped(title)}</title>` +
  `<summary>${escaped(snippet)}</summary><published>${escaped(date ?? '')}</published></entry>`

searchConformance(plug, {
  except: {
    addresses: 'addresses are built from the identifiers of papers',
    query: 'its telling words leave, joined by OR',
  },
  recorded: [
    {
      name: 'English, with a period',
      query: { text: 'What is "speculative decoding"?', limit: 5, since: '2003-01-01', until: '2026-01-31' },
      replies: ['en.xml'],
      requests: [
        {
          method: 'GET',
          path: '/api/query',
          headers: { accept: 'application/atom+xml' },
          query: {
            search_query:
              '(all:speculative OR all:decoding) AND submittedDate:[200301010000 TO 202601312359]',
            start: '0',
            max_results: '5',
            sortBy: 'relevance',
          },
        },
      ],
      hits: [
        {
          url: 'https://arxiv.org/abs/2511.01234',
          title: 'Drafting Less, Accepting More: Speculation under a < 2x Budget',
          snippet: 'We ask how few tokens a draft model must propose. The answer is $k=3$ & no more.',
          publishedAt: '2025-11-04T17:59:59Z',
          authors: ['Mei Lin', 'José Núñez'],
          also: ['https://arxiv.org/pdf/2511.01234', 'https://doi.org/10.1234/example.2026.7'],
        },
        {
          url: 'https://arxiv.org/abs/math.GT/0309136',
          title: 'Decoding knots',
          snippet: 'Knots are decoded.',
          publishedAt: '2003-09-08T15:34:58Z',
          authors: ['A. B. Example'],
          also: ['https://arxiv.org/pdf/math.GT/0309136'],
        },
      ],
    },
    {
      name: 'Chinese, of which it finds nothing',
      query: { text: '潮汐', language: 'zh', since: '2025-01-01' },
      replies: ['nothing.xml'],
      requests: [
        {
          method: 'GET',
          path: '/api/query',
          query: { search_query: '(all:潮汐) AND submittedDate:[202501010000 TO 202603152359]' },
        },
      ],
      hits: [],
    },
    {
      name: 'signs that are operators there',
      query: { text: 'state-of-the-art (C++) [sic] AND NOT "x:y"' },
      replies: ['nothing.xml'],
      requests: [
        {
          method: 'GET',
          path: '/api/query',
          query: { search_query: 'all:"state of the art" OR all:C OR all:sic OR all:x OR all:y' },
        },
      ],
      hits: [],
    },
  ],
  empty: [xml(feed(''))],
  failures: [
    {
      name: 'an error as an Atom feed with status 200',
      reply: xml(
        feed(
          '<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_1</id><title>Error</title><summary>incorrect id format for 1</summary></entry>',
        ),
      ),
      code: 'search-failed',
      says: /incorrect id format/,
    },
    { name: 'too many requests, in plain text', reply: { body: 'Rate exceeded.' }, code: 'search-busy' },
    { name: 'too many requests', reply: { status: 429, body: 'Rate exceeded.' }, code: 'search-busy' },
    {
      name: 'entities that would expand',
      reply: xml(
        `<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${feed('<entry><id>http://arxiv.org/abs/2601.00001v1</id><title>&b;</title></entry>').slice(head.length)}`,
      ),
      code: 'search-unreadable',
    },
    { name: 'nesting without end', reply: xml(feed('<a>'.repeat(50_000))), code: 'search-unreadable' },
    {
      name: 'another XML',
      reply: xml(`${head}<rss version="2.0"/>`),
      code: 'search-unreadable',
      says: /Atom/,
    },
    {
      name: 'a feed that breaks off between two entries',
      reply: xml(feed(entry({ url: '', title: 'One', snippet: '' }, 0)).replace('</feed>', '')),
      code: 'search-unreadable',
    },
  ],
  stating: (hits) => [xml(feed(hits.map(entry).join('')))],
})
