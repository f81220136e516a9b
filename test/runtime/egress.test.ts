import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createSocketServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { createConfiguredEgress, KaojuError, type ConfiguredEgressOptions, type WireTimes } from '#runtime'
import { certificates, listen } from './loopback.ts'

const times: WireTimes = { connect: 5_000, firstByte: 5_000, idle: 5_000 }
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function serving(listener: RequestListener): Promise<string> {
  const { port, close } = await listen(createServer(listener))
  closing.push(close)
  return `http://127.0.0.1:${port}`
}

async function accepting(onSocket: (socket: Socket) => void): Promise<number> {
  const { port, close } = await listen(createSocketServer(onSocket))
  closing.push(close)
  return port
}

function fetchFrom(
  endpoint: string,
  options: Partial<ConfiguredEgressOptions> & { times?: Partial<WireTimes> } = {},
): typeof globalThis.fetch {
  const egress = createConfiguredEgress({ endpoints: [endpoint], ...options })
  closing.push(() => egress.close())
  return egress.configured(endpoint, { ...times, ...options.times })
}

const failure = async (work: Promise<unknown>): Promise<KaojuError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(KaojuError)
  return error as KaojuError
}

describe('where requests may go', () => {
  test('to the endpoint and below its path, with our name, and the answer is a whole WHATWG response', async () => {
    const seen: unknown[] = []
    const origin = await serving((request, response) => {
      seen.push(request.url, request.headers['user-agent'], request.headers['x-own'])
      request.pipe(response.writeHead(201, { 'x-answer': 'yes' }))
    })
    const fetch = fetchFrom(`${origin}/v1`, { userAgent: 'Kaoju/test' })
    const answer = await fetch(new URL(`${origin}/v1/chat?a=1`), {
      method: 'POST',
      headers: { 'user-agent': 'library', 'x-own': 'kept' },
      body: '{"中":1}',
    })
    expect(answer).toBeInstanceOf(Response)
    expect([answer.status, answer.ok, answer.headers.get('x-answer'), answer.url]).toEqual([
      201,
      true,
      'yes',
      `${origin}/v1/chat?a=1`,
    ])
    expect(await answer.json()).toEqual({ 中: 1 })
    expect(seen).toEqual(['/v1/chat?a=1', 'Kaoju/test', 'kept'])
    const asRequest = await fetch(new Request(`${origin}/v1/x`, { method: 'PUT', body: 'text' }))
    expect(await asRequest.text()).toBe('text')
  })

  test('not to another origin, another path, or an endpoint that is not configured', async () => {
    let requests = 0
    const origin = await serving((_, response) => {
      requests++
      response.end()
    })
    const fetch = fetchFrom(`${origin}/v1`)
    for (const url of [
      `${origin.replace('127.0.0.1', 'localhost')}/v1/a`,
      `${origin}/v2`,
      `${origin}/v1x`,
      `${origin}/v1/../admin`,
    ])
      expect(await failure(fetch(url)), url).toMatchObject({ code: 'egress-refused' })
    const other = createConfiguredEgress({ endpoints: ['https://api.example.com/v1'] })
    expect(await failure(other.configured(origin, times)(origin))).toMatchObject({ code: 'egress-refused' })
    const nowhere = createConfiguredEgress({ endpoints: [origin, '', 'file:///etc'] })
    for (const endpoint of ['', 'file:///etc', 'not an address'])
      expect(await failure(nowhere.configured(endpoint, times)(`${endpoint}/passwd`))).toMatchObject({
        code: 'egress-refused',
      })
    expect(requests).toBe(0)
  })

  test('a name and password in the address are sent as HTTP sends them, and told to nobody', async () => {
    const seen: unknown[] = []
    const origin = await serving((request, response) => {
      seen.push(request.headers.authorization)
      if (request.url!.startsWith('/v1/x')) request.socket.destroy()
      else response.end()
    })
    const endpoint = `${origin.replace('//', '//me:p%40ss@')}/v1`
    const fetch = fetchFrom(endpoint)
    await fetch(`${endpoint}/a`)
    await fetch(`${endpoint}/b`, { headers: { authorization: 'Bearer key' } })
    expect(seen).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`, 'Bearer key'])
    for (const url of [`${endpoint}/x?key=p%40ss`, `${endpoint}/../p?key=p%40ss`])
      expect((await failure(fetch(url))).message).not.toMatch(/p@ss|p%40ss|key|me:/)
  })

  test('redirects are followed at the endpoint only, and only where method and body stay', async () => {
    const seen: string[] = []
    const origin = await serving((request, response) => {
      seen.push(`${request.method} ${request.url}`)
      const to = new URL(request.url!, 'http://x').searchParams.get('to')
      if (to === null) request.pipe(response)
      else response.writeHead(Number(request.url!.slice(4, 7)), { location: to }).end('moved')
    })
    const fetch = fetchFrom(`${origin}/v1`)
    const post = { method: 'POST', body: 'kept' }
    expect(await (await fetch(`${origin}/v1/307?to=/v1/there`, post)).text()).toBe('kept')
    expect((await fetch(`${origin}/v1/302?to=there`)).status).toBe(200)
    for (const [url, init] of [
      [`${origin}/v1/308?to=https://example.com/v1/there`, post],
      [`${origin}/v1/307?to=/admin`, post],
      [`${origin}/v1/302?to=/v1/there`, post],
      [`${origin}/v1/302?to=http://[`, {}],
    ] as const)
      expect(await failure(fetch(url, init)), url).toMatchObject({
        code: 'endpoint-redirects',
        retryable: false,
      })
    const round = `${origin}/v1/307?to=${encodeURIComponent(`${origin}/v1/307?to=/v1/307`)}`
    expect((await fetch(round)).url).toBe(`${origin}/v1/307`)
    expect(seen.filter((request) => !request.includes(' /v1/'))).toEqual([])
  })
})

