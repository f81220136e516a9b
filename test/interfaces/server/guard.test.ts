import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCodes, KaojuError } from '#runtime'
import { readBody } from '../../../src/interfaces/server/bounded-body.ts'
import { statusOf } from '../../../src/interfaces/server/error-status.ts'
import { openServer, type OpenServer } from './open-server.ts'

const token = 'kj_of-this-test'
const allowed = 'https://app.example'

let open: OpenServer
let closed: OpenServer
beforeAll(async () => {
  ;[open, closed] = await Promise.all([
    openServer(),
    openServer({
      policy: { hosts: ['kaoju.example'], origins: [allowed], admits: (given) => given === token },
    }),
  ])
})
afterAll(async () => {
  await Promise.all([open.close(), closed.close()])
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** As a browser may send it: Host, Origin and Sec-Fetch-* are of no fetch's choosing. */
function ask(
  server: OpenServer,
  path: string,
  given: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = given
    const asked = request(new URL(path, server.origin), { method, headers, agent: false }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode!,
          headers: answer.headers,
          body: Buffer.concat(pieces).toString(),
        }),
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

function codeOf({ body }: Answer): string {
  return (JSON.parse(body) as { error: { code: string } }).error.code
}

const json = { 'Content-Type': 'application/json' }
const session = '/api/v1/session'

describe('who asks', () => {
  test.each([
    ['127.0.0.1:1', 204],
    ['LOCALHOST:7788', 204],
    ['[::1]:7788', 204],
    ['192.168.1.20', 204],
    ['kaoju.localhost', 204],
    ['rebound.attacker.example', 403],
    ['localhost.attacker.example', 403],
    ['127.0.0.1.attacker.example', 403],
    ['kaoju.example', 403],
    ['localhost@attacker.example', 400],
  ])('a server called %s answers with %i', async (host, status) => {
    const answer = await ask(open, session, { method: 'DELETE', headers: { Host: host } })
    expect(answer.status).toBe(status)
    if (status === 403) expect(codeOf(answer)).toBe('host-refused')
  })

  test('a name that the server was given is its own', async () => {
    const answer = await ask(closed, session, { method: 'DELETE', headers: { Host: 'Kaoju.example:443' } })
    expect(answer.status).toBe(204)
  })

  const own = { Host: 'localhost:7788' }
  const visit = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
  test.each([
    ['its own page', { Origin: 'http://localhost:7788', 'Sec-Fetch-Site': 'same-origin' }, session, 204],
    [
      'its own page behind https',
      { Host: 'kaoju.localhost', Origin: 'https://kaoju.localhost' },
      session,
      204,
    ],
    ['another site', { Origin: 'https://attacker.example', 'Sec-Fetch-Site': 'cross-site' }, session, 403],
    ['another port', { Origin: 'http://localhost:3000', 'Sec-Fetch-Site': 'same-site' }, session, 403],
    ['an old browser', { Origin: 'http://attacker.example' }, session, 403],
    ['a sandboxed frame', { Origin: 'null' }, session, 403],
    ['a picture', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }, '/api/v1/library', 403],
    ['a picture of an asset', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }, '/', 403],
    ['a link to data', { 'Sec-Fetch-Site': 'cross-site', ...visit }, '/api/v1/library', 403],
    ['a typed address', { 'Sec-Fetch-Site': 'none', ...visit }, '/api/v1/library', 200],
    ['a frame', { 'Sec-Fetch-Site': 'cross-site', ...visit, 'Sec-Fetch-Dest': 'iframe' }, '/', 403],
  ])('%s', async (_who, headers, path, status) => {
    const method = path === session ? 'DELETE' : 'GET'
    const answer = await ask(open, path, { method, headers: { ...own, ...headers } })
    expect(answer.status).toBe(status)
    if (status === 403) expect(codeOf(answer)).toBe('origin-refused')
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('a link on another site leads to the page', async () => {
    const answer = await ask(open, '/', { headers: { 'Sec-Fetch-Site': 'cross-site', ...visit } })
    expect(answer.headers['content-type']).toMatch(/^text\/html/)
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(answer.headers['x-frame-options']).toBe('DENY')
  })
})

describe('an origin that was allowed', () => {
  const preflight = {
    Origin: allowed,
    'Access-Control-Request-Method': 'POST',
    'Sec-Fetch-Site': 'cross-site',
  }

  test('may ask, with a token and without the cookie', async () => {
    const before = await ask(closed, '/api/v1/library', { method: 'OPTIONS', headers: preflight })
    expect([before.status, before.headers['access-control-allow-origin']]).toEqual([204, allowed])
    expect(before.headers['access-control-allow-credentials']).toBeUndefined()
    const headers = { Origin: allowed, 'Sec-Fetch-Site': 'cross-site' }
    const without = await ask(closed, '/api/v1/library', {
      headers: { ...headers, Cookie: `kaoju=${token}` },
    })
    expect([without.status, without.headers['access-control-allow-origin']]).toEqual([401, allowed])
    const answer = await ask(closed, '/api/v1/library', {
      headers: { ...headers, Authorization: `Bearer ${token}` },
    })
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, allowed])
    expect(answer.headers['vary']).toContain('Origin')
  })

  test('no other may', async () => {
    const headers = { ...preflight, Origin: 'https://app.example.attacker.example' }
    const answer = await ask(closed, '/api/v1/library', { method: 'OPTIONS', headers })
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined])
  })
})

