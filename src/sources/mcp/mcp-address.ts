/**
 * How a document of an MCP server is named: `mcp://<server>/<id>`, where the id is what the server calls it,
 * percent-encoded.
 *
 * - without a query: the server's tool to fetch with is given the id;
 * - `?resource`: the id is a resource's URI, which is read;
 * - `?found=<query>`: the document stands in the answer to a search, which is asked for again.
 */
export type McpAddress =
  | { readonly how: 'fetched'; readonly id: string }
  | { readonly how: 'resource'; readonly id: string }
  | { readonly how: 'found'; readonly id: string; readonly query: string }

const longestId = 3_000

/** Undefined: what would be too long to be an address. */
export function mcpUri(server: string, address: McpAddress): string | undefined {
  const id = address.id.toWellFormed()
  if (id === '' || id.length > longestId) return undefined
  const path = `mcp://${server}/${encodeURIComponent(id)}`
  switch (address.how) {
    case 'fetched':
      return path
    case 'resource':
      return `${path}?resource`
    case 'found':
      return `${path}?found=${encodeURIComponent(address.query.toWellFormed())}`
  }
}

/** Undefined: it names nothing of this server. */
export function parseMcpUri(server: string, uri: string): McpAddress | undefined {
  const start = `mcp://${server}/`
  if (!uri.startsWith(start)) return undefined
  const [path = '', query] = uri.slice(start.length).split('?', 2)
  try {
    const id = decodeURIComponent(path)
    if (id === '') return undefined
    if (query === undefined) return { how: 'fetched', id }
    if (query === 'resource') return { how: 'resource', id }
    return query.startsWith('found=')
      ? { how: 'found', id, query: decodeURIComponent(query.slice('found='.length)) }
      : undefined
  } catch {
    return undefined
  }
}
