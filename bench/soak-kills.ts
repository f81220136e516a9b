/**
 * `npm run soak:kills [-- --kills 10000] [--minutes 20] [--research 1000] [--sweep 10000] [--suites 50] [--seed S]`: kills runs and resumes them, over real
 * processes, real SQLite files and a real server that counts what it bills. Prints what it counted and writes
 * it into SOAKS.md; exit 1 when anything was lost, repeated or came out otherwise.
 *
 * 1. Sweep: one run for each journal operation of a reference run and each of three moments in it (before it is
 *    asked for, when it has been sent, when it is on disk): killed there, resumed by another process.
 * 2. Research: the same over a real research run with models (`kill-research.ts`), one of the three moments at each
 *    operation in turn.
 * 3. Random: runs killed by the parent (SIGKILL) at any moment, again and again until they end.
 * 4. Suites: tests of which the default run does parts, with so many kills and with every cut (0: none).
 *
 * After each run: the same result as the run that nobody killed, as its resume and as its replay tell it; every
 * call answered exactly once in the ledger; no call billed more often than the ledger says; every call in flight
 * at a kill listed as lost; the journal sound (PRAGMA integrity_check and its own rules).
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { canonicalJson, chanceOf, openRuns, type Charge, type Runs } from '#runtime'
import { replayRun } from '../src/interfaces/runs/execution.ts'
import { measuredHere } from './machine.ts'
import { recordSoak } from './soaks-page.ts'
import {
  moments,
  price,
  syntheticWork,
  type KillOrder,
  type Orders,
  type SyntheticTask,
} from './killed-run.ts'

/** What a soak has counted; all but the first five must be 0. */
export interface KillCount {
  /** Runs that were killed at least once and resumed. */
  runs: number
  /** Processes that died by SIGKILL while they executed a run. */
  kills: number
  /** Kill points that lay behind the end of the run, so that nothing was killed. */
  unreached: number
  /** Calls that were in flight at a kill, listed as lost and made again. */
  lost: number
  /** Calls that ended in the ledger. */
  calls: number
  /** Runs that could not be brought to an end. */
  unfinished: number
  /** Runs with another result than the one nobody killed, resumed or replayed. */
  different: number
  /** Calls that were completed on disk and made again all the same. */
  repeated: number
  /** Exchanges that were billed and stand in no ledger. */
  unlisted: number
  /** Calls in flight at one kill that were made again more than once for it. */
  repeatedTwice: number
  /** Findings of journal inspections. */
  unsound: number
  /** Runs whose ledger exceeds their budget. */
  overspent: number
}

export const noKills = (): KillCount => ({
  runs: 0,
  kills: 0,
  unreached: 0,
  lost: 0,
  calls: 0,
  unfinished: 0,
  different: 0,
  repeated: 0,
  unlisted: 0,
  repeatedTwice: 0,
  unsound: 0,
  overspent: 0,
})

/** What went wrong, in all. */
export function faultsIn(count: KillCount): number {
  const { unfinished, different, repeated, unlisted, repeatedTwice, unsound, overspent } = count
  return unfinished + different + repeated + unlisted + repeatedTwice + unsound + overspent
}

/** A home with runs in it, and the till that their calls ring at. */
export interface KillRoom {
  readonly runs: Runs
  readonly till: string
  /** How often each call of each run (`run/path`) was billed. */
  readonly billed: Map<string, number>
  readonly findings: string[]
  close(): Promise<void>
}

