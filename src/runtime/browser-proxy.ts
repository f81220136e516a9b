import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  createServer,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { megabytes } from './decode-body.ts'
import { shownAddress, type BrowserBounds, type BrowserProxy } from './egress.ts'
import { KaojuError } from './errors.ts'
import type { WaysOut } from './ways-out.ts'

/** The defaults. */
const browserBounds: BrowserBounds = { bytes: 60 * 2 ** 20, idle: 30_000, connect: 10_000 }

/** Connections being made at once, at most; twice as many from the browser. */
const mostAtOnce = 64
const mostRefusals = 100

/**
 * A proxy on this machine for a browser that Kaoju started.
 *
 * 1. Nothing happens without the credentials, which only that browser was told; they are compared in constant time.
 * 2. Every target, of a request in absolute form and of a tunnel, passes `WaysOut.admit`, and every connection is
 *    made by it: the policy is the same as for `Egress.found`.
 * 3. A forwarded request is written anew: hop-by-hop fields end here, its host is its address's, and its framing
 *    is this machine's own (RFC 9112, sections 3.2.2 and 6).
 * 4. Bytes are bounded for everything together. When they are spent, all ends and nothing more is let through.
 * 5. `close` leaves no socket and no listener.
 */
export async function openBrowserProxy(
  ways: WaysOut,
  bounds: Partial<BrowserBounds> = {},
): Promise<BrowserProxy> {
  const door = new Door(ways, { ...browserBounds, ...bounds })
  await door.open()
  return {
    address: `http://127.0.0.1:${door.port}`,
    username: door.username,
    password: door.password,
    refused: door.refused,
    bytes: () => door.bytes,
    close: () => door.close(),
  }
}

class Door {
  readonly username = `kaoju-${randomBytes(6).toString('hex')}`
  readonly password = randomBytes(24).toString('base64url')
  readonly refused: { readonly url: string; readonly code: string; readonly why: string }[] = []
  bytes = 0
  port = 0
  private readonly ways: WaysOut
  private readonly bounds: BrowserBounds
  private readonly expected: Buffer
  private readonly closing = new AbortController()
  private readonly held = new Set<{ destroy(): unknown }>()
  private underWay = 0
  private readonly server = createServer({
    maxHeaderSize: 64 * 1024,
    headersTimeout: 10_000,
    keepAliveTimeout: 5_000,
    insecureHTTPParser: false,
  })

  constructor(ways: WaysOut, bounds: BrowserBounds) {
    this.ways = ways
    this.bounds = bounds
    this.expected = digest(`Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`)
  }

  async open(): Promise<void> {
    const { server } = this
    server.maxConnections = 2 * mostAtOnce
    server.on('connection', (socket: Socket) => {
      this.hold(socket)
      socket.on('error', () => {})
    })
    server.timeout = this.bounds.idle
    server.on('request', (request, response) => void this.forward(request, response))
    server.on('connect', (request, socket, head) => void this.tunnel(request, socket, head))
    // Browsers reach WebSockets through a tunnel; whoever asks otherwise is no browser.
    server.on('upgrade', (_, socket) => answer(socket, 400, 'Bad Request'))
    server.on('clientError', (_, socket) => answer(socket, 400, 'Bad Request'))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    this.port = (server.address() as AddressInfo).port
    server.unref()
  }

  async close(): Promise<void> {
    this.closing.abort(new KaojuError('egress-refused', { url: 'the browser' }))
    const closed = new Promise<void>((resolve) => void this.server.close(() => resolve()))
    for (const one of this.held) one.destroy()
    await closed
  }

  private admits(request: IncomingMessage): boolean {
    const given = request.headers['proxy-authorization'] ?? ''
    return timingSafeEqual(digest(given), this.expected)
  }

  /** Held until it closes, so that `close` can end it. */
  private hold(socket: Duplex): void {
    this.held.add(socket)
    socket.once('close', () => this.held.delete(socket))
  }

