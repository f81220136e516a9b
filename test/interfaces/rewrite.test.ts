/**
 * Re-writing and asking on, executed as the command line does: runs in a real journal, a library, a web on loopback
 * that counts, and models that follow a script.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { createContext, openRuns, type Limits, type RunRecord, type Runs } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { leftInRewriting, previousOf, type Writing } from '#research'
import { parseReport } from '#report'
import { executeRun, replayRun, type EndedRun } from '../../src/interfaces/runs/execution.ts'
import { performRun, type RunConfiguration, type RunValue } from '../../src/interfaces/runs/tasks.ts'
import { scriptedModels, type Asked } from '../research/scripted-models.ts'
import { article, openSmallWeb, type SmallWeb } from '../research/web/small-web.ts'

const pages = {
  'http://lake.example/restoration': article('Restoration of Lake Orlin', [
    'The restoration of Lake Orlin cost 41.7 million euros and ended in October 2023.',
    'The work removed 380,000 cubic metres of sediment from the southern basin of Lake Orlin.',
  ]),
  'http://news.example/orlin': article('Lake Orlin reopens', [
    'After three years of work Lake Orlin reopened to swimmers in June 2024, the water authority said.',
  ]),
}
const question = 'How much did the restoration of Lake Orlin cost?'

let folder: string
let home: string
let runs: Runs
let library: Library
let web: SmallWeb
let log: Asked[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaoju-rewrite-'))
  home = join(folder, 'home')
  runs = await openRuns(home)
  const { context } = createContext()
  library = await openLibrary({ home, mode: 'write' }, context)
  writeFileSync(
    join(folder, 'notes.md'),
    '# Notes\n\nThe restoration of Lake Orlin cost less than was feared.\n',
  )
  await addPaths(library, [join(folder, 'notes.md')], {}, context)
  web = await openSmallWeb(pages)
  log = []
})
afterEach(async () => {
  await runs.close()
  await library.close()
  await web.close()
  rmSync(folder, { recursive: true, force: true })
})

const outside = (): number => web.queries.length + web.requests.length
const steps = (): string[] => [...new Set(log.map(({ name }) => name.split('/')[0]!))].toSorted()

async function execute(run: RunRecord, stop = new AbortController().signal): Promise<EndedRun<RunValue>> {
  const never = new AbortController().signal
  return executeRun(
    runs,
    run.id,
    { stop, abort: never, egress: web.egress, watch: () => () => undefined },
    (context) => performRun(run, { library, models: scriptedModels({}, { log }), web: web.parts() }, context),
  )
}

const reportIn = ({ value }: EndedRun<RunValue>): Report => {
  if (value.kind !== 'research') throw new Error('no research')
  return value.report
}

const configuration = (limits: Limits = {}): RunConfiguration => ({ castings: [], limits })

async function first(stop?: AbortSignal): Promise<{ run: RunRecord; ended: EndedRun<RunValue> }> {
  const task = { question, language: 'en', effort: 'quick', maxFileBytes: 1e6 } as const
  const { run } = await runs.submit({
    kind: 'research',
    subject: question,
    task,
    configuration: configuration(),
    seed: 's',
  })
  return { run, ended: await execute(run, stop) }
}

async function fork(of: RunRecord, writing: Writing): Promise<RunRecord> {
  const { run } = await runs.fork(
    of.id,
    {
      kind: 'research',
      subject: of.subject,
      task: { ...(of.task as object), writing },
      configuration: configuration({ queries: 0, pages: 0 }),
      seed: of.seed,
    },
    leftInRewriting,
  )
  return run
}

describe('a re-writing', () => {
  test.each<Writing>([
    { language: 'zh' },
    { length: 'short' },
    { type: 'outline' },
    { type: 'detailed', length: 'long' },
  ])('as %j calls who writes and who judges, and nobody else', async (writing) => {
    const { run, ended } = await first()
    const before = reportIn(ended)
    expect(steps()).toEqual(expect.arrayContaining(['rewrite-query', 'write-section']) as string[])
    expect(steps().some((step) => step.startsWith('plan'))).toBe(true)
    const [asked, calls] = [outside(), log.splice(0).length]
    expect(asked).toBeGreaterThan(2)

    const written = await fork(run, writing)
    const told = await execute(written)
    const report = reportIn(told)
    expect(outside()).toBe(asked)
    expect(steps().filter((step) => !['write-section', 'judge', 'repair'].includes(step))).toEqual([])
    expect(log.length).toBeGreaterThan(0)
    expect(log.length).toBeLessThan(calls)
    expect(report).toMatchObject({
      run: written.id,
      from: run.id,
      question,
      language: writing.language ?? 'en',
    })
    expect(report.cost.calls).toBe(log.length)
    expect(before.cost.calls).toBe(calls)
    expect(told.charges.filter(({ kind }) => kind !== 'chat')).toEqual([])
    // The evidence is that of the first.
    const sources = (of: Report): string[] =>
      of.sections.flatMap(({ sentences }) =>
        sentences.flatMap(({ citations }) => citations.map(({ uri }) => uri)),
      )
    expect(sources(report).length).toBeGreaterThan(0)
    expect([...new Set(sources(before))]).toEqual(
      expect.arrayContaining([...new Set(sources(report))]) as string[],
    )
    expect(parseReport(JSON.stringify(report))).toEqual(report)
  })

  test('is replayed and resumed without the run it was made from', async () => {
    const { run } = await first()
    const written = await fork(run, { language: 'zh' })
    const report = reportIn(await execute(written))
    const third = await fork(run, { length: 'short' })
    await runs.close()
    forget(run.id)
    runs = await openRuns(home)
    const asked = [outside(), log.length]
    const never = new AbortController().signal
    const again = await replayRun(runs, written.id, { stop: never, abort: never }, (context) =>
      performRun(written, { library, models: scriptedModels({}, { log }), web: web.parts() }, context),
    )
    expect(reportIn(again)).toEqual(report)
    expect([outside(), log.length]).toEqual(asked)
    expect(reportIn(await execute(third)).from).toBe(run.id)
    expect(outside()).toBe(asked[0])
  })

  test('of a run that was told to write is written by models, from what that run had found', async () => {
    const { run, ended } = await first(AbortSignal.abort())
    expect(ended.state).toBe('stopped')
    const before = outside()
    log.splice(0)
    const told = await execute(await fork(run, { length: 'long' }))
    expect(told.state).not.toBe('stopped')
    expect(outside()).toBe(before)
    expect(steps().filter((step) => !['write-section', 'judge', 'repair'].includes(step))).toEqual([])
  })
})

/** What only a damaged disk would do. */
function forget(id: string): void {
  const database = new DatabaseSync(join(home, 'journal.sqlite'), { timeout: 5000 })
  for (const table of ['steps', 'charges', 'events', 'intents', 'inbox']) {
    database.exec(`DROP TRIGGER ${table}_never_delete`)
    database.prepare(`DELETE FROM ${table} WHERE run = (SELECT number FROM runs WHERE id = ?)`).run(id)
  }
  database.close()
}

