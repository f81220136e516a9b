import { afterAll, describe, expect, it } from 'vitest'
import { createContext } from '#runtime'
import { createReadingPool, decodeTold, type PageReading, type ReadRequest } from '#reading'
import type { PageSigns } from '#sources'
import { refreshIn } from '../../src/reading/html/refresh.ts'
import { encodeAs } from './legacy-encoder.ts'
import { pdfFile, column } from './pdf-file.ts'

const { context } = createContext()
const pool = createReadingPool({ size: 1 }, context)
afterAll(() => pool.close())

const address = 'https://example.org/news/today.html?a=1'
type Page = Partial<Pick<ReadRequest, 'name' | 'publishedAt'>> & { url?: string; contentType?: string }
function read(
  html: string | Uint8Array,
  { url = address, contentType, ...rest }: Page = {},
): Promise<PageReading> {
  const bytes = typeof html === 'string' ? new TextEncoder().encode(html) : html
  const web = { url, ...(contentType ? { contentType } : {}) }
  return pool.readPage({ uri: url, name: 'today.html', bytes, web, ...rest }, context)
}
const signsOf = async (html: string, page?: Page): Promise<PageSigns> => (await read(html, page)).signs
const linksOf = async (html: string): Promise<string[]> => (await signsOf(html)).links.map(({ url }) => url)

const words =
  'The lake froze early that year, and nobody who lived beside it had expected the ferry to stay in port. '
const article = `<html><head><base href="/section/"><link rel="Canonical alternate" href="../ice"><title>Ice</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><link rel="alternate" type="application/atom+xml; charset=utf-8" href="atom">
<link rel="alternate" type="application/feed+json" href="https://other.example/feed.json"><link rel="alternate" type="application/json" href="/wp-json/1">
<link rel="alternate" type="text/xml" title="RSS" href="/old.xml"><link rel="alternate" hreflang="zh" href="/zh"><link rel="alternate" type="application/rss+xml" href="/feed.xml">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head><body>
<nav><a href="/">Home</a><a href="harbour">Harbour</a></nav>
<article><h1>Ice on the lake</h1><p>${words.repeat(3)}<a href="harbour">the harbour
   master</a> said. <a href="report.pdf#page=2" rel="nofollow">The report</a> is <a href="javascript:void(0)">here</a> and <a href="mailto:a@b.c">there</a>.</p>
<p>${words.repeat(3)}<a href="#top">Up</a><a href="https://例え.jp/a b">Abroad</a><a href="//cdn.example/x?y#z"><img alt="A chart" src="c.png"></a></p></article>
<p style="display:none"><a href="/hidden">hidden</a></p><a hidden href="/hidden2">h</a><noscript><a href="/noscript">n</a></noscript><template><a href="/template">t</a></template>
<a href="">empty</a><a>none</a><a href="http://[broken">broken</a><a href="ftp://x/y">ftp</a><a href="data:text/html,x">data</a><map><area href="/area" alt="Map"></map></body></html>`

