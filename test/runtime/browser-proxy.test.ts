import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http'
import { connect, createServer as createSocketServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import type { BrowserBounds, BrowserProxy, WebEgressOptions } from '#runtime'
import { foundWeb, resolver, until } from './found-web.ts'

const web = foundWeb()
afterEach(() => web.close())

const open = (options: Partial<WebEgressOptions>, bounds?: Partial<BrowserBounds>): Promise<BrowserProxy> =>
  web.egress(options).browserProxy(bounds)

const credentials = ({ username, password }: BrowserProxy): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** What comes back for raw bytes, until the other end closes. */
function say(proxy: BrowserProxy, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(proxy.address).port), '127.0.0.1')
    let said = ''
    socket.on('data', (piece) => (said += piece.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(said))
    socket.write(bytes)
  })
}

const statusOf = async (proxy: BrowserProxy, bytes: string): Promise<number> =>
  Number(/^HTTP\/1\.1 (\d+)/.exec(await say(proxy, bytes))?.[1] ?? 0)

/** A request in absolute form, as a browser sends it. */
async function ask(
  proxy: BrowserProxy,
  url: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: OutgoingHttpHeaders; body?: string } = {},
): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: new URL(proxy.address).port,
        path: url,
        method,
        headers: { host: 'not.this.example', 'proxy-authorization': credentials(proxy), ...headers },
        agent: false,
      },
      (response) => {
        text(response).then(
          (all) => resolve({ status: response.statusCode!, headers: response.headers, body: all }),
          reject,
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** A tunnel, and what was said when it was refused. */
function tunnel(proxy: BrowserProxy, authority: string): Promise<Socket | number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: new URL(proxy.address).port,
      method: 'CONNECT',
      path: authority,
      headers: { 'proxy-authorization': credentials(proxy) },
      agent: false,
    })
    request.on('connect', (response, socket) =>
      resolve(response.statusCode === 200 ? socket : response.statusCode!),
    )
    request.on('response', (response) => resolve(response.statusCode!))
    request.on('error', reject)
    request.end()
  })
}

