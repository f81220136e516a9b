import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import MiniSearch from 'minisearch'
import { markdownTable, type LeaderboardSection } from '#arena'
import { analyse, openLexicalIndex, termsOf, type IndexedPassage } from '#library'
import { chanceOf, createContext, type Chance } from '#runtime'

/** What one engine did with one corpus. */
export interface EngineFigures {
  readonly engine: string
  readonly buildSeconds: number
  readonly megabytesOnDisk: number | undefined
  readonly megabytesInMemory: number
  readonly loadMilliseconds: number | undefined
  readonly realistic: Latency
  readonly heavy: Latency
}

interface Latency {
  readonly p50: number
  readonly p99: number
}

type Search = (query: string) => unknown

const words = 60_000
const characters = 3_000

/** Zipf's law with exponent 1: rank r is drawn about 1/(r + 1) as often as rank 0. */
const rankIn = (chance: Chance, size: number): number =>
  Math.floor(Math.exp(chance.next() * Math.log(size + 1))) - 1

const spell = (rank: number): string => {
  let text = ''
  for (let rest = rank + 1; rest > 0; rest >>= 4)
    text += 'bdfgklmnprstvzjh'[rest & 15]! + 'aeiou'[(rest >> 2) % 5]!
  return `${text}k`
}

/** Passages of 60 to 180 words; every fifth is Chinese, of as many characters. The same numbers give the same bytes. */
export function writePassages(count: number): IndexedPassage[] {
  const chance = chanceOf('lexical', String(count))
  return Array.from({ length: count }, (_, place): IndexedPassage => {
    const length = 60 + chance.integer(121)
    const chinese = place % 5 === 4
    const body = Array.from({ length }, () =>
      chinese ? String.fromCharCode(0x4e00 + rankIn(chance, characters)) : spell(rankIn(chance, words)),
    ).join(chinese ? '' : ' ')
    const document = `d_${String(Math.floor(place / 20)).padStart(32, '0')}`
    return {
      sequence: place + 1,
      id: `${document}:${place}-${place + body.length}`,
      document,
      title: '',
      headings: [],
      body,
    }
  })
}

/** Two to six words of one passage, the hundred commonest left out as people leave out function words. */
function realisticQueries(passages: readonly IndexedPassage[], count: number): string[] {
  const chance = chanceOf('lexical', 'queries')
  const common = new Set(Array.from({ length: 100 }, (_, rank) => spell(rank)))
  return Array.from({ length: count }, () => {
    const { body } = passages[chance.integer(passages.length)]!
    const wanted = 2 + chance.integer(5)
    if (!body.includes(' ')) {
      const from = chance.integer(body.length - wanted)
      return body.slice(from, from + wanted)
    }
    const rare = chance.shuffle(body.split(' ').filter((word) => !common.has(word)))
    return rare.slice(0, wanted).join(' ')
  })
}

/** The commonest words there are, two to five at a time. */
const heavyQueries = [
  [0, 1],
  [0, 1, 2],
  [2, 3, 4, 5],
  [0, 1, 2, 3, 4],
  [1, 5, 9],
].map((ranks) => ranks.map(spell).join(' '))

