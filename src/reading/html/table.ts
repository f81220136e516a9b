import { cleanText, type HtmlElement } from './dom.ts'

/** A table as its reader would copy it: a merged cell's text stands at its top-left place. */
export interface HtmlTable {
  readonly rows: readonly (readonly string[])[]
  readonly headerRows: number
  readonly caption?: string
}

/** A cell that spans more columns than this is a mistake in the page. */
const widestSpan = 100

/** Whether a table holds data, or only lays out a page. */
export function isDataTable(table: HtmlElement): boolean {
  const role = table.getAttribute('role')
  if (role === 'presentation' || role === 'none') return false
  // Tables within tables are layout, but for a small one in a cell of data.
  if (table.querySelector('table') && cleanText(table.textContent).length > 1000) return false
  const rows = rowsOf(table)
  const widest = rows.reduce((most, row) => Math.max(most, cellsOf(row).length), 0)
  if (rows.length === 0 || widest < 2) return false
  if (table.querySelector('caption, thead, th')) return true
  const cells = rows.slice(0, 100).flatMap(cellsOf)
  const full = cells.filter((cell) => cleanText(cell.textContent) !== '')
  // A row alone, prose in cells, or a page's headings and lists are layout.
  if (rows.length < 2 || full.length < 4) return false
  const long = full.filter(
    (cell) =>
      cleanText(cell.textContent).length > 500 || cell.querySelectorAll('p, h1, h2, h3, div, ul').length > 4,
  )
  return long.length <= full.length / 10
}

export function readTable(table: HtmlElement, textOf: (cell: HtmlElement) => string): HtmlTable {
  const rows: string[][] = []
  const taken: boolean[][] = []
  let headerRows = 0
  const all = rowsOf(table)
  const count = all.length
  all.forEach((row, r) => {
    const texts = (rows[r] ??= [])
    let column = 0
    const cells = cellsOf(row)
    for (const cell of cells) {
      while (taken[r]?.[column]) column++
      texts[column] = cleanText(textOf(cell))
      const wide = Math.min(widestSpan, spanOf(cell, 'colspan'))
      const high = Math.min(count - r, spanOf(cell, 'rowspan'))
      for (let y = r; y < r + high; y++)
        for (let x = column; x < column + wide; x++) (taken[y] ??= [])[x] = true
      column += wide
    }
    const heads =
      cells.length > 0 && cells.every((cell) => cell.localName === 'th' || cleanText(cell.textContent) === '')
    if ((heads || row.parentNode?.localName === 'thead') && headerRows === r) headerRows = r + 1
  })
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const filled = rows.map((row) => Array.from({ length: columns }, (_, i) => row[i] ?? ''))
  const caption = cleanText(table.querySelector('caption')?.textContent)
  return {
    rows: filled,
    headerRows: Math.min(headerRows, Math.max(0, rows.length - 1)),
    ...(caption ? { caption } : {}),
  }
}

/** Its own rows, not those of a table within a cell. */
function rowsOf(table: HtmlElement): HtmlElement[] {
  return [...table.children].flatMap((child) => {
    if (child.localName === 'tr') return [child]
    return /^(?:thead|tbody|tfoot)$/.test(child.localName)
      ? [...child.children].filter((row) => row.localName === 'tr')
      : []
  })
}

function cellsOf(row: HtmlElement): HtmlElement[] {
  return [...row.children].filter((child) => child.localName === 'td' || child.localName === 'th')
}

function spanOf(cell: HtmlElement, name: 'colspan' | 'rowspan'): number {
  const span = Number.parseInt(cell.getAttribute(name) ?? '1', 10)
  return Number.isInteger(span) ? Math.max(1, span) : 1
}