describe('a token', () => {
  test('opens data as Bearer; without one the answer is 401', async () => {
    const without = await ask(closed, '/v1/models')
    expect([without.status, without.headers['www-authenticate']]).toEqual([401, 'Bearer'])
    // In the shape that OpenAI's clients know.
    expect([codeOf(without), without.headers['cache-control']]).toEqual(['invalid_api_key', 'no-store'])
    const wrong = await ask(closed, '/mcp', { method: 'POST', headers: { Authorization: 'Bearer kj_guess' } })
    expect([wrong.status, codeOf(wrong)]).toEqual([401, 'token-refused'])
    const right = await ask(closed, '/api/v1/library', { headers: { authorization: `bearer ${token}` } })
    expect(right.status).toBe(200)
  })

  test('is kept for the page in a cookie that no script and no other site gets', async () => {
    const entered = await ask(closed, session, {
      method: 'POST',
      headers: { ...json, Origin: 'https://kaoju.example', Host: 'kaoju.example' },
      body: JSON.stringify({ token }),
    })
    expect(entered.status).toBe(204)
    const [cookie = ''] = entered.headers['set-cookie'] ?? []
    expect(cookie.split('; ').toSorted()).toEqual(
      [`kaoju=${token}`, 'HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Strict', 'Secure'].toSorted(),
    )
    const answer = await ask(closed, '/api/v1/library', { headers: { Cookie: cookie.split(';')[0]! } })
    expect(answer.status).toBe(200)
    const left = await ask(closed, session, { method: 'DELETE' })
    expect(left.headers['set-cookie']?.[0]).toContain('kaoju=; Max-Age=0')
  })

  test('cannot be tried out: after ten wrong ones the right one has to wait too', async () => {
    const given = (tried: string): Promise<Answer> =>
      ask(closed, session, { method: 'POST', headers: json, body: JSON.stringify({ token: tried }) })
    for (let index = 0; index < 10; index++) expect((await given(`kj_${index}`)).status).toBe(401)
    const answer = await given(token)
    expect([answer.status, codeOf(answer)]).toEqual([429, 'token-attempts'])
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(50)
  })
})

describe('a body', () => {
  test.each([
    ['text/plain', 415, 'media-type-refused', '{"token":"x"}'],
    ['application/x-www-form-urlencoded', 415, 'media-type-refused', 'token=x'],
    ['application/json', 400, 'request-invalid', '{"token":'],
    ['application/json; charset=utf-8', 400, 'request-invalid', '{"tokens":"x"}'],
    ['application/json', 413, 'body-too-large', `"${'x'.repeat(2 ** 20)}"`],
  ])('%s is answered with %i', async (type, status, code, body) => {
    const answer = await ask(open, session, { method: 'POST', headers: { 'Content-Type': type }, body })
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  })

  test('is measured as it comes, whatever was announced', async () => {
    const { port } = new URL(open.origin)
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1')
      let text = ''
      socket.on('data', (piece) => (text += piece.toString()))
      socket.on('close', () => resolve(text))
      socket.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EPIPE' || error.code === 'ECONNRESET' ? resolve(text) : reject(error),
      )
      socket.write(
        `POST ${session} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      )
      const piece = `10000\r\n${' '.repeat(0x10000)}\r\n`
      for (let index = 0; index < 17; index++) socket.write(piece)
    })
    expect(heard).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('that stops coming is not waited for', async () => {
    const stalled = new ReadableStream<Uint8Array>({ start: (it) => it.enqueue(new Uint8Array(3)) })
    await expect(readBody(stalled, 100, 30)).rejects.toMatchObject({ code: 'body-stalled' })
  })
})

describe('an error', () => {
  test('is told in the language of whoever asks, and names what is wrong', async () => {
    const asked = (language: string): Promise<Answer> =>
      ask(open, session, {
        method: 'POST',
        headers: { ...json, 'Accept-Language': language },
        body: '{"token":1}',
      })
    const [chinese, english] = [await asked('zh-CN,zh;q=0.9,en;q=0.8'), await asked('fr, en;q=0.5, zh;q=0.4')]
    expect(chinese.body).toContain('请求无效：token：= string')
    expect(chinese.headers['content-language']).toBe('zh')
    expect(english.body).toContain('The request is not valid: token: = string')
  })

  test('says what a path takes, and knows what it has not', async () => {
    const method = await ask(open, session)
    expect([method.status, codeOf(method), method.headers['allow']]).toEqual([
      405,
      'method-refused',
      'POST, DELETE',
    ])
    const unknown = await ask(open, '/api/v1/nothing', { headers: { Accept: 'text/html' } })
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'route-unknown'])
  })

  test('is Kaoju’s own fault in two codes alone', () => {
    expect(errorCodes.filter((code) => statusOf(code) === 500)).toEqual(['step-repeated', 'internal'])
    expect(new Set(errorCodes.map((code) => statusOf(new KaojuError(code).code)))).not.toContain(200)
  })
})
