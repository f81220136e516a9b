/**
 * The section “Strategies” of LEADERBOARD.md: what every strategy finds by kind of question and what it spends, how long
 * it takes beside what it must, and what it does when something goes wrong. Parts alone, on slices:
 *
 *     node --conditions=kaoju-source bench/strategies.ts kinds|cost|time|faults|judge|stop [--questions N] [--strategies A,B] [--moments N]
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  broadWorld,
  kaojuContestant,
  makeWorld,
  markdownTable,
  perfectModel,
  readProse,
  runLab,
  stopAnywhere,
  wholePagesContestant,
  type AnswerScore,
  type AnswerTiming,
  type Contestant,
  type KaojuOptions,
  type LabOptions,
  type World,
} from '#arena'
import { createContext } from '#runtime'
import { strategies as known } from '../src/research/catalog.generated.ts'
import type { Measurement } from './page.ts'

const data = resolve(process.env['KAOJU_DATA'] ?? join(import.meta.dirname, '../../shared/data'))
const seed = 'kaoju'
const { context } = createContext()

/** What is measured of; smaller ones are slices. */
export interface StrategyFigures {
  /** Questions of the world of all kinds. */
  readonly questions: number
  /** Broad questions: for what is spent and how long it takes. */
  readonly broad: number
  readonly moments: number
  readonly strategies: readonly string[]
}

/** Strategies that think; `quick` first, for every other is compared with it. */
const thinking = ['quick', ...known.map(({ name }) => name).filter((name) => !['quick', 'extractive', 'news'].includes(name))] // prettier-ignore

const whole: StrategyFigures = { questions: 64, broad: 4, moments: 200, strategies: thinking }

/** Real text makes pages as long as articles are: the median of the article extraction benchmark's is 706 tokens. */
async function lengths(): Promise<{ readonly prose?: readonly string[]; readonly padding?: number }> {
  const texts = join(data, 'retrieval')
  return existsSync(texts) ? { prose: await readProse(texts), padding: 2 } : { padding: 2 }
}

/** A writer that tells each fact with what stands beside it, as long reports do. */
const wordy = { ...perfectModel, mind: { ...perfectModel.mind, context: 3 } }
const slow = { ...wordy, firstToken: 600, perToken: 8 }

interface Asked {
  readonly answers: readonly AnswerScore[]
  readonly timings: readonly AnswerTiming[]
  readonly failures: number
  readonly lost?: number
}

async function ask(world: World, contestant: Contestant, options: LabOptions): Promise<Asked[]> {
  const { result, timings } = await runLab(options, world, contestant, context)
  return result.suites.map((suite, at) => ({
    answers: suite.answers,
    timings: timings.suites[at]!.answers,
    failures: suite.failures.length,
    ...(suite.lost === undefined ? {} : { lost: suite.lost }),
  }))
}

const kaoju = (options: Partial<KaojuOptions> & Pick<KaojuOptions, 'strategy'>): Contestant =>
  kaojuContestant({ effort: 'standard', ...options })

const sum = (answers: readonly AnswerScore[], of: (one: AnswerScore) => number): number =>
  answers.reduce((total, one) => total + of(one), 0)
const ratio = (part: number, of: number, digits = 3): string => (of === 0 ? '–' : (part / of).toFixed(digits))
const found = (one: AnswerScore): number => one.facts.found + one.derived.found
const claims = ({ sentences }: AnswerScore): number =>
  sentences.true + sentences.stale + sentences.false + sentences.poisoned + sentences.unsupported

const columns = [
  'n', 'facts', 'worked out', 'supported', 'links', 'model', 'search', 'pages', 'prompt tokens', 'tokens ÷ fact',
] // prettier-ignore

function figuresOf(answers: readonly AnswerScore[]): (string | number)[] {
  const each = (of: (one: AnswerScore) => number, digits = 1): string => ratio(sum(answers, of), answers.length, digits) // prettier-ignore
  return [
    answers.length,
    ratio(
      sum(answers, ({ facts }) => facts.found),
      sum(answers, ({ facts }) => facts.reachable),
    ),
    ratio(
      sum(answers, ({ derived }) => derived.found),
      sum(answers, ({ derived }) => derived.wanted),
    ),
    ratio(
      sum(answers, ({ sentences }) => sentences.true),
      sum(answers, claims),
    ),
    sum(answers, ({ inventedLinks }) => inventedLinks),
    each(({ calls }) => calls.model),
    each(({ calls }) => calls.search),
    each(({ calls }) => calls.page),
    each(({ tokens }) => tokens.input, 0),
    ratio(
      sum(answers, ({ tokens }) => tokens.input + tokens.output),
      sum(answers, found),
      0,
    ),
  ]
}

