import { plug } from '../../../src/sources/search/brave.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const wrong = (status: number, code: string, detail: string, meta: unknown = {}) =>
  json(
    { type: 'ErrorResponse', error: { id: '5d83', code, detail, status, meta }, time: 1_663_072_993 },
    status,
  )

searchConformance(plug, {
  keyIn: 'x-subscription-token',
  recorded: [
    {
      name: 'English, with an open period',
      query: { text: 'perovskite solar cell stability', since: '2025-01-01' },
      replies: ['en.json'],
      requests: [
        {
          method: 'GET',
          path: '/res/v1/web/search',
          query: {
            q: 'perovskite solar cell stability',
            count: '10',
            country: 'US',
            search_lang: 'en',
            freshness: '2025-01-01to2026-03-15',
            text_decorations: 'false',
          },
          headers: { accept: 'application/json' },
        },
      ],
      hits: [
        {
          url: 'https://lab.example.edu/perovskite/stability',
          title: 'Perovskite cells reach 1,000 hours',
          snippet:
            'Encapsulated perovskite modules kept 90% of their output & passed damp-heat tests. … Degradation was dominated by moisture ingress.',
          publishedAt: '2025-11-04',
        },
        {
          url: 'https://review.example.com/lifetime?utm_source=x',
          title: 'What limits perovskite lifetime?',
          snippet: 'A review of failure modes.',
          publishedAt: '2026-02-22',
        },
      ],
    },
    {
      name: 'Chinese, more wanted than it gives',
      query: { text: '钙钛矿太阳能电池 稳定性', language: 'zh', limit: 50 },
      replies: ['zh.json'],
      requests: [
        {
          method: 'GET',
          path: '/res/v1/web/search',
          query: {
            q: '钙钛矿太阳能电池 稳定性',
            count: '20',
            country: 'CN',
            search_lang: 'zh-hans',
            freshness: undefined,
          },
        },
      ],
      hits: [
        {
          url: 'https://kexue.example.cn/2025/10.html',
          title: '钙钛矿太阳能电池的稳定性研究进展',
          snippet: '综述了湿度、温度与光照对钙钛矿器件的影响。',
        },
      ],
    },
  ],
  // `web` is left out where nothing is found.
  empty: [json({ query: { original: 'qzxv', bad_results: true }, mixed: { main: [] }, type: 'search' })],
  failures: [
    {
      name: 'wrong key (422)',
      reply: wrong(422, 'SUBSCRIPTION_TOKEN_INVALID', 'The provided subscription token is invalid.', {
        component: 'authentication',
      }),
      code: 'search-refused',
      says: /422: .*subscription token is invalid/,
    },
    {
      name: 'a request that does not validate (422)',
      reply: wrong(422, 'VALIDATION', 'Unable to validate request parameter(s)'),
      code: 'search-failed',
      says: /validate/,
    },
    {
      name: 'too quick (429)',
      reply: wrong(429, 'RATE_LIMITED', 'Request rate limit exceeded for plan.', {
        plan: 'Free',
        rate_limit: 1,
        quota_limit: 2000,
      }),
      code: 'search-busy',
      says: /rate limit/,
    },
    {
      name: 'used up (429)',
      reply: wrong(429, 'QUOTA_LIMITED', 'Request quota limit exceeded for plan.'),
      code: 'search-refused',
      says: /quota/,
    },
    {
      name: 'an error with status 200',
      reply: wrong(200, 'INTERNAL', 'Something went wrong.'),
      code: 'search-failed',
    },
    {
      name: 'web without results',
      reply: json({ type: 'search', query: {}, web: {} }),
      code: 'search-unreadable',
    },
  ],
  stating: (hits) => [
    json({
      query: { original: 'q' },
      type: 'search',
      web: {
        type: 'search',
        results: hits.map(({ url, title, snippet, date }) => ({
          title,
          url,
          description: snippet,
          type: 'search_result',
          ...(date === undefined ? {} : { age: date }),
        })),
      },
    }),
  ],
})