describe('who may ask', () => {
  test('only who knows the credentials, which differ from proxy to proxy', async () => {
    const page = await web.http((_, response) => void response.end('page'))
    const allow = [`127.0.0.1:${page.port}`]
    const proxy = await open({ allow })
    const other = await open({ allow })
    expect(proxy.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect([other.address, other.username, other.password]).not.toContain(proxy.password)
    const target = `127.0.0.1:${page.port}`
    const wrong = [
      '',
      'proxy-authorization: Basic\r\n',
      'proxy-authorization: Basic !!!\r\n',
      `proxy-authorization: ${credentials(other)}\r\n`,
      `proxy-authorization: ${credentials({ ...proxy, password: '' })}\r\n`,
      `proxy-authorization: ${credentials(proxy).replace('Basic', 'Bearer')}\r\n`,
      `authorization: ${credentials(proxy)}\r\n`,
    ]
    for (const header of wrong) {
      const asked = [
        `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n${header}\r\n`,
        `GET http://${target}/ HTTP/1.1\r\nhost: ${target}\r\n${header}connection: close\r\n\r\n`,
        `POST http://${target}/ HTTP/1.1\r\nhost: ${target}\r\n${header}content-length: 40\r\n\r\nGET http://${target}/ HTTP/1.1\r\n\r\n`,
      ]
      for (const bytes of asked) {
        const said = await say(proxy, bytes)
        expect(said).toMatch(/^HTTP\/1\.1 407 /)
        expect(said).toMatch(/proxy-authenticate: Basic realm=/i)
      }
    }
    expect([page.connections(), proxy.bytes(), proxy.refused]).toEqual([0, 0, []])
    expect((await ask(proxy, `http://${target}/`)).body).toBe('page')
  })

  test('what is no request for a proxy is refused', async () => {
    const page = await web.http((_, response) => void response.end('page'))
    const proxy = await open({ allow: [`127.0.0.1:${page.port}`] })
    const at = `127.0.0.1:${page.port}`
    const own = `proxy-authorization: ${credentials(proxy)}\r\n`
    const lines = [
      `GET / HTTP/1.1\r\nhost: ${at}\r\n${own}connection: close\r\n\r\n`,
      `GET https://${at}/ HTTP/1.1\r\nhost: ${at}\r\n${own}connection: close\r\n\r\n`,
      `OPTIONS * HTTP/1.1\r\nhost: ${at}\r\n${own}connection: close\r\n\r\n`,
      `TRACE http://${at}/ HTTP/1.1\r\nhost: ${at}\r\n${own}connection: close\r\n\r\n`,
      `CONNECT 127.0.0.1 HTTP/1.1\r\nhost: ${at}\r\n${own}\r\n`,
      `CONNECT user@${at} HTTP/1.1\r\nhost: ${at}\r\n${own}\r\n`,
      `CONNECT ${at}/path HTTP/1.1\r\nhost: ${at}\r\n${own}\r\n`,
      `CONNECT 127.0.0.1:99999 HTTP/1.1\r\nhost: ${at}\r\n${own}\r\n`,
      `GET http://${at}/ HTTP/1.1\r\nhost: ${at}\r\n${own}upgrade: websocket\r\nconnection: upgrade\r\n\r\n`,
      // Two ways to say where a body ends (RFC 9112, 6.1), and a few that are none.
      `POST http://${at}/ HTTP/1.1\r\nhost: ${at}\r\n${own}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST http://${at}/ HTTP/1.1\r\nhost: ${at}\r\n${own}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd`,
      `POST http://${at}/ HTTP/1.1\r\nhost: ${at}\r\n${own}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`,
      `POST http://${at}/ HTTP/1.1\r\nhost: ${at}\r\n${own}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
      `GET http://${at}/ HTTP/1.1\r\nhost: ${at}\r\n${own}x: a\nb: c\r\n\r\n`,
      `GET http://${at}/ HTTP/1.1\r\nhost : ${at}\r\n${own}\r\n`,
      `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03`,
    ]
    for (const bytes of lines) {
      expect(await statusOf(proxy, bytes), bytes).toBe(400)
      expect(page.connections(), bytes).toBe(0)
    }
  })
})

describe('where to', () => {
  test('every target passes the policy; refusals are noted, at most a hundred', async () => {
    const sentinel = await web.http((_, response) => void response.end('secret'))
    const { port } = sentinel
    const proxy = await open({
      allow: [`8.8.8.8:${port}`],
      resolve: resolver({
        'rebound.example.com': [['127.0.0.1']],
        'mixed.example.com': [['8.8.8.8', '10.0.0.1']],
        'fake.example.com': [['198.18.0.1']],
      }),
    })
    const hosts = [
      '127.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      'localhost',
      '0x7f.1',
      'rebound.example.com',
      'mixed.example.com',
      'fake.example.com',
      '169.254.169.254',
    ]
    for (const host of hosts) {
      expect((await ask(proxy, `http://${host}:${port}/secret?key=1`)).status, host).toBe(
        host === 'localhost' ? 502 : 403,
      )
      expect(await tunnel(proxy, `${host}:${port}`), host).toBe(host === 'localhost' ? 502 : 403)
    }
    for (const other of [22, 25, 8080]) expect(await tunnel(proxy, `1.1.1.1:${other}`)).toBe(403)
    expect(sentinel.connections()).toBe(0)
    expect(proxy.refused[0]).toEqual({
      url: `http://127.0.0.1:${port}/secret`,
      code: 'address-refused',
      why: `port ${port}`,
    })
    expect(proxy.refused.map(({ code }) => code)).toContain('resolver-fake-ip')
    for (let turn = 0; turn < 100; turn++) await tunnel(proxy, '10.0.0.1:443')
    expect(proxy.refused).toHaveLength(100)
  })

  test('requests are written anew, and answers come back whole', async () => {
    const seen: unknown[] = []
    const page = await web.http(async (request, response) => {
      seen.push([request.method, request.url, request.rawHeaders, await text(request)])
      response.writeHead(203, {
        'x-kept': ['1', '2'],
        connection: 'x-private',
        'x-private': 'yes',
        'keep-alive': 'timeout=9',
      })
      response.end('answer')
    })
    const proxy = await open({
      allow: [`page.example:${page.port}`],
      resolve: resolver({ 'page.example': [['127.0.0.1']] }),
    })
    const answer = await ask(proxy, `http://page.example:${page.port}/a?b`, {
      method: 'POST',
      headers: {
        'transfer-encoding': 'chunked',
        connection: 'x-secret, close',
        'x-secret': 'hop',
        te: 'trailers',
        'proxy-connection': 'keep-alive',
        'x-own': 'kept',
      },
      body: 'GET /smuggled HTTP/1.1\r\n\r\n',
    })
    expect(answer).toMatchObject({ status: 203, body: 'answer', headers: { 'x-kept': '1, 2' } })
    expect(answer.headers['x-private']).toBeUndefined()
    const [[method, url, raw, body]] = seen as [[string, string, string[], string]]
    expect([method, url, body]).toEqual(['POST', '/a?b', 'GET /smuggled HTTP/1.1\r\n\r\n'])
    expect(
      Object.fromEntries(
        raw.map((one, index) => [one, raw[index + 1]]).filter((_, index) => index % 2 === 0),
      ),
    ).toEqual({
      'x-own': 'kept',
      host: `page.example:${page.port}`,
      connection: 'close',
      'transfer-encoding': 'chunked',
    })
    expect(seen).toHaveLength(1)
    expect(proxy.bytes()).toBe('GET /smuggled HTTP/1.1\r\n\r\n'.length + 'answer'.length)
  })

  test('a tunnel carries bytes both ways, and they are counted', async () => {
    const echo = await web.serve(createSocketServer((socket) => socket.pipe(socket)))
    const proxy = await open({ allow: [`127.0.0.1:${echo.port}`] })
    const socket = (await tunnel(proxy, `127.0.0.1:${echo.port}`)) as Socket
    let came = ''
    socket.on('data', (piece) => (came += piece.toString()))
    socket.write('through')
    await until(() => came === 'through')
    expect(proxy.bytes()).toBe(14)
    socket.destroy()
    await until(() => echo.open() === 0)
  })

  test('through the user’s proxy, where there is one', async () => {
    const seen: string[] = []
    const theirs = await web.serve(
      createServer((request, response) => {
        seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']}`)
        response.end('theirs')
      }).on('connect', (request, socket) => {
        seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization']}`)
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(socket)
      }),
    )
    const proxy = await open({ proxies: { all: `http://me:own@127.0.0.1:${theirs.port}` } })
    const basic = `Basic ${Buffer.from('me:own').toString('base64')}`
    expect((await ask(proxy, 'http://page.example.com/x')).body).toBe('theirs')
    const socket = (await tunnel(proxy, 'page.example.com:443')) as Socket
    socket.write('x')
    await until(() => proxy.bytes() > 6)
    socket.destroy()
    expect(await tunnel(proxy, '127.0.0.1:443')).toBe(403)
    expect(seen).toEqual([`GET http://page.example.com/x ${basic}`, `CONNECT page.example.com:443 ${basic}`])
  })
})

describe('bounds', () => {
  test('when the bytes are spent, all ends and nothing more goes through', async () => {
    const page = await web.http((_, response) => void response.end('a'.repeat(6_000)))
    const proxy = await open({ allow: [`127.0.0.1:${page.port}`] }, { bytes: 10_000 })
    const url = `http://127.0.0.1:${page.port}/`
    expect((await ask(proxy, url)).body).toHaveLength(6_000)
    await expect(ask(proxy, url)).rejects.toThrow(/aborted|hang up|ECONNRESET/)
    expect((await ask(proxy, url)).status).toBe(403)
    expect(await tunnel(proxy, `127.0.0.1:${page.port}`)).toBe(403)
    expect(proxy.refused).toEqual([
      { url: 'Chromium', code: 'page-too-large', why: expect.stringContaining('10000 bytes') },
    ])
    expect(page.connections()).toBe(2)
  })

  test('what says nothing is ended, and so is what never connects', async () => {
    const silent = await web.serve(createSocketServer((socket) => void socket.resume()))
    const proxy = await open(
      {
        allow: [`127.0.0.1:${silent.port}`, `never.example:${silent.port}`],
        resolve: () => new Promise(() => {}),
      },
      { idle: 100, connect: 200 },
    )
    const socket = (await tunnel(proxy, `127.0.0.1:${silent.port}`)) as Socket
    socket.resume()
    await until(() => socket.destroyed && silent.open() === 0)
    await expect(ask(proxy, `http://127.0.0.1:${silent.port}/`)).rejects.toThrow(/hang up|ECONNRESET/)
    await until(() => silent.open() === 0)
    const patient = await open({ resolve: () => new Promise(() => {}) }, { connect: 100 })
    expect(await tunnel(patient, 'never.example.com:443')).toBe(502)
  })

  test('an answer that breaks off does not look whole', async () => {
    const page = await web.serve(
      createSocketServer((socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'))
      }),
    )
    const proxy = await open({ allow: [`127.0.0.1:${page.port}`] })
    await expect(ask(proxy, `http://127.0.0.1:${page.port}/`)).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  })

  test('closing leaves no socket at either end', async () => {
    const echo = await web.serve(createSocketServer((socket) => socket.pipe(socket)))
    const proxy = await open({ allow: [`127.0.0.1:${echo.port}`] })
    const sockets = await Promise.all(
      Array.from({ length: 5 }, () => tunnel(proxy, `127.0.0.1:${echo.port}`)),
    )
    await until(() => echo.open() === 5)
    for (const socket of sockets) (socket as Socket).resume()
    await proxy.close()
    await proxy.close()
    await until(() => echo.open() === 0)
    await until(() => sockets.every((socket) => (socket as Socket).destroyed))
    await expect(ask(proxy, `http://127.0.0.1:${echo.port}/`)).rejects.toThrow('ECONNREFUSED')
  })
})
