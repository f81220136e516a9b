import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { openRuns, type RunRecord } from '#runtime'
import { startWireServer, type WireServer } from '../models/wire-server.ts'
import { emptyFolder, runKaoju, runShared, type Ended } from './run-kaoju.ts'

const question = 'How large is Heron Lake?'

/** A home, its documents, and a model server that counts what it bills. */
interface Place {
  readonly docs: string
  readonly home: string
  readonly server: WireServer
  readonly env: Readonly<Record<string, string>>
  readonly run: (...line: readonly string[]) => Promise<Ended>
  readonly json: <T>(...line: readonly string[]) => Promise<T>
  readonly runs: () => Promise<readonly (RunRecord & { next: string })[]>
}

/** Documents, and a home that has read them: starting readers takes longer than what most of these tests are about. */
let read: { readonly docs: string; readonly home: string }
beforeAll(async () => {
  const docs = emptyFolder()
  const home = join(emptyFolder(), 'home')
  writeDocuments(docs)
  expect((await runShared(['add', docs, '--no-model', '--home', home])).exit).toBe(0)
  // No run stands in it yet.
  for (const name of readdirSync(home)) if (name.startsWith('journal.')) rmSync(join(home, name))
  read = { docs, home }
})

function writeDocuments(docs: string): void {
  writeFileSync(join(docs, 'lake.md'), '# Heron Lake\n\nHeron Lake covers 47 square kilometres.\n')
  writeFileSync(
    join(docs, 'otter.txt'),
    'Otters returned to Heron Lake in 2021 after the weir was removed.\n',
  )
}

/** `own`: documents that the test may change, unread; otherwise those of all tests, read already. */
async function withPlace(
  { own = false, ...options }: Parameters<typeof startWireServer>[0] & { readonly own?: boolean },
  body: (place: Place) => Promise<void>,
): Promise<void> {
  const folder = emptyFolder()
  const docs = own ? join(folder, 'docs') : read.docs
  const home = join(folder, 'home')
  if (own) {
    mkdirSync(docs)
    mkdirSync(home)
    writeDocuments(docs)
  } else cpSync(read.home, home, { recursive: true })
  const details = { 'openai/gpt-4o-mini': { price: { input: 1, output: 2 } } }
  writeFileSync(join(home, 'config.json'), JSON.stringify({ models: { details } }))
  const server = await startWireServer(options)
  const env = { OPENAI_BASE_URL: server.v1, OPENAI_API_KEY: 'sk-loopback-0123456789', KAOJU_HOME: home }
  const run: Place['run'] = (...line) => runShared(line, { env, cwd: folder })
  const json = async <T>(...line: readonly string[]): Promise<T> =>
    JSON.parse((await run(...line, '--json')).stdout) as T
  const runs: Place['runs'] = async () =>
    (await json<{ runs: readonly (RunRecord & { next: string })[] }>('runs')).runs
  try {
    await body({ docs, home, server, env, run, json, runs })
  } finally {
    await server.close()
  }
}

const model = ['--model', 'openai/gpt-4o-mini'] as const

