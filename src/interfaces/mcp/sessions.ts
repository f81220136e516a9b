import { randomUUID } from 'node:crypto'
import { WebStandardStreamableHTTPServerTransport, type McpServer } from '@modelcontextprotocol/server'

/** Sessions open at once, at most. */
const mostSessions = 64
/** One in which nothing was asked for so long, and nobody listens, is over; milliseconds. */
const idleFor = 30 * 60_000
const sweepEvery = 60_000

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport
  readonly server: McpServer
  /** Answers that are still being sent. */
  open: number
  usedAt: number
}

/** Connections of clients that speak the protocol as it was before 2026: they begin with `initialize` and last. */
export interface Sessions {
  readonly size: number
  /** Answers a request that names a session, or begins one. `sent` is called back when the answer has left. */
  answer(request: Request, sent: (done: () => void) => void): Promise<Response>
  close(): Promise<void>
}

/**
 * Keeps sessions: at most 64 (whoever was idle longest makes room), each until it is idle for half an hour.
 *
 * @param open a server for one session
 * @see https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#session-management
 */
export function createSessions(open: (request: Request) => McpServer): Sessions {
  const sessions = new Map<string, Session>()
  const end = async (id: string): Promise<void> => {
    const session = sessions.get(id)
    sessions.delete(id)
    await session?.server.close().catch(() => undefined)
  }
  const sweep = setInterval(() => {
    for (const [id, { open: busy, usedAt }] of sessions)
      if (busy === 0 && Date.now() - usedAt > idleFor) void end(id)
  }, sweepEvery)
  sweep.unref()

  const begin = async (request: Request): Promise<Session | undefined> => {
    if (sessions.size >= mostSessions) {
      const [idlest] = [...sessions]
        .filter(([, one]) => one.open === 0)
        .toSorted(([, a], [, b]) => a.usedAt - b.usedAt)
      if (!idlest) return undefined
      await end(idlest[0])
    }
    const server = open(request)
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: (id) => void end(id),
    })
    const session: Session = { transport, server, open: 0, usedAt: Date.now() }
    await server.connect(transport)
    return session
  }

  return {
    get size() {
      return sessions.size
    },
    async answer(request, sent) {
      const id = request.headers.get('mcp-session-id')
      const session = id === null ? await begin(request) : sessions.get(id)
      if (!session)
        return id === null
          ? refused(503, -32000, 'Too many sessions are open. Try again later.')
          : refused(404, -32001, 'There is no such session. Begin one with initialize.')
      session.open += 1
      session.usedAt = Date.now()
      sent(() => {
        session.open -= 1
        session.usedAt = Date.now()
      })
      const response = await session.transport.handleRequest(request)
      // What was refused began no session.
      if (id === null && session.transport.sessionId === undefined) await session.server.close()
      return response
    },
    async close() {
      clearInterval(sweep)
      await Promise.all([...sessions.keys()].map(end))
    },
  }
}

function refused(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', id: null, error: { code, message } }, { status })
}