describe('where a page leads', () => {
  it('tells links in reading order, absolute, each once, and which stand in the text', async () => {
    const signs = await signsOf(article)
    expect(signs.links).toEqual([
      { url: 'https://example.org/', text: 'Home', inText: false },
      { url: 'https://example.org/section/harbour', text: 'the harbour master', inText: true },
      { url: 'https://example.org/section/report.pdf', text: 'The report', inText: true },
      { url: 'https://example.org/section/', text: 'Up', inText: true },
      { url: 'https://xn--r8jz45g.jp/a%20b', text: 'Abroad', inText: true },
      { url: 'https://cdn.example/x?y', text: 'A chart', inText: false },
      { url: 'https://example.org/area', text: '', inText: false },
    ])
    expect(signs.canonical).toBe('https://example.org/ice')
    expect(signs.feeds).toEqual([
      'https://example.org/feed.xml',
      'https://example.org/section/atom',
      'https://other.example/feed.json',
      'https://example.org/old.xml',
    ])
    expect(signs.needsBrowser).toBe(false)
    expect(signs.shell).toBeUndefined()
  })

  it('leaves out the page itself, and keeps the text’s links when there are too many', async () => {
    const menu = Array.from({ length: 400 }, (_, i) => `<li><a href="/m/${i}">Menu ${i}</a></li>`).join('')
    const links = await linksOf(
      `<ul>${menu}</ul><article><h1>Ice</h1><p>${words.repeat(5)}<a href="/ice">ice</a> <a href="${address}#x">self</a></p><p>${words.repeat(5)}</p></article>`,
    )
    expect(links).toHaveLength(300)
    expect(links).toContain('https://example.org/ice')
    expect(links).not.toContain(address)
    expect(links.slice(0, 2)).toEqual(['https://example.org/m/0', 'https://example.org/m/1'])
  })

  it.each([
    ['0;URL=/there', 'https://example.org/there'],
    [`0; url='/there'`, 'https://example.org/there'],
    ['5;Url="there"', 'https://example.org/news/there'],
    ['30 , /there', 'https://example.org/there'],
    ['0 http://other.example/#x', 'http://other.example/'],
    ['.5;url = /there', 'https://example.org/there'],
    [`0;url="/unclosed`, 'https://example.org/unclosed'],
    ['31;url=/there', undefined],
    ['0', undefined],
    ['0;url=', undefined],
    ['now;url=/there', undefined],
    ['0;url=javascript:alert(1)', undefined],
    ['0;url=data:text/html,x', undefined],
    [`0;url=${address}#again`, undefined],
  ])('follows a meta refresh as browsers do: %s', async (content, to) => {
    const html = `<meta HTTP-EQUIV="Refresh" content="${content.replaceAll('"', '&quot;')}"><p>Go on.</p>`
    expect((await signsOf(html)).refresh).toBe(to)
  })

  it('takes no refresh that is meant for those without scripts', async () => {
    const html = `<noscript><meta http-equiv="refresh" content="0;url=/nojs"></noscript><p>Words.</p>`
    expect((await signsOf(html)).refresh).toBeUndefined()
    expect(refreshIn('0;url=a')).toEqual({ seconds: 0, url: 'a' })
  })

  it('is not slowed down by links in links', async () => {
    const { links } = await signsOf(`${'<a href="/a">x<b>'.repeat(20_000)}<p>words</p>`).catch(() => ({
      links: [],
    }))
    expect(links.length).toBeLessThanOrEqual(1)
  })

  it('gives a frameset its frames, and a page without text its signs', async () => {
    const framed = await read('<frameset><frame src="menu.html"><frame src="main.html"></frameset>')
    expect(framed).toMatchObject({ noText: true })
    expect(framed.signs.links.map(({ url }) => url)).toEqual([
      'https://example.org/news/menu.html',
      'https://example.org/news/main.html',
    ])
    for (const nothing of ['', ' \n', '<html><body></body></html>'])
      expect(await read(nothing, { contentType: 'text/html' })).toMatchObject({
        noText: true,
        signs: { shell: { kind: 'empty' }, needsBrowser: false },
      })
  })

  it('says when a browser would show more', async () => {
    const app = `<html><title>App</title><body><div id="root"></div><noscript>Enable JavaScript.</noscript><script src="a.js"></script>`
    expect(await read(app)).toMatchObject({ noText: true, signs: { needsBrowser: true } })
    expect((await signsOf(app.replace('<body>', `<body><p>${words.repeat(3)}</p>`))).needsBrowser).toBe(false)
    const request = {
      uri: address,
      name: 'a.html',
      bytes: new TextEncoder().encode(app),
      web: { url: address },
    }
    await expect(pool.read(request, context)).rejects.toMatchObject({ code: 'file-no-text' })
  })

  it('has nothing to say of other formats', async () => {
    const bytes = pdfFile([column(50, 700, ['The ferry stays in port until the ice is gone.'])])
    expect((await read(bytes, { contentType: 'application/pdf' })).signs).toEqual({
      links: [],
      feeds: [],
      needsBrowser: false,
    })
  })
})

