/** Clients that we know how to set up. */
export const mcpClients = ['claude-desktop', 'claude-code', 'cursor', 'vscode', 'codex', 'http'] as const
/** One of them. */
export type McpClient = (typeof mcpClients)[number]

/**
 * What a client's configuration must hold to start `kaoju mcp`.
 *
 * @param home absent: the usual one
 */
export function clientConfig(client: McpClient, home?: string): string {
  const start = ['-y', 'kaoju', 'mcp', ...(home === undefined ? [] : ['--home', home])]
  const server = { command: 'npx', args: start }
  switch (client) {
    case 'claude-desktop':
    case 'cursor':
      return JSON.stringify({ mcpServers: { kaoju: server } }, undefined, 2)
    case 'vscode':
      return JSON.stringify({ servers: { kaoju: { type: 'stdio', ...server } } }, undefined, 2)
    case 'claude-code':
      return `claude mcp add kaoju -- npx ${start.map(quoted).join(' ')}`
    case 'codex':
      // It gives up on a tool after 60 seconds unless it is told otherwise.
      return `[mcp_servers.kaoju]\ncommand = "npx"\nargs = ${JSON.stringify(start)}\ntool_timeout_sec = 600`
    case 'http':
      return 'http://127.0.0.1:7788/mcp'
  }
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
