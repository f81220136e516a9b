import { plug } from '../../../src/sources/search/pubmed.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const header = { type: 'esearch', version: '0.3' }

searchConformance(plug, {
  keyIn: 'query:api_key',
  except: { addresses: 'addresses are built from the identifiers of papers' },
  recorded: [
    {
      name: 'English, with a period; a paper without a summary is left out',
      query: { text: 'statins after 75', limit: 3, since: '2023-11-01' },
      replies: ['search-en.json', 'summary-en.json'],
      requests: [
        {
          method: 'GET',
          path: '/entrez/eutils/esearch.fcgi',
          query: {
            db: 'pubmed',
            retmode: 'json',
            sort: 'relevance',
            retmax: '3',
            term: 'statins after 75',
            datetype: 'pdat',
            mindate: '2023/11/01',
            maxdate: '2026/03/15',
          },
        },
        {
          method: 'GET',
          path: '/entrez/eutils/esummary.fcgi',
          query: { db: 'pubmed', retmode: 'json', id: '39000001,39000002,39000003' },
        },
      ],
      hits: [
        {
          url: 'https://pubmed.ncbi.nlm.nih.gov/39000001/',
          title: 'Statins after 75: a randomised trial.',
          snippet: 'Rossi A, Li H. The New Example Journal of Medicine. 2024 Aug 15',
          publishedAt: '2024-08-15',
          authors: ['Rossi A', 'Li H'],
          also: [
            'https://pmc.ncbi.nlm.nih.gov/articles/PMC11000001/',
            'https://doi.org/10.1056/nexmoa2400001',
          ],
        },
        {
          url: 'https://pubmed.ncbi.nlm.nih.gov/39000003/',
          title: 'Statins and falls.',
          snippet: 'Ex Heart J. 2023 Nov-Dec',
          publishedAt: '2023-11',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '老年人 他汀', language: 'zh', limit: 500, until: '2024-12-31' },
      replies: ['search-zh.json', 'summary-zh.json'],
      requests: [
        {
          method: 'GET',
          path: '/entrez/eutils/esearch.fcgi',
          query: { term: '老年人 他汀', retmax: '100', mindate: '1800/01/01', maxdate: '2024/12/31' },
        },
        { method: 'GET', path: '/entrez/eutils/esummary.fcgi', query: { id: '39000009' } },
      ],
      hits: [
        {
          url: 'https://pubmed.ncbi.nlm.nih.gov/39000009/',
          title: '[Statins in the elderly].',
          snippet: 'Wang M. Zhonghua li zi za zhi. 2022 Spring',
          publishedAt: '2022',
          authors: ['Wang M'],
        },
      ],
    },
    {
      name: 'nothing found: nothing to describe',
      query: { text: 'qxzv' },
      replies: ['nothing.json'],
      requests: [{ method: 'GET', path: '/entrez/eutils/esearch.fcgi', query: { datetype: undefined } }],
      hits: [],
    },
  ],
  empty: [json({ header, esearchresult: { count: '0', retmax: '0', retstart: '0', idlist: [] } })],
  failures: [
    {
      name: 'its index does not answer, with status 200',
      reply: json({
        header,
        esearchresult: { ERROR: "Search Backend failed: Couldn't resolve #pmquerysrv-mz?dbaf=pubmed" },
      }),
      code: 'search-failed',
      says: /Search Backend failed/,
    },
    {
      name: 'too many requests, with status 200',
      reply: json({ error: 'API rate limit exceeded', 'api-key': '203.0.113.7', count: '4', limit: '3' }),
      code: 'search-busy',
    },
    {
      name: 'too many requests',
      reply: json({ error: 'API rate limit exceeded', count: '4', limit: '3' }, 429),
      code: 'search-busy',
    },
    { name: 'wrong key', reply: json({ error: 'API key invalid' }, 400), code: 'search-refused' },
    {
      name: 'no list of papers',
      reply: json({ header, esearchresult: { count: '3' } }),
      code: 'search-unreadable',
    },
    {
      name: 'papers that are named and not described',
      reply: json({ header, esearchresult: { count: '1', idlist: ['1'] } }),
      code: 'search-unreadable',
      says: /uids/,
    },
  ],
  stating: (hits) => {
    const ids = hits.map((_, index) => String(39_000_000 + index))
    const papers = hits.map(({ title, snippet, date }, index) => [
      ids[index]!,
      { uid: ids[index]!, pubdate: date ?? '', source: snippet, authors: [], title, articleids: [] },
    ])
    return [
      json({ header, esearchresult: { count: String(ids.length), idlist: ids } }),
      json({ header, result: { uids: ids, ...Object.fromEntries(papers) } }),
    ]
  },
})
