/**
 * The journal: what a durable call costs, how fast a run is resumed, and many processes at once.
 * Run: node --conditions=kaoju-source bench/journal.ts
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { markdownTable, type LeaderboardSection } from '#arena'
import {
  createContext,
  createEventLog,
  openRuns,
  systemClock,
  type Context,
  type PaidCall,
  type Runs,
} from '#runtime'

const calls = 1_000
const writers = 16

const answer = 'The catalogue gives three dates for the print. 书目著录此本刊于何年，诸家说法不一。'.repeat(
  20,
)

/** Answers at once, so that what is left is the journal, the budget and the log. */
function instantCall(number: number): PaidCall<{ text: string }> {
  return {
    name: `call-${number}`,
    inputs: { number },
    kind: 'chat',
    service: 'bench',
    purpose: 'writer',
    endpoint: 'http://127.0.0.1',
    bound: { tokens: 2_000 },
    attempts: 1,
    attempt: () =>
      Promise.resolve({
        result: { text: `${number} ${answer}` },
        cost: {
          inputTokens: 1_000,
          outputTokens: 400,
          cachedTokens: 0,
          measured: 'reported',
          usd: 0.001,
          amounts: { tokens: 1_400 },
        },
      }),
  }
}

type Row = readonly [what: string, figure: string, goal: string]

/** Measures on the disk that holds the temporary folder (TMPDIR). */
export async function measureJournal(): Promise<Omit<LeaderboardSection, 'seconds'>> {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-bench-journal-'))
  try {
    const rows = [
      diskAlone(join(folder, 'disk')),
      await withoutJournal(),
      ...(await paidCalls(folder, 1, '10 ms p99')),
      ...(await paidCalls(folder, 8, '')),
      ...(await manyProcesses(join(folder, 'processes'))),
    ]
    return {
      title: 'The journal',
      about: `Paid calls that answer at once, ${calls.toLocaleString('en')} a run, an answer of about ${Math.round(
        new TextEncoder().encode(answer).length / 1000,
      )} kB each: the intent on disk before, result, charge and event together after, all with \`synchronous=FULL\`.`,
      table: markdownTable(['what', 'figure', 'goal'], rows),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the disk itself takes for what a call writes: two appends, each synchronized. */
function diskAlone(file: string): Row {
  const descriptor = openSync(file, 'a')
  const times = Array.from({ length: calls }, () => {
    const begun = performance.now()
    for (const kilobytes of [8, 32]) {
      writeSync(descriptor, new Uint8Array(kilobytes * 1024))
      fdatasyncSync(descriptor)
    }
    return performance.now() - begun
  })
  closeSync(descriptor)
  return ['the disk alone, 8 and 32 kB appended and synchronized: p50 / p99, ms', spread(times), '']
}

async function withoutJournal(): Promise<Row> {
  const { context } = createContext({ limits: { tokens: 1e9 } })
  const times: number[] = []
  for (let number = 0; number < calls; number++) {
    const begun = performance.now()
    await context.call(instantCall(number))
    times.push(performance.now() - begun)
  }
  return ['a call with the journal in memory: p50 / p99, ms', spread(times), '']
}

async function paidCalls(folder: string, atOnce: number, goal: string): Promise<Row[]> {
  const home = join(folder, `calls-${atOnce}`)
  let runs = await openRuns(home)
  const { run } = await runs.submit({
    kind: 'research',
    subject: 'bench',
    task: {},
    configuration: {},
    seed: 's',
  })
  const first = await execute(runs, run.id)
  const times: number[] = []
  const started = performance.now()
  const before = cpuMilliseconds()
  await hands(atOnce, async (number) => {
    const begun = performance.now()
    await first.context.call(instantCall(number))
    times.push(performance.now() - begun)
  })
  const seconds = (performance.now() - started) / 1000
  const cpu = (cpuMilliseconds() - before) / calls
  await first.release()
  await runs.close()

  const resuming = performance.now()
  runs = await openRuns(home)
  const again = await execute(runs, run.id)
  for (let number = 0; number < calls; number++) await again.context.call(instantCall(number))
  const resumed = performance.now() - resuming
  const { spent } = await runs.find(run.id)
  if (spent.calls !== calls) throw new Error(`${spent.calls} charges instead of ${calls}`)
  await again.release()
  await runs.close()
  const { size } = await stat(join(home, 'journal.sqlite'))
  const how = atOnce === 1 ? 'one at a time' : `${atOnce} at once`
  return [
    [`a durable call, ${how}: p50 / p99, ms`, spread(times), goal],
    [`a durable call, ${how}: processor time of both threads, ms`, cpu.toFixed(2), ''],
    [`durable calls, ${how}: a second`, String(Math.round(calls / seconds)), ''],
    ...(atOnce === 1
      ? ([
          ['the same run resumed, opening included: ms', resumed.toFixed(0), '1,000 ms'],
          ['its journal on disk, MB', (size / 1e6).toFixed(1), ''],
        ] satisfies Row[])
      : []),
  ]
}

async function execute(runs: Runs, id: string): Promise<{ context: Context; release(): Promise<void> }> {
  const taken = await runs.take(id)
  const log = createEventLog(id, systemClock, taken.journal, taken.past)
  const { context } = createContext({ run: id, journal: taken.journal, log, limits: { tokens: 1e9 } })
  return {
    context,
    async release() {
      await log.flushed()
      await taken.release()
    },
  }
}

async function hands(atOnce: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < calls) await work(next++)
    }),
  )
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  return [0.5, 0.99].map((part) => sorted[Math.floor(sorted.length * part)]!.toFixed(2)).join(' / ')
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Each process has a run of its own in the one home, and writes one call after the other. */
async function manyProcesses(home: string): Promise<Row[]> {
  const entry = resolve(import.meta.dirname, '../test/runtime/runs-child.ts')
  const children = Array.from({ length: writers }, () =>
    spawn(process.execPath, ['--conditions=kaoju-source', entry, 'write', home, String(calls), '1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  await Promise.all(children.map((child) => once(createInterface(child.stdout), 'line')))
  const started = performance.now()
  const ended = children.map((child) => once(child, 'close'))
  for (const child of children) child.stdin.write('go\n')
  const failed = (await Promise.all(ended)).filter(([code]) => code !== 0).length
  const seconds = (performance.now() - started) / 1000

  const runs = await openRuns(home)
  let kept = 0
  let doubled = 0
  for (const { id } of await runs.list()) {
    const { journal, events } = await runs.history(id)
    const charges = await journal.charges()
    const distinct = new Set(charges.map(({ path, attempt }) => `${path} ${attempt}`)).size
    kept += Math.min(distinct, new Set(events.map(({ sequence }) => sequence)).size)
    doubled += charges.length - distinct
  }
  const findings = await runs.inspect()
  await runs.close()
  const total = writers * calls
  const what = `${writers} processes × ${calls.toLocaleString('en')} calls`
  return [
    [`${what}: lost / doubled`, `${total - kept} / ${doubled}`, '0 / 0'],
    [`${what}: processes that saw an error`, String(failed), '0'],
    [`${what}: findings of the integrity check`, String(findings.length), '0'],
    [`${what}: calls a second, together`, String(Math.round(total / seconds)), ''],
  ]
}

// oxlint-disable-next-line no-console
if (import.meta.main) console.log((await measureJournal()).table)
