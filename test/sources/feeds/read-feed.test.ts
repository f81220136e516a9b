import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFeed } from '../../../src/sources/feeds/decode-feed.ts'
import { feedDate } from '../../../src/sources/feeds/feed-dates.ts'
import { addressIn, plainText } from '../../../src/sources/feeds/feed-text.ts'
import { readFeed } from '../../../src/sources/feeds/read-feed.ts'

const url = 'https://lake.example/news/feed.xml'
const read = (text: string | Uint8Array, contentType?: string, at = url) =>
  readFeed({
    bytes: typeof text === 'string' ? Buffer.from(text) : text,
    url: at,
    ...(contentType ? { contentType } : {}),
  })
const refused = (text: string | Uint8Array): unknown => {
  try {
    return read(text)
  } catch (error) {
    return error
  }
}

describe('formats', () => {
  test('RSS 2.0: addresses absolute, dates ISO, content before description, its ttl', () => {
    const feed =
      read(`<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lake &amp; Shore</title><link>/</link>
      <language>en-gb</language><ttl>90</ttl>
      <item><title>Dredging &lt;b&gt;done&lt;/b&gt;</title><link>../a?x=1&amp;y=2#top</link><guid isPermaLink="false">g1</guid>
      <pubDate>Tue, 10 Jun 2003 04:00:00 -0500</pubDate><dc:creator>A. Li</dc:creator>
      <description>Short.</description><content:encoded><![CDATA[<p>Long &amp; whole.</p>]]></content:encoded></item>
      <item><description>No title here</description><guid>https://lake.example/b</guid></item></channel></rss>`)
    expect(feed).toEqual({
      kind: 'rss',
      title: 'Lake & Shore',
      home: 'https://lake.example/',
      language: 'en-gb',
      minutes: 90,
      items: [
        {
          id: 'g1',
          url: 'https://lake.example/a?x=1&y=2',
          title: 'Dredging done',
          content: '<p>Long &amp; whole.</p>',
          contentType: 'html',
          summary: 'Short.',
          publishedAt: '2003-06-10T04:00:00-05:00',
          authors: ['A. Li'],
        },
        {
          id: 'https://lake.example/b',
          url: 'https://lake.example/b',
          title: 'No title here',
          content: 'No title here',
          contentType: 'text',
          authors: [],
        },
      ],
    })
  })

  test('Atom 1.0: xml:base, alternate links, types of text', () => {
    const feed =
      read(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://base.example/x/" xml:lang="en">
      <title type="html">A &lt;i&gt;b&lt;/i&gt;</title><link rel="self" href="http://no.example/"/><link href="home"/>
      <entry xml:base="y/"><id>tag:1</id><title>One</title><link rel="enclosure" href="a.mp3"/><link href="one.html"/>
      <published>2024-02-29T01:02:03Z</published><updated>2024-03-01T00:00:00+08:00</updated><author><name>B</name></author>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hi</p></div></content></entry>
      <entry><id>tag:2</id><title>Picture</title><content type="image/png">iVBORw0KGgo=</content><updated>2024</updated></entry>
      </feed>`)
    expect(feed).toMatchObject({
      kind: 'atom',
      title: 'A b',
      home: 'http://base.example/x/home',
      language: 'en',
    })
    expect(feed.items[0]).toMatchObject({
      url: 'http://base.example/x/y/one.html',
      content: '<p>Hi</p>',
      contentType: 'html',
      publishedAt: '2024-02-29T01:02:03Z',
      updatedAt: '2024-03-01T00:00:00+08:00',
      authors: ['B'],
    })
    expect(feed.items[1]).toMatchObject({ id: 'tag:2', publishedAt: '2024' })
    expect(feed.items[1]?.content).toBeUndefined()
  })

  test('RSS 1.0 (RDF) and JSON Feed', () => {
    const rdf =
      read(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
      <channel rdf:about="http://r.example/"><title>R</title><link>http://r.example/</link>
      <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
      <item rdf:about="http://r.example/1"><title>One</title><link>http://r.example/1</link><dc:date>2024-01-02</dc:date></item>
      </rdf:RDF>`)
    expect(rdf).toMatchObject({ kind: 'rdf', title: 'R', minutes: 720 })
    expect(rdf.items).toMatchObject([{ id: 'http://r.example/1', publishedAt: '2024-01-02' }])
    const json = read(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'J',
        items: [
          { id: 7, url: '/7', content_text: 'seven', date_published: '2024-01-02T03:04:05Z' },
          {
            id: '8',
            external_url: 'javascript:alert(1)',
            content_html: '<p>8</p>',
            authors: [{ name: 'N' }],
          },
        ],
      }),
    )
    expect(json).toMatchObject({ kind: 'json-feed', title: 'J' })
    expect(json.items).toMatchObject([
      { id: '7', url: 'https://lake.example/7', content: 'seven', contentType: 'text' },
      { id: '8', content: '<p>8</p>', contentType: 'html', authors: ['N'] },
    ])
    expect(json.items[1]?.url).toBeUndefined()
  })

  test('sitemaps: the news extension, the last changed first, an index, a plain list, gzip', () => {
    const sitemap = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://lake.example/old</loc><lastmod>2020-01-01</lastmod></url>
      <url><loc> https://lake.example/new?a=1&amp;b=2 </loc><image:image><image:loc>https://lake.example/i.png</image:loc></image:image>
      <news:news><news:publication_date>2024-05-06T07:08:09Z</news:publication_date><news:title>New &amp; fresh</news:title></news:news></url>
      <url><loc>ftp://lake.example/no</loc></url></urlset>`
    for (const bytes of [Buffer.from(sitemap), gzipSync(sitemap)]) {
      const feed = read(bytes)
      expect(feed).toMatchObject({ kind: 'sitemap', title: 'lake.example' })
      expect(feed.items).toEqual([
        {
          id: 'https://lake.example/new?a=1&b=2',
          url: 'https://lake.example/new?a=1&b=2',
          title: 'New & fresh',
          publishedAt: '2024-05-06T07:08:09Z',
          authors: [],
        },
        {
          id: 'https://lake.example/old',
          url: 'https://lake.example/old',
          title: 'https://lake.example/old',
          updatedAt: '2020-01-01',
          authors: [],
        },
      ])
    }
    const index = read(
      '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/s1.xml</loc></sitemap></sitemapindex>',
    )
    expect(index).toMatchObject({ kind: 'sitemap-index', items: [{ url: 'https://lake.example/s1.xml' }] })
    expect(read('https://lake.example/1\r\nhttps://lake.example/2\n').items).toHaveLength(2)
  })
})

