import { createServer as createSocketServer, type Socket } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import type { FoundAnswer, FoundLimits } from '#runtime'
import { failureOf, foundWeb, messageOf, textOf, until, type Served } from './found-web.ts'

const web = foundWeb()
afterEach(() => web.close())

/** A server that says, to each request, what `speak` does with the socket. */
const speaking = (speak: (socket: Socket) => void): Promise<Served> =>
  web.serve(
    createSocketServer((socket) => {
      socket.on('data', () => speak(socket))
    }),
  )

const ask = (
  { port }: Served,
  limits: Partial<FoundLimits> = {},
  method: 'GET' | 'HEAD' = 'GET',
): Promise<FoundAnswer> =>
  web.egress({ allow: [`127.0.0.1:${port}`] }).found({ url: `http://127.0.0.1:${port}/`, limits, method })

/** Says pieces for ever, one after the other. */
const endlessly = (socket: Socket, piece: (index: number) => string | Buffer, pause = 1): void => {
  let index = 0
  const timer = setInterval(() => socket.write(piece(index++)), pause)
  socket.on('close', () => clearInterval(timer))
}

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n'

describe('time', () => {
  test.each<[string, (socket: Socket) => void, Partial<FoundLimits>, RegExp]>([
    ['nothing comes', () => {}, { firstByte: 100 }, /^page-stalled: .*no answer within 0.1 s/],
    [
      'a head that trickles',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx-a: ')
        endlessly(socket, () => 'a', 10)
      },
      { firstByte: 150 },
      /^page-stalled: .*no answer within/,
    ],
    [
      'endless 103s',
      (socket) => endlessly(socket, () => 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
      { firstByte: 5_000 },
      /^page-(unreachable|stalled|cut-off)/,
    ],
    [
      'a body that stops',
      (socket) => void socket.write(`${head}content-length: 10\r\n\r\nfive!`),
      { idle: 100 },
      /^page-stalled: .*nothing for 0.1 s/,
    ],
    [
      'a body that trickles for ever',
      (socket) => {
        socket.write(`${head}content-length: 100000\r\n\r\n`)
        endlessly(socket, () => 'a', 10)
      },
      { idle: 2_000, whole: 200 },
      /^page-stalled: .*no end after 0.2 s/,
    ],
    [
      'a chunk that never begins',
      (socket) => {
        socket.write(`${head}transfer-encoding: chunked\r\n\r\n5;`)
        endlessly(socket, () => 'extension=1;')
      },
      { idle: 150 },
      /^page-(stalled|cut-off)/,
    ],
    [
      'a compressed body that says nothing for ever',
      (socket) => {
        socket.write(`${head}content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n`)
        const empty = gzipSync('')
        endlessly(socket, () =>
          Buffer.concat([Buffer.from(`${empty.length.toString(16)}\r\n`), empty, Buffer.from('\r\n')]),
        )
      },
      { whole: 200 },
      /^page-stalled: .*no end after/,
    ],
  ])('%s', async (_, speak, limits, expected) => {
    const served = await speaking(speak)
    expect(await messageOf(ask(served, limits))).toMatch(expected)
    await until(() => served.open() === 0)
  })

  test('no connection in time: the handshake of TLS counts', async () => {
    const served = await web.serve(createSocketServer((socket) => void socket.resume()))
    const egress = web.egress({ allow: [`127.0.0.1:${served.port}`] })
    expect(
      await messageOf(egress.found({ url: `https://127.0.0.1:${served.port}/`, limits: { connect: 100 } })),
    ).toMatch(/^page-unreachable: .*no connection within 0.1 s/)
    await until(() => served.open() === 0)
  })

  test('a resolver that never answers is waited for no longer than a connection', async () => {
    const egress = web.egress({ resolve: () => new Promise(() => {}) })
    const asked = egress.found({ url: 'http://name.example.com/', limits: { connect: 50 } })
    expect(await messageOf(asked)).toMatch(/^page-unreachable: .*no connection within/)
  })
})

