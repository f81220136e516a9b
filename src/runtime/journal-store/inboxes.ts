import type { SentSteering, Steering } from '#vocabulary'
import type { RunRow } from './run-rows.ts'
import type { Sql } from '../sql.ts'
import { isExecuted } from './run-rows.ts'

/** Puts an instruction into a run's inbox, within a transaction; a finished run hears nothing any more. */
export function putSteering(
  sql: Sql,
  row: RunRow,
  steering: Steering,
  now: number,
): 'sent' | 'idle' | 'finished' {
  if (['done', 'incomplete', 'stopped', 'failed'].includes(row.state)) return 'finished'
  sql.run(
    'INSERT INTO inbox (run, sent_at, content) VALUES (?, ?, ?)',
    row.number,
    now,
    JSON.stringify(steering),
  )
  return isExecuted(row) ? 'sent' : 'idle'
}

/** What was sent to a run after `number`, in order. */
export function readInbox(sql: Sql, run: number, after: number): SentSteering[] {
  // A file of version 1 on a disk that cannot be written stays as it is.
  if (!sql.get(`SELECT 1 FROM sqlite_schema WHERE name = 'inbox'`)) return []
  return sql
    .all<{ number: number; sent_at: number; content: string }>(
      'SELECT number, sent_at, content FROM inbox WHERE run = ? AND number > ? ORDER BY number',
      run,
      after,
    )
    .map(({ number, sent_at: sentAt, content }) => ({
      number,
      sentAt,
      steering: JSON.parse(content) as Steering,
    }))
}

/** Ids of the questions that a run's plans have told so far. */
export function plannedIds(sql: Sql, run: number): string[] {
  return sql
    .all<{ id: string }>(
      `SELECT DISTINCT json_extract(question.value, '$.id') AS id
       FROM events, json_each(events.content, '$.event.plan') AS question
       WHERE run = ? AND json_extract(events.content, '$.event.type') = 'plan-made'`,
      run,
    )
    .map(({ id }) => id)
}
