const number = /^[\s$€£¥￥+\-−–(]*\d[\d.,\s]*[%)元万亿]*$/
const year = /^(FY\s?)?(19|20)\d\d\s?([EeFfPp]|年度?|A)?$/
const nothing = /^[\s\-–—]*$/

/** Whether a cell holds a value and not a label: a figure (a lone year may be a label), a dash, or nothing. */
export function isFigure(cell: string): boolean {
  return number.test(cell) && !year.test(cell.trim())
}

/**
 * How many rows at the top of a table name its columns, when the format does not say: one, if it labels at
 * least two columns (or the only one) and holds no figure; two, if the second row is such a row as well and
 * the first one leaves columns to it (a span over sub-columns).
 */
export function countHeaderRows(rows: readonly (readonly string[])[]): number {
  if (rows.length < 2) return 0
  const columns = Math.max(...rows.slice(0, 50).map((row) => row.length))
  const labels = (row: readonly string[]): number =>
    row.filter((cell) => !nothing.test(cell) && !isFigure(cell)).length
  const isHeader = (row: readonly string[]): boolean =>
    !row.some(isFigure) && labels(row) >= Math.min(2, columns)
  const [first, second] = [rows[0]!, rows[1]!]
  const figuresBelow = rows.slice(1, 20).some((row) => row.some(isFigure))
  // A heading that spans columns leaves a gap beside it; a corner left blank over the row labels is no gap.
  const spans =
    !first.some(isFigure) &&
    labels(first) > 0 &&
    labels(first) < labels(second) &&
    first.slice(1).some((cell) => nothing.test(cell))
  if (rows.length > 2 && spans && figuresBelow && isHeader(second) && nothing.test(first[0] ?? '')) return 2
  return isHeader(first) ? 1 : 0
}
