import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createContext, systemClock, type Clock } from '#runtime'
import { readFileWhole, walkFiles, type FoundFile } from '#sources'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-read-'))
const { context } = createContext()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function found(name: string, bytes: string | Uint8Array): Promise<FoundFile> {
  writeFileSync(join(folder, name), bytes)
  return (await walkFiles([join(folder, name)])).files[0]!
}

describe('readFileWhole', () => {
  test('gives the bytes and the stamp they belong to', async () => {
    const file = await found('a.txt', '湖水')
    const read = await readFileWhole(file, 1000, context)
    expect(Buffer.from(read.bytes).toString()).toBe('湖水')
    expect(read.modified).toBe(Math.floor(statSync(file.path).mtimeMs))
  })

  test.each([
    ['file-empty', '', 1000],
    ['file-too-large', 'x'.repeat(2000), 1000],
  ] as const)('%s is an error of its own', async (code, text, limit) => {
    await expect(readFileWhole(await found('b.txt', text), limit, context)).rejects.toMatchObject({ code })
  })

  test('a file that is gone by now is missing', async () => {
    const file = { ...(await found('c.txt', 'x')), path: join(folder, 'gone.txt') }
    await expect(readFileWhole(file, 1000, context)).rejects.toMatchObject({ code: 'path-missing' })
  })

  test('a file that keeps changing while it is read is refused, one that settles is read', async () => {
    const file = await found('d.log', 'x'.repeat(8_000_000))
    // Somebody appends for as long as the reader tries: every pause of the reader lets them write again.
    let writing = true
    const writer = (async () => {
      while (writing) {
        appendFileSync(file.path, 'more')
        if (statSync(file.path).size > 9_000_000) truncateSync(file.path, 8_000_000)
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    await expect(readFileWhole(file, 1e9, context)).rejects.toMatchObject({
      code: 'file-changed',
      retryable: true,
    })
    writing = false
    await writer
    const clock: Clock = { ...systemClock, sleep: () => Promise.resolve() }
    const settled = await readFileWhole(file, 1e9, createContext({ clock }).context)
    expect(settled.bytes.length).toBe(statSync(file.path).size)
  })
})