describe('a run with a model', () => {
  test('is recorded with its ledger, and its replay is byte for byte the same: offline, no key, nothing asked', () =>
    withPlace({ own: true }, async ({ docs, home, server, run, runs }) => {
      const first = await run('research', question, '--docs', docs, ...model)
      expect(first.stdout).toMatch(/^thinking: openai\/gpt-4o-mini \(planner/)
      expect(first.stderr).toMatch(/^Cost: \d+ calls · [\d,]+ tokens · \$0\.0\d+\.$/m)
      const [record] = await runs()
      expect(record).toMatchObject({ kind: 'research', subject: question, attempts: 1 })
      expect(record!.next).toBe(`kaoju replay ${record!.id}`)
      const asked = server.asks.length
      expect(record!.spent).toMatchObject({ calls: asked, unpriced: 0 })
      expect(record!.spent.usd).toBeGreaterThan(0)

      const shown = await run('runs', record!.id)
      expect(shown.stdout).toContain('openai/gpt-4o-mini (planner)')
      const place = join(home, 'reports', record!.id)
      const before = [readFileSync(`${place}.json`), readFileSync(`${place}.html`)]
      rmSync(docs, { recursive: true })
      rmSync(join(home, 'reports'), { recursive: true })
      await server.close()
      const again = await runKaoju(['replay', record!.id.slice(0, -2)], { env: { KAOJU_HOME: home } })
      expect(again.stderr).toBe('')
      expect(again.stdout).toBe(first.stdout)
      expect(again.exit).toBe(first.exit)
      const after = [readFileSync(`${place}.json`), readFileSync(`${place}.html`)]
      expect(after.map((bytes, index) => bytes.equals(before[index]!))).toEqual([true, true])
      expect(server.asks.length).toBe(asked)
      expect(await runs()).toEqual([record])
    }))

  test('replays the same after the library has grown', () =>
    withPlace({ own: true }, async ({ docs, home, run, json }) => {
      const first = await json<Report>('research', question, '--docs', docs, ...model)
      writeFileSync(join(docs, 'new.md'), '# Heron Lake\n\nHeron Lake covers 48 square kilometres.\n')
      expect((await run('add', docs, '--no-model')).exit).toBe(0)
      const bytes = readFileSync(join(home, 'reports', `${first.run}.json`))
      const replayed = await run('replay', first.run, '--json')
      expect(replayed.stderr).not.toContain('not byte for byte')
      expect(JSON.parse(replayed.stdout)).toEqual(first)
      expect(readFileSync(join(home, 'reports', `${first.run}.json`)).equals(bytes)).toBe(true)
    }))

  test('asked again under its key is the same run; another question under it is refused', () =>
    withPlace({}, async ({ docs, server, run, json, runs }) => {
      const line = ['research', question, '--docs', docs, ...model, '--key', 'k-1']
      const first = await json<Report>(...line)
      const asked = server.asks.length
      expect(await json<Report>(...line)).toEqual(first)
      expect(server.asks.length).toBe(asked)
      expect(await runs()).toHaveLength(1)
      const other = await run('research', 'Who measured it?', '--key', 'k-1')
      expect(other.stderr).toMatch(new RegExp(`key k-1 belongs to the run ${first.run}`))
      expect(other.exit).toBe(1)
    }))

  test('killed while it asks, it is interrupted; resumed, it pays for nothing it has', () =>
    withPlace({ delay: 150 }, async ({ server, env, run, runs, json }) => {
      const killed = await runKaoju(['research', question, ...model, '--key', 'k'], {
        env,
        meanwhile: (child) => void killAfter(child, () => server.asks.length >= 2),
      })
      expect(killed.exit).toBeNull()
      const [record] = await runs()
      expect(record).toMatchObject({ state: 'interrupted', next: `kaoju resume ${record!.id}` })
      const resumed = await run('resume')
      expect(resumed.stderr).toMatch(/^Resumed \(attempt 2\): /m)
      expect(resumed.stdout).toMatch(/^Report: /m)
      const { totals, charges } = await json<{
        totals: { lost: number }
        charges: { path: string; outcome: string }[]
      }>('runs', record!.id)
      expect(totals.lost).toBeLessThanOrEqual(2)
      const answered = charges.filter(({ outcome }) => outcome === 'answered').map(({ path }) => path)
      expect(new Set(answered).size).toBe(answered.length)
      expect(server.paidTwice()).toBeLessThanOrEqual(totals.lost)
      expect((await runs()).map(({ attempts }) => attempts)).toEqual([2])
      expect((await run('resume')).stdout).toContain('nothing to resume')
    }))

  test('asked to stop by another process, it writes its report with what there is', () => {
    // However slow the machine is, the first answer comes after the stop was asked for, and later than a beat of the run.
    const asked = Promise.withResolvers<void>()
    return withPlace({ until: asked.promise, delay: 1_500 }, async ({ server, env, run, runs }) => {
      let stopping: Promise<Ended> | undefined
      const ended = await runKaoju(['research', question, ...model, '--key', 'k'], {
        env,
        meanwhile: () => {
          stopping = (async () => {
            while (server.asks.length < 1) await pause()
            const [record] = await runs()
            // What is under way elsewhere is not begun a second time.
            const busy = await run('research', question, ...model, '--key', 'k')
            expect(busy.stderr).toContain(`The run ${record!.id} is being worked on by process`)
            return run('stop', record!.id)
          })().finally(asked.resolve)
        },
      })
      expect((await stopping)?.stdout).toMatch(/Asked process \d+ to finish/)
      expect(ended.stdout).toMatch(/^Report: /m)
      expect(ended.exit).toBe(3)
      const [record] = await runs()
      expect(record!.state).toBe('stopped')
      expect((await run('stop', record!.id)).stdout).toContain('is over already (stopped)')
      const again = await run('replay', record!.id)
      expect(again.stderr).toBe('')
      expect(again.stdout).toBe(ended.stdout)
    })
  })

  test('left behind by its executor, kaoju stop makes a report of what was paid for', () =>
    withPlace({ delay: 150 }, async ({ server, env, run, runs }) => {
      await runKaoju(['research', question, ...model], {
        env,
        meanwhile: (child) => void killAfter(child, () => server.asks.length >= 2),
      })
      const asked = server.asks.length
      const [record] = await runs()
      const stopped = await run('stop', record!.id)
      expect(stopped.stdout).toMatch(/^Report: /m)
      expect(stopped.exit).toBe(3)
      expect((await runs())[0]!.state).toBe('stopped')
      expect(server.asks.length).toBeLessThanOrEqual(asked + 2)
    }))
})

describe('what a run may spend', () => {
  test('--max-calls and --budget end the spending, not the report; the cost is told', () =>
    withPlace({}, async ({ docs, server, run, runs }) => {
      const few = await run('research', question, '--docs', docs, ...model, '--max-calls', '1')
      expect(server.asks.length).toBe(1)
      expect(few.stdout).toContain('47 square kilometres')
      expect(few.stderr).toMatch(/^Cost: 1 call · /m)
      const none = await run('research', question, ...model, '--budget', '0.000001')
      expect(server.asks.length).toBe(1)
      expect(none.stdout).toContain('47 square kilometres')
      expect((await runs()).map(({ spent }) => spent.calls)).toEqual([0, 1])
    }))

  test('a budget in money is refused before anything starts when a price is unknown', () =>
    withPlace({}, async ({ docs, home, server, run, runs }) => {
      writeFileSync(join(home, 'config.json'), '{}')
      const { exit, stderr } = await run('research', question, '--docs', docs, ...model, '--budget', '1')
      expect(stderr).toMatch(/^kaoju: The price of openai\/gpt-4o-mini is unknown, .*--max-tokens/)
      expect(exit).toBe(1)
      expect(server.asks.length).toBe(0)
      expect(await runs()).toEqual([])
    }))

  test('--estimate tells the range by step, and does nothing else', () =>
    withPlace({}, async ({ docs, server, run, runs }) => {
      const line = ['research', question, '--docs', docs, ...model, '--budget', '0.0001', '--estimate']
      const { exit, stdout } = await run(...line)
      expect(stdout).toMatch(/^Estimated, .*: \d+–\d+ calls · [\d,]+–[\d,]+ tokens · \$[\d.]+–\$[\d.]+$/m)
      expect(stdout).toMatch(/^ {2}planning \(openai\/gpt-4o-mini\): /m)
      expect(stdout).toContain('The budget of $0.0001 may end before the work does')
      expect(exit).toBe(0)
      expect(server.asks.length).toBe(0)
      expect(await runs()).toEqual([])
      const none = await run('research', question, '--no-model', '--estimate')
      expect(none.stdout).toMatch(/^Nothing: no model thinks here/)
    }))

  test('--max-time ends a run that has come to its time, and it is told as stopped', () =>
    withPlace({ delay: 1_500 }, async ({ run, runs }) => {
      const ended = await run('research', question, ...model, '--max-time', '1s')
      expect(ended.stdout).toMatch(/^Report: /m)
      expect((await runs())[0]!.state).toBe('stopped')
    }))

  test.each([
    [['--budget', '-1'], '--budget'],
    [['--budget', 'much'], '--budget'],
    [['--max-tokens', '-5'], '--max-tokens'],
    [['--max-calls', '1.5'], '--max-calls'],
    [['--max-time', 'soon'], '--max-time'],
    [['--max-time', '0'], '--max-time'],
  ])('%j is wrong use: one line', async (flags, said) => {
    const home = join(emptyFolder(), 'home')
    const { exit, stdout, stderr } = await runShared(['research', question, ...flags, '--home', home])
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^kaoju: ${said}: [^\\n]+\\n$`))
  })
})

describe('a run without a model', () => {
  test('is recorded too, and says how to get one that thinks', async () => {
    const folder = emptyFolder()
    const home = join(folder, 'home')
    writeFileSync(join(folder, 'a.txt'), 'The ferry leaves at noon.\n')
    const env = { KAOJU_HOME: home }
    const line = ['research', 'When does the ferry leave?', '--docs', join(folder, 'a.txt'), '--no-model']
    const { stdout, stderr } = await runShared(line, { env })
    expect(stdout).toMatch(/^extractive: .*kaoju setup$/m)
    expect(stderr).not.toContain('Cost')
    const draft = join(folder, 'draft.md')
    writeFileSync(draft, '# Ferries\n\nThe ferry leaves at noon.\n')
    const audited = await runShared(['check', draft, '--no-model'], { env })
    rmSync(draft)
    const listed = await runShared(['runs'], { env })
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(2)
    const chinese = await runShared(['runs'], { env: { ...env, LC_ALL: 'zh_CN.UTF-8' } })
    expect(chinese.stdout).toMatch(/完成\s+\d+ 秒前\s+核查/)
    const runs = await openRuns(home)
    const [checked] = await runs.list()
    await runs.close()
    expect((await runShared(['replay', checked!.id], { env })).stdout).toBe(audited.stdout)
  })

  test('fails with the reason it always had, and is told as failed', async () => {
    const folder = emptyFolder()
    const env = { KAOJU_HOME: join(folder, 'home') }
    const missing = await runShared(['research', question, '--docs', join(folder, 'none'), '--no-model'], {
      env,
    })
    expect(missing.stderr).toMatch(/^Network: [^\n]+\nkaoju: No such file or folder: [^\n]+\n$/)
    const listed = await runShared(['runs', '--json'], { env })
    expect(JSON.parse(listed.stdout)).toMatchObject({
      runs: [{ state: 'failed', error: { code: 'path-missing' } }],
    })
  })

  test('a home that cannot be is refused as before; looking at runs makes no home', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'file'), 'x')
    const env = { KAOJU_HOME: join(folder, 'file', 'home') }
    const refused = await runShared(['research', question, '--no-model'], { env })
    expect(refused.stderr).toMatch(/^kaoju: Cannot write to .*home \(ENOTDIR\)[^\n]*\n$/)
    const none = await runShared(['runs'], { env: { KAOJU_HOME: join(folder, 'home') } })
    expect(none.stdout).toMatch(/^No runs yet/)
    const unknown = await runShared(['replay', 'run-1'], { env: { KAOJU_HOME: join(folder, 'home') } })
    expect(unknown.stderr).toMatch(/^kaoju: There is no run run-1 in /)
  })
})

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))

async function killAfter(child: ChildProcess, due: () => boolean): Promise<void> {
  while (!due() && child.exitCode === null) await pause()
  child.kill('SIGKILL')
  await once(child, 'close')
}
