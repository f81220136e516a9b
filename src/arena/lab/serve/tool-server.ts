/**
 * An MCP server of the world over streamable HTTP (both eras of the protocol): it searches and tells its records.
 *
 * 1. In the log is each call of a tool, not the handshake nor the list of tools.
 * 2. What a mutation does to a call is drawn by the call and how often it was made; only whether the successor of a
 *    removed tool is listed depends on what came before.
 */
import type { CallToolResult, Tool } from '@modelcontextprotocol/server'
import { chanceOf } from '#runtime'
import { placedAddresses } from './addresses.ts'
import { exchanged, stalled, type Desk, type Told } from './exchange.ts'
import type { Answering, LabReply, LabRequest } from './listen.ts'
import type { ServedTools } from './tool-mutations.ts'
import { createRecords, type Given, type ToolAnswer } from './tool-records.ts'

/** What a tool server needs beyond its records. */
export interface ToolParts {
  readonly desk: Desk
  /** Milliseconds per call. */
  readonly latency: number
  /** Milliseconds that the mutation `latency` adds. */
  readonly slowBy: number
  /** Of the pages. */
  readonly port: number
}

/** What one server answers. `clear`: a new run begins, and what was removed is there again. */
export interface ToolService {
  readonly answer: Answering
  clear(): void
  close(): Promise<void>
}

interface Call {
  readonly tool: string
  readonly given: Given
}

export async function toolService(tools: ServedTools, parts: ToolParts): Promise<ToolService> {
  // Loaded by whoever serves tools: everybody else starts without it.
  const { createMcpHandler, ProtocolError, ProtocolErrorCode, Server } =
    await import('@modelcontextprotocol/server')
  const { desk, port } = parts
  const records = createRecords(tools)
  let removed = false
  const handler = createMcpHandler(() => {
    const server = new Server({ name: tools.name, version: '1.0.0' }, { capabilities: { tools: {} } })
    server.setRequestHandler('tools/list', () => ({ tools: listed(tools, removed) }))
    server.setRequestHandler('tools/call', ({ params }) => {
      const { name, arguments: given = {} } = params
      const said = records.call(name, given)
      if (said === 'unknown')
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`)
      return server.projectCallToolResult(placedResult(said, port), undefined)
    })
    return server
  })
  const pass = async (request: LabRequest): Promise<LabReply> => {
    const { method, headers, body, path, gone } = request
    const answer = await handler.fetch(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers,
        signal: gone,
        ...(body === '' ? {} : { body }),
      }),
    )
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: new Uint8Array(await answer.arrayBuffer()),
    }
  }
  return {
    clear: () => void (removed = false),
    close: () => handler.close(),
    async answer(request) {
      if (request.url.pathname !== '/mcp') return about(tools)
      const call = callIn(request)
      if (!call) return pass(request)
      const asked = `${call.tool} ${JSON.stringify(call.given)}`
      const repetition = desk.repetition(tools.name, asked)
      const latency = parts.latency + (tools.mutation === 'latency' ? parts.slowBy : 0)
      const asking = {
        service: 'tool',
        name: tools.name,
        request: asked,
        latency,
        gone: request.gone,
      } as const
      return exchanged(desk, asking, async (): Promise<Told> => {
        const chance = chanceOf(desk.seed, `tool ${tools.name} ${repetition} ${asked}`)
        if (tools.mutation === 'timeout' && chance.next() < 0.5) return stalled(desk, request.gone)
        if (tools.refusals && repetition < tools.refusals.times) return refusal(request, tools.refusals.as)
        if (tools.successor !== undefined && call.tool === tools.fetch.name && isGone(desk, tools, asked)) {
          removed = true
          return { reply: rpc(request, { error: unknownTool(call.tool) }), response: '', outcome: 'failed' }
        }
        const said = records.call(call.tool, call.given)
        const failed = said === 'unknown' || said.isError === true
        const response = said === 'unknown' ? '' : said.plain
        return { reply: await pass(request), response, ...(failed ? { outcome: 'failed' } : {}) }
      })
    },
  }
}

/** Whether a record is not told any more under the old name: half of them, whenever they are asked for. */
function isGone({ seed }: Desk, { name }: ServedTools, asked: string): boolean {
  return chanceOf(seed, `removed ${name} ${asked}`).next() < 0.5
}

function listed(tools: ServedTools, removed: boolean): Tool[] {
  const { search, fetch, successor, mutation } = tools
  const text = { type: 'string' } as const
  const more = mutation === 'paginated'
  return [
    {
      name: search.name,
      description: search.description,
      inputSchema: {
        type: 'object',
        properties: {
          [search.parameter]: text,
          limit: { type: 'integer', minimum: 1, maximum: 50 },
          ...(more ? { cursor: text } : {}),
        },
        required: [search.parameter],
      },
      annotations: { readOnlyHint: true },
    },
    {
      name: removed && successor !== undefined ? successor : fetch.name,
      description: fetch.description,
      inputSchema: {
        type: 'object',
        properties: {
          [fetch.parameter]: text,
          ...(more ? { part: { type: 'integer', minimum: 1 } } : {}),
        },
        required: [fetch.parameter],
      },
      annotations: { readOnlyHint: true },
    },
  ]
}

function placedResult({ text, structured, isError }: ToolAnswer, port: number): CallToolResult {
  const place = (plain: string): string => placedAddresses(plain, port)
  return {
    content: [{ type: 'text', text: place(text) }],
    ...(structured === undefined
      ? {}
      : { structuredContent: JSON.parse(place(JSON.stringify(structured))) as Record<string, unknown> }),
    ...(isError ? { isError } : {}),
  }
}

interface Rpc {
  readonly id?: string | number
  readonly method?: string
  readonly params?: { readonly name?: unknown; readonly arguments?: unknown }
}

function rpcIn({ body }: LabRequest): Rpc | undefined {
  try {
    const parsed = JSON.parse(body) as Rpc | null
    return parsed !== null && typeof parsed === 'object' ? parsed : undefined
  } catch {
    return undefined
  }
}

function callIn(request: LabRequest): Call | undefined {
  const { method, params } = rpcIn(request) ?? {}
  if (method !== 'tools/call' || typeof params?.name !== 'string') return undefined
  const given = params.arguments
  return { tool: params.name, given: typeof given === 'object' && given !== null ? (given as Given) : {} }
}

function rpc(request: LabRequest, said: object): LabReply {
  const body = JSON.stringify({ jsonrpc: '2.0', id: rpcIn(request)?.id ?? null, ...said })
  return { headers: { 'content-type': 'application/json' }, body }
}

function unknownTool(name: string): object {
  return { code: -32_602, message: `Unknown tool: ${name}` }
}

const busy = '429 Too Many Requests: rate limit exceeded, retry after 1 s'

function refusal(request: LabRequest, as: 'status' | 'error'): Told {
  const reply: LabReply =
    as === 'status'
      ? { status: 429, headers: { 'content-type': 'text/plain', 'retry-after': '1' }, body: busy }
      : rpc(request, {
          result: { content: [{ type: 'text', text: busy }], isError: true, resultType: 'complete' },
        })
  return { reply, response: busy, outcome: 'failed' }
}

function about({ name }: ServedTools): LabReply {
  const body = `Kaoju lab: the MCP server ${name} of a coined world, over streamable HTTP at /mcp.\n`
  return { headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}
