import { plug } from '../../../src/sources/search/semantic-scholar.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })

searchConformance(plug, {
  keyIn: 'x-api-key',
  recorded: [
    {
      name: 'English: a hyphen matches nothing there, an empty PDF address is none',
      query: { text: 'draft-model speculation', limit: 5, since: '2023-01-01' },
      replies: ['en.json'],
      requests: [
        {
          method: 'GET',
          path: '/graph/v1/paper/search',
          query: {
            query: 'draft model speculation',
            limit: '5',
            publicationDateOrYear: '2023-01-01:',
            fields: 'title,abstract,url,venue,year,publicationDate,authors,externalIds,openAccessPdf',
          },
        },
      ],
      hits: [
        {
          url: 'https://arxiv.org/abs/2511.01234',
          title: 'Drafting Less, Accepting More',
          snippet: 'We ask how few tokens a draft model must propose.',
          publishedAt: '2025-11-04',
          authors: ['Mei Lin', 'J. Núñez'],
          also: [
            'https://arxiv.org/pdf/2511.01234',
            'https://www.semanticscholar.org/paper/0f1e2d3c4b5a69788796a5b4c3d2e1f001122334',
          ],
        },
        {
          url: 'https://doi.org/10.1038/s41586-024-00001-2',
          title: 'Basins fill',
          snippet: 'Nature',
          publishedAt: '2024',
          also: [
            'https://www.nature.com/articles/s41586-024-00001-2.pdf',
            'https://www.semanticscholar.org/paper/aa',
          ],
        },
        { url: 'https://www.semanticscholar.org/paper/bb', title: 'Untold', snippet: '' },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '潮汐电站 泥沙淤积', language: 'zh', limit: 500, until: '2024-12-31' },
      replies: ['zh.json'],
      requests: [
        {
          method: 'GET',
          path: '/graph/v1/paper/search',
          query: { query: '潮汐电站 泥沙淤积', limit: '100', publicationDateOrYear: ':2024-12-31' },
        },
      ],
      hits: [
        {
          url: 'https://doi.org/10.3969/j.issn.1000-0001.2023.05.004',
          title: '潮汐电站水库泥沙淤积分析',
          snippet: '分析了库区淤积规律。',
          publishedAt: '2023-05-01',
          authors: ['王明'],
          also: ['https://www.semanticscholar.org/paper/cc'],
        },
      ],
    },
    {
      name: 'nothing found, where the list is there',
      query: { text: 'qxzv' },
      replies: [json({ total: 0, offset: 0, data: [] })],
      requests: [
        { method: 'GET', path: '/graph/v1/paper/search', query: { publicationDateOrYear: undefined } },
      ],
      hits: [],
    },
  ],
  empty: [json({ total: 0, offset: 0 })],
  failures: [
    {
      name: 'the shared allowance is used up',
      reply: json(
        {
          message:
            'Too Many Requests. Please wait and try again or apply for a key for higher rate limits. https://www.semanticscholar.org/product/api#api-key-form',
          code: '429',
        },
        429,
      ),
      code: 'search-busy',
    },
    {
      name: 'wrong key',
      reply: json({ message: 'Forbidden' }, 403),
      code: 'search-refused',
      says: /Forbidden/,
    },
    {
      name: 'an error with status 200',
      reply: json({ message: 'Endpoint request timed out' }),
      code: 'search-failed',
      says: /timed out/,
    },
    {
      name: 'a field that does not exist',
      reply: json({ error: 'Unrecognized or unsupported fields: [x]' }, 400),
      code: 'search-failed',
    },
    {
      name: 'results that are announced and missing',
      reply: json({ total: 5, offset: 0 }),
      code: 'search-unreadable',
    },
  ],
  stating: (hits) => [
    json({
      total: hits.length,
      offset: 0,
      data: hits.map(({ url, title, snippet, date }, index) => ({
        paperId: String(index),
        externalIds: { CorpusId: index },
        url,
        title,
        abstract: snippet,
        venue: '',
        year: 2026,
        publicationDate: date ?? null,
        openAccessPdf: { url: '', status: null },
        authors: [],
      })),
    }),
  ],
})