test('what a run knows is its sentences with their evidence, and what it cited and brought', async () => {
  const { run, ended } = await first()
  const report = reportIn(ended)
  const { events } = await runs.history(run.id)
  const brought = events.flatMap(({ event }) => (event.type === 'file-read' ? [event.document] : []))
  expect(brought.length).toBeGreaterThan(0)
  const previous = previousOf(report, brought)
  expect(previous).toMatchObject({ run: run.id, question })
  expect(previous.documents).toEqual(expect.arrayContaining(brought) as string[])
  expect(previous.findings.length).toBeGreaterThan(0)
  for (const { evidence, question: asked } of previous.findings) {
    expect(asked).toContain('Orlin')
    for (const one of evidence)
      expect((await library.document(one.document))!.text.slice(one.start, one.end)).toBe(one.quote)
    expect(await library.evidence(evidence[0]!.id)).toMatchObject({ evidence: evidence[0]! })
  }
  expect(JSON.parse(JSON.stringify(previous))).toEqual(previous)
  const withdrawn = JSON.parse(
    JSON.stringify(report, (key, value: unknown) =>
      key === 'citations' ? (value as object[]).map((one) => ({ ...one, withdrawn: true })) : value,
    ),
  ) as Report
  expect(previousOf(withdrawn, []).findings).toEqual([])
})
