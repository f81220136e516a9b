import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

/** A connection that remembers its prepared statements by their text. */
export interface Sql {
  readonly database: DatabaseSync
  run(text: string, ...values: SQLInputValue[]): void
  get<Row>(text: string, ...values: SQLInputValue[]): Row | undefined
  all<Row>(text: string, ...values: SQLInputValue[]): Row[]
  /** Rows one at a time; no other use of the same text may begin before the last. */
  each<Row>(text: string, ...values: SQLInputValue[]): Iterable<Row>
  /** All of `work` or nothing; the commit is on disk when this returns (synchronous = FULL). */
  transaction<T>(work: () => T): T
  /** All that `work` reads, as it stood at one moment. */
  reading<T>(work: () => T): T
  /** Within a transaction: all of `work` or nothing of it. */
  savepoint<T>(work: () => T): T
}

/** A connection with prepared statements kept; `database` stays the caller's to close. */
export function connect(database: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>()
  const prepare = (text: string): StatementSync => {
    let statement = statements.get(text)
    if (!statement) statements.set(text, (statement = database.prepare(text)))
    return statement
  }
  return {
    database,
    run: (text, ...values) => void prepare(text).run(...values),
    get: <Row>(text: string, ...values: SQLInputValue[]) => prepare(text).get(...values) as Row | undefined,
    all: <Row>(text: string, ...values: SQLInputValue[]) => prepare(text).all(...values) as Row[],
    each: <Row>(text: string, ...values: SQLInputValue[]) =>
      prepare(text).iterate(...values) as unknown as Iterable<Row>,
    transaction(work) {
      database.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        database.exec('COMMIT')
        return result
      } catch (error) {
        // A full disk has rolled back already.
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    },
    reading(work) {
      database.exec('BEGIN')
      try {
        return work()
      } finally {
        if (database.isTransaction) database.exec('COMMIT')
      }
    },
    savepoint(work) {
      database.exec('SAVEPOINT one')
      try {
        const result = work()
        database.exec('RELEASE one')
        return result
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK TO one; RELEASE one')
        throw error
      }
    },
  }
}
