/**
 * Finds tables by alignment: lines of several cells that stand in the same columns.
 *
 * Certain enough are three such lines, most of them with figures below a header; a header and one row of the
 * same three or more cells; three rows of the same three or more cells, or of two short ones set flush. Everything
 * less stays lines of text, so that no sentence is cut into cells.
 */
import { countHeaderRows, isFigure } from '../header-rows.ts'
import type { Line } from './lines.ts'

export interface FoundTable {
  readonly rows: readonly (readonly string[])[]
  readonly headerRows: number
  readonly caption?: string
  /** The lines of each row. */
  readonly lines: readonly (readonly Line[])[]
}

export type Element = { readonly line: Line } | { readonly table: FoundTable }

interface Cell {
  readonly text: string
  readonly x0: number
  readonly x1: number
}

/** Takes the lines of a flow apart into tables and the lines between them; a boundary (caption, heading) belongs to no table. */
export function splitTables(lines: readonly Line[], isBoundary: (line: Line) => boolean): Element[] {
  const elements: Element[] = []
  let at = 0
  while (at < lines.length) {
    const end = endOfRun(lines, at, isBoundary)
    const table = end - at >= 2 ? readTable(lines.slice(at, end)) : undefined
    if (table) elements.push({ table })
    else for (const line of lines.slice(at, Math.max(end, at + 1))) elements.push({ line })
    at = Math.max(end, at + 1)
  }
  return elements
}

