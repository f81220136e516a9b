import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/runtime/clock.ts'
import { openRuns } from '../../src/runtime/journal-store/open-runs.ts'
import type { Runs } from '../../src/runtime/runs.ts'
import { answerNumber, callNumber } from './journal-pairs.ts'

// Up to sixteen processes start here, on machines that may have two cores.
vi.setConfig({ testTimeout: 600_000 })

/** A child of `runs-child.ts`: what it told, when it told the next, and how it ended. */
interface Child {
  readonly process: ChildProcess
  readonly lines: string[]
  line(wanted: RegExp): Promise<string>
  go(): void
  /** Resolves when it is gone and all its output was read; what it said on standard error. */
  readonly ended: Promise<string>
}

let home: string
let runs: Runs
const children: Child[] = []

beforeEach(async () => {
  home = join(mkdtempSync(join(tmpdir(), 'kaoju-executors-')), 'home')
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill('SIGKILL')
    await child.ended
  }
  await runs?.close()
  rmSync(join(home, '..'), { recursive: true, force: true })
})

function start(...parameters: string[]): Child {
  const [what, ...rest] = parameters
  const entry = fileURLToPath(new URL('./runs-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=kaoju-source', entry, what!, home, ...rest])
  const lines: string[] = []
  const waiting = new Set<() => void>()
  let errors = ''
  const wake = (): void => {
    for (const one of waiting) one()
  }
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    wake()
  })
  let gone = false
  const ended = once(child, 'close').then(() => {
    gone = true
    wake()
    return errors
  })
  const started: Child = {
    process: child,
    lines,
    line: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) => wanted.test(line))
          if (found === undefined && !gone) return
          waiting.delete(look)
          if (found === undefined) reject(new Error(`${what} ended without ${wanted}: ${errors}`))
          else resolve(found)
        }
        waiting.add(look)
        look()
      }),
    go: () => void child.stdin.write('go\n'),
    ended,
  }
  children.push(started)
  return started
}

/** So many children that begin in the same moment. */
async function crowd(size: number, ...parameters: string[]): Promise<Child[]> {
  const all = Array.from({ length: size }, () => start(...parameters))
  await Promise.all(all.map((child) => child.line(/^ready$/)))
  for (const child of all) child.go()
  return all
}

async function submitted(): Promise<string> {
  runs = await openRuns(home)
  const { run } = await runs.submit({
    kind: 'research',
    subject: 'why?',
    task: {},
    configuration: {},
    seed: 's',
  })
  return run.id
}

/** How often a run is killed; `npm run soak:kills` asks for more. */
const kills = Number(process.env['KAOJU_CRASHES'] ?? 6)

test('16 processes write at once into a new home: nothing is lost, doubled or refused', async () => {
  const calls = 30
  const writers = await crowd(16, 'write', String(calls), '3')
  expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual(writers.map(() => ''))
  runs = await openRuns(home)
  const ids = writers.map(({ lines }) => /^wrote (\S+)$/.exec(lines.at(-1)!)![1]!)
  expect(new Set(ids).size).toBe(16)
  expect((await runs.list()).map(({ id }) => id).sort()).toEqual(ids.toSorted())
  for (const id of ids) {
    expect(await runs.find(id)).toMatchObject({
      state: 'done',
      steps: calls,
      spent: { calls, tokens: calls * 120, usd: calls * 0.25, unpriced: 0 },
    })
    const { journal, events } = await runs.history(id)
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: calls }, (_, i) => i + 1))
    expect(await journal.allOpenAttempts()).toEqual([])
    expect(new Set((await journal.charges()).map(({ path }) => path)).size).toBe(calls)
    for (let i = 0; i < calls; i++) {
      const { path, key } = callNumber(i)
      expect(await journal.recall(path, key)).toEqual({ outcome: 'done', result: answerNumber(i) })
    }
  }
  expect(await runs.inspect()).toEqual([])
})

test('8 processes that submit under one key submit one run', async () => {
  const submitters = await crowd(8, 'submit', '键')
  expect(await Promise.all(submitters.map((one) => one.ended))).toEqual(submitters.map(() => ''))
  const answers = submitters.flatMap(({ lines }) => lines.slice(1))
  expect(answers).toHaveLength(40)
  expect(new Set(answers.map((line) => line.split(' ')[0])).size).toBe(1)
  expect(answers.filter((line) => line.endsWith(' true'))).toHaveLength(1)
  runs = await openRuns(home)
  expect(await runs.list()).toHaveLength(1)
})