export async function openKillRoom(): Promise<KillRoom> {
  const billed = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!.slice(1))
    billed.set(path, (billed.get(path) ?? 0) + 1)
    request.resume()
    response.end('paid')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const home = await mkdtemp(join(tmpdir(), 'kaoju-kills-'))
  const runs = await openRuns(home)
  return {
    runs,
    till: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    billed,
    findings: [],
    close: async () => {
      await runs.close()
      server.closeAllConnections()
      server.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** How a child ended: with a result, or by SIGKILL. */
export type Ended = { readonly operations: number; readonly value: unknown } | 'killed'

/** Starts a process that executes the run; `killer` may end it once it holds the run. */
export async function execute(
  room: Pick<KillRoom, 'runs'>,
  run: string,
  how: Pick<Orders, 'kill' | 'forgets'> = {},
  killer?: (child: ChildProcess) => void,
): Promise<Ended> {
  const orders = JSON.stringify({ home: room.runs.home, run, ...how } satisfies Orders)
  const child = spawn(
    process.execPath,
    ['--conditions=kaoju-source', join(import.meta.dirname, 'killed-run.ts'), orders],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE: compiled } },
  )
  let result: Ended | undefined
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  createInterface(child.stdout).on('line', (line) => {
    if (line === 'taken') killer?.(child)
    else result = JSON.parse(line) as Ended
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (signal === 'SIGKILL') return 'killed'
  if (code === 0 && result) return result
  throw new Error(`a run ended by ${signal ?? code}: ${stderr}`)
}

/** Compiled modules are kept between the many processes of a soak. */
const compiled = join(tmpdir(), 'kaoju-kills-compiled')

async function submit(room: KillRoom, task: Omit<SyntheticTask, 'till'>): Promise<string> {
  const calls = task.lanes * task.rounds * 2
  const { run } = await room.runs.submit({
    kind: 'research',
    subject: task.shape,
    task: { ...task, till: room.till } satisfies SyntheticTask,
    // Room for every call, its failures and what kills may leave in flight, and a limit all the same.
    configuration: { castings: [], limits: { tokens: calls * price.tokens * 4, calls: calls * 4 } },
    seed: task.shape,
  })
  return run.id
}

/** The result of a run that nobody kills, and how many journal operations it takes. */
export async function reference(
  room: KillRoom,
  task: Omit<SyntheticTask, 'till'>,
): Promise<{ readonly operations: number; readonly told: string; readonly steps: number }> {
  const run = await submit(room, task)
  const ended = await execute(room, run)
  if (ended === 'killed') throw new Error('the reference run was killed')
  const { steps } = await room.runs.find(run)
  return { operations: ended.operations, told: canonicalJson(ended.value) ?? '', steps }
}

/** Kills one run at one point of its journal, resumes it, and looks at what is left. */
export async function killAt(
  room: KillRoom,
  task: Omit<SyntheticTask, 'till'>,
  order: KillOrder,
  told: string,
  count: KillCount,
  sabotage?: 'forgets',
): Promise<void> {
  const run = await submit(room, task)
  const first = await execute(room, run, { kill: order })
  if (first === 'killed') count.kills++
  else count.unreached++
  const open = first === 'killed' ? await openAttempts(room, run) : 0
  const last = first === 'killed' ? await execute(room, run, sabotage ? { forgets: true } : {}) : first
  if (first === 'killed') count.runs++
  await examine(room, run, last, told, open, count)
}

/** Kills one run at random moments until it ends, at most `most` times. */
export async function killAtRandom(
  room: KillRoom,
  task: Omit<SyntheticTask, 'till'>,
  chance: { next(): number },
  most: number,
  told: string,
  count: KillCount,
): Promise<void> {
  const run = await submit(room, task)
  let open = 0
  let ended: Ended = 'killed'
  let kills = 0
  while (ended === 'killed') {
    const wait = chance.next() * 60
    const spare = kills >= most
    ended = await execute(room, run, {}, (child) => {
      if (!spare) setTimeout(() => child.kill('SIGKILL'), wait)
    })
    if (ended !== 'killed') break
    kills++
    open += await openAttempts(room, run)
  }
  count.kills += kills
  if (kills > 0) count.runs++
  await examine(room, run, ended, told, open, count)
}

export async function openAttempts({ runs }: Pick<KillRoom, 'runs'>, run: string): Promise<number> {
  return (await (await runs.history(run)).journal.allOpenAttempts()).length
}

/** @param open how many attempts were in flight at the kills, all together */
async function examine(
  room: KillRoom,
  run: string,
  ended: Ended,
  told: string,
  open: number,
  count: KillCount,
): Promise<void> {
  const { runs, findings } = room
  const fail = (kind: keyof KillCount, by: number, why: string): void => {
    if (by <= 0) return
    count[kind] += by
    findings.push(`${run}: ${why}`)
  }
  const record = await runs.find(run)
  if (record.state !== 'done') return fail('unfinished', 1, `is ${record.state}`)
  const { journal } = await runs.history(run)
  const charges = await journal.charges()
  const never = new AbortController().signal
  const replayed = await replayRun(runs, run, { stop: never, abort: never }, async (context) => ({
    value: await syntheticWork(record.task as SyntheticTask, context),
    complete: true,
  }))
  if (ended !== 'killed' && canonicalJson(ended.value) !== told) fail('different', 1, 'resumed otherwise')
  else if (canonicalJson(replayed.value) !== told) fail('different', 1, 'replayed otherwise')

  const lost = charges.filter(({ outcome }) => outcome === 'lost').length
  fail('repeatedTwice', lost - open, `${lost} lost, ${open} were in flight`)
  for (const [path, attempts] of byPath(charges)) {
    const answered = attempts.filter(({ outcome }) => outcome === 'answered').length
    if (answered > 1) fail('repeated', answered - 1, `${path} was answered ${answered} times`)
    if (answered === 0) fail('unfinished', 1, `${path} was never answered`)
    const rung = room.billed.get(`${run}/${path}`) ?? 0
    fail('unlisted', rung - attempts.length, `${path} rang ${rung} times, ${attempts.length} are listed`)
    room.billed.delete(`${run}/${path}`)
  }
  const tokens = charges.reduce((sum, { amounts }) => sum + (amounts.tokens ?? 0), 0)
  const { limits } = record.configuration as { limits: { tokens: number } }
  fail('overspent', tokens > limits.tokens ? 1 : 0, `${tokens} tokens of ${limits.tokens}`)
  const still = (await journal.allOpenAttempts()).length
  fail('unlisted', still, `${still} attempts are still open`)
  const unsound = await runs.inspect()
  fail('unsound', unsound.length, unsound.join(' '))
  const left = [...room.billed.keys()].filter((path) => path.startsWith(`${run}/`)).length
  fail('unlisted', left, `${left} calls were billed and stand in no ledger`)
  count.lost += lost
  count.calls += byPath(charges).size
}

export function byPath(charges: readonly Charge[]): Map<string, Charge[]> {
  const paths = new Map<string, Charge[]>()
  for (const charge of charges) paths.set(charge.path, [...(paths.get(charge.path) ?? []), charge])
  return paths
}

/** The run of the sweep: at least 100 steps and calls, at least 300 journal operations. */
export const sweptTask = { shape: 'sweep', lanes: 4, rounds: 10 } as const
/** The run of the random kills: small, so that there can be many. */
export const randomTask = { shape: 'random', lanes: 3, rounds: 4 } as const

/** All kill points of a reference run: each operation, each moment. */
export function killPoints(operations: number): KillOrder[] {
  return Array.from({ length: operations }, (_, index) => index + 1).flatMap((at) =>
    moments.map((moment) => ({ at, moment })),
  )
}

/** Works in a home of its own, which is gone after; gives what was found wrong. */
async function inRoom(work: (room: KillRoom) => Promise<void>): Promise<readonly string[]> {
  const room = await openKillRoom()
  try {
    await work(room)
    return room.findings
  } finally {
    await room.close()
  }
}

/** Fresh homes now and then: a journal of ten thousand runs says nothing about kills and makes inspection slow. */
const runsPerHome = 40

/** A line now and then, for who waits for an hour. */
function progress(what: string, count: KillCount, total: number): void {
  const done = count.runs + count.unreached
  if (done % 100 === 0) console.error(`${what}: ${done} of ${total}, ${faultsIn(count)} faults`)
}

interface Part {
  readonly title: string
  readonly about: string
  readonly count: KillCount
  readonly findings: readonly string[]
  readonly seconds: number
}

/** Every kill point of the synthetic run, or so many of them. */
async function sweep(most: number): Promise<Part> {
  const started = performance.now()
  const room = await openKillRoom()
  const { operations, steps, told } = await reference(room, sweptTask)
  await room.close()
  const points = killPoints(operations).slice(0, most)
  const queue = [...points]
  const count = noKills()
  const findings: string[] = []
  const lane = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, runsPerHome)
      findings.push(
        ...(await inRoom(async (own) => {
          for (const order of batch) {
            await killAt(own, sweptTask, order, told, count)
            progress('sweep', count, points.length)
          }
        })),
      )
    }
  }
  await Promise.all([lane(), lane()])
  const seconds = (performance.now() - started) / 1000
  const about = `${points.length} points of a synthetic run: each of ${operations} operations on its journal (${steps} steps), killed before it is asked for, when it has been sent, when it is on disk.`
  return { title: 'Kill sweep', about, count, findings, seconds }
}

