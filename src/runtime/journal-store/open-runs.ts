import { systemClock, type Clock } from '../clock.ts'
import { engineVersion } from '../engine-version.ts'
import { canonicalJson } from '../hash.ts'
import { readOnly } from '../journal.ts'
import type { Runs } from '../runs.ts'
import { openStoreThread } from './store.ts'
import { eventsOf, storedJournal } from './stored-journal.ts'
import { holdRun, type HeldRun } from './taken-run.ts'

/**
 * Opens the runs of a home; makes the file where there is none. On a disk that cannot be written, what is there
 * can be read, and whatever writes is refused with `home-unwritable`.
 *
 * @param options.clock what dates runs; leases go by the machine's own
 * @throws KaojuError `journal-newer`, `journal-damaged`, `home-unwritable`, `disk-full`
 */
export async function openRuns(home: string, options: { readonly clock?: Clock } = {}): Promise<Runs> {
  const clock = options.clock ?? systemClock
  const store = await openStoreThread(home)
  const held = new Set<HeldRun>()
  const now = (): number => Math.round(clock.now())

  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await Promise.allSettled([...held].map((run) => run.letGo()))
    await store.close()
  }

  return {
    home,
    submit: async ({ key, kind, subject, task, configuration, seed, asked }) =>
      store.call('submit', {
        request: canonicalJson({ kind, subject, task, configuration, seed, ...(asked ? { asked } : {}) }),
        key: key === undefined ? null : JSON.stringify(key),
        engine: engineVersion,
        now: now(),
      }),
    list: ({ limit } = {}) => store.call('list', limit ?? Number.MAX_SAFE_INTEGER),
    find: (id) => store.call('find', id),
    async take(id) {
      const found = await store.call('take', id, now())
      const run = holdRun(store, clock, found, () => held.delete(run))
      held.add(run)
      return run.taken
    },
    async requestStop(id) {
      const { run, answer } = await store.call('requestStop', id)
      // Our own executor need not wait for its next look.
      await Promise.all([...held].filter(({ taken }) => taken.record.id === run).map((one) => one.look()))
      return answer
    },
    async history(id) {
      const { record, run, contents } = await store.call('contents', id)
      const journal = storedJournal(store, { run, contents, complete: false, write: () => Promise.resolve() })
      return { journal: readOnly(journal, record), events: eventsOf(contents) }
    },
    inspect: () => store.call('inspect'),
    close: () => (closing ??= close()),
  }
}
