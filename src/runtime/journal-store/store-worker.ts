import type { Feedback, Steering } from '#vocabulary'
import { serveWorker } from '../worker.ts'
import {
  readCharges,
  readContents,
  readEvents,
  readLastAttempt,
  readOpenAttempts,
  readStep,
} from './entries.ts'
import { forkRun } from './forks.ts'
import { putFeedback } from './remarks.ts'
import { plannedIds, putSteering, readInbox } from './inboxes.ts'
import { inspectJournal } from './inspecting.ts'
import { applyChanges, askToStop, beat, takeRun } from './leases.ts'
import type { LeftOut } from '../runs.ts'
import type { Change, Contents, Hold, Submission, TakenRun } from './messages.ts'
import { journalFile, openStore } from './open-store.ts'
import { patiently } from './patience.ts'
import { newestRuns, recordOf, runNamed, submitRun } from './run-rows.ts'
import type { Sql } from '../sql.ts'
import { nameJournalError } from './journal-errors.ts'

/** What `Runs` asks of the thread that holds the journal; every answer is a structured clone. */
export type StoreApi = ReturnType<typeof serveStore>

function serveStore(home: string) {
  const path = journalFile(home)
  let sql: Sql
  return {
    open(): void {
      sql = openStore(home)
    },
    close: (): void => sql.database.close(),
    submit: (submission: Submission) =>
      sql.transaction(() => {
        const { row, created } = submitRun(sql, submission)
        return { run: recordOf(sql, row), created }
      }),
    list: (limit: number, before?: string) =>
      newestRuns(sql, limit, before === undefined ? undefined : runNamed(sql, home, before).number).map(
        (row) => recordOf(sql, row),
      ),
    find: (id: string) => recordOf(sql, runNamed(sql, home, id)),
    take(id: string, now: number): TakenRun {
      const hold = sql.transaction(() => takeRun(sql, runNamed(sql, home, id), now))
      // Nobody else adds to it from here on.
      return {
        record: recordOf(sql, runNamed(sql, home, hold.id)),
        hold,
        contents: readContents(sql, hold.run),
        inbox: readInbox(sql, hold.run, 0),
      }
    },
    fork: (id: string, submission: Submission, left: LeftOut) =>
      sql.transaction(() => {
        const { row, created } = forkRun(sql, runNamed(sql, home, id), submission, left)
        return { run: recordOf(sql, row), created }
      }),
    planned: (id: string) => {
      const row = runNamed(sql, home, id)
      return { run: row.id, questions: plannedIds(sql, row.number) }
    },
    steer: (id: string, steering: Steering, now: number) =>
      sql.transaction(() => putSteering(sql, runNamed(sql, home, id), steering, now)),
    inbox: (id: string) => readInbox(sql, runNamed(sql, home, id).number, 0),
    apply: (changes: readonly Change[]) => sql.transaction(() => applyChanges(sql, path, changes)),
    beat: (hold: Hold, now: number, told: number) => beat(sql, hold, now, told),
    requestStop: (id: string) =>
      sql.transaction(() => {
        const row = runNamed(sql, home, id)
        return { run: row.id, answer: askToStop(sql, row) }
      }),
    contents(id: string): { record: string; run: number; contents: Contents } {
      const row = runNamed(sql, home, id)
      return { record: row.id, run: row.number, contents: readContents(sql, row.number) }
    },
    events: (id: string, after: number, limit: number) =>
      readEvents(sql, runNamed(sql, home, id).number, after, limit),
    remark: (id: string, feedback: Feedback, now: number) =>
      sql.transaction(() => putFeedback(sql, runNamed(sql, home, id), feedback, now)),
    step: (run: number, stepPath: string, key: string) => readStep(sql, run, stepPath, key),
    openAttempts: (run: number) => readOpenAttempts(sql, run),
    lastAttempt: (run: number, stepPath: string, key: string) => readLastAttempt(sql, run, stepPath, key),
    charges: (run: number) => readCharges(sql, run),
    inspect: () => inspectJournal(sql),
  }
}

serveWorker((home: string) => {
  const api = serveStore(home)
  return Object.fromEntries(
    Object.entries(api as Record<string, (...parameters: never[]) => unknown>).map(([method, work]) => [
      method,
      (...parameters: never[]) => {
        try {
          return patiently(() => work(...parameters))
        } catch (error) {
          throw nameJournalError(error, journalFile(home))
        }
      },
    ]),
  )
})
