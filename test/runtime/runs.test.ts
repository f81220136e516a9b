import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { steppedClock, systemClock } from '../../src/runtime/clock.ts'
import { createContext } from '#runtime'
import { createEventLog } from '../../src/runtime/event-log.ts'
import { openRuns } from '../../src/runtime/journal-store/open-runs.ts'
import type { RunRequest, Runs, Taken } from '../../src/runtime/runs.ts'
import { chargeOf, eventOf } from './journal-pairs.ts'

let home: string
let runs: Runs
const others: Runs[] = []

beforeEach(async () => {
  home = join(mkdtempSync(join(tmpdir(), 'kaoju-runs-')), 'home')
  runs = await openRuns(home)
})
afterEach(async () => {
  for (const other of [runs, ...others.splice(0)]) await other.close()
  rmSync(join(home, '..'), { recursive: true, force: true })
})

/** Another connection, as another process would have. */
async function another(): Promise<Runs> {
  const other = await openRuns(home)
  others.push(other)
  return other
}

const request: RunRequest = {
  kind: 'research',
  subject: '乾嘉学派为何重考据？',
  task: { question: '乾嘉学派为何重考据？', options: { depth: 2 } },
  configuration: { models: { writer: 'm-1' }, limits: { tokens: 1000 } },
  seed: 'seed',
}

/** What only another program would do to the row: lets a test stand on another machine or in another time. */
function setState(columns: string, ...values: (string | number | null)[]): void {
  const database = new DatabaseSync(join(home, 'journal.sqlite'), { timeout: 5000 })
  database.prepare(`UPDATE states SET ${columns}`).run(...values)
  database.close()
}

const fired = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted ? Promise.resolve() : once(signal, 'abort')

describe('submitting', () => {
  test('a run waits, and is found by its id, by the beginning of it, and in the list', async () => {
    const { run, created } = await runs.submit(request)
    expect(created).toBe(true)
    expect(run).toMatchObject({ ...request, state: 'waiting', attempts: 0, steps: 0 })
    expect(run.spent).toEqual({ calls: 0, tokens: 0, usd: 0, unpriced: 0 })
    expect(run).not.toHaveProperty('key')
    expect(await runs.find(run.id)).toEqual(run)
    expect(await runs.find(run.id.slice(0, -3))).toEqual(run)
    expect(await runs.list()).toEqual([run])
    expect(await (await another()).find(run.id)).toEqual(run)
  })

  test('ids sort by time, are told apart within a millisecond, and the list is newest first', async () => {
    const clock = steppedClock(Date.UTC(2026, 10, 21, 16, 33, 29, 482))
    const dated = await openRuns(home, { clock })
    others.push(dated)
    const same = await Promise.all(Array.from({ length: 50 }, () => dated.submit(request)))
    expect(new Set(same.map(({ run }) => run.id)).size).toBe(50)
    for (const { run } of same) expect(run.id).toMatch(/^run-20261121T163329482-[0-9a-f]{6}$/)
    await clock.sleep(1)
    const later = await dated.submit(request)
    expect(later.run.createdAt).toBe(same[0]!.run.createdAt + 1)
    expect(same.every(({ run }) => run.id < later.run.id)).toBe(true)
    const listed = await runs.list()
    expect(listed.map(({ id }) => id)).toEqual([later.run.id, ...same.map(({ run }) => run.id).reverse()])
    expect(await runs.list({ limit: 2 })).toEqual(listed.slice(0, 2))
    await expect(runs.find('run-2026')).rejects.toMatchObject({
      code: 'id-ambiguous',
      parameters: { id: 'run-2026', candidates: expect.stringMatching(/^(run-\S+, ){5}…$/) as unknown },
    })
  })

  test.each(['nonesuch', '', '%', 'run-_', "' OR 1=1 --", '运行'])('%j names no run', async (text) => {
    await runs.submit(request)
    await expect(runs.find(text)).rejects.toMatchObject({ code: 'run-unknown' })
    await expect(runs.take(text)).rejects.toMatchObject({ code: 'run-unknown' })
    await expect(runs.history(text)).rejects.toMatchObject({ code: 'run-unknown' })
    await expect(runs.requestStop(text)).rejects.toMatchObject({ code: 'run-unknown' })
  })

  test('one key is one run, however its request is ordered; another request under it is refused', async () => {
    const first = await runs.submit({ ...request, key: '键 "1"' })
    expect(first).toMatchObject({ created: true, run: { key: '键 "1"' } })
    const again = await (
      await another()
    ).submit({
      key: '键 "1"',
      seed: request.seed,
      configuration: { limits: { tokens: 1000 }, models: { writer: 'm-1', absent: undefined } },
      task: { options: { depth: 2 }, question: request.subject },
      subject: request.subject,
      kind: 'research',
    })
    expect(again).toEqual({ run: first.run, created: false })
    await expect(runs.submit({ ...request, key: '键 "1"', seed: 'other' })).rejects.toMatchObject({
      code: 'run-key-reused',
      parameters: { key: '键 "1"', run: first.run.id },
    })
    expect((await runs.submit({ ...request, key: '键 "2"' })).created).toBe(true)
    expect((await runs.submit(request)).created).toBe(true)
    expect((await runs.submit(request)).created).toBe(true)
    expect(await runs.list()).toHaveLength(4)
  })

  test('a key may stand for less than the request: what was asked, whatever was found out since', async () => {
    const first = await runs.submit({ ...request, key: 'k', asked: 'a' })
    const found = { ...request, configuration: { reach: 'elsewhere' }, key: 'k' }
    expect(await runs.submit({ ...found, asked: 'a' })).toEqual({ run: first.run, created: false })
    expect(first.run.configuration).toEqual(request.configuration)
    for (const other of [{ asked: 'b' }, {}])
      await expect(runs.submit({ ...found, ...other })).rejects.toMatchObject({ code: 'run-key-reused' })
  })
})

