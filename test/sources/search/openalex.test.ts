import { plug } from '../../../src/sources/search/openalex.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const reply = (results: unknown) => json({ meta: { count: 1, page: 1, per_page: 10 }, results, group_by: [] })
const inverted = (text: string): Record<string, number[]> => {
  const places = new Map<string, number[]>()
  text.split(' ').forEach((word, place) => places.set(word, [...(places.get(word) ?? []), place]))
  return Object.fromEntries(places)
}

searchConformance(plug, {
  keyIn: 'query:api_key',
  except: { query: 'its telling words leave: signs are operators there, and all words must match' },
  recorded: [
    {
      name: 'English, with a period',
      query: {
        text: 'How fast do tidal basins silt up?',
        limit: 5,
        since: '2024-01-01',
        until: '2026-01-31',
      },
      replies: ['en.json'],
      requests: [
        {
          method: 'GET',
          path: '/works',
          query: {
            search: 'fast tidal basins silt up',
            filter: 'from_publication_date:2024-01-01,to_publication_date:2026-01-31',
            per_page: '5',
          },
        },
      ],
      hits: [
        {
          url: 'https://doi.org/10.1234/tidal.2024.001',
          title: 'Silt in tidal basins',
          snippet: 'Silt fills the basin and the gates hold it',
          publishedAt: '2024-05-03',
          authors: ['Ana Río', 'B. Example'],
          also: [
            'https://repository.example.edu/bitstream/1/22/silt.pdf',
            'https://repository.example.edu/handle/1/22',
          ],
        },
        {
          url: 'https://arxiv.org/abs/2511.01234',
          title: 'Drafting Less, Accepting More',
          snippet: 'arXiv (Cornell University)',
          publishedAt: '2025-11-04',
          also: ['https://arxiv.org/pdf/2511.01234', 'http://arxiv.org/abs/2511.01234'],
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '长江口泥沙', language: 'zh', limit: 500 },
      replies: ['zh.json'],
      requests: [
        {
          method: 'GET',
          path: '/works',
          query: { search: '长江口泥沙', per_page: '100', filter: undefined },
        },
      ],
      hits: [
        {
          url: 'https://www.example.cn/qk/2022/1.html',
          title: '长江口泥沙输移',
          snippet: '泥沙研究',
          publishedAt: '2022-01-01',
          authors: ['李 华'],
        },
      ],
    },
    {
      name: 'places of words that would size a list',
      query: { text: 'silt' },
      replies: [
        reply([
          {
            id: 'https://openalex.org/W1',
            display_name: 'Odd places',
            abstract_inverted_index: {
              second: [4_000_000_000],
              first: [-1, 'x', null],
              third: [1e308],
              no: 'list',
            },
          },
        ]),
      ],
      requests: [{ method: 'GET', path: '/works' }],
      hits: [{ url: 'https://openalex.org/W1', title: 'Odd places', snippet: 'first second third' }],
    },
  ],
  empty: [reply([])],
  failures: [
    {
      name: 'the daily allowance is used up',
      reply: json(
        { error: 'Rate limit exceeded', message: 'Insufficient budget. Resets at midnight UTC.' },
        429,
      ),
      code: 'search-busy',
    },
    {
      name: 'wrong key',
      reply: json({ error: 'Invalid API key', message: 'The API key is not valid.' }, 401),
      code: 'search-refused',
    },
    {
      name: 'a filter that does not exist',
      reply: json({ error: 'Invalid query parameters error.', message: 'x is not a valid field.' }, 400),
      code: 'search-failed',
      says: /not a valid field/,
    },
    {
      name: 'an error with status 200',
      reply: json({ error: 'Internal error', message: 'Try again.' }),
      code: 'search-failed',
    },
    { name: 'no list of results', reply: json({ meta: { count: 3 } }), code: 'search-unreadable' },
  ],
  stating: (hits) => [
    reply(
      hits.map(({ url, title, snippet, date }) => ({
        id: null,
        doi: null,
        display_name: title,
        publication_date: date ?? null,
        publication_year: 2026,
        authorships: [],
        primary_location: { landing_page_url: url, pdf_url: null, source: null },
        best_oa_location: null,
        abstract_inverted_index: inverted(snippet),
      })),
    ),
  ],
})
