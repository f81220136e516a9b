import { KaojuError, type ErrorRecord } from './errors.ts'
import type { Amounts } from './budget.ts'
import type { LoggedEvent } from '#vocabulary'

/**
 * What a finished step left behind: a result (plain JSON), or why there is none. `spent`: what all attempts of a
 * paid call cost together, so that a stage's budget holds it again when the call is recalled.
 */
export type Recorded =
  | { readonly outcome: 'done'; readonly result: unknown; readonly spent?: Amounts }
  | { readonly outcome: 'failed'; readonly error: ErrorRecord; readonly spent?: Amounts }

/** A paid attempt that was begun and never ended: its executor died while it was in flight. */
export interface OpenAttempt {
  readonly attempt: number
  /** What it may have spent at most. */
  readonly bound: Amounts
  /** The provider's own name for the work, where the provider can be asked again. */
  readonly handle?: string
}

/** One line of the ledger: one attempt of one call that left the process. */
export interface Charge {
  readonly path: string
  readonly attempt: number
  readonly kind: 'chat' | 'embed' | 'rerank' | 'search' | 'page'
  /** Model id or provider name. */
  readonly service: string
  /** What it was for: a role, or what asked. */
  readonly purpose: string
  /** `lost`: in flight when the executor died; it may have been billed, and was done again. */
  readonly outcome: 'answered' | 'failed' | 'lost'
  /** Tokens of prompt, of answer (thinking included), and how many of the prompt's came from the provider's cache. */
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cachedTokens: number
  /** Where the counts come from: the provider's usage, our count of what went over the wire, or the bound. */
  readonly measured: 'reported' | 'counted' | 'bound'
  /** US dollars; null where the price is unknown. */
  readonly usd: number | null
  /** What the budget was charged with. */
  readonly amounts: Amounts
  readonly milliseconds: number
}

/** One thing to write; what is written together becomes true together. */
export type JournalEntry =
  | { readonly kind: 'step'; readonly path: string; readonly key: string; readonly recorded: Recorded }
  | {
      readonly kind: 'intent'
      readonly path: string
      readonly key: string
      readonly attempt: number
      readonly bound: Amounts
    }
  | {
      readonly kind: 'handle'
      readonly path: string
      readonly key: string
      readonly attempt: number
      readonly handle: string
    }
  | { readonly kind: 'charge'; readonly key: string; readonly charge: Charge }
  | { readonly kind: 'event'; readonly event: LoggedEvent }

/**
 * The append-only memory of one run.
 *
 * 1. `write` is one transaction; writes become true in the order in which they were asked for.
 * 2. A paid attempt writes its intent before it leaves, and its result, charge and event in one write.
 * 3. What `recall` gives was on disk before anything outside could see it.
 * 4. An attempt is open from its intent until a charge for the same (path, key, attempt).
 */
export interface Journal {
  /** Whether what is written outlives the process. */
  readonly durable: boolean
  /** What an earlier executor of this run recorded for this path under this key. */
  recall(path: string, key: string): Promise<Recorded | undefined>
  openAttempts(path: string, key: string): Promise<readonly OpenAttempt[]>
  /** The highest number under which an attempt was begun, settled or not; 0 = none. Numbers are not used twice. */
  lastAttempt(path: string, key: string): Promise<number>
  /** @throws KaojuError `run-lost` when another executor has taken the run, `disk-full` */
  write(entries: readonly JournalEntry[]): Promise<void>
  /** The ledger so far, in order of writing. */
  charges(): Promise<readonly Charge[]>
  /** Open attempts of the whole run: what they may have spent is spent until they are settled. */
  allOpenAttempts(): Promise<readonly (OpenAttempt & { readonly path: string; readonly key: string })[]>
}

/** A journal that lives as long as its run; the reference for the durable one. */
export function createMemoryJournal(): Journal & { readonly entries: readonly JournalEntry[] } {
  const entries: JournalEntry[] = []
  const charges: Charge[] = []
  const recorded = new Map<string, Recorded>()
  const begun = new Map<string, number>()
  const open = new Map<string, OpenAttempt & { readonly path: string; readonly key: string }>()
  const nameOf = (path: string, key: string, attempt?: number): string => JSON.stringify([path, key, attempt])
  const add = (entry: JournalEntry): void => {
    entries.push(entry)
    switch (entry.kind) {
      case 'step':
        recorded.set(nameOf(entry.path, entry.key), entry.recorded)
        return
      case 'intent': {
        const { path, key, attempt, bound } = entry
        const name = nameOf(path, key)
        begun.set(name, Math.max(attempt, begun.get(name) ?? 0))
        open.set(nameOf(path, key, attempt), { path, key, attempt, bound })
        return
      }
      case 'handle': {
        const name = nameOf(entry.path, entry.key, entry.attempt)
        const attempt = open.get(name)
        if (attempt) open.set(name, { ...attempt, handle: entry.handle })
        return
      }
      case 'charge':
        charges.push(entry.charge)
        open.delete(nameOf(entry.charge.path, entry.key, entry.charge.attempt))
        return
      case 'event':
        return
    }
  }
  return {
    durable: false,
    entries,
    recall: (path, key) => Promise.resolve(recorded.get(nameOf(path, key))),
    openAttempts: (path, key) =>
      Promise.resolve([...open.values()].filter((attempt) => attempt.path === path && attempt.key === key)),
    lastAttempt: (path, key) => Promise.resolve(begun.get(nameOf(path, key)) ?? 0),
    write: (more) => {
      more.forEach(add)
      return Promise.resolve()
    },
    charges: () => Promise.resolve([...charges]),
    allOpenAttempts: () => Promise.resolve([...open.values()]),
  }
}

/** The journal of a run that is only read again: whatever it does not hold, the run did not do. */
export function readOnly(journal: Journal, run: string): Journal {
  return {
    ...journal,
    write: (entries) => {
      const [first] = entries
      const path = first && 'path' in first ? first.path : ''
      return Promise.reject(new KaojuError('replay-missing', { run, path }))
    },
  }
}