describe('an executor', () => {
  const submitted = async (): Promise<string> => (await runs.submit(request)).run.id

  test('has the run to itself until it finishes it', async () => {
    const id = await submitted()
    const taken = await runs.take(id)
    expect(taken.record).toMatchObject({ id, state: 'running', attempts: 1, pid: process.pid })
    const other = await another()
    await expect(other.take(id)).rejects.toMatchObject({
      code: 'run-busy',
      parameters: { run: id, pid: process.pid },
    })
    await expect(runs.take(id)).rejects.toMatchObject({ code: 'run-busy' })
    expect(await other.find(id)).toMatchObject({ state: 'running', pid: process.pid })
    await taken.finish('failed', { code: 'model-quota', parameters: { provider: 'p', reason: '余额不足' } })
    const record = await other.find(id)
    expect(record).toMatchObject({
      state: 'failed',
      error: { code: 'model-quota', parameters: { provider: 'p', reason: '余额不足' } },
    })
    expect(record).not.toHaveProperty('pid')
    const again = await other.take(id)
    expect(again.record).toMatchObject({ state: 'running', attempts: 2 })
    expect(again.record).not.toHaveProperty('error')
  })

  test.each(['done', 'incomplete', 'stopped'] as const)('finishes a run as %s', async (state) => {
    const id = await submitted()
    const taken = await runs.take(id)
    await taken.finish(state)
    expect(await runs.find(id)).toMatchObject({ state, attempts: 1 })
    expect(await runs.requestStop(id)).toBe('finished')
    expect(taken.lost.aborted).toBe(false)
  })

  test('of two that come at once, exactly one has it', async () => {
    const id = await submitted()
    const all = [runs, await another(), await another(), await another()]
    const takes = await Promise.allSettled([...all, ...all].map((one) => one.take(id)))
    expect(takes.filter((take) => take.status === 'fulfilled')).toHaveLength(1)
    for (const take of takes)
      if (take.status === 'rejected') expect(take.reason).toMatchObject({ code: 'run-busy' })
    expect((await runs.find(id)).attempts).toBe(1)
  })

  test('gives a run back: it is interrupted, and what was written before is there', async () => {
    const id = await submitted()
    const taken = await runs.take(id)
    const writes = [1, 2, 3].map((n) => taken.journal.write([{ kind: 'event', event: eventOf(n) }]))
    await taken.release()
    await Promise.all(writes)
    expect(await runs.find(id)).toMatchObject({ state: 'interrupted' })
    expect(await runs.requestStop(id)).toBe('idle')
    await expect(taken.journal.write([{ kind: 'event', event: eventOf(4) }])).rejects.toMatchObject({
      code: 'run-lost',
    })
    const again = await (await another()).take(id)
    expect(again.past).toEqual([eventOf(1), eventOf(2), eventOf(3)])
    expect(taken.lost.aborted).toBe(false)
  })

  test('gives back what it has when its home is closed', async () => {
    const id = await submitted()
    await (await openRuns(home).then((other) => other.take(id).then(() => other))).close()
    expect(await runs.find(id)).toMatchObject({ state: 'interrupted', attempts: 1 })
  })

  test('whose lease ran out on another machine is replaced, and can write nothing more', async () => {
    const id = await submitted()
    const taken = await runs.take(id)
    await taken.journal.write([{ kind: 'event', event: eventOf(1) }])
    const other = await another()
    setState(`place = 'another machine', lease_until = ?`, Date.now() + 60_000)
    await expect(other.take(id)).rejects.toMatchObject({ code: 'run-busy' })
    expect((await other.find(id)).state).toBe('running')
    setState(`place = 'another machine', lease_until = ?`, Date.now() - 1)
    const successor = await other.take(id)
    expect(successor.record.attempts).toBe(2)
    await expect(taken.journal.write([{ kind: 'event', event: eventOf(2) }])).rejects.toMatchObject({
      code: 'run-lost',
      parameters: { run: id },
    })
    await fired(taken.lost)
    await expect(taken.finish('done')).rejects.toMatchObject({ code: 'run-lost' })
    await expect(taken.release()).rejects.toMatchObject({ code: 'run-lost' })
    await successor.journal.write([{ kind: 'event', event: eventOf(2, 'from the successor') }])
    expect((await runs.history(id)).events).toEqual([eventOf(1), eventOf(2, 'from the successor')])
    expect(await runs.find(id)).toMatchObject({ state: 'running', attempts: 2 })
  })

  test('that is idle hears that it was replaced', async () => {
    const id = await submitted()
    const taken = await runs.take(id)
    setState(`fence = fence + 1`)
    await fired(taken.lost)
    expect(taken.lost.reason).toMatchObject({ code: 'run-lost' })
    expect(taken.stop.aborted).toBe(false)
  })

  test('renews its lease while it lives', async () => {
    const id = await submitted()
    await runs.take(id)
    setState(`place = 'another machine', lease_until = ?`, Date.now() + 9000)
    const before = Date.now() + 9000
    const other = new DatabaseSync(join(home, 'journal.sqlite'), { timeout: 5000 })
    const lease = (): number => Number(other.prepare('SELECT lease_until FROM states').get()!['lease_until'])
    while (lease() <= before) await systemClock.sleep(50)
    expect(lease()).toBeGreaterThan(Date.now() + 12_000)
    other.close()
  })

  test('is dead when its pid belongs to a later process, or is unknown and its lease ran out', async () => {
    const id = await submitted()
    await runs.take(id)
    setState(`started = 'another time'`)
    if (process.platform === 'linux') expect((await runs.find(id)).state).toBe('interrupted')
    setState(`started = NULL, lease_until = ?`, Date.now() + 60_000)
    expect((await runs.find(id)).state).toBe('running')
    setState(`lease_until = ?`, Date.now() - 1)
    expect((await runs.find(id)).state).toBe('interrupted')
  })

  test.skipIf(process.platform !== 'linux')('is dead when it is a zombie', async () => {
    const id = await submitted()
    await runs.take(id)
    const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 30'])
    try {
      const pid = Number(String((await once(parent.stdout, 'data'))[0]).trim())
      const stat = (): string[] => {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
        return text.slice(text.lastIndexOf(')') + 2).split(' ')
      }
      setState('pid = ?, started = ?, lease_until = ?', pid, stat()[19]!, Date.now() + 60_000)
      while (stat()[0] !== 'Z') await systemClock.sleep(20)
      expect((await runs.find(id)).state).toBe('interrupted')
      expect((await (await another()).take(id)).record.attempts).toBe(2)
    } finally {
      parent.kill('SIGKILL')
    }
  })

  test('hears that it shall stop, from its own process and from others', async () => {
    for (const asker of [runs, await another()]) {
      const id = await submitted()
      expect(await asker.requestStop(id)).toBe('idle')
      const taken = await runs.take(id)
      await systemClock.sleep(0)
      expect(taken.stop.aborted).toBe(false)
      expect(await asker.requestStop(id.slice(0, -1))).toBe('asked')
      await fired(taken.stop)
      expect(taken.lost.aborted).toBe(false)
      // Who is asked to stop still finishes.
      await taken.journal.write([{ kind: 'event', event: eventOf(1) }])
      await taken.finish('stopped')
      expect(await asker.requestStop(id)).toBe('finished')
      // The next attempt starts unasked.
      const again = await asker.take(id)
      await (await another()).find(id)
      expect(again.stop.aborted).toBe(false)
      await again.release()
    }
  })
})

