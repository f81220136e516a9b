/**
 * Takes a run and gives the passages of a home their vectors, through a real endpoint, until it is done or killed.
 * Arguments: the home, the run, the endpoint.
 */
import { writeSync } from 'node:fs'
import { embedMissing, openLibrary } from '#library'
import { createModels } from '#models'
import { createConfiguredEgress, createContext, createEventLog, openRuns, systemClock } from '#runtime'
import { testSpec } from '../retrieval/hashing-embedder.ts'

const [home = '', id = '', endpoint = ''] = process.argv.slice(2)
const library = await openLibrary({ home, mode: 'write' }, createContext().context)
const runs = await openRuns(home)
const taken = await runs.take(id)
const { context } = createContext({
  run: id,
  journal: taken.journal,
  log: createEventLog(id, systemClock, taken.journal, taken.past),
  egress: createConfiguredEgress({ endpoints: [endpoint] }),
})
const { embedder } = createModels({
  castings: [
    {
      role: 'embedder',
      spec: { ...testSpec('test/counting', 3), protocol: 'openai', baseUrl: endpoint, concurrency: 2 },
      because: 'configured',
      fallbacks: [],
    },
  ],
  credentials: new Map([['test/counting', { key: 'k', origin: 'test' }]]),
})
const ended = await embedMissing(library, embedder!, context.at('vectors'), { batch: 10 })
await taken.finish('done')
await runs.close()
await library.close()
writeSync(1, ended.ended)
process.exit(0)
