import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Document } from '#vocabulary'
import { plug } from '../../src/reading/readers/html.ts'
import { dataFolder } from '../data-folder.ts'
import { encodeAs } from './legacy-encoder.ts'
import { readAs, readerConformance, resourceOf, type ReaderSample } from './reader-conformance.ts'

const paragraph = (i: number): string =>
  `<p>Paragraph ${i}: the lake froze early that year, and nobody who lived beside it had expected the ferry to stay in port, as the <a href="/harbour">harbour master</a> later told the paper.</p>`

const article = `<!DOCTYPE html><html lang="en"><head>
<title>Ice on the lake | The Harbour Paper</title>
<meta property="og:type" content="article"><meta property="og:site_name" content="The Harbour Paper">
<link rel="canonical" href="https://example.org/ice">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ice on the lake",
"datePublished":"2023-02-11T08:00:00+08:00","author":[{"@type":"Person","name":"Ann Lee"},{"@type":"Person","name":"Wei Chen"}]}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div id="cookie-banner">This website uses cookies to improve your experience. <button>Accept</button></div>
<article><h1>Ice on the lake</h1><p class="byline">By Ann Lee and Wei Chen</p>
${[1, 2, 3].map(paragraph).join('\n')}
<h2>What it cost</h2>
<figure><img src="a.jpg"><figcaption>The ferry in port. Photo: Harbour</figcaption></figure>
<table><caption>Days in port</caption><thead><tr><th>Year</th><th>Days</th></tr></thead>
<tbody><tr><td>2022</td><td>3</td></tr><tr><td>2023</td><td>9</td></tr></tbody></table>
<ol start="3"><li>Third thing to do</li><li><p>Fourth thing</p><ul><li>and a part of it</li></ul></li></ol>
<pre><code>if (ice) {
    stay()
}</code></pre>
<blockquote><p>We wait, she said, until it thaws.</p></blockquote>
${[4, 5, 6].map(paragraph).join('\n')}
<p style="display:none">Hidden words</p>
<h3>Related stories</h3><ul><li><a href="/1">The spring flood of last year</a></li><li><a href="/2">A new ferry is built</a></li></ul>
</article>
<aside>Subscribe to our newsletter today</aside><footer>© 2023 The Harbour Paper</footer>
<script>var words = "script words"</script></body></html>`

const chinese = `<html><head><meta charset="gb2312"><title>湖上的冰_青湖网</title></head><body><h1>湖上的冰</h1>
<p>那一年湖水很早就结冰了，<b>谁也没有</b>料到，渡船在港口停了九天。</p><p>老人说没有见过这样的冬天。</p></body></html>`

const folder = 'documents/docling/html'
const shared: ReaderSample[] = dataFolder
  ? readdirSync(join(dataFolder, folder, 'sources'))
      .filter((name) => name.endsWith('.html'))
      .map((name) => ({ name, bytes: readFileSync(join(dataFolder!, folder, 'sources', name)) }))
  : []
const small = shared.filter(({ bytes }) => bytes.length < 100_000)

readerConformance(plug, [
  {
    name: 'ice.html',
    bytes: Buffer.from(article),
    contains: ['Paragraph 1', 'What it cost', '2022 | 3', 'Paragraph 6'],
  },
  {
    name: '湖.html',
    bytes: encodeAs(chinese, 'gb18030'),
    contains: ['湖上的冰', '那一年湖水很早就结冰了，谁也没有料到', '老人说'],
  },
  ...small,
])

const read = (html: string): Promise<Document> =>
  readAs(plug.create({}), resourceOf({ name: 'a.html', bytes: Buffer.from(html) }))
const blocksOf = ({ blocks, text }: Document): string[] =>
  blocks.map(({ kind, level, start, end }) => `${kind}${level ?? ''}: ${text.slice(start, end)}`)

