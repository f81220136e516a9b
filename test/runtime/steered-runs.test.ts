import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createContext, openRuns, stepKey, type JournalEntry, type RunRequest, type Runs } from '#runtime'
import { callNumber, chargeOf, eventOf, writePairs } from './journal-pairs.ts'

let home: string
let runs: Runs
const others: Runs[] = []

beforeEach(async () => {
  home = join(mkdtempSync(join(tmpdir(), 'kaoju-steered-')), 'home')
  runs = await openRuns(home)
})
afterEach(async () => {
  for (const one of [runs, ...others.splice(0)]) await one.close()
  rmSync(join(home, '..'), { recursive: true, force: true })
})

const request: RunRequest = { kind: 'research', subject: '长江？', task: {}, configuration: {}, seed: 's' }
const submitted = async (): Promise<string> => (await runs.submit(request)).run.id

/** Another connection, as another process would have. */
async function another(): Promise<Runs> {
  const other = await openRuns(home)
  others.push(other)
  return other
}

describe('telling a run something', () => {
  test('reaches its executor from another process, in order, and those who wait for it', async () => {
    const id = await submitted()
    const taken = await runs.take(id)
    const arrived = taken.inbox.arrival(0, taken.lost)
    const other = await another()
    expect(await other.steer(id.slice(0, -2), { kind: 'note', text: '只谈数字。' })).toBe('sent')
    expect(await other.steer(id, { kind: 'source-ban', site: 'spam.example' })).toBe('sent')
    await arrived
    while (taken.inbox.since(0).length < 2) await pause(20)
    expect(taken.inbox.since(0).map(({ steering }) => steering.kind)).toEqual(['note', 'source-ban'])
    const [first] = taken.inbox.since(0)
    expect(taken.inbox.since(first!.number)).toHaveLength(1)
    expect(await other.told(id)).toEqual(taken.inbox.since(0))
    expect(taken.stop.aborted).toBe(false)
  })

  test('before anybody works on it is kept for whoever does, and belongs to that run alone', async () => {
    const [one, two] = [await submitted(), await submitted()]
    expect(await runs.steer(one, { kind: 'pause' })).toBe('idle')
    expect((await runs.take(two)).inbox.since(0)).toEqual([])
    const taken = await runs.take(one)
    expect(taken.inbox.since(0)).toMatchObject([{ steering: { kind: 'pause' } }])
    await taken.release()
    expect((await runs.take(one)).inbox.since(0)).toHaveLength(1)
  })

  test('a finished run hears nothing; an unknown one is told', async () => {
    const id = await submitted()
    await (await runs.take(id)).finish('done')
    expect(await runs.steer(id, { kind: 'note', text: 'late' })).toBe('finished')
    expect(await runs.told(id)).toEqual([])
    await expect(runs.steer('run-none', { kind: 'pause' })).rejects.toMatchObject({ code: 'run-unknown' })
  })

  test('to write is to stop, and is kept for nobody', async () => {
    const id = await submitted()
    expect(await runs.steer(id, { kind: 'write' })).toBe('idle')
    const taken = await runs.take(id)
    expect(taken.stop.aborted).toBe(false)
    expect(await (await another()).steer(id, { kind: 'write' })).toBe('sent')
    while (!taken.stop.aborted) await pause(20)
    expect(taken.inbox.since(0)).toEqual([])
  })

  test('questions are known by the plan that the run told', async () => {
    const id = await submitted()
    const { journal } = await runs.take(id)
    const edit = { kind: 'question-edit', id: 'q2', text: 'How wide?' } as const
    await expect(runs.steer(id, edit)).rejects.toMatchObject({ code: 'steering-refused' })
    const question = {
      text: 'How long?',
      origin: 'planned',
      dependsOn: [],
      state: 'unanswered',
      why: '',
    } as const
    const plan = [
      { ...question, id: 'q1' },
      { ...question, id: 'q2' },
    ]
    await journal.write([
      { kind: 'event', event: { ...eventOf(1), run: id, event: { type: 'plan-made', plan } } },
    ])
    expect(await runs.steer(id, edit)).toBe('sent')
    await expect(runs.steer(id, { kind: 'question-drop', id: 'q3' })).rejects.toMatchObject({
      code: 'steering-refused',
      parameters: { takes: 'q1, q2' },
    })
    expect(await runs.told(id)).toHaveLength(1)
  })

  test('a page where the run must not go is refused when it is sent', async () => {
    const id = await submitted()
    const url = 'http://192.168.1.1/admin'
    await expect(runs.steer(id, { kind: 'source-add', url })).rejects.toMatchObject({
      code: 'address-refused',
    })
    expect(await runs.steer(id, { kind: 'source-add', url }, { allow: ['192.168.1.1'] })).toBe('idle')
  })
})

const done = (path: string, result: unknown, more: object = {}): JournalEntry => ({
  kind: 'step',
  path,
  key: stepKey(path, {}),
  recorded: { outcome: 'done', result, ...more },
})

