import { KaojuError, nameSqliteError } from '#runtime'

/** What a person can do about an error of the library's database. */
export function nameTruthError(error: unknown, home: string): KaojuError {
  return nameSqliteError(
    error,
    home,
    (reason) => new KaojuError('home-damaged', { home, reason }, { cause: error }),
  )
}
