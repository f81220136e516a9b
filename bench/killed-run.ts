/**
 * A run that dies on order: executes one recorded run in this process and kills the process (SIGKILL) at the
 * journal operation it was told. Started by `soak-kills.ts` with its orders as JSON; a run that survives them
 * prints one line of JSON.
 */
import { request } from 'node:http'
import {
  AttemptFailure,
  canonicalJson,
  KaojuError,
  openRuns,
  sha256,
  type Context,
  type Cost,
  type Journal,
  type Paid,
  type Runs,
} from '#runtime'
import { executeRun } from '../src/interfaces/run-execution.ts'

/** When in an operation the process dies: before it is asked for, when it has been sent, when it is on disk. */
export const moments = ['before', 'sent', 'after'] as const

export interface KillOrder {
  /** 1 for the first journal operation of this process. */
  readonly at: number
  readonly moment: (typeof moments)[number]
}

export interface Orders {
  readonly home: string
  readonly run: string
  readonly kill?: KillOrder
  /** What is recorded is not found again: the sabotage that a soak must notice. */
  readonly forgets?: true
}

/** What a synthetic run is asked to do. */
export interface SyntheticTask {
  /** Runs of one shape and seed come to one result. */
  readonly shape: string
  readonly lanes: number
  readonly rounds: number
  /** Where calls are billed. */
  readonly till: string
}

/**
 * The shape of real work, without a library: lanes at once, in each round a look at the world, a paid call that
 * depends on it, and a step with a paid call inside; some calls fail first, billed or not, and are made again.
 */
export async function syntheticWork(
  { shape, lanes, rounds, till }: SyntheticTask,
  context: Context,
): Promise<unknown> {
  const lane = async (at: Context): Promise<unknown[]> => {
    const told: unknown[] = []
    for (let round = 1; round <= rounds; round++) {
      const inner = at.at(`round-${round}`)
      // What the world says differs from attempt to attempt; what was heard first must stay.
      const stopped = await inner.observe('stopped', { round }, () => context.stop.aborted)
      const asked = await pay(`ask`, { shape, round, before: told.at(-1) ?? '' }, till, inner)
      const step = await inner.step('judge', { asked }, async (judging) => ({
        verdict: await pay('verdict', { asked }, till, judging),
        chance: judging.random.integer(1_000_000),
      }))
      told.push({ stopped, asked, step })
    }
    return told
  }
  const names = Array.from({ length: lanes }, (_, index) => `lane-${index + 1}`)
  const found = await Promise.all(names.map((name) => lane(context.at(name))))
  return context.step('report', { shape }, () => Promise.resolve({ shape, found }))
}

/** What a call may cost; every call of a synthetic run costs the same. */
export const price = { tokens: 10, 'micro-usd': 25 }

function pay(name: string, inputs: unknown, till: string, context: Context): Promise<string> {
  const key = sha256(canonicalJson({ path: `${context.path}/${name}`, inputs }) ?? '')
  // By its name alone, so that every attempt at the run meets the same faults.
  const fault = Number.parseInt(key.slice(0, 2), 16)
  return context.call<string>({
    name,
    inputs,
    kind: 'chat',
    service: 'till/synthetic',
    purpose: 'worker',
    endpoint: till,
    bound: price,
    attempts: 3,
    attempt: async ({ attempt }): Promise<Paid<string>> => {
      const result = await ring(till, `${context.run}/${context.path}/${name}`, key)
      if (attempt === 1 && fault < 8)
        throw new AttemptFailure(new KaojuError('model-empty', { model: 'synthetic', reason: 'test' }), {
          ...(fault < 4 ? { cost: costs } : {}),
          retryAfter: 0,
        })
      return { result, cost: costs }
    },
  })
}

const costs: Cost = {
  inputTokens: 7,
  outputTokens: 3,
  cachedTokens: 0,
  measured: 'reported',
  usd: price['micro-usd'] / 1e6,
  amounts: price,
}

/** One exchange with the till, which counts it as billed. */
function ring(till: string, path: string, key: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(`${till}/${encodeURIComponent(path)}`, { method: 'POST' }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(sha256(`answer to ${key}`).slice(0, 16)))
    })
    call.on('error', reject)
    call.end()
  })
}

/** Counts the operations on a run's journal, and dies at the one that was ordered. */
function deadly({ kill, forgets }: Orders, runs: Runs): { runs: Runs; counted: () => number } {
  let count = 0
  const die = (): void => void process.kill(process.pid, 'SIGKILL')
  const operation = async <T>(work: () => Promise<T>): Promise<T> => {
    const mine = ++count === kill?.at ? kill.moment : undefined
    if (mine === 'before') die()
    const result = work()
    if (mine === 'sent') setImmediate(die)
    const value = await result
    if (mine === 'after') die()
    return value
  }
  const counting = (journal: Journal): Journal => ({
    ...journal,
    recall: (path, key) =>
      operation(() => (forgets ? Promise.resolve(undefined) : journal.recall(path, key))),
    openAttempts: (path, key) => operation(() => journal.openAttempts(path, key)),
    lastAttempt: (path, key) => operation(() => journal.lastAttempt(path, key)),
    write: (entries) => operation(() => journal.write(entries)),
    charges: () => operation(() => journal.charges()),
    allOpenAttempts: () => operation(() => journal.allOpenAttempts()),
  })
  return {
    counted: () => count,
    runs: {
      ...runs,
      take: async (id) => {
        const taken = await runs.take(id)
        return {
          ...taken,
          journal: counting(taken.journal),
          finish: (state, error) => operation(() => taken.finish(state, error)),
          release: () => operation(() => taken.release()),
        }
      },
    },
  }
}

async function main(orders: Orders): Promise<void> {
  const { runs, counted } = deadly(orders, await openRuns(orders.home))
  const record = await runs.find(orders.run)
  const never = new AbortController().signal
  const { task } = record as { task: SyntheticTask }
  // From here on the process may be killed from outside too.
  process.stdout.write('taken\n')
  const conditions = { stop: never, abort: never, egress: offlineEgress, watch: () => () => {} }
  const ended = await executeRun(runs, record.id, conditions, async (context) => ({
    value: await syntheticWork(task, context),
    complete: true,
  }))
  process.stdout.write(`${JSON.stringify({ operations: counted(), value: ended.value })}\n`)
  await runs.close()
}

const offlineEgress = {
  scope: 'offline',
  configured: () => () => Promise.reject(new Error('a synthetic run is offline')),
} as const

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2]!) as Orders)
