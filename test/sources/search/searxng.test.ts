import { describe, expect, it } from 'vitest'
import { plug } from '../../../src/sources/search/searxng.ts'
import { searchConformance } from './search-conformance.ts'

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const reply = (results: readonly unknown[], silent: readonly unknown[] = []) =>
  json({ query: 'q', number_of_results: 0, results, answers: [], unresponsive_engines: silent })

searchConformance(plug, {
  recorded: [
    {
      name: 'English, one of its engines suspended, since last month',
      query: { text: 'tidal energy capacity', since: '2026-02-20' },
      replies: ['en.json'],
      requests: [
        {
          method: 'GET',
          path: '/search',
          query: { q: 'tidal energy capacity', format: 'json', language: 'en', time_range: 'month' },
        },
      ],
      hits: [
        {
          url: 'https://tidal.example.org/capacity',
          title: 'Tidal energy: installed capacity',
          snippet: 'Installed capacity grew to 1.2 GW.',
        },
        {
          url: 'https://news.example.com/tidal',
          title: 'New tidal array switched on',
          snippet: 'The array & its cable were completed.',
          publishedAt: '2026-02-28',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '潮汐能 装机容量', language: 'zh', since: '2020-01-01' },
      replies: ['zh.json'],
      requests: [
        {
          method: 'GET',
          path: '/search',
          query: { q: '潮汐能 装机容量', language: 'zh-CN', time_range: undefined },
        },
      ],
      hits: [
        {
          url: 'https://nengyuan.example.cn/chaoxi',
          title: '潮汐能装机容量',
          snippet: '江厦潮汐试验电站装机容量4.1兆瓦。',
          publishedAt: '2025-12-30',
        },
      ],
    },
  ],
  empty: [reply([])],
  failures: [
    {
      name: 'JSON is switched off (403)',
      reply: {
        status: 403,
        body: '<!doctype html>\n<html lang=en>\n<title>403 Forbidden</title>\n<h1>Forbidden</h1>\n<p>You don&#39;t have the permission to access the requested resource.</p>\n',
      },
      code: 'search-refused',
      says: /search\.formats.*\[html, json\]/,
    },
    {
      name: 'the page for people (200)',
      reply: {
        body: '<!DOCTYPE html>\n<html class="no-js" lang="en"><head><title>rain - SearXNG</title></head><body></body></html>',
      },
      code: 'search-refused',
      says: /search\.formats/,
    },
    {
      name: 'the limiter',
      reply: { status: 429, body: 'Too Many Requests' },
      code: 'search-busy',
      says: /Too Many Requests/,
    },
    {
      name: 'nothing, for its engines did not answer',
      reply: reply(
        [],
        [
          ['google', 'Suspended: CAPTCHA'],
          ['brave', 'timeout'],
        ],
      ),
      code: 'search-failed',
      says: /google: Suspended: CAPTCHA, brave: timeout/,
    },
    { name: 'an error with status 200', reply: json({ error: 'No query' }), code: 'search-failed' },
  ],
  stating: (hits) => [
    reply(
      hits.map(({ url, title, snippet, date }) => ({
        url,
        title,
        content: snippet,
        engine: 'brave',
        engines: ['brave'],
        publishedDate: date ?? null,
      })),
    ),
  ],
})

describe('the address of a SearXNG server', () => {
  it('is understood in the forms that are in use', () => {
    const server = (baseUrl: string): string => plug.options.parse({ baseUrl }).baseUrl
    expect(server('http://localhost:8080')).toBe('http://localhost:8080')
    expect(server(' http://localhost:8080/ ')).toBe('http://localhost:8080')
    expect(server('localhost:8080')).toBe('http://localhost:8080')
    expect(server('searx.example.org')).toBe('http://searx.example.org')
    expect(server('https://searx.example.org/search')).toBe('https://searx.example.org')
    expect(server('https://example.org/searxng/')).toBe('https://example.org/searxng')
    expect(server('https://name:word@example.org/searxng/search/')).toBe(
      'https://name:word@example.org/searxng',
    )
    expect(server('http://searxng:8080/search?q=<query>')).toBe('http://searxng:8080')
    expect(server('http://searxng:8080/search?q=<query>&format=json&categories=science')).toBe(
      'http://searxng:8080?categories=science',
    )
    expect(server('nonsense://')).toBe('nonsense://')
  })

  it('knows the variables that other programs use', () => {
    const five = ['SEARXNG_URL', 'SEARXNG_BASE_URL', 'SEARXNG_API_URL', 'SEARXNG_HOST', 'SEARX_HOST']
    expect(plug.facts.addressVariables).toEqual(
      expect.arrayContaining([...five, 'SEARX_URL', 'SEARXNG_QUERY_URL', 'SEARXNG_ENDPOINT']),
    )
  })
})
