import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { lakeServer } from './lake-server.ts'

/** A server on loopback, and what was asked of it. */
export interface Served {
  readonly url: string
  readonly requests: {
    readonly method: string
    readonly headers: IncomingMessage['headers']
    readonly body: string
  }[]
  close(): Promise<void>
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void | Promise<void>

export async function serve(answer: Answer): Promise<Served> {
  const requests: Served['requests'] = []
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString()
      requests.push({ method: request.method!, headers: request.headers, body })
      void answer(request, response, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The SDK's server; `newer` speaks the protocol of 2026 only. */
export function serveLake(era: 'both' | 'newer'): Promise<Served> {
  return serveServer(lakeServer, era)
}

/** Any server of the SDK's over HTTP, made anew for each request. */
export function serveServer(
  made: Parameters<typeof createMcpHandler>[0],
  era: 'both' | 'newer' = 'both',
): Promise<Served> {
  const handler = createMcpHandler(made, { legacy: era === 'newer' ? 'reject' : 'stateless' })
  return serve(async (request, response, body) => {
    const answer = await handler.fetch(
      new Request(`http://127.0.0.1${request.url}`, {
        method: request.method!,
        headers: Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value] as [string, string]] : [],
        ),
        ...(body === '' ? {} : { body }),
      }),
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
}

interface Rpc {
  readonly id?: number | string
  readonly method: string
  readonly params?: { readonly name?: string; readonly arguments?: Readonly<Record<string, string>> }
}

/**
 * A server of 2025-03-26 written by hand: session ids, answers as streams, and nothing of what came later.
 * `forget()` ends its sessions, as a restart does.
 */
export async function serveByHand(): Promise<Served & { forget(): void; readonly sessions: Set<string> }> {
  const sessions = new Set<string>()
  const tools = [
    {
      name: 'search_notes',
      inputSchema: {
        type: 'object',
        properties: { query: { type: 'string' }, limit: { type: 'integer' } },
        required: ['query'],
      },
    },
    {
      name: 'get_note',
      inputSchema: {
        type: 'object',
        properties: { note_id: { type: 'string' }, id: { type: 'string' } },
        required: ['id'],
      },
    },
  ]
  const call = ({ name, arguments: given = {} }: NonNullable<Rpc['params']>): object =>
    name === 'get_note'
      ? { content: [{ type: 'text', text: `# Note ${given['id']}\n\nReeds grow.` }] }
      : { content: [{ type: 'text', text: JSON.stringify([{ id: 'n1', name: `About ${given['query']}` }]) }] }
  const served = await serve((request, response, body) => {
    const session = request.headers['mcp-session-id']
    if (request.method === 'DELETE') {
      sessions.delete(String(session))
      return void response.writeHead(200).end()
    }
    if (request.method !== 'POST') return void response.writeHead(405).end()
    const rpc = JSON.parse(body) as Rpc
    const reply = (result: object): void => {
      // Progress that nobody asked for comes first.
      const progress = {
        jsonrpc: '2.0',
        method: 'notifications/message',
        params: { level: 'info', data: 'at work' },
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`event: message\ndata: ${JSON.stringify(progress)}\n\n`)
      response.end(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: rpc.id, ...result })}\n\n`)
    }
    if (rpc.method === 'initialize') {
      const id = `session-${served.requests.length}`
      sessions.add(id)
      response.setHeader('mcp-session-id', id)
      return reply({
        result: {
          protocolVersion: '2025-03-26',
          capabilities: { tools: {} },
          serverInfo: { name: 'hand', version: '0' },
        },
      })
    }
    if (typeof session !== 'string') return void response.writeHead(400).end('Bad Request: no session')
    if (!sessions.has(session)) return void response.writeHead(404).end('Session not found')
    if (rpc.id === undefined) return void response.writeHead(202).end()
    if (rpc.method === 'tools/list') return reply({ result: { tools } })
    if (rpc.method === 'tools/call') return reply({ result: call(rpc.params!) })
    reply({ error: { code: -32_601, message: 'Method not found' } })
  })
  return { ...served, sessions, forget: () => sessions.clear() }
}
