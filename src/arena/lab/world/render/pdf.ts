import type { LabLanguage } from '../../world.ts'
import {
  indexedText,
  isIndex,
  oneLine,
  withoutControls,
  type Block,
  type PageContent,
  type Rendered,
} from './page-content.ts'
import { hex16, pdfInfo, writePdf, type PdfObject } from './pdf-file.ts'
import { layOut, paper, partOf, type Part, type Placed } from './pdf-pages.ts'
import { tableParts } from './pdf-table.ts'
import { showText, songSpace, widthOf } from './pdf-type.ts'

/** Sizes in points: of the text, of the captions of boxes, of headings, of the title. */
const sizes = { text: 11, caption: 12.6, heading: 14.5, title: 19 } as const
/** Points between paragraphs: so much that readers, who go by the usual distance of lines, take none for a line. */
const room = 14

/**
 * A PDF file with text. Instructions that are hidden stand white on white; a comment is one of the file's, and what
 * would be a picture's description is the file's.
 */
export function renderPdf(content: PageContent): Rendered {
  const { language, title, site, publishedAt, blocks } = content
  const flowing = layOut(partsOf(content))
  const pages = flowing.map((page, i) =>
    flowing.length > 1 ? [...page, ...runningLines(content, i + 1)] : page,
  )
  const aside = (hiding: 'comment' | 'alt'): string =>
    blocks
      .flatMap((block) => (block.type === 'instruction' && block.hiding === hiding ? [block.text] : []))
      .join('\n')
  const subject = oneLine(aside('alt'))
  const objects: PdfObject[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${9 + 2 * i} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>',
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /W [1 1 ${songSpace} 2 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>`,
    { dictionary: '', stream: Buffer.from(toUnicode(pages.flat())) },
    pdfInfo({ title: oneLine(title), creator: oneLine(site), publishedAt, ...(subject ? { subject } : {}) }),
    ...pages.flatMap((page, i): PdfObject[] => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${paper.width} ${paper.height}] /Resources << /Font << /F 3 0 R /B 4 0 R /C 5 0 R >> >> /Contents ${10 + 2 * i} 0 R >>`,
      { dictionary: '', stream: Buffer.from(page.map((placed) => drawn(placed, language)).join('\n')) },
    ]),
  ]
  const body = writePdf(objects, { root: 1, info: 8 }, withoutControls(aside('comment'))).toString('base64')
  return { mediaType: 'application/pdf', body, encoding: 'base64', text: indexedText(content) }
}

function partsOf(content: PageContent): Part[] {
  const { language, links } = content
  const mark = bulletOf(language)
  let tables = 0
  const parts = content.blocks.flatMap((block, i) => {
    if (block.type === 'table') tables++
    return partsOfBlock(block, language, tables, content.blocks[i - 1]?.type === 'table')
  })
  const items = isIndex(content) ? links.map(({ text, href }) => `${text} ${href}`) : []
  return [
    partOf(oneLine(content.title), language, {
      size: sizes.title,
      face: 'bold',
      above: 0,
      below: 12,
      heads: true,
    }),
    ...parts,
    ...items.map((item) => partOf(oneLine(item), language, { size: sizes.text, above: 2, mark })),
  ]
}

function bulletOf(language: LabLanguage): string {
  return language === 'zh' ? '● ' : '• '
}

