import { dirname } from 'node:path'
import { KaojuError } from '../errors.ts'
import { nameSqliteError } from '../sqlite-errors.ts'

/** What a person can do about an error of the journal at `path`. */
export function nameJournalError(error: unknown, path: string): KaojuError {
  return nameSqliteError(
    error,
    dirname(path),
    (reason) => new KaojuError('journal-damaged', { path, reason }, { cause: error }),
  )
}
