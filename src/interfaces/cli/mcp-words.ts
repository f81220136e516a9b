/** What the command line says of its MCP server: a part of the table in `words.ts`. */
export const mcpInEnglish = {
  command: 'serve the library, research and reports to agents and editors over MCP (stdin and stdout)',
  printConfig: 'print how to set this up in a client and do nothing else: {clients} (else all)',
  client: 'CLIENT',
  serving: 'Serving MCP on stdin and stdout; home: {home}',
  busy: 'A kaoju server may be running on this home: point the client to its address, e.g. http://127.0.0.1:7788/mcp, instead of kaoju mcp.',
  toSetUp: {
    'claude-desktop': 'Claude Desktop: claude_desktop_config.json (Settings › Developer › Edit Config)',
    'claude-code': 'Claude Code: run this once',
    cursor: 'Cursor: ~/.cursor/mcp.json, or .cursor/mcp.json in a project',
    vscode: 'VS Code: .vscode/mcp.json in a project, or “MCP: Open User Configuration”',
    codex: 'Codex: ~/.codex/config.toml',
    http: 'Clients that take an address, while kaoju serve is running',
  },
}

/** The same in Chinese. */
export const mcpInChinese: typeof mcpInEnglish = {
  command: '通过 MCP（标准输入输出）向智能体和编辑器提供资料库、研究和报告',
  printConfig: '只打印在客户端中的配置方法：{clients}（默认全部）',
  client: '客户端',
  serving: '正在标准输入输出上提供 MCP；主目录：{home}',
  busy: '这个主目录可能已有 kaoju 服务在运行：请让客户端连接它的地址（如 http://127.0.0.1:7788/mcp），而不是 kaoju mcp。',
  toSetUp: {
    'claude-desktop': 'Claude Desktop：claude_desktop_config.json（设置 › 开发者 › 编辑配置）',
    'claude-code': 'Claude Code：运行一次即可',
    cursor: 'Cursor：~/.cursor/mcp.json，或项目中的 .cursor/mcp.json',
    vscode: 'VS Code：项目中的 .vscode/mcp.json，或“MCP: Open User Configuration”',
    codex: 'Codex：~/.codex/config.toml',
    http: '接受网址的客户端（kaoju serve 运行期间）',
  },
}
