import { createServer, type IncomingHttpHeaders } from 'node:http'
import { listen } from '../../runtime/loopback.ts'

/** A request as it arrived at the server that plays an engine. */
export interface SeenRequest {
  readonly method: string
  /** Without the query, prefix included. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The body as JSON, or as form fields; undefined where there is none. */
  readonly sent: unknown
  /** The request line and the headers as they came. */
  readonly raw: string
}

/** What the server answers. */
export interface PlayedReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Never ends: the body over and over until the caller leaves. */
  readonly endless?: true
  /** Nothing is answered at all, and the connection stays. */
  readonly stalls?: true
  /** The connection is closed: before anything, or after half of the body. */
  readonly broken?: 'before' | 'half'
}

/** A server on loopback that plays an engine. */
export interface EngineServer {
  readonly origin: string
  readonly seen: SeenRequest[]
  /** Answers from now on; the second parameter counts requests since `play`, from 0. */
  play(answer: (request: SeenRequest, index: number) => PlayedReply): void
  close(): Promise<void>
}

export async function openEngineServer(): Promise<EngineServer> {
  const seen: SeenRequest[] = []
  let since = 0
  let answer: (request: SeenRequest, index: number) => PlayedReply = () => ({ status: 500 })
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://engine.example')
      const body = Buffer.concat(pieces).toString('utf8')
      const one: SeenRequest = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body,
        sent: parsed(body, request.headers['content-type'] ?? ''),
        raw: `${request.method} ${request.url}\n${request.rawHeaders.join('\n')}`,
      }
      const reply = answer(one, seen.length - since)
      seen.push(one)
      if (reply.broken === 'before') {
        request.socket.destroy()
        return
      }
      if (reply.stalls) return
      const whole = Buffer.from(reply.body ?? '')
      response.writeHead(reply.status ?? 200, {
        'content-type': kindOf(whole.subarray(0, 200).toString()),
        ...(reply.broken ? { 'content-length': String(whole.length) } : {}),
        ...reply.headers,
      })
      if (reply.broken === 'half') {
        response.write(whole.subarray(0, whole.length / 2), () => request.socket.destroy())
        return
      }
      if (!reply.endless) {
        response.end(whole)
        return
      }
      const more = (): void => {
        while (!response.destroyed && response.write(whole));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
  })
  const { port, close } = await listen(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    play: (next) => {
      since = seen.length
      answer = next
    },
    close,
  }
}

function kindOf(beginning: string): string {
  if (/^\s*[[{"]/.test(beginning)) return 'application/json; charset=utf-8'
  return /^\s*<\?xml/.test(beginning) ? 'application/xml; charset=utf-8' : 'text/html; charset=utf-8'
}

function parsed(body: string, type: string): unknown {
  if (body === '') return undefined
  if (type.includes('json')) return JSON.parse(body) as unknown
  if (type.includes('form-urlencoded')) return Object.fromEntries(new URLSearchParams(body))
  return body
}
