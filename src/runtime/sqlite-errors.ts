import { KaojuError, toKaojuError } from './errors.ts'

/** An error of `node:sqlite` that SQLite itself has reported. */
export interface SqliteError extends Error {
  /** SQLite's extended result code: the low byte is the primary code. */
  readonly errcode: number
  readonly errstr: string
}

/** Whether SQLite reported it. */
export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && typeof (error as Partial<SqliteError>).errcode === 'number'
}

/** Whether another connection is in the way for the moment: BUSY, LOCKED, or PROTOCOL (a lost race for the log). */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && [5, 6, 15].includes(error.errcode & 0xff)
}

/**
 * What a person can do about an error of a database in `home`, by SQLite's result code (sqlite.org/rescode.html).
 *
 * @param damaged names the damage of this database
 */
export function nameSqliteError(
  error: unknown,
  home: string,
  damaged: (reason: string) => KaojuError,
): KaojuError {
  if (!isSqliteError(error)) return nameFileError(error, home)
  const cause = { cause: error }
  switch (error.errcode & 0xff) {
    case 11: // CORRUPT
    case 26: // NOTADB
      return damaged(error.errstr)
    case 13: // FULL
      return new KaojuError('disk-full', { path: home }, cause)
    case 10: // IOERR
      return nameInputOutputError(error, home, damaged)
    case 3: // PERM
    case 8: // READONLY
    case 14: // CANTOPEN
    case 23: // AUTH
      return new KaojuError('home-unwritable', { home, reason: error.errstr }, cause)
    default:
      return isBusy(error)
        ? new KaojuError('home-busy', { home, pid: '?' }, cause)
        : new KaojuError('internal', { reason: error.message }, cause)
  }
}

/** What the second byte of IOERR says: what could not be read is damaged, what could not be written is not. */
function nameInputOutputError(
  error: SqliteError,
  home: string,
  damaged: (reason: string) => KaojuError,
): KaojuError {
  const reason = `${error.errstr} ${error.errcode}`
  const kind = error.errcode >> 8
  // SHMSIZE: the shared-memory file cannot grow.
  if (kind === 19) return new KaojuError('disk-full', { path: home }, { cause: error })
  // READ, SHORT_READ, FSTAT, DATA, CORRUPTFS
  if ([1, 2, 7, 32, 33].includes(kind)) return damaged(reason)
  return new KaojuError('home-unwritable', { home, reason }, { cause: error })
}

/** What a person can do about an error of the file system below a home. */
export function nameFileError(error: unknown, home: string): KaojuError {
  const code = (error as Partial<NodeJS.ErrnoException> | undefined)?.code ?? ''
  return ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)
    ? new KaojuError('home-unwritable', { home, reason: code }, { cause: error })
    : toKaojuError(error, home)
}
