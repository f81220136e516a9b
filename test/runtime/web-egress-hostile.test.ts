import { createServer as createSocketServer } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { chanceOf, KaojuError } from '#runtime'
import { foundWeb, until } from './found-web.ts'

const web = foundWeb()
afterEach(() => web.close())

const text = Buffer.from('<p>证据 evidence</p>'.repeat(40))
const chunked = (body: Buffer): Buffer => {
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length; at += 50) {
    const piece = body.subarray(at, at + 50)
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\nx-trailer: 1\r\n\r\n')])
}
const answers = [
  Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n`), text]),
  ...[gzipSync, deflateSync, brotliCompressSync, zstdCompressSync].map((pack, index) =>
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-encoding: ${['gzip', 'deflate', 'br', 'zstd'][index]}\r\nset-cookie: a=1\r\nset-cookie: b=2\r\ntransfer-encoding: chunked\r\ntrailer: x-trailer\r\n\r\n`,
      ),
      chunked(pack(text)),
    ]),
  ),
  Buffer.from('HTTP/1.1 304 Not Modified\r\netag: "a"\r\n\r\n'),
  Buffer.from('HTTP/1.0 301 Moved\r\nlocation: http://127.0.0.1/\r\n\r\nmoved'),
]

test('600 damaged answers end in an answer or a named failure, and leave no socket', async () => {
  const chance = chanceOf('4', 'hostile answers')
  const random = (below: number): number => chance.integer(below)
  const damaged = (index: number): Buffer => {
    let bytes = Buffer.from(answers[index % answers.length]!)
    for (let cuts = random(4); cuts >= 0; cuts--) {
      const at = random(bytes.length)
      const length = random(8)
      const junk = Buffer.from(Array.from({ length: random(6) }, () => random(256)))
      const kind = random(4)
      if (kind === 0) bytes[at] = random(256)
      else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), junk, bytes.subarray(at + length)])
      else if (kind === 2) bytes = Buffer.concat([bytes, bytes.subarray(at)])
      else if (bytes.length > 60) bytes = bytes.subarray(0, Math.max(40, at))
    }
    return bytes
  }
  let sent = 0
  const served = await web.serve(
    createSocketServer((socket) => {
      socket.once('data', () => {
        const bytes = damaged(sent++)
        const middle = random(bytes.length)
        socket.write(bytes.subarray(0, middle))
        setImmediate(() => socket.end(bytes.subarray(middle)))
      })
    }),
  )
  const egress = web.egress({ allow: [`127.0.0.1:${served.port}`], perHost: 8 })
  const outcomes = await Promise.all(
    Array.from({ length: 600 }, (_, index) =>
      egress
        .found({
          url: `http://127.0.0.1:${served.port}/${index}`,
          method: index % 9 === 0 ? 'HEAD' : 'GET',
          limits: { firstByte: 5_000, idle: 5_000, bytes: 100_000 },
        })
        .then(
          ({ status }) => {
            expect(status).toBeGreaterThanOrEqual(200)
            return 'answer'
          },
          (error: unknown) => {
            expect(error).toBeInstanceOf(KaojuError)
            return (error as KaojuError).code
          },
        ),
    ),
  )
  await until(() => served.open() === 0)
  const kinds = new Set(outcomes)
  for (const code of kinds)
    expect(code).toMatch(/^(answer|page-(unreachable|cut-off|undecodable|too-large|stalled))$/)
  // The damage is of every kind, and not all of it is fatal.
  expect([...kinds]).toEqual(
    expect.arrayContaining(['answer', 'page-unreachable', 'page-cut-off', 'page-undecodable']),
  )
})
