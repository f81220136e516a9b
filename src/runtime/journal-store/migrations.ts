import { KaojuError } from '../errors.ts'
import { schemaVersion1, schemaVersion2 } from './schema.ts'
import type { Sql } from '../sql.ts'

/** Brings a journal from the version before to `version`. */
export interface Migration {
  readonly version: number
  readonly why: string
  apply(sql: Sql): void
}

/**
 * Every version of the journal there ever was, oldest first. A version that was released is never edited: a
 * change is a new entry, and the golden journals in `test/fixtures/journals` prove that all old ones still open.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    why: 'runs, their states, and what they recorded',
    apply: (sql) => sql.database.exec(schemaVersion1),
  },
  {
    version: 2,
    why: 'what people tell a run while it works',
    apply: (sql) => sql.database.exec(schemaVersion2),
  },
]

/** Marks a SQLite file as a journal of Kaoju ("KAOR"), so that no other database is ever written to. */
const applicationId = 0x4b414f52

/**
 * The version a journal was written with; 0: nothing was written yet.
 *
 * @throws KaojuError `journal-newer`, `journal-damaged` (a database of something else)
 */
export function versionOf(sql: Sql, path: string, list: readonly Migration[] = migrations): number {
  // All three at one moment: between two looks another process may have made the file.
  if (!sql.database.isTransaction) return sql.reading(() => versionOf(sql, path, list))
  const found = sql.get<{ user_version: number }>('PRAGMA user_version')!.user_version
  const application = sql.get<{ application_id: number }>('PRAGMA application_id')!.application_id
  const tables = sql.get<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema')!.count
  if (tables > 0 && application !== applicationId)
    throw new KaojuError('journal-damaged', { path, reason: 'it belongs to another program' })
  const known = list.at(-1)!.version
  if (found > known) throw new KaojuError('journal-newer', { path, found, known })
  return found
}

/** Applies what is missing, each version whole or not at all; of several processes at once, one does it. */
export function migrate(sql: Sql, path: string, list: readonly Migration[] = migrations): void {
  for (const migration of list) {
    if (migration.version <= versionOf(sql, path, list)) continue
    sql.transaction(() => {
      if (migration.version <= versionOf(sql, path, list)) return
      migration.apply(sql)
      sql.database.exec(`PRAGMA application_id = ${applicationId}`)
      sql.database.exec(`PRAGMA user_version = ${migration.version}`)
    })
  }
}
