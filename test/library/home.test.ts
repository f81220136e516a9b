import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLibrary, type Library } from '#library'
import { createContext } from '#runtime'
import { migrations } from '../../src/library/truth/migrations.ts'
import { keepCompiledModules } from './compile-cache.ts'
import { find, readingOf } from './readings.ts'

keepCompiledModules()

const { context } = createContext()
/** Of the system, where it has them: a real full disk and a real read-only one. */
const tools = { mount: 'mount', unmount: 'umount' }
let folder: string
let home: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-home-'))
  home = join(folder, 'home')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const a = readingOf(['The lake is clear.', 'The river carries nitrate.'])
const b = readingOf(['清湖的水质明显好转。'], { uri: 'file:///docs/b.txt' })

async function filled(): Promise<void> {
  const library = await openLibrary({ home, mode: 'write' }, context)
  await library.add(a)
  await library.add(b)
  await library.refresh()
  await library.close()
}

async function withLibrary<T>(mode: 'read' | 'write', work: (library: Library) => Promise<T>): Promise<T> {
  const library = await openLibrary({ home, mode }, context)
  try {
    return await work(library)
  } finally {
    await library.close()
  }
}

test('a home is made when it is first written to, for its owner only, and says what it is', async () => {
  await withLibrary('read', async (library) => expect(await library.holdings()).toEqual([]))
  expect(existsSync(home)).toBe(false)
  await withLibrary('write', async (library) => library.add(a))
  if (process.platform !== 'win32') expect(statSync(home).mode & 0o777).toBe(0o700)
  expect(readFileSync(join(home, 'README.txt'), 'utf8')).toContain('Kaoju')
  expect(readdirSync(join(home, 'blobs', a.document.snapshot.slice(0, 2)))).toEqual([a.document.snapshot])
  expect(readdirSync(home).filter((name) => /-wal|-shm|\.pid/.test(name))).toEqual([])
})

test('a second writer is told who is writing; a reader is not disturbed', async () => {
  await filled()
  await withLibrary('write', async (writer) => {
    await expect(openLibrary({ home, mode: 'write' }, context)).rejects.toMatchObject({
      code: 'home-busy',
      retryable: true,
      parameters: { home, pid: String(process.pid) },
    })
    await withLibrary('read', async (reader) => {
      await writer.add(readingOf(['Plankton.'], { uri: 'file:///c' }))
      expect((await find(reader, 'nitrate')).length).toBe(1)
      expect((await reader.holdings()).length).toBe(3)
    })
  })
  await withLibrary('write', async (library) => expect((await library.holdings()).length).toBe(3))
})

test('a reader that comes during the first add, before there is any index, makes its own', async () => {
  await withLibrary('write', async (writer) => {
    await writer.add(a)
    await withLibrary('read', async (reader) => {
      expect((await find(reader, 'nitrate')).map((hit) => hit.document)).toEqual([a.document.id])
      expect(existsSync(join(home, 'index', 'default', 'segment-1'))).toBe(false)
    })
  })
})

