import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLibrary } from '#library'
import { createContext } from '#runtime'
import { migrations } from '../../src/library/truth/migrations.ts'
import { VectorScan, dotProducts } from '../../src/library/vector-scan.ts'
import { keepCompiledModules } from './compile-cache.ts'
import { readingOf } from './readings.ts'
import { direction } from './vectors-conformance.ts'

keepCompiledModules()

const { context } = createContext()
const version1 = resolve(import.meta.dirname, '../fixtures/home-v1/home')
let folder: string
let home: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-vectors-'))
  home = join(folder, 'home')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a home of version 1 takes vectors, keeps them, and says what is still missing', async () => {
  cpSync(version1, home, { recursive: true })
  const versionIn = (): unknown => {
    const database = new DatabaseSync(join(home, 'kaoju.sqlite'), { readOnly: true })
    const found = database.prepare('PRAGMA user_version').get()
    database.close()
    return found
  }
  expect(versionIn()).toEqual({ user_version: 1 })
  const library = await openLibrary({ home, mode: 'write' }, context)
  const missing = await library.vectors.missing(1000)
  expect(missing).toHaveLength((await library.counts()).passages)
  await library.vectors.add(
    'test/planar',
    missing.slice(0, 5).map(({ id }, index) => ({ passage: id, vector: direction(index) })),
  )
  await library.close()
  expect(versionIn()).toMatchObject({ user_version: migrations.at(-1)!.version })
  const again = await openLibrary({ home, mode: 'read' }, context)
  expect(await again.vectors.stored()).toEqual({ model: 'test/planar', dimensions: 4, passages: 5 })
  expect(await again.vectors.missing(1000)).toEqual(missing.slice(5))
  const [best] = await again.vectors.search({ model: 'test/planar', vector: direction(3) }, { limit: 1 })
  expect(best!.passage).toBe(missing[3]!.id)
  expect(await again.inspect({ repair: false })).toEqual([])
  await again.close()
})

/** Of the system, where it has them: a real read-only disk. */
const tools = { mount: 'mount', unmount: 'umount' }
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts()

test.skipIf(!canMount)('a home of version 1 on a read-only disk is read as it stands', async () => {
  cpSync(version1, home, { recursive: true })
  execFileSync(tools.mount, ['--bind', home, home])
  try {
    execFileSync(tools.mount, ['-o', 'remount,ro,bind', home])
    const library = await openLibrary({ home, mode: 'read' }, context)
    expect((await library.holdings()).length).toBeGreaterThan(3)
    expect(await library.vectors.stored()).toBeUndefined()
    expect(await library.vectors.missing(3)).toHaveLength(3)
    expect(
      await library.vectors.search({ model: 'test/planar', vector: direction(0) }, { limit: 3 }),
    ).toEqual([])
    await library.close()
  } finally {
    execFileSync(tools.unmount, [home])
  }
})

test('the bytes of a purged vector are in no file of the home', async () => {
  const reading = readingOf(['The lake is clear.', 'The river carries nitrate.'])
  const library = await openLibrary({ home, mode: 'write' }, context)
  await library.add(reading)
  const vector = direction(12.34, 384)
  await library.vectors.add('test/planar', [{ passage: reading.passages[0]!.id, vector }])
  const bytes = Buffer.from(vector.buffer).subarray(0, 8)
  const holds = (): boolean =>
    ['kaoju.sqlite', 'kaoju.sqlite-wal']
      .map((name) => join(home, name))
      .some((path) => existsSync(path) && readFileSync(path).includes(bytes))
  expect(holds()).toBe(true)
  await library.purge(reading.uri)
  expect(holds()).toBe(false)
  await library.close()
})

