import type { DocumentBuilder } from '../document-builder.ts'
import { countHeaderRows } from '../header-rows.ts'
import type { SheetCell } from './sheet-cells.ts'
import { findTables } from './sheet-tables.ts'

/** Writes the tables of a sheet, each under the titles that stand over it. */
export function writeSheet(builder: DocumentBuilder, sheet: string, cells: readonly SheetCell[]): void {
  for (const { titles, rows, sparse } of findTables(cells)) {
    for (const title of titles) builder.block(rows.length > 0 ? 'caption' : 'paragraph', title)
    if (sparse)
      builder.warn(`Sheet ${sheet}: a nearly empty grid was closed up, its columns are not aligned.`)
    const caption = titles.length > 0 ? `${sheet}: ${titles.join(' ')}` : sheet
    builder.table(rows, { headerRows: sparse ? 0 : countHeaderRows(rows), caption })
  }
}
