import type { SentSteering } from '#vocabulary'
import { KaojuError, toErrorRecord } from '../errors.ts'
import { addRow } from './entries.ts'
import { thisExecutor } from './executor.ts'
import { readInbox } from './inboxes.ts'
import type { Change, ChangeAnswer, Hold } from './messages.ts'
import { isExecuted, type RunRow } from './run-rows.ts'
import type { Sql } from '../sql.ts'
import { nameJournalError } from './journal-errors.ts'

/**
 * One executor a run (Kleppmann, Designing Data-Intensive Applications, 2017, ch. 8: leases and fencing tokens).
 * Everything here happens within a transaction that is given.
 *
 * 1. A run is taken by setting its fence one higher; nobody takes a run whose executor lives.
 * 2. A change is made only while the run is running under the fence that the change names.
 */

/** How long an executor counts as alive after its last sign of life, in milliseconds. */
export const leaseLength = 15_000
/** A lease with more than this left is not renewed: a renewal is a commit. */
const leaseFresh = 10_000

/** @throws KaojuError `run-busy` */
export function takeRun(sql: Sql, row: RunRow, now: number): Hold {
  if (isExecuted(row)) throw new KaojuError('run-busy', { run: row.id, pid: row.pid })
  const { pid, place, started } = thisExecutor()
  sql.run(
    `UPDATE states SET state = 'running', updated_at = ?, fence = ?, stop_asked = 0, error = NULL,
       pid = ?, place = ?, started = ?, lease_until = ? WHERE run = ?`,
    now,
    row.fence + 1,
    pid,
    place,
    started,
    Date.now() + leaseLength,
    row.number,
  )
  return { id: row.id, run: row.number, fence: row.fence + 1 }
}

/** Each change whole or not at all; one that cannot be made does not keep the others out. */
export function applyChanges(sql: Sql, path: string, changes: readonly Change[]): ChangeAnswer[] {
  return changes.map((change) => {
    if (!isHeld(sql, change.hold)) return toErrorRecord(new KaojuError('run-lost', { run: change.hold.id }))
    try {
      sql.savepoint(() => applyChange(sql, change))
      return null
    } catch (error) {
      // A full or broken disk has undone the whole transaction: then nothing of it was stored.
      if (!sql.database.isTransaction) throw error
      return toErrorRecord(nameJournalError(error, path))
    }
  })
}

function applyChange(sql: Sql, change: Change): void {
  const { run } = change.hold
  if (change.kind === 'write') {
    for (const row of change.rows) addRow(sql, run, row)
    return
  }
  sql.run(
    `UPDATE states SET state = ?, error = ?, updated_at = ?, pid = NULL, place = NULL, started = NULL,
       lease_until = NULL WHERE run = ?`,
    change.state,
    change.error,
    change.now,
    run,
  )
}

function isHeld(sql: Sql, { run, fence }: Hold): boolean {
  return (
    sql.get(`SELECT 1 FROM states WHERE run = ? AND fence = ? AND state = 'running'`, run, fence) !==
    undefined
  )
}

/** What an executor learns when it shows that it lives, and what it was told since. */
export interface Beat {
  readonly heard: 'held' | 'stop' | 'lost'
  readonly sent: readonly SentSteering[]
}

/**
 * Looks whether the run is still held, whether it shall stop and what it was told after `told`; renews the lease
 * when it has grown old.
 */
export function beat(sql: Sql, { run, fence }: Hold, now: number, told: number): Beat {
  const row = sql.get<{ stop_asked: number; lease_until: number | null }>(
    `SELECT stop_asked, lease_until FROM states WHERE run = ? AND fence = ? AND state = 'running'`,
    run,
    fence,
  )
  if (!row) return { heard: 'lost', sent: [] }
  if ((row.lease_until ?? 0) - Date.now() < leaseFresh)
    sql.transaction(() =>
      sql.run(
        `UPDATE states SET lease_until = ?, updated_at = ? WHERE run = ? AND fence = ? AND state = 'running'`,
        Date.now() + leaseLength,
        now,
        run,
        fence,
      ),
    )
  return { heard: row.stop_asked === 1 ? 'stop' : 'held', sent: readInbox(sql, run, told) }
}

export function askToStop(sql: Sql, row: RunRow): 'asked' | 'idle' | 'finished' {
  if (['done', 'incomplete', 'stopped', 'failed'].includes(row.state)) return 'finished'
  if (!isExecuted(row)) return 'idle'
  sql.run('UPDATE states SET stop_asked = 1 WHERE run = ?', row.number)
  return 'asked'
}
