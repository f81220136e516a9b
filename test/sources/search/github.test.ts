import { plug } from '../../../src/sources/search/github.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers,
  body: JSON.stringify(body),
})
const where = 'in:name,description,topics,readme'

searchConformance(plug, {
  keyIn: 'authorization',
  except: { query: 'its telling words leave, five at most: every word must match there' },
  recorded: [
    {
      name: 'English, with a period',
      query: { text: 'Which library computes tide tables?', limit: 5, since: '2025-01-01' },
      replies: ['en.json'],
      requests: [
        {
          method: 'GET',
          path: '/search/repositories',
          headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
          query: { q: `library computes tide tables ${where} pushed:2025-01-01..*`, per_page: '5' },
        },
      ],
      hits: [
        {
          url: 'https://github.com/example-lab/tide-tables',
          title: 'example-lab/tide-tables',
          snippet: 'Tide tables from harmonic constants Language: Rust. Topics: tides, oceanography.',
          publishedAt: '2026-02-28T20:00:00Z',
          authors: ['example-lab'],
        },
        {
          url: 'https://github.com/someone/silt',
          title: 'someone/silt',
          snippet: '',
          publishedAt: '2025-01-01T00:00:00Z',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '潮汐预报 工具', language: 'zh', limit: 500, until: '2025-12-31' },
      replies: ['zh.json'],
      requests: [
        {
          method: 'GET',
          path: '/search/repositories',
          query: { q: `潮汐预报 工具 ${where} pushed:*..2025-12-31`, per_page: '100' },
        },
      ],
      hits: [
        {
          url: 'https://github.com/example-cn/chaoxi',
          title: 'example-cn/chaoxi',
          snippet: '潮汐预报工具 Language: Python.',
          publishedAt: '2025-05-20T00:00:00Z',
          authors: ['example-cn'],
        },
      ],
    },
    {
      name: 'more words than the service takes',
      query: { text: `${'长'.repeat(400)} ${'a'.repeat(300)} b c d` },
      replies: [json({ total_count: 0, incomplete_results: false, items: [] })],
      requests: [
        { method: 'GET', path: '/search/repositories', query: { q: `${'长'.repeat(220)} ${where}` } },
      ],
      hits: [],
    },
  ],
  empty: [json({ total_count: 0, incomplete_results: false, items: [] })],
  failures: [
    {
      name: 'too many requests (403)',
      reply: json(
        {
          message: 'API rate limit exceeded for 203.0.113.7.',
          documentation_url: 'https://docs.github.com/rest',
        },
        403,
        { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1773576030' },
      ),
      code: 'search-busy',
    },
    {
      name: 'the second limit (403)',
      reply: json({ message: 'You have exceeded a secondary rate limit.' }, 403, { 'retry-after': '60' }),
      code: 'search-busy',
    },
    {
      name: 'too many requests (429)',
      reply: json({ message: 'API rate limit exceeded' }, 429, { 'x-ratelimit-reset': '1773576030' }),
      code: 'search-busy',
    },
    {
      name: 'wrong token',
      reply: json({ message: 'Bad credentials', status: '401' }, 401),
      code: 'search-refused',
      says: /Bad credentials/,
    },
    {
      name: 'a query it cannot read',
      reply: json(
        { message: 'Validation Failed', errors: [{ resource: 'Search', field: 'q', code: 'missing' }] },
        422,
      ),
      code: 'search-failed',
    },
    {
      name: 'a search that ran out of time with nothing in its hands',
      reply: json({ total_count: 0, incomplete_results: true, items: [] }),
      code: 'search-failed',
      says: /time/,
    },
    { name: 'no list of repositories', reply: json({ total_count: 1 }), code: 'search-unreadable' },
  ],
  stating: (hits) => [
    json({
      total_count: hits.length,
      incomplete_results: false,
      items: hits.map(({ url, title, snippet, date }) => ({
        html_url: url,
        full_name: title,
        description: snippet,
        pushed_at: date ?? null,
        owner: { login: 'x' },
        topics: [],
      })),
    }),
  ],
})
