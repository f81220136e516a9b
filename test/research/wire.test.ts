import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import {
  canonicalJson,
  createConfiguredEgress,
  createContext,
  openRuns,
  readOnly,
  systemClock,
  type Clock,
} from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { createModels, type Models } from '#models'
import { research } from '#research'
import {
  startWireServer,
  type WireAsk,
  type WireServer,
  type WireServerOptions,
} from '../models/wire-server.ts'
import { spec } from '../models/specs.ts'
import { honest } from './scripted-models.ts'
import { copyExampleHome } from '../example-home.ts'

const home = mkdtempSync(join(tmpdir(), 'kaoju-wire-'))
let library: Library
let server: WireServer | undefined

beforeAll(async () => {
  const { context } = createContext()
  await copyExampleHome(home)
  library = await openLibrary({ home, mode: 'write' }, context)
  await addPaths(library, [join(import.meta.dirname, '../../examples/library')], {}, context)
})
afterEach(() => server?.close())
afterAll(async () => {
  await library.close()
  rmSync(home, { recursive: true, force: true })
})

/** Waits are a hundredth of what they would be. */
const hurried: Clock = {
  now: () => systemClock.now(),
  elapsed: () => systemClock.elapsed() * 100,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 100, signal),
}

const task = {
  question: 'How much did the Heyan Wetland cost to build?',
  language: 'en',
  effort: 'standard',
} as const

/** The honest scripts behind a real endpoint: what is asked is told by the name of the schema. */
const answers = ({ body, system, text }: WireAsk): string => {
  const format = body['response_format'] as { json_schema?: { name?: string } } | undefined
  const name = format?.json_schema?.name ?? promptOf(system)
  const script = honest[name]!
  return script({ name, role: 'worker', text: `${system}\n\n${text}`, request: undefined as never })!
}

/** Where the schema does not travel, the instructions tell the prompts apart. */
function promptOf(system: string): string {
  const openings = {
    plan: 'You take a question apart',
    'rewrite-query': 'You write queries',
    'write-section': 'You write one section',
    judge: 'You check sentences',
    repair: 'You correct sentences',
  }
  return Object.entries(openings).find(([, opening]) => system.startsWith(opening))![0]
}

function modelsAt(baseUrl: string): Models {
  const castings = (['planner', 'worker', 'writer', 'judge'] as const).map((role) => ({
    role,
    spec: spec({ id: `test/${role}`, name: role, baseUrl }),
    because: 'configured' as const,
    fallbacks: [],
  }))
  const credentials = new Map(
    castings.map(({ spec: { id } }) => [id, { key: 'sk-test', origin: 'TEST_KEY' }]),
  )
  return createModels({ castings, credentials })
}

async function withServer<T>(options: WireServerOptions, use: (at: WireServer) => Promise<T>): Promise<T> {
  server = await startWireServer({ answer: answers, ...options })
  return use(server)
}

test('over a real endpoint and a real journal: asked once, replayed offline to the byte', async () => {
  const runs = await openRuns(home)
  await withServer({}, async ({ v1, asks }) => {
    const egress = createConfiguredEgress({ endpoints: [v1] })
    const { run } = await runs.submit({
      kind: 'research',
      subject: task.question,
      task,
      configuration: {},
      seed: 'kaoju',
    })
    const taken = await runs.take(run.id)
    const { context, log } = createContext({ run: run.id, journal: taken.journal, egress })
    const report = await research(task, { library, models: modelsAt(v1) }, context)
    await log.flushed()
    await taken.finish('done')
    await egress.close()
    expect(report.sections[0]!.sentences[0]).toMatchObject({ writer: 'test/writer', verdict: 'supported' })
    expect(report.cost.calls).toBe(asks.length)
    const made = asks.length
    const { journal } = await runs.history(run.id)
    const again = createContext({ run: run.id, journal: readOnly(journal, run.id) }).context
    const replayed = await research(task, { library, models: modelsAt(v1) }, again)
    expect(canonicalJson(replayed)).toBe(canonicalJson(report))
    expect(asks).toHaveLength(made)
  })
  await runs.close()
})

test('every fourth structured answer truncated: every run finishes with a cited report', async () => {
  let count = 0
  const truncated: WireServerOptions['answer'] = (ask) => {
    const text = answers(ask)
    return ++count % 4 === 0 ? text.slice(0, Math.floor(text.length / 2)) : text
  }
  await withServer({ answer: truncated }, async ({ v1 }) => {
    const questions = [
      task.question,
      'How deep is Qing Lake?',
      'What happened to phosphorus in Qing Lake?',
      'When was the dredging of the North Basin completed?',
    ]
    const egress = createConfiguredEgress({ endpoints: [v1] })
    const reports: Report[] = []
    for (const question of questions)
      reports.push(
        await research(
          { ...task, question },
          { library, models: modelsAt(v1) },
          createContext({ egress, clock: hurried }).context,
        ),
      )
    await egress.close()
    for (const report of reports) {
      expect(report.sections.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(0)
      for (const { citations } of report.sections.flatMap(({ sentences }) => sentences))
        expect(citations.length).toBeGreaterThan(0)
    }
    expect(count).toBeGreaterThan(8)
  })
})

test('a writer who lies and a judge who nods, over a real endpoint: the report says what the sources say', async () => {
  const lies = (ask: WireAsk): string => {
    const truth = answers(ask)
    if (!truth.includes('"answers"')) return truth
    const { sentences } = JSON.parse(truth) as { sentences: { text: string; evidence: string[] }[] }
    const told = sentences.flatMap(({ text, evidence }) => [
      { text: text.replace(/\d/, (digit) => String((Number(digit) % 9) + 1)), evidence },
      { text: `${text.slice(0, -1)}, because the officials had been bribed. [${evidence[0]}]`, evidence },
      { text: `<b>${text}</b> https://evil.example/`, evidence },
    ])
    return `<think>I shall lie.</think>${JSON.stringify({ answers: 'yes', missing: '', sentences: told })}`
  }
  await withServer({ answer: lies }, async ({ v1 }) => {
    const egress = createConfiguredEgress({ endpoints: [v1] })
    const report = await research(task, { library, models: modelsAt(v1) }, createContext({ egress }).context)
    await egress.close()
    const said = report.sections.flatMap(({ sentences }) => sentences)
    expect(said.length).toBeGreaterThan(0)
    for (const { text, citations } of said) {
      expect(text).not.toMatch(/bribed|evil|<b>|I shall lie/)
      expect(citations.length).toBeGreaterThan(0)
    }
    expect(report.coverage.notes.join(' ')).toMatch(/left out|done by rules/)
  })
})
