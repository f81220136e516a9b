import { createServer as createTlsServer } from 'node:https'
import { createServer as createSocketServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { webUserAgent, type Resolve } from '#runtime'
import { failureOf, foundWeb, manyAddresses, messageOf, resolver, textOf, until } from './found-web.ts'
import { certificates } from './loopback.ts'

const web = foundWeb()
afterEach(() => web.close())

describe('one exchange', () => {
  test('is told whole: address, status, headers, body, bytes on the wire, route', async () => {
    const seen: unknown[] = []
    const packed = gzipSync('页面 '.repeat(1_000))
    const { port } = await web.http((request, response) => {
      seen.push(request.method, request.url, request.headers)
      response.writeHead(200, {
        'content-encoding': 'gzip',
        'X-Two': ['one', 'two'],
        'set-cookie': ['a=1', 'b=2'],
        location: Buffer.from('/页').toString('latin1'),
        'alt-svc': 'h3=":443"',
      })
      response.end(packed)
    })
    const egress = web.egress({
      allow: [`a.example:${port}`],
      resolve: resolver({ 'a.example': [['127.0.0.1']] }),
    })
    const answer = await egress.found({
      url: `HTTP://A.example.:${port}/x/../页?q=1#part`,
      headers: {
        Accept: 'text/html',
        'If-None-Match': '"é"',
        cookie: 'never',
        authorization: 'never',
        'user-agent': 'never',
        host: 'never',
        'transfer-encoding': 'chunked',
        'x-forwarded-for': 'never',
        'accept-language': 'a\r\nx: y',
      },
    })
    expect(answer).toMatchObject({
      url: `http://a.example:${port}/%E9%A1%B5?q=1`,
      status: 200,
      wireBytes: packed.byteLength,
      route: { address: '127.0.0.1' },
    })
    expect(answer.headers).toMatchObject({
      'x-two': 'one, two',
      'set-cookie': 'a=1, b=2',
      location: '/页',
      'content-encoding': 'gzip',
    })
    expect(textOf(answer)).toBe('页面 '.repeat(1_000))
    expect(seen).toEqual([
      'GET',
      '/%E9%A1%B5?q=1',
      {
        host: `a.example:${port}`,
        connection: 'keep-alive',
        accept: 'text/html',
        'if-none-match': Buffer.from('"é"').toString('latin1'),
        'user-agent': webUserAgent,
        'accept-encoding': 'gzip, deflate, br, zstd',
      },
    ])
    expect(webUserAgent).toMatch(/^Kaoju\/\d+\.\d+\.\d+ \(\+https:\/\/.+\)$/)
  })

  test.each([301, 302, 303, 304, 307, 308, 204, 404, 410, 429, 500, 503])(
    '%i is an answer, and nothing is followed',
    async (status) => {
      const seen: string[] = []
      const served = await web.http((request, response) => {
        seen.push(request.url!)
        response.writeHead(status, { location: '/next', 'retry-after': '7', etag: '"e"' })
        response.end(status === 204 || status === 304 ? undefined : 'body')
      })
      const egress = web.egress({ allow: [`127.0.0.1:${served.port}`] })
      const answer = await egress.found({ url: `http://127.0.0.1:${served.port}/first` })
      expect(answer.status).toBe(status)
      expect(textOf(answer)).toBe(status === 204 || status === 304 ? '' : 'body')
      expect(answer.headers).toMatchObject({ location: '/next', 'retry-after': '7', etag: '"e"' })
      expect(seen).toEqual(['/first'])
    },
  )

  test('HEAD has no body, whatever it announces', async () => {
    const { port } = await web.http((request, response) => {
      response.writeHead(200, {
        'content-length': '99999999999',
        'content-encoding': 'gzip',
        'x-method': request.method!,
      })
      response.end()
    })
    const egress = web.egress({ allow: [`127.0.0.1:${port}`] })
    const answer = await egress.found({ url: `http://127.0.0.1:${port}/`, method: 'HEAD' })
    expect([answer.headers['x-method'], answer.body.byteLength, answer.wireBytes]).toEqual(['HEAD', 0, 0])
  })

  test('no cookie comes back, and a configured user agent is used', async () => {
    const seen: unknown[] = []
    const { port } = await web.http((request, response) => {
      seen.push(request.headers.cookie, request.headers['user-agent'])
      response.writeHead(200, { 'set-cookie': 'session=1; Path=/' })
      response.end('x')
    })
    const egress = web.egress({ allow: [`127.0.0.1:${port}`], userAgent: 'Own/1' })
    for (let turn = 0; turn < 2; turn++) await egress.found({ url: `http://127.0.0.1:${port}/` })
    expect(seen).toEqual([undefined, 'Own/1', undefined, 'Own/1'])
  })
})

describe('resolved here', () => {
  test.skipIf(!manyAddresses)(
    'every answer is checked: one bad one refuses the host, and nothing is connected to',
    async () => {
      const good = await web.http((_, response) => void response.end('good'), '127.0.0.2')
      const { port } = good
      const sentinel = await web.http((_, response) => void response.end('secret'), '127.0.0.1', port)
      const bad = [
        '127.0.0.1',
        '10.0.0.1',
        '169.254.169.254',
        '::1',
        '::ffff:127.0.0.1',
        '64:ff9b::7f00:1',
        'fe80::1',
        '0.0.0.0',
      ]
      const table = Object.fromEntries(
        bad.flatMap((address, index) => [
          [`before${index}.example`, [[address, '127.0.0.2']]],
          [`after${index}.example`, [['127.0.0.2', address]]],
          [`only${index}.example`, [[address]]],
        ]),
      )
      const egress = web.egress({ allow: [`127.0.0.2:${port}`], resolve: resolver(table) })
      for (const host of Object.keys(table)) {
        const address = table[host]!.flat().find((one) => one !== '127.0.0.2')!
        const message = await messageOf(egress.found({ url: `http://${host}:${port}/` }))
        expect(message, host).toMatch(/^address-refused/)
        expect(message).toContain(`${host} resolves to ${address}`)
      }
      expect([good.connections(), sentinel.connections()]).toEqual([0, 0])
    },
  )

  test.skipIf(!manyAddresses)(
    'a name that changes its answer is caught, whichever way it turns',
    async () => {
      const good = await web.http((_, response) => void response.end('good'), '127.0.0.2')
      const { port } = good
      const sentinel = await web.http((_, response) => void response.end('secret'), '127.0.0.1', port)
      const resolve = resolver({
        'turns.example': [
          ['127.0.0.2'],
          ['127.0.0.1'],
          ['127.0.0.2', '127.0.0.1'],
          ['127.0.0.1', '127.0.0.2'],
        ],
      })
      const egress = web.egress({ allow: [`127.0.0.2:${port}`], resolve })
      const ask = (): Promise<unknown> => egress.found({ url: `http://turns.example:${port}/` })
      // Kept connections are to the address that was checked.
      for (let turn = 0; turn < 3; turn++) await ask()
      expect([good.connections(), resolve.asked.length]).toEqual([1, 1])
      for (let turn = 0; turn < 4; turn++) {
        const fresh = web.egress({ allow: [`127.0.0.2:${port}`], resolve })
        expect((await failureOf(fresh.found({ url: `http://turns.example:${port}/` }))).code).toBe(
          'address-refused',
        )
      }
      expect(sentinel.connections()).toBe(0)
    },
  )

  test.skipIf(!manyAddresses)(
    '1,000 flips between a good and a bad answer reach the bad one never',
    async () => {
      const { port } = await web.http((_, response) => {
        response.setHeader('connection', 'close')
        response.end('good')
      }, '127.0.0.2')
      const sentinel = await web.http((_, response) => void response.end('secret'), '127.0.0.1', port)
      let turn = 0
      const resolve: Resolve = () =>
        Promise.resolve([{ address: turn++ % 2 === 0 ? '127.0.0.2' : '127.0.0.1', family: 4 }])
      const egress = web.egress({ allow: [`127.0.0.2:${port}`], resolve, perHost: 8 })
      const outcomes = await Promise.all(
        Array.from({ length: 1_000 }, () =>
          egress
            .found({ url: `http://flips.example:${port}/` })
            .then(textOf, (error: { code: string }) => error.code),
        ),
      )
      expect(outcomes.filter((one) => one === 'address-refused')).toHaveLength(500)
      expect(outcomes.filter((one) => one === 'good')).toHaveLength(500)
      expect(sentinel.connections()).toBe(0)
    },
  )

  test('literals in every spelling are refused without asking the resolver', async () => {
    const sentinel = await web.http((_, response) => void response.end('secret'))
    const { port } = sentinel
    const resolve = resolver({})
    const egress = web.egress({ allow: [`127.0.0.2:${port}`], resolve })
    for (const host of [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '017700000001',
      '0x7f.1',
      '127.0.0.1.',
      '①②⑦.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::7f00:1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '0',
      '0.0.0.0',
      '[::]',
    ])
      expect((await failureOf(egress.found({ url: `http://${host}:${port}/` }))).code, host).toBe(
        'address-refused',
      )
    const strict = web.egress({ resolve })
    for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'router.local', 'intranet'])
      expect((await failureOf(strict.found({ url: `http://${host}/` }))).code, host).toBe('address-refused')
    expect([sentinel.connections(), resolve.asked]).toEqual([0, []])
  })

  test('this machine’s own resolver is asked, and its answer is checked', async () => {
    const sentinel = await web.http((_, response) => void response.end('secret'))
    const egress = web.egress({ allow: [`8.8.8.8:${sentinel.port}`] })
    // The hosts file knows it; the exception for another address makes it worth asking.
    expect(await messageOf(egress.found({ url: `http://localhost:${sentinel.port}/` }))).toMatch(
      /^address-refused: .*localhost resolves to (127\.0\.0\.1|::1)/,
    )
    const allowed = web.egress({ allow: [`localhost:${sentinel.port}`] })
    const answer = await allowed.found({ url: `http://localhost:${sentinel.port}/` })
    expect([textOf(answer), answer.route, sentinel.connections()]).toEqual([
      'secret',
      { address: '127.0.0.1' },
      1,
    ])
  })

  test('credentials, other schemes and other ports leave nothing', async () => {
    const sentinel = await web.http((_, response) => void response.end('secret'))
    const egress = web.egress({ allow: [`127.0.0.1:${sentinel.port}`] })
    for (const url of [
      `http://name:password@127.0.0.1:${sentinel.port}/`,
      `http://name@127.0.0.1:${sentinel.port}/`,
      `ftp://127.0.0.1:${sentinel.port}/`,
      `file:///etc/passwd`,
      'data:text/html,x',
      `ws://127.0.0.1:${sentinel.port}/`,
      'http://127.0.0.1:1/',
      `//127.0.0.1:${sentinel.port}/`,
      'not a url',
      '',
    ])
      expect((await failureOf(egress.found({ url }))).code, url).toBe('address-refused')
    expect(sentinel.connections()).toBe(0)
  })

  test('a stand-in address is told as such, with the remedy', async () => {
    const egress = web.egress({ resolve: resolver({ 'fake.example.com': [['198.18.0.7']] }) })
    const { code, message } = await failureOf(egress.found({ url: 'https://fake.example.com/' }))
    expect(code).toBe('resolver-fake-ip')
    expect(message).toContain('198.18.0.7')
    expect(message).toContain('HTTPS_PROXY')
  })

  test('names that do not exist are not worth a retry; a resolver out of order is', async () => {
    const failing =
      (code: string): Resolve =>
      () =>
        Promise.reject(Object.assign(new Error(code), { code }))
    const ask = (resolve: Resolve) =>
      failureOf(web.egress({ resolve }).found({ url: 'http://name.example.com/' }))
    for (const code of ['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_FAIL'])
      expect(await ask(failing(code)), code).toMatchObject({ code: 'page-unresolved', retryable: false })
    for (const code of ['EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT'])
      expect(await ask(failing(code)), code).toMatchObject({ code: 'page-unreachable', retryable: true })
    const answering =
      (address: string): Resolve =>
      () =>
        Promise.resolve([{ address, family: 4 }])
    expect(await ask(() => Promise.resolve([]))).toMatchObject({ code: 'page-unresolved' })
    for (const nonsense of ['', 'localhost', '127.1', 'name.example.com', '1.2.3.4/8', 'fe80::1%eth0'])
      expect((await ask(answering(nonsense))).code, nonsense).toMatch(/^(address-refused|page-unresolved)$/)
    const throwing: Resolve = () => {
      throw new Error('at once')
    }
    expect(await ask(throwing)).toMatchObject({ code: 'page-unresolved' })
  })

  test.skipIf(!manyAddresses)('the next checked address is tried when one does not answer', async () => {
    const { port } = await web.http((_, response) => void response.end('second'), '127.0.0.3')
    const egress = web.egress({
      allow: [`127.0.0.0/8:${port}`, `[100::/64]:${port}`],
      resolve: resolver({
        'two.example': [['127.0.0.2', '100::1', '127.0.0.3']],
        'none.example': [['127.0.0.4', '127.0.0.5']],
      }),
    })
    const answer = await egress.found({ url: `http://two.example:${port}/` })
    expect([textOf(answer), answer.route]).toEqual(['second', { address: '127.0.0.3' }])
    expect(await messageOf(egress.found({ url: `http://none.example:${port}/` }))).toMatch(
      /^page-unreachable: .*connection refused/,
    )
  })
})

