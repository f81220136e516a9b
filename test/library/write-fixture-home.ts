/**
 * Writes a home and what it holds beside it, once for each version of the schema; never over an old one.
 * Run: node --conditions=kaoju-source test/library/write-fixture-home.ts test/fixtures/home-v3
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { evidenceAt } from '../../src/reading/evidence.ts'
import { openLibrary } from '../../src/library/open-library.ts'
import { createContext } from '../../src/runtime/create-context.ts'
import type { PageRecord, SeenItem, Subscription } from '../../src/sources/index.ts'
import { readingOf } from './readings.ts'

const folder = process.argv[2]!
if (existsSync(folder)) throw new Error(`${folder} is there already: a released home is never written again`)
const home = join(folder, 'home')
const { context } = createContext()

const english = readingOf(
  ['The lake was dredged in 2019.', 'Total phosphorus fell from 0.12 mg/L to 0.07 mg/L.'],
  {
    uri: 'file:///library/english.txt',
    title: 'The lake',
    stamp: { size: 81, modified: 1_763_700_000_000.25 },
    group: 'reports',
  },
)
const chinese = readingOf(['清湖的水质在二〇二四年达到三类标准。', '北湖区清淤工程于2019年12月完工。'], {
  uri: 'file:///library/%E6%B8%85%E6%B9%96.txt',
  title: '清湖',
})
const first = readingOf(['The plan has nine measures.'], {
  uri: 'file:///library/plan.txt',
  title: 'Plan 2016',
})
const second = readingOf(['The plan has eleven measures.'], {
  uri: 'file:///library/plan.txt',
  title: 'Plan 2021',
})
const long = readingOf(
  Array.from(
    { length: 60 },
    (_, i) => `Paragraph ${i}: the reed 芦苇 stands in the water 𠮷 ${'and stands '.repeat(i % 30)}still.`,
  ),
  { uri: 'file:///library/long.txt', title: 'Reeds' },
)
const removed = readingOf(['This leaflet is out of date.'], { uri: 'file:///library/leaflet.txt' })
const purged = readingOf(['This letter was private.'], { uri: 'file:///library/letter.txt' })
const elsewhere = readingOf(['Another workspace has its own heron.'], { uri: 'file:///library/english.txt' })
const readings = { english, chinese, first, second, long, removed, purged, elsewhere }

const library = await openLibrary({ home, mode: 'write' }, context)
for (const reading of [english, chinese, first, second, long, removed, purged]) await library.add(reading)
await library.addFailure({
  uri: 'file:///library/broken.pdf',
  code: 'file-damaged',
  why: 'broken.pdf is damaged or truncated (no trailer). Get a fresh copy.',
  fetchedAt: 1_763_700_000_001,
  stamp: { size: 12, modified: 1_763_700_000_000 },
})
const cell = english.document.tables[0]!.cells[3]!
const evidence = {
  sentence: evidenceAt(english.document, english.passages[1]!.start, english.passages[1]!.end),
  cell: evidenceAt(english.document, cell.start, cell.end, { table: 0, row: 1, column: 1 }),
  superseded: evidenceAt(first.document, first.passages[0]!.start, first.passages[0]!.end),
  withdrawn: evidenceAt(purged.document, purged.passages[0]!.start, purged.passages[0]!.end),
}
await library.addEvidence(Object.values(evidence))
await library.remove(removed.uri)
await library.purge(purged.uri)
await library.markMissing([chinese.uri])
await library.refresh()
const vectors = Object.fromEntries(
  (await library.vectors.missing(1000))
    .filter((_, index) => index % 2 === 0)
    .map(({ id }, index) => [id, [Math.cos(index / 40), Math.sin(index / 40)]]),
)
await library.vectors.add(
  'test/planar',
  Object.entries(vectors).map(([passage, vector]) => ({ passage, vector: Float32Array.from(vector) })),
)
const holdings = await library.holdings({ all: true })

const web = readingOf(['The heronry has forty nests.'], {
  uri: 'https://lake.example/herons',
  title: 'Herons',
})
const pages: PageRecord[] = [
  {
    url: 'https://lake.example/go?to=herons',
    finalUrl: web.uri,
    snapshot: await library.pages.keep(web.bytes),
    mediaType: 'text/html',
    fetchedAt: 1_763_700_000_002,
    freshUntil: 1_763_703_600_002.5,
    etag: 'W/"1"',
    lastModified: 'Fri, 21 Nov 2025 04:40:00 GMT',
    rendered: true,
  },
  {
    url: 'https://lake.example/empty',
    finalUrl: 'https://lake.example/empty',
    snapshot: await library.pages.keep(new Uint8Array()),
    mediaType: '',
    fetchedAt: 1_763_700_000_003,
    freshUntil: 0,
  },
]
for (const page of pages) await library.pages.remember(page)
const subscriptions: Subscription[] = [
  {
    url: 'https://lake.example/feed.xml',
    title: '清湖动态',
    kind: 'atom',
    addedAt: 1_763_700_000_004,
    polledAt: 1_763_700_000_005,
    succeededAt: 1_763_700_000_005,
    etag: '"feed"',
    lastModified: 'Fri, 21 Nov 2025 04:40:00 GMT',
    nextAt: 1_763_703_600_000,
  },
  {
    url: 'https://river.example/rss',
    title: '',
    kind: '',
    addedAt: 1_763_700_000_006,
    failure: { code: 'page-stalled', why: 'https://river.example/rss did not answer in time (20 s).' },
  },
]
for (const subscription of subscriptions) await library.feeds.putSubscription(subscription)
const seen: SeenItem[] = [
  {
    feed: subscriptions[0]!.url,
    id: 'tag:lake.example,2025:herons',
    url: web.uri,
    title: 'Herons',
    publishedAt: '2025-11-21T04:40:00Z',
    seenAt: 1_763_700_000_007,
    hash: web.document.snapshot,
    uri: web.uri,
  },
  {
    feed: subscriptions[0]!.url,
    id: 'tag:lake.example,2025:lost',
    title: 'Lost',
    seenAt: 1_763_700_000_008,
    hash: '00',
    failure: { code: 'page-status', why: 'https://lake.example/lost answers with status 404.' },
  },
]
await library.feeds.putSeen(seen)
await library.close()

const other = await openLibrary({ home, workspace: 'second', mode: 'write' }, context)
await other.add(elsewhere)
await other.refresh()
await other.close()

writeFileSync(
  join(folder, 'expected.json'),
  `${JSON.stringify({ readings, evidence, holdings, vectors, pages, subscriptions, seen }, bytesAsText, 1)}\n`,
)

/** The originals are text here; a document's layout is exact in JSON. */
function bytesAsText(key: string, value: unknown): unknown {
  return key === 'bytes' ? Buffer.from(value as Uint8Array).toString('utf8') : value
}
