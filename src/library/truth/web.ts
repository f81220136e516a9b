import { KaojuError, type Sql } from '#runtime'
import type { PageRecord } from '#sources'

/** Bytes that came from the web; their blob is written. */
export interface KeptBytes {
  readonly snapshot: string
  readonly size: number
}

interface PageRow {
  readonly url: string
  readonly final_url: string
  readonly snapshot: string
  readonly media_type: string
  readonly fetched_at: number
  readonly fresh_until: number
  readonly etag: string | null
  readonly last_modified: string | null
  readonly rendered: number
}

/** Names bytes in the workspace; runs inside a transaction. The blob is written already. */
export function keepBytes(sql: Sql, workspace: number, { snapshot, size }: KeptBytes): void {
  sql.run(
    'INSERT INTO kept (workspace, snapshot, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    workspace,
    snapshot,
    size,
  )
  // A blob that comes back before it was erased stays.
  sql.run('DELETE FROM erasures WHERE workspace = ? AND snapshot = ?', workspace, snapshot)
}

export function isKept(sql: Sql, workspace: number, snapshot: string): boolean {
  return sql.get('SELECT 1 FROM kept WHERE workspace = ? AND snapshot = ?', workspace, snapshot) !== undefined
}

/** Bytes of what the web brought and no document holds. */
export function keptBytes(sql: Sql, workspace: number): number {
  return sql.get<{ bytes: number }>(
    `SELECT coalesce(sum(size), 0) AS bytes FROM kept k WHERE workspace = ?1 AND NOT EXISTS (
       SELECT 1 FROM documents d INDEXED BY documents_by_snapshot
       WHERE d.workspace = ?1 AND d.snapshot = k.snapshot AND d.purged = 0)`,
    workspace,
  )!.bytes
}

/** @throws KaojuError `withdrawn`: its bytes were never kept, or were purged since */
export function rememberPage(sql: Sql, workspace: number, page: PageRecord): void {
  if (!isKept(sql, workspace, page.snapshot)) throw new KaojuError('withdrawn', { id: page.snapshot })
  sql.run(
    `INSERT OR REPLACE INTO pages (workspace, url, final_url, snapshot, media_type, fetched_at, fresh_until, etag,
       last_modified, rendered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    workspace,
    page.url,
    page.finalUrl,
    page.snapshot,
    page.mediaType,
    page.fetchedAt,
    page.freshUntil,
    page.etag ?? null,
    page.lastModified ?? null,
    page.rendered ? 1 : 0,
  )
}

export function pageAt(sql: Sql, workspace: number, url: string): PageRecord | undefined {
  const row = sql.get<PageRow>('SELECT * FROM pages WHERE workspace = ? AND url = ?', workspace, url)
  return (
    row && {
      url: row.url,
      finalUrl: row.final_url,
      snapshot: row.snapshot,
      mediaType: row.media_type,
      fetchedAt: row.fetched_at,
      freshUntil: row.fresh_until,
      ...(row.etag === null ? {} : { etag: row.etag }),
      ...(row.last_modified === null ? {} : { lastModified: row.last_modified }),
      ...(row.rendered === 1 ? { rendered: true as const } : {}),
    }
  )
}

/** Where else a page is known by an address: the addresses it was asked by and led to, with its bytes. */
export function pagesAbout(
  sql: Sql,
  workspace: number,
  url: string,
): { readonly url: string; readonly finalUrl: string; readonly snapshot: string }[] {
  return sql.all(
    `SELECT url, final_url AS finalUrl, snapshot FROM pages WHERE workspace = ?1 AND url = ?2
     UNION SELECT url, final_url AS finalUrl, snapshot FROM pages WHERE workspace = ?1 AND final_url = ?2`,
    workspace,
    url,
  )
}

/** What the web said at purged places goes: pages asked for there, and what feeds told of them. */
export function forgetPlaces(sql: Sql, workspace: number, uris: readonly string[]): void {
  for (const uri of uris) {
    const pages = pagesAbout(sql, workspace, uri)
    for (const { url } of pages) sql.run('DELETE FROM pages WHERE workspace = ? AND url = ?', workspace, url)
    for (const snapshot of new Set(pages.map((page) => page.snapshot)))
      if (!sql.get('SELECT 1 FROM pages WHERE workspace = ? AND snapshot = ?', workspace, snapshot))
        letGo(sql, workspace, snapshot)
    sql.run(
      `UPDATE feed_items SET title = '', url = NULL, failure_code = NULL, failure_why = NULL
       WHERE workspace = ? AND uri = ?`,
      workspace,
      uri,
    )
  }
}

/** Forgets every page with these bytes, and the bytes. */
export function forgetSnapshot(sql: Sql, workspace: number, snapshot: string): void {
  sql.run('DELETE FROM pages WHERE workspace = ? AND snapshot = ?', workspace, snapshot)
  letGo(sql, workspace, snapshot)
}

/** The blob is deleted after the commit, unless something else names it (`blobsToErase`). */
function letGo(sql: Sql, workspace: number, snapshot: string): void {
  if (!isKept(sql, workspace, snapshot)) return
  sql.run('DELETE FROM kept WHERE workspace = ? AND snapshot = ?', workspace, snapshot)
  sql.run(
    'INSERT INTO erasures (workspace, snapshot) VALUES (?, ?) ON CONFLICT DO NOTHING',
    workspace,
    snapshot,
  )
}

/** Kept bytes that are not there, or not whole. */
export function inspectKept(sql: Sql, sizeOf: (snapshot: string) => number | undefined): string[] {
  const findings: string[] = []
  for (const { snapshot, size } of sql.all<KeptBytes>('SELECT DISTINCT snapshot, size FROM kept')) {
    const stored = sizeOf(snapshot)
    if (stored === undefined) findings.push(`The page ${snapshot} is missing.`)
    else if (stored !== size) findings.push(`The page ${snapshot} has ${stored} bytes instead of ${size}.`)
  }
  return findings
}

/** Lets go of what no page and no document names any more, save what this session kept. */
export function releaseKept(sql: Sql, workspace: number, spare: ReadonlySet<string>): void {
  const unnamed = sql.all<{ snapshot: string }>(
    `SELECT snapshot FROM kept k WHERE workspace = ?1
       AND NOT EXISTS (SELECT 1 FROM pages p WHERE p.workspace = ?1 AND p.snapshot = k.snapshot)
       AND NOT EXISTS (SELECT 1 FROM documents d INDEXED BY documents_by_snapshot
         WHERE d.workspace = ?1 AND d.snapshot = k.snapshot AND d.purged = 0)`,
    workspace,
  )
  for (const { snapshot } of unnamed) if (!spare.has(snapshot)) letGo(sql, workspace, snapshot)
}
