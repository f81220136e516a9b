/**
 * The vectors of a library at a given size: writing, loading, exact search; beside a plain loop in this thread.
 * Run: node --conditions=kaoju-source bench/vectors.ts [passages] [dimensions]
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { markdownTable } from '#arena'
import { openLibrary, type Library } from '#library'
import { createDocumentBuilder } from '#reading'
import { chanceOf, createContext, type Chance } from '#runtime'

export interface VectorFigures {
  readonly passages: number
  readonly dimensions: number
  readonly addSeconds: number
  readonly megabytesOnDisk: number
  /** The first search: loads everything. */
  readonly firstSearchMilliseconds: number
  readonly searchMilliseconds: Percentiles
  /** With a filter that lets a tenth of the documents through. */
  readonly filteredMilliseconds: Percentiles
  /** The longest that the event loop stood still during it. */
  readonly longestPauseMilliseconds: number
  /** One loop over an array of vectors, one running sum, all scores sorted; in the calling thread. */
  readonly naiveMilliseconds: Percentiles
}

interface Percentiles {
  readonly p50: number
  readonly p99: number
}

const model = 'bench/random'
const perDocument = 50
const queries = 100

/** Random unit vectors: exact search takes as long for them as for any. */
export async function measureVectorsOf(passages: number, dimensions: number): Promise<VectorFigures> {
  const home = await mkdtemp(join(tmpdir(), 'kaoju-bench-vectors-'))
  const { context } = createContext()
  const { clock } = context
  const timed = async (work: () => unknown): Promise<number> => {
    const start = clock.elapsed()
    await work()
    return clock.elapsed() - start
  }
  const library = await openLibrary({ home, mode: 'write' }, context)
  try {
    const ids = await fill(library, passages)
    const before = await databaseBytes(home)
    const vectors = unitVectors(ids.length, dimensions, chanceOf('bench', 'passages'))
    const addMilliseconds = await timed(async () => {
      for (let from = 0; from < ids.length; from += 64)
        await library.vectors.add(
          model,
          ids
            .slice(from, from + 64)
            .map((passage, index) => ({ passage, vector: vectors[from + index]!.slice() })),
        )
    })
    const megabytesOnDisk = ((await databaseBytes(home)) - before) / 1e6
    const asked = unitVectors(queries, dimensions, chanceOf('bench', 'queries'))
    const documents = (await library.holdings()).map((held) => held.document!)
    const tenth = documents.filter((_, index) => index % 10 === 0)
    const search = (vector: Float32Array, filter?: { documents: string[] }): Promise<unknown> =>
      library.vectors.search({ model, vector }, { limit: 10, ...(filter ? { filter } : {}) })
    const pause = watchPauses(() => clock.elapsed())
    const firstSearchMilliseconds = await timed(() => search(asked[0]!))
    const longestPauseMilliseconds = pause.end()
    const times: number[] = []
    for (const vector of asked) times.push(await timed(() => search(vector)))
    const filtered: number[] = []
    for (const vector of asked) filtered.push(await timed(() => search(vector, { documents: tenth })))
    const naive: number[] = []
    for (const vector of asked.slice(0, 30)) naive.push(await timed(() => naiveSearch(vector, vectors, 10)))
    return {
      passages: ids.length,
      dimensions,
      addSeconds: addMilliseconds / 1000,
      megabytesOnDisk,
      firstSearchMilliseconds,
      searchMilliseconds: percentiles(times),
      filteredMilliseconds: percentiles(filtered),
      longestPauseMilliseconds,
      naiveMilliseconds: percentiles(naive),
    }
  } finally {
    await library.close()
    await rm(home, { recursive: true, force: true })
  }
}

