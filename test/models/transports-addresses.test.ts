/** Addresses at which no model answers, at every call site, over the real egress. */
import { createServer as createHttpServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  listAvailable,
  openChatTransport,
  openEmbedTransport,
  openRerankTransport,
  type Protocol,
  type Wire,
} from '#models'
import {
  AttemptFailure,
  createConfiguredEgress,
  explain,
  KaojuError,
  offline,
  type ErrorCode,
} from '#runtime'
import { certificates, listen } from '../runtime/loopback.ts'
import { spec } from './specs.ts'
import { startWireServer, type WireServer } from './wire-server.ts'

const times = { connect: 2_000, firstByte: 2_000, idle: 2_000 }
const credentials = { key: 'sk-test', origin: 'TEST_API_KEY' }
const identity = certificates()?.good

let plain: WireServer
let secured: WireServer | undefined
const closers: (() => Promise<void>)[] = []
const ports = { nobody: 0, chatter: 0, elsewhere: 0 }

beforeAll(async () => {
  plain = await startWireServer()
  secured = identity ? await startWireServer({ tls: identity }) : undefined
  const nobody = await listen(createTcpServer())
  ports.nobody = nobody.port
  await nobody.close()
  const chatter = await listen(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')))
  const elsewhere = await listen(
    createHttpServer((_, response) =>
      response.writeHead(302, { location: 'https://example.com/login' }).end(),
    ),
  )
  ports.chatter = chatter.port
  ports.elsewhere = elsewhere.port
  closers.push(
    () => plain.close(),
    chatter.close,
    elsewhere.close,
    () => secured?.close() ?? Promise.resolve(),
  )
})
afterAll(async () => {
  for (const close of closers) await close()
})

const addresses: readonly (readonly [
  name: string,
  code: ErrorCode,
  retryable: boolean,
  address: () => string | undefined,
])[] = [
  ['nothing listens', 'endpoint-unreachable', true, () => `http://127.0.0.1:${ports.nobody}`],
  ['no such host', 'endpoint-unreachable', true, () => 'http://no-such-host.invalid'],
  ['https where http is spoken', 'endpoint-unreachable', true, () => plain.origin.replace('http:', 'https:')],
  [
    'http where https is spoken',
    'endpoint-unreachable',
    true,
    () => secured?.origin.replace('https:', 'http:'),
  ],
  ['a certificate that nobody vouches for', 'endpoint-certificate', false, () => secured?.origin],
  ['another protocol', 'endpoint-unreachable', true, () => `http://127.0.0.1:${ports.chatter}`],
  ['a redirect elsewhere', 'endpoint-redirects', false, () => `http://127.0.0.1:${ports.elsewhere}`],
  ['a path that is not there', 'model-address-wrong', false, () => `${plain.origin}/wrong`],
]

const sites = ['openai', 'openai-responses', 'anthropic', 'google', 'embeddings', 'rerank', 'models'] as const

async function ask(site: (typeof sites)[number], baseUrl: string, fetch: Wire['fetch']): Promise<unknown> {
  const wire: Wire = { fetch, signal: new AbortController().signal, sleep: () => Promise.resolve() }
  const protocol: Protocol = site === 'embeddings' || site === 'models' ? 'openai' : site
  const model = spec({ protocol, baseUrl, provider: 'relay' })
  if (site === 'models') return listAvailable(model, credentials, wire)
  if (site === 'embeddings')
    return (await openEmbedTransport(model, credentials)).exchange(['a'], 'query', wire)
  if (site === 'rerank') return (await openRerankTransport(model, credentials)).exchange('a', ['b'], wire)
  const request = {
    messages: [{ role: 'user' as const, content: 'Is it so?' }],
    output: { mode: 'text' as const },
    maxOutputTokens: 50,
  }
  return (await openChatTransport(model, credentials)).exchange(request, wire)
}

describe.each(addresses)('%s', (_, code, retryable, address) => {
  test.each(sites)('%s', async (site) => {
    const origin = address()
    if (origin === undefined) return expect(identity, 'no openssl here').toBeUndefined()
    const baseUrl = `${origin}/${site === 'google' ? 'v1beta' : 'v1'}`
    const egress = createConfiguredEgress({ endpoints: [origin] })
    try {
      const failure: unknown = await ask(site, baseUrl, egress.configured(baseUrl, times)).catch(
        (error: unknown) => error,
      )
      const error = site === 'models' ? (failure as KaojuError) : (failure as AttemptFailure).error
      expect(error).toBeInstanceOf(KaojuError)
      expect(error).toMatchObject({ code, retryable })
      if (site !== 'models') expect((failure as AttemptFailure).cost).toBeUndefined()
      for (const language of ['en', 'zh'] as const)
        expect(explain(error, language)).toContain(origin.replace(/\/wrong$/, ''))
    } finally {
      await egress.close()
    }
  })
})

test.each(sites)('offline, nothing is asked: %s', async (site) => {
  const failure: unknown = await ask(
    site,
    'http://127.0.0.1:9/v1',
    offline.configured('http://127.0.0.1:9/v1', times),
  ).catch((error: unknown) => error)
  expect(site === 'models' ? failure : (failure as AttemptFailure).error).toMatchObject({
    code: 'egress-refused',
    retryable: false,
  })
})
