/**
 * `npm run soak:storm [-- runs = 200] [seed = 1]`: research runs with models over real HTTP while a quarter of all
 * exchanges fail unbilled (no connection, 429, 5xx) and a twentieth are billed and useless (truncated, malformed).
 * Counts the runs that finish with a cited report, and what was paid beyond a run in good weather. Waits are
 * shortened fifty times.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { addPaths, openLibrary, type Library } from '#library'
import { cast, createModels } from '#models'
import { research } from '#research'
import { chanceOf, createConfiguredEgress, createContext, systemClock, type Clock } from '#runtime'
import { spec } from '../test/models/specs.ts'
import { startWireServer, type WireAsk } from '../test/models/wire-server.ts'
import { honest } from '../test/research/scripted-models.ts'
import { measuredHere } from './machine.ts'
import { recordSoak } from './soaks-page.ts'

const hurry = 50
const clock: Clock = {
  now: () => systemClock.now(),
  elapsed: () => systemClock.elapsed() * hurry,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / hurry, signal),
}
const unbilled = [
  'reset-before-answer',
  'rate-limit-milliseconds',
  'rate-limit-bare',
  'server-500',
  'unavailable',
  'bad-gateway-html',
  'overloaded-529',
]
const subQuestions = [
  'When was the dredging of the North Basin completed?',
  'What did the dredging of the North Basin cost?',
  'How large is Qing Lake?',
  'How deep is Qing Lake?',
  'Which fish live in Qing Lake?',
]
const question =
  'When was the dredging of the North Basin completed and what did it cost, how large and how deep is Qing Lake, and which fish live there?'

/** What an honest model would say, found by the name of the schema that it was asked with. */
function honestly(ask: WireAsk): string {
  const format = ask.body['response_format'] as { json_schema?: { name?: string } } | undefined
  const name = format?.json_schema?.name ?? ask.tool ?? ''
  if (name === 'plan') return JSON.stringify({ questions: subQuestions })
  const text = `${ask.system}\n\n${ask.text}`
  const request = { messages: [], output: { mode: 'text' }, maxOutputTokens: 1 } as const
  return honest[name]?.({ name, role: 'worker', text, request }) ?? '{}'
}

interface Weather {
  readonly runs: number
  readonly finished: number
  /** Runs in which every step was done by the model that was meant to. */
  readonly untouched: number
  readonly exchanges: number
  readonly paid: number
  readonly failed: number
}

async function weather(library: Library, runs: number, stormy: boolean, seed: string): Promise<Weather> {
  const chance = chanceOf(seed, 'storm')
  let cut = false
  const server = await startWireServer({
    fault: () => {
      const drawn = stormy ? chance.next() : 1
      cut = drawn >= 0.275 && drawn < 0.3
      if (drawn < 0.25) return unbilled[chance.integer(unbilled.length)]
      return drawn < 0.275 ? 'stream-ends-early' : undefined
    },
    answer: (ask) => (cut ? honestly(ask).slice(0, 30) : honestly(ask)),
  })
  const model = spec({ id: 'loopback/model', baseUrl: server.v1 })
  const models = createModels({
    castings: cast({ planner: [model], worker: [model], writer: [model], judge: [model] }),
    credentials: new Map([[model.id, { key: 'sk-storm', origin: 'soak' }]]),
  })
  const egress = createConfiguredEgress({ endpoints: [server.v1] })
  let [finished, untouched, failed, next] = [0, 0, 0, 0]
  const lane = async (): Promise<void> => {
    while (next < runs) {
      const run = `storm-${seed}-${next++}`
      const { context, log } = createContext({ run, seed: run, egress, clock })
      const report = await research(
        { question, language: 'en', effort: 'standard' },
        { library, models },
        context,
      )
      if (report.sections.some(({ sentences }) => sentences.length > 0)) finished++
      if (!log.events.some(({ event }) => event.type === 'fallback')) untouched++
      failed += report.cost.failed ?? 0
    }
  }
  await Promise.all(Array.from({ length: 4 }, lane))
  const paid = [...server.billed.values()].reduce((sum, count) => sum + count, 0)
  const exchanges = server.asks.length
  await egress.close()
  await server.close()
  return { runs, finished, untouched, exchanges, paid, failed }
}

const runs = Number(process.argv[2] ?? 200)
const seed = process.argv[3] ?? '1'
const measured = measuredHere(['npm run soak:storm --', ...process.argv.slice(2)].join(' '))
const started = performance.now()
const home = await mkdtemp(join(tmpdir(), 'kaoju-storm-'))
const library = await openLibrary({ home, mode: 'write' }, createContext().context)
await addPaths(library, [resolve(import.meta.dirname, '../examples/library')], {}, createContext().context)
const calm = await weather(library, 4, false, seed)
const storm = await weather(library, runs, true, seed)
await library.close()
await rm(home, { recursive: true, force: true })
const extra = storm.paid / runs / (calm.paid / calm.runs) - 1
console.log(calm, storm, `${(100 * extra).toFixed(1)} % more paid exchanges than in good weather`)
recordSoak({
  title: 'Storm',
  measured,
  about: `Research runs with models over real HTTP (seed \`${seed}\`): a quarter of all exchanges fail unbilled (${unbilled.join(', ')}), a twentieth are billed and useless (the stream ends early; the JSON is cut).`,
  rows: [
    ['runs', storm.runs],
    ['runs that finished with a cited report', storm.finished],
    ['runs in which no step fell to another model or to rules', storm.untouched],
    ['exchanges', storm.exchanges],
    ['exchanges that were billed', storm.paid],
    ['billed exchanges of a run in good weather', calm.paid / calm.runs],
    ['paid exchanges beyond good weather', `${(100 * extra).toFixed(1)} %`],
  ],
  seconds: (performance.now() - started) / 1000,
})
process.exit(storm.finished >= 0.99 * runs ? 0 : 1)