describe('what failures are called', () => {
  test('nothing listens; no such host', async () => {
    const { port, close } = await listen(createServer())
    await close()
    const refused = await failure(fetchFrom(`http://127.0.0.1:${port}`)(`http://127.0.0.1:${port}/`))
    expect(refused).toMatchObject({ code: 'endpoint-unreachable', retryable: true })
    expect(refused.message).toContain('connection refused')
    const unknown = await failure(fetchFrom('http://no-such-host.invalid')('http://no-such-host.invalid/'))
    expect(unknown).toMatchObject({ code: 'endpoint-unreachable' })
    expect(unknown.message).toMatch(/no such host|could not be resolved/)
  })

  test('never a first byte; a body that stands still', async () => {
    const origin = await serving((request, response) => {
      if (request.url === '/body') response.write('data: 1\n\n')
    })
    const fetch = fetchFrom(origin, { times: { firstByte: 300, idle: 400 } })
    expect(await failure(fetch(`${origin}/never`))).toMatchObject({
      code: 'endpoint-stalled',
      parameters: { seconds: 0.3 },
    })
    const answer = await fetch(`${origin}/body`)
    expect(await failure(answer.text())).toMatchObject({
      code: 'endpoint-stalled',
      parameters: { seconds: 0.4 },
    })
  })

  test('closed before an answer; cut off in the middle, with and without a length; a damaged compression', async () => {
    const origin = await serving((request, response) => {
      if (request.url === '/reset') {
        request.socket.resetAndDestroy()
      } else if (request.url === '/close') request.socket.destroy()
      else if (request.url === '/gzip')
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync('x'.repeat(10_000)).fill(0x55, 12, 24))
      else {
        if (request.url === '/length') response.setHeader('content-length', '1000')
        response.write('a piece')
        setImmediate(() =>
          request.url === '/midreset' ? request.socket.resetAndDestroy() : request.socket.destroy(),
        )
      }
    })
    const fetch = fetchFrom(origin)
    for (const path of ['/reset', '/close']) {
      const error = await failure(fetch(`${origin}${path}`, { method: 'POST', body: '{}' }))
      expect(error, path).toMatchObject({ code: 'endpoint-unreachable' })
      expect(error.message).toContain('closed before an answer')
    }
    for (const path of ['/length', '/chunked', '/midreset', '/gzip']) {
      const answer = await fetch(`${origin}${path}`)
      const error = await failure(answer.text())
      expect(error, path).toMatchObject({ code: 'endpoint-cut-off', retryable: true })
      expect(error.message).toMatch(/closed early|reset|compression/)
    }
  })

  test('TLS spoken to a plain port, and plain HTTP to one that speaks neither', async () => {
    const origin = await serving((_, response) => void response.end())
    const secure = origin.replace('http:', 'https:')
    const error = await failure(fetchFrom(secure)(`${secure}/`))
    expect(error).toMatchObject({ code: 'endpoint-unreachable' })
    expect(error.message).toContain('try http://')
    const port = await accepting((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
    const other = await failure(fetchFrom(`http://127.0.0.1:${port}`)(`http://127.0.0.1:${port}/`))
    expect(other).toMatchObject({ code: 'endpoint-unreachable' })
    expect(other.message).toContain('not HTTP')
  })

  test('a TLS handshake that never ends is no connection', async () => {
    const port = await accepting(() => {})
    const endpoint = `https://127.0.0.1:${port}`
    const error = await failure(fetchFrom(endpoint, { times: { connect: 300 } })(endpoint))
    expect(error).toMatchObject({ code: 'endpoint-unreachable' })
    expect(error.message).toContain('no connection within 0.3 s')
  })

  test('more than the limit, counted after decompression', async () => {
    const origin = await serving((request, response) => {
      if (request.url === '/bomb')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('0'.repeat(3 << 20)))
      else response.end('x'.repeat(1000))
    })
    const fetch = fetchFrom(origin, { maxBodyBytes: 1 << 20 })
    expect(await failure(fetch(`${origin}/bomb`).then((answer) => answer.text()))).toMatchObject({
      code: 'endpoint-answer-too-long',
      parameters: { megabytes: 1 },
      retryable: false,
    })
    expect((await (await fetch(`${origin}/short`)).text()).length).toBe(1000)
  })

  test('an abort passes as the abort it is, before, while waiting, and in the body', async () => {
    const origin = await serving((request, response) => {
      if (request.url === '/body') response.write('piece')
    })
    const fetch = fetchFrom(origin)
    const leave = (): AbortController => new AbortController()
    const before = leave()
    before.abort(new Error('leave'))
    await expect(fetch(origin, { signal: before.signal })).rejects.toThrow('leave')
    const waiting = leave()
    const work = fetch(`${origin}/never`, { signal: waiting.signal })
    setTimeout(() => waiting.abort(new Error('leave')), 50)
    await expect(work).rejects.toThrow('leave')
    const reading = leave()
    const answer = await fetch(`${origin}/body`, { signal: reading.signal })
    const text = answer.text()
    const reason = new Error('leave')
    reading.abort(reason)
    await expect(text).rejects.toBe(reason)
  })

  test('who stops reading ends the connection', async () => {
    let closed: Promise<void> | undefined
    const origin = await serving((request, response) => {
      closed = new Promise((resolve) => request.socket.once('close', () => resolve()))
      response.write('piece')
    })
    const answer = await fetchFrom(origin)(origin)
    await answer.body!.cancel()
    await closed
    expect(answer.bodyUsed).toBe(true)
  })
})

