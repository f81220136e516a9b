import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the lab's servers see it. */
export interface LabRequest {
  readonly method: string
  /** Host as it was asked for, without a port. */
  readonly host: string
  /** Path and query. */
  readonly path: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Fires when whoever asked has gone. */
  readonly gone: AbortSignal
}

/** What is answered: a body, in pieces where it is a stream; `cut` closes the connection where the body ends, `reset` at once. */
export interface LabReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>
  readonly ends?: 'cut' | 'reset'
}

export type Answering = (request: LabRequest) => LabReply | Promise<LabReply>

export interface Listening {
  readonly port: number
  /** `http://127.0.0.1:40123` */
  readonly origin: string
  close(): Promise<void>
}

/** Bytes of a request that are read at most. */
const mostBytes = 32 * 2 ** 20

/** Listens on 127.0.0.1, never elsewhere. `port` 0 or absent: any that is free. */
export async function listen(answer: Answering, port = 0): Promise<Listening> {
  const server = createServer((request, response) => {
    // A client that goes away is no defect of the server.
    request.on('error', () => {})
    response.on('error', () => {})
    serve(answer, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
      response.end(`the lab failed: ${String(error)}`)
    })
  })
  server.on('clientError', (_, socket) => socket.destroy())
  // Some clients tunnel through a proxy even for http: whatever host they name, they are already there.
  server.on('connect', (_, socket, head) => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    socket.unshift(head)
    server.emit('connection', socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    port: taken,
    origin: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(answer: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) gone.abort(new Error('gone'))
  })
  const body = await bodyOf(request)
  if (body === undefined) return void response.writeHead(413).end()
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const host = (headers['host'] ?? '').replace(/:\d+$/, '')
  const path = request.url ?? '/'
  const base = `http://${host || 'lab'}`
  if (!URL.canParse(base) || !URL.canParse(path, base)) return void response.writeHead(400).end()
  const url = new URL(path, base)
  const reply = await answer({
    method: request.method ?? 'GET',
    host,
    path,
    url,
    headers,
    body,
    gone: gone.signal,
  })
  if (reply.ends === 'reset') return void response.socket?.resetAndDestroy()
  response.writeHead(reply.status ?? 200, reply.headers)
  await send(reply.body ?? '', response)
  // What was written still goes out: where it breaks off must not depend on the load.
  if (reply.ends === 'cut') response.socket?.destroySoon()
  else response.end()
}

async function send(body: NonNullable<LabReply['body']>, response: ServerResponse): Promise<void> {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    if (body.length > 0) response.write(body)
    return
  }
  for await (const piece of body) {
    if (response.destroyed) return
    if (!response.write(piece))
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve))
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request) {
    bytes += (piece as Buffer).length
    if (bytes > mostBytes) return undefined
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces).toString('utf8')
}
