import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, createServer as createSocketServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { createConfiguredEgress, isLoopback, proxyFor, type KaojuError, type ProxySettings } from '#runtime'
import { certificates, listen } from './loopback.ts'

const times = { connect: 5_000, firstByte: 5_000, idle: 5_000 }
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function port(server: Server | ReturnType<typeof createSocketServer>): Promise<number> {
  const listening = await listen(server)
  closing.push(listening.close)
  return listening.port
}

function fetchThrough(
  endpoint: string,
  proxies: ProxySettings,
  connecting = times.connect,
): typeof globalThis.fetch {
  const egress = createConfiguredEgress({ endpoints: [endpoint], proxies })
  closing.push(() => egress.close())
  return egress.configured(endpoint, { ...times, connect: connecting })
}

const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it went well',
    (error: KaojuError) => `${error.code}: ${error.message}`,
  )

/** A forward proxy that tells what was asked of it. */
function proxy(seen: string[]): Server {
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
    response.end('from the proxy')
  })
  return server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`)
    const [host, to] = request.url!.split(':')
    const upstream = connect(Number(to), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
}

/** A SOCKS5 proxy (RFC 1928) for names and IPv4, without passwords; hosts called `localhost` are this machine. */
function socks(seen: string[]): ReturnType<typeof createSocketServer> {
  return createSocketServer((client) => {
    client.once('data', () => {
      client.write(Buffer.from([5, 0]))
      client.once('data', (request) => {
        const named = request[3] === 3
        const end = named ? 5 + request[4]! : 8
        const host = named ? request.toString('latin1', 5, end) : [...request.subarray(4, 8)].join('.')
        const to = request.readUInt16BE(end)
        seen.push(`${host}:${to}`)
        if (host.endsWith('.invalid')) {
          client.end(Buffer.from([5, 4, 0, 1, 0, 0, 0, 0, 0, 0]))
          return
        }
        const upstream = connect(to, host, () => {
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
          upstream.pipe(client).pipe(upstream)
        })
        upstream.on('error', () => client.destroy())
        client.on('error', () => upstream.destroy())
      })
    })
  })
}

describe('which proxy', () => {
  const chosen = (url: string, settings: ProxySettings): string | undefined =>
    proxyFor(new URL(url), settings)

  test('each protocol has its own, ALL_PROXY stands in, and a scheme may be missing', () => {
    const settings = { https: 'http://s:1', http: 'h:2', all: 'socks5://a:3' }
    expect(chosen('https://api.example.com/v1', settings)).toBe('http://s:1')
    expect(chosen('http://api.example.com/v1', settings)).toBe('http://h:2')
    expect(chosen('https://api.example.com/v1', { all: 'socks5://a:3', https: '' })).toBe('socks5://a:3')
    expect(chosen('https://api.example.com/v1', {})).toBeUndefined()
  })

  test('this machine is called directly unless the proxy is asked for', () => {
    for (const host of [
      'localhost',
      'LOCALHOST',
      'model.localhost',
      '127.0.0.1',
      '127.1.2.3',
      '[::1]',
      'localhost.',
    ]) {
      expect(chosen(`http://${host}:11434`, { all: 'p:1' }), host).toBeUndefined()
      expect(chosen(`http://${host}:11434`, { all: 'p:1', loopback: true }), host).toBe('http://p:1')
    }
    for (const host of ['127.0.0.1.example.com', 'localhost.example.com', '192.168.0.1', '[::2]'])
      expect([host, isLoopback(host)]).toEqual([host, false])
  })

  test.each([
    ['*', 'https://any.example.com', true],
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://api.example.com', true],
    ['.example.com', 'https://api.example.com', true],
    ['*.example.com', 'https://api.example.com', true],
    ['example.com', 'https://badexample.com', false],
    ['other.org, Example.COM ,x', 'https://api.example.com', true],
    ['example.com:8443', 'https://api.example.com', false],
    ['example.com:8443', 'https://api.example.com:8443', true],
    ['example.com:443', 'https://api.example.com', true],
    ['10.0.0.5', 'http://10.0.0.5:8000', true],
    ['10.0.0.0/8', 'http://10.9.8.7', true],
    ['10.0.0.0/8', 'http://11.0.0.1', false],
    ['10.0.0.0/99', 'http://10.0.0.1', false],
    ['10.0.0.0/8', 'http://ten.example.com', false],
    ['fd00::/8', 'http://[fd12::1]', true],
    ['[fd12::1]:8000', 'http://[fd12::1]:8000', true],
    ['0.5', 'http://10.0.0.5', false],
    ['', 'https://example.com', false],
  ])('NO_PROXY %j and %s: direct %s', (except, url, direct) => {
    expect(chosen(url, { all: 'p:1', except }) === undefined).toBe(direct)
  })
})

