import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  legacyStatelessFallback,
  type McpServer,
} from '@modelcontextprotocol/server'
import type { Host } from '../host/host.ts'
import { createMcpDoor } from './mcp-door.ts'
import { createReportNews, sendNews } from './report-news.ts'
import { createSessions } from './sessions.ts'

/** MCP over streamable HTTP. */
export interface McpOverHttp {
  /** @param sent is handed what is to be called when the answer has left, or its reader has */
  answer(request: Request, sent: (done: () => void) => void): Promise<Response>
  /** Ends sessions and subscriptions. */
  close(): Promise<void>
}

/**
 * Answers clients of the current protocol (each request stands by itself), of the era before it (`initialize`, then a
 * session), and those of that era that begin no session.
 */
export function openMcpOverHttp(host: Host): McpOverHttp {
  const news = createReportNews(host)
  const open = (request: Request | undefined, era: 'legacy' | 'modern'): McpServer =>
    createMcpDoor(host, { news, era, ...(request ? { origin: new URL(request.url).origin } : {}) })
  const modern = createMcpHandler(({ requestInfo, era }) => open(requestInfo, era), { legacy: 'reject' })
  const leave = news.listen((address) => {
    modern.notify.resourceUpdated(address)
    modern.notify.resourcesChanged()
  })
  const sessions = createSessions((request) => {
    const server = open(request, 'legacy')
    sendNews(server, news, 'legacy')
    return server
  })
  const single = legacyStatelessFallback(({ requestInfo, era }) => open(requestInfo, era))
  return {
    answer: async (request, sent) => {
      if (!(await isLegacyRequest(request))) return modern.fetch(request)
      if (!request.headers.has('mcp-session-id') && !(await begins(request))) return single(request)
      return sessions.answer(request, sent)
    },
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
