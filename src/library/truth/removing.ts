import { KaojuError, type Sql } from '#runtime'
import type { Holding } from '../library.ts'
import { documentNumbered, type DocumentRow } from './documents.ts'
import { relist } from './listing.ts'
import { nameOne } from './naming.ts'
import { holdingNumbered, holdingOfDocument, setState, setVisit, type PlaceRow } from './places.ts'
import { forgetVectorsNotAmong } from './vectors.ts'
import { forgetPlaces, forgetSnapshot } from './web.ts'

/** Unlists the place, or every place that holds the document. Returns the places that were on the list. */
export function removeNamed(sql: Sql, workspace: number, text: string): Holding[] {
  const { places } = named(sql, workspace, text)
  return places
    .filter((place) => place.state !== 'removed' && place.state !== 'purged')
    .map((place) => {
      setState(sql, workspace, place.number, 'removed')
      if (place.document !== null) relist(sql, workspace, place.document)
      return holdingNumbered(sql, workspace, place.number)
    })
}

/**
 * Unlists as `removeNamed` and empties what nothing else holds:
 * named by place, all that ever stood there, save snapshots that stand or stood at another place that was not
 * purged, and pages fetched there; named by document, its snapshot with every document read from it, wherever it stands.
 * Returns the places as they were called, in the state `purged`.
 */
export function purgeNamed(sql: Sql, workspace: number, text: string): Holding[] {
  const { places, document } = named(sql, workspace, text)
  const snapshot = document?.snapshot
  const snapshots = snapshot === undefined ? snapshotsOnlyAt(sql, workspace, places[0]!) : [snapshot]
  const everywhere = snapshot === undefined ? places : placesOfSnapshot(sql, workspace, snapshot)
  const purged = everywhere
    .filter((place) => place.state !== 'purged')
    .map((place) => {
      const before = holdingNumbered(sql, workspace, place.number)
      setState(sql, workspace, place.number, 'purged')
      setVisit(sql, workspace, place.number, { fetchedAt: place.fetched_at })
      sql.run('DELETE FROM history WHERE workspace = ? AND place = ?', workspace, place.number)
      if (place.document !== null) relist(sql, workspace, place.document)
      const { stamp: _stamp, failure: _failure, ...rest } = before
      return { ...rest, state: 'purged', earlier: [] } satisfies Holding
    })
  // A document that only stood somewhere before is told by the place where it stood.
  const before = purged.length === 0 && document ? superseded(sql, workspace, document) : []
  for (const one of snapshots) eraseSnapshot(sql, workspace, one)
  forgetPlaces(
    sql,
    workspace,
    everywhere.map((place) => place.uri),
  )
  return [...purged, ...before]
}

function superseded(sql: Sql, workspace: number, document: DocumentRow): Holding[] {
  const stood = document.purged === 0 && holdingOfDocument(sql, workspace, document.number)
  if (!stood) return []
  const { stamp: _stamp, failure: _failure, ...rest } = stood
  const { id, snapshot, title, passages } = document
  return [{ ...rest, document: id, snapshot, title, passages, state: 'purged', earlier: [] }]
}

function named(sql: Sql, workspace: number, text: string): { places: PlaceRow[]; document?: DocumentRow } {
  const found = nameOne(sql, workspace, text)
  switch (found.kind) {
    case 'place':
      return { places: [found.place] }
    case 'document':
      return {
        places: sql.all<PlaceRow>(
          'SELECT * FROM places INDEXED BY places_by_document WHERE workspace = ? AND document = ? ORDER BY number',
          workspace,
          found.document.number,
        ),
        document: found.document,
      }
    case 'passage':
    case 'evidence':
      // A part of a document cannot be taken out of it.
      throw new KaojuError('not-found', { id: text })
  }
}

