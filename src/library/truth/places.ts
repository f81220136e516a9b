import type { DocumentId, TextLanguage } from '#vocabulary'
import type { FailedHolding, FileStamp, Holding, HoldingState } from '../library.ts'
import type { Sql } from '#runtime'

export interface PlaceRow {
  readonly number: number
  readonly uri: string
  readonly state: HoldingState
  readonly document: number | null
  readonly fetched_at: number
  readonly stamp_size: number | null
  readonly stamp_modified: number | null
  readonly group_name: string | null
  readonly failure_code: string | null
  readonly failure_why: string | null
  readonly failure_snapshot: string | null
}

interface HeldRow extends PlaceRow {
  readonly id: string | null
  readonly snapshot: string | null
  readonly purged: number | null
  readonly title: string | null
  readonly media_type: string | null
  readonly reader: string | null
  readonly reader_version: number | null
  readonly language: TextLanguage | null
  readonly passages: number | null
  readonly published_at: string | null
}

const held = `SELECT p.*, d.id, d.snapshot, d.purged, d.title, d.media_type, d.reader, d.reader_version,
    d.language, d.passages, d.published_at
  FROM places p LEFT JOIN documents d ON d.workspace = p.workspace AND d.number = p.document
  WHERE p.workspace = ?`

/** Places in order of arrival; without `all` those whose document search can find. */
export function holdings(sql: Sql, workspace: number, all: boolean): Holding[] {
  const listed = all ? '' : ` AND p.state IN ('listed', 'missing') AND p.document IS NOT NULL`
  const earlier = new Map<number, DocumentId[]>()
  for (const { place, id } of sql.all<{ place: number; id: string }>(
    `SELECT h.place, d.id FROM history h JOIN documents d ON d.workspace = h.workspace AND d.number = h.document
     WHERE h.workspace = ? ORDER BY h.place, h.ordinal DESC`,
    workspace,
  )) {
    const list = earlier.get(place)
    if (list) list.push(id)
    else earlier.set(place, [id])
  }
  return sql
    .all<HeldRow>(`${held}${listed} ORDER BY p.number`, workspace)
    .map((row) => holdingOf(row, earlier.get(row.number) ?? []))
}

/** What a place holds, whatever its state. */
export function holdingAt(sql: Sql, workspace: number, uri: string): Holding | undefined {
  const row = sql.get<HeldRow>(`${held} AND p.uri = ?`, workspace, uri)
  return row && holdingOf(row, earlierAt(sql, workspace, row.number))
}

export function holdingNumbered(sql: Sql, workspace: number, number: number): Holding {
  const row = sql.get<HeldRow>(`${held} AND p.number = ?`, workspace, number)!
  return holdingOf(row, earlierAt(sql, workspace, number))
}

/** The place to name for a document: where it stands listed, else missing, else removed, else where it stood. */
export function holdingOfDocument(sql: Sql, workspace: number, document: number): Holding | undefined {
  const row =
    sql.get<{ number: number }>(
      `SELECT number FROM places INDEXED BY places_by_document WHERE workspace = ? AND document = ?
       ORDER BY CASE state WHEN 'listed' THEN 0 WHEN 'missing' THEN 1 ELSE 2 END, number LIMIT 1`,
      workspace,
      document,
    ) ??
    sql.get<{ number: number }>(
      'SELECT place AS number FROM history WHERE workspace = ? AND document = ? ORDER BY place LIMIT 1',
      workspace,
      document,
    )
  return row && holdingNumbered(sql, workspace, row.number)
}

export function placeAt(sql: Sql, workspace: number, uri: string): PlaceRow | undefined {
  return sql.get<PlaceRow>('SELECT * FROM places WHERE workspace = ? AND uri = ?', workspace, uri)
}

/** Makes the place where it is new. */
export function ensurePlace(sql: Sql, workspace: number, uri: string, fetchedAt: number): PlaceRow {
  const found = placeAt(sql, workspace, uri)
  if (found) return found
  sql.run(
    `INSERT INTO places (workspace, number, uri, state, fetched_at)
     VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM places WHERE workspace = ?), ?, 'removed', ?)`,
    workspace,
    workspace,
    uri,
    fetchedAt,
  )
  return placeAt(sql, workspace, uri)!
}

