/**
 * `npm run leaderboard [-- NAME…]`: how good, on public data that nobody here wrote (../shared/data, or
 * KAOJU_DATA); writes LEADERBOARD.md.
 */
import { writePage } from './page.ts'

await writePage(
  {
    file: 'LEADERBOARD.md',
    title: 'Leaderboard',
    preface: 'Quality on public data. Speed is in [BENCHMARKS.md](BENCHMARKS.md).',
    command: 'npm run leaderboard',
  },
  [],
)
