/**
 * The embedded library at a given size: writing, opening, reading, bytes on disk.
 * Run: node --conditions=kaoju-source bench/library.ts [passages] [passages per document]
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibrary, type Library, type NewHolding } from '#library'
import { createDocumentBuilder } from '#reading'
import { chanceOf, createContext, type Chance } from '#runtime'
import type { Passage } from '#vocabulary'

export interface LibraryFigures {
  readonly passages: number
  readonly documents: number
  /** UTF-8 bytes of the originals. */
  readonly megabytesIn: number
  readonly addSeconds: number
  readonly addPassagesPerSecond: number
  readonly refreshSeconds: number
  /** Of all threads: what stays comparable on a machine that others use. */
  readonly cpuSeconds: { readonly add: number; readonly refresh: number }
  readonly openForReadingMilliseconds: number
  readonly firstHitMilliseconds: number
  readonly searchMicroseconds: { readonly p50: number; readonly p99: number }
  readonly tenPassagesMicroseconds: { readonly p50: number; readonly p99: number }
  readonly hundredPassagesMicroseconds: { readonly p50: number; readonly p99: number }
  readonly reopenForWritingMilliseconds: number
  readonly megabytesOnDisk: { readonly database: number; readonly blobs: number; readonly index: number }
}

export interface LibraryBenchOptions {
  readonly passages: number
  readonly passagesPerDocument: number
  /** Kept when given; else a temporary folder that is deleted. */
  readonly home?: string
}

/** Fills a home with made-up text of about 120 tokens a passage (Zipf words, a fifth of it Chinese) and measures it. */
export async function measureLibrary(options: LibraryBenchOptions): Promise<LibraryFigures> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'kaoju-bench-library-')))
  try {
    return await measure(home, options)
  } finally {
    if (!options.home) await rm(home, { recursive: true, force: true })
  }
}

async function measure(home: string, options: LibraryBenchOptions): Promise<LibraryFigures> {
  const { context } = createContext({ seed: 'bench-library' })
  const { clock } = context
  const chance = chanceOf('bench-library', 'text')
  const documents = Math.ceil(options.passages / options.passagesPerDocument)
  const ids: string[] = []
  const timed = async (work: () => Promise<void>): Promise<number> => {
    const start = clock.elapsed()
    await work()
    return clock.elapsed() - start
  }

  const writer = await openLibrary({ home, mode: 'write' }, context)
  let bytesIn = 0
  let adding = 0
  let addingCpu = 0
  for (let first = 0; first < documents; first += 256) {
    const batch = Array.from({ length: Math.min(256, documents - first) }, (_, index) =>
      holdingNumber(first + index, options.passagesPerDocument, chance),
    )
    for (const holding of batch) {
      bytesIn += holding.bytes.length
      ids.push(...holding.passages.map((passage) => passage.id))
    }
    const before = cpuSeconds()
    adding += await timed(() => addWith(writer, batch, 16))
    addingCpu += cpuSeconds() - before
  }
  const beforeRefresh = cpuSeconds()
  const refreshing = await timed(() => writer.refresh())
  const refreshingCpu = cpuSeconds() - beforeRefresh
  await writer.close()

  let reader!: Library
  const opening = await timed(async () => {
    reader = await openLibrary({ home, mode: 'read' }, context)
  })
  const firstHit = await timed(async () => {
    const [hit] = await reader.lexical.search([{ term: 'w17', weight: 1 }], { limit: 10 })
    await reader.passagesById([hit!.passage])
  })
  const search = await percentiles(2000, timed, async () => {
    const term = `w${Math.floor(5000 ** chance.next())}`
    await reader.lexical.search([{ term, weight: 1 }], { limit: 10 })
  })
  const some = (count: number): string[] =>
    Array.from({ length: count }, () => ids[chance.integer(ids.length)]!)
  const ten = await percentiles(1000, timed, async () => void (await reader.passagesById(some(10))))
  const hundred = await percentiles(200, timed, async () => void (await reader.passagesById(some(100))))
  await reader.close()
  const reopening = await timed(async () => (await openLibrary({ home, mode: 'write' }, context)).close())

  return {
    passages: ids.length,
    documents,
    megabytesIn: bytesIn / 1e6,
    addSeconds: adding / 1000,
    addPassagesPerSecond: (ids.length / adding) * 1000,
    refreshSeconds: refreshing / 1000,
    cpuSeconds: { add: addingCpu, refresh: refreshingCpu },
    openForReadingMilliseconds: opening,
    firstHitMilliseconds: firstHit,
    searchMicroseconds: search,
    tenPassagesMicroseconds: ten,
    hundredPassagesMicroseconds: hundred,
    reopenForWritingMilliseconds: reopening,
    megabytesOnDisk: {
      database: (await bytesBelow(home, /^kaoju\.sqlite/)) / 1e6,
      blobs: (await bytesBelow(join(home, 'blobs'), /./)) / 1e6,
      index: (await bytesBelow(join(home, 'index'), /./)) / 1e6,
    },
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

async function addWith(library: Library, batch: readonly NewHolding[], hands: number): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: hands }, async () => {
      while (next < batch.length) await library.add(batch[next++]!)
    }),
  )
}