async function latency(queries: readonly string[], search: (query: string) => unknown): Promise<Latency> {
  for (const query of queries.slice(0, Math.ceil(queries.length / 5))) await search(query)
  const times: number[] = []
  for (const query of queries) {
    const started = performance.now()
    await search(query)
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return { p50: times[Math.floor(times.length / 2)]!, p99: times[Math.floor(times.length * 0.99)]! }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function megabytesHeld(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

const seconds = (started: number): number => (performance.now() - started) / 1000

async function measureOwn(
  passages: readonly IndexedPassage[],
  queries: readonly string[],
): Promise<EngineFigures> {
  const { context } = createContext()
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-lexical-'))
  try {
    const started = performance.now()
    const { index } = await openLexicalIndex({ folder, mode: 'write' }, context)
    for (let from = 0; from < passages.length; from += 1000)
      await index.append(passages.slice(from, from + 1000))
    await index.commit(passages.length)
    const buildSeconds = seconds(started)
    await index.close()
    const before = megabytesHeld()
    const loading = performance.now()
    const { index: loaded } = await openLexicalIndex({ folder, mode: 'read' }, context)
    const loadMilliseconds = performance.now() - loading
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    // Analysis of the query included.
    const search = (query: string) =>
      loaded.search(
        [...termsOf(query)].map(([term, weight]) => ({ term, weight })),
        { limit: 10 },
      )
    const realistic = await latency(queries, search)
    const heavy = await latency(repeated(heavyQueries, 100), search)
    const megabytesInMemory = megabytesHeld() - before
    await loaded.close()
    return {
      engine: 'kaoju',
      buildSeconds,
      megabytesOnDisk: bytes / 1e6,
      megabytesInMemory,
      loadMilliseconds,
      realistic,
      heavy,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The others are given our terms with blanks between them, so that all index and find the same. */
async function measureFts5(texts: readonly string[], queries: readonly string[]): Promise<EngineFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-fts5-'))
  try {
    const before = megabytesHeld()
    const started = performance.now()
    const database = new DatabaseSync(join(folder, 'fts.db'))
    database.exec(
      "PRAGMA journal_mode=WAL; CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize='unicode61'); BEGIN",
    )
    const insert = database.prepare('INSERT INTO t(rowid, body) VALUES (?, ?)')
    texts.forEach((text, place) => insert.run(place + 1, text))
    database.exec("COMMIT; INSERT INTO t(t) VALUES ('optimize'); PRAGMA wal_checkpoint(TRUNCATE)")
    const buildSeconds = seconds(started)
    const find = database.prepare(
      'SELECT rowid, bm25(t) AS score FROM t WHERE t MATCH ? ORDER BY score LIMIT 10',
    )
    const search: Search = (query) =>
      find.all(
        analyse(query)
          .map((term) => `"${term}"`)
          .join(' OR '),
      )
    const realistic = await latency(queries, search)
    const heavy = await latency(repeated(heavyQueries, 4), search)
    const megabytesInMemory = megabytesHeld() - before
    database.close()
    const megabytesOnDisk = statSync(join(folder, 'fts.db')).size / 1e6
    return {
      engine: 'SQLite FTS5',
      buildSeconds,
      megabytesOnDisk,
      megabytesInMemory,
      loadMilliseconds: undefined,
      realistic,
      heavy,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureMiniSearch(
  texts: readonly string[],
  queries: readonly string[],
): Promise<EngineFigures> {
  const before = megabytesHeld()
  const started = performance.now()
  const index = new MiniSearch({
    fields: ['body'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
  })
  index.addAll(texts.map((body, id) => ({ id, body })))
  const buildSeconds = seconds(started)
  const search: Search = (query) => index.search(analyse(query).join(' ')).slice(0, 10)
  const realistic = await latency(queries, search)
  const heavy = await latency(repeated(heavyQueries, 2), search)
  return {
    engine: 'MiniSearch',
    buildSeconds,
    megabytesOnDisk: undefined,
    megabytesInMemory: megabytesHeld() - before,
    loadMilliseconds: undefined,
    realistic,
    heavy,
  }
}

function repeated<T>(items: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => items).flat()
}

/** The three engines, one after the other, on the same passages and queries. */
export async function measureEngines(
  count: number,
): Promise<{ megabytesIn: number; figures: EngineFigures[] }> {
  const passages = writePassages(count)
  const megabytesIn = passages.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) / 1e6
  const queries = realisticQueries(passages, 2000)
  const own = await measureOwn(passages, queries)
  const texts = passages.map(({ body }) => analyse(body).join(' '))
  const some = queries.slice(0, 200)
  return { megabytesIn, figures: [own, await measureFts5(texts, some), await measureMiniSearch(texts, some)] }
}

/** Build, size, memory and latency of the lexical index beside SQLite FTS5 and MiniSearch, at 10k and 100k passages. */
export async function measureLexical(
  sizes: readonly number[] = [10_000, 100_000],
): Promise<Omit<LeaderboardSection, 'seconds'>> {
  const rows: (string | number)[][] = []
  for (const size of sizes) {
    const { megabytesIn, figures } = await measureEngines(size)
    const own = figures[0]!
    for (const one of figures) {
      const against = (value: number, ours: number): string =>
        one === own ? '' : ` (${(value / ours).toFixed(1)}×)`
      rows.push([
        `${one.engine}, ${size.toLocaleString('en')}`,
        `${one.buildSeconds.toFixed(1)}${against(one.buildSeconds, own.buildSeconds)}`,
        Math.round(size / one.buildSeconds),
        (megabytesIn / one.buildSeconds).toFixed(1),
        one.megabytesOnDisk?.toFixed(0) ?? '–',
        one.megabytesInMemory.toFixed(0),
        one.loadMilliseconds?.toFixed(0) ?? '–',
        `${one.realistic.p50.toFixed(3)} / ${one.realistic.p99.toFixed(3)}${against(one.realistic.p50, own.realistic.p50)}`,
        `${one.heavy.p50.toFixed(3)} / ${one.heavy.p99.toFixed(3)}${against(one.heavy.p50, own.heavy.p50)}`,
      ])
    }
  }
  return {
    title: 'The lexical index',
    about: [
      'Passages of 60 to 180 words drawn by Zipf’s law from 60,000, every fifth passage Chinese; ten hits a query. “Realistic”: 2 to 6',
      'words of one passage without the hundred commonest; “heavy”: 2 to 5 of the ten commonest words. Ours analyses text and queries',
      'within these times; the others are given our terms, so that all find the same. × is against ours.',
    ].join(' '),
    table: markdownTable(
      [
        'engine, passages',
        'build s',
        'passages/s',
        'MB/s',
        'MB on disk',
        'MB in memory',
        'load ms',
        'realistic ms p50 / p99',
        'heavy ms p50 / p99',
      ],
      rows,
    ),
  }
}

if (import.meta.main) {
  const sizes = process.argv.slice(2).map(Number)
  const { title, about, table } = await measureLexical(sizes.length > 0 ? sizes : undefined)
  console.log(`## ${title}\n\n${about}\n\n${table}`)
}
