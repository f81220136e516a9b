import { KaojuError } from './errors.ts'
import { canonicalJson, sha256 } from './hash.ts'

/** What a step did: its caller-given path, the hash of its inputs, and its result once it has one. */
export interface JournalEntry {
  readonly path: string
  readonly inputs: string
  readonly outcome: 'open' | 'done' | 'failed'
  readonly result?: unknown
}

/**
 * Where steps are recorded. This one remembers for as long as the run lives; a durable one replays what an
 * earlier attempt of the same run finished, behind the same two calls.
 */
export interface Journal {
  /** @throws KaojuError `step-repeated` when the path was begun before: paths are named, not counted. */
  begin(path: string, inputs: unknown): void
  end(path: string, outcome: 'done' | 'failed', result?: unknown): void
  readonly entries: readonly JournalEntry[]
}

/** A journal that lives as long as its run. */
export function createMemoryJournal(): Journal {
  const entries = new Map<string, JournalEntry>()
  return {
    get entries() {
      return [...entries.values()]
    },
    begin(path, inputs) {
      if (entries.has(path)) throw new KaojuError('step-repeated', { path })
      entries.set(path, { path, inputs: sha256(canonicalJson(inputs)), outcome: 'open' })
    },
    end(path, outcome, result) {
      entries.set(path, { ...entries.get(path)!, outcome, result })
    },
  }
}
