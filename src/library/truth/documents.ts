import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Document, Origin, Passage, TextLanguage } from '#vocabulary'
import type { DocumentRecord, PassageRecord } from './messages.ts'
import type { Sql } from '#runtime'

export interface DocumentRow {
  readonly number: number
  readonly id: string
  readonly snapshot: string
  readonly size: number
  readonly reader: string
  readonly reader_version: number
  readonly reader_options: string
  readonly media_type: string
  readonly title: string
  readonly language: TextLanguage
  readonly origin: Origin
  readonly published_at: string | null
  readonly authors: string
  readonly metadata: string
  readonly warnings: string
  readonly passages: number
  readonly purged: number
  readonly listed: number
  readonly group_name: string | null
  readonly change: number
  readonly first_change: number | null
}

/**
 * UTF-16 code units in a stored part of a text. Measured over 50,000 passages (SQLite alone, ten passages at
 * random): whole texts 34–44 MB but 11.6 ms in documents of 2,000 passages; each passage's text stored again
 * 67–76 MB and 0.1 ms; parts 38–44 MB and 0.15 ms (0.37 ms where every character is Han). Parts of 2,048
 * leave pages half empty (64 MB), parts of 8,192 are no faster to write and cost more to read.
 */
export const partLength = 4096

export function documentNamed(sql: Sql, workspace: number, id: string): DocumentRow | undefined {
  return sql.get<DocumentRow>('SELECT * FROM documents WHERE workspace = ? AND id = ?', workspace, id)
}

export function documentNumbered(sql: Sql, workspace: number, number: number): DocumentRow {
  return sql.get<DocumentRow>(
    'SELECT * FROM documents WHERE workspace = ? AND number = ?',
    workspace,
    number,
  )!
}

/** Stores a document that is new, or fills the row of one that was purged. Returns its number. */
export function storeDocument(sql: Sql, workspace: number, document: DocumentRecord, size: number): number {
  const others = sql.get(
    'SELECT 1 FROM documents INDEXED BY documents_by_snapshot WHERE workspace = ? AND snapshot = ? AND purged = 0',
    workspace,
    document.snapshot,
  )
  if (!others)
    sql.run('UPDATE workspaces SET snapshot_bytes = snapshot_bytes + ? WHERE workspace = ?', size, workspace)
  sql.run(
    `INSERT INTO documents (workspace, number, id, snapshot, size, reader, reader_version, reader_options, media_type,
       title, language, origin, published_at, authors, metadata, warnings, passages)
     VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM documents WHERE workspace = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
     ON CONFLICT (workspace, id) DO UPDATE SET purged = 0, size = excluded.size, title = excluded.title,
       media_type = excluded.media_type, language = excluded.language, origin = excluded.origin,
       published_at = excluded.published_at, authors = excluded.authors, metadata = excluded.metadata,
       warnings = excluded.warnings`,
    workspace,
    workspace,
    document.id,
    document.snapshot,
    size,
    document.reader.name,
    document.reader.version,
    document.reader.options,
    document.mediaType,
    document.title,
    document.language,
    document.origin,
    document.publishedAt ?? null,
    JSON.stringify(document.authors),
    JSON.stringify(document.metadata),
    JSON.stringify(document.warnings),
  )
  const { number } = documentNamed(sql, workspace, document.id)!
  for (const { start, text } of partsOf(document.text))
    sql.run(
      'INSERT INTO texts (workspace, document, start, text) VALUES (?, ?, ?, ?)',
      workspace,
      number,
      start,
      text,
    )
  sql.run(
    'INSERT INTO structures (workspace, document, packed) VALUES (?, ?, ?)',
    workspace,
    number,
    deflateRawSync(document.structure, { level: 1 }),
  )
  return number
}

/** Parts of at most `partLength` code units; a surrogate pair stays whole. */
export function* partsOf(text: string): Generator<{ readonly start: number; readonly text: string }> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + partLength, text.length)
    if (end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00) end--
    yield { start, text: text.slice(start, end) }
    start = end
  }
}

