/**
 * Replies made to do harm, over real HTTP: each ends as a failure that is named, costs little time and memory, and
 * gives no secret away.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  listAvailable,
  openChatTransport,
  openEmbedTransport,
  openRerankTransport,
  type Credentials,
  type ModelSpec,
  type Wire,
} from '#models'
import { AttemptFailure, createConfiguredEgress, explain, KaojuError, offline, type Egress } from '#runtime'
import { spec } from './specs.ts'

type Reply = (response: ServerResponse, request: IncomingMessage) => void

let reply: Reply
let origin: string
let egress: Egress & { close(): Promise<void> }
const server = createServer((request, response) => {
  request.resume().on('end', () => reply(response, request))
  response.on('error', () => {})
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  egress = createConfiguredEgress({ endpoints: [origin] })
})
afterAll(async () => {
  await egress.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const credentials: Credentials = {
  key: 'sk-very-secret-123',
  origin: 'TEST_API_KEY',
  headers: { 'x-gateway': 'Token gateway-secret-456' },
}
const secrets = /very-secret|gateway-secret|hunter2|query-secret/

/** An address with a name, a password and a key in it. */
const model = (changes: Partial<ModelSpec> = {}): ModelSpec =>
  spec({ baseUrl: `${origin.replace('//', '//me:hunter2@')}/v1?key=query-secret`, ...changes })

const wire = (): Wire => ({
  fetch: egress.configured(model().baseUrl, { connect: 5_000, firstByte: 60_000, idle: 60_000 }),
  signal: new AbortController().signal,
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
})

const json =
  (body: unknown, status = 200): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }

async function chat(changes: Partial<ModelSpec> = {}, given = credentials) {
  const transport = await openChatTransport(model(changes), given)
  return transport.exchange(
    {
      messages: [{ role: 'user', content: 'Is it so?' }],
      output: { mode: 'text' },
      maxOutputTokens: 100,
      logprobs: 1,
    },
    wire(),
  )
}
const embed = async () =>
  (await openEmbedTransport(model(), credentials)).exchange(['a', 'b'], 'query', wire())
const rerank = async () => (await openRerankTransport(model(), credentials)).exchange('q', ['a', 'b'], wire())

async function failureOf(work: Promise<unknown>): Promise<KaojuError> {
  const failure: unknown = await work.then(
    () => new Error('it answered'),
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(AttemptFailure)
  const { error } = failure as AttemptFailure
  for (const text of [explain(error, 'en'), explain(error, 'zh'), JSON.stringify(error.parameters)]) {
    expect(text).not.toMatch(secrets)
    expect(text.length).toBeLessThan(900)
  }
  return error
}

describe('items that are nothing', () => {
  test.each([
    ['a vector', embed, { data: [null, null] }],
    ['a ranking', rerank, { results: [null, { index: 0, relevance_score: 1 }] }],
    [
      'a response',
      () => chat({ protocol: 'openai-responses' }),
      { id: 'r', status: 'completed', output: [null, { type: 'message', content: [null] }] },
    ],
    ['an event of Google', () => chat({ protocol: 'google' }), [null]],
  ])('%s: a named failure, billed', async (_, work, body) => {
    reply = json(body)
    expect((await failureOf(work())).code).toMatch(/^model-(?:answer-invalid|empty)$/)
  })

  test('beside an answer they are passed over', async () => {
    const message = { content: 'Yes.', tool_calls: [null] }
    reply = json({
      choices: [
        {
          message,
          finish_reason: 'stop',
          logprobs: { content: [null, { token: 'Yes', logprob: -1, top_logprobs: [null] }] },
        },
      ],
    })
    expect(await chat()).toMatchObject({ text: 'Yes.', logprobs: [{ token: 'Yes', logprob: -1, top: [] }] })
    reply = json({ data: [null, { id: 'one' }] })
    expect(await listAvailable(model(), credentials, wire())).toEqual([{ name: 'one' }])
  })
})

test('a vector for a place that does not exist does not make the list as long as the endpoint likes', async () => {
  reply = json({
    data: [
      { index: 4_294_967_294, embedding: [1, 2] },
      { index: 0, embedding: [1, 2] },
    ],
  })
  expect((await failureOf(embed())).message).toContain('a vector is missing')
})

describe('megabytes', () => {
  const most = 8_000_000
  test.each([
    [
      'the words of an overflow, over and over',
      (response: ServerResponse) =>
        json({ error: { message: 'maximum context length is 1 '.repeat(most / 28) } }, 400)(
          response,
          undefined as never,
        ),
    ],
    [
      'titles that never end',
      (response: ServerResponse) => response.writeHead(400).end('<title'.repeat(most / 6)),
    ],
    [
      'plain text that never says anything',
      (response: ServerResponse) => response.writeHead(400).end('model '.repeat(most / 6)),
    ],
  ])('%s: told in one line, at once', async (_, attack) => {
    reply = attack
    expect((await failureOf(chat())).code).toMatch(/^model-/)
  })

  test.each([
    [
      'one line without end',
      (piece: number) => (piece === 0 ? 'data: {"choices":[{"delta":{"content":"' : 'Abc1 '.repeat(3_000)),
    ],
    ['blank lines', () => '\n'.repeat(16_384)],
  ])('%s: read in linear time', { timeout: 20_000 }, async (_, piece) => {
    reply = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      let sent = 0
      const more = (): void => {
        while (sent < 3_000) if (!response.write(piece(sent++))) return void response.once('drain', more)
        response.end()
      }
      more()
    }
    expect((await failureOf(chat())).code).toMatch(/^(?:model-answer-invalid|endpoint-cut-off)$/)
  })
})