describe('a fork', () => {
  /** A finished run with a paid call, a failure, decisions and books. */
  async function parent(): Promise<string> {
    const id = await submitted()
    await runs.steer(id, { kind: 'note', text: 'to the parent' })
    const taken = await runs.take(id)
    const key = stepKey('search', {})
    const failed = {
      outcome: 'failed',
      error: { code: 'run-stopping', parameters: { service: 'm' } },
    } as const
    await taken.journal.write([
      { kind: 'intent', path: 'search', key, attempt: 1, bound: { tokens: 9 } },
      done('search', ['a', '\ud800'], { spent: { tokens: 7, calls: 1 } }),
      { kind: 'charge', key, charge: chargeOf('search', 1) },
      { kind: 'event', event: { ...eventOf(1), run: id } },
      done('gather/go-on', false),
      done('books', { createdAt: 'then' }),
      done('q1/write/go-on', false),
      { kind: 'step', path: 'q1/write/draft', key: stepKey('q1/write/draft', {}), recorded: failed },
      done('q2/write/draft', 'old'),
      done('q2/write/draft', 'new'),
      done('heed/plan', [{ number: 1, sentAt: 0, steering: { kind: 'note', text: 'to the parent' } }]),
    ])
    await taken.finish('stopped')
    return id
  }
  const left = { always: ['books'], undone: ['*/write/*'] }

  test('begins with what was done, and with nothing that was paid, told or said', async () => {
    const from = await parent()
    const { run, created } = await runs.fork(from.slice(0, -1), { ...request, task: { writing: {} } }, left)
    expect(created).toBe(true)
    expect(run).toMatchObject({ from, state: 'waiting', attempts: 0, steps: 5, task: { writing: {} } })
    expect(run.spent).toEqual({ calls: 0, tokens: 0, usd: 0, unpriced: 0 })
    expect(await runs.told(run.id)).toEqual([])
    const { journal, past, inbox } = await runs.take(run.id)
    const recall = (path: string): Promise<unknown> => journal.recall(path, stepKey(path, {}))
    expect([past, inbox.since(0), await journal.charges(), await journal.allOpenAttempts()]).toEqual([
      [],
      [],
      [],
      [],
    ])
    expect(await journal.lastAttempt('search', stepKey('search', {}))).toBe(0)
    // Without what it cost, which the first has paid.
    expect(await recall('search')).toEqual({ outcome: 'done', result: ['a', '\ud800'] })
    expect(await recall('gather/go-on')).toEqual({ outcome: 'done', result: false })
    expect(await recall('q2/write/draft')).toEqual({ outcome: 'done', result: 'new' })
    expect(await recall('heed/plan')).toMatchObject({ outcome: 'done' })
    for (const path of ['books', 'q1/write/go-on', 'q1/write/draft'])
      expect(await recall(path)).toBeUndefined()
    expect(await runs.inspect()).toEqual([])
  })

  test('hears what it is told itself, after all that the first had heard', async () => {
    const { run } = await runs.fork(await parent(), request)
    await runs.steer(run.id, { kind: 'note', text: 'to the fork' })
    const { inbox, journal } = await runs.take(run.id)
    const { context } = createContext({ journal, inbox })
    const heard = await context.observe('heed/plan', {}, () => 'not recorded')
    expect(heard).toMatchObject([{ number: 1 }])
    expect(inbox.since(1)).toMatchObject([{ steering: { text: 'to the fork' } }])
  })

  test('needs the first no more, and a fork of it is one of both', async () => {
    const { run } = await runs.fork(await parent(), request, left)
    const second = await runs.fork(run.id, request)
    expect(second.run).toMatchObject({ from: run.id, steps: 5 })
    const { journal } = await runs.take(second.run.id)
    expect(await journal.recall('search', stepKey('search', {}))).toMatchObject({ result: ['a', '\ud800'] })
  })

  test('under one key is one fork; the same request that is no fork is another', async () => {
    const from = await parent()
    const first = await runs.fork(from, { ...request, key: 'k' })
    expect(await runs.fork(from, { ...request, key: 'k' })).toEqual({ run: first.run, created: false })
    await expect(runs.submit({ ...request, key: 'k' })).rejects.toMatchObject({ code: 'run-key-reused' })
    await expect(runs.fork('run-none', request)).rejects.toMatchObject({ code: 'run-unknown' })
    expect(await runs.list()).toHaveLength(2)
  })

  test('is there whole or not at all, whenever who makes it is killed', async () => {
    const id = await submitted()
    const taken = await runs.take(id)
    const steps = 400
    await writePairs(taken.journal, id, { calls: steps, atOnce: 40 })
    await taken.finish('done')
    const entry = fileURLToPath(new URL('./runs-child.ts', import.meta.url))
    for (let kill = 0; kill < 6; kill++) {
      const child = spawn(process.execPath, ['--conditions=kaoju-source', entry, 'fork', home, id])
      const lines: string[] = []
      child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')))
      while (!lines.includes('forking')) await pause(5)
      // Anywhere within the first forks, by a different step each time; the last once it has told of one.
      await pause(kill * 7)
      while (kill === 5 && !lines.some((line) => line.startsWith('forked'))) await pause(5)
      child.kill('SIGKILL')
      await new Promise((gone) => child.on('close', gone))
    }
    const forks = (await runs.list()).filter(({ from }) => from === id)
    expect(forks.length).toBeGreaterThan(0)
    for (const fork of forks) {
      expect(fork.steps).toBe(steps)
      const { journal } = await runs.take(fork.id)
      const { path, key } = callNumber(steps - 1)
      expect(await journal.recall(path, key)).toMatchObject({ outcome: 'done' })
    }
    expect(await runs.inspect()).toEqual([])
  }, 120_000)
})
