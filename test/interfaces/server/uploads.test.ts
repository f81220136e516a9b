import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startWireServer, type WireServer } from '../../models/wire-server.ts'
import { UploadStore } from '../../../src/interfaces/server/upload-store.ts'
import { ended, openServer, type OpenServer } from './open-server.ts'

let server: OpenServer
/** Makes vectors, as the user has configured it. */
let model: WireServer
beforeAll(async () => {
  model = await startWireServer({})
  server = await openServer({
    environment: {
      OPENAI_BASE_URL: model.v1,
      OPENAI_API_KEY: 'sk-loopback-0123456789',
      KAOJU_EMBEDDER: 'openai/text-embedding-3-small',
    },
  })
})
afterAll(async () => {
  await server.close()
  await model.close()
})

interface Told {
  readonly status: number
  readonly body: {
    run?: { id: string; kind: string; subject: string }
    error?: { code: string }
    path?: string
  }
}

async function put(batch: string, path: string, body: string | Uint8Array<ArrayBuffer>): Promise<Told> {
  const query = new URLSearchParams({ path }).toString()
  const answer = await server.fetch(`/api/v1/uploads/${batch}/files?${query}`, { method: 'PUT', body })
  return { status: answer.status, body: (await answer.json()) as Told['body'] }
}

async function bringIn(upload: string): Promise<Told> {
  const answer = await server.fetch('/api/v1/library', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ upload }),
  })
  return { status: answer.status, body: (await answer.json()) as Told['body'] }
}

const folderOf = (batch: string): string => join(server.home, 'uploads', batch)

describe('a folder that is dropped', () => {
  test('is uploaded file by file and brought in by one run, however often that is asked for', async () => {
    const batch = 'dropped-1'
    expect(
      await put(batch, 'notes//lake.md', '# Heron Lake\n\nIt covers 46 square kilometres.\n'),
    ).toMatchObject({
      status: 201,
      body: { path: 'notes/lake.md' },
    })
    // The second try of a file takes the place of the first.
    await put(batch, 'notes/lake.md', '# Heron Lake\n\nIt covers 47 square kilometres.\n')
    await put(batch, '湖泊/说明.txt', '鹭湖的面积为 47 平方公里。\n')
    const [one, other] = await Promise.all([bringIn(batch), bringIn(batch)])
    expect(new Set([one.status, other.status])).toEqual(new Set([200, 201]))
    expect(other.body.run!.id).toBe(one.body.run!.id)
    expect(one.body.run).toMatchObject({ kind: 'add', subject: 'notes/, 湖泊/' })
    expect((await put(batch, 'late.txt', 'late')).body.error?.code).toBe('upload-closed')
    expect(await ended(server.host, one.body.run!.id)).toBe('done')
    const held = await server.host.library.holdings({ all: true })
    expect(new Map(held.map(({ title, state }) => [title, state]))).toEqual(
      new Map([
        ['Heron Lake', 'listed'],
        ['说明.txt', 'listed'],
      ]),
    )
    expect(model.asks.length).toBeGreaterThan(0)
    // What is in the library's own store is not kept twice.
    await vi.waitFor(() => expect(existsSync(join(folderOf(batch), 'files'))).toBe(false))
    expect((await bringIn(batch)).body.run!.id).toBe(one.body.run!.id)
  })

  test.each([
    '../out.txt',
    'a/../../out.txt',
    '/etc/passwd',
    'C:/x.txt',
    'a\\..\\x.txt',
    'a/b\0.txt',
    'a/\n.txt',
    'con.txt',
    'a/LPT1',
    'ends./x',
    'folder/',
    '.',
    '',
    'x'.repeat(256),
    `${'深'.repeat(86)}.md`,
    'a/'.repeat(33) + 'x',
  ])('refuses the path %j', async (path) => {
    expect(await put('refused-1', path, 'x')).toMatchObject({
      status: 400,
      body: { error: { code: 'upload-path-refused' } },
    })
    expect(existsSync(folderOf('refused-1'))).toBe(false)
  })

  test.each(['%2e%2e%2fx', 'short', 'with.dots.in.it', 'x'.repeat(65)])(
    'refuses the batch %s',
    async (batch) => {
      expect([400, 404, 405]).toContain((await put(batch, 'a.txt', 'x')).status)
    },
  )

  test('cannot be led elsewhere by a link', async () => {
    const outside = join(server.home, 'outside')
    mkdirSync(outside)
    mkdirSync(join(folderOf('linked-12'), 'files'), { recursive: true })
    symlinkSync(outside, join(folderOf('linked-12'), 'files', 'link'))
    expect((await put('linked-12', 'link/x.txt', 'x')).body.error?.code).toBe('upload-path-refused')
    expect(readdirSync(outside)).toEqual([])
    await put('linked-12', 'file', 'x')
    expect((await put('linked-12', 'file/below', 'x')).body.error?.code).toBe('upload-path-refused')
    expect((await put('linked-12', 'file', 'y')).status).toBe(201)
  })

  test('leaves nothing of a file whose sender went away', async () => {
    const url = new URL('/api/v1/uploads/broken-off/files?path=big.txt', server.origin)
    const sending = request(url, { method: 'PUT', headers: { 'Content-Length': 1 << 20 } })
    sending.on('error', () => undefined)
    sending.write(Buffer.alloc(1 << 16))
    const coming = join(folderOf('broken-off'), 'coming')
    await vi.waitFor(() => expect(readdirSync(coming)).toHaveLength(1))
    expect((await put('broken-off', 'big.txt', 'x')).body.error?.code).toBe('upload-closed')
    expect((await bringIn('broken-off')).body.error?.code).toBe('upload-closed')
    sending.destroy()
    await vi.waitFor(() => expect(readdirSync(coming)).toEqual([]))
    expect(existsSync(join(folderOf('broken-off'), 'files', 'big.txt'))).toBe(false)
    expect(await bringIn('broken-off')).toMatchObject({
      status: 404,
      body: { error: { code: 'upload-unknown' } },
    })
  })

  test('of which nothing came is unknown', async () => {
    expect(await bringIn('never-there')).toMatchObject({
      status: 404,
      body: { error: { code: 'upload-unknown' } },
    })
  })
})