describe('through a proxy', () => {
  test('plain requests are forwarded, with the password where it belongs and nowhere else', async () => {
    const seen: string[] = []
    const at = await port(proxy(seen))
    const endpoint = 'http://models.example.com/v1'
    const settings = { http: `http://user:secret@127.0.0.1:${at}` }
    expect(await (await fetchThrough(endpoint, settings)(`${endpoint}/chat`)).text()).toBe('from the proxy')
    expect(seen).toEqual([`GET ${endpoint}/chat Basic ${Buffer.from('user:secret').toString('base64')}`])
  })

  test('SOCKS5, which resolves names itself; the times hold there too', async () => {
    const seen: string[] = []
    const at = await port(socks(seen))
    const direct = await port(
      createServer((request, response) => {
        if (request.url !== '/never') response.end('through SOCKS')
      }),
    )
    const endpoint = `http://127.0.0.1:${direct}`
    const settings = { all: `socks5h://127.0.0.1:${at}`, loopback: true }
    const egress = createConfiguredEgress({
      endpoints: [endpoint, 'http://models.invalid'],
      proxies: settings,
    })
    closing.push(() => egress.close())
    const fetch = egress.configured(endpoint, { ...times, firstByte: 300 })
    expect(await (await fetch(endpoint)).text()).toBe('through SOCKS')
    expect(await messageOf(fetch(`${endpoint}/never`))).toMatch(/^endpoint-stalled/)
    expect(new Set(seen)).toEqual(new Set([`127.0.0.1:${direct}`]))
    const nowhere = egress.configured('http://models.invalid', times)
    expect(await messageOf(nowhere('http://models.invalid/'))).toMatch(
      /^endpoint-unreachable: .*through the proxy socks5h:\/\/127/,
    )
  })

  test('NO_PROXY goes directly', async () => {
    const seen: string[] = []
    const through = await port(proxy(seen))
    const direct = await port(createServer((_, response) => void response.end('direct')))
    const endpoint = `http://127.0.0.1:${direct}`
    const ask = async (settings: ProxySettings): Promise<string> =>
      (await fetchThrough(endpoint, settings)(`${endpoint}/`)).text()
    const all = `http://127.0.0.1:${through}`
    expect(await ask({ all })).toBe('direct')
    expect(await ask({ all, loopback: true })).toBe('from the proxy')
    expect(await ask({ all, loopback: true, except: '127.0.0.0/8' })).toBe('direct')
    expect(seen).toHaveLength(1)
  })

  test('what is wrong with a proxy is told as such, its password never', async () => {
    const refusing = (status: string): Server =>
      createServer().on(
        'connect',
        (_, socket) => void socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`),
      )
    const endpoint = 'https://models.example.com/v1'
    const told = async (at: number | string, connecting?: number): Promise<string> => {
      const https = typeof at === 'number' ? `http://me:hidden@127.0.0.1:${at}` : at
      const message = await messageOf(fetchThrough(endpoint, { https }, connecting)(endpoint))
      expect(message).not.toContain('hidden')
      return message
    }
    const gone = await listen(createServer())
    await gone.close()
    expect(await told(gone.port)).toMatch(
      /^endpoint-unreachable: .*through the proxy http:\/\/127.0.0.1:\d+: connection refused/,
    )
    expect(await told(await port(refusing('403 Forbidden')))).toContain('it refused with HTTP 403')
    expect(await told(await port(refusing('407 Proxy Authentication Required')))).toContain(
      'user name and password',
    )
    expect(await told(await port(createSocketServer((socket) => socket.destroy())))).toContain('closed')
    expect(await told(await port(createSocketServer(() => {})), 300)).toMatch(
      /^endpoint-(unreachable|stalled)/,
    )
    expect(await told('ftp://me:hidden@127.0.0.1:1')).toContain('not the address of a proxy')
  })

  const made = certificates()
  const authorities = getCACertificates('default')
  afterAll(() => setDefaultCACertificates(authorities))
  test.skipIf(!made)(
    'TLS goes through a tunnel to the very end (skipped where openssl is missing)',
    async () => {
      setDefaultCACertificates([...authorities, made!.good.cert])
      const seen: string[] = []
      const through = await port(proxy(seen))
      const secure = await port(createTlsServer(made!.good, (_, response) => void response.end('secret')))
      const endpoint = `https://127.0.0.1:${secure}`
      const settings = { https: `http://127.0.0.1:${through}`, loopback: true }
      expect(await (await fetchThrough(endpoint, settings)(endpoint)).text()).toBe('secret')
      expect(seen).toEqual([`CONNECT 127.0.0.1:${secure}`])
    },
  )
})