/** Every operation on the journal of a research run, or so many of them spread over it. */
async function sweepResearch(most: number): Promise<Part> {
  const { killResearchAt, openResearchRoom, researchReference } = await import('./kill-research.ts')
  const started = performance.now()
  const count = noKills()
  const room = await openResearchRoom()
  try {
    const unharmed = await researchReference(room)
    const { operations, steps, calls } = unharmed
    const every = Math.max(1, operations / most)
    const points = Array.from({ length: Math.min(most, operations) }, (_, index): KillOrder => {
      const at = Math.floor(index * every) + 1
      return { at, moment: moments[index % moments.length]! }
    })
    for (const order of points) {
      await killResearchAt(room, order, unharmed, count)
      progress('research', count, points.length)
    }
    const seconds = (performance.now() - started) / 1000
    const about = `${points.length} points of a research run with models over the example library (${operations} operations on its journal, ${steps} steps, ${calls} calls): one of the three moments at each in turn.`
    return { title: 'Kill sweep over research', about, count, findings: room.findings, seconds }
  } finally {
    await room.close()
  }
}

/** Random kills, as many as were asked for or as there is time for. */
async function kill(kills: number, minutes: number, seed: string): Promise<Part> {
  const started = performance.now()
  const seconds = (): number => (performance.now() - started) / 1000
  const count = noKills()
  const findings: string[] = []
  let number = 0
  const more = (): boolean => count.kills < kills && seconds() < minutes * 60
  const lane = async (): Promise<void> => {
    while (more())
      findings.push(
        ...(await inRoom(async (room) => {
          const unharmed = await reference(room, randomTask)
          for (let index = 0; index < runsPerHome && more(); index++) {
            const chance = chanceOf(seed, `run-${number++}`)
            await killAtRandom(room, randomTask, chance, 12, unharmed.told, count)
            progress('random', count, number)
          }
        })),
      )
  }
  await Promise.all([lane(), lane()])
  const about = `${count.kills.toLocaleString('en')} kills at random moments (seed \`${seed}\`; ${kills.toLocaleString('en')} asked for), up to 12 in one run, each run resumed until it ended.`
  return { title: 'Random kills', about, count, findings, seconds: seconds() }
}

