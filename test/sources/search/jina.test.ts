import { plug } from '../../../src/sources/search/jina.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const refusal = (code: number, status: number, name: string, message: string) =>
  json({ data: null, code, status, name, message, readableMessage: `${name}: ${message}` }, code)

searchConformance(plug, {
  keyIn: 'authorization',
  recorded: [
    {
      name: 'English',
      query: { text: 'tidal power silt', limit: 5 },
      replies: ['en.json'],
      requests: [
        {
          method: 'POST',
          path: '/',
          headers: { accept: 'application/json', 'x-respond-with': 'no-content' },
          body: { q: 'tidal power silt', num: 5 },
        },
      ],
      hits: [
        {
          url: 'https://energy.example.org/tidal/silt',
          title: 'Tidal power plants & silt',
          snippet: 'Silt fills the basins of tidal plants within decades ...',
          publishedAt: '2025-10-08',
        },
        {
          url: 'https://www.example.com/barrage?utm_source=feed',
          title: 'How a barrage works',
          snippet: 'A barrage keeps the flood behind gates.',
        },
        {
          url: 'https://news.example.com/lagoon',
          title: 'Lagoon opens',
          snippet: 'The lagoon opened on Monday.',
          publishedAt: '2026-03-12',
        },
      ],
    },
    {
      name: 'Chinese, and no more than one request may name',
      query: { text: '潮汐电站 泥沙', language: 'zh', limit: 50 },
      replies: ['zh.json'],
      requests: [{ method: 'POST', path: '/', body: { q: '潮汐电站 泥沙', num: 20 } }],
      hits: [
        {
          url: 'https://www.example.cn/chaoxi/2025/yuji.html',
          title: '潮汐电站泥沙淤积研究',
          snippet: '2025年4月2日 - 江厦潮汐电站库区的淤积速度……',
          publishedAt: '2025-04-02',
        },
      ],
    },
    {
      name: 'nothing found, which comes as status 422',
      query: { text: 'qxzv jjwk' },
      replies: [
        refusal(422, 42206, 'AssertionFailureError', 'No search results available for query qxzv jjwk'),
      ],
      requests: [{ method: 'POST', path: '/' }],
      hits: [],
    },
  ],
  empty: [refusal(422, 42206, 'AssertionFailureError', 'No search results available for query nothing')],
  failures: [
    {
      name: 'a parameter that does not fit (also 422)',
      reply: refusal(422, 42201, 'ParamValidationError', 'num: Expected number'),
      code: 'search-failed',
      says: /ParamValidationError: num/,
    },
    {
      name: 'no key',
      reply: refusal(401, 40103, 'AuthenticationFailedError', 'Invalid API key, please get a new one'),
      code: 'search-refused',
      says: /Invalid API key/,
    },
    {
      name: 'balance used up',
      reply: refusal(402, 40203, 'InsufficientBalanceError', 'Account balance not enough to run this query'),
      code: 'search-refused',
    },
    {
      name: 'too many requests',
      reply: refusal(429, 42903, 'RateLimitTriggeredError', 'Per UID rate limit exceeded (async)'),
      code: 'search-busy',
    },
    {
      name: 'an error with status 200',
      reply: json({ code: 500, status: 50000, data: null }),
      code: 'search-failed',
    },
    {
      name: 'no list of results',
      reply: json({ code: 200, status: 20000, data: null }),
      code: 'search-unreadable',
    },
  ],
  stating: (hits) => [
    json({
      code: 200,
      status: 20000,
      data: hits.map(({ url, title, snippet, date }) => ({
        url,
        title,
        description: snippet,
        ...(date === undefined ? {} : { date }),
        usage: { tokens: 1000 },
      })),
    }),
  ],
})