describe('what a run did', () => {
  const ran = async (): Promise<{ id: string; taken: Taken }> => {
    const { run } = await runs.submit(request)
    const taken = await runs.take(run.id)
    const charge = (attempt: number, more: Parameters<typeof chargeOf>[2]) =>
      taken.journal.write([
        { kind: 'intent', path: 'a', key: 'k', attempt, bound: { tokens: 500 } },
        { kind: 'charge', key: 'k', charge: chargeOf('a', attempt, more) },
      ])
    await charge(1, { usd: null, inputTokens: 10, outputTokens: 0, outcome: 'failed' })
    await charge(2, { usd: 0.5 })
    await charge(3, { usd: 0.25, inputTokens: Number.NaN, outputTokens: 7 })
    await taken.journal.write([
      { kind: 'step', path: 'a', key: 'k', recorded: { outcome: 'done', result: 'answer' } },
    ])
    await taken.journal.write([{ kind: 'event', event: eventOf(1) }])
    return { id: run.id, taken }
  }

  test('is summed from the ledger', async () => {
    const { id } = await ran()
    expect(await runs.find(id)).toMatchObject({
      steps: 1,
      spent: { calls: 3, tokens: 137, usd: 0.75, unpriced: 1 },
    })
  })

  test('is kept apart from other runs', async () => {
    const { id } = await ran()
    const { run } = await runs.submit(request)
    const other = await runs.take(run.id)
    expect(await other.journal.recall('a', 'k')).toBeUndefined()
    expect(await other.journal.charges()).toEqual([])
    expect(await other.journal.lastAttempt('a', 'k')).toBe(0)
    expect(other.past).toEqual([])
    await other.journal.write([
      { kind: 'step', path: 'a', key: 'k', recorded: { outcome: 'done', result: 'mine' } },
      { kind: 'event', event: eventOf(1) },
    ])
    expect(await (await runs.history(id)).journal.recall('a', 'k')).toEqual({
      outcome: 'done',
      result: 'answer',
    })
  })

  test('can be read while it goes on, and not be written', async () => {
    const { id, taken } = await ran()
    const { journal, events } = await (await another()).history(id.slice(0, -2))
    expect(events).toEqual([eventOf(1)])
    expect(await journal.recall('a', 'k')).toEqual({ outcome: 'done', result: 'answer' })
    expect(await journal.recall('later', 'k')).toBeUndefined()
    await taken.journal.write([
      { kind: 'step', path: 'later', key: 'k', recorded: { outcome: 'done', result: 2 } },
    ])
    expect(await journal.recall('later', 'k')).toEqual({ outcome: 'done', result: 2 })
    await expect(journal.write([{ kind: 'event', event: eventOf(2) }])).rejects.toMatchObject({
      code: 'replay-missing',
      parameters: { run: id },
    })
  })

  test('is only added to: an event, an intent and a charge exist once, and the file refuses changes', async () => {
    const { id, taken } = await ran()
    const before = await runs.history(id)
    for (const entries of [
      [{ kind: 'event', event: eventOf(1, 'another') }],
      [
        { kind: 'step', path: 'b', key: 'k', recorded: { outcome: 'done', result: 1 } },
        { kind: 'charge', key: 'k', charge: chargeOf('a', 2) },
      ],
    ] as const)
      await expect(taken.journal.write(entries)).rejects.toMatchObject({ code: 'internal' })
    // A refused write is refused whole, and those that wait with it are not.
    const [refused, kept] = await Promise.allSettled([
      taken.journal.write([
        { kind: 'step', path: 'b', key: 'k', recorded: { outcome: 'done', result: 1 } },
        { kind: 'event', event: eventOf(1) },
      ]),
      taken.journal.write([{ kind: 'event', event: eventOf(2) }]),
    ])
    expect([refused.status, kept.status]).toEqual(['rejected', 'fulfilled'])
    expect(await taken.journal.recall('b', 'k')).toBeUndefined()
    expect((await runs.history(id)).events).toEqual([...before.events, eventOf(2)])

    const database = new DatabaseSync(join(home, 'journal.sqlite'), { timeout: 5000 })
    for (const table of ['runs', 'steps', 'intents', 'charges', 'events']) {
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow(/only added to/)
      const column = table === 'runs' ? 'request' : 'content'
      expect(() => database.exec(`UPDATE ${table} SET ${column} = ''`)).toThrow(/only added to/)
    }
    database.close()
  })

  test('resumes: what is recorded is not done again, and the log goes on where it ended', async () => {
    const { run } = await runs.submit(request)
    const large = 'x'.repeat(100_000)
    let done = 0
    const execute = async (from: Runs): Promise<readonly number[]> => {
      const taken = await from.take(run.id)
      const log = createEventLog(run.id, systemClock, taken.journal, taken.past)
      const { context } = createContext({ run: run.id, journal: taken.journal, log })
      for (let i = 0; i < 20; i++) {
        const result = await context.step(`step-${i}`, { i }, () => {
          done++
          return Promise.resolve({ i, text: i % 2 ? large : '短' })
        })
        expect(result).toEqual({ i, text: i % 2 ? large : '短' })
      }
      await log.flushed()
      await taken.release()
      return log.events.map(({ sequence }) => sequence)
    }
    const told = await execute(runs)
    expect(told).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(done).toBe(20)
    expect(await execute(await another())).toEqual(told)
    expect(done).toBe(20)
    expect(await runs.find(run.id)).toMatchObject({ steps: 20, attempts: 2, state: 'interrupted' })
  })

  test('an entry is written as it was when it was handed over', async () => {
    const { run } = await runs.submit(request)
    const { journal } = await runs.take(run.id)
    const bound = { tokens: 1 }
    const written = journal.write([{ kind: 'intent', path: 'a', key: 'k', attempt: 1, bound }])
    bound.tokens = 2
    await written
    expect(await journal.openAttempts('a', 'k')).toMatchObject([{ bound: { tokens: 1 } }])
  })
})