/** Tests that kill stores and cut runs off, whole; they say nothing but whether they hold. */
const killSuites = [
  'test/library/crash.test.ts',
  'test/library/embed-killed.test.ts',
  'test/runtime/runs-processes.test.ts',
  'test/research/replay.test.ts',
]

/** Those that failed. */
function runSuites(kills: number): string[] {
  if (kills === 0) return []
  return killSuites.filter((suite) => {
    const { status, stdout } = spawnSync('npx', ['vitest', 'run', suite, '--testTimeout=3600000'], {
      cwd: resolve(import.meta.dirname, '..'),
      env: { ...process.env, NO_COLOR: '1', KAOJU_CRASHES: String(kills), KAOJU_CUTS: '100000' },
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    const totals = /Tests +(.+?)(?: \(\d+\))?$/m.exec(stdout)?.[1]?.trim() ?? 'nothing ran'
    console.log(suite, totals)
    if (status !== 0) console.log(stdout.slice(-4_000))
    return status !== 0
  })
}

function rowsOf(count: KillCount): [string, number][] {
  return [
    ['runs that were killed and resumed', count.runs],
    ['processes killed (SIGKILL)', count.kills],
    ['calls that ended in the ledger', count.calls],
    ['calls in flight at a kill, listed as lost and made again', count.lost],
    ['runs that could not be brought to an end', count.unfinished],
    ['runs with another result than the one nobody killed', count.different],
    ['completed calls made again', count.repeated],
    ['calls in flight made again more than once for one kill', count.repeatedTwice],
    ['exchanges billed that stand in no ledger', count.unlisted],
    ['findings of integrity checks', count.unsound],
    ['runs beyond their budget', count.overspent],
  ]
}

async function main(): Promise<void> {
  const option = (name: string, otherwise: string): string => {
    const at = process.argv.indexOf(`--${name}`)
    return at < 0 ? otherwise : process.argv[at + 1]!
  }
  const soaks = [
    () => sweep(Number(option('sweep', '100000'))),
    () => sweepResearch(Number(option('research', '100000'))),
    () => kill(Number(option('kills', '10000')), Number(option('minutes', '20')), option('seed', 'kills')),
  ]
  const parts: Part[] = []
  for (const soak of soaks) {
    const measured = measuredHere(['npm run soak:kills --', ...process.argv.slice(2)].join(' '))
    const part = await soak()
    console.log(part.about, JSON.stringify(part.count))
    if (part.count.runs > 0) recordSoak({ ...part, measured, rows: rowsOf(part.count) })
    parts.push(part)
  }
  for (const finding of parts.flatMap(({ findings }) => findings).slice(0, 20)) console.log(finding)
  const broken = runSuites(Number(option('suites', '50')))
  process.exit(broken.length === 0 && parts.every(({ count }) => faultsIn(count) === 0) ? 0 : 1)
}

// Not awaited here: `kill-research.ts` imports this module.
if (process.argv[1] === import.meta.filename) void main()
