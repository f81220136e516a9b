/**
 * The kill sweep over real research: the example library, the strategy that models bring, a model server on
 * loopback that answers honestly and counts what it bills. One home for all runs; each is killed at one operation
 * on its journal, resumed by another process, and its report held against that of the run nobody killed.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { addPaths, openLibrary } from '#library'
import { cast } from '#models'
import { canonicalJson, createContext, openRuns, type Runs } from '#runtime'
import { replayRun } from '../src/interfaces/runs/execution.ts'
import type { KnownRequest } from '../src/interfaces/runs/tasks.ts'
import { spec } from '../test/models/specs.ts'
import { startWireServer, type WireAsk, type WireServer } from '../test/models/wire-server.ts'
import { honest } from '../test/research/scripted-models.ts'
import { openResearch, type KillOrder } from './killed-run.ts'
import { byPath, execute, openAttempts, type Ended, type KillCount } from './soak-kills.ts'

const question =
  'When was the dredging of the North Basin completed, what did it cost and who did it, how large and how deep is Qing Lake, how did its water quality change, which fish live there and what does the restoration plan want?'
const subQuestions = [
  'When was the dredging of the North Basin completed?',
  'What did the dredging of the North Basin cost?',
  'Who did the dredging of the North Basin?',
  'How large is Qing Lake?',
  'How deep is Qing Lake?',
  'How did the water quality of Qing Lake change?',
  'Which fish live in Qing Lake?',
  'What does the restoration plan for Qing Lake want?',
]

/** A home with the example library in it, and the model server of its runs. */
export interface ResearchRoom {
  readonly home: string
  readonly runs: Runs
  readonly server: WireServer
  readonly findings: string[]
  close(): Promise<void>
}

export async function openResearchRoom(): Promise<ResearchRoom> {
  const home = await mkdtemp(join(tmpdir(), 'kaoju-kill-research-'))
  const { context } = createContext()
  const library = await openLibrary({ home, mode: 'write' }, context)
  await addPaths(library, [resolve(import.meta.dirname, '../examples/library')], {}, context)
  await library.close()
  const server = await startWireServer({ answer: honestly })
  const runs = await openRuns(home)
  return {
    home,
    runs,
    server,
    findings: [],
    close: async () => {
      await runs.close()
      await server.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** What an honest model would say, found by the name of the schema that it was asked with. */
function honestly(ask: WireAsk): string {
  const format = ask.body['response_format'] as { json_schema?: { name?: string } } | undefined
  const name = format?.json_schema?.name ?? ask.tool ?? ''
  if (name === 'plan') return JSON.stringify({ questions: subQuestions })
  const text = `${ask.system}\n\n${ask.text}`
  const asked = {
    name,
    role: 'worker',
    text,
    request: { messages: [], output: { mode: 'text' }, maxOutputTokens: 1 },
  } as const
  return honest[name]?.(asked) ?? '{}'
}

async function submit({ runs, server }: ResearchRoom): Promise<string> {
  const one = spec({ id: 'loopback/writer', provider: 'loopback', name: 'writer', baseUrl: server.v1 })
  const other = spec({ id: 'loopback/judge', provider: 'loopback', name: 'judge', baseUrl: server.v1 })
  const request: KnownRequest = {
    kind: 'research',
    subject: question,
    task: { question, language: 'en', effort: 'deep', maxFileBytes: 2 ** 28 },
    configuration: {
      castings: cast({ planner: [one], worker: [one], writer: [one], judge: [other] }),
      limits: { 'micro-usd': 5_000_000 },
    },
    seed: 'kills',
  }
  return (await runs.submit(request)).run.id
}

/** What a report says, without what differs from run to run: its id, its times, and what repeating has cost. */
function said(report: unknown): string {
  const {
    run: _run,
    createdAt: _at,
    timings: _timings,
    cost: _cost,
    models,
    ...rest
  } = report as Record<string, unknown>
  const who = ((models ?? []) as Record<string, unknown>[]).map(({ model, id, role, roles }) => ({
    model,
    id,
    role,
    roles,
  }))
  return canonicalJson({ ...rest, who }) ?? ''
}

/** What the run that nobody kills says, how many operations on its journal it takes, and what it is billed. */
export async function researchReference(room: ResearchRoom): Promise<{
  readonly told: string
  readonly operations: number
  readonly steps: number
  readonly calls: number
  readonly bills: ReadonlyMap<string, number>
}> {
  const before = new Map(room.server.billed)
  const run = await submit(room)
  const ended = await execute(room, run)
  if (ended === 'killed') throw new Error('the reference run was killed')
  const { steps, spent } = await room.runs.find(run)
  const bills = since(before, room.server)
  return { told: said(ended.value), operations: ended.operations, steps, calls: spent.calls, bills }
}

/** What was billed since, by question. */
function since(before: ReadonlyMap<string, number>, { billed }: WireServer): Map<string, number> {
  const found = [...billed].map(([hash, times]) => [hash, times - (before.get(hash) ?? 0)] as const)
  return new Map(found.filter(([, times]) => times > 0))
}

/** Kills one research run at one operation, resumes it, and looks at report, ledger and bills. */
export async function killResearchAt(
  room: ResearchRoom,
  order: KillOrder,
  reference: Awaited<ReturnType<typeof researchReference>>,
  count: KillCount,
): Promise<void> {
  const { runs, server, findings } = room
  const before = new Map(server.billed)
  const run = await submit(room)
  const fail = (kind: keyof KillCount, by: number, why: string): void => {
    if (by <= 0) return
    count[kind] += by
    findings.push(`${run}, killed ${order.moment} operation ${order.at}: ${why}`)
  }
  let ended: Ended = await execute(room, run, { kill: order })
  let open = 0
  if (ended === 'killed') {
    count.kills++
    count.runs++
    open = await openAttempts(room, run)
    ended = await execute(room, run)
  } else count.unreached++
  const record = await runs.find(run)
  if (ended === 'killed' || !['done', 'incomplete'].includes(record.state))
    return fail('unfinished', 1, `is ${record.state}`)
  if (said(ended.value) !== reference.told) fail('different', 1, 'resumed otherwise')

  const { journal } = await runs.history(run)
  const charges = await journal.charges()
  const lost = charges.filter(({ outcome }) => outcome === 'lost').length
  fail('repeatedTwice', lost - open, `${lost} lost, ${open} were in flight`)
  for (const [path, attempts] of byPath(charges)) {
    const answered = attempts.filter(({ outcome }) => outcome === 'answered').length
    fail('repeated', answered - 1, `${path} was answered ${answered} times`)
  }
  const bills = since(before, server)
  const extra = [...bills].reduce(
    (sum, [hash, times]) => sum + Math.max(0, times - (reference.bills.get(hash) ?? 0)),
    0,
  )
  fail('unlisted', extra - lost, `${extra} billed beyond the first time, ${lost} are listed`)
  fail('unlisted', (await journal.allOpenAttempts()).length, 'attempts are still open')
  const unsound = await runs.inspect()
  fail('unsound', unsound.length, unsound.join(' '))
  count.lost += lost
  count.calls += byPath(charges).size

  // The replay in this process reads the library beside nobody who writes.
  const work = await openResearch(room.home, record, 'read')
  const never = new AbortController().signal
  const replayed = await replayRun(runs, run, { stop: never, abort: never }, (context) =>
    work.perform(context),
  )
  await work.close()
  if (canonicalJson(replayed.value) !== canonicalJson(ended.value)) fail('different', 1, 'replayed otherwise')
}
