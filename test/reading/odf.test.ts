import { describe, expect, it } from 'vitest'
import { plug } from '../../src/reading/readers/odf.ts'
import { packParts } from './office-files.ts'
import { outlineOf, readOne } from './read-one.ts'
import { readerConformance } from './reader-conformance.ts'

function odf(
  kind: 'text' | 'spreadsheet' | 'presentation',
  body: string,
  parts: Readonly<Record<string, string>> = {},
): Uint8Array {
  return packParts({
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    'content.xml': `<office:document-content><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    'meta.xml':
      '<office:document-meta><office:meta><dc:title>清湖</dc:title><dc:date>2024-03-05T10:00:00.5</dc:date><meta:initial-creator>Ada</meta:initial-creator></office:meta></office:document-meta>',
    ...parts,
  })
}

const text = `<text:h text:outline-level="2">Loads</text:h><text:p>It fell<text:s text:c="2"/>by<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In 2024.</text:p></text:note-body></text:note> 62%.<office:annotation><text:p>no!</text:p></office:annotation></text:p>
  <text:list><text:list-item><text:p>first</text:p></text:list-item></text:list>
  <table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell><table:table-cell><text:p>t</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>2020</text:p></table:table-cell><table:table-cell><text:p>5.5</text:p></table:table-cell></table:table-row></table:table>`
const sheet = `<table:table table:name="Plan"><table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:table-row><table:table-cell><text:p>项目</text:p></table:table-cell><table:table-cell><text:p>万元</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>清淤</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>410</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`
const slides = `<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Opening</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>Body</text:p></draw:text-box></draw:frame><presentation:notes><text:p>Say it.</text:p></presentation:notes></draw:page>`

readerConformance(plug, [
  { name: 'a.odt', bytes: odf('text', text), contains: ['Loads', '62%', 'Year | t'] },
  { name: 'a.ods', bytes: odf('spreadsheet', sheet), contains: ['Plan', '清淤 | 410'] },
  { name: 'a.odp', bytes: odf('presentation', slides), contains: ['Opening', 'Body', 'Say it.'] },
])

describe('odf', () => {
  it('reads text with its structure', async () => {
    const document = await readOne(plug, 'a.odt', odf('text', text))
    expect(outlineOf(document)).toEqual([
      'heading2: Loads',
      'paragraph: It fell  by 62%.',
      'footnote: In 2024.',
      'list-item: first',
      'table: Year | t\n2020 | 5.5',
    ])
    expect(document).toMatchObject({ title: '清湖', authors: ['Ada'], publishedAt: '2024-03-05' })
  })

  it('does not lay out empty rows, and repeats filled cells', async () => {
    const document = await readOne(plug, 'a.ods', odf('spreadsheet', sheet))
    expect(outlineOf(document)).toEqual(['heading1: Plan', 'table: 项目 | 万元 | \n清淤 | 410 | 410'])
    expect(document.pages).toMatchObject([{ number: 1, label: 'Plan' }])
  })

  it('refuses encryption and fills that explode', async () => {
    const locked = odf('text', text, {
      'META-INF/manifest.xml':
        '<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>',
    })
    await expect(readOne(plug, 'a.odt', locked)).rejects.toMatchObject({ code: 'file-encrypted' })
    const row =
      '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    await expect(
      readOne(plug, 'a.ods', odf('spreadsheet', `<table:table>${row.repeat(600)}</table:table>`)),
    ).rejects.toMatchObject({ code: 'file-bomb' })
  })
})
