import { KaojuError, toKaojuError } from '#runtime'

interface SqliteError extends Error {
  /** SQLite's extended result code: the low byte is the primary code. */
  readonly errcode: number
  readonly errstr: string
}

/** What a person can do about an error of SQLite, by its primary result code (sqlite.org/rescode.html). */
export function nameSqliteError(error: unknown, home: string): KaojuError {
  if (!isSqliteError(error)) return nameFileError(error, home)
  const cause = { cause: error }
  switch (error.errcode & 0xff) {
    case 11: // CORRUPT
    case 26: // NOTADB
      return new KaojuError('home-damaged', { home, reason: error.errstr }, cause)
    case 13: // FULL
      return new KaojuError('disk-full', { path: home }, cause)
    case 10: // IOERR: a full disk shows here when the shared-memory file cannot grow (IOERR_SHMSIZE)
      return error.errcode === (10 | (19 << 8))
        ? new KaojuError('disk-full', { path: home }, cause)
        : new KaojuError('home-damaged', { home, reason: `${error.errstr} (${error.errcode})` }, cause)
    case 3: // PERM
    case 8: // READONLY
    case 14: // CANTOPEN
    case 23: // AUTH
      return new KaojuError('home-unwritable', { home, reason: error.errstr }, cause)
    case 5: // BUSY
    case 6: // LOCKED
      return new KaojuError('home-busy', { home, pid: '?' }, cause)
    default:
      return new KaojuError('internal', { reason: error.message }, cause)
  }
}

/** What a person can do about an error of the file system below a home. */
export function nameFileError(error: unknown, home: string): KaojuError {
  const code = (error as Partial<NodeJS.ErrnoException> | undefined)?.code
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    ? new KaojuError('home-unwritable', { home, reason: code }, { cause: error })
    : toKaojuError(error, home)
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && typeof (error as Partial<SqliteError>).errcode === 'number'
}
