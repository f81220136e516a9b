import { describe, expect, it } from 'vitest'
import { plug } from '../../src/reading/readers/docx.ts'
import { wordFile, wordParagraph } from './office-files.ts'
import { exampleFile, outlineOf, readOne } from './read-one.ts'
import { readerConformance } from './reader-conformance.ts'

readerConformance(plug, [
  { name: 'plan.docx', bytes: exampleFile('plans/2021-restoration-plan-v2.docx') },
  {
    name: '说明.docx',
    bytes: exampleFile('plans/2021-规划第二版说明.docx'),
    contains: ['关于清湖治理规划第二版的说明', '总投资（亿元） | 12.40 | 16.85', '柳滩堆场怎么办？'],
  },
])

const styles = `<w:root><w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/></w:style>
  <w:style w:type="paragraph" w:styleId="b"><w:name w:val="My heading"/><w:basedOn w:val="a"/></w:style>
  <w:style w:type="paragraph" w:styleId="c"><w:name w:val="Clause"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
  <w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style></w:root>`
const numbering = `<w:root><w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>
  <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
  <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="9"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num></w:root>`
const footnotes = `<w:root><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">${wordParagraph('Measured in 2024.')}</w:footnote></w:root>`

async function outline(body: string): Promise<string[]> {
  const parts = {
    'word/styles.xml': styles,
    'word/numbering.xml': numbering,
    'word/footnotes.xml': footnotes,
  }
  const relations = {
    r1: ['styles', 'styles.xml'],
    r2: ['numbering', 'numbering.xml'],
    r3: ['footnotes', 'footnotes.xml'],
  } as const
  return outlineOf(await readOne(plug, 'a.docx', wordFile(body, parts, relations)))
}

const listed = (text: string, list: number, depth = 0): string =>
  wordParagraph(text, `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="${list}"/></w:numPr>`)
const run = (text: string): string => `<w:r><w:t>${text}</w:t></w:r>`

describe('docx', () => {
  it('knows headings by name, by base and by outline level', async () => {
    const styled = (text: string, style: string): string =>
      wordParagraph(text, `<w:pStyle w:val="${style}"/>`)
    expect(await outline(styled('T', 't') + styled('A', 'a') + styled('B', 'b') + styled('C', 'c'))).toEqual([
      'title: T',
      'heading1: A',
      'heading1: B',
      'heading3: C',
    ])
  })

  it('prints the numbers that Word prints', async () => {
    const body =
      listed('one', 1) +
      listed('two', 1) +
      listed('under', 1, 1) +
      listed('three', 1) +
      listed('dot', 2) +
      listed('款', 3) +
      listed('款', 3)
    expect(await outline(body)).toEqual(
      ['1. one', '2. two', '2.a) under', '3. three', 'dot', '第九条 款', '第十条 款'].map(
        (text) => `list-item: ${text}`,
      ),
    )
  })

  it('reads with tracked changes accepted, and without field codes', async () => {
    const body = `<w:p>${run('The total is ')}<w:del><w:r><w:delText>12</w:delText></w:r></w:del><w:ins>${run('16')}</w:ins>${run(' million')}<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>`
    expect(await outline(body)).toEqual(['paragraph: The total is 16 million'])
  })

  it('puts notes and text boxes after their paragraph, each once', async () => {
    const box = `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>${wordParagraph('In a box')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>${wordParagraph('In a box')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>`
    expect(
      await outline(
        `<w:p>${run('Phosphorus fell')}<w:r><w:footnoteReference w:id="2"/></w:r><w:r>${box}</w:r>${run('.')}</w:p>${wordParagraph('Next')}`,
      ),
    ).toEqual([
      'paragraph: Phosphorus fell.',
      'footnote: Measured in 2024.',
      'paragraph: In a box',
      'paragraph: Next',
    ])
  })

  it('keeps a merged cell at its first place and opens a frame of one cell', async () => {
    const cell = (text: string, properties = ''): string =>
      `<w:tc><w:tcPr>${properties}</w:tcPr>${wordParagraph(text)}</w:tc>`
    const table = `<w:tbl><w:tr>${cell('Load', '<w:gridSpan w:val="2"/>')}${cell('Year')}</w:tr><w:tr>${cell('a', '<w:vMerge w:val="restart"/>')}${cell('1')}${cell('2')}</w:tr><w:tr>${cell('x', '<w:vMerge/>')}${cell('3')}${cell('4')}</w:tr></w:tbl>`
    expect(await outline(`${table}<w:tbl><w:tr>${cell('Framed')}</w:tr></w:tbl>`)).toEqual([
      'table: Load |  | Year\na | 1 | 2\n | 3 | 4',
      'paragraph: Framed',
    ])
  })

  it('writes an equation on one line', async () => {
    const t = (text: string): string => `<m:r><m:t>${text}</m:t></m:r>`
    const fraction = `<m:f><m:num>${t('a+b')}</m:num><m:den>${t('c')}</m:den></m:f>`
    expect(
      await outline(
        `<w:p>${run('So ')}<m:oMath>${t('x=')}${fraction}<m:sSup><m:e>${t('y')}</m:e><m:sup>${t('2')}</m:sup></m:sSup></m:oMath></w:p>`,
      ),
    ).toEqual(['paragraph: So x=(a+b)/cy^2'])
  })

  it('dates a file by its last change, never by its template', async () => {
    const core = (date: string): Record<string, string> => ({
      '_rels/.rels': `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/><Relationship Id="b" Type="x/core-properties" Target="docProps/core.xml"/></Relationships>`,
      'docProps/core.xml': `<cp:coreProperties><dc:creator>Li Wen; Ada</dc:creator><dcterms:modified>${date}</dcterms:modified></cp:coreProperties>`,
    })
    const read = (date: string) => readOne(plug, 'a.docx', wordFile(wordParagraph('text'), core(date)))
    expect(await read('2024-03-05T10:00:00Z')).toMatchObject({
      publishedAt: '2024-03-05T10:00:00Z',
      authors: ['Li Wen', 'Ada'],
    })
    expect((await read('2013-12-23T23:15:00Z')).publishedAt).toBeUndefined()
  })

  it('says which part is cut off and keeps what stands before', async () => {
    const document = await readOne(plug, 'a.docx', wordFile(`${wordParagraph('Kept')}<w:p><w:r><w:t>Lost`))
    expect(document.text).toContain('Kept')
    expect(document.warnings).toEqual([
      'The part word/document.xml is damaged: what follows the damage is missing.',
    ])
  })
})
