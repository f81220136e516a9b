import { dirname } from 'node:path'
import { KaojuError, toKaojuError } from '../errors.ts'

interface SqliteError extends Error {
  /** SQLite's extended result code: the low byte is the primary code. */
  readonly errcode: number
  readonly errstr: string
}

/** What a person can do about an error of the journal at `path`, by SQLite's primary result code (sqlite.org/rescode.html). */
export function nameJournalError(error: unknown, path: string): KaojuError {
  const home = dirname(path)
  if (!isSqliteError(error)) return nameFileError(error, home)
  const cause = { cause: error }
  switch (error.errcode & 0xff) {
    case 11: // CORRUPT
    case 26: // NOTADB
      return new KaojuError('journal-damaged', { path, reason: error.errstr }, cause)
    case 13: // FULL
      return new KaojuError('disk-full', { path }, cause)
    case 10: // IOERR
      return nameInputOutputError(error, path)
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
function nameInputOutputError(error: SqliteError, path: string): KaojuError {
  const reason = `${error.errstr} ${error.errcode}`
  const kind = error.errcode >> 8
  const cause = { cause: error }
  // SHMSIZE: the shared-memory file cannot grow.
  if (kind === 19) return new KaojuError('disk-full', { path }, cause)
  // READ, SHORT_READ, FSTAT, DATA, CORRUPTFS
  if ([1, 2, 7, 32, 33].includes(kind)) return new KaojuError('journal-damaged', { path, reason }, cause)
  return new KaojuError('home-unwritable', { home: dirname(path), reason }, cause)
}

function nameFileError(error: unknown, home: string): KaojuError {
  const code = (error as Partial<NodeJS.ErrnoException> | undefined)?.code ?? ''
  return ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)
    ? new KaojuError('home-unwritable', { home, reason: code }, { cause: error })
    : toKaojuError(error, home)
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && typeof (error as Partial<SqliteError>).errcode === 'number'
}

/** Whether another connection is in the way for the moment: BUSY, LOCKED, or PROTOCOL (a lost race for the log). */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && [5, 6, 15].includes(error.errcode & 0xff)
}
