import { plug } from '../../../src/sources/search/serper.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const reply = (organic: readonly unknown[]) =>
  json({ searchParameters: { q: 'q', type: 'search', engine: 'google' }, organic, credits: 1 })

searchConformance(plug, {
  keyIn: 'x-api-key',
  recorded: [
    {
      name: 'English, with a period',
      query: {
        text: 'carbon border adjustment mechanism',
        limit: 5,
        since: '2026-01-31',
        until: '2026-03-14',
      },
      replies: ['en.json'],
      requests: [
        {
          method: 'POST',
          path: '/search',
          body: {
            q: 'carbon border adjustment mechanism',
            num: 5,
            gl: 'us',
            hl: 'en',
            tbs: 'cdr:1,cd_min:1/31/2026,cd_max:3/14/2026',
          },
        },
      ],
      hits: [
        {
          url: 'https://taxation.example.eu/cbam_en',
          title: 'Carbon Border Adjustment Mechanism',
          snippet: 'The definitive period starts in 2026 ...',
        },
        {
          url: 'https://news.example.com/cbam',
          title: 'CBAM explained - Example News',
          snippet: 'Importers will buy certificates.',
          publishedAt: '2026-02-02',
        },
        {
          url: 'https://news.example.com/old',
          title: 'Older news',
          snippet: 'First proposal.',
          publishedAt: '2026-03-10',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '碳边境调节机制', language: 'zh', limit: 100 },
      replies: ['zh.json'],
      requests: [
        {
          method: 'POST',
          path: '/search',
          body: { q: '碳边境调节机制', num: 10, gl: 'cn', hl: 'zh-cn', tbs: undefined },
        },
      ],
      hits: [
        {
          url: 'https://baike.example.cn/item/cbam',
          title: '碳边境调节机制 - 示例百科',
          snippet: '2026年1月1日起进入正式实施阶段。',
          publishedAt: '2026-01-05',
        },
      ],
    },
  ],
  empty: [reply([])],
  failures: [
    {
      name: 'wrong key',
      reply: json({ message: 'Unauthorized.', statusCode: 403 }, 403),
      code: 'search-refused',
      says: /403: Unauthorized/,
    },
    {
      name: 'no credits (400)',
      reply: json({ message: 'Not enough credits', statusCode: 400 }, 400),
      code: 'search-refused',
      says: /Not enough credits/,
    },
    {
      name: 'too quick',
      reply: json({ message: 'Rate limit exceeded', statusCode: 429 }, 429),
      code: 'search-busy',
    },
    {
      name: 'a request it does not like',
      reply: json({ message: 'Query pattern not allowed for free accounts.', statusCode: 400 }, 400),
      code: 'search-refused',
    },
    { name: 'an error with status 200', reply: json({ message: 'Internal error' }), code: 'search-failed' },
  ],
  stating: (hits) => [
    reply(
      hits.map(({ url, title, snippet, date }, index) => ({
        title,
        link: url,
        snippet,
        ...(date === undefined ? {} : { date }),
        position: index + 1,
      })),
    ),
  ],
})