async function fill(library: Library, passages: number): Promise<string[]> {
  const ids: string[] = []
  const adding: Promise<unknown>[] = []
  for (let number = 0; number * perDocument < passages; number++) {
    const uri = `file:///bench/${number}.txt`
    const paragraphs = Array.from({ length: perDocument }, (_, index) => `Passage ${number} ${index}.`)
    const bytes = Buffer.from(paragraphs.join('\n'))
    const builder = createDocumentBuilder()
    const spans = paragraphs.map((paragraph) => builder.block('paragraph', paragraph)!)
    const document = builder.finish({
      resource: { uri, name: `${number}.txt`, bytes, mediaType: 'text/plain' },
      reader: { name: 'bench', version: 1, options: {} },
    })
    const cut = spans.map(({ start, end }) => ({
      id: `${document.id}:${start}-${end}`,
      document: document.id,
      start,
      end,
      text: document.text.slice(start, end),
      headings: [],
      kind: 'prose' as const,
    }))
    ids.push(...cut.map((passage) => passage.id))
    adding.push(library.add({ uri, bytes, document, passages: cut, fetchedAt: 0 }))
  }
  await Promise.all(adding)
  return ids
}

function unitVectors(count: number, dimensions: number, chance: Chance): Float32Array[] {
  return Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: dimensions }, () => chance.next() - 0.5)
    const length = Math.hypot(...vector)
    return vector.map((value) => value / length)
  })
}

function naiveSearch(query: Float32Array, vectors: readonly Float32Array[], limit: number): unknown {
  const scores = vectors.map((vector, place) => {
    let sum = 0
    for (let index = 0; index < query.length; index++) sum += query[index]! * vector[index]!
    return { place, score: sum }
  })
  return scores.sort((a, b) => b.score - a.score).slice(0, limit)
}

/** The longest time between two turns of the event loop. */
function watchPauses(now: () => number): { end(): number } {
  let longest = 0
  let last = now()
  let watching = true
  const turn = (): void => {
    const at = now()
    longest = Math.max(longest, at - last)
    last = at
    if (watching) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    end() {
      watching = false
      return longest
    },
  }
}

async function databaseBytes(home: string): Promise<number> {
  const sizes = await Promise.all(
    ['', '-wal'].map((suffix) =>
      stat(join(home, `kaoju.sqlite${suffix}`)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function percentiles(times: readonly number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  return { p50: at(0.5), p99: at(0.99) }
}

/** The table for BENCHMARKS.md. */
export async function measureVectors(): Promise<{ title: string; about: string; table: string }> {
  const measured: VectorFigures[] = []
  for (const passages of [10_000, 100_000]) measured.push(await measureVectorsOf(passages, 384))
  const times = ({ p50, p99 }: Percentiles): string => `${p50.toFixed(1)} / ${p99.toFixed(1)}`
  const row = (what: string, figure: (one: VectorFigures) => string): string[] => [
    what,
    ...measured.map(figure),
  ]
  return {
    title: 'Vectors',
    about:
      'Random unit vectors of 384 dimensions through the library contract, thread crossing included; exact search for the ten nearest. The plain loop has one running sum and sorts all scores, in the calling thread.',
    table: markdownTable(
      ['', ...measured.map(({ passages }) => `${passages.toLocaleString('en')} vectors`)],
      [
        row('add in batches of 64, each committed, s', (one) => one.addSeconds.toFixed(1)),
        row('on disk, MB', (one) => one.megabytesOnDisk.toFixed(0)),
        row('first search (loads all), ms', (one) => one.firstSearchMilliseconds.toFixed(0)),
        row('search, ms p50 / p99', (one) => times(one.searchMilliseconds)),
        row('search in a tenth of the documents, ms p50 / p99', (one) => times(one.filteredMilliseconds)),
        row('longest pause of the event loop, ms', (one) => one.longestPauseMilliseconds.toFixed(0)),
        row('plain loop, ms p50 / p99', (one) => times(one.naiveMilliseconds)),
      ],
    ),
  }
}

if (import.meta.main) {
  const [passages = '100000', dimensions = '384'] = process.argv.slice(2)
  console.log(JSON.stringify(await measureVectorsOf(Number(passages), Number(dimensions)), undefined, 2))
}
