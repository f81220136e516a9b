import { describe, expect, it } from 'vitest'
import { checkedHits } from '../../src/sources/checked-hits.ts'
import type { WebQuery } from '#sources'

const now = Date.UTC(2026, 2, 15)
const query: WebQuery = { text: 'rain', language: 'en', limit: 10 }
const claim = (url: string, more: object = {}) => ({ url, title: 'T', snippet: 'S', rank: 1, ...more })
const checked = (claims: readonly ReturnType<typeof claim>[], asked: Partial<WebQuery> = {}) =>
  checkedHits(claims, { ...query, ...asked }, 'e', now)

describe('checkedHits', () => {
  it('keeps each address once, without fragment, and counts ranks anew', () => {
    const hits = checked([
      claim('HTTPS://Example.org/a#x'),
      claim('https://example.org/a#y'),
      claim('ftp://example.org/'),
      claim('https://example.org/b'),
    ])
    expect(hits.map(({ url, rank }) => [url, rank])).toEqual([
      ['https://example.org/a', 1],
      ['https://example.org/b', 2],
    ])
  })

  it('names a title that says nothing by its address', () => {
    expect(checked([claim('https://example.org/', { title: ' <b></b> ' })])[0]!.title).toBe(
      'https://example.org/',
    )
  })

  it('drops what lies outside the period, as far as that is known', () => {
    const dates = ['2024', '2025', '2025-03', '2025-06-30', '2025-07-01', '2026', undefined]
    const hits = checked(
      dates.map((publishedAt, index) => claim(`https://example.org/${index}`, { publishedAt })),
      { since: '2025-04-01', until: '2025-06-30' },
    )
    expect(hits.map(({ publishedAt }) => publishedAt)).toEqual(['2025', '2025-06-30', undefined])
  })

  it('tells results without addresses from no results', () => {
    expect(checked([])).toEqual([])
    expect(() => checked([claim(''), claim('about:blank')])).toThrow(/2 results, none with a web address/)
    // Found, and outside the period: that is an answer.
    expect(
      checked([claim('https://example.org/', { publishedAt: '2020' })], { since: '2024-01-01' }),
    ).toEqual([])
  })

  it('takes nothing on trust', () => {
    const [hit] = checked([
      claim('https://example.org/', {
        title: { toString: 'x' },
        snippet: 7,
        publishedAt: ['2024'],
        authors: ['Ada <b>L</b>', 5, '', null, 'Ada L'],
        also: ['https://example.org/', 'javascript:1', 'https://doi.example/10.1/x', 3],
      }),
    ] as never)
    expect(hit).toEqual({
      url: 'https://example.org/',
      title: 'https://example.org/',
      snippet: '7',
      authors: ['Ada L'],
      also: ['https://doi.example/10.1/x'],
      engine: 'e',
      rank: 1,
    })
  })
})
