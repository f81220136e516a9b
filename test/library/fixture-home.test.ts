import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLibrary, type Holding, type NewHolding } from '#library'
import { createContext, sha256 } from '#runtime'
import type { PageRecord, SeenItem, Subscription } from '#sources'
import type { Evidence } from '#vocabulary'
import { migrations } from '../../src/library/truth/migrations.ts'
import { keepCompiledModules } from './compile-cache.ts'
import { find, readingOf } from './readings.ts'

keepCompiledModules()

interface Expected {
  readonly readings: Readonly<Record<string, NewHolding>>
  readonly evidence: Readonly<Record<string, Evidence>>
  readonly holdings: readonly Holding[]
  /** By passage, from `test/planar`; since version 2. */
  readonly vectors?: Readonly<Record<string, readonly number[]>>
  /** Since version 3. */
  readonly pages?: readonly PageRecord[]
  readonly subscriptions?: readonly Subscription[]
  readonly seen?: readonly SeenItem[]
}

/** Every home that a released version of the schema wrote. */
const fixtures = resolve(import.meta.dirname, '../fixtures')
const homes = readdirSync(fixtures).filter((name) => /^home-v\d+$/.test(name))
const { context } = createContext()

test('there is a stored home of every version', () =>
  expect(homes.toSorted()).toEqual(migrations.map(({ version }) => `home-v${version}`)))

describe.each(homes)('%s, written by an earlier Kaoju', (name) => {
  const expected = JSON.parse(readFileSync(join(fixtures, name, 'expected.json'), 'utf8')) as Expected
  const copies: string[] = []
  const copy = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), `kaoju-${name}-`))
    copies.push(folder)
    cpSync(join(fixtures, name, 'home'), folder, { recursive: true })
    return folder
  }
  afterAll(async () => {
    for (const folder of copies) await rm(folder, { recursive: true, force: true })
  })
  const { english, chinese, first, second, long, purged, elsewhere } = expected.readings as Record<
    string,
    NewHolding
  >

  test.each(['read', 'write'] as const)('opens to %s: everything is there and is found', async (mode) => {
    const library = await openLibrary({ home: await copy(), mode }, context)
    // A later version may tell more of a place, never less.
    const held = await library.holdings({ all: true })
    expect(held).toHaveLength(expected.holdings.length)
    expect(held).toMatchObject(expected.holdings)
    for (const { document, passages, bytes } of [english!, chinese!, first!, second!, long!]) {
      expect(await library.document(document.id)).toEqual(document)
      expect(await library.passages(document.id)).toEqual(passages)
      expect([...(await library.passagesById(passages.map((passage) => passage.id))).values()]).toEqual(
        passages,
      )
      expect(Buffer.from((await library.snapshot(document.snapshot))!).toString('utf8')).toBe(bytes)
    }
    for (const piece of Object.values(expected.evidence)) {
      const withdrawn = piece.document === purged!.document.id
      expect(await library.evidence(piece.id)).toEqual({
        evidence: withdrawn ? { ...piece, quote: '' } : piece,
        withdrawn,
      })
    }
    for (const [query, reading] of [
      ['phosphorus', english!],
      ['水质', chinese!],
      ['eleven measures', second!],
      ['reed', long!],
    ] as const)
      expect((await find(library, query, 1)).map((hit) => hit.document)).toEqual([reading.document.id])
    for (const query of ['leaflet', 'private', 'nine', 'heron'])
      expect(await find(library, query)).toEqual([])
    expect(await library.inspect({ repair: false })).toEqual([])
    await library.close()
  })

  test('its vectors are there and are found', async () => {
    const library = await openLibrary({ home: await copy(), mode: 'read' }, context)
    const vectors = Object.entries(expected.vectors ?? {})
    expect((await library.vectors.stored())?.passages ?? 0).toBe(vectors.length)
    const missing = await library.vectors.missing(1000)
    expect(missing).toHaveLength((await library.counts()).passages - vectors.length)
    for (const [passage, vector] of vectors) {
      const query = { model: 'test/planar', vector: Float32Array.from(vector) }
      expect((await library.vectors.search(query, { limit: 1 })).map((hit) => hit.passage)).toEqual([passage])
    }
    await library.close()
  })

  test('its pages and feeds are there', async () => {
    const library = await openLibrary({ home: await copy(), mode: 'read' }, context)
    const { pages = [], subscriptions = [], seen = [] } = expected
    for (const page of pages) {
      expect(await library.pages.page(page.url)).toEqual(page)
      expect(sha256((await library.pages.bytes(page.snapshot))!)).toBe(page.snapshot)
    }
    expect(await library.feeds.subscriptions()).toEqual(subscriptions)
    expect(await library.feeds.seenSince(0)).toEqual(seen)
    expect(await library.pages.page('https://nowhere.example/')).toBeUndefined()
    await library.close()
  })

  test('can be written to', async () => {
    const home = await copy()
    const library = await openLibrary({ home, mode: 'write' }, context)
    expect(
      await library.add({ ...english!, bytes: Buffer.from(english!.bytes as unknown as string) }),
    ).toMatchObject({ outcome: 'unchanged' })
    await library.add(readingOf(['A new heron.'], { uri: 'file:///library/new.txt' }))
    await library.purge(chinese!.uri)
    await library.refresh()
    expect((await find(library, 'heron')).length).toBe(1)
    expect(await find(library, '水质')).toEqual([])
    expect(await library.inspect({ repair: false })).toEqual([])
    await library.close()
    const other = await openLibrary({ home, workspace: 'second', mode: 'read' }, context)
    expect((await find(other, 'heron')).map((hit) => hit.document)).toEqual([elsewhere!.document.id])
    await other.close()
  })

  test('the copy under version control is as it was released', () => {
    expect(existsSync(join(fixtures, name, 'home', 'kaoju.sqlite-wal'))).toBe(false)
  })
})
