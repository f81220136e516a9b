import { describe, expect, it } from 'vitest'
import { plug } from '../../../src/sources/search/crossref.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const reply = (items: unknown) =>
  json({
    status: 'ok',
    'message-type': 'work-list',
    'message-version': '1.0.0',
    message: { 'total-results': 1, items },
  })

searchConformance(plug, {
  recorded: [
    {
      name: 'English: JATS, a DOI of the nineties, a work without title and date',
      query: { text: 'silt and tide', limit: 2, since: '1998-01-01', until: '1999-12-31' },
      replies: ['en.json'],
      requests: [
        {
          method: 'GET',
          path: '/works',
          query: {
            'query.bibliographic': 'silt and tide',
            filter: 'from-pub-date:1998-01-01,until-pub-date:1999-12-31',
            rows: '2',
            mailto: undefined,
          },
        },
      ],
      hits: [
        {
          url: 'https://doi.org/10.1002/(sici)1097-0000(199808)17:15/16%3C1661::aid-x968%3E3.0.co;2-2',
          title: 'Silt & tide: a survey',
          snippet: 'Silt settles where H2O is slow.',
          publishedAt: '1998-08',
          authors: ['Ana Río', 'The Silt Group'],
          also: ['https://api.example.com/x968/pdf'],
        },
        {
          url: 'https://doi.org/10.5555/12345678',
          title: 'https://doi.org/10.5555/12345678',
          snippet: 'Journal of Nothing',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '泥沙淤积', language: 'zh', limit: 500 },
      replies: ['zh.json'],
      requests: [
        {
          method: 'GET',
          path: '/works',
          query: { 'query.bibliographic': '泥沙淤积', rows: '100', filter: undefined },
        },
      ],
      hits: [
        {
          url: 'https://doi.org/10.3969/j.issn.1000-0001.2023.05.004',
          title: '潮汐电站水库泥沙淤积分析',
          snippet: '水利学报',
          publishedAt: '2023-05-20',
          authors: ['明 王'],
        },
      ],
    },
  ],
  empty: [reply([])],
  failures: [
    {
      name: 'a parameter that does not fit',
      reply: json(
        {
          status: 'failed',
          'message-type': 'validation-failure',
          message: [{ type: 'parameter-not-allowed', value: 'rows', message: 'Rows specified is too large' }],
        },
        400,
      ),
      code: 'search-failed',
      says: /too large/,
    },
    {
      name: 'the same with status 200',
      reply: json({
        status: 'failed',
        'message-type': 'validation-failure',
        message: [{ type: 'parameter-not-allowed', value: 'rows', message: 'Rows specified is too large' }],
      }),
      code: 'search-failed',
      says: /too large/,
    },
    { name: 'plain text', reply: { body: 'Resource not found.' }, code: 'search-unreadable' },
    { name: 'too many requests', reply: { status: 429, body: 'Too Many Requests' }, code: 'search-busy' },
    { name: 'no list of works', reply: json({ status: 'ok', message: {} }), code: 'search-unreadable' },
  ],
  stating: (hits) => [
    reply(
      hits.map(({ url, title, snippet, date }) => ({
        URL: url,
        title: [title],
        abstract: `<jats:p>${snippet}</jats:p>`,
        issued: { 'date-parts': [(date ?? '').split('-').map(Number)] },
        author: [],
      })),
    ),
  ],
})

describe('Crossref', () => {
  it('is told whom to write to, where the user says so', async () => {
    let asked = ''
    await plug.create({ baseUrl: 'https://api.crossref.org', mailto: 'someone@example.org' })(
      { text: 'silt', language: 'en', limit: 5 },
      (request) => {
        asked = request.path
        return Promise.resolve({
          status: 200,
          headers: {},
          text: '',
          json: () => ({ message: { items: [] } }),
        })
      },
      { now: 0, baseUrl: 'https://api.crossref.org' },
    )
    expect(new URL(asked, 'https://api.crossref.org').searchParams.get('mailto')).toBe('someone@example.org')
  })
})
