import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Hundreds of processes are started from source: what was compiled once is kept for the others.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'kaoju-compiled')

/** Rooms whose tests leave nothing behind in their modules: files share a worker, which saves loading the rooms for each. */
const shared = 'models|reasoning|retrieval|memory|report|reading|research'
/** Of these, what keeps connections or browsers open from one run to the next. */
const alone = ['test/research/web/**/*.test.ts', 'test/research/news.test.ts', 'test/report/browser.test.ts']
const others = [`test/!(${shared})/**/*.test.ts`, 'test/*.test.ts', ...alone]

export default defineConfig({
  resolve: { conditions: ['kaoju-source'] },
  ssr: { resolve: { conditions: ['kaoju-source'], externalConditions: ['kaoju-source'] } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'shared', include: [`test/@(${shared})/**/*.test.ts`], exclude: alone, isolate: false },
      },
      { extends: true, test: { name: 'alone', include: others } },
    ],
    globalSetup: ['test/example-home-setup.ts'],
    // Threads that strip types compile WebAssembly, and V8 sometimes fails over it when many end at once (a check on
    // its JIT pages, seen in 1 of 16 runs of the retrieval suite): without the optimizing tier it did not in 52.
    execArgv: ['--conditions=kaoju-source', '--liftoff-only'],
    // Much of the work is waiting for processes: one worker a processor, where the default is one fewer.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
