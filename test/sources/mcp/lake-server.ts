import { McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'

const documents = [
  { id: 'lake/1', title: 'The lake', text: 'The lake was dredged in 2019.', url: 'https://lake.example/1' },
  {
    id: '清湖',
    title: '清湖水质',
    text: '清湖的水质在二〇二四年达到三类标准。',
    url: 'https://lake.example/qing',
  },
]

/** A server of the SDK that holds two documents, in the convention of ChatGPT's connectors. */
export function lakeServer(): McpServer {
  const server = new McpServer({ name: 'lake', version: '1.0.0' })
  server.registerTool(
    'search',
    {
      description: 'Searches the lake',
      inputSchema: z.object({ query: z.string(), limit: z.number().int().max(1).optional() }),
      outputSchema: z.object({
        results: z.array(z.object({ id: z.string(), title: z.string(), url: z.string() })),
      }),
    },
    ({ query, limit }) => {
      const results = documents
        .filter(({ title, text }) => query.split(' ').some((word) => `${title} ${text}`.includes(word)))
        .slice(0, limit)
        .map(({ id, title, url }) => ({ id, title, url }))
      return {
        content: [{ type: 'text', text: JSON.stringify({ results }) }],
        structuredContent: { results },
      }
    },
  )
  server.registerTool(
    'fetch',
    { description: 'Fetches a document', inputSchema: z.object({ id: z.string() }) },
    ({ id }) => {
      const found = documents.find((one) => one.id === id)
      if (!found) return { isError: true, content: [{ type: 'text', text: `There is no ${id}.` }] }
      const document = { ...found, metadata: { year: 2024 } }
      return { content: [{ type: 'text', text: JSON.stringify(document) }] }
    },
  )
  return server
}

/** A server without tools, whose resources can only be listed and read. */
export function shelfServer(): McpServer {
  const server = new McpServer({ name: 'shelf', version: '1.0.0' })
  const shelve = (
    name: string,
    uri: string,
    description: string,
    content: { readonly text: string } | { readonly blob: string; readonly mimeType: string },
  ): void =>
    void server.registerResource(name, uri, { title: name, description, mimeType: 'text/plain' }, () => ({
      contents: [{ uri, ...content }],
    }))
  shelve('Herons of the lake', 'shelf://herons', 'Forty nests', { text: 'The heronry has forty nests.' })
  shelve('清湖年报', 'shelf://qing', 'Water quality', { text: '水质良好。' })
  shelve('Map', 'shelf://map', 'A map of the reeds', {
    blob: Buffer.from('%PDF-1.7 map').toString('base64'),
    mimeType: 'application/pdf',
  })
  return server
}