describe('the charset of a page', () => {
  const html = (charset: string): string =>
    `<html><head><meta charset="${charset}"><title>湖</title></head><body><h1>湖上的冰</h1><p>那一年湖水很早就结冰了，谁也没有料到，渡船在港口停了九天。</p></body></html>`
  const textOf = async (bytes: Uint8Array, contentType?: string): Promise<string> => {
    const page = await read(bytes, contentType ? { contentType } : {})
    return 'document' in page ? page.document.text : ''
  }

  it('is what the server says before what the page says, and a byte order mark before both', async () => {
    const gbk = encodeAs(html('big5'), 'gb18030')
    expect(await textOf(gbk, 'text/html; charset=GBK')).toContain('谁也没有料到')
    expect(await textOf(gbk, 'text/html;charset="gb2312"')).toContain('谁也没有料到')
    const russian = encodeAs('<meta charset="utf-8"><p>Паром стоит в порту.</p>', 'koi8-r')
    expect(await textOf(russian, 'text/html; charset=koi8-r')).toContain('Паром стоит в порту.')
    const latin = new TextEncoder().encode('<meta charset="utf-8"><p>Größe und Gewicht der Fähre</p>')
    expect(await textOf(latin, 'text/html; charset=ISO-8859-1')).toContain('GrÃ¶ÃŸe')
    const marked = new TextEncoder().encode(`\ufeff${html('gbk')}`)
    expect(await textOf(marked, 'text/html; charset=gbk')).toContain('谁也没有料到')
  })

  it('is looked for in the bytes where the server names none, an unknown one, or one in which they are no text', async () => {
    const utf8 = new TextEncoder().encode(html('utf-8'))
    for (const type of [undefined, 'text/html', 'text/html; charset=klingon', 'text/html; charset='])
      expect(await textOf(utf8, type)).toContain('谁也没有料到')
    expect(await textOf(encodeAs(html('gbk'), 'gb18030'), 'text/html; charset=utf-8')).toContain(
      '谁也没有料到',
    )
    expect(decodeTold(new TextEncoder().encode('plain'), 'utf-16').text).not.toBe('')
  })

  it('makes another document only where it makes another text', async () => {
    const utf8 = new TextEncoder().encode(html('utf-8'))
    const file = await pool.read({ uri: 'file:///a.html', name: 'a.html', bytes: utf8 }, context)
    const idOf = async (contentType: string): Promise<unknown> => {
      const page = await read(utf8, { contentType })
      return 'document' in page ? page.document.id : undefined
    }
    expect(await idOf('text/html; charset=utf-8')).toBe(file.document.id)
    expect(await idOf('text/html; charset=windows-1252')).not.toBe(file.document.id)
  })
})

describe('the date of a page', () => {
  it.each([
    ['<meta property="article:published_time" content="2024-03-05T08:00:00Z">', '2024-03-05T08:00:00Z'],
    ['<meta name="published_time" content="2024-03-05">', '2024-03-05'],
    ['<meta name="og:published_time" content="2024-03-05 10:00">', '2024-03-05'],
    ['<meta name="PubDate" content="2024-03-05 10:00">', '2024-03-05'],
    [
      `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-05"}</script>`,
      '2024-03-05',
    ],
    ['<p>来源：新华网　发布时间：2024年3月5日 10:23　作者：王伟</p>', '2024-03-05'],
    ['<p><span>发布日期：</span><span>2024-03-05</span></p>', '2024-03-05'],
    ['<p>发表于 2024/03/05</p>', '2024-03-05'],
    ['<em id="publish_time">2024年3月5日</em>', '2024-03-05'],
    ['<p>Published: March 5, 2024</p>', '2024-03-05'],
    ['<p>Posted on 5 March 2024 by Ann</p>', '2024-03-05'],
    ['<p>更新时间：2024年3月5日</p>', undefined],
    ['<p>Published by the Harbour Press in Bergen; the bridge of 1921 is older.</p>', undefined],
  ])('is found: %s', async (html, date) => {
    const page = await read(`<html><body>${html}<p>${words.repeat(3)}</p></body></html>`)
    expect('document' in page ? page.document.publishedAt : 'no text').toBe(date)
  })
})
