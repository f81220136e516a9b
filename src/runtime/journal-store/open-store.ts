import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { migrate, migrations, versionOf, type Migration } from './migrations.ts'
import { connect, type Sql } from '../sql.ts'
import { isSqliteError } from '../sqlite-errors.ts'

/** Where the runs of a home are kept. */
export function journalFile(home: string): string {
  return join(home, 'journal.sqlite')
}

/**
 * Opens the journal of a home and brings it up to date; makes it where there is none. On a disk that cannot be
 * written it is read as it stands, and every write is refused by SQLite.
 *
 * 1. A file of a newer version, or of something else, stays as it is, byte for byte.
 * 2. The file is never opened but by SQLite: closing any other descriptor would drop the locks that this
 *    process holds on it (POSIX advisory locks; sqlite.org/howtocorrupt.html, 2.2).
 */
export function openStore(home: string, list: readonly Migration[] = migrations): Sql {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const file = journalFile(home)
  lookFirst(file, list)
  const sql = openConnection(file)
  try {
    versionOf(sql, file, list)
    configure(sql)
    bringUp(sql, file, list)
    return sql
  } catch (error) {
    sql.database.close()
    throw error
  }
}

/** The last to close a file writes its log into it: where there is a log, a look that cannot write comes first. */
function lookFirst(file: string, list: readonly Migration[]): void {
  if (!((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)) return
  let database: DatabaseSync
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 0 })
  } catch {
    return
  }
  try {
    versionOf(connect(database), file, list)
  } catch (error) {
    // A log that only a writer can recover is left to it.
    if (!isSqliteError(error) || ![8, 14].includes(error.errcode & 0xff)) throw error
  } finally {
    database.close()
  }
}

function openConnection(file: string): Sql {
  try {
    const sql = connect(new DatabaseSync(file, { timeout: 0 }))
    try {
      sql.get('SELECT count(*) FROM sqlite_schema')
      return sql
    } catch (error) {
      sql.database.close()
      throw error
    }
  } catch (error) {
    if (!isSqliteError(error) || ![3, 8, 14].includes(error.errcode & 0xff) || !existsSync(file)) throw error
    const url = pathToFileURL(file)
    url.search = existsSync(`${file}-wal`) ? '?mode=ro' : '?immutable=1'
    return connect(new DatabaseSync(url, { readOnly: true, timeout: 0 }))
  }
}

/** On a disk that cannot be written an older version is read as it stands. */
function bringUp(sql: Sql, file: string, list: readonly Migration[]): void {
  try {
    migrate(sql, file, list)
  } catch (error) {
    const readOnly = isSqliteError(error) && (error.errcode & 0xff) === 8
    if (!readOnly || versionOf(sql, file, list) === 0) throw error
  }
}

function configure(sql: Sql): void {
  const { database } = sql
  // A disk that cannot be written keeps the mode it was written with.
  if (sql.get<{ journal_mode: string }>('PRAGMA journal_mode')!.journal_mode !== 'wal')
    database.exec('PRAGMA journal_mode = WAL')
  // FULL: what was acknowledged survives a loss of power, not only of the process.
  database.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY`)
}
