import { deflateSync } from 'node:zlib'
import { packAs, packParts, wordFile, wordParagraph, workbookFile } from './office-files.ts'
import { column, pdfFile } from './pdf-file.ts'

/** A small file that would cost much: what it is, its name, its bytes, and the media type that its server states. */
export type Bomb = readonly [what: string, name: string, bytes: () => Uint8Array, contentType?: string]

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const html = (body: string, head = ''): Uint8Array =>
  text(`<!DOCTYPE html><html><head><title>Bomb</title>${head}</head><body>${body}</body></html>`)

const tags = [
  'div',
  'span',
  'b',
  'a href="/x"',
  'font',
  'blockquote',
  'ul><li',
  'table><tr><td',
  'form',
  'section',
  'x-y',
  'button',
]
const nestedHtml: Bomb[] = tags.map((tag) => [
  `100,000 <${tag}> in each other`,
  'deep.html',
  () => html(`${`<${tag}>`.repeat(100_000)}words`),
])

const wide = (what: string, piece: string, times: number): Bomb => [
  `${times.toLocaleString('en')} times ${what}`,
  'wide.html',
  () => html(piece.repeat(times)),
]
const wideHtml: Bomb[] = [
  wide('a paragraph', '<p>x</p>', 400_000),
  wide('an empty element', '<i></i>', 600_000),
  wide('a link', '<a href="/a">a</a> ', 200_000),
  wide('a link of its own', '<a href="?">a</a><a href="#">b</a>', 150_000),
  wide('an unclosed table', '<table><tr><td>', 30_000),
  wide('a table cell', '<table><tr><td>a<td>b', 30_000),
  wide('a meta refresh', '<meta http-equiv=refresh content="x">', 150_000),
  wide('a noscript', '<noscript>JavaScript</noscript>', 200_000),
  wide('a script', '<script>x</script>', 200_000),
  wide('an image', '<img alt="a picture" src="a.png">', 200_000),
  wide('a button', '<button>Accept all</button>', 150_000),
  wide('a heading', '<h1>Page not found</h1>', 100_000),
  wide('a comment', '<!-- -->', 500_000),
  wide('an unclosed comment', '<!--', 500_000),
  wide('an entity', '&amp;&lt;&#x4e00;', 300_000),
  wide('an unknown entity', '&bomb;', 500_000),
  wide('a less-than sign', '<', 3_000_000),
  wide('a slash and a less-than sign', '</', 2_000_000),
  wide('a time', '<time datetime="2024-03-05">a</time>', 100_000),
  wide('a label of a date', '<p>发布时间：x</p>', 60_000),
  wide('a list item', '<ol><li>a</li></ol>', 100_000),
  wide('a definition', '<dl><dt>a<dd>b</dl>', 80_000),
  wide('a svg', '<svg><path d="M0 0"/></svg>', 100_000),
  wide('a doctype', '<!DOCTYPE html>', 200_000),
  wide('a body', '<body class="a">', 100_000),
  wide('a head', '</head><head><base href="/a">', 100_000),
  wide('a template', '<template><p>a', 50_000),
  wide('a shadow root', '<div><template shadowrootmode=open><p>a</p></template></div>', 60_000),
]

