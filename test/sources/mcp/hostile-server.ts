/**
 * A program that breaks the protocol of 2025 in one way; its first argument says in which. It writes its process
 * id to the file of its second.
 */
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [, , way = '', pids = ''] = process.argv
appendFileSync(pids, `${process.pid}\n`)
const say = (message: unknown): void => void process.stdout.write(`${JSON.stringify(message)}\n`)
const rpc = (id: unknown, result: object): void => say({ jsonrpc: '2.0', id, result })
const query = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] }
const flood = {
  jsonrpc: '2.0',
  method: 'notifications/message',
  params: { level: 'info', data: 'x'.repeat(50) },
}
const found = (id: unknown): void =>
  rpc(id, { content: [{ type: 'text', text: '{"results":[{"id":"1","title":"One","text":"One reed."}]}' }] })
let initialized = 0

if (way === 'never-starts') {
  console.error(
    `LAKE_TOKEN is missing, LAKE_FIRST is ${process.env['LAKE_FIRST']}, LAKE_SECRET is ${process.env['LAKE_SECRET']}`,
  )
  process.exit(2)
}
if (way === 'deaf') setInterval(() => undefined, 1000)
else
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line) as {
      id?: unknown
      method: string
      params?: { name?: string }
    }
    if (method === 'server/discover') {
      // Servers of the official Rust SDK end at any question before `initialize`.
      if (way === 'ends-at-discover') process.exit(1)
      if (way === 'ignores-discover') return
      return say({ jsonrpc: '2.0', id, error: { code: -32_601, message: 'Method not found' } })
    }
    if (method === 'initialize') {
      initialized++
      return rpc(id, {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'h', version: '0' },
      })
    }
    if (method === 'tools/list') return list(id)
    if (method === 'tools/call') call(id, params?.name)
  })

function list(id: unknown): void {
  if (way === 'many-tools')
    return rpc(id, {
      tools: Array.from({ length: 10_000 }, (_, index) => ({
        name: `tool_${index}`,
        inputSchema: { type: 'object' },
      })),
      nextCursor: 'again',
    })
  if (way === 'endless-list')
    return rpc(id, { tools: [{ name: 'search', inputSchema: query }], nextCursor: `${Math.random()}` })
  if (way === 'recursive-schema') {
    const node: Record<string, unknown> = { $ref: '#/$defs/node' }
    return rpc(id, {
      tools: [
        {
          name: 'search',
          inputSchema: { ...query, $defs: { node: { properties: { child: node } } }, pattern: '(a+)+$' },
          outputSchema: {
            type: 'object',
            $ref: '#/$defs/node',
            $defs: { node: { properties: { child: node } } },
          },
        },
      ],
    })
  }
  if (way === 'deep-schema') {
    const depth = 100_000
    process.stdout.write(
      `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"tools":[{"name":"search","inputSchema":{"type":"object","properties":{"query":{"type":"string"}},"required":["query"],"x":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}}]}}\n`,
    )
    return
  }
  if (way === 'no-list') return rpc(id, { tools: 'none' })
  rpc(id, { tools: [{ name: 'search', inputSchema: query }] })
}

function call(id: unknown, name: string | undefined): void {
  switch (way) {
    case 'silent':
      return
    case 'dies':
      process.stdout.write('{"jsonrpc":"2.0","id":')
      console.error('out of memory')
      process.exit(9)
    // eslint-disable-next-line no-fallthrough
    case 'huge':
      return rpc(id, { content: [{ type: 'text', text: 'x'.repeat(3_000_000) }] })
    case 'endless-line': {
      const more = (): void => void process.stdout.write('x'.repeat(65_536), more)
      return more()
    }
    case 'floods': {
      const lines = `${JSON.stringify(flood)}\n`.repeat(500)
      const more = (): void => void process.stdout.write(lines, more)
      return more()
    }
    case 'asks': {
      say({
        jsonrpc: '2.0',
        id: 'q1',
        method: 'sampling/createMessage',
        params: { messages: [], maxTokens: 10 },
      })
      say({
        jsonrpc: '2.0',
        id: 'q2',
        method: 'elicitation/create',
        params: { message: 'password?', requestedSchema: { type: 'object', properties: {} } },
      })
      say({ jsonrpc: '2.0', id: 'q3', method: 'roots/list' })
      const answers: string[] = []
      process.stdin.on('data', (text) => {
        answers.push(...String(text).trim().split('\n'))
        if (answers.length < 3) return
        const told = answers.map((one) => JSON.parse(one) as { error?: { code: number } })
        rpc(id, {
          content: [{ type: 'text', text: `declined: ${told.map(({ error }) => error?.code).join(' ')}` }],
        })
      })
      return
    }
    case 'asks-without-end': {
      const more = (): void => {
        for (let n = 0; n < 300; n++) say({ jsonrpc: '2.0', id: n, method: 'roots/list' })
      }
      return more()
    }
    case 'junk':
      process.stdout.write(
        `Listening…\n\n\u0000\u0001\n{"half":\n[]\n"text"\n42\nnull\n{"jsonrpc":"2.0"}\n${'['.repeat(5000)}\n`,
      )
      return found(id)
    case 'wrong-ids':
      for (const wrong of [999, 'x', null, -1, { a: 1 }]) rpc(wrong, { content: [] })
      return
    case 'twice':
      found(id)
      return rpc(id, { content: [{ type: 'text', text: 'second answer' }] })
    case 'wrong-shape':
      return rpc(id, { content: 'text' })
    case 'answer-is-null':
      return say({ jsonrpc: '2.0', id, result: null })
    case 'error':
      return say({ jsonrpc: '2.0', id, error: { code: -32_602, message: 'bad \u001b[31margument\u001b[0m' } })
    case 'deep':
      process.stdout.write(
        `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":[],"structuredContent":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}}\n`,
      )
      return
    case 'dies-once':
      // The first process that is asked dies.
      if (initialized === 1 && isFirst()) process.exit(1)
      return found(id)
    case 'stops-reading':
      process.stdin.pause()
      return
    default:
      found(id)
  }
  void name
}

function isFirst(): boolean {
  return process.ppid > 0 && process.env['LAKE_FIRST'] !== undefined && !marked()
}

function marked(): boolean {
  try {
    appendFileSync(`${pids}.marked`, '', { flag: 'ax' })
    return false
  } catch {
    return true
  }
}