describe('damage', () => {
  const item = (n: number) => `<item><title>Item ${n}</title><link>https://lake.example/${n}</link></item>`
  const rss = `<rss version="2.0"><channel><title>T</title>${item(1)}${item(2)}</channel></rss>`

  test('wherever a feed breaks off, its whole items are read or it is refused', () => {
    for (let end = 1; end < rss.length; end++) {
      const cut = rss.slice(0, end)
      const whole = cut.split('</item>').length - 1
      const outcome = refused(cut)
      if (whole === 0) continue
      expect(outcome, cut).toMatchObject({ title: 'T', items: { length: whole } })
    }
  })

  test.each([
    ['a warning of the server before it', `<br />\nWarning: x in /var/www\n${rss}`.replace('<br />', '')],
    ['control characters', rss.replace('Item 1', 'Item\u0000\u0008 1')],
    ['a bare ampersand and a bare <', rss.replace('<title>T', '<title>T & < 3')],
    ['an unknown entity', rss.replace('Item 1', 'Item&nosuch; 1')],
    ['a wrong end', rss.replace('</channel>', '</chanel>')],
    ['no channel', `<rss version="2.0">${item(1)}${item(2)}</rss>`],
    ['no rss', rss.replace('<rss version="2.0">', '').replace('</rss>', '')],
  ])('%s does not keep its items from being read', (_, text) => {
    expect(read(text).items.map(({ url: at }) => at)).toEqual([
      'https://lake.example/1',
      'https://lake.example/2',
    ])
  })

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['<!doctype html><html><body><p>rss</p></body></html>', 'web page'],
    ['<svg xmlns="http://www.w3.org/2000/svg"></svg>', 'root element is <svg>'],
    ['<feed><a/></feed>', 'namespace'],
    ['hello', 'neither XML nor JSON'],
    ['{"a":1}', 'no JSON Feed'],
    ['{"a":', 'damaged JSON'],
    ['<rss version="2.0"><channel><item><title>cut', 'damaged XML'],
    ['<rss version="2.0"><channel><item><unknown/></item></channel></rss>', 'none of its items'],
  ])('%j is refused by name', (text, reason) => {
    expect(refused(text)).toMatchObject({
      code: 'feed-unreadable',
      parameters: { url, reason: expect.stringContaining(reason) },
    })
  })

  test('a feed without items is a feed', () => {
    expect(read('<rss version="2.0"><channel><title>New</title></channel></rss>')).toMatchObject({
      title: 'New',
      items: [],
    })
    expect(read('<feed xmlns="http://www.w3.org/2005/Atom"/>')).toMatchObject({
      title: 'lake.example',
      items: [],
    })
  })

  test('the same id twice: another address is another item, the same is one', () => {
    const twice = (b: string) =>
      read(
        `<rss version="2.0"><channel><title>T</title><item><guid isPermaLink="false">x</guid><link>https://lake.example/1</link><title>a</title></item>
         <item><guid isPermaLink="false">x</guid><link>${b}</link><title>b</title></item></channel></rss>`,
      ).items.map(({ id }) => id)
    expect(twice('https://lake.example/1')).toEqual(['x'])
    expect(twice('https://lake.example/2')).toEqual(['x', 'x#https://lake.example/2'])
  })

  test('what moves a cursor, turns text around or is half a character is in no id and no title', () => {
    const hostile = '\ud800\u001b[2J\u202egnp.exe\u0000x'
    const [one] = read(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: hostile,
        items: [{ id: hostile, title: hostile, content_text: hostile }],
      }),
    ).items
    const xml = read(`<rss version="2.0"><channel><title>a&#27;[2J&#x202e;b</title></channel></rss>`)
    for (const text of [one!.id, one!.title, xml.title]) {
      expect(text).not.toMatch(/[\p{Cc}\u202e]/u)
      expect(text.isWellFormed()).toBe(true)
    }
    expect(() => encodeURIComponent(one!.id)).not.toThrow()
    expect(one!.content!.isWellFormed()).toBe(true)
  })

  test('texts and numbers are bounded, and what is left out is counted', () => {
    const many = `<rss version="2.0"><channel><title>${'t'.repeat(9_000)}</title>${Array.from({ length: 5_100 }, (_, n) => item(n)).join('')}
      <item><title>z</title></item></channel></rss>`
    const feed = read(many)
    expect(feed.items).toHaveLength(5_000)
    expect(feed.cut).toBe(1)
    expect(feed.title).toHaveLength(500)
    const long = read(
      `<rss version="2.0"><channel><title>t</title>${`<item><title>x</title><description>${'词'.repeat(400_000)}</description></item>`.repeat(2)}</channel></rss>`,
    )
    expect(long.items.map(({ content }) => content?.length)).toEqual([300_000])
  })

  test('any text at all is a feed or a named refusal', () => {
    const piece = fc.constantFrom(
      '<rss version="2.0">',
      '<channel>',
      '</channel>',
      '<item>',
      '</item>',
      '<title>',
      '</title>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<!DOCTYPE x [',
      ']>',
      '&amp;',
      '&',
      '<',
      '>',
      'text',
      '\u0000',
      '<feed xmlns="http://www.w3.org/2005/Atom">',
      '<entry>',
      '</entry>',
      '<urlset>',
      '<url>',
      '<loc>http://a.example/',
      '</loc>',
      '</url>',
      '{',
      '"items":',
      '[',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const outcome = refused(pieces.join(''))
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'feed-unreadable' })
        else expect(outcome).toMatchObject({ items: expect.any(Array) })
      }),
      { seed: 4, numRuns: 2_000 },
    )
  })
})

