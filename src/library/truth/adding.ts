import type { Added, FailedHolding } from '../library.ts'
import {
  documentNamed,
  headingsOf,
  passageRows,
  storeDocument,
  storePassages,
  type DocumentRow,
} from './documents.ts'
import { recut, relist } from './listing.ts'
import type { AddRequest } from './messages.ts'
import { ensurePlace, placeAt, setState, setVisit, succeed } from './places.ts'
import type { Sql } from '#runtime'

/** Stores one reading and lets it stand at its place; runs inside a transaction. The blob is written already. */
export function addOne(sql: Sql, workspace: number, request: AddRequest): Added {
  const number = ensureDocument(sql, workspace, request)
  const place = ensurePlace(sql, workspace, request.uri, request.fetchedAt)
  const stood = place.state === 'listed' || place.state === 'missing' ? place.document : null
  succeed(sql, workspace, place, number)
  setState(sql, workspace, place.number, 'listed')
  setVisit(sql, workspace, place.number, request)
  if (place.document !== null && place.document !== number) relist(sql, workspace, place.document)
  relist(sql, workspace, number)
  const document = request.document.id
  if (stood === null) return { outcome: 'added', document }
  if (stood === number) return { outcome: 'unchanged', document }
  const before = sql.get<{ id: string }>(
    'SELECT id FROM documents WHERE workspace = ? AND number = ?',
    workspace,
    stood,
  )!
  return { outcome: 'changed', document, supersedes: before.id }
}

/** The document's number: new, filled again after a purge, or as it was. */
function ensureDocument(sql: Sql, workspace: number, { document, size, passages }: AddRequest): number {
  const held = documentNamed(sql, workspace, document.id)
  if (!held || held.purged === 1) {
    const number = storeDocument(sql, workspace, document, size)
    storePassages(sql, workspace, number, passages)
    // A blob that comes back before it was erased stays.
    sql.run('DELETE FROM erasures WHERE workspace = ? AND snapshot = ?', workspace, document.snapshot)
    return number
  }
  if (!sameCut(sql, workspace, held, passages)) recut(sql, workspace, held, passages)
  return held.number
}

function sameCut(sql: Sql, workspace: number, held: DocumentRow, passages: AddRequest['passages']): boolean {
  if (held.passages !== passages.length) return false
  const sorted = passages.toSorted((a, b) => a.start - b.start || a.end - b.end)
  return passageRows(sql, workspace, held.number).every((row, index) => {
    const passage = sorted[index]!
    return (
      row.start === passage.start &&
      row.end === passage.end &&
      row.kind === passage.kind &&
      row.page === (passage.page ?? null) &&
      headingsOf(row).join('\n') === passage.headings.join('\n')
    )
  })
}

/** The place could not be read: nothing readable stands there now; what stood there stays citable. */
export function addFailure(sql: Sql, workspace: number, failure: FailedHolding): void {
  const place = ensurePlace(sql, workspace, failure.uri, failure.fetchedAt)
  succeed(sql, workspace, place, null)
  setState(sql, workspace, place.number, 'failed')
  setVisit(sql, workspace, place.number, failure)
  if (place.document !== null) relist(sql, workspace, place.document)
}

/** Listed and failed places are marked; removed and purged ones, and unknown addresses, stay as they are. */
export function markMissing(sql: Sql, workspace: number, uris: readonly string[]): void {
  for (const uri of uris) {
    const place = placeAt(sql, workspace, uri)
    if (place?.state === 'listed' || place?.state === 'failed')
      setState(sql, workspace, place.number, 'missing')
  }
}
