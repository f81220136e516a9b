import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { relist } from './listing.ts'
import { readEvidence } from './evidence.ts'
import { type Sql, sha256 } from '#runtime'
import { inspectVectors } from './vectors.ts'
import { inspectKept } from './web.ts'
import { workspaceRow } from './workspaces.ts'

/** Checks the truth against itself and against the blobs; one sentence for each finding. */
export function inspectTruth(
  sql: Sql,
  workspace: number,
  home: string,
  options: { repair: boolean; sweep: boolean },
): string[] {
  const findings = [...checkDatabase(sql)]
  if (findings.length > 0) return findings
  findings.push(
    ...checkListing(sql, workspace, options.repair),
    ...checkCounters(sql, workspace, options.repair),
  )
  findings.push(
    ...inspectVectors(sql, workspace, options.repair),
    ...checkEvidence(sql, workspace),
    ...checkBlobs(sql, home),
  )
  if (options.sweep) findings.push(...sweepBlobs(sql, home, options.repair))
  return findings
}

function checkDatabase(sql: Sql): string[] {
  const broken = sql
    .all<{ integrity_check: string }>('PRAGMA integrity_check(5)')
    .map((row) => row.integrity_check)
  const dangling = sql.all<{ table: string }>('PRAGMA foreign_key_check').length
  return [
    ...broken
      .filter((line) => line !== 'ok')
      .map((line) => `The database is damaged: ${line.replace(/\s+/g, ' ')}.`),
    ...(dangling > 0 ? [`${dangling} rows of the database name something that is not there.`] : []),
  ]
}

function checkListing(sql: Sql, workspace: number, repair: boolean): string[] {
  const wrong = sql.all<{ number: number; id: string }>(
    `SELECT number, id FROM documents d WHERE workspace = ?1 AND listed <> EXISTS (
       SELECT 1 FROM places INDEXED BY places_by_document
       WHERE workspace = ?1 AND document = d.number AND state IN ('listed', 'missing'))`,
    workspace,
  )
  if (repair && wrong.length > 0)
    sql.transaction(() => {
      for (const { number } of wrong) relist(sql, workspace, number)
    })
  return wrong.map(({ id }) => `Document ${id} is listed where no place holds it, or the other way round.`)
}

const countedQuery = `SELECT
  (SELECT count(*) FROM documents WHERE workspace = ?1 AND listed = 1) AS documents,
  (SELECT count(*) FROM passages p JOIN documents d ON d.workspace = ?1 AND d.number = p.document
   WHERE p.workspace = ?1 AND d.listed = 1) AS passages,
  (SELECT coalesce(sum(size), 0) FROM (
     SELECT max(size) AS size FROM documents WHERE workspace = ?1 AND purged = 0 GROUP BY snapshot)) AS bytes`

function checkCounters(sql: Sql, workspace: number, repair: boolean): string[] {
  const counted = sql.get<{ documents: number; passages: number; bytes: number }>(countedQuery, workspace)!
  const told = workspaceRow(sql, workspace)
  if (
    counted.documents === told.documents &&
    counted.passages === told.passages &&
    counted.bytes === told.snapshot_bytes
  )
    return []
  if (repair)
    sql.transaction(() =>
      sql.run(
        'UPDATE workspaces SET documents = ?, passages = ?, snapshot_bytes = ? WHERE workspace = ?',
        counted.documents,
        counted.passages,
        counted.bytes,
        workspace,
      ),
    )
  return [
    `The counters say ${told.documents} documents and ${told.passages} passages; there are ${counted.documents} and ${counted.passages}.`,
  ]
}

function checkEvidence(sql: Sql, workspace: number): string[] {
  return sql
    .all<{ id: string }>('SELECT id FROM evidence WHERE workspace = ?', workspace)
    .filter(({ id }) => {
      const { evidence, withdrawn } = readEvidence(sql, workspace, id)!
      return !withdrawn && sha256(evidence.quote) !== evidence.quoteHash
    })
    .map(({ id }) => `Evidence ${id} no longer quotes its document.`)
}

function checkBlobs(sql: Sql, home: string): string[] {
  const findings: string[] = []
  const sizeOf = (snapshot: string): number | undefined =>
    statSync(join(home, 'blobs', snapshot.slice(0, 2), snapshot), { throwIfNoEntry: false })?.size
  for (const { snapshot, size } of sql.all<{ snapshot: string; size: number }>(
    'SELECT DISTINCT snapshot, size FROM documents WHERE purged = 0',
  )) {
    const stored = sizeOf(snapshot)
    if (stored === undefined) findings.push(`The original ${snapshot} is missing.`)
    else if (stored !== size)
      findings.push(`The original ${snapshot} has ${stored} bytes instead of ${size}.`)
  }
  return [...findings, ...inspectKept(sql, sizeOf)]
}

/** Originals that no row names: a run was killed between writing one and naming it. Only the writer may judge. */
function sweepBlobs(sql: Sql, home: string, repair: boolean): string[] {
  const blobs = join(home, 'blobs')
  const named = new Set(
    sql
      .all<{ snapshot: string }>(
        'SELECT snapshot FROM documents WHERE purged = 0 UNION SELECT snapshot FROM kept',
      )
      .map((row) => row.snapshot),
  )
  const unnamed = foldersIn(blobs).flatMap((folder) =>
    readdirSync(join(blobs, folder))
      .filter((name) => !named.has(name))
      .map((name) => join(blobs, folder, name)),
  )
  if (repair) for (const path of unnamed) rmSync(path, { force: true })
  return unnamed.length === 0
    ? []
    : [`${unnamed.length} stored originals belong to no document; an interrupted run left them.`]
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
