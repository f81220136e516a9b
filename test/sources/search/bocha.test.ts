import { plug } from '../../../src/sources/search/bocha.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const reply = (webPages: unknown) =>
  json({ code: 200, log_id: 'a1', msg: null, data: { _type: 'SearchResponse', queryContext: {}, webPages } })

searchConformance(plug, {
  keyIn: 'authorization',
  recorded: [
    {
      name: 'Chinese: the crawl date is a date of publication in Beijing',
      query: { text: '长江口二号古船', language: 'zh', limit: 80, since: '2025-01-01' },
      replies: ['zh.json'],
      requests: [
        {
          method: 'POST',
          path: '/v1/web-search',
          body: { query: '长江口二号古船', freshness: '2025-01-01..2026-03-15', summary: true, count: 50 },
        },
      ],
      hits: [
        {
          url: 'https://www.example.cn/guchuan/1.html',
          title: '长江口二号古船保护进展',
          snippet: '古船进入船坞后，考古人员清理了四号舱，出水瓷器六百余件。',
          publishedAt: '2025-11-03T15:30:00Z',
        },
        {
          url: 'https://m.example.com/a/81503_121/?pvid=0001',
          title: '古船里的瓷器',
          snippet: '绿釉杯是同治年间的产品。',
          publishedAt: '2025-06-30T22:50:00Z',
        },
      ],
    },
    {
      name: 'English, without dates',
      query: { text: 'Yangtze estuary wreck' },
      replies: ['en.json'],
      requests: [{ method: 'POST', path: '/v1/web-search', body: { freshness: 'noLimit', count: 10 } }],
      hits: [
        {
          url: 'http://en.example.cn/wreck.htm',
          title: 'Wreck raised from the Yangtze estuary',
          snippet: 'The wreck was raised whole.',
        },
      ],
    },
    {
      name: 'no pages at all',
      query: { text: '没有', language: 'zh', until: '2020-02-02' },
      replies: [reply(null)],
      requests: [{ method: 'POST', path: '/v1/web-search', body: { freshness: '1990-01-01..2020-02-02' } }],
      hits: [],
    },
  ],
  empty: [reply({ webSearchUrl: '', totalEstimatedMatches: 0, value: [], someResultsRemoved: false })],
  failures: [
    {
      name: 'balance used up',
      reply: json({ code: '403', message: 'You do not have enough money', log_id: 'c66aac17eab1bb7e' }, 403),
      code: 'search-refused',
      says: /enough money/,
    },
    {
      name: 'wrong key',
      reply: json({ code: '401', message: 'Invalid API KEY', log_id: 'c6' }, 401),
      code: 'search-refused',
    },
    {
      name: 'wrong key, with status 200',
      reply: json({ code: '401', message: 'Invalid API KEY', log_id: 'c6' }),
      code: 'search-refused',
    },
    {
      name: 'too many requests, with status 200',
      reply: json({ code: 429, msg: '请求频率过高，请稍后再试', log_id: 'c6', data: null }),
      code: 'search-busy',
      says: /频率/,
    },
    {
      name: 'its own error, with status 200',
      reply: json({ code: 500, msg: 'xxxx', log_id: 'c6', data: null }),
      code: 'search-failed',
    },
    { name: 'no pages where they belong', reply: json({ code: 200, data: {} }), code: 'search-unreadable' },
    { name: 'pages without a list', reply: reply({ value: {} }), code: 'search-unreadable' },
  ],
  stating: (hits) => [
    reply({
      webSearchUrl: '',
      totalEstimatedMatches: hits.length,
      value: hits.map(({ url, title, snippet, date }) => ({
        id: null,
        name: title,
        url,
        displayUrl: url,
        snippet,
        siteName: 'x',
        ...(date === undefined ? {} : { datePublished: date, dateLastCrawled: `${date}T00:00:00Z` }),
      })),
      someResultsRemoved: false,
    }),
  ],
})
