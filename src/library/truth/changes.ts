import { headingsOf, passageRows, wholeText, type DocumentRow } from './documents.ts'
import type { IndexedPassage } from '../lexical/index.ts'
import type { Changes } from './messages.ts'
import type { Sql } from '#runtime'

/** Passages in one message, about: enough to keep the index busy, little enough to hold twice. */
const passagesAtOnce = 4000
/** Documents looked at for one message. */
const documentsAtOnce = 1000

/**
 * The next changes after `cursor` and up to `last` for an index whose watermark is `watermark` (schema.ts, 3
 * and 4). A document that it may hold is taken out first, even when it comes back, so that no passage is
 * indexed twice.
 */
export function changesAfter(
  sql: Sql,
  workspace: number,
  watermark: number,
  cursor: number,
  last: number,
): Changes {
  const documents = sql.all<DocumentRow>(
    'SELECT * FROM documents WHERE workspace = ? AND change > ? AND change <= ? ORDER BY change LIMIT ?',
    workspace,
    cursor,
    last,
    documentsAtOnce,
  )
  const removed: string[] = []
  const appended: IndexedPassage[] = []
  let next = cursor
  for (const document of documents) {
    if (document.first_change! <= watermark) removed.push(document.id)
    if (document.listed === 1) appended.push(...indexed(sql, workspace, document))
    next = document.change
    if (appended.length >= passagesAtOnce) break
  }
  return { removed, appended, cursor: next }
}

function* indexed(sql: Sql, workspace: number, document: DocumentRow): Generator<IndexedPassage> {
  const text = wholeText(sql, workspace, document.number)
  let sequence = document.change
  for (const row of passageRows(sql, workspace, document.number))
    yield {
      sequence: sequence++,
      id: `${document.id}:${row.start}-${row.end}`,
      document: document.id,
      ...(document.group_name === null ? {} : { group: document.group_name }),
      title: document.title,
      headings: headingsOf(row),
      body: text.slice(row.start, row.end),
    }
}

/** Documents that an index with this watermark may hold otherwise than the truth lists them now. */
export function changedSince(sql: Sql, workspace: number, watermark: number): string[] {
  return sql
    .all<{ id: string }>(
      'SELECT id FROM documents WHERE workspace = ? AND change > ? AND first_change <= ?',
      workspace,
      watermark,
      watermark,
    )
    .map(({ id }) => id)
}
