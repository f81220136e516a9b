import { KaojuError, type Sql } from '#runtime'
import type { Passage } from '#vocabulary'
import { headingsOf, passageOf, passageRows, textBetween, type PassageRow } from './documents.ts'
import type { PassageRecord } from './messages.ts'

/** Vectors in one message on the way to the thread that searches them. */
const vectorsAtOnce = 4096

interface EmbedderRow {
  readonly model: string | null
  readonly dimensions: number | null
  readonly sequence: number
  readonly forgotten: number
}

/** What tells whether somebody who holds the vectors holds them as they are now. */
export interface VectorState {
  /** Undefined: there are none. */
  readonly model: string | undefined
  readonly dimensions: number
  readonly sequence: number
  readonly forgotten: number
  /** The highest change of a document (schema.ts, 3 of version 1). */
  readonly change: number
}

/** Some vectors, in order of `sequence`; the values lie in memory that threads share, so nothing is copied. */
export interface VectorRows {
  readonly documents: Uint32Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly values: Float32Array
  /** The sequence of the last one. */
  readonly last: number
}

/** How a document stands, for the search over vectors. */
export interface VectorDocument {
  readonly number: number
  readonly id: string
  readonly group: string | null
  readonly listed: number
  /** Order of arrival. */
  readonly change: number
}

export interface NewVector {
  readonly passage: string
  readonly vector: Float32Array
}

const fresh: EmbedderRow = { model: null, dimensions: null, sequence: 0, forgotten: 0 }

function embedderRow(sql: Sql, workspace: number): EmbedderRow {
  return (
    sql.get<EmbedderRow>(
      'SELECT model, dimensions, sequence, forgotten FROM embedders WHERE workspace = ?',
      workspace,
    ) ?? fresh
  )
}

export function vectorState(sql: Sql, workspace: number): VectorState {
  const { model, dimensions, sequence, forgotten } = embedderRow(sql, workspace)
  const change =
    sql.get<{ sequence: number }>('SELECT sequence FROM workspaces WHERE workspace = ?', workspace)
      ?.sequence ?? 0
  return { model: model ?? undefined, dimensions: dimensions ?? 0, sequence, forgotten, change }
}

export function storedVectors(
  sql: Sql,
  workspace: number,
): { model: string; dimensions: number; passages: number } | undefined {
  const { model, dimensions } = embedderRow(sql, workspace)
  if (model === null) return undefined
  return { model, dimensions: dimensions!, passages: countVectors(sql, workspace) }
}

function countVectors(sql: Sql, workspace: number): number {
  return sql.get<{ vectors: number }>(
    'SELECT count(*) AS vectors FROM vectors WHERE workspace = ?',
    workspace,
  )!.vectors
}

/** Passages of listed documents that have no vector, in order of arrival. */
export function missingVectors(sql: Sql, workspace: number, limit: number): Passage[] {
  return sql
    .all<PassageRow & { number: number; id: string }>(
      `SELECT d.number, d.id, p.start, p.end, p.page, p.kind, p.headings
       FROM documents d INDEXED BY documents_by_change
       CROSS JOIN passages p ON p.workspace = d.workspace AND p.document = d.number
       WHERE d.workspace = ? AND d.listed = 1 AND NOT EXISTS (
         SELECT 1 FROM vectors v WHERE v.workspace = p.workspace AND v.document = p.document
           AND v.start = p.start AND v.end = p.end)
       ORDER BY d.change, p.start, p.end LIMIT ?`,
      workspace,
      Math.min(limit, Number.MAX_SAFE_INTEGER),
    )
    .map(({ number, id, ...row }) =>
      passageOf(id, row, textBetween(sql, workspace, number, row.start, row.end)),
    )
}

/**
 * Stores vectors of passages; runs inside a transaction. A passage that is gone since (purged, cut differently)
 * is passed over; one that has a vector gets the new one.
 *
 * @throws KaojuError `embedding-mismatch`
 */
export function addVectors(sql: Sql, workspace: number, model: string, vectors: readonly NewVector[]): void {
  const dimensions = vectors[0]?.vector.length
  if (dimensions === undefined) return
  const held = embedderRow(sql, workspace)
  mustMatch(held, model, dimensions)
  let { sequence, forgotten } = held
  for (const { passage, vector } of vectors) {
    mustMatch({ model, dimensions }, model, vector.length)
    const place = placeOf(sql, workspace, passage)
    if (!place) continue
    const { document, start, end } = place
    if (deleteVector(sql, workspace, document, start, end)) forgotten++
    sql.run(
      'INSERT INTO vectors (workspace, sequence, document, start, end, vector) VALUES (?, ?, ?, ?, ?, ?)',
      workspace,
      ++sequence,
      document,
      start,
      end,
      littleEndian(vector),
    )
  }
  if (sequence > held.sequence) saveEmbedder(sql, workspace, { model, dimensions, sequence, forgotten })
}

/** @throws KaojuError `embedding-mismatch` */
export function mustMatch(
  held: { readonly model: string | null | undefined; readonly dimensions: number | null },
  model: string,
  dimensions: number,
): void {
  if (held.model === null || held.model === undefined) return
  if (held.model !== model || held.dimensions !== dimensions)
    throw new KaojuError('embedding-mismatch', {
      stored: `${held.model} (${held.dimensions})`,
      configured: `${model} (${dimensions})`,
    })
}

