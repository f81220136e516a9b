import { Server, type CallToolResult, type Tool } from '@modelcontextprotocol/server'
import { serveServer, type Served } from './http-servers.ts'

/** What a server has and does, which may be another thing at each question. */
export interface Changing {
  list(): Tool[]
  call(name: string, given: Readonly<Record<string, unknown>>): CallToolResult | Promise<CallToolResult>
}

export const text = { type: 'string' } as const
export const integer = { type: 'integer' } as const

export function tool(name: string, properties: Record<string, object>, required: string[]): Tool {
  return { name, inputSchema: { type: 'object', properties, required } } as Tool
}

export const searching = tool('search', { query: text, limit: integer, cursor: text }, ['query'])
export const fetching = tool('fetch', { id: text, part: integer, cursor: text, offset: integer }, ['id'])

/** An answer of JSON in a text. */
export function json(value: unknown): CallToolResult {
  return said(JSON.stringify(value))
}

export function said(...texts: string[]): CallToolResult {
  return { content: texts.map((one) => ({ type: 'text', text: one })) }
}

export function complaint(words: string): CallToolResult {
  return { ...said(words), isError: true }
}

/** The SDK's server over HTTP; `asked` holds the calls of tools and the lists, in their order. */
export async function serveChanging(changing: Changing): Promise<Served & { readonly asked: string[] }> {
  const asked: string[] = []
  const served = await serveServer(() => {
    const server = new Server({ name: 'changing', version: '1.0.0' }, { capabilities: { tools: {} } })
    server.setRequestHandler('tools/list', () => {
      asked.push('list')
      return { tools: changing.list() }
    })
    server.setRequestHandler('tools/call', async ({ params }) => {
      asked.push(`${params.name} ${JSON.stringify(params.arguments)}`)
      return server.projectCallToolResult(await changing.call(params.name, params.arguments ?? {}), undefined)
    })
    return server
  })
  return { ...served, asked }
}
