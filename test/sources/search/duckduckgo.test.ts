import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { plug } from '../../../src/sources/search/duckduckgo.ts'
import { searchConformance, type StatedHit } from './search-conformance.ts'

const folder = join(import.meta.dirname, '../../fixtures/search/duckduckgo')
const page = (name: string): string => readFileSync(join(folder, name), 'utf8')

searchConformance(plug, {
  recorded: [
    {
      name: 'English, an advertisement first, with a period',
      query: { text: 'rainfall in spring', since: '2025-01-01' },
      replies: ['en.html'],
      requests: [
        {
          method: 'POST',
          path: '/html/',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: { q: 'rainfall in spring', kl: 'us-en', df: '2025-01-01..2026-03-15' },
        },
      ],
      hits: [
        {
          url: 'https://weather.example.org/rain?from=2025&to=2026',
          title: "Rainfall in spring '25",
          snippet: 'It rained for three days & two nights.',
        },
        {
          url: 'https://news.example.com/rain',
          title: 'Record rain',
          snippet: 'Rivers rose.',
          publishedAt: '2026-02-11',
        },
      ],
    },
    {
      name: 'Chinese',
      query: { text: '春季降雨', language: 'zh' },
      replies: ['zh.html'],
      requests: [{ method: 'POST', path: '/html/', body: { q: '春季降雨', kl: 'cn-zh', df: undefined } }],
      hits: [
        {
          url: 'https://tianqi.example.cn/%E6%98%A5%E9%9B%A8',
          title: '春季降雨',
          snippet: '连续三天降雨。',
        },
      ],
    },
  ],
  empty: [{ body: page('none.html') }],
  failures: [
    {
      name: 'the page for robots (202)',
      reply: { status: 202, body: page('anomaly.html') },
      code: 'search-refused',
      says: /202.*robot/,
    },
    { name: 'the page for robots (200)', reply: { body: page('anomaly.html') }, code: 'search-refused' },
    {
      name: 'another page with 202',
      reply: { status: 202, body: '<html><body>Please wait</body></html>' },
      code: 'search-refused',
    },
    {
      name: 'the page has changed',
      reply: {
        body: '<html><head><title>rain at DuckDuckGo</title></head><body><div class="r2"></div></body></html>',
      },
      code: 'search-unreadable',
      says: /rain at DuckDuckGo/,
    },
  ],
  stating: (hits) => [
    { body: `<html><body><div id="links" class="results">${hits.map(stated).join('')}</div></body></html>` },
  ],
})

function stated({ url, title, snippet, date }: StatedHit): string {
  const link = `//duckduckgo.com/l/?uddg=${encodeURIComponent(url)}&amp;rut=0`
  const when = date === undefined ? '' : `<span>&nbsp; &nbsp; ${date}T00:00:00.0000000</span>`
  return (
    `<div class="result results_links web-result "><h2 class="result__title"><a rel="nofollow" class="result__a" href="${link}">${title}</a></h2>` +
    `<div class="result__extras__url"><a class="result__url" href="${link}">x</a>${when}</div>` +
    `<a class="result__snippet" href="${link}">${snippet}</a></div>`
  )
}