function partsOfBlock(block: Block, language: LabLanguage, tables: number, afterTable: boolean): Part[] {
  const above = afterTable ? 40 : room
  const text = (what: string): Part[] =>
    sentencesApart(oneLine(what)).map((piece, i) =>
      partOf(piece, language, { size: sizes.text, above: i === 0 ? above : room }),
    )
  const marked = (what: string, first: boolean): Part =>
    partOf(oneLine(what), language, { size: sizes.text, above: first ? above : 2, mark: bulletOf(language) })
  switch (block.type) {
    case 'heading':
      return [
        partOf(oneLine(block.text), language, {
          size: sizes.heading,
          face: 'bold',
          above: afterTable ? 40 : 18,
          heads: true,
        }),
      ]
    case 'paragraph':
      return text(block.text)
    case 'list':
      return block.items.map((item, i) => marked(item, i === 0))
    case 'box':
      return boxParts(block.caption, block.rows, language, above)
    case 'table':
      return (
        tableParts(block, language, tables, above) ??
        // Too wide, or too few rows to be known as a table: a box for each row.
        block.rows.flatMap((row) =>
          boxParts(
            row[0] ?? '',
            block.head.slice(1).map((head, i) => [head, row[i + 1] ?? '']),
            language,
            above,
          ),
        )
      )
    case 'instruction':
      return instructionParts(block, language, text)
  }
}

/** Rows as items of a list: tables of two columns are not told from text by all readers. */
function boxParts(
  caption: string,
  rows: readonly (readonly [string, string])[],
  language: LabLanguage,
  above: number,
): Part[] {
  const [mark, colon] = [bulletOf(language), language === 'zh' ? '：' : ': ']
  const title = oneLine(caption)
  return [
    ...(title
      ? [partOf(title, language, { size: sizes.caption, face: 'bold', above: above + 4, heads: true })]
      : []),
    ...rows.map(([label, value]) =>
      partOf(oneLine(`${label}${colon}${value}`), language, { size: sizes.text, above: 2, mark }),
    ),
  ]
}

function instructionParts(
  block: Block & { type: 'instruction' },
  language: LabLanguage,
  text: (what: string) => Part[],
): Part[] {
  const lines = block.text.split('\n').map(oneLine).filter(Boolean)
  switch (block.hiding) {
    case 'visible':
      return lines.flatMap(text)
    case 'hidden':
      return lines.map((line) => partOf(line, language, { size: 6, above: room, unseen: true }))
    case 'comment':
    case 'alt':
      return []
  }
}

/** What would not fit a page is parted between sentences: no reader joins sentences across pages. */
function sentencesApart(text: string): string[] {
  const most = 1_500
  const pieces = ['']
  for (const sentence of text.split(/(?<=[.!?]["”’)]?\s)|(?<=[。！？][”’）]?)(?![”’）])/u)) {
    if (pieces.at(-1) !== '' && pieces.at(-1)!.length + sentence.length > most) pieces.push('')
    pieces[pieces.length - 1] += sentence
  }
  return pieces.map((piece) => piece.trim())
}

/** The site's name above and the page's number below, as on every page of a report. */
function runningLines({ site, language }: PageContent, page: number): Placed[] {
  const number = String(page)
  const x = Math.round(paper.width / 2 - widthOf(number, 9, 'regular', language) / 2)
  return [
    { text: oneLine(site), x: paper.left, y: paper.height - 44, size: 9, face: 'regular' },
    { text: number, x, y: 44, size: 9, face: 'regular' },
  ]
}

function drawn({ text, x, y, size, face, unseen }: Placed, language: LabLanguage): string {
  const colour = unseen ? '1 1 1 rg' : '0 0 0 rg'
  return `BT ${colour} ${x} ${y} Td ${showText(text, size, face, language)} ET`
}

/** Which character each code of the Chinese font stands for, for readers without the predefined CMaps. */
function toUnicode(placed: readonly Placed[]): string {
  const codes = [...new Set(placed.flatMap(({ text }) => [...text]).map((c) => (c.length === 1 ? c : '〓')))]
    .map(hex16)
    .sort()
  const groups: string[] = []
  for (let i = 0; i < codes.length; i += 100) {
    const some = codes.slice(i, i + 100)
    groups.push(
      `${some.length} beginbfchar\n${some.map((code) => `<${code}> <${code}>`).join('\n')}\nendbfchar`,
    )
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /Kaoju-Lab def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${groups.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`
}
