import type { Document, Origin, Table } from '#vocabulary'
import { evidenceAt } from '#reading'
import type { OfferedEvidence } from '#reasoning'
import { sha256 } from '#runtime'

/** A document with nothing but a text. */
export function aDocument(text: string, about: Partial<Document> = {}): Document {
  const snapshot = sha256(text)
  return {
    id: `d_${snapshot.slice(0, 32)}`,
    snapshot,
    reader: { name: 'text', version: 1, options: '{}' },
    mediaType: 'text/plain',
    title: 'note',
    language: 'other',
    text,
    blocks: [],
    tables: [],
    pages: [],
    layout: [],
    origin: 'native',
    authors: [],
    metadata: {},
    warnings: [],
    ...about,
  }
}

/** Evidence for a whole text, or for a part of it. */
export function offer(
  text: string,
  part = text,
  about: { origin?: Origin; document?: Partial<Document> } = {},
): OfferedEvidence {
  const document = aDocument(text, { ...about.document, ...(about.origin ? { origin: about.origin } : {}) })
  const start = text.indexOf(part)
  return { evidence: evidenceAt(document, start, start + part.length), document }
}

/** A document that is one table; the first row is its head. */
export function aTable(rows: readonly (readonly string[])[], caption?: string): Document {
  let text = ''
  const cells: Table['cells'][number][] = []
  for (const [row, values] of rows.entries()) {
    if (row > 0) text += '\n'
    for (const [column, value] of values.entries()) {
      if (column > 0) text += ' | '
      cells.push({ row, column, header: row === 0, start: text.length, end: text.length + value.length })
      text += value
    }
  }
  const table: Table = {
    start: 0,
    end: text.length,
    rows: rows.length,
    columns: rows[0]!.length,
    cells,
    ...(caption ? { caption } : {}),
  }
  return aDocument(text, { tables: [table] })
}
