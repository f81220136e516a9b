import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Hundreds of processes are started from source: what was compiled once is kept for the others.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'kaoju-compiled')

export default defineConfig({
  resolve: { conditions: ['kaoju-source'] },
  ssr: { resolve: { conditions: ['kaoju-source'], externalConditions: ['kaoju-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Threads that strip types compile WebAssembly, and V8 sometimes fails over it when many end at once (a check on
    // its JIT pages, seen in 1 of 16 runs of the retrieval suite): without the optimizing tier it did not in 52.
    execArgv: ['--conditions=kaoju-source', '--liftoff-only'],
    // Much of the work is waiting for processes: one worker a processor, where the default is one fewer.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
