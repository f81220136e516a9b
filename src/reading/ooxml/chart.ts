import type { DocumentBuilder } from '../document-builder.ts'
import { childAt, childrenOf, descendantsOf, textOf, type XmlElement } from '../xml.ts'
import { drawingText } from './drawing-text.ts'

/** Adds a chart (DrawingML, ECMA-376 part 1, 21.2) as its title and a table of its cached values, one column for each series. */
export function readChart(part: XmlElement | undefined, builder: DocumentBuilder): void {
  const chart = childAt(part, 'chart')
  if (!chart) return
  const title = drawingText(childAt(chart, 'title', 'tx', 'rich')).trim()
  if (title) builder.block('caption', title)
  const series = descendantsOf(childAt(chart, 'plotArea'), 'ser')
  const columns = series.map((one) => ({
    name: points(childAt(one, 'tx'))[0] ?? '',
    categories: points(childAt(one, 'cat') ?? childAt(one, 'xVal')),
    values: points(childAt(one, 'val') ?? childAt(one, 'yVal')),
  }))
  const categories = columns.map((column) => column.categories).find((texts) => texts.length > 0) ?? []
  const length = Math.min(
    10_000,
    Math.max(0, ...columns.map((column) => column.values.length), categories.length),
  )
  if (length === 0) return
  const rows = Array.from({ length }, (_, row) => [
    categories[row] ?? '',
    ...columns.map((column) => column.values[row] ?? ''),
  ])
  builder.table([['', ...columns.map((column) => column.name)], ...rows], {
    headerRows: 1,
    ...(title ? { caption: title } : {}),
  })
}

/** Cached points of a reference or literal, by index. */
function points(source: XmlElement | undefined): string[] {
  const texts: string[] = []
  if (!source) return texts
  for (const point of descendantsOf(source, 'pt')) {
    const index = Number(point.attributes['idx'])
    if (index >= 0 && index < 10_000) texts[index] = tidy(textOf(childAt(point, 'v')).trim())
  }
  for (let i = 0; i < texts.length; i++) texts[i] ??= ''
  return texts.length === 0 && childAt(source, 'v') ? [textOf(childAt(source, 'v'))] : texts
}

/** Cached doubles carry binary noise: 0.30000000000000004 was shown as 0.3. */
function tidy(text: string): string {
  return /^-?\d*\.\d{12,}(E[-+]?\d+)?$/i.test(text) ? String(Number(Number(text).toPrecision(12))) : text
}

/** Adds the texts of a SmartArt diagram's data model, in its order. */
export function readDiagram(part: XmlElement | undefined, builder: DocumentBuilder): void {
  for (const point of childrenOf(childAt(part, 'ptLst'), 'pt')) {
    const text = drawingText(childAt(point, 't')).trim()
    if (text) builder.block('list-item', text)
  }
}
