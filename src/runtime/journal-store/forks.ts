import type { LeftOut } from '../runs.ts'
import type { Submission } from './messages.ts'
import { submitRun, type RunRow } from './run-rows.ts'
import type { Sql } from '../sql.ts'

/**
 * A new run that begins with what another recorded; within a transaction, so that there is all of it or nothing.
 *
 * 1. Steps are copied, without what they cost: no charge, intent, handle, event or instruction is. What they
 *    were asked for is in their keys, so that whatever is asked otherwise is done anew.
 * 2. The fork does not need the other run again.
 * 3. Of two steps under one name the later holds, in the fork too.
 */
export function forkRun(
  sql: Sql,
  parent: RunRow,
  submission: Submission,
  { always = [], undone = [] }: LeftOut,
): { row: RunRow; created: boolean } {
  const submitted = submitRun(sql, submission)
  if (!submitted.created) return submitted
  sql.run(
    `INSERT INTO steps (run, path, key, content)
     SELECT ?, path, key,
       CASE WHEN json_type(content, '$.spent') IS NULL THEN content ELSE json_remove(content, '$.spent') END
     FROM steps WHERE run = ?
       AND NOT EXISTS (SELECT 1 FROM json_each(?) AS pattern WHERE steps.path GLOB pattern.value)
       AND NOT ((json_extract(content, '$.outcome') = 'failed' OR steps.path GLOB '*go-on')
         AND EXISTS (SELECT 1 FROM json_each(?) AS pattern WHERE steps.path GLOB pattern.value))
     ORDER BY position`,
    submitted.row.number,
    parent.number,
    JSON.stringify(always),
    JSON.stringify(undone),
  )
  return submitted
}