function placeOf(
  sql: Sql,
  workspace: number,
  passage: string,
): { document: number; start: number; end: number } | undefined {
  const [, name, start, end] = /^(.+):(\d+)-(\d+)$/.exec(passage) ?? []
  if (name === undefined) return undefined
  return sql.get(
    `SELECT p.document, p.start, p.end FROM documents d
     CROSS JOIN passages p ON p.workspace = d.workspace AND p.document = d.number
     WHERE d.workspace = ? AND d.id = ? AND p.start = ? AND p.end = ?`,
    workspace,
    name,
    Number(start),
    Number(end),
  )
}

/** Takes away the vectors of a document's passages, save of those that stay with the same words and headings. */
export function forgetVectorsNotAmong(
  sql: Sql,
  workspace: number,
  document: number,
  staying: readonly Pick<PassageRecord, 'start' | 'end' | 'headings'>[],
): void {
  const key = (start: number, end: number, headings: readonly string[]): string =>
    JSON.stringify([start, end, headings])
  const stay = new Set(staying.map(({ start, end, headings }) => key(start, end, headings)))
  let gone = 0
  for (const row of passageRows(sql, workspace, document))
    if (!stay.has(key(row.start, row.end, headingsOf(row))))
      if (deleteVector(sql, workspace, document, row.start, row.end)) gone++
  if (gone > 0) haveForgotten(sql, workspace, gone)
}

/** Takes away all vectors of a workspace. */
export function clearVectors(sql: Sql, workspace: number): void {
  const vectors = countVectors(sql, workspace)
  sql.run('DELETE FROM vectors WHERE workspace = ?', workspace)
  if (vectors > 0) haveForgotten(sql, workspace, vectors)
}

function deleteVector(sql: Sql, workspace: number, document: number, start: number, end: number): boolean {
  return (
    sql.get(
      'DELETE FROM vectors WHERE workspace = ? AND document = ? AND start = ? AND end = ? RETURNING sequence',
      workspace,
      document,
      start,
      end,
    ) !== undefined
  )
}

function haveForgotten(sql: Sql, workspace: number, vectors: number): void {
  const held = embedderRow(sql, workspace)
  const any = sql.get('SELECT 1 FROM vectors WHERE workspace = ? LIMIT 1', workspace) !== undefined
  const none = any ? {} : { model: null, dimensions: null }
  saveEmbedder(sql, workspace, { ...held, ...none, forgotten: held.forgotten + vectors })
}

function saveEmbedder(
  sql: Sql,
  workspace: number,
  { model, dimensions, sequence, forgotten }: EmbedderRow,
): void {
  sql.run(
    `INSERT INTO embedders (workspace, model, dimensions, sequence, forgotten) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (workspace) DO UPDATE SET model = excluded.model, dimensions = excluded.dimensions,
       sequence = excluded.sequence, forgotten = excluded.forgotten`,
    workspace,
    model,
    dimensions,
    sequence,
    forgotten,
  )
}

/** Documents that changed after `change`, whether they have vectors or not. */
export function vectorDocuments(sql: Sql, workspace: number, change: number): VectorDocument[] {
  return sql.all<VectorDocument>(
    `SELECT number, id, group_name AS "group", listed, change
     FROM documents INDEXED BY documents_by_change WHERE workspace = ? AND change > ? ORDER BY change`,
    workspace,
    change,
  )
}

/** The next vectors after `sequence`; undefined: there are no more. */
export function vectorsAfter(
  sql: Sql,
  workspace: number,
  sequence: number,
  dimensions: number,
): VectorRows | undefined {
  const rows = sql.all<{
    sequence: number
    document: number
    start: number
    end: number
    vector: Uint8Array
  }>(
    `SELECT sequence, document, start, end, vector FROM vectors
     WHERE workspace = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    workspace,
    sequence,
    vectorsAtOnce,
  )
  if (rows.length === 0) return undefined
  const width = dimensions * 4
  const bytes = new Uint8Array(new SharedArrayBuffer(rows.length * width))
  rows.forEach(({ vector }, index) => {
    if (vector.length === width) bytes.set(vector, index * width)
  })
  return {
    documents: Uint32Array.from(rows, (row) => row.document),
    starts: Uint32Array.from(rows, (row) => row.start),
    ends: Uint32Array.from(rows, (row) => row.end),
    values: new Float32Array(bytes.buffer),
    last: rows.at(-1)!.sequence,
  }
}

/** One sentence each: vectors without a passage, or of another length than their model's. */
export function inspectVectors(sql: Sql, workspace: number, repair: boolean): string[] {
  const { dimensions } = embedderRow(sql, workspace)
  const wrong = sql.all<{ sequence: number }>(
    `SELECT sequence FROM vectors v WHERE workspace = ?1 AND (length(vector) <> ?2 OR NOT EXISTS (
       SELECT 1 FROM passages p WHERE p.workspace = ?1 AND p.document = v.document
         AND p.start = v.start AND p.end = v.end))`,
    workspace,
    (dimensions ?? 0) * 4,
  )
  if (wrong.length === 0) return []
  if (repair)
    sql.transaction(() => {
      for (const { sequence } of wrong)
        sql.run('DELETE FROM vectors WHERE workspace = ? AND sequence = ?', workspace, sequence)
      haveForgotten(sql, workspace, wrong.length)
    })
  return [`${wrong.length} vectors are of another length than their model's, or of no passage.`]
}

/** As stored, whatever the machine: all that run Node are little-endian, so the bytes are taken as they lie. */
function littleEndian(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}
