import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createConfiguredEgress, createContext, systemClock, type Clock, type KaojuError } from '#runtime'
import { createMcpSource, type McpSource, type SourceHit, type WebQuery } from '#sources'
import { serve } from './http-servers.ts'

const query: WebQuery = { text: 'reeds', language: 'en', limit: 5 }
const limits = { connect: 20_000, answer: 20_000, probe: 300, bytes: 1_000_000 }
/** For those that are waited for in vain. */
const short = { answer: 400 }
const one: Partial<SourceHit> = { title: 'One', engine: 'lake' }

interface Closing {
  close(): Promise<unknown>
}

const folder = mkdtempSync(join(tmpdir(), 'kaoju-hostile-'))
const closing: Closing[] = []
afterAll(async () => {
  for (const each of closing.splice(0)) await each.close()
  rmSync(folder, { recursive: true, force: true })
})

type Outcome = SourceHit[] | { readonly code: string; readonly why: string }

/** Retries are not waited for. */
const clock: Clock = { ...systemClock, sleep: (_milliseconds, signal) => systemClock.sleep(5, signal) }

async function searched(source: McpSource, endpoint?: string, abort?: AbortSignal): Promise<Outcome> {
  const egress = createConfiguredEgress({ endpoints: endpoint === undefined ? [] : [endpoint] })
  closing.push(source, egress)
  const { context } = createContext({ clock, egress, ...(abort ? { abort } : {}) })
  return source.search!(query, context).catch((error: unknown) => ({
    code: (error as KaojuError).code,
    why: (error as Error).message,
  }))
}

function program(way: string, more: Partial<typeof limits> = {}, mark = way): McpSource {
  return createMcpSource(
    {
      name: 'lake',
      transport: 'stdio',
      command: process.execPath,
      args: [
        '--conditions=kaoju-source',
        join(import.meta.dirname, 'hostile-server.ts'),
        way,
        join(folder, mark),
      ],
      environment: ['LAKE_FIRST'],
    },
    { environment: { LAKE_FIRST: 'sesame-open', LAKE_SECRET: 'no' } },
    { ...limits, ...more },
  )
}

/** Every process that was started to be so. */
function started(way: string): number[] {
  return readFileSync(join(folder, way), 'utf8').trim().split('\n').map(Number)
}

