import { describe, expect, it } from 'vitest'
import { plug } from '../../src/reading/readers/epub.ts'
import { packParts } from './office-files.ts'
import { exampleFile, outlineOf, readOne } from './read-one.ts'
import { readerConformance } from './reader-conformance.ts'

readerConformance(plug, [
  {
    name: 'guide.epub',
    bytes: exampleFile('guide/2023-field-guide-to-species.epub'),
    contains: [
      'About this guide',
      "Baer's pochard, Aythya baeri",
      '清湖观鸟提示',
      '青头潜鸭体侧有明显的白斑',
    ],
  },
])

const container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
const opf = `<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Two tales</dc:title><dc:creator>Ada</dc:creator><dc:date>2019-05-01T00:00:00Z</dc:date></metadata>
  <manifest><item id="b" href="ch%202.xhtml"/><item id="a" href="ch1.xhtml"/><item id="n" href="nav.xhtml" properties="nav"/></manifest>
  <spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>`
const parts = {
  mimetype: 'application/epub+zip',
  'META-INF/container.xml': container,
  'OEBPS/book.opf': opf,
  'OEBPS/nav.xhtml':
    '<html><body><nav><ol><li><a href="ch1.xhtml">The first</a></li><li><a href="ch%202.xhtml#x">The second</a></li></ol></nav></body></html>',
  'OEBPS/ch1.xhtml':
    '<?xml version="1.0"?><html><body><h1>One</h1><a id="p1"/><p>Text&nbsp;here.</p><ul><li>item</li></ul></body></html>',
  'OEBPS/ch 2.xhtml':
    '<html><body><h1>Two</h1><table><tr><th>Year</th><th>Count</th></tr><tr><td>2020</td><td>5</td></tr></table></body></html>',
}

describe('epub', () => {
  it('follows the spine and names chapters by the contents', async () => {
    const document = await readOne(plug, 'a.epub', packParts(parts))
    expect(outlineOf(document)).toEqual([
      'heading1: One',
      'paragraph: Text here.',
      'list-item: item',
      'heading1: Two',
      'table: Year | Count\n2020 | 5',
    ])
    expect(document.pages.map((page) => page.label)).toEqual(['The first', 'The second'])
    expect(document).toMatchObject({ title: 'Two tales', authors: ['Ada'], publishedAt: '2019-05-01' })
  })

  it('refuses a locked book, but not one with obfuscated fonts', async () => {
    const locked = (algorithm: string): Uint8Array =>
      packParts({
        ...parts,
        'META-INF/encryption.xml': `<encryption><EncryptedData><EncryptionMethod Algorithm="${algorithm}"/></EncryptedData></encryption>`,
      })
    await expect(
      readOne(plug, 'a.epub', locked('http://www.w3.org/2001/04/xmlenc#aes128-cbc')),
    ).rejects.toMatchObject({ code: 'file-encrypted' })
    expect((await readOne(plug, 'a.epub', locked('http://www.idpf.org/2008/embedding'))).text).toContain(
      'Text here.',
    )
  })
})
