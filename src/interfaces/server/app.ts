import { OpenAPIHono } from '@hono/zod-openapi'
import { addMcp } from '../mcp/add-mcp.ts'
import { addAiSdk } from './ai-sdk/add-ai-sdk.ts'
import type { App, Door } from './door.ts'
import { answerError, answerUnknown, refuseInvalid } from './errors.ts'
import { guard } from './guard.ts'
import { addOpenAI } from './openai/add-openai.ts'
import { addPage } from './page.ts'
import { addRoutes } from './routes/index.ts'
import { addSession } from './session.ts'
import { addUploads } from './uploads.ts'

/**
 * Every way in, on one host: REST, events, OpenAI's wire, the AI SDK's, MCP, and the page.
 *
 * @see docs/decisions/0019-doors.md
 */
export function createApp(door: Door): App {
  const app: App = new OpenAPIHono({ defaultHook: refuseInvalid })
  app.use(guard(door.policy))
  addRoutes(app, door)
  addSession(app, door)
  addUploads(app, door)
  addOpenAI(app, door)
  addAiSdk(app, door)
  addMcp(app, door)
  addPage(app, door.page)
  app.notFound((c) => answerUnknown(c, methodsAt(app, c.req.path)))
  app.onError((error, c) => answerError(c, error))
  return app
}

/** The methods that a path takes, where it is no place for the one that was used. */
function methodsAt(app: App, path: string): readonly string[] {
  return ['GET', 'POST', 'PUT', 'DELETE'].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method !== 'ALL' && route.path !== '/*'),
  )
}
