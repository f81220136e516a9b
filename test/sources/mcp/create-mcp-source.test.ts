import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createConfiguredEgress, createContext, createMemoryJournal, type Context } from '#runtime'
import { createMcpSource, type McpSetting, type McpSource, type WebQuery } from '#sources'
import { serve, serveByHand, serveLake, type Served } from './http-servers.ts'

const closing: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close()
})

function open(
  setting: McpSetting,
  more: { token?: string; environment?: Record<string, string> } = {},
): McpSource {
  const source = createMcpSource(setting, { environment: {}, ...more }, { connect: 20_000, answer: 10_000 })
  closing.push(source)
  return source
}

const query = (text: string, limit = 5): WebQuery => ({ text, language: 'en', limit })
const stdio = (which: string, era: string): McpSetting => ({
  name: 'lake',
  transport: 'stdio',
  command: process.execPath,
  args: ['--conditions=kaoju-source', join(import.meta.dirname, 'stdio-server.ts'), which, era],
})

function contextFor(
  endpoints: readonly string[] = [],
  options: Parameters<typeof createContext>[0] = {},
): Context {
  const egress = createConfiguredEgress({ endpoints })
  closing.push(egress)
  return createContext({ egress, ...options }).context
}

describe.each(['older', 'newer', 'both'])('a program that speaks the protocol’s %s era', (era) => {
  test('is searched and read', async () => {
    const source = open(stdio('lake', era))
    const context = contextFor()
    expect(source.guarded).toBe(false)
    const hits = await source.search!(query('水质 lake'), context.at('one'))
    // Its `limit` may be 1 at most, and is not asked for more.
    expect(hits).toEqual([
      {
        url: 'mcp://lake/lake%2F1',
        title: 'The lake',
        snippet: '',
        also: ['https://lake.example/1'],
        engine: 'lake',
        rank: 1,
      },
    ])
    const document = await source.read(hits[0]!.url, context)
    expect({ ...document, bytes: Buffer.from(document.bytes).toString() }).toEqual({
      uri: 'mcp://lake/lake%2F1',
      title: 'The lake',
      bytes: 'The lake was dredged in 2019.',
      mediaType: 'text/plain',
      url: 'https://lake.example/1',
    })
    const chinese = await source.search!(query('清湖的水质'), context.at('two'))
    expect(Buffer.from((await source.read(chinese[0]!.url, context)).bytes).toString()).toContain('三类标准')
    expect(await source.search!(query('volcano'), context.at('three'))).toEqual([])
  })
})

test('resources are found by name and description, and read as text or bytes', async () => {
  const source = open(stdio('shelf', 'both'))
  const context = contextFor()
  const hits = await source.search!(query('how many herons nest at the lake'), context.at('one'))
  expect(hits).toMatchObject([
    { url: 'mcp://lake/shelf%3A%2F%2Fherons?resource', title: 'Herons of the lake' },
  ])
  expect(await source.read(hits[0]!.url, context)).toMatchObject({
    mediaType: 'text/plain',
    bytes: Buffer.from('The heronry has forty nests.'),
  })
  const [chinese] = await source.search!(query('清湖'), context.at('two'))
  expect(Buffer.from((await source.read(chinese!.url, context)).bytes).toString()).toBe('水质良好。')
  const [map] = await source.search!(query('map'), context.at('three'))
  expect(await source.read(map!.url, context)).toMatchObject({
    mediaType: 'application/pdf',
    bytes: Buffer.from('%PDF-1.7 map'),
  })
  expect(await source.search!(query('volcano'), context.at('four'))).toEqual([])
})