/** `text.slice(start, end)` of a stored text, reading only the parts that it touches. */
export function textBetween(
  sql: Sql,
  workspace: number,
  document: number,
  start: number,
  end: number,
): string {
  const parts = sql.all<{ start: number; text: string }>(
    'SELECT start, text FROM texts WHERE workspace = ? AND document = ? AND start > ? AND start < ? ORDER BY start',
    workspace,
    document,
    start - partLength,
    end,
  )
  if (parts.length === 0) return ''
  const from = parts[0]!.start
  return joined(parts).slice(Math.max(0, start - from), end - from)
}

export function wholeText(sql: Sql, workspace: number, document: number): string {
  return joined(
    sql.all<{ text: string }>(
      'SELECT text FROM texts WHERE workspace = ? AND document = ? ORDER BY start',
      workspace,
      document,
    ),
  )
}

function joined(parts: readonly { readonly text: string }[]): string {
  return parts.length === 1 ? parts[0]!.text : parts.map((part) => part.text).join('')
}

/** Undefined when it is not held or was purged. */
export function readDocument(sql: Sql, workspace: number, id: string): DocumentRecord | undefined {
  const row = documentNamed(sql, workspace, id)
  if (!row || row.purged === 1) return undefined
  const { packed } = sql.get<{ packed: Uint8Array }>(
    'SELECT packed FROM structures WHERE workspace = ? AND document = ?',
    workspace,
    row.number,
  )!
  return recordOf(row, wholeText(sql, workspace, row.number), inflateRawSync(packed).toString('utf8'))
}

export function recordOf(row: DocumentRow, text: string, structure: string): DocumentRecord {
  return {
    id: row.id,
    snapshot: row.snapshot,
    reader: { name: row.reader, version: row.reader_version, options: row.reader_options },
    mediaType: row.media_type,
    title: row.title,
    language: row.language,
    text,
    structure,
    origin: row.origin,
    ...(row.published_at === null ? {} : { publishedAt: row.published_at }),
    authors: JSON.parse(row.authors) as Document['authors'],
    metadata: JSON.parse(row.metadata) as Document['metadata'],
    warnings: JSON.parse(row.warnings) as Document['warnings'],
  }
}

export interface PassageRow {
  readonly start: number
  readonly end: number
  readonly page: number | null
  readonly kind: Passage['kind']
  readonly headings: string | null
}

export function passageRows(sql: Sql, workspace: number, document: number): PassageRow[] {
  return sql.all<PassageRow>(
    'SELECT start, end, page, kind, headings FROM passages WHERE workspace = ? AND document = ? ORDER BY start, end',
    workspace,
    document,
  )
}

export function storePassages(
  sql: Sql,
  workspace: number,
  document: number,
  passages: readonly PassageRecord[],
): void {
  for (const { start, end, page, kind, headings } of passages)
    sql.run(
      'INSERT INTO passages (workspace, document, start, end, page, kind, headings) VALUES (?, ?, ?, ?, ?, ?, ?)',
      workspace,
      document,
      start,
      end,
      page ?? null,
      kind,
      headings.length === 0 ? null : JSON.stringify(headings),
    )
  sql.run(
    'UPDATE documents SET passages = ? WHERE workspace = ? AND number = ?',
    passages.length,
    workspace,
    document,
  )
}

export function headingsOf(row: PassageRow): string[] {
  return row.headings === null ? [] : (JSON.parse(row.headings) as string[])
}

export function passageOf(document: string, row: PassageRow, text: string): Passage {
  return {
    id: `${document}:${row.start}-${row.end}`,
    document,
    start: row.start,
    end: row.end,
    text,
    headings: headingsOf(row),
    ...(row.page === null ? {} : { page: row.page }),
    kind: row.kind,
  }
}
