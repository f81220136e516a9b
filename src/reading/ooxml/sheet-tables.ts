/**
 * Finds the tables on a sheet.
 *
 * A sheet is cut where rows are empty, then where columns are, as long as a cut separates things: two empty rows
 * always do; one does when what follows starts a table of its own. Empty columns do when the parts stand on
 * different rows, the right one under a header of its own; otherwise they are spacing inside one table, as in
 * financial statements.
 */
import type { SheetCell } from './sheet-cells.ts'
import { isFigure } from '../header-rows.ts'

export interface SheetTable {
  /** Texts above the table that stand alone on their rows, in order. */
  readonly titles: readonly string[]
  /** Empty when the part is nothing but such texts. */
  readonly rows: readonly (readonly string[])[]
  /** Whether cells were closed up because the grid was almost empty. */
  readonly sparse: boolean
}

export function findTables(cells: readonly SheetCell[]): SheetTable[] {
  return cutRows(cells).flatMap(cutColumns).map(layOut)
}

type Rows = Map<number, SheetCell[]>

function byRow(cells: readonly SheetCell[]): Rows {
  const rows: Rows = new Map()
  for (const cell of cells) {
    const row = rows.get(cell.row)
    if (row) row.push(cell)
    else rows.set(cell.row, [cell])
  }
  return rows
}

function cutRows(cells: readonly SheetCell[]): SheetCell[][] {
  const parts: SheetCell[][] = []
  let last = -Infinity
  for (const [row, inRow] of [...byRow(cells)].sort(([a], [b]) => a - b)) {
    const part = parts.at(-1)
    const gap = row - last - 1
    if (part && (gap === 0 || (gap === 1 && !startsAnew(part, inRow)))) part.push(...inRow)
    else parts.push([...inRow])
    last = row
  }
  return parts
}

/** After an empty row, a table of its own begins with a row of labels, or the part before was a lone title. */
function startsAnew(before: readonly SheetCell[], row: readonly SheetCell[]): boolean {
  return (
    (row.length >= 2 && row.every((cell) => !isFigure(cell.text))) ||
    before.every((cell) => cell.column === before[0]!.column) !== (row.length === 1)
  )
}

function cutColumns(cells: SheetCell[]): SheetCell[][] {
  const used = [...new Set(cells.map((cell) => cell.column))].sort((a, b) => a - b)
  const cut = used.find(
    (column, index) => index > 0 && column - used[index - 1]! > 1 && separates(cells, column),
  )
  if (cut === undefined) return [cells]
  return [
    cells.filter((cell) => cell.column < cut),
    ...cutColumns(cells.filter((cell) => cell.column >= cut)),
  ]
}

function separates(cells: readonly SheetCell[], column: number): boolean {
  const left = cells.filter((cell) => cell.column < column)
  const right = cells.filter((cell) => cell.column >= column)
  const extent = (part: readonly SheetCell[]): [number, number] => [
    Math.min(...ends(part, 'row')),
    Math.max(...ends(part, 'row')),
  ]
  const [leftFirst, leftLast] = extent(left)
  const [rightFirst, rightLast] = extent(right)
  if (rightFirst > leftLast || leftFirst > rightLast) return true
  const head = right.filter((cell) => cell.row === rightFirst)
  const startsAsTable =
    head.length > 1 && head.every((cell) => !isFigure(cell.text)) && right.some((cell) => isFigure(cell.text))
  return startsAsTable && (leftFirst !== rightFirst || leftLast !== rightLast)
}

/** First and last of a property, without spreading a million cells over the stack. */
function ends(cells: readonly SheetCell[], key: 'row' | 'column'): [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (const cell of cells) {
    least = Math.min(least, cell[key])
    most = Math.max(most, cell[key])
  }
  return [least, most]
}

function layOut(cells: SheetCell[]): SheetTable {
  const rows = [...byRow(cells)]
    .sort(([a], [b]) => a - b)
    .map(([, inRow]) => inRow.sort((a, b) => a.column - b.column))
  const wide = rows.some((row) => row.length > 1)
  const first = wide ? rows.findIndex((row) => row.length > 1) : rows.length
  // Single texts above are titles; a single figure or a label right above its rows is part of the table.
  const isList = !wide && rows.length > 2
  const isTitle = !isList && rows.slice(0, first).every((row) => !isFigure(row[0]!.text))
  const titles = isTitle ? rows.slice(0, first).map((row) => row[0]!.text) : []
  const body = isTitle ? rows.slice(first) : rows
  if (body.length === 0) return { titles, rows: [], sparse: false }
  const used = [...new Set(body.flatMap((row) => row.map((cell) => cell.column)))].sort((a, b) => a - b)
  // A grid that is nearly all holes is a list of rows, not a grid.
  const sparse = used.length * body.length > 20_000 + 30 * cells.length
  if (sparse) return { titles, rows: body.map((row) => row.map((cell) => cell.text)), sparse }
  const place = new Map(used.map((column, index) => [column, index]))
  const grid = body.map((row) => {
    const line = Array.from({ length: used.length }, () => '')
    for (const cell of row) line[place.get(cell.column)!] = cell.text
    return line
  })
  return { titles, rows: grid, sparse }
}
