import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder } from '../document-builder.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { encodingNote, textOfResource } from '../resource-text.ts'

const options = z.object({
  /** Cells that make the addressable table; the rows after them become readable records. */
  tableCells: z.number().int().positive().default(200_000),
  /** Cells that are read at all; what follows is told in a warning. */
  mostCells: z.number().int().positive().default(2_000_000),
})
type Limits = z.infer<typeof options>

/**
 * Comma-, semicolon-, tab- or pipe-separated values as one table, the delimiter found by trial. The first row
 * is the header unless it holds numbers. Rows beyond the table's limit are records (`name: value; …`), rows
 * beyond the second limit are counted in a warning; ragged rows are kept as they are.
 */
export const plug: ReaderPlug<Limits> = {
  name: 'csv',
  version: 1,
  mediaTypes: ['text/csv', 'text/tab-separated-values'],
  extensions: ['csv', 'tsv', 'tab'],
  options,
  create: (limits) => readerWith(limits),
}

function readerWith(limits: Limits): Reader {
  return async (resource) => {
    const { text, encoding } = textOfResource(resource)
    const { rows, left } = await parseRows(text, limits.mostCells, resource.name)
    if (!rows.some((row) => row.some((cell) => cell.trim() !== '')))
      throw new KaojuError('file-no-text', { path: resource.name })
    const builder = createDocumentBuilder()
    const columns = rows.reduce((most, row) => Math.max(most, row.length), 1)
    const inTable = Math.max(2, Math.floor(limits.tableCells / columns))
    const headerRows = hasHeader(rows) ? 1 : 0
    builder.table(rows.slice(0, inTable), { headerRows })
    const rest = rows.slice(inTable)
    for (const row of rest) builder.block('record', recordOf(row, headerRows ? rows[0]! : []))
    if (rest.length > 0)
      builder.warn(
        `The table holds the first ${inTable} of ${rows.length} rows; the other ${rest.length} are read as records.`,
      )
    if (left > 0)
      builder.warn(
        `About ${left} characters after row ${rows.length} were not read, as the file is too large.`,
      )
    const ragged = rows.filter((row) => row.length !== rows[0]!.length).length
    if (ragged > 0) builder.warn(`${ragged} of ${rows.length} rows have more or fewer cells than the first.`)
    return builder.finish({
      resource,
      reader: { name: plug.name, version: plug.version, options: limits },
      // A table's first heading is no title; the file's name is.
      title: resource.name,
      metadata: encodingNote(encoding),
    })
  }
}

/** All rows up to the limit, and how many characters were left unread. */
async function parseRows(
  text: string,
  mostCells: number,
  path: string,
): Promise<{ rows: string[][]; left: number }> {
  const { parse, CsvError } = await import('csv-parse/sync')
  const delimiter = delimiterOf(text)
  const settings = { delimiter, relax_column_count: true, skip_empty_lines: true, bom: true } as const
  const head = text.slice(0, 100_000)
  const columns = Math.max(
    1,
    head.split('\n', 50).reduce((most, line) => Math.max(most, line.split(delimiter).length), 1),
  )
  const wanted = Math.ceil(mostCells / columns)
  const attempt = (quote: '"' | false, source: string): string[][] =>
    parse(source, { ...settings, quote, relax_quotes: true, to: wanted })
  let rows: string[][]
  try {
    rows = attempt('"', text)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // A quotation mark that is never closed: then it is a character like any other.
    try {
      rows = attempt(false, text)
    } catch (second) {
      throw new KaojuError('file-damaged', { path, reason: (second as Error).message }, { cause: second })
    }
  }
  const read = rows.reduce((sum, row) => sum + row.reduce((length, cell) => length + cell.length + 1, 0), 0)
  return { rows, left: rows.length >= wanted ? Math.max(0, text.length - read) : 0 }
}

/** The delimiter that gives the first lines the most even, and then the largest, number of cells. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 50_000)
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 50)
  if (lines.length > 1 && text.length > 50_000) lines.pop()
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of [',', '\t', ';', '|', '，']) {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)]!
    if (usual === 0) continue
    const even = counts.filter((count) => count === usual).length / counts.length
    const score = even + Math.min(usual, 20) / 100
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** The first row names the columns when it is full, holds no numbers, and repeats no name. */
function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const first = rows[0]!.map((cell) => cell.trim())
  if (rows.length < 2 || first.every((cell) => cell === '')) return false
  const numbers = first.filter((cell) => /^[-+$€£¥]?[\d.,\s]+%?$/.test(cell) && !/^(?:19|20)\d\d$/.test(cell))
  return numbers.length === 0
}

function recordOf(row: readonly string[], header: readonly string[]): string {
  return row
    .map((cell, i) => ({ name: header[i]?.trim(), value: cell.replace(/\s+/g, ' ').trim() }))
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => (name ? `${name}: ${value}` : value))
    .join('; ')
}
