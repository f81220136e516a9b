import { plug } from '../../../src/sources/search/exa.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const reply = (results: readonly unknown[]) =>
  json({ requestId: 'b594', resolvedSearchType: 'neural', results, costDollars: { total: 0.007 } })

searchConformance(plug, {
  keyIn: 'x-api-key',
  recorded: [
    {
      name: 'English, with a period',
      query: { text: 'merging edits without a server', since: '2023-01-01', until: '2025-12-31', limit: 30 },
      replies: ['en.json'],
      requests: [
        {
          method: 'POST',
          path: '/search',
          body: {
            query: 'merging edits without a server',
            type: 'auto',
            numResults: 10,
            startPublishedDate: '2023-01-01T00:00:00.000Z',
            endPublishedDate: '2025-12-31T23:59:59.999Z',
            contents: { highlights: true },
          },
        },
      ],
      hits: [
        {
          url: 'https://blog.example.org/crdt',
          title: 'CRDTs in practice',
          snippet: 'Merging is commutative, associative and idempotent. … No coordinator is needed.',
          publishedAt: '2024-03-08T01:36:32Z',
          authors: ['Ada Example'],
        },
        {
          url: 'https://papers.example.edu/ot-vs-crdt.pdf',
          title: 'Operational transformation <vs> CRDT',
          snippet: '',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '无冲突复制数据类型', language: 'zh', limit: 3 },
      replies: ['zh.json'],
      requests: [
        {
          method: 'POST',
          path: '/search',
          body: { query: '无冲突复制数据类型', numResults: 3, startPublishedDate: undefined },
        },
      ],
      hits: [
        {
          url: 'https://wenzhang.example.cn/crdt',
          title: '无冲突复制数据类型入门',
          snippet: '多个副本可以各自修改，最终收敛到同一状态。',
          publishedAt: '2025-06-01',
        },
      ],
    },
  ],
  empty: [reply([])],
  failures: [
    {
      name: 'wrong key',
      reply: json({ requestId: 'x', error: 'Invalid API key', tag: 'INVALID_API_KEY' }, 401),
      code: 'search-refused',
      says: /Invalid API key/,
    },
    {
      name: 'no credits',
      reply: json(
        { requestId: 'x', error: 'You have exceeded your credits limit.', tag: 'NO_MORE_CREDITS' },
        402,
      ),
      code: 'search-refused',
      says: /credits/,
    },
    {
      name: 'too quick',
      reply: json({ requestId: 'x', error: 'You have exceeded your QPS rate limit.' }, 429),
      code: 'search-busy',
    },
    {
      name: 'a request that does not validate',
      reply: json({ requestId: 'x', error: 'Invalid request body', tag: 'INVALID_REQUEST_BODY' }, 400),
      code: 'search-failed',
      says: /Invalid request body/,
    },
    {
      name: 'an error with status 200',
      reply: json({ requestId: 'x', error: 'Search failed' }),
      code: 'search-failed',
    },
  ],
  stating: (hits) => [
    reply(
      hits.map(({ url, title, snippet, date }) => ({
        id: url,
        url,
        title,
        publishedDate: date ?? null,
        author: null,
        highlights: [snippet],
      })),
    ),
  ],
})
