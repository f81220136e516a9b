import { describe, expect, it } from 'vitest'
import { createContext, offline } from '#runtime'
import { createSearch } from '#sources'
import { plug } from '../../../src/sources/search/wikipedia.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })

searchConformance(plug, {
  except: { addresses: 'addresses are built from the keys of pages' },
  recorded: [
    {
      name: 'English',
      query: { text: 'tide', limit: 5 },
      replies: ['en.json'],
      requests: [{ method: 'GET', path: '/w/rest.php/v1/search/page', query: { q: 'tide', limit: '5' } }],
      hits: [
        {
          url: '{base}/wiki/Tide',
          title: 'Tide',
          snippet:
            'Rise and fall of the sea level: Tides are the rise and fall of sea levels caused by the gravity of the Moon & the Sun',
        },
        {
          url: "{base}/wiki/Who's_Afraid%3F_(100%25_tide)/AC%232",
          title: "Who's Afraid? (100% tide)/AC#2",
          snippet: 'a song about the tide',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '潮汐', language: 'zh', limit: 500 },
      replies: ['zh.json'],
      requests: [{ method: 'GET', path: '/w/rest.php/v1/search/page', query: { q: '潮汐', limit: '100' } }],
      hits: [
        {
          url: '{base}/wiki/%E6%BD%AE%E6%B1%90',
          title: '潮汐',
          snippet: '海水周期性的涨落: 是由月球和太阳引力引起的潮汐现象',
        },
      ],
    },
  ],
  empty: [json({ pages: [] })],
  failures: [
    {
      name: 'an error of the wiki',
      reply: json(
        {
          errorKey: 'search-error',
          messageTranslations: { en: 'An error has occurred while searching: too long' },
          httpCode: 500,
          httpReason: 'Internal Server Error',
        },
        500,
      ),
      code: 'search-failed',
    },
    {
      name: 'too many requests',
      reply: { status: 429, body: 'You are making too many requests to the API gateway.' },
      code: 'search-busy',
    },
    { name: 'no list of pages', reply: json({ httpCode: 200 }), code: 'search-unreadable' },
  ],
  stating: (hits) => [
    json({
      pages: hits.map(({ url, title, snippet }, index) => ({
        id: index,
        key: encodeURIComponent(url),
        title,
        excerpt: snippet,
        matched_title: null,
        description: null,
        thumbnail: null,
      })),
    }),
  ],
})

describe('one wiki', () => {
  it.each([
    ['https://zh.wikipedia.org', '/w/rest.php/v1/search/page', 'https://zh.wikipedia.org/wiki/%F0%9F%8C%8A'],
    ['https://de.wikipedia.org/', '/w/rest.php/v1/search/page', 'https://de.wikipedia.org/wiki/%F0%9F%8C%8A'],
    ['https://wiki.example.org/w/rest.php/v1', '/search/page', 'https://wiki.example.org/wiki/%F0%9F%8C%8A'],
  ])('is asked at its own address: %s', async (baseUrl, path, url) => {
    let asked = ''
    const hits = await plug.create({ baseUrl })(
      { text: 'Welle', language: 'other', limit: 5 },
      (request) => {
        asked = request.path
        return Promise.resolve({
          status: 200,
          headers: {},
          text: '',
          json: () => ({ pages: [{ key: '🌊', title: '🌊' }] }),
        })
      },
      { now: 0, baseUrl },
    )
    expect(asked).toBe(`${path}?q=Welle&limit=5`)
    expect(hits[0]?.url).toBe(url)
  })
})

describe('editions', () => {
  it.each([
    ['en', 'https://en.wikipedia.org'],
    ['zh', 'https://zh.wikipedia.org'],
    ['other', 'https://en.wikipedia.org'],
  ] as const)('a query in %s is asked at %s', async (language, origin) => {
    const asked: string[] = []
    const { context } = createContext({
      egress: {
        ...offline,
        scope: 'configured-only',
        configured: (endpoint) => (input) => {
          asked.push(endpoint, new URL(input instanceof Request ? input.url : input).origin)
          return Promise.resolve(Response.json({ pages: [] }))
        },
      },
    })
    await createSearch(plug, {})({ text: 'tide', language, limit: 5 }, context)
    expect(asked).toEqual([origin, origin])
  })
})
