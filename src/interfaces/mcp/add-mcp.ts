import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  legacyStatelessFallback,
  type McpServer,
} from '@modelcontextprotocol/server'
import type { App, Door } from '../server/door.ts'
import { createMcpDoor } from './mcp-door.ts'
import { createReportNews, sendNews } from './report-news.ts'
import { createSessions } from './sessions.ts'

/**
 * Opens `/mcp`: streamable HTTP, for clients of the current protocol (each request stands by itself) and of the era
 * before it (`initialize`, then a session). Who may come in is for the guard before it to say.
 *
 * @returns how to end what is open
 */
export function addMcp(app: App, { host }: Door): { close(): Promise<void> } {
  const news = createReportNews(host)
  const open = (request: Request | undefined): McpServer =>
    createMcpDoor(host, { news, ...(request ? { origin: new URL(request.url).origin } : {}) })
  const modern = createMcpHandler(({ requestInfo }) => open(requestInfo), { legacy: 'reject' })
  const leave = news.listen((address) => {
    modern.notify.resourceUpdated(address)
    modern.notify.resourcesChanged()
  })
  const sessions = createSessions((request) => {
    const server = open(request)
    sendNews(server, news, 'legacy')
    return server
  })
  // Clients that neither begin a session nor speak the current protocol: each request stands by itself.
  const single = legacyStatelessFallback(({ requestInfo }) => open(requestInfo))

  app.all('/mcp', async (c) => {
    const request = c.req.raw
    if (!(await isLegacyRequest(request))) return modern.fetch(request)
    if (!request.headers.has('mcp-session-id') && !(await begins(request))) return single(request)
    return sessions.answer(request, (done) => {
      const { outgoing } = c.env
      outgoing.once('close', done)
    })
  })
  return {
    close: async () => {
      leave()
      await sessions.close()
      await modern.close()
    },
  }
}

/** Whether a request is the first of a session. */
async function begins(request: Request): Promise<boolean> {
  if (request.method !== 'POST') return false
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => undefined)
  return (Array.isArray(body) ? body : [body]).some(isInitializeRequest)
}
