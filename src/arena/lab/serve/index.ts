/** The world over loopback: engines, pages, feeds and MCP servers, what goes wrong with them, and what was asked. */
export * from './serve-world.ts'
export * from './faults.ts'
export * from './tool-mutations.ts'
export * from './wire-log.ts'
export { collectorHost } from './pages.ts'