const huge = (what: string, make: () => Uint8Array): Bomb => [what, 'huge.html', make]
const hugeHtml: Bomb[] = [
  huge('a word of 20 MB', () => html(`<p>${'x'.repeat(20_000_000)}</p>`)),
  huge('20 MB of blanks', () => html(`<p>a${' '.repeat(20_000_000)}b</p>`)),
  huge('10 MB of line breaks', () => html(`<pre>${'\n'.repeat(10_000_000)}</pre>`)),
  huge('a title of 5 MB', () => html('<p>a</p>', `<title>${'sorry, the page '.repeat(300_000)}</title>`)),
  huge('an attribute of 10 MB', () => html(`<p title="${'x '.repeat(5_000_000)}">a</p>`)),
  huge('300,000 attributes', () =>
    html(`<p ${Array.from({ length: 300_000 }, (_, i) => `a${i}=b`).join(' ')}>a</p>`),
  ),
  huge('an address of 5 MB', () => html(`<a href="/${'x'.repeat(5_000_000)}">a</a>`)),
  huge('a base of 5 MB', () =>
    html('<a href="x">a</a>'.repeat(5_000), `<base href="/${'x'.repeat(7_000)}/">`),
  ),
  huge('5 MB of class names', () => html(`<div class="${'nav-'.repeat(1_250_000)}"><p>a</p></div>`)),
  huge('a style of 5 MB', () => html(`<p style="${'display: '.repeat(600_000)}none">a</p>`)),
  huge('JSON-LD as deep as 500,000', () =>
    html('<p>a</p>', `<script type="application/ld+json">${'['.repeat(500_000)}</script>`),
  ),
  huge('10 MB of JSON-LD', () =>
    html(
      '<p>a</p>',
      `<script type="application/ld+json">[${'{"@type":"Article","author":["a"]},'.repeat(250_000)}1]</script>`,
    ),
  ),
  huge('a cell that spans the world', () =>
    html(`<table>${'<tr><td colspan=999999999 rowspan=999999999>a<td>b'.repeat(3_000)}</table>`),
  ),
  huge('10 MB of Han characters', () => html(`<p>${'考据'.repeat(1_700_000)}</p>`)),
  huge('10 MB of combining marks', () => html(`<p>a${'\u0301'.repeat(3_000_000)}</p>`)),
  huge('10 MB of emoji joined', () => html(`<p>${'👩\u200d'.repeat(1_200_000)}</p>`)),
  huge('10 MB without a tag', () => text('all the words of it '.repeat(500_000))),
  huge('a consent notice of 3 MB', () =>
    html(`<p>${'we use cookies and consent '.repeat(110_000)}</p><button>Accept</button>`),
  ),
]

