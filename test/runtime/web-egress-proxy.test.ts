import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, createServer as createSocketServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { ProxySettings } from '#runtime'
import { failureOf, foundWeb, messageOf, resolver, textOf, until } from './found-web.ts'
import { certificates } from './loopback.ts'

const web = foundWeb()
afterEach(() => web.close())

/** A forward proxy that tells what was asked of it, and knows every name as this machine. */
function forwardProxy(seen: string[], to: () => number): Server {
  const server = createServer((request, response) => {
    const { host, cookie, 'proxy-authorization': who, 'user-agent': agent } = request.headers
    seen.push(`${request.method} ${request.url} ${host} ${who ?? ''} ${cookie ?? ''}`)
    response.setHeader('x-agent', agent ?? '')
    response.end('from the proxy')
  })
  return server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
    const upstream = connect(to(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\nx-proxy: yes\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
    socket.on('close', () => upstream.destroy())
  })
}

/** A SOCKS5 proxy (RFC 1928, RFC 1929), one byte at a time if asked, that knows every name as this machine. */
function socksProxy(seen: string[], to: () => number, { password = '', trickles = false } = {}) {
  return createSocketServer((client) => {
    const say = (bytes: number[]): void => {
      for (const piece of trickles ? bytes.map((byte) => [byte]) : [bytes]) client.write(Buffer.from(piece))
    }
    let state: 'greeting' | 'password' | 'request' | 'through' = 'greeting'
    client.on('error', () => {})
    client.on('data', (bytes: Buffer) => {
      if (state === 'greeting') {
        const method = password === '' ? 0 : 2
        if (!bytes.subarray(2).includes(method)) return client.end(Buffer.from([5, 255]))
        state = password === '' ? 'request' : 'password'
        return say([5, method])
      }
      if (state === 'password') {
        const given = bytes.toString('utf8', 3 + bytes[1]!)
        seen.push(`as ${bytes.toString('utf8', 2, 2 + bytes[1]!)}`)
        if (given !== password) return client.end(Buffer.from([1, 1]))
        state = 'request'
        return say([1, 0])
      }
      if (state === 'through') return
      state = 'through'
      const kind = bytes[3]
      const host = kind === 3 ? bytes.toString('utf8', 5, 5 + bytes[4]!) : `kind ${kind}`
      seen.push(`${host}:${bytes.readUInt16BE(bytes.length - 2)}`)
      const upstream = connect(to(), '127.0.0.1', () => {
        say(trickles ? [5, 0, 0, 3, 4, 110, 97, 109, 101, 1, 2] : [5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        upstream.pipe(client).pipe(upstream)
      })
      upstream.on('error', () => client.destroy())
      client.on('close', () => upstream.destroy())
    })
  })
}

const unresolved = resolver({})

describe('through the user’s proxy', () => {
  test('plain requests go in absolute form, and the names are left to it', async () => {
    const seen: string[] = []
    const { port } = await web.serve(forwardProxy(seen, () => 0))
    const egress = web.egress({
      proxies: { http: `http://user:secret@127.0.0.1:${port}` },
      resolve: unresolved,
    })
    const answer = await egress.found({
      url: 'http://Page.Example.com/a b?c#d',
      headers: { cookie: 'never' },
    })
    const basic = `Basic ${Buffer.from('user:secret').toString('base64')}`
    expect(seen).toEqual([`GET http://page.example.com/a%20b?c page.example.com ${basic} `])
    expect([textOf(answer), answer.route, answer.headers['x-agent']]).toEqual([
      'from the proxy',
      { proxy: `http://127.0.0.1:${port}` },
      expect.stringMatching(/^Kaoju\//),
    ])
    expect(unresolved.asked).toEqual([])
  })

  test.each(['socks5', 'socks5h', 'socks'])('%s, byte by byte, with a password', async (scheme) => {
    const seen: string[] = []
    const page = await web.http((request, response) => void response.end(`page ${request.headers.host}`))
    const { port } = await web.serve(
      socksProxy(seen, () => page.port, { password: 'pässword', trickles: true }),
    )
    const all = `${scheme}://user:p%C3%A4ssword@127.0.0.1:${port}`
    const egress = web.egress({ proxies: { all }, resolve: unresolved })
    const answer = await egress.found({ url: 'http://page.example.com/' })
    expect([textOf(answer), answer.route]).toEqual([
      'page page.example.com',
      { proxy: `${scheme}://127.0.0.1:${port}` },
    ])
    expect(textOf(await egress.found({ url: 'http://1.1.1.1/' }))).toBe('page 1.1.1.1')
    expect(textOf(await egress.found({ url: 'http://[2606:4700:4700::1111]/' }))).toBe(
      'page [2606:4700:4700::1111]',
    )
    expect(seen).toEqual(['as user', 'page.example.com:80', 'as user', 'kind 1:80', 'as user', 'kind 4:80'])
    const wrong = web.egress({ proxies: { all: `${scheme}://user:hidden@127.0.0.1:${port}` } })
    const message = await messageOf(wrong.found({ url: 'http://page.example.com/' }))
    expect(message).toMatch(/^page-unreachable: .*through the proxy socks.*does not accept/)
    expect(message).not.toContain('hidden')
    const nobody = web.egress({ proxies: { all: `${scheme}://127.0.0.1:${port}` } })
    expect(await messageOf(nobody.found({ url: 'http://page.example.com/' }))).toContain('wants a user name')
  })

  test('private names and literals are not asked of it, in any spelling', async () => {
    const seen: string[] = []
    const { port } = await web.serve(forwardProxy(seen, () => port))
    const sentinel = await web.http((_, response) => void response.end('secret'))
    const proxy = `http://127.0.0.1:${port}`
    for (const proxies of [
      { all: proxy, loopback: true },
      { http: proxy, https: proxy },
      { all: proxy, except: '*' },
      { all: proxy, except: '127.0.0.0/8,localhost,.internal,10.0.0.0/8,::1' },
    ] satisfies ProxySettings[]) {
      const egress = web.egress({ proxies, resolve: resolver({ 'rebound.example.com': [['127.0.0.1']] }) })
      for (const host of [
        '127.0.0.1',
        `127.0.0.1:${sentinel.port}`,
        '10.1.2.3',
        '0x7f.1',
        '[::1]',
        '[::ffff:10.0.0.1]',
        'localhost',
        'a.localhost',
        'metadata.google.internal',
        '169.254.169.254',
        '100.100.100.200',
        '198.18.0.1',
        'printer.local',
        'intranet',
      ])
        for (const scheme of ['http', 'https'])
          expect((await failureOf(egress.found({ url: `${scheme}://${host}/` }))).code, host).toMatch(
            /^(address-refused|resolver-fake-ip)$/,
          )
    }
    // Excepted from the proxy, a name is resolved here and its address checked.
    const except = web.egress({
      proxies: { all: proxy, except: 'rebound.example.com' },
      resolve: resolver({ 'rebound.example.com': [['127.0.0.1']] }),
    })
    expect((await failureOf(except.found({ url: 'http://rebound.example.com/' }))).code).toBe(
      'address-refused',
    )
    expect([seen, sentinel.connections()]).toEqual([[], 0])
  })

  test('what is wrong with a proxy is told as such, its password never', async () => {
    const refusing = (status: string): Server =>
      createServer((_, response) => {
        response.writeHead(Number(status.slice(0, 3)))
        response.end()
      }).on('connect', (_, socket) => void socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`))
    const told = async (
      at: number | string,
      url = 'https://page.example.com/',
      scheme = 'http',
    ): Promise<string> => {
      const all = typeof at === 'number' ? `${scheme}://me:hidden@127.0.0.1:${at}` : at
      const egress = web.egress({ proxies: { all } })
      const message = await messageOf(egress.found({ url, limits: { connect: 300, firstByte: 300 } }))
      expect(message).not.toContain('hidden')
      return message
    }
    const { port: denied } = await web.serve(refusing('403 Forbidden'))
    expect(await told(denied)).toMatch(/^page-unreachable: .*through the proxy http:\/\/127.*HTTP 403/)
    const { port: asking } = await web.serve(refusing('407 Proxy Authentication Required'))
    expect(await told(asking)).toContain('user name and password (407)')
    expect(await told(asking, 'http://page.example.com/')).toContain('user name and password (407)')
    const silent = await web.serve(createSocketServer((socket) => void socket.resume()))
    for (const scheme of ['http', 'https', 'socks5'])
      expect(await told(silent.port, undefined, scheme)).toContain('no connection within 0.3 s')
    await until(() => silent.open() === 0)
    const { port: closing } = await web.serve(createSocketServer((socket) => socket.destroy()))
    for (const scheme of ['http', 'https', 'socks5'])
      expect(await told(closing, undefined, scheme)).toMatch(
        /^page-unreachable: .*through the proxy .*closed/,
      )
    const { port: garbage } = await web.serve(
      createSocketServer((socket) => void socket.end('SSH-2.0-x\r\n')),
    )
    for (const scheme of ['http', 'socks5'])
      expect(await told(garbage, undefined, scheme)).toMatch(/^page-unreachable: .*through the proxy/)
    const eager = await web.serve(
      createSocketServer((socket) => {
        socket.once('data', () =>
          socket.write('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged'),
        )
      }),
    )
    expect(await told(eager.port)).toMatch(/^page-unreachable: .*through the proxy/)
    await until(() => eager.open() === 0)
    expect(await told('ftp://me:hidden@127.0.0.1:1')).toContain('not the address of a proxy')
  })

  test('an abort while the tunnel is made leaves no socket', async () => {
    const silent = await web.serve(createSocketServer((socket) => void socket.resume()))
    for (const scheme of ['http', 'https', 'socks5']) {
      const egress = web.egress({ proxies: { all: `${scheme}://127.0.0.1:${silent.port}` } })
      const stopping = new AbortController()
      const asked = egress.found({ url: 'https://page.example.com/', signal: stopping.signal })
      const ended = expect(asked).rejects.toBe('enough')
      await until(() => silent.open() > 0)
      await wait(10)
      stopping.abort('enough')
      await ended
      await until(() => silent.open() === 0)
    }
  })
})

const made = certificates()
describe.skipIf(!made)('TLS through a proxy (skipped where openssl is missing)', () => {
  test.each(['http', 'https', 'socks5'])('goes to the very end through %s', async (scheme) => {
    const seen: string[] = []
    const page = await web.serve(
      createTlsServer(
        made!.elsewhere,
        (request, response) => void response.end(`page ${request.headers.host}`),
      ),
    )
    const plain =
      scheme === 'socks5' ? socksProxy(seen, () => page.port) : forwardProxy(seen, () => page.port)
    const server = scheme === 'https' ? createTlsServer(made!.good) : plain
    if (scheme === 'https')
      for (const listener of plain.listeners('connect')) server.on('connect', listener as () => void)
    const { port } = await web.serve(server)
    const egress = web.egress({
      proxies: { https: `${scheme}://127.0.0.1:${port}` },
      resolve: unresolved,
      allow: ['elsewhere.example'],
      certificates: `${made!.elsewhere.cert}\n${made!.good.cert}`,
    })
    const answer = await egress.found({ url: 'https://elsewhere.example/' })
    expect([textOf(answer), answer.route]).toEqual([
      'page elsewhere.example',
      { proxy: `${scheme}://127.0.0.1:${port}` },
    ])
    expect(textOf(await egress.found({ url: 'https://elsewhere.example/again' }))).toBe(
      'page elsewhere.example',
    )
    expect(seen).toEqual([scheme === 'socks5' ? 'elsewhere.example:443' : 'CONNECT elsewhere.example:443 '])
    // The end is who the certificate says, whoever carries the bytes.
    expect(await messageOf(egress.found({ url: 'https://other.example.com/' }))).toMatch(/^page-certificate/)
  })

  test('the certificate of a proxy is not taken for the page’s', async () => {
    const { port } = await web.serve(createTlsServer(made!.good))
    const egress = web.egress({ proxies: { all: `https://127.0.0.1:${port}` } })
    for (const url of ['https://page.example.com/', 'http://page.example.com/'])
      expect(await messageOf(egress.found({ url }))).toMatch(
        /^page-unreachable: .*through the proxy https:.*its certificate was not accepted/,
      )
  })
})
