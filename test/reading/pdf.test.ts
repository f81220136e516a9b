import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pageAt } from '#vocabulary'
import { plug } from '../../src/reading/readers/pdf.ts'
import { dataFolder } from '../data-folder.ts'
import { column, pdfFile, type Placed } from './pdf-file.ts'
import { exampleFile, outlineOf, readOne, textsOf } from './read-one.ts'
import { readerConformance } from './reader-conformance.ts'

readerConformance(plug, [
  {
    name: 'two-columns.pdf',
    bytes: exampleFile('reports/2025-phosphorus-in-qing-lake.pdf'),
    // Down the left column, then down the right one; words divided at line ends are whole.
    contains: [
      '1 Introduction',
      'Phosphorus that has accumulated in the sediment continues',
      'a bloom of Microcystis',
      '2.1 Sampling',
      '0.5 m below the surface',
      '2.2 External load',
      'Discharge of the three tributaries was taken from the gauges',
    ],
  },
  {
    name: '年度报告.pdf',
    bytes: exampleFile('reports/2024-清湖治理年度报告.pdf'),
    contains: [
      '全湖总磷年均浓度为0.071毫克/升，比2012年的0.186毫克/升下降62%。',
      '总磷（毫克/升） | 0.098 | 0.091 | 0.083 | 0.074 | 0.071',
      '（三）关于不同数据的说明',
    ],
  },
])

