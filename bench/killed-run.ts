/**
 * A run that dies on order: executes one recorded run in this process and kills the process (SIGKILL) at the
 * journal operation it was told. Started by `soak-kills.ts` with its orders as JSON; a run that survives them
 * prints one line of JSON.
 */
import { request } from 'node:http'
import {
  AttemptFailure,
  canonicalJson,
  createConfiguredEgress,
  createContext,
  KaojuError,
  offline,
  openRuns,
  sha256,
  type Context,
  type Cost,
  type Egress,
  type Journal,
  type Paid,
  type RunRecord,
  type Runs,
} from '#runtime'
import { executeRun } from '../src/interfaces/runs/execution.ts'
import type { ResearchRunTask, RunConfiguration } from '../src/interfaces/runs/tasks.ts'

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

/** Opens what the run works with, says that it is ready to be killed, and executes it. */
async function main(orders: Orders): Promise<void> {
  const { runs, counted } = deadly(orders, await openRuns(orders.home))
  const record = await runs.find(orders.run)
  const task = record.task as SyntheticTask | ResearchRunTask
  const work =
    'question' in task
      ? await openResearch(orders.home, record)
      : { egress: offlineEgress, perform: syntheticly(task) }
  // From here on the process may be killed from outside too.
  process.stdout.write('taken\n')
  const never = new AbortController().signal
  const conditions = { stop: never, abort: never, egress: work.egress, watch: () => () => {} }
  const ended = await executeRun(runs, record.id, conditions, work.perform)
  process.stdout.write(`${JSON.stringify({ operations: counted(), value: ended.value })}\n`)
  await runs.close()
  process.exit(0)
}

const syntheticly =
  (task: SyntheticTask) =>
  async (context: Context): Promise<{ value: unknown; complete: boolean }> => ({
    value: await syntheticWork(task, context),
    complete: true,
  })

/** A research run as the command line executes it, over the home's library and the models that it recorded. */
export async function openResearch(
  home: string,
  record: RunRecord,
  mode: 'write' | 'read' = 'write',
): Promise<{
  readonly egress: Egress
  perform(context: Context): Promise<{ value: unknown; complete: boolean }>
  close(): Promise<void>
}> {
  const [{ openLibrary }, { createModels }, { performRun }] = await Promise.all([
    import('#library'),
    import('#models'),
    import('../src/interfaces/runs/tasks.ts'),
  ])
  const { castings } = record.configuration as RunConfiguration
  const library = await openLibrary({ home, mode }, createContext().context)
  const models = createModels({
    castings,
    credentials: new Map(castings.map(({ spec }) => [spec.id, { key: 'sk-loopback', origin: 'soak' }])),
  })
  const endpoints = castings.map(({ spec }) => spec.baseUrl)
  return {
    egress: createConfiguredEgress({ endpoints }),
    perform: async (context) => {
      const { value, complete } = await performRun(record, { library, models }, context)
      return { value: value.kind === 'research' ? value.report : value, complete }
    },
    close: () => library.close(),
  }
}

const offlineEgress = {
  ...offline,
  configured: () => () => Promise.reject(new Error('a synthetic run is offline')),
} as const

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2]!) as Orders)
