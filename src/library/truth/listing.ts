import { documentNumbered, storePassages, type DocumentRow } from './documents.ts'
import type { PassageRecord } from './messages.ts'
import type { Sql } from '#runtime'
import { forgetVectorsNotAmong } from './vectors.ts'
import { workspaceRow } from './workspaces.ts'

/**
 * Brings `listed`, `change` and the counters of a document up to date with the places that hold it now; called
 * after every change of a place, in the same transaction (schema.ts, 3 and 7).
 */
export function relist(sql: Sql, workspace: number, number: number): void {
  const document = documentNumbered(sql, workspace, number)
  const place = sql.get<{ group_name: string | null }>(
    `SELECT group_name FROM places INDEXED BY places_by_document
     WHERE workspace = ? AND document = ? AND state IN ('listed', 'missing')
     ORDER BY number LIMIT 1`,
    workspace,
    number,
  )
  const listed = place ? 1 : 0
  const group = place?.group_name ?? null
  if (document.listed === listed && (listed === 0 || document.group_name === group)) return
  if (document.listed === 1) count(sql, workspace, document, -1)
  const numbers = listed === 1 ? Math.max(1, document.passages) : 1
  const first = workspaceRow(sql, workspace).sequence + 1
  sql.run('UPDATE workspaces SET sequence = ? WHERE workspace = ?', first + numbers - 1, workspace)
  sql.run(
    `UPDATE documents SET listed = ?, group_name = ?, change = ?, first_change = coalesce(first_change, ?)
     WHERE workspace = ? AND number = ?`,
    listed,
    group,
    first,
    first,
    workspace,
    number,
  )
  if (listed === 1) count(sql, workspace, document, 1)
}

/** Replaces the passages of a document that a chunker cut differently; `relist` must follow. */
export function recut(
  sql: Sql,
  workspace: number,
  document: DocumentRow,
  passages: readonly PassageRecord[],
): void {
  if (document.listed === 1) count(sql, workspace, document, -1)
  sql.run('UPDATE documents SET listed = 0 WHERE workspace = ? AND number = ?', workspace, document.number)
  forgetVectorsNotAmong(sql, workspace, document.number, passages)
  sql.run('DELETE FROM passages WHERE workspace = ? AND document = ?', workspace, document.number)
  storePassages(sql, workspace, document.number, passages)
}

function count(sql: Sql, workspace: number, document: DocumentRow, sign: 1 | -1): void {
  sql.run(
    'UPDATE workspaces SET documents = documents + ?, passages = passages + ? WHERE workspace = ?',
    sign,
    sign * document.passages,
    workspace,
  )
}
