import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Feedback } from '#vocabulary'
import { createEventLog, KaojuError, openRuns, systemClock, type Runs } from '#runtime'

const home = mkdtempSync(join(tmpdir(), 'kaoju-remarks-'))
let runs: Runs
beforeAll(async () => {
  runs = await openRuns(home)
})
afterAll(async () => {
  await runs.close()
  rmSync(home, { recursive: true, force: true })
})

const request = { kind: 'research', subject: 'q', task: {}, configuration: {}, seed: 's' } as const
const useful: Feedback = { about: { kind: 'source', document: 'd_1', uri: 'file:///a' }, judgement: 'useful' }

test('a log is read from a number on, in parts', async () => {
  const { run } = await runs.submit(request)
  const taken = await runs.take(run.id)
  const log = createEventLog(run.id, systemClock, taken.journal, taken.past)
  for (let item = 1; item <= 5; item++) log.append('', { type: 'progress', phase: 'read', done: item })
  await log.flushed()
  const numbers = async (after?: number, limit?: number): Promise<number[]> =>
    (await runs.events(run.id, after, limit)).map(({ sequence }) => sequence)
  expect(await numbers()).toEqual([1, 2, 3, 4, 5])
  expect(await numbers(2, 2)).toEqual([3, 4])
  expect(await numbers(5)).toEqual([])
  await taken.finish('done')
})

test('what readers say follows the log of a finished run, and survives its being opened again', async () => {
  const { run } = await runs.submit(request)
  const refused = await runs.remark(run.id, useful).catch((error: unknown) => error)
  expect(refused instanceof KaojuError && refused.code).toBe('run-not-finished')
  const taken = await runs.take(run.id)
  const log = createEventLog(run.id, systemClock, taken.journal, taken.past)
  log.append('', { type: 'run-end', outcome: 'done', milliseconds: 1 })
  await log.flushed()
  await taken.finish('done')
  const said = await Promise.all([runs.remark(run.id, useful), runs.remark(run.id, useful)])
  expect(said.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual([2, 3])
  await runs.close()
  runs = await openRuns(home)
  const events = await runs.events(run.id, 1)
  expect(events).toEqual(said.toSorted((a, b) => a.sequence - b.sequence))
  expect(events[0]!.event).toEqual({ type: 'feedback-given', feedback: useful })
  expect(await runs.inspect()).toEqual([])
})

test('a run that nobody knows is an error', async () => {
  await expect(runs.remark('run-none', useful)).rejects.toMatchObject({ code: 'run-unknown' })
  await expect(runs.events('run-none')).rejects.toMatchObject({ code: 'run-unknown' })
})
