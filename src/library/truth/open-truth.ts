import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { KaojuError, connect, type Sql, isSqliteError } from '#runtime'
import { migrate, migrations, standIn, versionOf, type Migration } from './migrations.ts'
import { nameTruthError } from './truth-errors.ts'
import { takeWriterLock, type WriterLock } from './writer-lock.ts'

export const databaseFile = 'kaoju.sqlite'

/** How long a reader waits for the moment in which a writer recovers or resets the log, in milliseconds. */
const patience = 5_000

/**
 * Opens the truth for writing: makes the home where there is none, takes the writer's lock, and brings the
 * schema up to date.
 *
 * @throws KaojuError `home-busy`, `home-newer`, or what `nameTruthError` makes of the rest
 */
export function openForWriting(
  home: string,
  list: readonly Migration[] = migrations,
): { sql: Sql; lock: WriterLock } {
  try {
    makeHome(home)
  } catch (error) {
    throw unwritable(home, error)
  }
  const lock = takeWriterLock(home)
  try {
    const sql = connect(new DatabaseSync(join(home, databaseFile), { timeout: patience }))
    try {
      versionOf(sql, home, list)
      configure(sql)
      migrate(sql, home, list)
      return { sql, lock }
    } catch (error) {
      sql.database.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * Opens the truth for reading. A home that does not exist is empty; one of an older version is brought up to
 * date first; one on a disk that cannot be written is read as it stands.
 */
export function openForReading(home: string, list: readonly Migration[] = migrations): Sql {
  if (statSync(home, { throwIfNoEntry: false })?.isFile())
    throw new KaojuError('home-unwritable', { home, reason: 'ENOTDIR' })
  const file = join(home, databaseFile)
  if (!existsSync(file)) return emptyTruth(home, list)
  const sql = openReadable(file)
  try {
    const version = versionOf(sql, home, list)
    if (version === list.at(-1)!.version) {
      configure(sql)
      sql.database.exec('PRAGMA query_only = ON')
      return sql
    }
    sql.database.close()
    // A file without a schema: its writer was killed, or is at it.
    if (version === 0) return emptyTruth(home, list)
    try {
      const writing = openForWriting(home, list)
      writing.sql.database.close()
      writing.lock.release()
    } catch (error) {
      const asItStands =
        nameTruthError(error, home).code === 'home-unwritable' && openAsItStands(home, file, list)
      if (asItStands) return asItStands
      throw error
    }
    return openForReading(home, list)
  } catch (error) {
    if (sql.database.isOpen) sql.database.close()
    throw error
  }
}

/** An older home on a disk that cannot be written; undefined where a newer version cannot be stood in for. */
function openAsItStands(home: string, file: string, list: readonly Migration[]): Sql | undefined {
  const sql = openReadable(file)
  configure(sql)
  if (!standIn(sql, home, list)) {
    sql.database.close()
    return undefined
  }
  sql.database.exec('PRAGMA query_only = ON')
  return sql
}

/**
 * A connection that may write can recover the log of a writer that was killed; where the home cannot be
 * written there is nobody to disturb, and the file is read as immutable unless a log lies beside it.
 */
function openReadable(file: string): Sql {
  try {
    const sql = connect(new DatabaseSync(file, { timeout: patience }))
    sql.get('SELECT count(*) FROM sqlite_schema')
    return sql
  } catch (error) {
    if (!isSqliteError(error) || ![3, 8, 14].includes(error.errcode & 0xff)) throw error
    const url = pathToFileURL(file)
    url.search = existsSync(`${file}-wal`) ? '?mode=ro' : '?immutable=1'
    return connect(new DatabaseSync(url, { readOnly: true, timeout: patience }))
  }
}

function emptyTruth(home: string, list: readonly Migration[]): Sql {
  const sql = connect(new DatabaseSync(':memory:'))
  migrate(sql, home, list)
  return sql
}

function configure(sql: Sql): void {
  const { database } = sql
  // Read-only disks keep the mode they were written with.
  if (sql.get<{ journal_mode: string }>('PRAGMA journal_mode')!.journal_mode !== 'wal')
    database.exec('PRAGMA journal_mode = WAL')
  // FULL: what was acknowledged survives a loss of power, not only of the process (0.25
  // against 0.11 ms a commit of 16 kB). secure_delete: what was purged is overwritten in the file.
  database.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -16384;
    PRAGMA temp_store = MEMORY`)
}

function makeHome(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const readme = join(home, 'README.txt')
  if (!existsSync(readme)) writeFileSync(readme, about)
}

function unwritable(home: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(code)
    ? new KaojuError('home-unwritable', { home, reason: code }, { cause: error })
    : error
}

const about = `This folder is a library of Kaoju (https://www.npmjs.com/package/kaoju), a research engine.
本文件夹是 Kaoju（考据）的资料库。

kaoju.sqlite   documents, passages, places, evidence, vectors, pages and feeds: the truth (with -wal and -shm
               while it is open)
blobs/         the original bytes of every document and page, named by their SHA-256
index/         the search index: may be deleted at any time, it is made again from the truth
journal.sqlite what runs did and paid for, so that they can be resumed and replayed
reports/       the reports that were written
writer.*       tell which process is writing

kaoju list --all     what it holds
kaoju remove --purge takes something out for good
kaoju doctor         checks it
To back it up, copy the whole folder while no kaoju is writing.
`