describe('over HTTP', () => {
  const http = (served: Served, more: object = {}): McpSetting => ({
    name: 'web',
    transport: 'http',
    url: served.url,
    ...more,
  })

  test.each(['both', 'newer'] as const)(
    'a server of the newer era (%s) is searched and read',
    async (era) => {
      const served = await serveLake(era)
      closing.push(served)
      const source = open(http(served), { token: 'secret-token' })
      const context = contextFor([served.url])
      expect(source.guarded).toBe(true)
      const hits = await source.search!(query('lake'), context.at('one'))
      expect(hits.map((hit) => hit.url)).toEqual(['mcp://web/lake%2F1'])
      expect(Buffer.from((await source.read(hits[0]!.url, context)).bytes).toString()).toContain('dredged')
      expect(served.requests.every(({ headers }) => headers.authorization === 'Bearer secret-token')).toBe(
        true,
      )
      expect(served.requests.some(({ body }) => body.includes('"initialize"'))).toBe(false)
    },
  )

  test('a server of 2025-03-26 is searched and read in a session, which is ended', async () => {
    const served = await serveByHand()
    closing.push(served)
    const source = open(http(served))
    const context = contextFor([served.url])
    const hits = await source.search!(query('reeds'), context.at('one'))
    expect(hits).toMatchObject([{ url: 'mcp://web/n1', title: 'About reeds' }])
    expect(await source.read(hits[0]!.url, context)).toMatchObject({
      title: 'Note n1',
      mediaType: 'text/markdown',
    })
    expect(served.sessions.size).toBe(1)
    // The stream on which it might speak unasked was never asked for.
    expect(served.requests.filter(({ method }) => method === 'GET')).toEqual([])
    await source.close()
    expect(served.sessions.size).toBe(0)
  })

  test('a session that the server forgot is begun anew by the next attempt', async () => {
    const served = await serveByHand()
    closing.push(served)
    const source = open(http(served))
    const context = contextFor([served.url])
    await source.search!(query('reeds'), context.at('one'))
    served.forget()
    expect(await source.search!(query('herons'), context.at('two'))).toMatchObject([
      { title: 'About herons' },
    ])
  })

  test('what is recorded is not asked again, and a replay needs no server', async () => {
    const served = await serveByHand()
    const journal = createMemoryJournal()
    const sent: unknown[] = []
    const ask = async (source: McpSource, context: Context): Promise<unknown> => {
      context.log.read(({ event }) => void (event.type === 'query-sent' && sent.push(event)))
      const hits = await source.search!(query('reeds'), context.at('one'))
      return [hits, await source.read(hits[0]!.url, context)]
    }
    const first = await ask(open(http(served)), contextFor([served.url], { journal }))
    await served.close()
    const again = await ask(open(http(served)), contextFor([served.url], { journal }))
    expect(again).toEqual(first)
    expect(sent).toEqual([{ type: 'query-sent', engine: 'web', query: 'reeds' }])
  })

  test('a query that is sent again, because a document stands in the answer to it, is told again', async () => {
    const served = await serveByHand()
    const context = contextFor([served.url])
    const sent: unknown[] = []
    context.log.read(({ event }) => void (event.type === 'query-sent' && sent.push(event.query)))
    const source = open(http(served, { search: 'get_note' }))
    const [hit] = await source.search!(query('reeds'), context.at('one'))
    expect(hit!.url).toBe('mcp://web/answer?found=reeds')
    expect(Buffer.from((await source.read(hit!.url, context)).bytes).toString()).toContain('Reeds grow')
    expect(sent).toEqual(['reeds', 'reeds'])
  })

  test('a token that is refused is told as that, once, and is shown nowhere', async () => {
    const served = await serve(
      (_request, response) => void response.writeHead(401).end('secret-token is bad'),
    )
    closing.push(served)
    const source = open(http(served), { token: 'secret-token' })
    const failure: unknown = await source.search!(query('reeds'), contextFor([served.url])).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code: 'mcp-refused' })
    expect(String(failure)).not.toContain('secret-token')
    expect(served.requests.length).toBe(1)
  })

  test('a server that sends on to another host is not followed', async () => {
    const other = await serve((_request, response) => void response.writeHead(200).end('{}'))
    const served = await serve(
      (_request, response) => void response.writeHead(307, { location: other.url }).end(),
    )
    closing.push(served, other)
    await expect(open(http(served)).search!(query('reeds'), contextFor([served.url]))).rejects.toMatchObject({
      code: 'mcp-unreachable',
    })
    expect(other.requests).toEqual([])
  })

  test('nobody there is told as that', async () => {
    const served = await serveByHand()
    await served.close()
    await expect(open(http(served)).search!(query('x'), contextFor([served.url]))).rejects.toMatchObject({
      code: 'mcp-unreachable',
    })
  })
})

test('an offline run starts and asks nobody', async () => {
  const { context } = createContext()
  for (const setting of [
    stdio('lake', 'both'),
    { name: 'web', transport: 'http', url: 'http://127.0.0.1:9/mcp' } as const,
  ])
    await expect(open(setting).search!(query('x'), context.at(setting.transport))).rejects.toMatchObject({
      code: 'egress-refused',
    })
})

test('tools are those that were named, with what was fixed', async () => {
  const served = await serveByHand()
  closing.push(served)
  const source = open({
    name: 'web',
    transport: 'http',
    url: served.url,
    search: 'search_notes',
    arguments: { limit: 2, unknown: true },
  })
  await source.search!(query('reeds'), contextFor([served.url]))
  const call = served.requests.map(({ body }) => body).find((body) => body.includes('tools/call'))!
  expect((JSON.parse(call) as { params: { arguments: object } }).params.arguments).toEqual({
    limit: 2,
    query: 'reeds',
  })
  const wrong = open({ name: 'web', transport: 'http', url: served.url, search: 'find' })
  await expect(wrong.search!(query('reeds'), contextFor([served.url]).at('w'))).rejects.toMatchObject({
    code: 'mcp-tool-missing',
    parameters: { known: 'search_notes, get_note' },
  })
})

test('a document that is not there, and a URI of somebody else, are failures', async () => {
  const source = open(stdio('lake', 'both'))
  const context = contextFor()
  await expect(source.read('mcp://lake/nothing', context)).rejects.toMatchObject({
    code: 'mcp-failed',
    parameters: { reason: 'There is no nothing.' },
  })
  for (const uri of ['mcp://other/1', 'https://lake.example/1', 'mcp://lake/%zz', 'mcp://lake/'])
    await expect(source.read(uri, context)).rejects.toMatchObject({ code: 'mcp-failed' })
})