const prose = 'The total load of phosphorus fell over twelve years and the lake followed with delay'.split(
  ' ',
)
/** Lines of about 45 characters that say one thing. */
const words = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i} ${prose.slice(i % 5, (i % 5) + 8).join(' ')}`)
const read = (...pages: (readonly Placed[])[]): Promise<string[]> =>
  readOne(plug, 'a.pdf', pdfFile(pages)).then(outlineOf)

describe('pdf', () => {
  it('reads two columns one after the other, under a line that crosses both', async () => {
    const page = [
      {
        text: 'A line that crosses the page from the left edge to the right edge of both columns, as wide as it is',
        x: 50,
        y: 760,
        size: 11,
      },
      ...column(50, 730, words(20, 'left')),
      ...column(320, 726, words(20, 'right')),
    ]
    const [first, ...rest] = await read(page)
    expect(first).toContain('crosses')
    const text = rest.join('\n')
    expect(text.indexOf('left19')).toBeGreaterThan(text.indexOf('left0'))
    expect(text.indexOf('right0')).toBeGreaterThan(text.indexOf('left19'))
  })

  it('keeps the label and the figures of a row on one line, as cells', async () => {
    const row = (y: number, ...cells: string[]): Placed[] =>
      cells.map((text, i) => ({ text, y, x: [50, 300, 400, 500][i]! }))
    const page = [
      ...row(700, '', '2022', '2023', 'Change'),
      ...row(685, 'Net sales', '14,544', '14,694', '1%'),
      ...row(670, 'Income of the', '', '', ''),
      ...row(658, 'whole group', '$ 805', '(48)', '-'),
      ...row(643, 'Total', '1', '2', '3'),
    ].filter(({ text }) => text !== '')
    const document = await readOne(plug, 'a.pdf', pdfFile([page]))
    expect(outlineOf(document)).toEqual([
      'table:  | 2022 | 2023 | Change\nNet sales | 14,544 | 14,694 | 1%\nIncome of the whole group | $ 805 | (48) | -\nTotal | 1 | 2 | 3',
    ])
    expect(document.tables[0]).toMatchObject({ rows: 4, columns: 4 })
  })

  it('joins divided words as the document writes them elsewhere', async () => {
    const lines = [
      'It is a long-term plan for the whole of the lake and the infor-',
      'mation in it was checked, as the long-',
      'term plan asks, by two persons each of whom signs.',
    ]
    expect(await read(column(50, 700, lines))).toEqual([
      'paragraph: It is a long-term plan for the whole of the lake and the information in it was checked, as the long-term plan asks, by two persons each of whom signs.',
    ])
  })

  it('parts paragraphs by indent, gap and list mark', async () => {
    const line = 'This line is long enough to reach the right edge of its column of text'
    const page = [
      ...column(50, 700, [line, 'and this one closes it.']),
      { text: `   ${line}`.trim(), x: 65, y: 676 },
      ...column(50, 664, ['so a new paragraph it is.']),
      ...column(50, 630, ['A wider gap.', '1. First thing', '2. Second thing']),
    ]
    expect((await read(page)).map((block) => block.split(':')[0])).toEqual([
      'paragraph',
      'paragraph',
      'paragraph',
      'list-item',
      'list-item',
    ])
  })

  it('tells headings by size and weight, and the title', async () => {
    const body = (top: number): Placed[] => column(50, top, words(6, 'body'))
    const page = [
      { text: 'A Report on the Lake', x: 50, y: 760, size: 20 },
      { text: 'Loads', x: 50, y: 720, size: 14 },
      ...body(700),
      { text: 'Internal load', x: 50, y: 610, bold: true },
      ...body(590),
      { text: 'Outlook', x: 50, y: 500, size: 14 },
      ...body(480),
    ]
    const document = await readOne(plug, 'a.pdf', pdfFile([page]))
    expect(document.title).toBe('A Report on the Lake')
    expect(outlineOf(document).filter((block) => !block.startsWith('paragraph'))).toEqual([
      'title: A Report on the Lake',
      'heading2: Loads',
      'heading3: Internal load',
      'heading2: Outlook',
    ])
  })

  it('drops what runs along on the pages and nothing else', async () => {
    const page = (number: number): Placed[] => [
      { text: 'Annual Report', x: 50, y: 780 },
      ...column(50, 600, [`Page body ${number} with its own words.`]),
      { text: `- ${number} -`, x: 290, y: 30 - number },
    ]
    const blocks = await read(page(1), page(2), page(3), page(4))
    expect(blocks).toEqual([1, 2, 3, 4].map((number) => `paragraph: Page body ${number} with its own words.`))
    // Twice is not always, and a figure at the foot of a page is not its number.
    const once = await read([...page(1), { text: 'Seen once', x: 50, y: 770 }], page(2), [
      { text: '1,204', x: 290, y: 30 },
      { text: 'Other', x: 50, y: 400 },
    ])
    expect(once.join()).toContain('Seen once')
    expect(once.join()).toContain('1,204')
  })

  it('tells where each line stands, from the top left', async () => {
    const document = await readOne(
      plug,
      'a.pdf',
      pdfFile([column(50, 700, ['First line of it', 'second line.'])]),
    )
    expect(document.layout.map((line) => document.text.slice(line.start, line.end))).toEqual([
      'First line of it',
      'second line.',
    ])
    const [x, y, width, height] = document.layout[0]!.box
    expect(x).toBeCloseTo(50, 0)
    expect(y).toBeCloseTo(800 - 700 - 8.5, 0)
    expect(width).toBeGreaterThan(50)
    expect(height).toBeCloseTo(11, 0)
  })

  it('keeps a raised digit from joining the number before it', async () => {
    expect(
      await read([
        { text: 'It cost 500', x: 50, y: 700, size: 10 },
        { text: '1', x: 96.5, y: 704, size: 6 },
        { text: ' yuan.', x: 100.5, y: 700, size: 10 },
      ]),
    ).toEqual(['paragraph: It cost 500¹ yuan.'])
  })

  it('believes only sensible properties', async () => {
    const about = (info: string) =>
      readOne(plug, 'a.pdf', pdfFile([column(50, 700, ['Some text.'])], { info }))
    expect(
      await about(`/Title (Lake loads) /Author (A. Wen; B. Li) /CreationDate (D:20230815234220+08'00')`),
    ).toMatchObject({
      title: 'Lake loads',
      authors: ['A. Wen', 'B. Li'],
      publishedAt: '2023-08-15T23:42:20+08:00',
    })
    expect(
      await about('/Title (Microsoft Word - x.docx) /Author (anonymous) /CreationDate (D:00000101)'),
    ).toMatchObject({ title: 'a.pdf', authors: [] })
    expect((await about('/CreationDate (D:00000101)')).publishedAt).toBeUndefined()
  })

  it('refuses what is locked, empty or not a PDF', async () => {
    const locked = pdfFile([column(50, 700, ['Secret.'])], {
      trailer: `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >> /ID [<00><00>]`,
    })
    await expect(readOne(plug, 'a.pdf', locked)).rejects.toMatchObject({ code: 'file-encrypted' })
    await expect(readOne(plug, 'a.pdf', pdfFile([[]]))).rejects.toMatchObject({ code: 'file-no-text' })
    await expect(
      readOne(plug, 'a.pdf', new TextEncoder().encode('%PDF-1.7 and then nothing')),
    ).rejects.toMatchObject({ code: 'file-damaged' })
  })

  it.each([
    ['GBK-EUC-H', 'GB1', 'c7e5bafe', '清湖'],
    ['UniGB-UCS2-H', 'GB1', '6e056e56', '清湖'],
    ['ETen-B5-H', 'CNS1', 'b24db4f2', '清湖'],
    ['90ms-RKSJ-H', 'Japan1', '838c', 'レ'],
    ['KSCms-UHC-H', 'Korea1', 'b0a1', '가'],
  ])('decodes fonts that are named and not embedded: %s', async (encoding, ordering, hex, text) => {
    const font = `<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /${encoding} /DescendantFonts [9 0 R] >>`
    const descendant = `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (${ordering}) /Supplement 2 >> /DW 1000 >>`
    const bytes = Buffer.from(
      pdfFile([[{ text: 'x', x: 50, y: 700 }]], { objects: [font, descendant] }),
    ).toString('latin1')
    const changed = bytes
      .replace('/F 3 0 R', '/F 8 0 R')
      .replace('(x) Tj', `<${hex}> Tj`)
      .replace(/startxref\n\d+/, 'startxref\n7')
    expect((await readOne(plug, 'a.pdf', new Uint8Array(Buffer.from(changed, 'latin1')))).text).toBe(text)
  })

  it('mends a file whose cross-reference table is wrong', async () => {
    const bytes = pdfFile([column(50, 700, ['Still here.'])])
    const text = Buffer.from(bytes)
      .toString('latin1')
      .replace(/startxref\n\d+/, 'startxref\n7')
    expect((await readOne(plug, 'a.pdf', new Uint8Array(Buffer.from(text, 'latin1')))).text).toBe(
      'Still here.',
    )
  })
})

describe.skipIf(!dataFolder)('pdf, on real filings (skipped without the evaluation data)', () => {
  it('puts statements on their page as tables with row labels', async () => {
    const bytes = new Uint8Array(readFileSync(join(dataFolder!, 'finance/AMCOR_2023Q4_EARNINGS.pdf')))
    const document = await readOne(plug, 'amcor.pdf', bytes)
    const row = 'Net income attributable to Amcor plc | 109 | 181 | 805 | 1,048'
    expect(pageAt(document, document.text.indexOf(row))?.number).toBe(8)
    expect(textsOf(document, 'heading')).toContain(
      'U.S. GAAP Condensed Consolidated Statements of Income (Unaudited)',
    )
    expect(document.publishedAt).toBe('2023-08-15T23:42:20Z')
  })
})