async function percentiles(
  rounds: number,
  timed: (work: () => Promise<void>) => Promise<number>,
  work: () => Promise<void>,
): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) times.push((await timed(work)) * 1000)
  times.sort((a, b) => a - b)
  return { p50: times[Math.floor(rounds * 0.5)]!, p99: times[Math.floor(rounds * 0.99)]! }
}

const common =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严'

function holdingNumber(number: number, passagesPerDocument: number, chance: Chance): NewHolding {
  const builder = createDocumentBuilder()
  const spans: { start: number; end: number }[] = []
  builder.block('title', `Document ${number}`)
  for (let i = 0; i < passagesPerDocument; i++) {
    if (i % 8 === 0) builder.block('heading', `Section ${i / 8 + 1} of ${number}`, { level: 1 })
    spans.push(builder.block('paragraph', sentence(chance, i % 5 === 4))!)
  }
  const bytes = Buffer.from(`document ${number} ${sentence(chance, false).repeat(passagesPerDocument)}`)
  const uri = `file:///bench/${number}.txt`
  const document = builder.finish({
    resource: { uri, name: `${number}.txt`, bytes, mediaType: 'text/plain' },
    reader: { name: 'bench', version: 1, options: {} },
  })
  const passages = spans.map(({ start, end }, index): Passage => ({
    id: `${document.id}:${start}-${end}`,
    document: document.id,
    start,
    end,
    text: document.text.slice(start, end),
    headings: [`Section ${Math.floor(index / 8) + 1} of ${number}`],
    kind: 'prose',
  }))
  return { uri, bytes, document, passages, fetchedAt: 1_700_000_000_000 + number }
}

/** About 120 tokens; word ranks fall as in natural text. */
function sentence(chance: Chance, chinese: boolean): string {
  if (chinese)
    return Array.from({ length: 180 }, () => common[Math.floor(common.length ** chance.next()) - 1]!).join('')
  return Array.from({ length: 110 }, () => `w${Math.floor(60_000 ** chance.next())}`).join(' ')
}

async function bytesBelow(folder: string, name: RegExp): Promise<number> {
  let sum = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && name.test(entry.name)) sum += (await stat(join(entry.parentPath, entry.name))).size
  return sum
}

if (import.meta.main) {
  const [passages = '100000', passagesPerDocument = '10'] = process.argv.slice(2)
  const figures = await measureLibrary({
    passages: Number(passages),
    passagesPerDocument: Number(passagesPerDocument),
  })
  console.log(
    JSON.stringify(
      figures,
      (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value),
      2,
    ),
  ) // oxlint-disable-line no-console
}
