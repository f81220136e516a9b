import type { LabLanguage } from '../../world.ts'
import { oneLine, type Block } from './page-content.ts'
import { paper, partOf, type Part } from './pdf-pages.ts'
import { widthOf, type Face } from './pdf-type.ts'

const size = 10
/** Points between columns at least. */
const gap = 20
/** Rows that are kept on one page. */
const rowsTogether = 24

/**
 * A table as lines of cells in columns, its caption numbered. Undefined: it is wider than the page, too small to be known
 * as a table by those who read by alignment, or of so many words that its columns look like those of a newspaper.
 */
export function tableParts(
  table: Block & { type: 'table' },
  language: LabLanguage,
  number: number,
  above: number,
): Part[] | undefined {
  const all = [table.head, ...table.rows].map((row) => table.head.map((_, i) => oneLine(row[i] ?? '') || '–'))
  const faceOf = (row: number): Face => (row === 0 ? 'bold' : 'regular')
  const widths = table.head.map((_, i) =>
    Math.max(...all.map((row, r) => widthOf(row[i]!, size, faceOf(r), language))),
  )
  const total = widths.reduce((sum, width) => sum + width + gap, 0)
  if (all.length < 3 || table.head.length < 2 || total > paper.right - paper.left || readsAsColumns(all))
    return undefined
  const spare = Math.min(40, (paper.right - paper.left - total) / table.head.length)
  const starts = widths.map((_, i) =>
    widths.slice(0, i).reduce((sum, width) => sum + width + gap + spare, paper.left),
  )
  const lines = all.map((row, r) =>
    row.map((text, i) => ({ text, x: Math.round(starts[i]! * 100) / 100, size, face: faceOf(r) })),
  )
  const parts: Part[] = []
  for (let i = 1; i < lines.length; i += rowsTogether)
    parts.push({
      lines: [lines[0]!, ...lines.slice(i, i + rowsTogether)],
      above: i === 1 ? 4 : 40,
      leading: size * 1.5,
    })
  return [
    partOf(captionOf(table.caption, language, number), language, { size, above, heads: true }),
    ...parts,
  ]
}

/** Whether what stands right of some gap is words in most rows, so that readers take the page apart there. */
function readsAsColumns(rows: readonly (readonly string[])[]): boolean {
  return rows[0]!.slice(1).some((_, i) => {
    const right = rows.map((row) => row.slice(i + 1).join(' '))
    const words = right.filter(
      (text) => text.length >= 8 && text.replace(/[^\d.,%$()]/g, '').length < 0.4 * text.length,
    )
    return 2 * words.length >= rows.length
  })
}

function captionOf(caption: string, language: LabLanguage, number: number): string {
  return oneLine(language === 'zh' ? `表${number}：${caption}` : `Table ${number}: ${caption}`)
}