/** Concurrent tests have no `expect.poll`; the time-out of the test ends it. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20))
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return true
  }
}

const inVain = new Set(['silent', 'wrong-ids', 'stops-reading', 'deaf', 'never answers', 'trickles'])

describe.concurrent('a program that', () => {
  test.each([
    ['silent', 'mcp-failed', /no answer within 0.4 s/],
    ['dies', 'mcp-failed', /exit code 9: out of memory/],
    ['huge', 'mcp-failed', /a line of more than 1 MB/],
    ['endless-line', 'mcp-failed', /a line of more than 1 MB/],
    ['floods', 'mcp-failed', /nobody asked for|more than 4 MB/],
    ['asks-without-end', 'mcp-failed', /questions of its own/],
    ['wrong-ids', 'mcp-failed', /no answer within/],
    ['wrong-shape', 'mcp-failed', /./],
    ['answer-is-null', 'mcp-failed', /./],
    ['error', 'mcp-failed', /bad \S*argument/],
    ['deep', 'mcp-failed', /empty/],
    ['no-list', 'mcp-failed', /./],
    ['many-tools', 'mcp-tool-missing', /tool_0, tool_1/],
    [
      'never-starts',
      'mcp-unreachable',
      /exit code 2: LAKE_TOKEN is missing, LAKE_FIRST is …, LAKE_SECRET is undefined/,
    ],
    ['deaf', 'mcp-unreachable', /no answer within 1 s/],
    ['stops-reading', 'mcp-failed', /no answer within/],
  ])('%s ends as %s, and leaves nothing behind', async (way, code, why) => {
    const source = program(
      way,
      inVain.has(way) ? { ...short, ...(way === 'deaf' ? { connect: 1_000 } : {}) } : {},
    )
    const outcome = await searched(source)
    expect(outcome).toMatchObject({ code })
    expect((outcome as { why: string }).why).toMatch(why)
    expect((outcome as { why: string }).why).not.toContain('\u001b')
    await source.close()
    for (const pid of started(way)) await eventually(() => isGone(pid))
  })

  test.each([
    'junk',
    'twice',
    'recursive-schema',
    'deep-schema',
    'endless-list',
    'ends-at-discover',
    'ignores-discover',
    'dies-once',
  ])('%s is searched all the same', async (way) => {
    const source = program(way)
    expect(await searched(source)).toMatchObject([one])
  })

  test('asks for a model, an answer and files is declined', async () => {
    expect(await searched(program('asks'))).toMatchObject([{ snippet: 'declined: -32601 -32601 -32601' }])
  })

  test('is silent is left at once when the run is aborted, and when the source is closed', async () => {
    const abort = new AbortController()
    const silent = program('silent', { answer: 60_000, connect: 60_000 }, 'aborted')
    const outcome = searched(silent, undefined, abort.signal)
    const deaf = program('deaf', { connect: 60_000, probe: 60_000 }, 'closed')
    const waiting = searched(deaf)
    for (const way of ['aborted', 'closed']) await eventually(() => existsSync(join(folder, way)))
    abort.abort(new Error('enough'))
    expect(await outcome).toMatchObject({ why: 'enough' })
    await deaf.close()
    expect(await waiting).toMatchObject({ code: 'aborted' })
    await silent.close()
    for (const pid of [...started('aborted'), ...started('closed')]) expect(isGone(pid)).toBe(true)
  })

  test('is not there', async () => {
    const source = createMcpSource(
      { name: 'lake', transport: 'stdio', command: 'no-such-kaoju-program' },
      { environment: {} },
      limits,
    )
    expect(await searched(source)).toMatchObject({
      code: 'mcp-unreachable',
      why: expect.stringContaining('there is no program no-such-kaoju-program') as string,
    })
  })
})

/** A server over HTTP that greets as it should, and answers a call as it is told. */
async function greeting(
  called: (id: unknown, response: import('node:http').ServerResponse) => void,
  more: Partial<typeof limits> = {},
  resumed?: (response: import('node:http').ServerResponse, id: unknown) => void,
): Promise<{ source: McpSource; url: string }> {
  const search = {
    name: 'search',
    inputSchema: { type: 'object', properties: { query: { type: 'string' } } },
  }
  let asked: unknown
  const served = await serve((request, response, body) => {
    if (request.method === 'GET' && resumed) return resumed(response, asked)
    if (request.method !== 'POST') return void response.writeHead(405).end()
    const { id, method } = JSON.parse(body) as { id?: unknown; method: string }
    const reply = (message: object): void =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, ...message }))
    if (id === undefined) return void response.writeHead(202).end()
    if (method === 'initialize')
      return reply({
        result: {
          protocolVersion: '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: 'h', version: '0' },
        },
      })
    if (method === 'tools/list') return reply({ result: { tools: [search] } })
    asked = id
    if (method === 'tools/call') return called(id, response)
    reply({ error: { code: -32_601, message: 'Method not found' } })
  })
  closing.push(served)
  const { url } = served
  return {
    source: createMcpSource(
      { name: 'lake', transport: 'http', url },
      { environment: {} },
      { ...limits, ...more },
    ),
    url,
  }
}

