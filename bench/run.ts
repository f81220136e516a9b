/**
 * `npm run bench [-- NAME…]`: how fast, how large, how long; writes BENCHMARKS.md. The command line is measured
 * as built: `npm run build` first. Not a test: a shared machine decides as much as the code.
 */
import { markdownTable } from '#arena'
import { measureCommandLine } from './cli.ts'
import { doors } from './doors.ts'
import { measureJournal } from './journal.ts'
import { measureLab } from './lab.ts'
import { measureLexical } from './lexical.ts'
import { measureLibrary, type LibraryFigures } from './library.ts'
import { writePage, type Measurement } from './page.ts'
import { measureReading } from './reading.ts'
import { measureResearch } from './research.ts'
import { measureVectors } from './vectors.ts'
import { measureWebPages } from './web.ts'

const sizes = [10_000, 100_000] as const

const library: Measurement = {
  name: 'library',
  measure: async () => {
    const measured: LibraryFigures[] = []
    for (const passages of sizes) measured.push(await measureLibrary({ passages, passagesPerDocument: 50 }))
    const row = (what: string, figure: (figures: LibraryFigures) => string | number): (string | number)[] => [
      what,
      ...measured.map(figure),
    ]
    const times = ({ p50, p99 }: { p50: number; p99: number }): string =>
      `${p50.toFixed(0)} / ${p99.toFixed(0)}`
    return {
      title: 'The library',
      about:
        'The embedded library by itself: documents of 50 passages of about 120 tokens, drawn by Zipf’s law, a fifth of them Chinese; every document committed on its own. Times of searches through the library contract, thread crossing included.',
      table: markdownTable(
        ['', ...sizes.map((size) => `${size.toLocaleString('en')} passages`)],
        [
          row('text in, MB', (one) => one.megabytesIn.toFixed(1)),
          row('add, s', (one) => one.addSeconds.toFixed(1)),
          row('add, passages/s', (one) => Math.round(one.addPassagesPerSecond)),
          row('add, MB/s', (one) => (one.megabytesIn / (one.addSeconds + one.refreshSeconds)).toFixed(1)),
          row('refresh (index), s', (one) => one.refreshSeconds.toFixed(1)),
          row('on disk, MB: truth + originals + index', ({ megabytesOnDisk: { database, blobs, index } }) =>
            [database, blobs, index].map((megabytes) => megabytes.toFixed(0)).join(' + '),
          ),
          row('open for reading, ms', (one) => Math.round(one.openForReadingMilliseconds)),
          row('open to first hit, ms', (one) => Math.round(one.firstHitMilliseconds)),
          row('open for writing again, ms', (one) => Math.round(one.reopenForWritingMilliseconds)),
          row('search, µs p50 / p99', (one) => times(one.searchMicroseconds)),
          row('10 passages by id, µs p50 / p99', (one) => times(one.tenPassagesMicroseconds)),
          row('100 passages by id, µs p50 / p99', (one) => times(one.hundredPassagesMicroseconds)),
        ],
      ),
    }
  },
}

await writePage(
  {
    file: 'BENCHMARKS.md',
    title: 'Benchmarks',
    preface: 'Speed, size and memory. Quality is in [LEADERBOARD.md](LEADERBOARD.md).',
    command: 'npm run build && npm run bench',
  },
  [
    { name: 'lexical', measure: () => measureLexical() },
    library,
    { name: 'vectors', measure: measureVectors },
    { name: 'cli', measure: measureCommandLine },
    { name: 'reading', measure: measureReading },
    { name: 'research', measure: measureResearch },
    { name: 'journal', measure: measureJournal },
    { name: 'web', measure: measureWebPages },
    { name: 'lab', measure: measureLab },
    doors,
  ],
)