describe('secrets', () => {
  const echoed = (request: IncomingMessage): string =>
    `no: ${request.headers.authorization} ${String(request.headers['x-gateway'])} gateway-secret-456 //a:hunter2@b`
  test.each<[string, Reply]>([
    [
      'a refusal',
      (response, request) => json({ error: { message: echoed(request) } }, 400)(response, request),
    ],
    [
      'a refused key',
      (response, request) => json({ error: { message: echoed(request) } }, 401)(response, request),
    ],
    ['plain text with 200', (response, request) => response.end(echoed(request))],
    ['broken JSON', (response, request) => response.end(`{"error": "${echoed(request)}`)],
    ['a broken event', (response, request) => response.end(`data: {${echoed(request)}\n\ndata: [DONE]\n\n`)],
    [
      'a model that refuses',
      (response, request) =>
        json({ choices: [{ message: { refusal: echoed(request) }, finish_reason: 'stop' }] })(
          response,
          request,
        ),
    ],
    [
      'a stream that ends early',
      (response) => response.end('data: {"choices":[{"delta":{"content":"A"}}]}\n\n'),
    ],
    ['nothing at this address', (response) => response.writeHead(404).end('no')],
    [
      'a redirect',
      (response) =>
        response.writeHead(307, { location: 'http://me:hunter2@else.where/?key=query-secret' }).end(),
    ],
  ])('echoed in %s: not told', async (_, attack) => {
    reply = attack
    expect(await failureOf(chat())).toBeInstanceOf(KaojuError)
  })

  test('in a header that cannot be sent: not told', async () => {
    for (const given of [
      { key: 'sk-very-secret-\u4f60' },
      { headers: { 'x-gateway': 'gateway-secret-456 \u4f60' } },
    ])
      expect((await failureOf(chat({}, { origin: 'X', ...given }))).code).toMatch(/^endpoint-/)
  })

  test('in the address of a run that is offline: not told', async () => {
    const refused = (await offline
      .configured(model().baseUrl, { connect: 1, firstByte: 1, idle: 1 })(model().baseUrl)
      .catch((error: unknown) => error)) as KaojuError
    expect(refused.message).toContain(origin)
    expect(JSON.stringify([refused.message, refused.parameters])).not.toMatch(secrets)
  })
})

describe('answers without end', () => {
  let written = 0
  const words = (count: number): string =>
    Array.from({ length: count }, () => `w${(written++ * 7_919) % 100_003}`).join(' ')
  const event = (text: string): string =>
    `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`

  test('an endpoint that writes on beyond the bound of the answer is cut off at its length', async () => {
    let heard: () => void
    const closed = new Promise<void>((resolve) => (heard = resolve))
    reply = (response) => {
      response.on('close', () => heard())
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const more = (): void => {
        while (!response.destroyed)
          if (!response.write(event(words(50)))) return void response.once('drain', more)
      }
      more()
    }
    const answer = await chat()
    expect(answer.finish).toBe('length')
    expect(answer.text.length).toBeLessThan(10_000)
    await closed
  })

  test.each([
    ['repeats itself', 'the same words again and again; ', 'model-looping'],
    ['says what is no event', 'x'.repeat(40), 'model-answer-invalid'],
  ])('an endpoint that %s is left: it writes, and bills, no more', async (_, piece, code) => {
    let heard: () => void
    const closed = new Promise<void>((resolve) => (heard = resolve))
    reply = (response) => {
      response.on('close', () => heard())
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const line = code === 'model-looping' ? event(piece.repeat(20)) : `data: ${piece}\n\n`
      const more = (): void => {
        while (!response.destroyed) if (!response.write(line)) return void response.once('drain', more)
      }
      more()
    }
    expect((await failureOf(chat())).code).toBe(code)
    await closed
  })

  test('a stream that trickles steadily ends when the time for the whole is over, and is billed', async () => {
    reply = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const timer = setInterval(() => response.write(': still here\n\n'), 20)
      response.write(event('A'))
      response.on('close', () => clearInterval(timer))
    }
    const transport = await openChatTransport(model(), credentials)
    const failure = (await transport
      .exchange(
        {
          messages: [{ role: 'user', content: 'Is it so?' }],
          output: { mode: 'text' },
          maxOutputTokens: 100,
        },
        {
          ...wire(),
          fetch: egress.configured(model().baseUrl, {
            connect: 5_000,
            firstByte: 60_000,
            idle: 60_000,
            whole: 200,
          }),
        },
      )
      .catch((error: unknown) => error)) as AttemptFailure
    expect(failure.error).toMatchObject({ code: 'endpoint-cut-off', retryable: true })
    expect(failure.error.message).toContain('no end after')
    expect(failure.cost).toBeDefined()
  })

  test('background work that is never done is cancelled and billed', async () => {
    const asked: string[] = []
    reply = (response, request) => {
      asked.push(`${request.method} ${request.url?.split('?')[0]}`)
      json({ id: 'r1', status: 'in_progress' })(response, request)
    }
    const error = await failureOf(chat({ protocol: 'openai-responses' }))
    expect(error.code).toBe('endpoint-stalled')
    expect(asked.at(-1)).toBe('POST /v1/responses/r1/cancel')
  })
})
