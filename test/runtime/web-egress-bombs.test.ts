import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { figure } from '../figure.ts'
import { foundWeb } from './found-web.ts'

const web = foundWeb()
afterEach(() => web.close())

interface Bomb {
  readonly encoding: string
  readonly body: readonly Buffer[]
}

const megabyte = 2 ** 20
const repeated = (piece: Buffer, times: number): Buffer[] => Array.from({ length: times }, () => piece)
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }
const packers: Readonly<Record<string, (data: Buffer) => Buffer>> = {
  gzip: (data) => gzipSync(data),
  deflate: (data) => deflateSync(data),
  raw: (data) => deflateRawSync(data),
  br: (data) => brotliCompressSync(data, quick),
  zstd: (data) => zstdCompressSync(data),
}
const nameOf = (packer: string): string => (packer === 'raw' ? 'deflate' : packer)

/** Every kind: one layer, two, three, many members, each far beyond 50 MB or beyond all patience. */
function bombs(): Bomb[] {
  const made: Bomb[] = []
  const fillings = [Buffer.alloc(51 * megabyte), Buffer.alloc(51 * megabyte, '<div>')]
  for (const filling of fillings)
    for (const [outer, pack] of Object.entries(packers)) {
      const once = pack(filling)
      made.push({ encoding: nameOf(outer), body: [once] })
      for (const [second, repack] of Object.entries(packers))
        made.push({ encoding: `${nameOf(outer)}, ${nameOf(second)}`, body: [repack(once)] })
    }
  // Three layers, the inner two of them large; the innermost says 4 GB.
  const eight = gzipSync(Buffer.alloc(8 * megabyte))
  const members = gzipSync(Buffer.concat(repeated(eight, 512)))
  for (const [outer, pack] of Object.entries(packers))
    made.push({ encoding: `gzip, gzip, ${nameOf(outer)}`, body: [pack(members)] })
  // Members and frames in a row: 4 GB of them, and very many that hold nothing.
  made.push({ encoding: 'gzip', body: repeated(eight, 512) })
  made.push({ encoding: 'zstd', body: repeated(zstdCompressSync(Buffer.alloc(8 * megabyte)), 512) })
  made.push({ encoding: 'gzip', body: repeated(Buffer.concat(repeated(gzipSync(''), 25_000)), 10) })
  made.push({ encoding: 'gzip, gzip', body: [gzipSync(Buffer.concat(repeated(gzipSync(''), 250_000)))] })
  made.push({ encoding: 'identity', body: repeated(Buffer.alloc(megabyte, 'a'), 30) })
  return made
}

test('bombs of every kind, sixteen at once, are refused and hold little', async () => {
  const kinds = bombs()
  expect(kinds.length).toBeGreaterThanOrEqual(60)
  const server = createServer((request, response) => {
    const { encoding, body } = kinds[Number(request.url!.slice(1))]!
    response.writeHead(200, { 'content-encoding': encoding })
    // The other end hangs up.
    void pipeline(Readable.from(body), response).catch(() => {})
  })
  const { port } = await web.serve(server)
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=kaoju-source',
    join(import.meta.dirname, 'bombs-child.ts'),
    `http://127.0.0.1:${port}`,
    String(kinds.length),
  ])
  const { outcomes, peak } = JSON.parse(stdout) as { outcomes: string[]; peak: number }
  expect(outcomes).toHaveLength(kinds.length)
  expect(new Set(outcomes)).toEqual(new Set(['page-too-large', '0 bytes']))
  expect(outcomes.filter((one) => one === '0 bytes').length).toBeLessThanOrEqual(2)
  expect(peak).toBeLessThan(512 * megabyte)
  figure(
    'bombs on the wire (gzip, deflate, brotli, zstd, stacked), sixteen at once; peak RSS',
    `${kinds.length}; ${Math.round(peak / megabyte)} MB`,
  )
}, 120_000)