test('of 8 processes that take a run at once, one has it; it stops when another process asks', async () => {
  const id = await submitted()
  const holders = await crowd(8, 'hold', id)
  const answers = await Promise.all(holders.map((holder) => holder.line(/^(taken|run-busy)$/)))
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1)
  expect(answers.filter((answer) => answer === 'run-busy')).toHaveLength(7)
  const holder = holders[answers.indexOf('taken')]!
  expect(await runs.find(id)).toMatchObject({ state: 'running', attempts: 1, pid: holder.process.pid! })
  await expect(runs.take(id)).rejects.toMatchObject({
    code: 'run-busy',
    parameters: { pid: holder.process.pid! },
  })
  expect(await runs.requestStop(id)).toBe('asked')
  await holder.line(/^stop$/)
  expect(await holder.ended).toBe('')
  expect(await runs.find(id)).toMatchObject({ state: 'stopped' })
})

test('an executor killed between intent and result is replaced at once, and its attempt is found open', async () => {
  const id = await submitted()
  const child = start('announce', id)
  await child.line(/^announced$/)
  expect(await runs.find(id)).toMatchObject({ state: 'running', pid: child.process.pid! })
  child.process.kill('SIGKILL')
  await child.ended
  const found = await runs.find(id)
  expect(found).toMatchObject({ state: 'interrupted', attempts: 1 })
  expect(found).not.toHaveProperty('pid')
  expect(await runs.requestStop(id)).toBe('idle')
  const { journal, record } = await runs.take(id)
  expect(record).toMatchObject({ state: 'running', attempts: 2, pid: process.pid })
  const open = { attempt: 1, bound: { tokens: 900 }, handle: 'resp_1' }
  expect(await journal.recall('before', 'k')).toEqual({ outcome: 'done', result: 'kept' })
  expect(await journal.recall('call', 'k')).toBeUndefined()
  expect(await journal.openAttempts('call', 'k')).toMatchObject([open])
  expect(await journal.allOpenAttempts()).toEqual([{ path: 'call', key: 'k', ...open }])
  expect(await journal.lastAttempt('call', 'k')).toBe(1)
})

test.skipIf(process.platform !== 'linux')(
  'an executor that only sleeps is not replaced, however long',
  async () => {
    const id = await submitted()
    const child = start('hold', id)
    child.go()
    await child.line(/^taken$/)
    child.process.kill('SIGSTOP')
    // As if the machine had slept with it: no sign of life for longer than any lease.
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(join(home, 'journal.sqlite'), { timeout: 5000 })
    database.exec('UPDATE states SET lease_until = 1')
    database.close()
    expect(await runs.find(id)).toMatchObject({ state: 'running' })
    await expect(runs.take(id)).rejects.toMatchObject({ code: 'run-busy' })
    expect(await runs.requestStop(id)).toBe('asked')
    child.process.kill('SIGCONT')
    await child.line(/^stop$/)
  },
)

test('a home whose makers were killed while they made it is whole', async () => {
  for (let kill = 0; kill < kills; kill++) {
    const maker = start('write', '1', '1')
    await maker.line(/^ready$/)
    maker.go()
    await systemClock.sleep(15 + (kill % 10) * 16)
    maker.process.kill('SIGKILL')
    await maker.ended
  }
  const [last] = await crowd(1, 'write', '1', '1')
  expect(await last!.ended).toBe('')
  runs = await openRuns(home)
  expect(await runs.inspect()).toEqual([])
  const [newest, ...others] = await runs.list()
  expect(newest).toMatchObject({ state: 'done', steps: 1 })
  for (const { state } of others) expect(state).toMatch(/^(waiting|interrupted|done)$/)
})

test('killed again and again, a run loses nothing that it told of', async () => {
  const id = await submitted()
  let told = -1
  for (let kill = 0; kill < kills; kill++) {
    const child = start('forever', id)
    await child.line(new RegExp(`^wrote ${told + 3 + (kill % 12)}$`))
    // At another place of the next write each time.
    await systemClock.sleep((kill * 7) % 5)
    child.process.kill('SIGKILL')
    await child.ended
    told = Number(child.lines.at(-1)!.split(' ')[1])
    const { journal, events } = await runs.history(id)
    const charges = await journal.charges()
    expect([told + 1, told + 2]).toContain(charges.length)
    expect(events).toHaveLength(charges.length)
    expect(await runs.find(id)).toMatchObject({
      state: 'interrupted',
      attempts: kill + 1,
      steps: charges.length,
    })
    told = charges.length - 1
  }
  const { journal } = await runs.history(id)
  for (let i = 0; i <= told; i++) {
    const { path, key } = callNumber(i)
    expect(await journal.recall(path, key)).toEqual({ outcome: 'done', result: answerNumber(i) })
  }
  expect((await journal.allOpenAttempts()).length).toBeLessThanOrEqual(kills)
  expect(await runs.inspect()).toEqual([])
})
