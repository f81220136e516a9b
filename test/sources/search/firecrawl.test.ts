import { describe, expect, it } from 'vitest'
import { plug } from '../../../src/sources/search/firecrawl.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })

searchConformance(plug, {
  keyIn: 'authorization',
  recorded: [
    {
      name: 'English, with a period; news stands behind the web',
      query: { text: 'raft consensus', limit: 5, since: '2025-01-05', until: '2026-03-14' },
      replies: ['en.json'],
      requests: [
        {
          method: 'POST',
          path: '/v2/search',
          body: { query: 'raft consensus', limit: 5, tbs: 'cdr:1,cd_min:1/5/2025,cd_max:3/14/2026' },
        },
      ],
      hits: [
        {
          url: 'https://docs.example.org/raft',
          title: 'Raft in plain words',
          snippet: 'Raft elects a leader and replicates a log.',
        },
        {
          url: 'https://blog.example.com/paxos-vs-raft',
          title: 'Paxos vs Raft',
          snippet: 'Both reach consensus.',
        },
        {
          url: 'https://news.example.com/consensus',
          title: 'Consensus library released',
          snippet: 'Version 3 is out.',
          publishedAt: '2026-03-13',
        },
      ],
    },
    {
      name: 'Chinese; never more than the price covers',
      query: { text: 'Raft 共识算法', language: 'zh', limit: 30 },
      replies: ['zh.json'],
      requests: [
        { method: 'POST', path: '/v2/search', body: { query: 'Raft 共识算法', limit: 10, tbs: undefined } },
      ],
      hits: [
        {
          url: 'https://www.example.cn/raft',
          title: 'Raft 共识算法入门',
          snippet: 'Raft 将共识问题分解为领导者选举与日志复制。',
        },
      ],
    },
    {
      name: 'the form of version 1, from an own server',
      query: { text: 'raft' },
      replies: ['version-1.json'],
      requests: [{ method: 'POST', path: '/v2/search' }],
      hits: [
        {
          url: 'https://docs.example.org/raft',
          title: 'Raft in plain words',
          snippet: 'Raft elects a leader.',
        },
        { url: 'https://docs.example.org/quorums', title: 'Quorums', snippet: 'How many must agree.' },
      ],
    },
  ],
  empty: [json({ success: true, data: { web: [] }, creditsUsed: 2 })],
  failures: [
    {
      name: 'wrong key',
      reply: json({ success: false, error: 'Unauthorized: Invalid token' }, 401),
      code: 'search-refused',
      says: /Invalid token/,
    },
    {
      name: 'credits used up',
      reply: json({ success: false, error: 'Insufficient credits to perform this request.' }, 402),
      code: 'search-refused',
    },
    {
      name: 'too many requests',
      reply: json({ success: false, error: 'Rate limit exceeded. Consumed (req/min): 11' }, 429),
      code: 'search-busy',
    },
    {
      name: 'an error with status 200',
      reply: json({ success: false, error: 'The search timed out' }),
      code: 'search-failed',
      says: /timed out/,
    },
    { name: 'no list of results', reply: json({ success: true, data: {} }), code: 'search-unreadable' },
  ],
  stating: (hits) => [
    json({
      success: true,
      data: {
        web: hits.map(({ url, title, snippet, date }, index) => ({
          url,
          title,
          description: snippet,
          position: index + 1,
          ...(date === undefined ? {} : { date }),
        })),
      },
    }),
  ],
})

describe('an own Firecrawl', () => {
  it.each([
    ['https://api.firecrawl.dev', '/v2/search'],
    ['http://localhost:3002/v1', '/search'],
    ['http://localhost:3002/v2/', '/search'],
  ])('is asked in the version that its address names: %s', async (baseUrl, path) => {
    const asked: string[] = []
    await plug.create({ baseUrl })(
      { text: 'raft', language: 'en', limit: 5, since: '2025-01-05' },
      (request) => {
        asked.push(request.path, JSON.stringify(request.body))
        return Promise.resolve({ status: 200, headers: {}, text: '', json: () => ({ data: { web: [] } }) })
      },
      { now: 0, baseUrl: 'https://api.firecrawl.dev' },
    )
    expect(asked).toEqual([path, JSON.stringify({ query: 'raft', limit: 5, tbs: 'cdr:1,cd_min:1/5/2025' })])
  })
})
