import { plug } from '../../../src/sources/search/tavily.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const reply = (results: readonly unknown[]) =>
  json({ query: 'q', follow_up_questions: null, answer: null, images: [], results, response_time: 0.5 })

searchConformance(plug, {
  keyIn: 'authorization',
  recorded: [
    {
      name: 'English, with a period',
      query: {
        text: 'heat pump efficiency in cold climates',
        limit: 5,
        since: '2025-01-01',
        until: '2026-03-01',
      },
      replies: ['en.json'],
      requests: [
        {
          method: 'POST',
          path: '/search',
          headers: { 'content-type': 'application/json' },
          body: {
            query: 'heat pump efficiency in cold climates',
            max_results: 5,
            start_date: '2025-01-01',
            end_date: '2026-03-01',
            api_key: undefined,
          },
        },
      ],
      hits: [
        {
          url: 'https://energy.example.org/heat-pumps/cold-climate',
          title: 'Heat pumps in cold climates & what to expect',
          snippet: 'Field trials measured a coefficient of performance above 2 at -10 °C ...',
        },
        {
          url: 'https://news.example.com/2026/heat-pump-study',
          title: 'Study: heat pumps outperform boilers',
          snippet: 'Researchers compared 550 homes over two winters.',
          publishedAt: '2026-02-10T08:30:00Z',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '三峡水库蓄水位', language: 'zh', limit: 50 },
      replies: ['zh.json'],
      requests: [
        {
          method: 'POST',
          path: '/search',
          body: { query: '三峡水库蓄水位', max_results: 20, start_date: undefined, end_date: undefined },
        },
      ],
      hits: [
        {
          url: 'https://www.example.cn/slsz/2025/t20251018.html',
          title: '三峡水库蓄水至175米',
          snippet: '10月18日，三峡水库水位达到175米，完成年度蓄水任务。',
        },
      ],
    },
  ],
  empty: [reply([])],
  failures: [
    {
      name: 'wrong key',
      reply: json({ detail: { error: 'Unauthorized: missing or invalid API key.' } }, 401),
      code: 'search-refused',
      says: /401: Unauthorized: missing/,
    },
    {
      name: 'plan used up (432)',
      reply: json(
        { detail: { error: "This request exceeds your plan's set usage limit. Please upgrade your plan." } },
        432,
      ),
      code: 'search-refused',
      says: /usage limit/,
    },
    {
      name: 'pay-as-you-go limit (433)',
      reply: json({ detail: { error: 'This request exceeds the pay-as-you-go limit.' } }, 433),
      code: 'search-refused',
    },
    {
      name: 'too many requests',
      reply: json({ detail: { error: 'Your request has been blocked due to excessive requests.' } }, 429),
      code: 'search-busy',
      says: /excessive requests/,
    },
    {
      name: 'an error with status 200',
      reply: json({ error: 'Query is too long.' }),
      code: 'search-failed',
      says: /too long/,
    },
    {
      name: 'no list of results',
      reply: json({ query: 'q', answer: null }),
      code: 'search-unreadable',
      says: /results/,
    },
  ],
  stating: (hits) => [
    reply(
      hits.map(({ url, title, snippet, date }, index) => ({
        url,
        title,
        content: snippet,
        score: 1 - index / 100,
        raw_content: null,
        ...(date === undefined ? {} : { published_date: date }),
      })),
    ),
  ],
})