  private count(bytes: number): void {
    const before = this.bytes
    this.bytes += bytes
    const most = this.bounds.bytes
    if (this.bytes <= most || before > most) return
    this.note('Chromium', this.spent())
    for (const one of this.held) one.destroy()
  }

  private spent(): KaojuError {
    const reason = `more than ${megabytes(this.bounds.bytes)} for one page`
    return new KaojuError('page-too-large', { url: 'Chromium', reason })
  }

  private note(url: string, { code, parameters }: KaojuError): void {
    if (this.refused.length < mostRefusals)
      this.refused.push({
        url: url.slice(0, 300),
        code,
        why: String(parameters['reason'] ?? parameters['address'] ?? ''),
      })
  }

  /** Runs `work` with a signal that ends with the browser's interest, the time to connect, or the proxy. */
  private async connecting<T>(browser: Duplex, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.bytes > this.bounds.bytes) throw this.spent()
    if (this.underWay >= mostAtOnce) throw new KaojuError('page-busy', { url: 'Chromium', status: 503 })
    const gone = new AbortController()
    const onClose = (): void => gone.abort(new Error('the browser went away'))
    browser.once('close', onClose)
    const timer = setTimeout(() => gone.abort(new Error('no connection in time')), this.bounds.connect)
    this.underWay++
    try {
      return await work(AbortSignal.any([gone.signal, this.closing.signal]))
    } finally {
      this.underWay--
      clearTimeout(timer)
      browser.removeListener('close', onClose)
    }
  }

  private async tunnel(request: IncomingMessage, browser: Duplex, head: Buffer): Promise<void> {
    browser.on('error', () => {})
    request.socket.setTimeout(this.bounds.idle, () => browser.destroy())
    if (!this.admits(request)) return answer(browser, 407, 'Proxy Authentication Required')
    const address = tunnelAddress(request.url ?? '')
    if (address === undefined) return answer(browser, 400, 'Bad Request')
    try {
      const { socket } = await this.connecting(browser, async (signal) =>
        this.ways.tunnel(this.ways.admit(address), signal),
      )
      this.hold(socket)
      socket.on('error', () => {})
      if (browser.destroyed) return void socket.destroy()
      browser.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      browser.on('data', (piece: Buffer) => this.count(piece.byteLength))
      socket.on('data', (piece: Buffer) => this.count(piece.byteLength))
      browser.once('close', () => socket.destroy())
      socket.once('close', () => browser.destroy())
      if (head.byteLength > 0) browser.unshift(head)
      browser.pipe(socket).pipe(browser)
    } catch (error) {
      answer(browser, ...this.failure(address, error))
    }
  }

  private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {})
    request.on('error', () => {})
    const refuse = (status: number, reason: string): void => {
      if (response.headersSent) return void response.destroy()
      response.writeHead(status, reason, {
        ...authenticate(status),
        'content-length': 0,
        connection: 'close',
      })
      response.end()
    }
    if (!this.admits(request)) return refuse(407, 'Proxy Authentication Required')
    const address = request.url ?? ''
    // Any other coding leaves open where the body ends; the parser lets the head through before it says so.
    const framed = /^(?:chunked)?$/i.test(request.headers['transfer-encoding'] ?? '')
    if (!framed || !/^http:\/\//i.test(address) || request.method === 'TRACE')
      return refuse(400, 'Bad Request')
    try {
      const upstream = await this.connecting(request.socket, (signal) => this.ask(request, address, signal))
      this.relay(upstream, request, response, refuse)
    } catch (error) {
      refuse(...this.failure(address, error))
    }
  }

  /** The request as it goes on; its body follows. */
  private async ask(request: IncomingMessage, address: string, signal: AbortSignal): Promise<ClientRequest> {
    const admitted = this.ways.admit(address)
    const { socket, absolute } = await this.ways.open(admitted, signal)
    this.hold(socket)
    socket.setTimeout(this.bounds.idle, () => socket.destroy())
    const { url } = admitted
    const path = `${url.pathname}${url.search}`
    const headers: Record<string, string | string[]> = {
      ...Object.fromEntries(endToEnd(request)),
      host: url.host,
      connection: 'close',
    }
    // The parser has refused requests that frame their body twice; what is left is framed as it was, once.
    if (request.headers['transfer-encoding'] !== undefined) {
      delete headers['content-length']
      headers['transfer-encoding'] = 'chunked'
    }
    if (absolute?.authorization) headers['proxy-authorization'] = absolute.authorization
    return httpRequest({
      createConnection: () => socket,
      method: request.method,
      path: absolute ? `${url.origin}${path}` : path,
      headers,
      setHost: false,
      maxHeaderSize: 64 * 1024,
      insecureHTTPParser: false,
    })
  }

  private relay(
    upstream: ClientRequest,
    request: IncomingMessage,
    response: ServerResponse,
    refuse: (status: number, reason: string) => void,
  ): void {
    upstream.on('error', () => refuse(502, 'Bad Gateway'))
    upstream.on('response', (answered) => {
      const headers = [...endToEnd(answered)].flatMap(([name, values]) =>
        values.flatMap((value) => [name, value]),
      )
      answered.on('data', (piece: Buffer) => this.count(piece.byteLength))
      // A body that broke off must not look whole.
      answered.on('error', () => response.destroy())
      answered.on('aborted', () => response.destroy())
      try {
        response.writeHead(answered.statusCode ?? 502, headers)
      } catch {
        upstream.destroy()
        return refuse(502, 'Bad Gateway')
      }
      answered.pipe(response)
    })
    // Gone already, a response closes no second time.
    if (response.destroyed) return void upstream.destroy()
    response.once('close', () => upstream.destroy())
    request.on('data', (piece: Buffer) => this.count(piece.byteLength))
    request.pipe(upstream)
  }

  /** What a browser is told, and what is noted, of a target that was not reached. */
  private failure(address: string, error: unknown): [status: number, reason: string] {
    if (!(error instanceof KaojuError)) return [502, 'Bad Gateway']
    switch (error.code) {
      case 'address-refused':
      case 'resolver-fake-ip':
        this.note(shownAddress(address), error)
        return [403, 'Forbidden']
      case 'page-too-large':
        return [403, 'Forbidden']
      case 'page-busy':
        return [503, 'Service Unavailable']
      default:
        return [502, 'Bad Gateway']
    }
  }
}

