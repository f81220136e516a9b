import type { LoggedEvent } from '#vocabulary'
import type { Journal, Recorded } from '../journal.ts'
import { rowOf } from './entries.ts'
import type { Contents, EntryRow } from './messages.ts'
import type { Store } from './store.ts'

/** What a stored journal is of, and who may write it. */
export interface JournalOf {
  readonly run: number
  readonly contents: Contents
  /** Whether nobody else adds to the run: then what the contents lack does not exist. */
  readonly complete: boolean
  readonly write: (rows: readonly EntryRow[]) => Promise<void>
}

/**
 * The journal of one run. What was recorded before it was opened is answered from memory where it is small; what
 * is written through it is only ever read back from disk.
 */
export function storedJournal(store: Store, { run, contents, complete, write }: JournalOf): Journal {
  /** Null: it may be there, ask. */
  const steps = new Map<string, string | null>()
  for (const { path, key, content } of contents.steps) steps.set(nameOf(path, key), content)
  const attempted = new Set(contents.attempted)

  return {
    durable: true,
    async recall(path, key) {
      const known = steps.get(nameOf(path, key))
      if (known === undefined && complete) return undefined
      const content = known ?? (await store.call('step', run, path, key))
      return content === undefined ? undefined : (JSON.parse(content) as Recorded)
    },
    async openAttempts(path, key) {
      if (complete && !attempted.has(key)) return []
      const open = await store.call('openAttempts', run)
      return open
        .filter((attempt) => attempt.path === path && attempt.key === key)
        .map(({ path: _path, key: _key, ...attempt }) => attempt)
    },
    async lastAttempt(path, key) {
      return complete && !attempted.has(key) ? 0 : store.call('lastAttempt', run, path, key)
    },
    async write(entries) {
      if (entries.length === 0) return
      const rows = entries.map(rowOf)
      for (const { table, path, key } of rows) {
        if (table === 'steps') steps.set(nameOf(path, key), null)
        if (table === 'intents') attempted.add(key)
      }
      await write(rows)
    },
    charges: () => store.call('charges', run),
    allOpenAttempts: () => store.call('openAttempts', run),
  }
}

/** What a run told. */
export function eventsOf(contents: Contents): LoggedEvent[] {
  return contents.events.map((event) => JSON.parse(event) as LoggedEvent)
}

function nameOf(path: string, key: string): string {
  return `${key}\n${path}`
}