describe('inspecting', () => {
  test('a sound journal has nothing to say', async () => {
    const { run } = await runs.submit(request)
    const taken = await runs.take(run.id)
    await taken.journal.write([
      { kind: 'intent', path: 'a', key: 'k', attempt: 1, bound: {} },
      { kind: 'handle', path: 'a', key: 'k', attempt: 1, handle: 'h' },
      { kind: 'charge', key: 'k', charge: chargeOf('a', 1) },
    ])
    expect(await runs.inspect()).toEqual([])
  })

  test('rows that hang in the air are told', async () => {
    const { run } = await runs.submit(request)
    const { journal } = await runs.take(run.id)
    await journal.write([
      { kind: 'charge', key: 'k', charge: chargeOf('a', 1) },
      { kind: 'handle', path: 'b', key: 'k', attempt: 1, handle: 'h' },
    ])
    const database = new DatabaseSync(join(home, 'journal.sqlite'), { timeout: 5000 })
    database.exec(`PRAGMA foreign_keys = OFF;
      INSERT INTO events (run, sequence, content) VALUES (99, 1, 'not JSON');
      INSERT INTO runs (id, request, created_at, engine) VALUES ('run-x', '{}', 0, '0')`)
    database.close()
    expect(await runs.inspect()).toEqual([
      '1 entries of the journal belong to no run.',
      '1 runs have no state.',
      '1 charges are for attempts that were never announced.',
      '1 handles are for attempts that were never announced.',
      '1 entries in events are not JSON.',
    ])
  })
})

test.skipIf(process.platform === 'win32')(
  'a home is made for its owner only, and nothing is left beside the file',
  async () => {
    expect(statSync(home).mode & 0o777).toBe(0o700)
    await runs.submit(request)
    await runs.close()
    expect(existsSync(join(home, 'journal.sqlite'))).toBe(true)
    expect(existsSync(join(home, 'journal.sqlite-wal'))).toBe(false)
    runs = await openRuns(home)
    expect(await runs.list()).toHaveLength(1)
  },
)