test('vectors of a wrong length are found by inspect, and taken away by repair', async () => {
  const reading = readingOf(['The lake is clear.', 'The river carries nitrate.'])
  const library = await openLibrary({ home, mode: 'write' }, context)
  await library.add(reading)
  await library.refresh()
  await library.vectors.add(
    'test/planar',
    reading.passages.map(({ id }) => ({ passage: id, vector: direction(1) })),
  )
  await library.close()
  const database = new DatabaseSync(join(home, 'kaoju.sqlite'))
  database.exec("UPDATE vectors SET vector = x'00' WHERE sequence = 1")
  database.close()
  const again = await openLibrary({ home, mode: 'write' }, context)
  expect(await again.inspect({ repair: true })).toEqual([expect.stringMatching(/^1 vectors /)])
  expect(await again.inspect({ repair: false })).toEqual([])
  expect(await again.vectors.missing(9)).toEqual(reading.passages.slice(0, 1))
  await again.close()
})

test('the event loop goes on while many vectors are loaded and searched', async () => {
  const paragraphs = Array.from({ length: 6000 }, (_, index) => `Paragraph ${index}.`)
  const reading = readingOf(paragraphs)
  const library = await openLibrary({ home, mode: 'write' }, context)
  await library.add(reading)
  for (let from = 0; from < reading.passages.length; from += 1000)
    await library.vectors.add(
      'test/planar',
      reading.passages
        .slice(from, from + 1000)
        .map(({ id }, index) => ({ passage: id, vector: direction((from + index) / 100, 256) })),
    )
  expect(statSync(join(home, 'kaoju.sqlite')).size).toBeGreaterThan(0)
  let turns = 0
  let searching = true
  const turn = (): void => {
    turns++
    if (searching) setImmediate(turn)
  }
  setImmediate(turn)
  const hits = await library.vectors.search(
    { model: 'test/planar', vector: direction(30.001, 256) },
    { limit: 10 },
  )
  searching = false
  // Loading crosses from thread to thread; the loop turns all the while instead of standing still.
  expect(turns).toBeGreaterThan(20)
  expect(hits[0]!.score).toBeGreaterThan(1 - 1e-6)
  await library.close()
})

test('dot products are those of a plain sum, for every length', () => {
  for (let length = 1; length <= 40; length++) {
    const query = Float64Array.from({ length }, (_, index) => Math.sin(index + 1))
    const values = Float32Array.from({ length: 5 * length }, (_, index) => Math.cos(index * 0.7))
    const plain = [4, 0, 2, 2].map((row) =>
      query.reduce((sum, value, index) => sum + value * values[row * length + index]!, 0),
    )
    const products = new Float64Array(4)
    dotProducts(query, values, Uint32Array.from([4, 0, 2, 2]), products)
    expect([...products]).toEqual(plain)
  }
})

test('a search over blocks equals sorting everything', () => {
  const scan = new VectorScan()
  const all: { id: string; score: number }[] = []
  const query = Float32Array.from([0.6, 0.8, 0])
  const documents = Array.from({ length: 50 }, (_, number) => ({
    number,
    id: `d_${number}`,
    group: null,
    listed: number % 7 === 0 ? 0 : 1,
    change: 1000 - number,
  }))
  scan.stand(documents)
  for (let block = 0; block < 5; block++) {
    const rows = Array.from({ length: 10 }, (_, row) => block * 10 + row)
    const values = Float32Array.from(rows.flatMap((row) => [Math.cos(row % 9), Math.sin(row % 9), 0]))
    scan.append({
      documents: Uint32Array.from(rows),
      starts: Uint32Array.from(rows),
      ends: Uint32Array.from(rows, (row) => row + 1),
      values,
      last: rows.at(-1)!,
    })
    rows.forEach((row, index) => {
      if (row % 7 !== 0)
        all.push({
          id: `d_${row}:${row}-${row + 1}`,
          score: query.reduce((sum, value, axis) => sum + value * values[index * 3 + axis]!, 0),
        })
    })
  }
  // Later numbers arrived earlier here.
  const wanted = all.toReversed().sort((a, b) => b.score - a.score)
  for (const limit of [1, 7, 100])
    expect(scan.search(query, limit).map((hit) => hit.passage)).toEqual(
      wanted.slice(0, limit).map((hit) => hit.id),
    )
})

function mounts(): boolean {
  const place = join(tmpdir(), `kaoju-vectors-mount-${process.pid}`)
  try {
    mkdirSync(place, { recursive: true })
    execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', place], { stdio: 'ignore' })
    execFileSync(tools.unmount, [place], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