/** Puts what stood at the place into its history and lets `document` stand there, or nothing. */
export function succeed(sql: Sql, workspace: number, place: PlaceRow, document: number | null): void {
  const key = [workspace, place.number] as const
  if (place.document !== null && place.document !== document && !isPurged(sql, workspace, place.document))
    sql.run(
      `INSERT INTO history (workspace, place, ordinal, document)
       VALUES (?, ?, (SELECT coalesce(max(ordinal), 0) + 1 FROM history WHERE workspace = ? AND place = ?), ?)
       ON CONFLICT (workspace, place, document) DO UPDATE SET ordinal = excluded.ordinal`,
      ...key,
      ...key,
      place.document,
    )
  if (document !== null)
    sql.run('DELETE FROM history WHERE workspace = ? AND place = ? AND document = ?', ...key, document)
  sql.run('UPDATE places SET document = ? WHERE workspace = ? AND number = ?', document, ...key)
}

export function setState(sql: Sql, workspace: number, place: number, state: HoldingState): void {
  sql.run('UPDATE places SET state = ? WHERE workspace = ? AND number = ?', state, workspace, place)
}

/** What the place tells of the last visit: a failure, or none. */
export function setVisit(
  sql: Sql,
  workspace: number,
  place: number,
  visit: { readonly fetchedAt: number; readonly stamp?: FileStamp; readonly group?: string } & Partial<
    Omit<FailedHolding, 'uri'>
  >,
): void {
  sql.run(
    `UPDATE places SET fetched_at = ?, stamp_size = ?, stamp_modified = ?, group_name = ?,
       failure_code = ?, failure_why = ?, failure_snapshot = ? WHERE workspace = ? AND number = ?`,
    visit.fetchedAt,
    visit.stamp?.size ?? null,
    visit.stamp?.modified ?? null,
    visit.group ?? null,
    visit.code ?? null,
    visit.why ?? null,
    visit.snapshot ?? null,
    workspace,
    place,
  )
}

function isPurged(sql: Sql, workspace: number, document: number): boolean {
  return (
    sql.get<{ purged: number }>(
      'SELECT purged FROM documents WHERE workspace = ? AND number = ?',
      workspace,
      document,
    )?.purged === 1
  )
}

function earlierAt(sql: Sql, workspace: number, place: number): DocumentId[] {
  return sql
    .all<{ id: string }>(
      `SELECT d.id FROM history h JOIN documents d ON d.workspace = h.workspace AND d.number = h.document
       WHERE h.workspace = ? AND h.place = ? ORDER BY h.ordinal DESC`,
      workspace,
      place,
    )
    .map(({ id }) => id)
}

function holdingOf(row: HeldRow, earlier: readonly DocumentId[]): Holding {
  const shown = row.id !== null && row.purged === 0
  const snapshot = row.snapshot ?? row.failure_snapshot
  return {
    uri: row.uri,
    state: row.state,
    ...(row.id === null ? {} : { document: row.id }),
    ...(snapshot === null ? {} : { snapshot }),
    title: shown ? row.title! : nameOf(row.uri),
    mediaType: row.media_type ?? '',
    ...(row.reader === null ? {} : { reader: { name: row.reader, version: row.reader_version! } }),
    language: row.language ?? 'other',
    passages: shown ? row.passages! : 0,
    ...(shown && row.published_at !== null ? { publishedAt: row.published_at } : {}),
    fetchedAt: row.fetched_at,
    ...(row.stamp_size === null ? {} : { stamp: { size: row.stamp_size, modified: row.stamp_modified! } }),
    ...(row.group_name === null ? {} : { group: row.group_name }),
    earlier,
    ...(row.failure_code === null ? {} : { failure: { code: row.failure_code, why: row.failure_why ?? '' } }),
  }
}

/** What a place without a readable document is called: the last part of its address, or its host. */
export function nameOf(uri: string): string {
  const path = /^https?:/.test(uri) ? uri.replace(/[?#].*$/s, '') : uri
  const last =
    path
      .replace(/[/#?]+$/, '')
      .split('/')
      .pop() ?? uri
  try {
    return decodeURIComponent(last) || uri
  } catch {
    return last || uri
  }
}
