/**
 * `npm run bench [-- NAME…]`: how fast, how large, how long; writes BENCHMARKS.md. Measured on the built
 * package: `npm run build` first. Not a test: a shared machine decides as much as the code.
 */
import { measureCommandLine } from './cli.ts'
import { writePage } from './page.ts'

await writePage(
  {
    file: 'BENCHMARKS.md',
    title: 'Benchmarks',
    preface: 'Speed, size and memory. Quality is in [LEADERBOARD.md](LEADERBOARD.md).',
    command: 'npm run build && npm run bench',
  },
  [{ name: 'cli', measure: measureCommandLine }],
)