const made = certificates()
const authorities = getCACertificates('default')
afterAll(() => setDefaultCACertificates(authorities))

describe.skipIf(!made)('certificates (made with openssl; skipped where that is missing)', () => {
  const secured = async (name: keyof NonNullable<typeof made>): Promise<string> => {
    const { port, close } = await listen(
      createTlsServer(made![name], (_, response) => void response.end('secret')),
    )
    closing.push(close)
    return `https://127.0.0.1:${port}`
  }

  test('one that nobody vouches for is refused, and so is nothing that the machine trusts', async () => {
    const endpoint = await secured('good')
    const error = await failure(fetchFrom(endpoint)(endpoint))
    expect(error).toMatchObject({ code: 'endpoint-certificate', retryable: false })
    expect(error.message).toContain('self-signed')
    setDefaultCACertificates([...authorities, made!.good.cert])
    expect(await (await fetchFrom(endpoint)(endpoint)).text()).toBe('secret')
  })

  test('expired; for another host', async () => {
    setDefaultCACertificates([...authorities, made!.expired.cert, made!.elsewhere.cert])
    const expired = await secured('expired')
    expect((await failure(fetchFrom(expired)(expired))).message).toContain('has expired')
    const elsewhere = await secured('elsewhere')
    const error = await failure(fetchFrom(elsewhere)(elsewhere))
    expect(error).toMatchObject({ code: 'endpoint-certificate' })
    expect(error.message).toMatch(/127\.0\.0\.1/)
  })

  test('plain HTTP spoken to a TLS port', async () => {
    const endpoint = (await secured('good')).replace('https:', 'http:')
    const error = await failure(fetchFrom(endpoint)(endpoint))
    expect(error).toMatchObject({ code: 'endpoint-unreachable' })
    expect(error.message).toMatch(/https:\/\/|closed before/)
  })
})