describe('an article', () => {
  it('is read without what stands beside it, its structure kept', async () => {
    const blocks = blocksOf(await read(article))
    expect(blocks.map((block) => block.replace(/(Paragraph \d).*/, '$1'))).toEqual([
      'paragraph: Paragraph 1',
      'paragraph: Paragraph 2',
      'paragraph: Paragraph 3',
      'heading2: What it cost',
      'caption: The ferry in port. Photo: Harbour',
      'table: Year | Days\n2022 | 3\n2023 | 9',
      'list-item: 3. Third thing to do',
      'list-item: 4. Fourth thing',
      'list-item: and a part of it',
      'code: if (ice) {\n    stay()\n}',
      'quote: We wait, she said, until it thaws.',
      'paragraph: Paragraph 4',
      'paragraph: Paragraph 5',
      'paragraph: Paragraph 6',
    ])
  })

  it('tells what the page says of itself', async () => {
    const { title, publishedAt, authors, metadata, tables } = await read(article)
    expect({ title, publishedAt, authors }).toEqual({
      title: 'Ice on the lake',
      publishedAt: '2023-02-11T08:00:00+08:00',
      authors: ['Ann Lee', 'Wei Chen'],
    })
    expect(metadata).toMatchObject({
      url: 'https://example.org/ice',
      site: 'The Harbour Paper',
      language: 'en',
    })
    expect(tables[0]).toMatchObject({ caption: 'Days in port', rows: 3, columns: 2 })
  })
})

describe('pages whose tags are not all there, or shouted', () => {
  it.each([
    '<html><title>Ferry</title><body><p>It stays in port.</p></body></html>',
    '<!doctype html><title>Ferry</title><body><p>It stays in port.</p>',
    '<html><title>Ferry</title><p>It stays in port.</p>',
    '<body><p>It stays in port.</p></body>',
    '<html><head><title>Ferry</title></head><p>It stays in port.</p></html>',
    '<HTML><HEAD><TITLE>Ferry</TITLE></HEAD><BODY><P>It stays in port.</P><P STYLE="display:none">Hidden</P></BODY></HTML>',
  ])('are read as browsers do: %s', async (html) => {
    expect((await read(html)).text).toBe('It stays in port.')
  })

  it('tell what they say of themselves', async () => {
    const html = `<HTML><META NAME="Author" CONTENT="Ann Lee"><META NAME="Date" CONTENT="2001-02-03"><BODY><P>It stays in port.</BODY></HTML>`
    expect(await read(html)).toMatchObject({ authors: ['Ann Lee'], publishedAt: '2001-02-03' })
  })
})

describe('pages that are no articles', () => {
  it('keeps the links of an index, without its menu', async () => {
    const items = Array.from(
      { length: 30 },
      (_, i) => `<li><a href="/${i}">Report number ${i}</a></li>`,
    ).join('')
    const { text } = await read(
      `<html><body><nav><a href="/">Home page</a></nav><h1>All reports</h1><ul>${items}</ul></body></html>`,
    )
    expect(text).toContain('Report number 29')
    expect(text).not.toContain('Home page')
  })

  it('keeps all of a reference page', async () => {
    const entries = Array.from(
      { length: 12 },
      (_, i) =>
        `<h3 id="f${i}"><a href="#f${i}">function${i}</a></h3><pre>function${i}(x)</pre><p>Returns ${i}.</p>`,
    ).join('')
    const { text } = await read(
      `<html><body><header><a href="/">Docs</a></header><main><h1>Functions</h1>${entries}</main></body></html>`,
    )
    for (let i = 0; i < 12; i++) expect(text).toContain(`function${i}\n\nfunction${i}(x)\n\nReturns ${i}.`)
  })

  it('reads a fragment and text between blocks', async () => {
    expect(
      blocksOf(await read('loose <b>words</b><br>on a line<br><br>and a paragraph<div>in a div</div>tail')),
    ).toEqual([
      'paragraph: loose words\non a line',
      'paragraph: and a paragraph',
      'paragraph: in a div',
      'paragraph: tail',
    ])
  })
})

