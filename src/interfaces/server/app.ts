import { OpenAPIHono } from '@hono/zod-openapi'
import type { App, Door } from './door.ts'

/**
 * Every way in, on one host: REST, events, OpenAI's wire, the AI SDK's, MCP, and the page.
 *
 * @see docs/decisions/0019-doors.md
 */
export function createApp(_door: Door): App {
  const app: App = new OpenAPIHono()
  return app
}
