/** Telling a run something, writing it anew and asking on, from the command line: real processes, a web on loopback. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { openRuns } from '#runtime'
import { article } from '../research/web/small-web.ts'
import { lake, lakeQuestion, openLoopbackWeb, type LoopbackWeb } from './loopback-web.ts'
import { emptyFolder, runKaoju, runShared, type Ended } from './run-kaoju.ts'

let web: LoopbackWeb
let home: string
let id: string
let steered: Ended[]
let ended: Ended
const waiting: ServerResponse[] = []
const environment = (): Record<string, string | undefined> => ({ ...web.env, KAOJU_HOME: home })
const run = (...line: readonly string[]): Promise<Ended> => runShared(line, { env: environment() })

/** One run, held up by a page until it was told what there is to tell. */
beforeAll(async () => {
  home = join(emptyFolder(), 'home')
  web = await openLoopbackWeb({
    '/restoration': lake['/restoration'],
    '/slow': (response) => void waiting.push(response),
  })
  const research = runKaoju(['research', lakeQuestion, '--strategy', 'plan-execute'], {
    env: environment(),
  })
  while (waiting.length === 0) await pause(20)
  const [running] = (JSON.parse((await run('runs', '--json')).stdout) as { runs: { id: string }[] }).runs
  id = running!.id
  steered = [
    await run('steer', id, 'note', 'Only figures.'),
    await run('steer', id, 'ban', 'spam.example', '--json'),
    await run('steer', id, 'budget', '--pages', '400', '--usd', '2.5'),
    await run('steer', id, 'ask', 'How much sediment was removed from Lake Orlin?'),
    await run('steer', id, 'drop', 'q77'),
    await run('steer', id, 'add-source', 'http://192.168.7.7/'),
  ]
  // The run looks into its inbox twice a second.
  await pause(1_500)
  for (const response of waiting)
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(article('Slow', ['Lake Orlin froze in January 2024.']))
  ended = await research
}, 120_000)
afterAll(() => web.close())

const reportOf = (made: string): Report =>
  JSON.parse(readFileSync(join(home, 'reports', `${made}.json`), 'utf8')) as Report

describe('steer', () => {
  test('tells a run of another process, and the run tells that it heard', async () => {
    expect(steered.map(({ exit }) => exit)).toEqual([0, 0, 0, 0, 1, 1])
    expect(steered[0]!.stdout).toContain(`Told the run ${id}: note "Only figures."`)
    expect(JSON.parse(steered[1]!.stdout)).toEqual({
      run: id,
      answer: 'sent',
      steering: { kind: 'source-ban', site: 'spam.example' },
    })
    expect(steered[4]!.stderr).toMatch(/Not told to the run: question-drop q77\. It takes: q1/)
    expect(steered[5]!.stderr).toContain('192.168.')
    expect(ended.stderr).toContain('Heeded: note "Only figures."')
    const runs = await openRuns(home)
    const { events } = await runs.history(id)
    await runs.close()
    const heeded = events.flatMap(({ event }) =>
      event.type === 'steering-heeded' ? [event.steering.kind] : [],
    )
    expect(heeded).toEqual(['note', 'source-ban', 'budget-raise', 'question-add'])
    const shown = await run('runs', id)
    expect(shown.stdout).toContain(
      'Told while it worked:\n  note "Only figures." (heeded)\n  ban spam.example (heeded)',
    )
    expect(reportOf(id).plan.map(({ text }) => text)).toContain(
      'How much sediment was removed from Lake Orlin?',
    )
  })

  test('a run that is over is not told, and its replay is what it was', async () => {
    const late = await run('steer', id, 'note', 'late')
    expect([late.exit, late.stdout]).toEqual([3, expect.stringContaining('is over already')])
    expect((await run('replay', id)).stdout).toBe(ended.stdout)
  })

  test.each([
    [['steer', 'run-x'], 2],
    [['steer', 'run-x', 'dance'], 2],
    [['steer', 'run-x', 'ban'], 2],
    [['steer', 'run-x', 'ban', 'a.com', 'b.com'], 2],
    [['steer', 'run-x', 'edit', 'q1'], 2],
    [['steer', 'run-x', 'budget'], 2],
    [['steer', 'run-x', 'budget', '--usd', '-2'], 2],
    [['steer', 'run-x', 'pause', '--usd', '2'], 2],
    [['steer', 'run-x', 'pause'], 1],
    [['rewrite', 'run-x', '--language', 'fr'], 2],
    [['rewrite', 'run-x', '--length', 'short'], 1],
    [['research', 'And then?', '--follow', 'run-x'], 1],
  ])('%j ends with %i', async (line, exit) => {
    // Refused while it opens the library, a run leaves the home held by its process.
    const wrong = await (line[0] === 'research' ? runKaoju(line, { env: environment() }) : run(...line))
    expect(wrong.exit).toBe(exit)
    expect(wrong.stdout).toBe('')
    expect(wrong.stderr).toMatch(/^kaoju: /m)
  })
})

test('rewrite makes a run of its own, and asks nobody', async () => {
  const asked = [web.requests.length, web.queries.length]
  const written = await run('rewrite', id, '--type', 'summary', '--json')
  const report = JSON.parse(written.stdout) as Report
  expect(report.from).toBe(id)
  expect(report.run).not.toBe(id)
  expect([web.requests.length, web.queries.length]).toEqual(asked)
  expect((await run('runs', report.run)).stdout).toMatch(new RegExp(`^written anew from +${id}$`, 'm'))
  expect((await run('replay', report.run, '--json')).stdout).toBe(written.stdout)
  const bare = await run('rewrite', id)
  expect([bare.exit, bare.stderr]).toEqual([2, expect.stringContaining('--language')])
  const added = await run('add', 'package.json')
  expect(added.exit).toBe(0)
  const [last] = (
    JSON.parse((await run('runs', '--json')).stdout) as { runs: { id: string; kind: string }[] }
  ).runs
  expect(last!.kind).toBe('add')
  expect((await run('rewrite', last!.id, '--length', 'short')).exit).toBe(2)
}, 120_000)

test('research --follow completes the question and carries what the run knows, with or without its report file', async () => {
  const line = ['research', 'And who led it?', '--follow', id, '--offline', '--json'] as const
  const followed = await run(...line)
  expect(followed.stderr).toContain('Understood as: ')
  const report = JSON.parse(followed.stdout) as Report
  expect(report.question).toMatch(/Lake Orlin/)
  const runs = await openRuns(home)
  const { task } = await runs.find(report.run)
  const { previous } = task as { previous: { run: string; findings: unknown[]; documents: string[] } }
  expect(previous.run).toBe(id)
  expect(previous.findings.length).toBeGreaterThan(0)
  expect(previous.documents.length).toBeGreaterThan(0)
  writeFileSync(join(home, 'reports', `${id}.json`), 'not a report')
  const again = JSON.parse((await run(...line)).stdout) as Report
  const { task: second } = await runs.find(again.run)
  expect((second as { previous: unknown }).previous).toEqual(previous)
  await runs.close()
}, 120_000)