describe('encodings', () => {
  const gbk = Buffer.from([0xba, 0xfe, 0xcb, 0xae]) // 湖水
  const big5 = Buffer.from([0xb4, 0xf2, 0xa4, 0xf4]) // 湖水
  const around = (head: string, body: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from(`${head}<rss version="2.0"><channel><title>`),
      body,
      Buffer.from('</title></channel></rss>'),
    ])
  const utf16 = (text: string, big: boolean, mark: boolean): Buffer => {
    const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le')
    return big ? bytes.swap16() : bytes
  }
  const plain = '<rss version="2.0"><channel><title>湖水</title></channel></rss>'
  test.each([
    ['declared gb2312', around('<?xml version="1.0" encoding="gb2312"?>', gbk), 'text/xml'],
    ['declared GBK', around("<?xml version='1.0' encoding = 'GBK'?>", gbk), undefined],
    ['declared big5', around('<?xml version="1.0" encoding="big5"?>', big5), 'application/xml'],
    [
      'charset before declaration',
      around('<?xml version="1.0" encoding="iso-8859-1"?>', gbk),
      'application/xml; charset=gb2312',
    ],
    ['quoted charset', around('', gbk), 'application/rss+xml;charset= "gbk"'],
    [
      'charset that the bytes contradict',
      around('<?xml version="1.0" encoding="gbk"?>', gbk),
      'text/xml; charset=utf-8',
    ],
    ["a server's Latin default over UTF-8", Buffer.from(plain), 'text/xml; charset=ISO-8859-1'],
    [
      'declared utf-16, written utf-8',
      Buffer.from(`<?xml version="1.0" encoding="utf-16"?>${plain}`),
      undefined,
    ],
    ['utf-8 with mark', Buffer.from(`\ufeff${plain}`), 'text/xml; charset=gbk'],
    ['utf-16 with mark, little', utf16(plain, false, true), undefined],
    ['utf-16 with mark, big', utf16(plain, true, true), 'text/xml; charset=utf-8'],
    ['utf-16 without mark, big', utf16(plain, true, false), undefined],
    ['utf-16 without mark, little', utf16(plain, false, false), undefined],
  ])('%s', (_, bytes, contentType) => {
    expect(read(bytes, contentType).title).toBe('湖水')
  })

  test('a gzip bomb is refused', () => {
    const bomb = gzipSync(Buffer.alloc(60 * 2 ** 20, 0x20))
    expect(refused(bomb)).toMatchObject({ code: 'feed-unreadable' })
    expect(refused(gzipSync('<rss/>').subarray(0, 15))).toMatchObject({ code: 'feed-unreadable' })
  })

  test('any bytes are text under some encoding', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 3, maxLength: 200 }),
        fc.constantFrom(undefined, 'text/xml; charset=gbk', 'a; charset=nonsense'),
        (bytes, type) => {
          if (bytes[0] === 0x1f) return
          expect(typeof decodeFeed(bytes, type, url)).toBe('string')
        },
      ),
      { seed: 4 },
    )
  })
})

