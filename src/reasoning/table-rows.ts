import type { Document, Span, Table, TableCell } from '#vocabulary'
import { unitAt } from '#reading'

/**
 * What a quote says when it is read with its table: `2012 | 0.186` under `year, total_phosphorus_mg_per_l`
 * says "2012: total phosphorus 0.186 mg per l". Text outside tables is returned as it stands. The quote
 * itself stays what is cited.
 */
export function tellQuote(document: Document, span: Span): string {
  const quote = document.text.slice(span.start, span.end)
  const table = document.tables.find(({ start, end }) => start < span.end && end > span.start)
  if (!table) return quote
  const rows = new Set<number>()
  for (const cell of table.cells)
    if (!cell.header && cell.start < span.end && cell.end > span.start) rows.add(cell.row)
  if (rows.size === 0 || rows.size > 12) return quote
  const told = [...rows]
    .map((row) => tellRow(document, table, row, (cell) => cell.start < span.end && cell.end > span.start))
    .filter((text) => text !== '')
  if (told.length === 0) return quote
  const before = document.text.slice(span.start, Math.max(span.start, table.start)).trim()
  return [before, ...told].filter((text) => text !== '').join('\n')
}

/** "Table 2." names a table and says nothing. */
const numbering = /^(?:table|tab\.|表|附表)\s*\d+(?:[-.]\d+)*[.:：]?\s*/iu

/** A row as a statement: its first cell, then each wanted cell under its column's heading and unit. */
export function tellRow(
  document: Document,
  table: Table,
  row: number,
  wanted: (cell: TableCell) => boolean,
): string {
  const cells = cellsOfRow(table, row)
  const textOf = (cell: TableCell): string => document.text.slice(cell.start, cell.end).trim()
  const label = cells.find(({ column }) => column === Math.min(...cells.map((cell) => cell.column)))
  const named = splitUnit(label ? textOf(label) : '')
  const told = cells
    .filter((cell) => cell !== label && wanted(cell) && textOf(cell) !== '')
    .map((cell) => {
      const header = splitUnit(headerOf(document, table, cell))
      const value = textOf(cell)
      const unit = /^[-−]?[\d.,]+$/.test(value) ? header.unit || named.unit : ''
      return `${header.name} ${value}${unit === '' ? '' : ` ${unit}`}`.trim()
    })
  const over = (text: string | undefined): string =>
    text?.replace(numbering, '').replace(/[.。:：]$/, '') ?? ''
  // What only repeats the column's or the row's own words tells nothing.
  const repeats = (text: string): boolean =>
    text === '' || told.some((part) => part.startsWith(`${text} `)) || named.name === text
  const caption = [...new Set([over(titleOver(document, table, row)), over(table.caption)])]
    .filter((text) => !repeats(text))
    .map((text) => `${text}: `)
    .join('')
  if (told.length === 0) return label ? `${caption}${textOf(label)}` : ''
  return `${caption}${named.name}: ${told.join('; ')}`
}

/** The nearest row above that is one head across the table: what the rows below it are about. */
function titleOver(document: Document, table: Table, row: number): string | undefined {
  const title = indexOf(table).titles.findLast((cell) => cell.row < row)
  return title && document.text.slice(title.start, title.end).trim()
}

function headerOf(document: Document, table: Table, cell: TableCell): string {
  const above = indexOf(table).heads.filter(({ column, row }) => column === cell.column && row < cell.row)
  return above.map(({ start, end }) => document.text.slice(start, end).trim()).join(' ')
}

/** The cells of a row in reading order. */
export function cellsOfRow(table: Table, row: number): readonly TableCell[] {
  return indexOf(table).rows.get(row) ?? []
}

interface TableIndex {
  readonly rows: ReadonlyMap<number, readonly TableCell[]>
  /** Cells that can stand over others: heads, and the first row where none is marked. */
  readonly heads: readonly TableCell[]
  /** Heads that are alone in their row, in a table of more than one column. */
  readonly titles: readonly TableCell[]
}

/** Kept per table: looking through all cells for each row takes minutes in a table of 200,000 rows. */
const indexes = new WeakMap<Table, TableIndex>()

function indexOf(table: Table): TableIndex {
  const known = indexes.get(table)
  if (known) return known
  const rows = new Map<number, TableCell[]>()
  for (const cell of table.cells) {
    const row = rows.get(cell.row)
    if (row) row.push(cell)
    else rows.set(cell.row, [cell])
  }
  const titles = [...rows.values()].flatMap((cells) => {
    const [first, ...others] = cells.filter(({ start, end }) => end > start)
    return first?.header && others.length === 0 && table.columns > 1 ? [first] : []
  })
  const heads = table.cells.filter((cell) => (cell.header || cell.row === 0) && !titles.includes(cell))
  const made = { rows, heads, titles }
  indexes.set(table, made)
  return made
}

/** "million yuan", 万立方米, "in mg/L", "%": not "2016" and not "sediment". */
function isUnit(text: string): boolean {
  return (
    /[%％‰]|\b(?:million|billion|thousand)\b|^[万亿]|元$/iu.test(text) ||
    unitAt(text.replace(/^(?:单位[:：]|in |unit: ?)/, ''), 0) !== undefined
  )
}

/** Takes the unit off a heading: "Total budget (million yuan)", 清淤总量（万立方米）, total_phosphorus_mg_per_l. */
function splitUnit(heading: string): { readonly name: string; readonly unit: string } {
  const words = heading.replace(/_/g, ' ').trim()
  const bracket = /^(.*?)\s*[（(]([^（）()]{1,24})[)）]\s*$/.exec(words)
  if (bracket && isUnit(bracket[2]!))
    return { name: bracket[1]!, unit: bracket[2]!.replace(/^(?:单位[:：]|in |unit: ?)/, '') }
  if (words.endsWith(' percent')) return { name: words.replace(/ percent$/, ''), unit: '%' }
  // A column headed "Million yuan" has no name but its unit: 104.6 there is 104.6 million yuan.
  const scaled = /^(?:(?:million|billion|thousand)\s+|[百千万亿]+)(.+)$/iu.exec(words)?.[1]
  if (scaled !== undefined && unitAt(scaled, 0)?.end === scaled.length) return { name: '', unit: words }
  const tokens = words.split(' ')
  for (let take = Math.min(3, tokens.length - 1); take > 0; take--) {
    const tail = tokens.slice(-take).join(' ')
    const found = unitAt(tail, 0)
    // bloom_days counts days; secchi_depth_m measures in metres.
    if (found?.end === tail.length && !/^(?:time|calendar)$/.test(found.unit.dimension))
      return { name: tokens.slice(0, -take).join(' '), unit: tail }
  }
  return { name: words, unit: '' }
}