describe('size', () => {
  const limits = { wireBytes: 10_000, bytes: 20_000 }

  test('what is announced too large is not read', async () => {
    const served = await speaking((socket) => void socket.write(`${head}content-length: 10001\r\n\r\n`))
    expect(await messageOf(ask(served, limits))).toMatch(/^page-too-large: .*it announces 10001 bytes/)
    const unlimited = await speaking(
      (socket) => void socket.write(`${head}content-length: 999999999999999\r\n\r\n`),
    )
    expect((await failureOf(ask(unlimited, { idle: 300 }))).code).toBe('page-too-large')
  })

  test('no exchange is without a limit, whatever is asked for', async () => {
    const served = await speaking(
      (socket) => void socket.write(`${head}content-length: 999999999999\r\n\r\n`),
    )
    for (const wireBytes of [Infinity, Number.NaN, -1, undefined as never])
      expect((await failureOf(ask(served, { wireBytes, idle: 300 }))).code).toBe('page-too-large')
  })

  test('what is too large without being announced is cut off', async () => {
    for (const framing of ['transfer-encoding: chunked\r\n\r\n', '\r\n']) {
      const served = await speaking((socket) => {
        socket.write(`${head}${framing}`)
        endlessly(socket, () =>
          framing.startsWith('t') ? `3e8\r\n${'a'.repeat(1_000)}\r\n` : 'a'.repeat(1_000),
        )
      })
      expect(await messageOf(ask(served, limits))).toMatch(/^page-too-large: .*more than 10000 bytes/)
      await until(() => served.open() === 0)
    }
  })

  test('at the limits all is well; one byte more is too much', async () => {
    for (const [size, fits] of [
      [10_000, true],
      [10_001, false],
    ] as const) {
      const served = await web.http((_, response) => void response.end('a'.repeat(size)))
      const asked = ask(served, limits)
      if (fits) expect((await asked).body.byteLength).toBe(size)
      else expect((await failureOf(asked)).code).toBe('page-too-large')
    }
    for (const [size, fits] of [
      [20_000, true],
      [20_001, false],
    ] as const) {
      const served = await web.http((_, response) => {
        response.setHeader('content-encoding', 'br')
        response.end(brotliCompressSync('a'.repeat(size)))
      })
      const asked = ask(served, limits)
      if (fits) expect((await asked).body.byteLength).toBe(size)
      else expect(await messageOf(asked)).toMatch(/^page-too-large: .*after decompression/)
    }
  })

  test('an endless head is cut off', async () => {
    for (const line of [(index: number) => `x-${index}: ${'a'.repeat(1_000)}\r\n`, () => 'a'.repeat(1_000)]) {
      const served = await speaking((socket) => {
        socket.write(head)
        endlessly(socket, line)
      })
      expect((await failureOf(ask(served))).code).toMatch(/^page-(too-large|unreachable)$/)
      await until(() => served.open() === 0)
    }
    const trailers = await speaking((socket) => {
      socket.write(`${head}transfer-encoding: chunked\r\n\r\n0\r\n`)
      endlessly(socket, (index) => `x-${index}: ${'a'.repeat(1_000)}\r\n`)
    })
    expect((await failureOf(ask(trailers))).code).toMatch(/^page-/)
    await until(() => trailers.open() === 0)
  })
})

describe('framing', () => {
  test.each<[string, string, RegExp]>([
    ['fewer bytes than announced', `${head}content-length: 10\r\n\r\nfive!`, /^page-cut-off/],
    ['a chunk cut short', `${head}transfer-encoding: chunked\r\n\r\nff\r\nabc`, /^page-cut-off/],
    ['no last chunk', `${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`, /^page-cut-off/],
    ['a chunk without size', `${head}transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`, /^page-/],
    ['two lengths', `${head}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd`, /^page-/],
    [
      'length and chunks',
      `${head}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
      /^page-/,
    ],
    ['a negative length', `${head}content-length: -1\r\n\r\nabc`, /^page-/],
    [
      'an upgrade nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      /^page-/,
    ],
    ['not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', /^page-unreachable: .*not HTTP/],
    ['HTTP/0.9', '<html>hello</html>', /^page-unreachable/],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', /^page-unreachable/],
    ['a folded field and a bare CR', `${head}x: a\rb\r\n\r\n`, /^page-/],
    ['nothing', '', /^page-unreachable: .*closed before an answer/],
  ])('%s', async (_, said, expected) => {
    const served = await speaking((socket) => void socket.end(said))
    expect(await messageOf(ask(served, { firstByte: 2_000, idle: 2_000 }))).toMatch(expected)
    await until(() => served.open() === 0)
  })

  test('what a server sends beyond its answer is nobody’s answer', async () => {
    let requests = 0
    const served = await speaking((socket) => {
      requests++
      socket.write(`${head}content-length: 4\r\n\r\ntrueHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged`)
    })
    const egress = web.egress({ allow: [`127.0.0.1:${served.port}`] })
    const texts: string[] = []
    for (let turn = 0; turn < 4; turn++)
      texts.push(
        await egress.found({ url: `http://127.0.0.1:${served.port}/${turn}` }).then(textOf, () => 'failed'),
      )
    expect(texts).not.toContain('forged')
    expect(texts).toContain('true')
    expect(requests).toBeGreaterThanOrEqual(4)
  })

  test('junk with HEAD, 204 and 304 is not read as an answer', async () => {
    for (const status of ['204 No Content', '304 Not Modified'])
      for (const extra of [
        'content-length: 5\r\n',
        'transfer-encoding: chunked\r\n',
        'content-encoding: gzip\r\n',
      ]) {
        const served = await speaking((socket) => void socket.end(`HTTP/1.1 ${status}\r\n${extra}\r\n`))
        const outcome = await ask(served).then(
          ({ body }) => body.byteLength,
          (error: { code: string }) => error.code,
        )
        expect(outcome === 0 || outcome === 'page-cut-off', `${status} ${extra} ${outcome}`).toBe(true)
      }
  })
})

