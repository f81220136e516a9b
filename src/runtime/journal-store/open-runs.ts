import type { LoggedEvent } from '#vocabulary'
import { systemClock, type Clock } from '../clock.ts'
import { engineVersion } from '../engine-version.ts'
import { canonicalJson } from '../hash.ts'
import { readOnly } from '../journal.ts'
import type { RunRequest, Runs } from '../runs.ts'
import { checkSteering } from '../steering.ts'
import type { Submission } from './messages.ts'
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

  /** Our own executors need not wait for their next look. */
  const looked = async (run: string): Promise<void> => {
    await Promise.all([...held].filter(({ taken }) => taken.record.id === run).map((one) => one.look()))
  }
  const requestStop: Runs['requestStop'] = async (id) => {
    const { run, answer } = await store.call('requestStop', id)
    await looked(run)
    return answer
  }

  return {
    home,
    submit: async (request) => store.call('submit', submissionOf(request, now())),
    async fork(id, request, leave = {}) {
      const { id: from } = await store.call('find', id)
      return store.call('fork', from, submissionOf({ ...request, from }, now()), leave)
    },
    list: ({ limit, before } = {}) => store.call('list', limit ?? Number.MAX_SAFE_INTEGER, before),
    find: (id) => store.call('find', id),
    async take(id) {
      const found = await store.call('take', id, now())
      const run = holdRun(store, clock, found, () => held.delete(run))
      held.add(run)
      return run.taken
    },
    requestStop,
    async steer(id, steering, { allow } = {}) {
      const { run, questions } = await store.call('planned', id)
      checkSteering(steering, { questions, ...(allow ? { allow } : {}) })
      if (steering.kind === 'write') {
        const answer = await requestStop(run)
        return answer === 'asked' ? 'sent' : answer
      }
      const answer = await store.call('steer', run, steering, now())
      await looked(run)
      return answer
    },
    told: (id) => store.call('inbox', id),
    async history(id) {
      const { record, run, contents } = await store.call('contents', id)
      const journal = storedJournal(store, { run, contents, complete: false, write: () => Promise.resolve() })
      return { journal: readOnly(journal, record), events: eventsOf(contents) }
    },
    async events(id, after = 0, limit = Number.MAX_SAFE_INTEGER) {
      const found = await store.call('events', id, after, limit)
      return found.map((content) => JSON.parse(content) as LoggedEvent)
    },
    remark: (id, feedback) => store.call('remark', id, feedback, now()),
    inspect: () => store.call('inspect'),
    close: () => (closing ??= close()),
  }
}

function submissionOf(
  { key, kind, subject, task, configuration, seed, asked, from }: RunRequest,
  now: number,
): Submission {
  const request = { kind, subject, task, configuration, seed }
  return {
    request: canonicalJson({ ...request, ...(asked ? { asked } : {}), ...(from ? { from } : {}) }),
    key: key === undefined ? null : JSON.stringify(key),
    engine: engineVersion,
    now,
  }
}
