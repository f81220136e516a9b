/**
 * How long the lab takes: to make worlds, to run a hundred questions where every answer comes at once, and how far
 * runs are from their critical path where services take their time.
 * Run: node --conditions=kaoju-source bench/run.ts lab
 */
import {
  digestOf,
  kaojuContestant,
  makeWorld,
  markdownTable,
  perfectModel,
  runLab,
  timingTable,
  type LabOptions,
} from '#arena'
import { createContext } from '#runtime'
import type { Measurement } from './page.ts'

/** What a model and a search engine usually take. Milliseconds. */
const usual = { firstToken: 600, perToken: 8, search: 1_500 }

export const measureLab: Measurement['measure'] = async () => {
  const { context } = createContext()
  const seconds = async (work: () => unknown): Promise<number> => {
    const started = performance.now()
    await work()
    return (performance.now() - started) / 1000
  }
  const making = await seconds(() => digestOf(makeWorld({ seed: 'kaoju', questions: 1_000 })))
  const world = makeWorld({ seed: 'kaoju', questions: 100 })
  const run = (options: LabOptions): ReturnType<typeof runLab> =>
    runLab({ suites: ['kinds'], ...options }, world, kaojuContestant({ effort: 'standard' }), context)
  const without = await run({ model: null })
  const withModel = await run({})
  const slow = await run({
    kinds: ['fact', 'chain', 'survey'],
    model: { ...perfectModel, firstToken: usual.firstToken, perToken: usual.perToken },
    latency: { search: usual.search, page: 0, tool: 0 },
  })
  const named = (name: string, { timings }: typeof without): string => `${name}:\n\n${timingTable(timings)}`
  return {
    title: 'The lab',
    about: `A world of 1,000 questions with its hash, and whole runs of Kaoju (effort standard, new library each, one after the other) over the ${world.questions.length} questions of another; times in milliseconds but for the last column. Wall ÷ critical path: how much longer a run took than the longest chain of exchanges of which each needed the one before; without delays it only says that the engine’s own work is all there is.`,
    table: [
      markdownTable(['', 'seconds'], [['world of 1,000 questions, hashed', making.toFixed(1)]]),
      named('No model, no delays', without),
      named('Simulated model, no delays', withModel),
      named(
        `Facts, chains and surveys with delays (first token ${usual.firstToken} ms, ${usual.perToken} ms a token, search ${usual.search} ms)`,
        slow,
      ),
    ].join('\n\n'),
  }
}