describe('dates', () => {
  test.each([
    ['2003-12-31T10:14:55Z', '2003-12-31T10:14:55Z'],
    ['2003-12-31T10:14:55.123-08:00', '2003-12-31T10:14:55-08:00'],
    ['2003-12-31 10:14', '2003-12-31T10:14:00'],
    ['20031231', '2003-12-31'],
    ['2003-12', '2003-12'],
    ['2003', '2003'],
    ['Thu, 01 Jan 2004 19:48:21 GMT', '2004-01-01T19:48:21Z'],
    ['01 Jan 04 19:48 EST', '2004-01-01T19:48:00-05:00'],
    ['Thursday, 1 January 1998 19:48:21 +0800', '1998-01-01T19:48:21+08:00'],
    ['Sun Jan  4 16:29:06 2004', '2004-01-04T16:29:06'],
    ['Sun Jan 4 16:29:06 PST 2004', '2004-01-04T16:29:06-08:00'],
    ['2024/1/2 3:04:05', '2024-01-02T03:04:05'],
    ['2024年1月2日', '2024-01-02'],
    ['Thu, 01 Jan 2004 25:61:00 GMT', '2004-01-01'],
    ['2003-02-30', undefined],
    ['32 Jan 2004', undefined],
    ['yesterday', undefined],
    ['', undefined],
    ['0001-01-01T00:00:00Z', undefined],
  ])('%s', (text, iso) => {
    expect(feedDate(text)).toBe(iso)
    if (iso) expect(Date.parse(iso)).not.toBeNaN()
  })
})

test('titles are plain, addresses are http(s) and absolute', () => {
  expect(plainText('A <b>bold</b>&nbsp;claim &amp;#8212; &#x27;it&#39; <script>alert(1)</script>< 5')).toBe(
    "A bold claim &#8212; 'it' < 5",
  )
  expect(addressIn('//b.example/x', 'https://a.example/')).toBe('https://b.example/x')
  for (const bad of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@b',
    '',
    'http://',
  ])
    expect(addressIn(bad, 'https://a.example/')).toBeUndefined()
  expect(addressIn('/x', 'https://a.example/', 'javascript:alert(1)')).toBeUndefined()
})
