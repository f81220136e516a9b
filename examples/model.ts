/**
 * A model at work, and a run that can be replayed: what the model said is in the journal, so that the second time
 * nobody is asked. The model here is written by hand; for a real one put its endpoint into the specification and
 * its key into the credentials.
 *
 * From a checkout: `PATH="$PWD/node_modules/.bin:$PATH" node --conditions=kaoju-source examples/model.ts`
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  addPaths,
  cast,
  createContext,
  createModels,
  openLibrary,
  openRuns,
  profileNamed,
  readOnly,
  research,
  scriptModel,
  type ModelSpec,
} from 'kaoju'

const model: ModelSpec = {
  id: 'scripted/parrot',
  provider: 'scripted',
  name: 'parrot',
  protocol: 'scripted', // 'openai', 'anthropic', 'google' …
  baseUrl: '', // 'https://api.deepseek.com/v1'; the egress must name it too: createConfiguredEgress
  contextWindow: 32_768,
  maxOutput: 4_096,
  limitsFrom: 'configured',
  price: { input: 0.28, output: 0.42, asOf: 'configured' },
  profile: profileNamed('instruct'),
  concurrency: 4,
}
const models = createModels({
  castings: cast({ writer: [model] }),
  credentials: new Map([[model.id, { origin: 'example' }]]),
})

let asked = 0
scriptModel('parrot', {
  chat: ({ messages, output }) => {
    asked++
    const text = messages.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n')
    if (output.mode !== 'json-schema' || output.name !== 'write-section') return '{}'
    // It cites the first statement that it was shown with a date in it, in the statement's own words.
    const [, id, words] = /\[(E\d+)\] ([^\n]*\b20\d\d\b[^\n]*)/.exec(text) ?? []
    const sentences = words ? [{ text: words, evidence: [id] }] : []
    return JSON.stringify({ answers: words ? 'yes' : 'no', missing: '', sentences })
  },
})

const home = await mkdtemp(join(tmpdir(), 'kaoju-example-'))
const library = await openLibrary({ home, mode: 'write' }, createContext().context)
const runs = await openRuns(home)
try {
  await addPaths(library, [join(import.meta.dirname, 'library')], {}, createContext().context)
  const task = {
    question: 'When was the dredging of the North Basin completed?',
    language: 'en',
    effort: 'quick',
  } as const
  const { run } = await runs.submit({
    kind: 'research',
    subject: task.question,
    task,
    configuration: {},
    seed: 's',
  })

  const taken = await runs.take(run.id)
  const { context, log } = createContext({
    run: run.id,
    seed: run.seed,
    journal: taken.journal,
    limits: { 'micro-usd': 100_000 },
  })
  const report = await research(task, { library, models }, context)
  await log.flushed()
  await taken.finish('done')
  console.log(report.sections[0]!.sentences[0]!.text, report.cost)
  assert.equal(report.sections[0]!.sentences[0]!.writer, 'scripted/parrot')
  assert.ok(report.cost.amount > 0)

  const before = asked
  const { journal } = await runs.history(run.id)
  const replay = createContext({ run: run.id, seed: run.seed, journal: readOnly(journal, run.id) })
  assert.deepEqual(await research(task, { library, models }, replay.context), report)
  assert.equal(asked, before)
} finally {
  await runs.close()
  await library.close()
  await rm(home, { recursive: true, force: true })
}
