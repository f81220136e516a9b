import { KaojuError, type Sql } from '#runtime'

export interface WorkspaceRow {
  readonly workspace: number
  readonly sequence: number
  readonly documents: number
  readonly passages: number
  readonly snapshot_bytes: number
  readonly index_forgets: number
}

/** The number of a workspace; made when a writer first names it. Undefined for a reader of one that is not there. */
export function workspaceNumber(sql: Sql, name: string, create: boolean): number | undefined {
  if (create) sql.run('INSERT INTO workspaces (name) VALUES (?) ON CONFLICT (name) DO NOTHING', name)
  return sql.get<{ workspace: number }>('SELECT workspace FROM workspaces WHERE name = ?', name)?.workspace
}

export function workspaceRow(sql: Sql, workspace: number): WorkspaceRow {
  const row = sql.get<WorkspaceRow>('SELECT * FROM workspaces WHERE workspace = ?', workspace)
  if (!row) throw new KaojuError('internal', { reason: `no workspace ${workspace}` })
  return row
}