describe('the store of uploads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-uploads-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const bytes = (count: number): ReadableStream<Uint8Array> => new Blob([new Uint8Array(count)]).stream()

  test('holds to its bounds, whatever is announced and however many come at once', async () => {
    const store = new UploadStore(folder, { files: 3, bytes: 100, fileBytes: 60 })
    const take = (name: string, count: number): Promise<number> =>
      store.take('bounds-1', [name], bytes(count), 0)
    await expect(take('large', 61)).rejects.toMatchObject({ code: 'file-too-large' })
    expect(await take('a', 40)).toBe(40)
    const both = await Promise.allSettled([take('b', 40), take('c', 40)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    // In the place of a file there is room for another one of its size, once it has gone.
    expect(await take('a', 20)).toBe(20)
    expect(await take('d', 10)).toBe(10)
    await expect(take('e', 1)).rejects.toMatchObject({ code: 'upload-too-large' })
    // Whoever starts the server again counts the same.
    const later = new UploadStore(folder, { files: 3, bytes: 100, fileBytes: 60 })
    await expect(later.take('bounds-1', ['e'], bytes(1), 0)).rejects.toMatchObject({
      code: 'upload-too-large',
    })
  })

  test('forgets what nobody brought in for a day', async () => {
    for (const name of ['old-batch', 'new-batch']) {
      mkdirSync(join(folder, name, 'coming'), { recursive: true })
      writeFileSync(join(folder, name, 'x'), '')
    }
    const dayBefore = new Date(Date.now() - 25 * 3_600_000)
    for (const part of ['coming', '']) utimesSync(join(folder, 'old-batch', part), dayBefore, dayBefore)
    const left = await new UploadStore(folder, { files: 1, bytes: 1, fileBytes: 1 }).left(Date.now())
    expect(left.filter(({ forgotten }) => forgotten).map(({ name }) => name)).toEqual(['old-batch'])
  })
})
