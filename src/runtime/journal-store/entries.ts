import type { Charge, JournalEntry, OpenAttempt } from '../journal.ts'
import type { Contents, EntryRow } from './messages.ts'
import type { Sql } from '../sql.ts'

/** Results up to this many bytes are handed over when a run is opened, others when they are asked for. */
const smallResult = 8_192
/** What is handed over at once for one run, in UTF-16 code units. */
const handedOver = 16 << 20

/** An entry as its table holds it; made at once, so that nobody can change it while it waits to be written. */
export function rowOf(entry: JournalEntry): EntryRow {
  const row = (table: EntryRow['table'], content: unknown, more: Partial<EntryRow> = {}): EntryRow => ({
    table,
    path: '',
    key: '',
    number: 0,
    tokens: 0,
    usd: null,
    content: JSON.stringify(content),
    ...more,
  })
  switch (entry.kind) {
    case 'step':
      return row('steps', entry.recorded, { path: entry.path, key: entry.key })
    case 'intent': {
      const { path, key, attempt, bound } = entry
      return row('intents', { path, key, attempt, bound }, { path, key, number: attempt })
    }
    case 'handle':
      return row('handles', entry.handle, { path: entry.path, key: entry.key, number: entry.attempt })
    case 'charge': {
      const { path, attempt, inputTokens, outputTokens, usd } = entry.charge
      const tokens = finite(inputTokens) + finite(outputTokens)
      const price = usd === null ? null : finite(usd)
      return row('charges', entry.charge, { path, key: entry.key, number: attempt, tokens, usd: price })
    }
    case 'event':
      return row('events', entry.event, { number: entry.event.sequence })
  }
}

/** A paid answer is not lost over a count that is no number. */
function finite(count: number): number {
  return Number.isFinite(count) ? count : 0
}

export function addRow(sql: Sql, run: number, row: EntryRow): void {
  const { path, key, number, content } = row
  switch (row.table) {
    case 'steps':
      return sql.run(
        'INSERT INTO steps (run, path, key, content) VALUES (?, ?, ?, ?)',
        run,
        path,
        key,
        content,
      )
    case 'intents':
    case 'handles':
      return sql.run(
        `INSERT INTO ${row.table} (run, path, key, attempt, content) VALUES (?, ?, ?, ?, ?)`,
        run,
        path,
        key,
        number,
        content,
      )
    case 'charges':
      return sql.run(
        'INSERT INTO charges (run, path, key, attempt, tokens, usd, content) VALUES (?, ?, ?, ?, ?, ?, ?)',
        run,
        path,
        key,
        number,
        row.tokens,
        row.usd,
        content,
      )
    case 'events':
      return sql.run('INSERT INTO events (run, sequence, content) VALUES (?, ?, ?)', run, number, content)
  }
}

/** All that a run recorded, large results left out. */
export function readContents(sql: Sql, run: number): Contents {
  const steps: { path: string; key: string; content: string | null }[] = []
  let handed = 0
  // The index has equal names in order of writing. octet_length looks at no page of the value itself.
  for (const { path, key, content } of sql.each<{ path: string; key: string; content: string | null }>(
    `SELECT path, key, CASE WHEN octet_length(content) <= ${smallResult} THEN content END AS content
     FROM steps INDEXED BY steps_by_key WHERE run = ? ORDER BY key, path, position`,
    run,
  )) {
    handed += content?.length ?? 0
    steps.push({ path, key, content: handed <= handedOver ? content : null })
  }
  return {
    steps,
    attempted: sql
      .all<{ key: string }>('SELECT DISTINCT key FROM intents WHERE run = ?', run)
      .map(({ key }) => key),
    events: sql
      .all<{ content: string }>('SELECT content FROM events WHERE run = ? ORDER BY sequence', run)
      .map(({ content }) => content),
  }
}

/** LoggedEvents as JSON, in order. */
export function readEvents(sql: Sql, run: number, after: number, limit: number): string[] {
  return sql
    .all<{ content: string }>(
      'SELECT content FROM events WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?',
      run,
      after,
      limit,
    )
    .map(({ content }) => content)
}

export function readStep(sql: Sql, run: number, path: string, key: string): string | undefined {
  return sql.get<{ content: string }>(
    'SELECT content FROM steps WHERE run = ? AND key = ? AND path = ? ORDER BY position DESC LIMIT 1',
    run,
    key,
    path,
  )?.content
}

/** Attempts begun and not settled, in order of beginning. */
export function readOpenAttempts(
  sql: Sql,
  run: number,
): (OpenAttempt & { readonly path: string; readonly key: string })[] {
  return sql
    .all<{ content: string; handle: string | null }>(
      `SELECT content,
         (SELECT content FROM handles h WHERE h.run = i.run AND h.key = i.key AND h.path = i.path
            AND h.attempt = i.attempt ORDER BY position DESC LIMIT 1) AS handle
       FROM intents i WHERE run = ? AND NOT EXISTS (
         SELECT 1 FROM charges c WHERE c.run = i.run AND c.key = i.key AND c.path = i.path AND c.attempt = i.attempt)
       ORDER BY position`,
      run,
    )
    .map(({ content, handle }) => ({
      ...(JSON.parse(content) as OpenAttempt & { path: string; key: string }),
      ...(handle === null ? {} : { handle: JSON.parse(handle) as string }),
    }))
}

export function readLastAttempt(sql: Sql, run: number, path: string, key: string): number {
  return sql.get<{ last: number }>(
    'SELECT coalesce(max(attempt), 0) AS last FROM intents WHERE run = ? AND key = ? AND path = ?',
    run,
    key,
    path,
  )!.last
}

export function readCharges(sql: Sql, run: number): Charge[] {
  return sql
    .all<{ content: string }>('SELECT content FROM charges WHERE run = ? ORDER BY position', run)
    .map(({ content }) => JSON.parse(content) as Charge)
}