test('the lock of a process that was killed is gone with it', async () => {
  const child = spawn(
    process.execPath,
    ['--conditions=kaoju-source', join(import.meta.dirname, 'crash-child.ts'), home],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await new Promise<void>((resolve) =>
    child.stdout.on('data', (text: Buffer) => text.toString().includes('added 3') && resolve()),
  )
  await expect(openLibrary({ home, mode: 'write' }, context)).rejects.toMatchObject({
    code: 'home-busy',
    parameters: { pid: String(child.pid) },
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await closed
  await withLibrary('write', async (library) => expect((await library.holdings()).length).toBeGreaterThan(2))
})

test('a home of a newer version is refused and not touched', async () => {
  await filled()
  const file = join(home, 'kaoju.sqlite')
  const database = new DatabaseSync(file)
  database.exec('PRAGMA user_version = 7')
  database.close()
  const before = readFileSync(file)
  for (const mode of ['read', 'write'] as const)
    await expect(openLibrary({ home, mode }, context)).rejects.toMatchObject({
      code: 'home-newer',
      parameters: { home, found: 7, known: migrations.length },
    })
  expect(readFileSync(file)).toEqual(before)
  // Refused before anything else was opened: the lock is free again.
  await expect(openLibrary({ home, mode: 'write' }, context)).rejects.toMatchObject({ code: 'home-newer' })
})

test.each([
  ['not a database', (file: string) => writeFileSync(file, 'This is a letter, not a database. '.repeat(500))],
  ['cut short', (file: string) => truncateSync(file, 5000)],
  ['overwritten in the middle', (file: string) => writeFileSync(file, readFileSync(file).fill(0xaa, 4096))],
  [
    'of another program',
    (file: string) => {
      rmSync(file)
      const database = new DatabaseSync(file)
      database.exec('CREATE TABLE bookmarks (url TEXT)')
      database.close()
    },
  ],
])('a truth that is %s is recognised as damaged', async (_what, damage) => {
  await filled()
  damage(join(home, 'kaoju.sqlite'))
  for (const mode of ['read', 'write'] as const)
    await expect(withLibrary(mode, (library) => library.holdings())).rejects.toMatchObject({
      code: 'home-damaged',
    })
})

test.each([
  ['lost', (index: string) => rmSync(index, { recursive: true })],
  ['damaged', (index: string) => readdirSync(index).forEach((name) => truncateSync(join(index, name), 9))],
])('an index that is %s is made again, by a writer and by a reader', async (_what, damage) => {
  await filled()
  for (const mode of ['read', 'write'] as const) {
    damage(join(home, 'index', 'default'))
    await withLibrary(mode, async (library) => {
      expect((await find(library, 'nitrate')).length).toBe(1)
      expect(await library.inspect({ repair: false })).toEqual([])
    })
  }
})

test('a truth put back from an older copy: the index that knows more is made again', async () => {
  await filled()
  cpSync(home, join(folder, 'copy'), { recursive: true })
  const c = readingOf(['Plankton.'], { uri: 'file:///c' })
  await withLibrary('write', async (library) => {
    await library.add(c)
    await library.refresh()
  })
  cpSync(join(folder, 'copy', 'kaoju.sqlite'), join(home, 'kaoju.sqlite'))
  for (const mode of ['read', 'write'] as const)
    await withLibrary(mode, async (library) => {
      expect(await find(library, 'plankton')).toEqual([])
      expect((await find(library, 'nitrate')).length).toBe(1)
      // The writer also sees the original of the document that the older truth does not know.
      const findings = await library.inspect({ repair: false })
      expect(findings.filter((finding) => !finding.includes('belong to no document'))).toEqual([])
    })
})

test('what was purged can be found nowhere in the home', async () => {
  const secret = readingOf(['The password is xylophonequartz.'], { uri: 'file:///secret.txt' })
  await filled()
  await withLibrary('write', async (library) => {
    await library.add(secret)
    await library.refresh()
    await library.purge(secret.uri)
    await library.refresh()
  })
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(4)
  for (const entry of files)
    expect(readFileSync(join(entry.parentPath, entry.name)).includes('xylophon'), entry.name).toBe(false)
})

test('an original that is gone or cut is told; one that nothing names is swept', async () => {
  await filled()
  const blob = (id: string): string => join(home, 'blobs', id.slice(0, 2), id)
  rmSync(blob(a.document.snapshot))
  truncateSync(blob(b.document.snapshot), 3)
  const stray = join(home, 'blobs', 'ab')
  mkdirSync(stray, { recursive: true })
  writeFileSync(join(stray, 'ab12.part'), 'half')
  await withLibrary('write', async (library) => {
    const findings = await library.inspect({ repair: true })
    expect(findings.join(' ')).toMatch(/missing.*instead of.*belong to no document/)
    expect(readdirSync(stray)).toEqual([])
    await expect(library.snapshot(a.document.snapshot)).rejects.toMatchObject({ code: 'home-damaged' })
    expect((await library.inspect({ repair: false })).length).toBe(2)
  })
})

test('counters and lists that do not agree are told and mended', async () => {
  await filled()
  const database = new DatabaseSync(join(home, 'kaoju.sqlite'))
  database.exec(`UPDATE workspaces SET passages = 99; UPDATE documents SET listed = 0 WHERE number = 2`)
  database.close()
  await withLibrary('write', async (library) => {
    expect((await library.inspect({ repair: true })).length).toBeGreaterThan(1)
    expect(await library.inspect({ repair: false })).toEqual([])
    expect(await library.counts()).toMatchObject({ documents: 2, passages: 3 })
  })
})

test('a workspace name that could leave its folder is refused', async () => {
  for (const workspace of ['..', 'a/b', '', 'Ä', 'UPPER'])
    await expect(openLibrary({ home, workspace, mode: 'write' }, context)).rejects.toMatchObject({
      code: 'option-invalid',
    })
})

test('a home that cannot be a folder is unwritable', async () => {
  writeFileSync(home, 'a file')
  for (const mode of ['write', 'read'] as const)
    await expect(openLibrary({ home, mode }, context)).rejects.toMatchObject({ code: 'home-unwritable' })
})

const isRoot = process.getuid?.() === 0

test.skipIf(process.platform === 'win32' || isRoot)(
  'a home without permission to write is unwritable',
  async () => {
    await filled()
    chmodSync(home, 0o500)
    await expect(openLibrary({ home, mode: 'write' }, context)).rejects.toMatchObject({
      code: 'home-unwritable',
    })
    await withLibrary('read', async (library) => expect((await find(library, 'nitrate')).length).toBe(1))
    chmodSync(home, 0o700)
  },
)

const canMount = process.platform === 'linux' && isRoot && mounts()

test.skipIf(!canMount)(
  'a home on a read-only disk is unwritable and can be read, its index behind or not',
  async () => {
    await filled()
    for (const index of ['as it was', 'lost']) {
      if (index === 'lost') rmSync(join(home, 'index'), { recursive: true })
      execFileSync(tools.mount, ['--bind', home, home])
      try {
        execFileSync(tools.mount, ['-o', 'remount,ro,bind', home])
        await expect(openLibrary({ home, mode: 'write' }, context)).rejects.toMatchObject({
          code: 'home-unwritable',
        })
        await withLibrary('read', async (library) => {
          expect((await find(library, 'nitrate')).map((hit) => hit.document)).toEqual([a.document.id])
          expect(await library.document(a.document.id)).toEqual(a.document)
        })
      } finally {
        execFileSync(tools.unmount, [home])
      }
    }
  },
)

test.skipIf(!canMount)(
  'a full disk is told, what was acknowledged is safe, and there is room again after clearing',
  async () => {
    mkdirSync(home)
    execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', home])
    try {
      const kept: string[] = []
      await withLibrary('write', async (library) => {
        let failure: unknown
        for (let i = 0; !failure && i < 200; i++) {
          const reading = readingOf([`${i} ${'lake '.repeat(2000)}`], { uri: `file:///full/${i}` })
          await library.add(reading).then(
            () => kept.push(reading.document.id),
            (error: unknown) => (failure = error),
          )
        }
        expect(failure).toMatchObject({ code: 'disk-full', retryable: true })
        expect(kept.length).toBeGreaterThan(3)
        for (const id of kept) expect((await library.document(id))?.id).toBe(id)
      })
      expect(
        await withLibrary('read', async (library) => (await library.holdings()).map((held) => held.document)),
      ).toEqual(kept)
      execFileSync(tools.mount, ['-o', 'remount,size=20m', home])
      await withLibrary('write', async (library) => {
        for (let i = 0; i < 40; i++)
          await library.add(readingOf([`pond ${i} ${'reed '.repeat(500)}`], { uri: `file:///pond/${i}` }))
        // An index that cannot be written fails whole; with room again it is right, and nothing is there twice.
        const filler = join(home, 'filler')
        fillDisk(filler)
        await expect(library.refresh()).rejects.toMatchObject({ code: 'disk-full' })
        expect((await find(library, 'lake', 500)).length).toBe(kept.length)
        rmSync(filler)
        await library.refresh()
        expect((await find(library, 'reed', 500)).length).toBe(40)
        expect(await library.remove(`file:///pond/0`)).toHaveLength(1)
        for (let i = 1; i < 40; i++) await library.remove(`file:///pond/${i}`)
      })
      await withLibrary('write', async (library) => {
        await library.add(b)
        await library.refresh()
        expect((await find(library, '水质')).length).toBe(1)
        await library.inspect({ repair: true })
        expect(await library.inspect({ repair: false })).toEqual([])
        expect((await library.holdings()).length).toBe(kept.length + 1)
      })
    } finally {
      execFileSync(tools.unmount, [home])
    }
  },
)

function fillDisk(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(4096), { flag: 'a' })
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  }
}

function mounts(): boolean {
  const place = join(tmpdir(), `kaoju-mount-${process.pid}`)
  mkdirSync(place, { recursive: true })
  try {
    execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', place], { stdio: 'ignore' })
    execFileSync(tools.unmount, [place], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