const json = (what: string, make: () => string): Bomb => [
  what,
  'deep.json',
  () => text(make()),
  'application/json',
]
const deepJson: Bomb[] = [
  json('500,000 arrays in each other', () => `${'['.repeat(500_000)}${']'.repeat(500_000)}`),
  json('500,000 arrays, unclosed', () => '['.repeat(500_000)),
  json('200,000 objects in each other', () => `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`),
  json('a million empty objects', () => `[${'{},'.repeat(1_000_000)}{}]`),
  json('300,000 keys', () => `{${Array.from({ length: 300_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`),
  json('a number of 5 MB', () => `[${'9'.repeat(5_000_000)}]`),
  json('a string of 20 MB', () => `["${'x'.repeat(20_000_000)}"]`),
  json('10 MB of escapes', () => `["${String.raw`\u4e00`.repeat(1_700_000)}"]`),
  json(
    'rows of different keys',
    () => `[${Array.from({ length: 3_000 }, (_, i) => `{"k${i}":${i}}`).join(',')}]`,
  ),
  json('__proto__ all the way', () => `${'{"__proto__":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
]

const epub = (chapter: string, opf = ''): Uint8Array =>
  packParts({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
    'a.opf': `<package><metadata/><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>${opf}</manifest><spine><itemref idref="c"/></spine></package>`,
    'c.xhtml': chapter,
  })
const odt = (content: string): Uint8Array =>
  packParts({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': content })
const lol = (deep: number): string =>
  `<!DOCTYPE w [<!ENTITY l0 "lol">${Array.from({ length: deep }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]>`
const external = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

const archives: Bomb[] = [
  [
    'a zip that states 10 bytes and holds 150 MB',
    'a.docx',
    () => packAs('word/document.xml', new Uint8Array(150 << 20).fill(32), 10),
  ],
  ['a zip that states 3 GB', 'a.docx', () => packAs('word/document.xml', new Uint8Array(1 << 20), 3 << 30)],
  [
    'a zip of 60,000 entries',
    'a.docx',
    () => packParts(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`word/${i}.xml`, '']))),
  ],
  [
    'a zip within a zip within a zip',
    'a.zip',
    () => packParts({ 'a.zip': packParts({ 'a.zip': packParts({ a: new Uint8Array(30 << 20) }) }) }),
  ],
  ['a billion laughs in Word', 'a.docx', () => wordFile(wordParagraph('&l9;'), {}, {}, lol(9))],
  [
    'a quadratic blow-up in Word',
    'a.docx',
    () =>
      wordFile(
        wordParagraph('&x;'.repeat(50_000)),
        {},
        {},
        `<!DOCTYPE w [<!ENTITY x "${'x'.repeat(50_000)}">]>`,
      ),
  ],
  ['a file of this machine in Word', 'a.docx', () => wordFile(wordParagraph('&x;'), {}, {}, external)],
  [
    '100,000 elements in each other in Word',
    'a.docx',
    () => wordFile(`${'<w:p>'.repeat(100_000)}${'</w:p>'.repeat(100_000)}`),
  ],
  ['2,000,000 empty paragraphs in Word', 'a.docx', () => wordFile('<w:p/>'.repeat(2_000_000))],
  ['a run of 60 MB in Word', 'a.docx', () => wordFile(wordParagraph('x'.repeat(60_000_000)))],
  [
    'a million cells in a sheet',
    'a.xlsx',
    () =>
      workbookFile({
        A: Array.from(
          { length: 20_000 },
          (_, r) => `<row r="${r + 1}">${`<c><v>1</v></c>`.repeat(50)}</row>`,
        ).join(''),
      }),
  ],
  [
    'a cell at the far end of a sheet',
    'a.xlsx',
    () => workbookFile({ A: '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' }),
  ],
  [
    'a billion laughs in a sheet',
    'a.xlsx',
    () => workbookFile({ A: '<row><c><v>&l9;</v></c></row>' }, lol(9)),
  ],
  [
    'a merged range as large as a sheet',
    'a.xlsx',
    () =>
      workbookFile({
        A: '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>',
      }),
  ],
  ['a billion laughs in an e-book', 'a.epub', () => epub(`${lol(9)}<html><body><p>&l9;</p></body></html>`)],
  [
    '100,000 elements in each other in an e-book',
    'a.epub',
    () => epub(`<html><body>${'<div>'.repeat(100_000)}a`),
  ],
  [
    '60,000 chapters',
    'a.epub',
    () => epub('<html><body><p>a</p></body></html>', '<item id="x" href="c.xhtml"/>'.repeat(60_000)),
  ],
  [
    'a billion laughs in a text document',
    'a.odt',
    () => odt(`${lol(9)}<office:document-content><text:p>&l9;</text:p></office:document-content>`),
  ],
  [
    'a cell repeated a billion times',
    'a.ods',
    () =>
      packParts({
        mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
        'content.xml':
          '<office:document-content><office:body><office:spreadsheet><table:table><table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="1000000000"><text:p>a</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>',
      }),
  ],
  [
    'a billion blanks',
    'a.odt',
    () =>
      odt(
        '<office:document-content><office:body><office:text><text:p>a<text:s text:c="1000000000"/>b</text:p></office:text></office:body></office:document-content>',
      ),
  ],
]

/** A PDF of which one object's stream is given. */
const pdfStream = (dictionary: string, data: Uint8Array): Uint8Array => {
  const head = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X 4 0 R>>>>/Contents 4 0 R>>endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n4 0 obj<<${dictionary}/Length ${data.length}>>stream\n`
  return new Uint8Array(
    Buffer.concat([text(head), data, text('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')]),
  )
}
const deflatedTwice = (size: number): Uint8Array => deflateSync(deflateSync(Buffer.alloc(size, 32)))
const documents: Bomb[] = [
  [
    'a content stream of 400 MB',
    'a.pdf',
    () => pdfStream('/Filter/FlateDecode', deflateSync(Buffer.alloc(400 << 20, 32), { level: 1 })),
  ],
  [
    'a stream deflated twice',
    'a.pdf',
    () => pdfStream('/Filter[/FlateDecode/FlateDecode]', deflatedTwice(300 << 20)),
  ],
  [
    'a form that draws itself',
    'a.pdf',
    () =>
      pdfStream(
        '/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 4 0 R>>>>',
        text('/X Do '.repeat(1_000)),
      ),
  ],
  [
    '200,000 words on a page',
    'a.pdf',
    () => pdfStream('', text(`BT /F 1 Tf ${'1 0 Td (word) Tj '.repeat(200_000)}ET`)),
  ],
  ['a million graphics states', 'a.pdf', () => pdfStream('', text('q '.repeat(1_000_000)))],
  ['arrays in arrays', 'a.pdf', () => pdfStream('', text(`${'['.repeat(500_000)} TJ`))],
  [
    'pages that are their own children',
    'a.pdf',
    () =>
      text(
        '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 999999999/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>',
      ),
  ],
  [
    'a count of a billion pages',
    'a.pdf',
    () =>
      text(
        '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1000000000/Kids[]>>endobj\ntrailer<</Root 1 0 R>>',
      ),
  ],
  [
    'a cross-reference that is its own predecessor',
    'a.pdf',
    () =>
      text('%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF'),
  ],
  ['20,000 pages', 'a.pdf', () => pdfFile(Array.from({ length: 20_000 }, () => column(50, 700, ['a'])))],
  [
    'an object stream in itself',
    'a.pdf',
    () => pdfStream('/Type/ObjStm/N 1000000000/First 10', text('4 0 '.repeat(10_000))),
  ],
  [
    'predictors of a billion columns',
    'a.pdf',
    () =>
      pdfStream(
        '/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1000000000>>',
        deflateSync(Buffer.alloc(1 << 20)),
      ),
  ],
  [
    'a picture of 60,000 by 60,000',
    'a.pdf',
    () =>
      pdfStream(
        '/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode',
        deflateSync(Buffer.alloc(1 << 20)),
      ),
  ],
]

const xml = (what: string, make: () => string): Bomb => [
  what,
  'a.xml',
  () => text(make()),
  'application/xhtml+xml',
]
const others: Bomb[] = [
  xml(
    'a billion laughs in XHTML',
    () =>
      `<?xml version="1.0"?>${lol(9)}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>&l9;</p></body></html>`,
  ),
  xml(
    'a file of this machine in XHTML',
    () =>
      `<?xml version="1.0"?>${external}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>words &x;</p></body></html>`,
  ),
  xml(
    'an internal subset without end',
    () => `<?xml version="1.0"?><!DOCTYPE html [${'<!ENTITY a "b">'.repeat(200_000)}`,
  ),
  ['300,000 quotes in each other', 'a.md', () => text(`${'>'.repeat(300_000)} a`), 'text/markdown'],
  ['300,000 brackets', 'a.md', () => text(`# a\n\n${'['.repeat(300_000)}`), 'text/markdown'],
  ['300,000 stars', 'a.md', () => text(`# a\n\n${'*a **b '.repeat(50_000)}`), 'text/markdown'],
  [
    'lists as deep as 20,000',
    'a.md',
    () =>
      text(
        Array.from({ length: 5_000 }, (_, i) => `${' '.repeat(2 * i)}- a`)
          .join('\n')
          .slice(0, 5_000_000),
      ),
    'text/markdown',
  ],
  ['a million columns', 'a.csv', () => text(`${'a,'.repeat(1_000_000)}\n1,2`), 'text/csv'],
  ['an unclosed quotation', 'a.csv', () => text(`a,b\n"${'x,y\n'.repeat(2_000_000)}`), 'text/csv'],
  ['groups in groups', 'a.rtf', () => text(`{\\rtf1 ${'{'.repeat(500_000)}a`), 'application/rtf'],
  [
    'parts in parts',
    'a.eml',
    () =>
      text(
        `From: a@b.c\nDate: x\nSubject: a\n${Array.from({ length: 3_000 }, (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\n\n--b${i}\n`).join('')}a`,
      ),
    'message/rfc822',
  ],
  [
    'a header of 10 MB',
    'a.eml',
    () => text(`From: a@b.c\nDate: x\nSubject: ${'=?utf-8?B?YQ==?= '.repeat(500_000)}\n\na`),
    'message/rfc822',
  ],
]

/** All of them. */
export const bombs: readonly Bomb[] = [
  ...nestedHtml,
  ...wideHtml,
  ...hugeHtml,
  ...deepJson,
  ...archives,
  ...documents,
  ...others,
]