/** Every strategy on every kind of question. */
async function byKind({ questions, strategies }: StrategyFigures): Promise<string> {
  const world = makeWorld({ seed, questions })
  const rows: (string | number)[][] = []
  for (const strategy of strategies) {
    const [{ answers }] = (await ask(world, kaoju({ strategy }), { suites: ['kinds'] })) as [Asked]
    rows.push([`**${strategy}**`, 'all', ...figuresOf(answers)])
    for (const [kind, some] of Map.groupBy(answers, (one) => one.kind))
      rows.push([strategy, kind, ...figuresOf(some)])
  }
  return markdownTable(['strategy', 'kind', ...columns], rows)
}

/** What a fact costs in prompts, beside a reader that shows the model every page whole. */
async function cost({ broad, strategies }: StrategyFigures): Promise<string> {
  const world = broadWorld(seed, broad, 4, await lengths())
  const contestants = [wholePagesContestant(), ...strategies.map((strategy) => kaoju({ strategy }))]
  const rows: (string | number)[][] = []
  let against = 0
  for (const contestant of contestants) {
    const [{ answers }] = (await ask(world, contestant, { suites: ['kinds'] })) as [Asked]
    const perFact = sum(answers, ({ tokens }) => tokens.input) / sum(answers, found)
    against ||= perFact
    const shown = sum(answers, ({ pageTokens }) => pageTokens)
    rows.push([
      contestant.name,
      ...figuresOf(answers),
      perFact.toFixed(0),
      (perFact / against).toFixed(2),
      ratio(shown, answers.length, 0),
      ratio(
        sum(answers, ({ tokens }) => tokens.input),
        shown,
        2,
      ),
    ])
  }
  return markdownTable(
    [
      'contestant',
      ...columns,
      'prompt tokens ÷ fact',
      '÷ whole pages',
      'the pages it fetched, whole',
      'prompt tokens ÷ these',
    ],
    rows,
  )
}

/** How long broad questions take where services take their time, and what the engine itself needs. */
async function time({ broad, strategies }: StrategyFigures): Promise<string> {
  const rows: (string | number)[][] = []
  for (const [effort, subjects] of [
    ['standard', 8],
    ['deep', 12],
  ] as const)
    for (const strategy of strategies) {
      const world = broadWorld(seed, broad, subjects)
      const contestant = (): Contestant => kaoju({ strategy, effort })
      const timed = { suites: ['kinds'], slowBy: 0 }
      const latency = { search: 1500, page: 0, tool: 0 }
      const [paced] = (await ask(world, contestant(), { ...timed, model: slow, latency })) as [Asked]
      const [instant] = (await ask(world, contestant(), { ...timed, model: wordy })) as [Asked]
      for (const [at, one] of paced.answers.entries()) {
        const { wall, criticalPath } = paced.timings[at]!
        const free = instant.timings[at]!
        rows.push([
          `${strategy}, ${effort}`, one.question, one.calls.model, one.calls.search, one.calls.page, one.words, one.sections,
          ratio(one.facts.found, one.facts.reachable, 2), (wall / 1000).toFixed(1), (criticalPath / 1000).toFixed(1),
          (wall / criticalPath).toFixed(2), ((free.wall - free.simulator) / 1000).toFixed(2),
        ]) // prettier-ignore
      }
    }
  return markdownTable(
    ['', 'question', 'model', 'search', 'pages', 'words', 'sections', 'facts', 'wall, s', 'critical path, s', 'ratio', 'engine alone, s'],
    rows,
  ) // prettier-ignore
}

/** What remains where one search in three fails, or every fourth answer of the model breaks off. */
async function faults({ questions, strategies }: StrategyFigures): Promise<string> {
  const world = makeWorld({ seed, questions, kinds: ['fact', 'chain', 'compare', 'superseded', 'conflict', 'unanswerable'] }) // prettier-ignore
  const names = ['kinds', 'engines-fail', 'model-truncates']
  const rows: (string | number)[][] = []
  for (const strategy of strategies) {
    const suites = await ask(world, kaoju({ strategy }), { suites: names })
    for (const [at, { answers, failures, lost = 0 }] of suites.entries())
      rows.push([
        strategy, names[at]!, ...figuresOf(answers).slice(0, 5), (1 - lost).toFixed(3),
        ratio(answers.length - failures, answers.length),
      ]) // prettier-ignore
  }
  return markdownTable(['strategy', 'suite', ...columns.slice(0, 5), 'facts kept', 'finished'], rows)
}