/** The URL whose host and port a tunnel leads to (`host:port`, RFC 9110, 9.3.6); a port is never left out. */
function tunnelAddress(authority: string): string | undefined {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+):(\d{1,5})$/i.exec(authority) ?? []
  if (host === undefined) return undefined
  const address = `${port === '80' ? 'http' : 'https'}://${host}:${port}/`
  return URL.canParse(address) ? address : undefined
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
])

/** The fields that go on, without those that `connection` names (RFC 9110, 7.6.1). */
function endToEnd(message: IncomingMessage): Map<string, string[]> {
  const named = new Set(
    (message.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()),
  )
  // A length is this hop's only where it frames the body, and then nobody may take it away.
  named.delete('content-length')
  const kept = Object.entries(message.headersDistinct).filter(
    ([name, values]) => values !== undefined && !hopByHop.has(name) && !named.has(name),
  )
  return new Map(kept as [string, string[]][])
}

function answer(socket: Duplex, status: number, reason: string): void {
  if (socket.destroyed || !socket.writable) return void socket.destroy()
  const fields = Object.entries({ ...authenticate(status), 'content-length': 0, connection: 'close' })
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  )
}

function authenticate(status: number): Record<string, string> {
  return status === 407 ? { 'proxy-authenticate': 'Basic realm="Kaoju", charset="UTF-8"' } : {}
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
