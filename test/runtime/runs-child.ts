/**
 * An executor in a process of its own, for the tests of runs and the journal bench; tells each thing on standard
 * output as a line, and begins when it is told so by a line on standard input.
 * Arguments: what to do, the home, and what that needs.
 */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { openRuns } from '../../src/runtime/journal-store/open-runs.ts'
import { toKaojuError } from '../../src/runtime/errors.ts'
import type { RunRequest } from '../../src/runtime/runs.ts'
import { writePairs } from './journal-pairs.ts'

const [what = '', home = '', ...rest] = process.argv.slice(2)
const tell = (line: string): void => void writeSync(1, `${line}\n`)
const request: RunRequest = {
  kind: 'research',
  subject: 'why?',
  task: {},
  configuration: {},
  seed: 's',
}

const start = async (): Promise<void> => {
  tell('ready')
  await once(process.stdin, 'data')
  process.stdin.unref()
}

/** Opens the home together with the others, or before them. */
const work: Readonly<Record<string, () => Promise<void>>> = {
  /** Submits a run of its own and writes so many calls, so many at once. */
  async write() {
    await start()
    const runs = await openRuns(home)
    const { run } = await runs.submit(request)
    const taken = await runs.take(run.id)
    await writePairs(taken.journal, run.id, { calls: Number(rest[0]), atOnce: Number(rest[1]) })
    await taken.finish('done')
    await runs.close()
    tell(`wrote ${run.id}`)
  },
  /** Submits under a key, a few times. */
  async submit() {
    await start()
    const runs = await openRuns(home)
    for (let i = 0; i < 5; i++) {
      const { run, created } = await runs.submit({ ...request, key: rest[0]! })
      tell(`${run.id} ${created}`)
    }
    await runs.close()
  },
  /** Takes a run and holds it until it is asked to stop or loses it. */
  async hold() {
    const runs = await openRuns(home)
    await start()
    const taken = await runs.take(rest[0]!).catch((error: unknown) => {
      tell(toKaojuError(error).code)
      process.exit(0)
    })
    tell('taken')
    const alive = setInterval(() => {}, 1000)
    await Promise.race([once(taken.stop, 'abort'), once(taken.lost, 'abort')])
    clearInterval(alive)
    tell(taken.lost.aborted ? 'lost' : 'stop')
    await taken.finish('stopped')
    await runs.close()
  },
  /** Takes a run, announces a call, and never hears of it again. */
  async announce() {
    const runs = await openRuns(home)
    const { journal } = await runs.take(rest[0]!)
    await journal.write([
      { kind: 'step', path: 'before', key: 'k', recorded: { outcome: 'done', result: 'kept' } },
    ])
    await journal.write([{ kind: 'intent', path: 'call', key: 'k', attempt: 1, bound: { tokens: 900 } }])
    await journal.write([{ kind: 'handle', path: 'call', key: 'k', attempt: 1, handle: 'resp_1' }])
    tell('announced')
    setInterval(() => {}, 1000)
  },
  /** Forks a run again and again until it is killed, telling of each fork after it is on disk. */
  async fork() {
    const runs = await openRuns(home)
    for (;;) {
      tell('forking')
      const { run } = await runs.fork(rest[0]!, { ...request, task: { again: true } })
      tell(`forked ${run.id}`)
    }
  },
  /** Takes a run and writes calls until it is killed, telling of each after it is on disk. */
  async forever() {
    const runs = await openRuns(home)
    const { journal, record } = await runs.take(rest[0]!)
    const done = (await journal.charges()).length
    for (let i = done; ; i++) {
      await writePairs(journal, record.id, { calls: 1, atOnce: 1, first: i })
      tell(`wrote ${i}`)
    }
  },
}

await work[what]!()
