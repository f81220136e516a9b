import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/**
 * A web on loopback in which one server may be reached and nothing else: an allowed origin at 127.0.0.9, and on the
 * same port at other loopback addresses a sentinel that counts whoever comes. Besides, every attempt of this process
 * to open a connection is noted, wherever it leads: to private networks, too, where nobody listens.
 */
export interface HostileWeb {
  readonly port: number
  /** `http://127.0.0.9:port`. */
  readonly origin: string
  /** What the origin answers below a path, in place of what it was made with. */
  readonly answers: Map<string, () => string>
  /** Where the sentinel listens. */
  readonly watched: readonly string[]
  /** Requests that came to the origin, for a path that begins so. */
  reached(path: string): number
  /** Connections to the sentinel, from whatever process. */
  sentinel(): number
  /** `address:port` of each attempt that did not lead to the origin, since the last time this was asked. */
  strays(): readonly string[]
  close(): Promise<void>
}

/** The one address that may be reached. */
export const allowed = '127.0.0.9'
const others = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.255.255.254', '::1']

export async function openHostileWeb(listener: RequestListener): Promise<HostileWeb> {
  const closing: (() => Promise<void>)[] = []
  let sentinel = 0
  const answers = new Map<string, () => string>()
  const paths: string[] = []
  const origin = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const path = request.url ?? ''
    paths.push(path)
    const answer = [...answers].find(([begin]) => path.startsWith(begin))?.[1]
    if (answer) return response.end(answer())
    listener(request, response)
  })
  const port = await listenAt(origin, allowed, 0, closing)
  const watched: string[] = []
  for (const address of others) {
    const server = createServer((_, response) => response.end('the sentinel'))
    server.on('connection', () => sentinel++)
    // Some systems have no IPv6, and some only one loopback address.
    if ((await listenAt(server, address, port, closing).catch(() => 0)) === port) watched.push(address)
  }
  const strays: string[] = []
  const onSocket = (message: unknown): void => {
    ;(message as { socket: Socket }).socket.on('connectionAttempt', (address: string, to: number) => {
      const target = `${address}:${to}`
      if (target !== `${allowed}:${port}`) strays.push(target)
    })
  }
  subscribe('net.client.socket', onSocket)
  return {
    port,
    origin: `http://${allowed}:${port}`,
    answers,
    watched,
    reached: (path) => paths.filter((one) => one.startsWith(path)).length,
    sentinel: () => sentinel,
    strays: () => strays.splice(0),
    async close() {
      unsubscribe('net.client.socket', onSocket)
      for (const close of closing) await close()
    },
  }
}

async function listenAt(
  server: Server,
  address: string,
  port: number,
  closing: (() => Promise<void>)[],
): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: address, backlog: 2_000, ipv6Only: true }, resolve)
  })
  closing.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  )
  return (server.address() as AddressInfo).port
}

/** The number in a path such as `/redirect/12`. */
export function numberIn(request: IncomingMessage): number {
  return Number(/(\d+)/.exec(request.url ?? '')?.[1] ?? -1)
}