describe.concurrent('a server over HTTP that', () => {
  const json = { 'content-type': 'application/json' }
  const stream = { 'content-type': 'text/event-stream' }
  const event = (message: object): string => `data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`

  test.each<[string, Parameters<typeof greeting>[0], RegExp]>([
    ['never answers', () => undefined, /no answer|sent nothing|stalled/],
    [
      'trickles',
      (_id, response) => {
        response.writeHead(200, stream)
        const timer = setInterval(() => response.write(': still there\n\n'), 50)
        response.on('close', () => clearInterval(timer))
      },
      /no answer within/,
    ],
    [
      'answers without end',
      (_id, response) => {
        response.writeHead(200, json)
        const more = (): void => void (response.destroyed || response.write(' '.repeat(65_536), more))
        more()
      },
      /over 1 MB/,
    ],
    [
      'streams without end',
      (_id, response) => {
        response.writeHead(200, stream)
        const more = (): void =>
          void (
            response.destroyed ||
            response.write(
              event({ method: 'notifications/message', params: { data: 'x'.repeat(1000) } }).repeat(50),
              more,
            )
          )
        more()
      },
      /over 1 MB|nobody asked for/,
    ],
    [
      'answers somebody else',
      (_id, response) =>
        void response
          .writeHead(200, json)
          .end(JSON.stringify({ jsonrpc: '2.0', id: 77, result: { content: [] } })),
      /does not answer the request/,
    ],
    [
      'accepts and says no more',
      (_id, response) => void response.writeHead(202).end(),
      /does not answer the request/,
    ],
    [
      'ends the stream before the answer',
      (_id, response) =>
        void response.writeHead(200, stream).end(event({ method: 'notifications/message', params: {} })),
      /ended without the answer/,
    ],
    [
      'answers with a page',
      (_id, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'),
      /./,
    ],
    ['breaks its JSON', (_id, response) => void response.writeHead(200, json).end('{"jsonrpc":'), /./],
    [
      'breaks off',
      (_id, response) => {
        response.writeHead(200, { ...json, 'content-length': '500' })
        response.write('{')
        setTimeout(() => response.destroy(), 20)
      },
      /./,
    ],
    ['is ill', (_id, response) => void response.writeHead(503).end('overloaded'), /status 503/],
  ])('%s fails by name', async (what, called, why) => {
    const { source, url } = await greeting(called, inVain.has(what) ? short : {})
    const outcome = await searched(source, url)
    expect(outcome).toMatchObject({ code: 'mcp-failed' })
    expect((outcome as { why: string }).why).toMatch(why)
  })

  test('is ill once is asked again', async () => {
    let calls = 0
    const { source, url } = await greeting((id, response) => {
      if (calls++ === 0) return void response.writeHead(503).end()
      response.writeHead(200, stream).end(
        event({
          id,
          result: {
            content: [{ type: 'text', text: '{"results":[{"id":"1","title":"One","text":"One reed."}]}' }],
          },
        }),
      )
    })
    expect(await searched(source, url)).toMatchObject([one])
  })

  test('breaks off its answer again and again is given up; once is nothing', async () => {
    for (const often of [1, Infinity]) {
      let resumed = 0
      const result = {
        content: [{ type: 'text', text: '{"results":[{"id":"1","title":"One","text":"One reed."}]}' }],
      }
      const { source, url } = await greeting(
        (_id, response) => void response.writeHead(200, stream).end(`id: first\nretry: 0\ndata: \n\n`),
        {},
        (response, id) => {
          response.writeHead(200, stream)
          response.end(++resumed < often ? `id: again-${resumed}\ndata: \n\n` : event({ id, result }))
        },
      )
      const outcome = await searched(source, url)
      if (often === 1) expect(outcome).toMatchObject([one])
      else expect(outcome).toMatchObject({ why: expect.stringContaining('again and again') as string })
      expect(resumed).toBeLessThan(50)
    }
  })

  test('answers every question with 500 is asked the older way, then given up', async () => {
    const served = await serve((_request, response) => void response.writeHead(500).end('no'))
    closing.push(served)
    const source = createMcpSource(
      { name: 'lake', transport: 'http', url: served.url },
      { environment: {} },
      limits,
    )
    expect(await searched(source, served.url)).toMatchObject({ code: 'mcp-unreachable' })
    expect(served.requests.map(({ body }) => (JSON.parse(body) as { method: string }).method)).toContain(
      'initialize',
    )
  })
})