/** Lines from `start` that could be one table: rows of cells, with at most two single texts in between. */
function endOfRun(lines: readonly Line[], start: number, isBoundary: (line: Line) => boolean): number {
  if (cellsOf(lines[start]!).length < 2 && !leadsIn(lines, start)) return start
  let end = start
  let alone = 0
  for (let at = start; at < lines.length; at++) {
    const line = lines[at]!
    if (at > start && line.y - lines[at - 1]!.y > Math.max(line.size, lines[at - 1]!.size) * 3.2) break
    if (isBoundary(line) || (at > start && standsApart(line, lines[start]!))) break
    if (cellsOf(line).length >= 2) {
      end = at + 1
      alone = 0
    } else if (line.text.length > 160 || ++alone > 2) break
  }
  const next = lines[end]
  const last = lines[end - 1]
  const wraps =
    next !== undefined &&
    last !== undefined &&
    end > start &&
    next.segments.length === 1 &&
    /^\(?\p{Ll}/u.test(next.text) &&
    Math.abs(next.x0 - last.x0) < 3 &&
    next.y - last.y < next.size * 1.8 &&
    next.x1 < last.segments[1]!.x0
  return wraps ? end + 1 : end
}

/** A note below a table, or a heading set larger than its rows. */
function standsApart(line: Line, first: Line): boolean {
  return (
    line.segments.length === 1 &&
    (/^(\(\d{1,2}\)|[*†‡¹²³⁴⁵⁶⁷⁸⁹]|注[:：]|[Nn]otes?:)/.test(line.text) || line.size > first.size * 1.15)
  )
}

/** A single text right above a row of cells, over its columns and not at the left edge: a heading over columns. */
function leadsIn(lines: readonly Line[], start: number): boolean {
  const [line, next] = [lines[start]!, lines[start + 1]]
  const cells = next ? cellsOf(next) : []
  return (
    next !== undefined &&
    cells.length >= 2 &&
    next.y - line.y < line.size * 2 &&
    line.x0 > cells[0]!.x0 + line.size * 3 &&
    line.text.length < 80
  )
}

/** Segments as cells: a currency sign belongs to the figure after it, a closing sign to the one before. */
function cellsOf(line: Line): Cell[] {
  const cells: { text: string; x0: number; x1: number }[] = []
  let sign = ''
  for (const segment of line.segments) {
    const last = cells.at(-1)
    const [, text, next] = /^(.*?)\s*([$€£¥￥(]{0,2})$/s.exec(segment.text)!
    if (last && /^[)%]+$/.test(segment.text)) {
      last.text += segment.text
      last.x1 = segment.x1
    } else if (text !== '') cells.push({ text: sign + text, x0: segment.x0, x1: segment.x1 })
    sign = next!
  }
  return cells
}

interface Column {
  x0: number
  x1: number
}

function readTable(lines: readonly Line[]): FoundTable | undefined {
  const cells = lines.map(cellsOf)
  const body = cells.slice(Math.max(0, cells.findIndex(holdsFigures)))
  const grids = body.filter((row) => row.length >= 2)
  if (!isSureOf(grids, cells[cells.length - body.length - 1])) return undefined
  const columns = findColumns(grids, lines[0]!.size)
  if (columns.length < 2 || columns.length > 24) return undefined
  let collisions = 0
  const rows = cells.map((row, index) => {
    const texts = columns.map(() => '')
    for (const cell of row) {
      const at = bestColumn(columns, cell)
      if (texts[at] !== '' && index >= cells.length - body.length) collisions++
      texts[at] = texts[at] === '' ? cell.text : `${texts[at]} ${cell.text}`
    }
    return texts
  })
  if (collisions > grids.length * 0.25) return undefined
  const merged = joinWrapped(rows, lines, cells.length - body.length)
  return { ...merged, headerRows: countHeaderRows(merged.rows) }
}

function holdsFigures(row: readonly Cell[]): boolean {
  return row.length >= 2 && row.slice(1).some((cell) => isValue(cell.text))
}

function isValue(text: string): boolean {
  return isFigure(text) || /^[-–—]$/.test(text)
}

/** @param rows from the first with a figure on; @param above the row over it */
function isSureOf(rows: readonly (readonly Cell[])[], above: readonly Cell[] | undefined): boolean {
  const first = rows[0]
  if (!first) return false
  const withFigures = rows.filter(holdsFigures).length
  if (withFigures >= 2 && rows.length + (above ? 1 : 0) >= 3) return withFigures >= rows.length * 0.6
  if (withFigures === 1 && rows.length === 1)
    return above !== undefined && above.length >= 3 && above.length === first.length
  if (rows.length < 3 || !rows.every((row) => row.length === first.length)) return false
  return first.length >= 3 || rows.every((row) => isPair(row, first))
}

/** A term and what is said of it: two short texts, each column flush left, far apart. */
function isPair(row: readonly Cell[], first: readonly Cell[]): boolean {
  const flush = row.every((cell, column) => Math.abs(cell.x0 - first[column]!.x0) < 3)
  return flush && row.every((cell) => cell.text.length < 60) && row[1]!.x0 - row[0]!.x1 > 12
}

/** Columns are where figures stand; texts that stand over none of them make columns of their own. */
function findColumns(body: readonly (readonly Cell[])[], size: number): Column[] {
  const figures = body.flat().filter((cell) => isValue(cell.text))
  const columns = mergeOverlaps(figures, -size * 0.2)
  const labels = body.flat().filter((cell) => !columns.some((column) => overlap(column, cell) > 0))
  return [...columns, ...mergeOverlaps(labels, 0)].toSorted((a, b) => a.x0 - b.x0)
}

function mergeOverlaps(cells: readonly Cell[], slack: number): Column[] {
  const columns: Column[] = []
  for (const cell of cells.toSorted((a, b) => a.x0 - b.x0)) {
    const last = columns.at(-1)
    if (last && cell.x0 < last.x1 + slack) last.x1 = Math.max(last.x1, cell.x1)
    else columns.push({ x0: cell.x0, x1: cell.x1 })
  }
  return columns
}

function overlap(column: Column, cell: Column): number {
  return Math.min(column.x1, cell.x1) - Math.max(column.x0, cell.x0)
}

/** The first column that the cell covers most of, else the nearest; a heading over several columns goes to the first. */
function bestColumn(columns: readonly Column[], cell: Cell): number {
  let best = 0
  let most = -Infinity
  columns.forEach((column, index) => {
    const shared = overlap(column, cell)
    const score = shared > 0 ? shared / (Math.min(column.x1 - column.x0, cell.x1 - cell.x0) || 1) : shared
    if (score > most + 0.01) [best, most] = [index, score]
  })
  return best
}

/**
 * Joins what was set on several lines: a label whose second line begins in lower case or a bracket, above or
 * below its figures, and a line of a header that only continues cells of the line above it.
 */
function joinWrapped(
  rows: readonly string[][],
  lines: readonly Line[],
  headers: number,
): Pick<FoundTable, 'rows' | 'lines'> {
  const joined: string[][] = []
  const owners: Line[][] = []
  const closest = Math.min(...lines.slice(1).map((line, index) => line.y - lines[index]!.y))
  rows.forEach((row, index) => {
    const last = joined.at(-1)
    const onlyLabel = row[0] !== '' && row.slice(1).every((cell) => cell === '')
    const afterLabel = last !== undefined && last[0] !== '' && last.slice(1).every((cell) => cell === '')
    const wraps = /^\(?\p{Ll}/u.test(row[0] ?? '') && (onlyLabel || afterLabel)
    const tight = index > 0 && lines[index]!.y - lines[index - 1]!.y < closest * 1.2
    const continuesHeader =
      index < headers && tight && row.every((cell, column) => cell === '' || (last?.[column] ?? '') !== '')
    if (last && tight && (wraps || continuesHeader)) {
      joined[joined.length - 1] = last.map((cell, column) => `${cell} ${row[column]}`.trim())
      owners.at(-1)!.push(lines[index]!)
    } else {
      joined.push(row)
      owners.push([lines[index]!])
    }
  })
  return { rows: joined, lines: owners }
}