describe('tables', () => {
  it('places merged cells once', async () => {
    const { tables, text } = await read(
      '<table><tr><th colspan=2>A</th><th rowspan=2>B</th></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td><td>5</td></tr></table>',
    )
    const cells = tables[0]!.cells.map(
      ({ row, column, start, end }) => `${row},${column} ${text.slice(start, end)}`,
    )
    expect(cells.filter((cell) => !cell.endsWith(' '))).toEqual([
      '0,0 A',
      '0,2 B',
      '1,0 1',
      '1,1 2',
      '2,0 3',
      '2,1 4',
      '2,2 5',
    ])
  })

  it('does not take a layout for data', async () => {
    const document = await read(
      `<table><tr><td><a href="/">Menu</a></td><td><h1>T</h1><p>Words.</p><p>More.</p><p>And.</p><ul><li>a</li></ul></td></tr></table>`,
    )
    expect(document.tables).toEqual([])
    expect(document.text).toContain('Words.')
  })

  it('is not blown up by spans', async () => {
    const row = '<td colspan=99999 rowspan=99999>x</td>'.repeat(3)
    const { tables } = await read(`<table><tr><th>a</th></tr>${`<tr>${row}</tr>`.repeat(50)}</table>`)
    expect(tables[0]!.columns).toBeLessThan(20_000)
  })
})

describe('large and strange pages', () => {
  it.each([
    ['inline elements', `<p>${'<b>x</b> y '.repeat(50_000)}`],
    ['numbered items', `<ol>${'<li>an item of a list</li>'.repeat(20_000)}</ol>`],
    ['levels', `${'<div>'.repeat(1500)}words here`],
    ['rows', `<table>${'<tr><td>1</td><td>2</td></tr>'.repeat(15_000)}</table>`],
  ])('are read in linear time: many %s', async (_, body) => {
    const start = performance.now()
    expect((await read(`<html><body><nav></nav>${body}</body></html>`)).text.length).toBeGreaterThan(5)
    expect(performance.now() - start).toBeLessThan(15_000)
  })

  it('are refused when nested beyond all measure', async () => {
    await expect(read(`<html><body>${'<div>'.repeat(50_000)}words`)).rejects.toMatchObject({
      code: 'file-damaged',
    })
  })
})

/** A menu alone, which we leave out, and a picture's alternative text, which we do not read. */
const different = new Set(['hyperlink_03.html', 'hyperlink_05.html'])

describe.skipIf(!dataFolder)('docling pages (skipped without the shared data)', () => {
  it.each(small.map(({ name }) => name).filter((name) => !different.has(name)))(
    '%s has the recorded words in order',
    async (name) => {
      const document = await readAs(
        plug.create({}),
        resourceOf(small.find((sample) => sample.name === name)!),
      )
      const truth = readFileSync(join(dataFolder!, folder, 'groundtruth', `${name}.md`), 'utf8')
      const words = (text: string): string[] =>
        text
          .replace(/!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|<!--[\s\S]*?-->|&\w+;|```\w*/g, ' ')
          .match(/[\p{L}\p{N}]+/gu) ?? []
      // Runs of inline markup are glued there or here (H2O), and merged cells are repeated there.
      const found = document.text.replace(/\s+/g, '')
      const lost = words(truth).filter((word) => !found.includes(word))
      expect(lost.length / words(truth).length, lost.join(' ')).toBeLessThan(0.05)
    },
  )

  it('reads an encyclopedia page whole', async () => {
    const document = await readAs(
      plug.create({}),
      resourceOf(shared.find(({ name }) => name === 'wiki_duck.html')!),
    )
    expect(document.title).toBe('Duck')
    for (const words of [
      'Etymology',
      'Taxonomy',
      'Ducks have a cosmopolitan distribution',
      'Domestication',
      'Heraldry',
    ])
      expect(document.text).toContain(words)
    expect(document.text).not.toContain('Create account')
  })
})
