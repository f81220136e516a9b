/**
 * Writes a journal and beside it what it tells, once for each version of its schema; never over an old one.
 * Run: node --conditions=kaoju-source scripts/write-golden-journal.ts test/fixtures/journals/v2
 */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openRuns, steppedClock, stepKey, type JournalEntry, type Runs, type Taken } from '#runtime'
import type { RunEvent } from '#vocabulary'

const [folder = '', part = ''] = process.argv.slice(2)
const home = join(folder, 'home')
const clock = steppedClock(Date.UTC(2026, 10, 21, 8, 0, 0))
const steps = new Map<string, Extract<JournalEntry, { kind: 'step' }>[]>()

if (part === '') {
  if (existsSync(folder))
    throw new Error(`${folder} is there already: a released journal is never written again`)
  const runs = await openRuns(home, { clock })
  await writeFinished(runs)
  await writeFailed(runs)
  await writeFork(runs)
  await runs.submit({ kind: 'add', subject: '~/papers', task: ['~/papers'], configuration: {}, seed: 's' })
  await runs.close()
  const killed = spawnSync(process.execPath, [
    '--conditions=kaoju-source',
    import.meta.filename,
    folder,
    'killed',
  ])
  if (killed.signal !== 'SIGKILL') throw new Error(killed.stderr.toString())
  await tell()
} else await writeKilled()

/** A run with everything an entry can be. */
async function writeFinished(runs: Runs): Promise<void> {
  const { run } = await runs.submit({
    kind: 'research',
    subject: '乾嘉学派为何重考据？ “Why?”',
    task: { question: '乾嘉学派为何重考据？', effort: 'quick', nested: [1, 2.5, null, true, '\ud800'] },
    configuration: {
      models: { writer: { provider: 'deepseek', model: 'deepseek-chat' } },
      limits: { tokens: 9e5 },
    },
    seed: '考据',
    key: '提交 #1',
  })
  const taken = await runs.take(run.id)
  await begin(taken, { type: 'run-start', kind: 'research', subject: run.subject, method: 'extractive' })
  await step(taken, 'plan', { plan: [{ question: '何谓考据？' }], confidence: 0.25 })
  await step(taken, 'empty', undefined)
  await step(
    taken,
    'embed/0',
    Array.from({ length: 32 }, (_, i) => Array.from({ length: 64 }, (__, j) => (i - j) / 64)),
  )
  await pay(taken, 'answer/问题-1', 1, 'failed', null)
  await pay(taken, 'answer/问题-1', 2, 'answered', 0.001_25)
  const error = { code: 'model-quota', parameters: { provider: 'deepseek', reason: '余额不足' } } as const
  await record(taken, {
    kind: 'step',
    path: 'judge',
    key: stepKey('judge', {}),
    recorded: { outcome: 'failed', error },
  })
  await taken.finish('done')
}

/** A run made from the finished one, told something before anybody took it. */
async function writeFork(runs: Runs): Promise<void> {
  const finished = (await runs.list()).at(-1)
  const { run } = await runs.fork(
    finished!.id,
    { kind: 'research', subject: finished!.subject, task: { writing: {} }, configuration: {}, seed: '考据' },
    { always: ['empty'] },
  )
  await runs.steer(run.id, { kind: 'note', text: '少用术语。' })
  await runs.steer(run.id, { kind: 'source-ban', site: 'example.com' })
  steps.set(
    run.id,
    steps.get(finished!.id)!.filter(({ path }) => path !== 'empty'),
  )
}

async function writeFailed(runs: Runs): Promise<void> {
  const { run } = await runs.submit({
    kind: 'check',
    subject: 'draft.md',
    task: {},
    configuration: {},
    seed: 's',
  })
  const taken = await runs.take(run.id)
  await pay(taken, 'verify', 1, 'failed', 0)
  await taken.finish('failed', { code: 'models-none', parameters: { role: 'judge' } })
}

/** Dies with two calls in flight, one of which the provider can be asked for. */
async function writeKilled(): Promise<void> {
  await clock.sleep(60_000)
  const runs = await openRuns(home, { clock })
  const { run } = await runs.submit({
    kind: 'research',
    subject: 'Killed.',
    task: {},
    configuration: {},
    seed: 's',
  })
  const taken = await runs.take(run.id)
  await step(taken, 'plan', ['one', 'two'])
  for (const path of ['one', 'two'])
    await taken.journal.write([
      { kind: 'intent', path, key: stepKey(path, {}), attempt: 1, bound: { tokens: 4000 } },
    ])
  await taken.journal.write([
    { kind: 'handle', path: 'two', key: stepKey('two', {}), attempt: 1, handle: 'resp_68af4030' },
  ])
  process.kill(process.pid, 'SIGKILL')
}

async function record(taken: Taken, entry: Extract<JournalEntry, { kind: 'step' }>): Promise<void> {
  await taken.journal.write([entry])
  steps.set(taken.record.id, [...(steps.get(taken.record.id) ?? []), entry])
}

function step(taken: Taken, path: string, result: unknown): Promise<void> {
  return record(taken, { kind: 'step', path, key: stepKey(path, {}), recorded: { outcome: 'done', result } })
}

function begin({ record: { id }, journal }: Taken, event: RunEvent): Promise<void> {
  const at = '2026-11-21T08:00:00.000Z'
  return journal.write([{ kind: 'event', event: { sequence: 1, run: id, at, path: '', event } }])
}

async function pay(
  taken: Taken,
  path: string,
  attempt: number,
  outcome: 'answered' | 'failed',
  usd: number | null,
): Promise<void> {
  const key = stepKey(path, {})
  await taken.journal.write([
    { kind: 'intent', path, key, attempt, bound: { tokens: 4000, 'micro-usd': 2000 } },
  ])
  await taken.journal.write([
    {
      kind: 'charge',
      key,
      charge: {
        path,
        attempt,
        kind: 'chat',
        service: 'deepseek-chat',
        purpose: 'writer',
        outcome,
        inputTokens: 1200,
        outputTokens: 80,
        cachedTokens: 1024,
        measured: 'reported',
        usd,
        amounts: { tokens: 1280, calls: 1 },
        milliseconds: 812,
      },
    },
  ])
  if (outcome === 'answered') await step(taken, path, { text: '无征不信。', sources: ['a'] })
}

/** What a reader of today finds, for those of tomorrow. */
async function tell(): Promise<void> {
  const runs = await openRuns(home)
  const records = await runs.list()
  const histories: Record<string, unknown> = {}
  for (const { id } of records) {
    const { journal, events } = await runs.history(id)
    const held = (steps.get(id) ?? []).map(({ path, key, recorded }) => ({ path, key, recorded }))
    histories[id] = {
      events,
      steps: held,
      charges: await journal.charges(),
      open: await journal.allOpenAttempts(),
      told: await runs.told(id),
    }
  }
  await runs.close()
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify({ records, histories })}\n`)
}
