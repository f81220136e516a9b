import type { Feedback, LoggedEvent } from '#vocabulary'
import { KaojuError } from '../errors.ts'
import type { RunRow } from './run-rows.ts'
import type { Sql } from '../sql.ts'

/**
 * Adds what a reader says to a finished run's log, within a transaction. Of a run that is not finished the log belongs to
 * its executor, who numbers it.
 *
 * @throws KaojuError `run-not-finished`
 */
export function putFeedback(sql: Sql, row: RunRow, feedback: Feedback, now: number): LoggedEvent {
  if (!['done', 'incomplete', 'stopped'].includes(row.state))
    throw new KaojuError('run-not-finished', { run: row.id })
  const { last } = sql.get<{ last: number }>(
    'SELECT coalesce(max(sequence), 0) AS last FROM events WHERE run = ?',
    row.number,
  )!
  const event: LoggedEvent = {
    sequence: last + 1,
    run: row.id,
    at: new Date(now).toISOString(),
    path: '',
    event: { type: 'feedback-given', feedback },
  }
  sql.run(
    'INSERT INTO events (run, sequence, content) VALUES (?, ?, ?)',
    row.number,
    event.sequence,
    JSON.stringify(event),
  )
  return event
}