/** With a judge and without one. */
async function judge({ questions, strategies }: StrategyFigures): Promise<string> {
  const world = makeWorld({ seed, questions })
  const rows: (string | number)[][] = []
  for (const strategy of strategies)
    for (const judged of [true, false]) {
      const contestant = kaoju({ strategy, ...(judged ? {} : { judge: false as const }) })
      const [{ answers }] = (await ask(world, contestant, { suites: ['kinds'] })) as [Asked]
      rows.push([strategy, judged ? 'on' : 'off', ...figuresOf(answers)])
    }
  return markdownTable(['strategy', 'judge', ...columns], rows)
}

/** Runs stopped at random moments. */
async function stop({ moments, strategies }: StrategyFigures): Promise<string> {
  const world = makeWorld({ seed, questions: 16, kinds: ['survey', 'chain', 'compare', 'fact'] })
  const rows: (string | number)[][] = []
  for (const strategy of strategies) {
    const kinds = ['survey', 'chain', 'compare', 'fact'] as const
    const runs = await stopAnywhere({ moments, kinds }, world, kaoju({ strategy }), context)
    const had = runs.filter(({ evidence }) => evidence)
    const silent = had.filter(({ sentences }) => sentences === 0)
    const took = runs.map(({ took: one }) => one).toSorted((a, b) => a - b)
    rows.push([
      strategy, runs.length, runs.filter(({ failed }) => failed === undefined).length, had.length, had.length - silent.length,
      Math.round(took[Math.floor(took.length / 2)] ?? 0), Math.round(took[Math.floor(took.length * 0.95)] ?? 0),
    ]) // prettier-ignore
    for (const one of silent) console.error('  nothing cited', strategy, JSON.stringify(one))
  }
  return markdownTable(
    [
      'strategy',
      'stopped',
      'reports',
      'evidence was there',
      '… and is cited',
      'to the report p50, ms',
      'p95, ms',
    ],
    rows,
  )
}

const parts = { kinds: byKind, cost, time, faults, judge, stop }

/** The section of LEADERBOARD.md. */
export const strategyFigures: Measurement = {
  name: 'strategies',
  measure: async () => ({
    title: 'Strategies',
    about: `Kaoju's strategies in the lab, with its simulated model (see “Research in the lab”; effort standard unless named). Kinds: a world of ${whole.questions} questions. What a fact costs: ${whole.broad} broad questions on pages as long as the articles of the article extraction benchmark are in the median (about 700 tokens; real text mixed in), beside a reader that shows the model every page whole, six for a sub-question. Times: first token 600 ms, 8 ms a token, a search 1.5 s, pages at once; eight subjects for \`standard\`, twelve for \`deep\`; the writer tells each fact with up to three sentences that stand beside it; the critical path is computed from the wire; “engine alone” is wall clock where nothing takes time, less what the simulator itself computed. Stopped runs: at moments drawn by the seed, counted in exchanges.`,
    table: [
      await byKind(whole),
      'What a fact costs:', await cost(whole),
      'Times:', await time(whole),
      'Something goes wrong (kept: of the facts found in the same questions where nothing did):', await faults(whole),
      'The judge on and off:', await judge(whole),
      'Stop and write:', await stop(whole),
    ].join('\n\n'), // prettier-ignore
  }),
}

if (import.meta.main) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      questions: { type: 'string', default: '16' },
      broad: { type: 'string', default: '1' },
      moments: { type: 'string', default: '20' },
      strategies: { type: 'string', default: 'quick' },
    },
  })
  const slice = {
    questions: Number(values.questions),
    broad: Number(values.broad),
    moments: Number(values.moments),
    strategies: values.strategies === 'all' ? thinking : values.strategies.split(','),
  }
  for (const [name, measure] of Object.entries(parts))
    if (positionals.length === 0 || positionals.includes(name)) {
      const started = performance.now()
      console.log(`\n${await measure(slice)}\n`)
      console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
    }
}