function placesOfSnapshot(sql: Sql, workspace: number, snapshot: string): PlaceRow[] {
  return sql.all<PlaceRow>(
    `SELECT p.* FROM documents d INDEXED BY documents_by_snapshot
     CROSS JOIN places p INDEXED BY places_by_document ON p.workspace = d.workspace AND p.document = d.number
     WHERE d.workspace = ? AND d.snapshot = ? ORDER BY p.number`,
    workspace,
    snapshot,
  )
}

/** Snapshots of all that stands and stood at a place, without those that another place holds or held. */
function snapshotsOnlyAt(sql: Sql, workspace: number, place: PlaceRow): string[] {
  if (place.state === 'purged') return []
  const there = sql.all<{ snapshot: string }>(
    `SELECT DISTINCT snapshot FROM documents WHERE workspace = ?1 AND purged = 0 AND number IN (
       SELECT document FROM places WHERE workspace = ?1 AND number = ?2
       UNION SELECT document FROM history WHERE workspace = ?1 AND place = ?2)`,
    workspace,
    place.number,
  )
  return there
    .map(({ snapshot }) => snapshot)
    .filter(
      (snapshot) =>
        !sql.get(
          `SELECT 1 FROM documents d INDEXED BY documents_by_snapshot WHERE workspace = ?1 AND snapshot = ?2 AND (
             EXISTS (SELECT 1 FROM places INDEXED BY places_by_document
               WHERE workspace = ?1 AND document = d.number AND number <> ?3 AND state <> 'purged')
             OR EXISTS (SELECT 1 FROM history INDEXED BY history_by_document
               WHERE workspace = ?1 AND document = d.number AND place <> ?3))`,
          workspace,
          snapshot,
          place.number,
        ),
    )
}

/** Empties every document of a snapshot; the blob is deleted after the commit (`erasures`). */
function eraseSnapshot(sql: Sql, workspace: number, snapshot: string): void {
  forgetSnapshot(sql, workspace, snapshot)
  const documents = sql.all<{ number: number; size: number }>(
    'SELECT number, size FROM documents INDEXED BY documents_by_snapshot WHERE workspace = ? AND snapshot = ? AND purged = 0',
    workspace,
    snapshot,
  )
  if (documents.length === 0) return
  for (const { number } of documents) {
    forgetVectorsNotAmong(sql, workspace, number, [])
    for (const table of ['texts', 'structures', 'passages', 'history'])
      sql.run(`DELETE FROM ${table} WHERE workspace = ? AND document = ?`, workspace, number)
    sql.run(
      `UPDATE documents SET purged = 1, title = '', authors = '[]', metadata = '{}', warnings = '[]',
         published_at = NULL, passages = 0 WHERE workspace = ? AND number = ?`,
      workspace,
      number,
    )
    if (documentNumbered(sql, workspace, number).listed === 1)
      throw new KaojuError('internal', { reason: 'a document was erased while it was listed' })
  }
  sql.run(
    'UPDATE workspaces SET snapshot_bytes = snapshot_bytes - ?, index_forgets = 1 WHERE workspace = ?',
    documents[0]!.size,
    workspace,
  )
  sql.run(
    'INSERT INTO erasures (workspace, snapshot) VALUES (?, ?) ON CONFLICT DO NOTHING',
    workspace,
    snapshot,
  )
}

/** Blobs to delete: purged, and named by no document and no kept page of any workspace. */
export function blobsToErase(sql: Sql): string[] {
  return sql
    .all<{ snapshot: string }>(
      `SELECT DISTINCT snapshot FROM erasures e WHERE NOT EXISTS (
         SELECT 1 FROM workspaces w CROSS JOIN documents d INDEXED BY documents_by_snapshot
         ON d.workspace = w.workspace AND d.snapshot = e.snapshot WHERE d.purged = 0)
       AND NOT EXISTS (
         SELECT 1 FROM workspaces w CROSS JOIN kept k
         ON k.workspace = w.workspace AND k.snapshot = e.snapshot)`,
    )
    .map(({ snapshot }) => snapshot)
}
