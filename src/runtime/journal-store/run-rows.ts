import { randomBytes } from 'node:crypto'
import { KaojuError, type ErrorRecord } from '../errors.ts'
import type { RunRecord, RunRequest, RunState } from '../runs.ts'
import { executorLives } from './executor.ts'
import type { Submission } from './messages.ts'
import type { Sql } from '../sql.ts'

/** A run and its state, as they are stored. */
export interface RunRow {
  readonly number: number
  readonly id: string
  readonly key: string | null
  readonly request: string
  readonly created_at: number
  readonly engine: string
  readonly state: RunState
  readonly updated_at: number
  readonly fence: number
  readonly error: string | null
  readonly pid: number | null
  readonly place: string | null
  readonly started: string | null
  readonly lease_until: number | null
}

const select = `SELECT number, id, key, request, created_at, engine, state, updated_at, fence, error,
  pid, place, started, lease_until FROM runs JOIN states ON run = number`

/** One run for one key, whoever comes first. @throws KaojuError `run-key-reused` */
export function submitRun(sql: Sql, submission: Submission): { row: RunRow; created: boolean } {
  const { request, key, engine, now } = submission
  const earlier = key === null ? undefined : sql.get<RunRow>(`${select} WHERE key = ?`, key)
  if (earlier) {
    if (!isAskedAgain(earlier.request, request))
      throw new KaojuError('run-key-reused', { key: JSON.parse(key!) as string, run: earlier.id })
    return { row: earlier, created: false }
  }
  const id = freeId(sql, now)
  sql.run(
    'INSERT INTO runs (id, key, request, created_at, engine) VALUES (?, ?, ?, ?, ?)',
    id,
    key,
    request,
    now,
    engine,
  )
  sql.run(
    `INSERT INTO states (run, state, updated_at) SELECT number, 'waiting', created_at FROM runs WHERE id = ?`,
    id,
  )
  return { row: sql.get<RunRow>(`${select} WHERE id = ?`, id)!, created: true }
}

/** Whether two requests under one key ask for the same. */
function isAskedAgain(earlier: string, request: string): boolean {
  if (earlier === request) return true
  const [before, now] = [earlier, request].map((text) => (JSON.parse(text) as RunRequest).asked)
  return before !== undefined && before === now
}

/** Ids sort by time; those of one millisecond are told apart by chance. */
function freeId(sql: Sql, now: number): string {
  const at = new Date(now).toISOString().replace(/[-:.]/g, '').slice(0, 18)
  for (;;) {
    const id = `run-${at}-${randomBytes(3).toString('hex')}`
    if (!sql.get('SELECT 1 FROM runs WHERE id = ?', id)) return id
  }
}

/** The run that `text` names or begins. @throws KaojuError `run-unknown`, `id-ambiguous` */
export function runNamed(sql: Sql, home: string, text: string): RunRow {
  const exact = sql.get<RunRow>(`${select} WHERE id = ?`, text)
  if (exact) return exact
  const found =
    text === ''
      ? []
      : sql.all<RunRow>(`${select} WHERE id > ?1 AND id < ?1 || char(0x10ffff) ORDER BY number LIMIT 6`, text)
  if (found.length === 0) throw new KaojuError('run-unknown', { run: text, home })
  if (found.length > 1)
    throw new KaojuError('id-ambiguous', {
      id: text,
      candidates: `${found
        .slice(0, 5)
        .map(({ id }) => id)
        .join(', ')}${found.length > 5 ? ', …' : ''}`,
    })
  return found[0]!
}

/** Newest first; with `before`, only those that are older than that one. */
export function newestRuns(sql: Sql, limit: number, before = Number.MAX_SAFE_INTEGER): RunRow[] {
  return sql.all<RunRow>(`${select} WHERE number < ? ORDER BY number DESC LIMIT ?`, before, limit)
}

/** Whether somebody is executing the run now. */
export function isExecuted(row: RunRow): row is RunRow & { pid: number } {
  const { state, pid, place, started, lease_until: leaseUntil } = row
  return (
    state === 'running' &&
    pid !== null &&
    place !== null &&
    executorLives({ pid, place, started }, leaseUntil ?? 0)
  )
}

/** What is told of a run; its state is what is true now, its spending what the ledger says now. */
export function recordOf(sql: Sql, row: RunRow): RunRecord {
  const executed = isExecuted(row)
  const { steps } = sql.get<{ steps: number }>(
    'SELECT count(*) AS steps FROM steps WHERE run = ?',
    row.number,
  )!
  const spent = sql.get<RunRecord['spent']>(
    `SELECT count(*) AS calls, coalesce(sum(tokens), 0) AS tokens, coalesce(sum(usd), 0) AS usd,
       count(*) - count(usd) AS unpriced FROM charges
       WHERE run = ? AND json_extract(content, '$.kind') IS NOT 'page'`,
    row.number,
  )!
  return {
    ...(JSON.parse(row.request) as RunRequest),
    ...(row.key === null ? {} : { key: JSON.parse(row.key) as string }),
    id: row.id,
    state: row.state === 'running' && !executed ? 'interrupted' : row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    attempts: row.fence,
    engine: row.engine,
    ...(executed ? { pid: row.pid } : {}),
    ...(row.error === null ? {} : { error: JSON.parse(row.error) as ErrorRecord }),
    spent: { ...spent },
    steps,
  }
}