describe('compression', () => {
  const text = 'Quelle und Beleg 出处与证据 '.repeat(500)
  const bytes = Buffer.from(text)
  const noise = Buffer.from(
    Array.from({ length: 40_000 }, (_, index) => (index * 7919 + ((index * index) >> 3)) & 255),
  )

  const sending = (encoding: string | string[], body: Buffer): Promise<Served> =>
    web.http((_, response) => {
      response.setHeader('content-encoding', encoding)
      // In small pieces, so that no decoder sees its input at once.
      for (let at = 0; at < body.length; at += 997) response.write(body.subarray(at, at + 997))
      response.end()
    })

  test.each<[string | string[], (data: Buffer) => Buffer]>([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['gzip, br', (data) => brotliCompressSync(gzipSync(data))],
    [['deflate', 'zstd'], (data) => zstdCompressSync(deflateSync(data))],
    ['gzip, zstd, br', (data) => brotliCompressSync(zstdCompressSync(gzipSync(data)))],
    ['identity', (data) => data],
    ['utf-8', (data) => data],
    ['none, gzip', gzipSync],
    ['gzip', (data) => Buffer.concat([gzipSync(data.subarray(0, 100)), gzipSync(data.subarray(100))])],
    ['', (data) => data],
  ])('%j', async (encoding, compress) => {
    for (const data of [bytes, noise]) {
      const answer = await ask(await sending(encoding, compress(data)))
      expect(Buffer.from(answer.body).equals(data)).toBe(true)
      expect(answer.wireBytes).toBe(compress(data).byteLength)
    }
  })

  test('an empty body is empty in every coding', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'zstd', 'gzip, br'])
      expect(textOf(await ask(await sending(encoding, Buffer.alloc(0)))), encoding).toBe('')
  })

  test.each<[string, Buffer, string]>([
    ['gzip', gzipSync(bytes).subarray(0, -20), 'page-cut-off'],
    ['br', brotliCompressSync(bytes).subarray(0, -5), 'page-cut-off'],
    ['zstd', zstdCompressSync(bytes).subarray(0, -5), 'page-cut-off'],
    ['deflate', deflateSync(bytes).subarray(0, -20), 'page-cut-off'],
    ['gzip', bytes, 'page-undecodable'],
    ['br', Buffer.concat([Buffer.from([255, 255]), bytes]), 'page-undecodable'],
    ['zstd', bytes, 'page-undecodable'],
    ['gzip', Buffer.from(gzipSync(bytes)).fill(7, 30, 60), 'page-undecodable'],
    ['gzip, gzip, gzip, gzip', bytes, 'page-undecodable'],
    ['compress', bytes, 'page-undecodable'],
    ['__proto__', bytes, 'page-undecodable'],
    ['constructor', bytes, 'page-undecodable'],
    ['toString', bytes, 'page-undecodable'],
  ])('damaged %s: %s', async (encoding, body, code) => {
    const served = await sending(encoding, body)
    const failure = await failureOf(ask(served))
    expect(failure.code).toBe(code)
    expect(failure.message).not.toMatch(/[{}]/)
    await until(() => served.open() === 0)
  })
})
