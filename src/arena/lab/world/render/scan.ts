import { sha256 } from '#runtime'
import { cellWidth, glyphOf, glyphSize } from './bitmap-font.ts'
import { isIndex, oneLine, type Block, type PageContent, type Rendered } from './page-content.ts'
import { pdfInfo, writePdf, type PdfObject } from './pdf-file.ts'
import { runLength } from './run-length.ts'

/** Dots of a page (A4 at about 120 to the inch), of its margins, and of a dot of the typeface. */
const [width, height, margin, scale, leading] = [1000, 1414, 80, 4, 11] as const
const columns = Math.floor((width - 2 * margin) / (cellWidth * scale))
const linesOnPage = Math.floor((height - 2 * margin) / (leading * scale))
/** Dots that dust has left on a page. */
const specks = 60

/**
 * A PDF file whose pages are pictures of one bit a dot, a little askew and dusty, as a scanner leaves them: nobody
 * finds text in it without looking. Only visible instructions are drawn. Packed by run lengths, so that the bytes
 * are ours alone.
 */
export function renderScan(content: PageContent): Rendered {
  const lines = linesOf(content)
  const count = Math.max(1, Math.ceil(lines.length / linesOnPage))
  const seed = sha256(content.url)
  const objects: PdfObject[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${count} /Kids [${Array.from({ length: count }, (_, i) => `${4 + 3 * i} 0 R`).join(' ')}] >>`,
    pdfInfo({
      title: oneLine(content.title),
      creator: oneLine(content.site),
      publishedAt: content.publishedAt,
    }),
    ...Array.from({ length: count }, (_, i) => {
      const picture = drawPage(lines.slice(i * linesOnPage, (i + 1) * linesOnPage), `${seed}${i}`)
      return pageObjects(picture, 4 + 3 * i, Number.parseInt(seed.slice(0, 2), 16))
    }).flat(),
  ]
  const body = writePdf(objects, { root: 1, info: 3 }).toString('base64')
  return { mediaType: 'application/pdf', body, encoding: 'base64', text: oneLine(content.title) }
}

/** The page, its content and its picture, which is turned by up to a quarter of a degree. */
function pageObjects(picture: Uint8Array, first: number, turn: number): PdfObject[] {
  const slope = ((turn - 128) / 128) * 0.004
  const [x, y] = [595, 842]
  const place = [x, x * slope, -y * slope, y, (y * slope) / 2, (-x * slope) / 2]
    .map((n) => n.toFixed(3))
    .join(' ')
  return [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${x} ${y}] /Resources << /XObject << /P ${first + 2} 0 R >> >> /Contents ${first + 1} 0 R >>`,
    { dictionary: '', stream: Buffer.from(`q ${place} cm /P Do Q`) },
    {
      dictionary: `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /RunLengthDecode`,
      stream: runLength(picture),
    },
  ]
}

/** One bit a dot, white is 1, rows begin with a byte. */
function drawPage(lines: readonly string[], seed: string): Uint8Array {
  const stride = Math.ceil(width / 8)
  const bits = new Uint8Array(stride * height).fill(255)
  const ink = (x: number, y: number): void => {
    bits[y * stride + (x >> 3)]! &= ~(128 >> (x & 7))
  }
  lines.forEach((line, row) => {
    ;[...line].forEach((character, column) => {
      const glyph = glyphOf(character)
      for (let y = 0; y < glyphSize.height * scale; y++)
        for (let x = 0; x < glyphSize.width * scale; x++)
          if ((glyph[Math.floor(y / scale)]! >> (glyphSize.width - 1 - Math.floor(x / scale))) & 1)
            ink(margin + column * cellWidth * scale + x, margin + row * leading * scale + y)
    })
  })
  const dust = Buffer.from([0, 1, 2, 3, 4, 5, 6, 7].map((i) => sha256(`${seed} ${i}`)).join(''), 'hex')
  for (let i = 0; i < specks; i++)
    ink(dust.readUInt16LE(4 * i) % width, dust.readUInt16LE(4 * i + 2) % height)
  return bits
}

function linesOf(content: PageContent): string[] {
  const links = isIndex(content) ? content.links.map(({ text }) => [text]) : []
  const blocks = [[content.title], ...content.blocks.map(textsOf), ...links]
  return blocks
    .map((texts) => texts.flatMap((text) => breakWords(oneLine(text))))
    .filter((lines) => lines.length > 0)
    .flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

function textsOf(block: Block): string[] {
  switch (block.type) {
    case 'heading':
      return [block.text.toUpperCase()]
    case 'paragraph':
      return [block.text]
    case 'box':
      return [block.caption, ...block.rows.map(([label, value]) => `${label}: ${value}`)]
    case 'table':
      return [block.caption, ...[block.head, ...block.rows].map((row) => row.join(' | '))]
    case 'list':
      return block.items.map((item) => `- ${item}`)
    case 'instruction':
      return block.hiding === 'visible' ? block.text.split('\n') : []
  }
}

/** Lines between words; a word longer than a line is cut. */
function breakWords(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap(piecesOf)) {
    if (line !== '' && [...line, ' ', ...word].length > columns) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

function piecesOf(word: string): string[] {
  const characters = [...word]
  const pieces: string[] = []
  for (let i = 0; i < characters.length; i += columns) pieces.push(characters.slice(i, i + columns).join(''))
  return pieces
}
