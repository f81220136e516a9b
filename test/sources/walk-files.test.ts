import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { walkFiles } from '#sources'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kaoju-walk-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text = 'x'): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

const names = (walk: Awaited<ReturnType<typeof walkFiles>>): string[] =>
  walk.files.map((file) => file.path.slice(root.length + 1))

describe('walkFiles', () => {
  test('finds files of all depths once, in the order of their paths, with Chinese names', async () => {
    write('b/2.txt')
    write('a.md')
    write('b/湖泊 报告.txt')
    const walk = await walkFiles([root, join(root, 'b/2.txt')])
    expect(names(walk)).toEqual(['a.md', 'b/2.txt', 'b/湖泊 报告.txt'])
    expect(walk.files[2]!.uri).toContain(encodeURIComponent('湖泊'))
    expect(walk.files[0]!.size).toBe(1)
  })

  test('leaves out hidden entries and dependencies, unless they were named', async () => {
    write('.git/config')
    write('node_modules/x/readme.md')
    write('~$open.docx')
    write('kept.txt')
    expect(names(await walkFiles([root]))).toEqual(['kept.txt'])
    expect(names(await walkFiles([join(root, '.git')]))).toEqual(['.git/config'])
  })

  test('a circle of folder links ends, and its files are found once', async () => {
    write('a/file.txt')
    symlinkSync(join(root, 'a'), join(root, 'a/again'))
    symlinkSync(root, join(root, 'a/up'))
    expect(names(await walkFiles([root]))).toEqual(['a/file.txt'])
  })

  test('broken and circular links are told, and the rest goes on', async () => {
    write('kept.txt')
    symlinkSync(join(root, 'nowhere'), join(root, 'broken'))
    symlinkSync(join(root, 'loop'), join(root, 'loop'))
    const walk = await walkFiles([root])
    expect(names(walk)).toEqual(['kept.txt'])
    expect(walk.failures.map(({ error }) => error.code)).toEqual(['path-unreadable', 'path-unreadable'])
    expect(walk.failures[1]!.error.message).toContain('circle of links')
  })

  test('a named path that is missing is an error that says so', async () => {
    await expect(walkFiles([join(root, 'nope')])).rejects.toMatchObject({ code: 'path-missing' })
  })

  test.skipIf(process.getuid?.() === 0)(
    'a folder without permission is told (root may read everything)',
    async () => {
      write('kept.txt')
      write('secret/file.txt')
      chmodSync(join(root, 'secret'), 0)
      const walk = await walkFiles([root])
      chmodSync(join(root, 'secret'), 0o700)
      expect(names(walk)).toEqual(['kept.txt'])
      expect(walk.failures[0]!.error.code).toBe('path-unreadable')
    },
  )

  test('does not enter the places to avoid (the library itself)', async () => {
    write('home/blobs/x.txt')
    write('kept.txt')
    expect(names(await walkFiles([root], [join(root, 'home')]))).toEqual(['kept.txt'])
  })
})
