/** Room 4, `sources`: where does text come from? Files and folders, search engines, pages, feeds, MCP servers. */
export * from './files/walk-files.ts'
export * from './files/read-file.ts'
export * from './search.ts'
export * from './web/frontier.ts'
export * from './web/page.ts'
export * from './feeds/feed.ts'
export * from './mcp/mcp-source.ts'