describe('connections', () => {
  test('are kept for one host and shared with no other, even at the same address', async () => {
    const served = await web.http((request, response) => void response.end(request.headers.host))
    const { port } = served
    const hosts = ['a.example', 'b.example', 'c.example']
    const egress = web.egress({
      allow: hosts.map((host) => `${host}:${port}`),
      resolve: resolver(Object.fromEntries(hosts.map((host) => [host, [['127.0.0.1']]]))),
    })
    for (let turn = 0; turn < 3; turn++)
      for (const host of hosts)
        expect(textOf(await egress.found({ url: `http://${host}:${port}/` }))).toBe(`${host}:${port}`)
    expect(served.connections()).toBe(3)
    await egress.close()
    await until(() => served.open() === 0)
  })

  test('one that the server closed meanwhile is replaced, once', async () => {
    const sockets: Socket[] = []
    let requests = 0
    const served = await web.http((request, response) => {
      requests++
      sockets.push(request.socket)
      if (request.url === '/dies' && requests > 1) request.socket.destroy()
      else response.end('answer')
    })
    const egress = web.egress({ allow: [`127.0.0.1:${served.port}`] })
    const ask = (path: string) => egress.found({ url: `http://127.0.0.1:${served.port}${path}` })
    await ask('/')
    sockets[0]!.destroy()
    expect(textOf(await ask('/'))).toBe('answer')
    expect((await failureOf(ask('/dies'))).code).toBe('page-unreachable')
    // The kept one, and one fresh attempt: nothing beyond.
    expect(requests).toBe(4)
  })

  test('an abort at any moment rejects with its reason and leaves no socket', async () => {
    const served = await web.serve(
      createSocketServer((socket) => {
        socket.once('data', (head) => {
          if (head.includes('/body')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nsome')
          if (head.includes('/head')) socket.write('HTTP/1.1 200 OK\r\nx-a')
        })
      }),
    )
    const never: Resolve = () => new Promise(() => {})
    const egress = web.egress({
      allow: [`127.0.0.1:${served.port}`, `name.example:${served.port}`],
      resolve: never,
    })
    for (const [path, moment] of [
      ['127.0.0.1:PORT/silent', () => served.connections() > 0],
      ['127.0.0.1:PORT/head', () => served.open() > 0],
      ['127.0.0.1:PORT/body', () => served.open() > 0],
      ['name.example:PORT/', () => true],
    ] as const) {
      const stopping = new AbortController()
      const asked = egress.found({
        url: `http://${path.replace('PORT', String(served.port))}`,
        signal: stopping.signal,
      })
      const ended = expect(asked).rejects.toBe('enough')
      await until(moment)
      await wait(20)
      stopping.abort('enough')
      await ended
      await until(() => served.open() === 0)
    }
    const aborted = AbortSignal.abort('before')
    await expect(egress.found({ url: `http://127.0.0.1:${served.port}/`, signal: aborted })).rejects.toBe(
      'before',
    )
  })

  test('closing the egress ends what is under way', async () => {
    const served = await web.http(() => {})
    const egress = web.egress({ allow: [`127.0.0.1:${served.port}`] })
    const asked = failureOf(egress.found({ url: `http://127.0.0.1:${served.port}/` }))
    const browser = await egress.browserProxy()
    await until(() => served.open() === 1)
    await egress.close()
    await asked
    await until(() => served.open() === 0)
    await expect(fetch(browser.address)).rejects.toThrow('fetch failed')
    await failureOf(egress.found({ url: `http://127.0.0.1:${served.port}/` }))
    await failureOf(egress.browserProxy())
  })
})

const made = certificates()
describe.skipIf(!made)('TLS (skipped where openssl is missing)', () => {
  const tls = async (identity: { key: string; cert: string }, names: readonly string[]) => {
    const seen: unknown[] = []
    const server = createTlsServer(identity, (request, response) => {
      seen.push((request.socket as { servername?: unknown }).servername)
      response.end('secure')
    })
    const { port } = await web.serve(server)
    const egress = (certificate?: string) =>
      web.egress({
        allow: [`127.0.0.1:${port}`, ...names.map((name) => `${name}:${port}`)],
        resolve: resolver(Object.fromEntries(names.map((name) => [name, [['127.0.0.1']]]))),
        ...(certificate && { certificates: certificate }),
      })
    return { port, seen, egress }
  }

  test('the certificate must be for the host that was asked for; only names are announced', async () => {
    const { port, seen, egress } = await tls(made!.elsewhere, ['elsewhere.example', 'other.example'])
    const trusting = egress(made!.elsewhere.cert)
    expect(textOf(await trusting.found({ url: `https://elsewhere.example:${port}/` }))).toBe('secure')
    expect(seen).toEqual(['elsewhere.example'])
    for (const host of ['other.example', '127.0.0.1'])
      expect(await messageOf(trusting.found({ url: `https://${host}:${port}/` }))).toMatch(
        /^page-certificate/,
      )
    expect(await messageOf(egress().found({ url: `https://elsewhere.example:${port}/` }))).toMatch(
      /^page-certificate: .*self-signed/,
    )
  })

  test('a literal is checked against the addresses of the certificate; an expired one is refused', async () => {
    const good = await tls(made!.good, [])
    const answer = await good.egress(made!.good.cert).found({ url: `https://127.0.0.1:${good.port}/` })
    expect([textOf(answer), good.seen]).toEqual(['secure', [false]])
    const expired = await tls(made!.expired, [])
    expect(
      await messageOf(
        expired.egress(made!.expired.cert).found({ url: `https://127.0.0.1:${expired.port}/` }),
      ),
    ).toMatch(/^page-certificate: .*expired/)
  })

  test('what does not speak TLS, or only TLS, is told', async () => {
    const plain = await web.http((_, response) => void response.end())
    const { port, egress } = await tls(made!.good, [])
    expect(
      await messageOf(
        web.egress({ allow: [`127.0.0.1:${plain.port}`] }).found({ url: `https://127.0.0.1:${plain.port}/` }),
      ),
    ).toMatch(/^page-unreachable: .*TLS/)
    expect(await messageOf(egress().found({ url: `http://127.0.0.1:${port}/` }))).toMatch(/^page-unreachable/)
  })
})
