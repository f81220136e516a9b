import type { Sql } from '../sql.ts'
import { isSqliteError } from '../sqlite-errors.ts'

/** Checks the journal against itself; one sentence for each finding. */
export function inspectJournal(sql: Sql): string[] {
  try {
    const broken = sql
      .all<{ integrity_check: string }>('PRAGMA integrity_check(5)')
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok')
    if (broken.length > 0)
      return broken.map((line) => `The journal is damaged: ${line.replace(/\s+/g, ' ')}.`)
    return [...checkOrphans(sql), ...checkContents(sql)]
  } catch (error) {
    if (isSqliteError(error) && [11, 26].includes(error.errcode & 0xff))
      return [`The journal is damaged: ${error.errstr}.`]
    throw error
  }
}

function checkOrphans(sql: Sql): string[] {
  const dangling = sql.all('PRAGMA foreign_key_check').length
  const stateless = count(sql, 'runs r WHERE NOT EXISTS (SELECT 1 FROM states WHERE run = r.number)')
  const unannounced = (table: 'charges' | 'handles'): number =>
    count(
      sql,
      `${table} o WHERE NOT EXISTS (SELECT 1 FROM intents i WHERE i.run = o.run AND i.key = o.key
         AND i.path = o.path AND i.attempt = o.attempt)`,
    )
  const charges = unannounced('charges')
  const handles = unannounced('handles')
  return [
    ...(dangling > 0 ? [`${dangling} entries of the journal belong to no run.`] : []),
    ...(stateless > 0 ? [`${stateless} runs have no state.`] : []),
    ...(charges > 0 ? [`${charges} charges are for attempts that were never announced.`] : []),
    ...(handles > 0 ? [`${handles} handles are for attempts that were never announced.`] : []),
  ]
}

function checkContents(sql: Sql): string[] {
  return ['steps', 'intents', 'handles', 'charges', 'events', 'inbox'].flatMap((table) => {
    // A file of version 1 on a disk that cannot be written has no inbox.
    if (!sql.get('SELECT 1 FROM sqlite_schema WHERE name = ?', table)) return []
    const unreadable = count(sql, `${table} WHERE NOT json_valid(content)`)
    return unreadable > 0 ? [`${unreadable} entries in ${table} are not JSON.`] : []
  })
}

function count(sql: Sql, from: string): number {
  return sql.get<{ count: number }>(`SELECT count(*) AS count FROM ${from}`)!.count
}
