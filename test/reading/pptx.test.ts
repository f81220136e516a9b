import { describe, expect, it } from 'vitest'
import { plug } from '../../src/reading/readers/pptx.ts'
import { packParts, relationsPart } from './office-files.ts'
import { exampleFile, outlineOf, readOne, textsOf } from './read-one.ts'
import { readerConformance } from './reader-conformance.ts'

readerConformance(plug, [
  { name: 'slides.pptx', bytes: exampleFile('consultation/2021-01-23-consultation-slides.pptx') },
])

const shape = (placeholder: string, ...lines: string[]): string =>
  `<p:sp><p:nvSpPr><p:nvPr>${placeholder}</p:nvPr></p:nvSpPr><p:txBody>${lines.map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join('')}</p:txBody></p:sp>`
const slide = (...shapes: string[]): string =>
  `<p:sld><p:cSld><p:spTree>${shapes.join('')}</p:spTree></p:cSld></p:sld>`
const cell = (text: string, merge = ''): string =>
  `<a:tc ${merge}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`

describe('pptx', () => {
  it('reads slides in the order shown, titles first, numbers and dates left out, notes last', async () => {
    const table = `<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/><a:tr>${cell('Year', 'gridSpan="2"')}${cell('', 'hMerge="1"')}</a:tr><a:tr>${cell('2020')}${cell('46')}</a:tr></a:tbl></p:graphicFrame>`
    const chart = `<p:graphicFrame><c:chart r:id="c"/></p:graphicFrame>`
    const bytes = packParts({
      '_rels/.rels': relationsPart({ a: ['officeDocument', 'ppt/presentation.xml'] }),
      'ppt/presentation.xml':
        '<p:presentation><p:sldIdLst><p:sldId id="256" r:id="two"/><p:sldId id="257" r:id="one"/><p:sldId id="258" r:id="gone"/></p:sldIdLst></p:presentation>',
      'ppt/_rels/presentation.xml.rels': relationsPart({
        one: ['slide', 'slides/a.xml'],
        two: ['slide', 'slides/b.xml'],
      }),
      'ppt/slides/a.xml': slide(shape('<p:ph type="sldNum"/>', '2'), table, chart),
      'ppt/slides/_rels/a.xml.rels': relationsPart({ c: ['chart', '../charts/c.xml'] }),
      'ppt/charts/c.xml':
        '<c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Blooms</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>days</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strCache><c:pt idx="0"><c:v>2012</c:v></c:pt></c:strCache></c:cat><c:val><c:numCache><c:pt idx="0"><c:v>118</c:v></c:pt></c:numCache></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>',
      'ppt/slides/b.xml': slide(
        shape('<p:ph idx="1"/>', 'First', 'Second'),
        shape('<p:ph type="title"/>', 'Opening'),
      ),
      'ppt/slides/_rels/b.xml.rels': relationsPart({ n: ['notesSlide', '../notes/n.xml'] }),
      'ppt/notes/n.xml': `<p:notes><p:cSld><p:spTree>${shape('<p:ph type="body"/>', 'Say hello.')}${shape('<p:ph type="sldNum"/>', '1')}</p:spTree></p:cSld></p:notes>`,
    })
    const document = await readOne(plug, 'a.pptx', bytes)
    expect(outlineOf(document)).toEqual([
      'heading1: Opening',
      'list-item: First',
      'list-item: Second',
      'footnote: Say hello.',
      'table: Year | \n2020 | 46',
      'caption: Blooms',
      'table:  | days\n2012 | 118',
    ])
    expect(document.pages.map((page) => page.label)).toEqual(['Opening', undefined, undefined])
    expect(document.warnings).toEqual(['Slide 3 is missing from the file.'])
  })

  it('finds titles that are only set larger', async () => {
    const document = await readOne(
      plug,
      'a.pptx',
      exampleFile('consultation/2021-01-23-consultation-slides.pptx'),
    )
    expect(textsOf(document, 'heading')).toContain('How to take part')
    expect(document.pages[3]!.label).toBe('Why not simply dredge everything?')
  })
})
