import { KaojuError, type Sql } from '#runtime'
import { schemaVersion1, schemaVersion2, schemaVersion3 } from './schema.ts'

/** Brings a home from the version before to `version`. */
export interface Migration {
  readonly version: number
  readonly why: string
  apply(sql: Sql): void
  /** For a reader on a disk that cannot be written: stands in for it on this connection only, with nothing in it. */
  readonly standIn?: (sql: Sql) => void
}

/**
 * Every version of the schema there ever was, oldest first. A version that was released is never edited: a
 * change is a new entry, and the fixture homes in `test/fixtures` prove that all old ones still open.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    why: 'places, documents, passages and evidence',
    apply: (sql) => sql.database.exec(schemaVersion1),
  },
  {
    version: 2,
    why: 'vectors of passages',
    apply: (sql) => sql.database.exec(schemaVersion2),
    standIn: (sql) => sql.database.exec(schemaVersion2.replaceAll('CREATE TABLE', 'CREATE TEMP TABLE')),
  },
  {
    version: 3,
    why: 'pages of the web, and feeds',
    apply: (sql) => sql.database.exec(schemaVersion3),
    standIn: (sql) => sql.database.exec(schemaVersion3.replaceAll('CREATE TABLE', 'CREATE TEMP TABLE')),
  },
]

/** Marks a SQLite file as a Kaoju home ("KAOJ"), so that no other database is ever written to. */
export const applicationId = 0x4b414f4a

/**
 * The version a home was written with; 0: nothing was written yet.
 *
 * @throws KaojuError `home-newer`, `home-damaged` (a database of something else)
 */
export function versionOf(sql: Sql, home: string, list: readonly Migration[] = migrations): number {
  // All three at one moment: between two looks another process may have made the file.
  if (!sql.database.isTransaction) return sql.reading(() => versionOf(sql, home, list))
  const found = sql.get<{ user_version: number }>('PRAGMA user_version')!.user_version
  const application = sql.get<{ application_id: number }>('PRAGMA application_id')!.application_id
  const tables = sql.get<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema')!.count
  if (tables > 0 && application !== applicationId)
    throw new KaojuError('home-damaged', { home, reason: 'its database belongs to another program' })
  const known = list.at(-1)!.version
  if (found > known) throw new KaojuError('home-newer', { home, found, known })
  return found
}

/** Applies what is missing, each version whole or not at all: a kill between two leaves a sound older home. */
export function migrate(sql: Sql, home: string, list: readonly Migration[] = migrations): void {
  const found = versionOf(sql, home, list)
  for (const migration of list) {
    if (migration.version <= found) continue
    sql.transaction(() => {
      migration.apply(sql)
      sql.database.exec(`PRAGMA application_id = ${applicationId}`)
      sql.database.exec(`PRAGMA user_version = ${migration.version}`)
    })
  }
}

/**
 * Lets an older home be read where it cannot be brought up to date.
 *
 * @returns false when a version has no stand-in
 */
export function standIn(sql: Sql, home: string, list: readonly Migration[] = migrations): boolean {
  const found = versionOf(sql, home, list)
  const missing = list.filter((migration) => migration.version > found)
  if (!missing.every((migration) => migration.standIn)) return false
  for (const migration of missing) migration.standIn!(sql)
  return true
}
