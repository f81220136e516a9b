import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'

let root: string
let library: Library
const folder = (): string => join(root, 'docs')

/** Files and a library of a test's own. */
function withOwnHome(): void {
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'kaoju-ingest-'))
    mkdirSync(folder())
    library = await openLibrary({ home: join(root, 'home'), mode: 'write' }, createContext().context)
  })
  afterEach(async () => {
    await library.close()
    rmSync(root, { recursive: true, force: true })
  })
}

function write(name: string, content: string | Uint8Array, into = folder()): string {
  const path = join(into, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return pathToFileURL(path).href
}

const add = (...paths: string[]): ReturnType<typeof addPaths> =>
  addPaths(library, paths.length > 0 ? paths : [folder()], {}, createContext().context)

describe('addPaths', () => {
  withOwnHome()

  test('reads new files, skips unchanged ones, and a touched file with the same bytes stays the same document', async () => {
    const uri = write('a.md', '# Level\n\nThe level rose by 3 m in 2019.')
    write('sub/b.txt', '清湖的面积为38.6平方公里，平均水深2.9米。')
    const first = await add()
    expect(first).toMatchObject({ read: 2, unchanged: 0, failed: [], missing: [] })
    expect(await add()).toMatchObject({ read: 0, unchanged: 2, documents: first.documents })
    utimesSync(join(folder(), 'a.md'), new Date(), new Date(Date.now() + 5000))
    expect(await add()).toMatchObject({ read: 0, unchanged: 2, documents: first.documents })
    expect((await library.holding(uri))!.earlier).toEqual([])
  })

  test('two places with the same bytes hold one document and are told apart', async () => {
    write('a.md', 'The level rose by three metres.')
    write('copy of a.md', 'The level rose by three metres.')
    const summary = await add()
    expect(summary.documents).toHaveLength(1)
    expect(await library.holdings()).toHaveLength(2)
  })

  test('an empty folder and a missing path are errors', async () => {
    await expect(add()).rejects.toMatchObject({ code: 'folder-empty' })
    await expect(add(join(root, 'nope'))).rejects.toMatchObject({ code: 'path-missing' })
  })

  test('the library does not read itself', async () => {
    write('a.md', 'The level rose by three metres.')
    const summary = await add(root)
    expect(summary.documents).toHaveLength(1)
    expect((await add(root)).documents).toHaveLength(1)
  })

  test('asked to stop, it keeps what was read and marks nothing as missing', async () => {
    for (let i = 0; i < 40; i++) write(`${i}.md`, `File ${i} says that the level rose by ${i} metres.`)
    const stop = new AbortController()
    const { context, log } = createContext({ stop: stop.signal })
    log.read(({ event }) => {
      if (event.type === 'file-read') stop.abort()
    })
    const summary = await addPaths(library, [folder()], {}, context)
    expect(summary.read).toBeGreaterThan(0)
    expect(summary.read).toBeLessThan(40)
    expect(summary.missing).toEqual([])
    expect((await add()).read + summary.read).toBe(40)
  })

  test('a file over the limit is refused with its size', async () => {
    write('big.txt', 'The level rose. '.repeat(1000))
    appendFileSync(join(folder(), 'big.txt'), 'x')
    const summary = await addPaths(library, [folder()], { maxFileBytes: 1000 }, createContext().context)
    expect(summary.failed[0]).toMatchObject({ code: 'file-too-large' })
  })
})

/** Readers take longer to start than these files to read: each test has a folder that was read with the others. */
describe('addPaths over what was read before', () => {
  const given = {
    changed: { 'a.md': 'The plan costs 12 million crowns in all.' },
    vanished: {
      'a.md': 'The level rose by three metres.',
      'b.md': 'The level fell by two metres again.',
    },
    single: {
      'a.md': 'The level rose by three metres here.',
      'b.md': 'The level fell by two metres again here.',
    },
    bad: { 'good.md': 'The level rose by three metres there.' },
    older: { 'a.md': 'The level rose by three metres elsewhere.' },
  }
  let shared: string
  beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), 'kaoju-ingest-'))
    library = await openLibrary({ home: join(shared, 'home'), mode: 'write' }, createContext().context)
    for (const [name, files] of Object.entries(given))
      for (const [file, text] of Object.entries(files)) write(file, text, join(shared, name, 'docs'))
    await add(...Object.keys(given).map((name) => join(shared, name, 'docs')))
  })
  afterAll(async () => {
    await library.close()
    rmSync(shared, { recursive: true, force: true })
  })
  const over = (name: keyof typeof given): void => void (root = join(shared, name))

  test('a changed file supersedes what stood there; the old document stays', async () => {
    over('changed')
    const uri = pathToFileURL(join(folder(), 'a.md')).href
    const before = [(await library.holding(uri))!.document!]
    write('a.md', 'The plan costs 17 million crowns in all, as decided later.')
    const { documents: after, read } = await add()
    expect(read).toBe(1)
    expect(after).not.toEqual(before)
    expect((await library.holding(uri))!.earlier).toEqual(before)
    expect((await library.document(before[0]!))!.text).toContain('12 million')
  })

  test('a vanished file is marked, not deleted, and comes back when it returns', async () => {
    over('vanished')
    const uri = pathToFileURL(join(folder(), 'a.md')).href
    unlinkSync(join(folder(), 'a.md'))
    expect((await add()).missing).toEqual([uri])
    expect((await library.holding(uri))!.state).toBe('missing')
    write('a.md', 'The level rose by three metres.')
    await add()
    expect((await library.holding(uri))!.state).toBe('listed')
  })

  test('files given one by one mark nothing else as missing', async () => {
    over('single')
    unlinkSync(join(folder(), 'b.md'))
    expect((await add(join(folder(), 'a.md'))).missing).toEqual([])
  })

  test('bad files are told, the rest goes on, and what had been read stays', async () => {
    over('bad')
    const uri = pathToFileURL(join(folder(), 'good.md')).href
    const documents = [(await library.holding(uri))!.document!]
    write('empty.txt', '')
    write(
      'noise.bin',
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256),
    )
    write('cut.pdf', '%PDF-1.7\n1 0 obj\n<< /Type /Catalog')
    write(
      'good.md',
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 104729) % 256),
    )
    const summary = await add()
    expect(summary.failed.map(({ code }) => code).sort()).toEqual([
      'file-binary',
      'file-binary',
      'file-damaged',
      'file-empty',
    ])
    expect((await library.document(documents[0]!))!.text).toContain('three metres')
    expect((await library.holding(uri))!.failure!.code).toBe('file-binary')
    // Told again at every run, without being read again, until it changes.
    expect((await add()).failed).toHaveLength(4)
    write('good.md', 'The level rose by four metres.')
    expect((await add()).failed.map(({ uri: bad }) => bad)).not.toContain(uri)
    expect((await library.holding(uri))!.state).toBe('listed')
  })

  test('what an older version of a reader understood is read again; the old reading stays citable', async () => {
    over('older')
    const uri = pathToFileURL(join(folder(), 'a.md')).href
    const held = (await library.holding(uri))!
    const document = (await library.document(held.document!))!
    // The same bytes as a reader of version 0 would have left them.
    const older = { ...document, id: `d_${'0'.repeat(32)}`, reader: { ...document.reader, version: 0 } }
    const bytes = new TextEncoder().encode(document.text)
    await library.add({ uri, bytes, document: older, passages: [], fetchedAt: 1, stamp: held.stamp! })
    expect((await add()).documents).toEqual([document.id])
    expect((await library.holding(uri))!.earlier).toContain(older.id)
    expect(await library.document(older.id)).toBeDefined()
  })
})
