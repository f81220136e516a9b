import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createWebEgress, KaojuError, type Egress, type Resolve, type WebEgressOptions } from '#runtime'

/** A small web on loopback: servers at 127.0.0.x that close themselves, and an egress to them. */
export interface FoundWeb {
  /** Starts a server on an address of this machine; `port` 0 = any. */
  serve(server: Server, address?: string, port?: number): Promise<Served>
  /** … that speaks HTTP. */
  http(listener: RequestListener, address?: string, port?: number): Promise<Served>
  egress(options: Partial<WebEgressOptions>): Egress & { close(): Promise<void> }
  close(): Promise<void>
}

/** A running server. */
export interface Served {
  readonly port: number
  /** Connections so far. */
  connections(): number
  /** Connections that are still open. */
  open(): number
}

/** Whether this machine answers at every address of 127.0.0.0/8; macOS does at 127.0.0.1 alone. */
export const manyAddresses = process.platform === 'linux' || process.platform === 'win32'

/** An empty web. */
export function foundWeb(): FoundWeb {
  const closing: (() => Promise<void>)[] = []
  const web: FoundWeb = {
    async serve(server, address = '127.0.0.1', port = 0) {
      const sockets = new Set<Socket>()
      let connections = 0
      server.on('connection', (socket: Socket) => {
        connections++
        sockets.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => sockets.delete(socket))
      })
      server.on('tlsClientError', () => {})
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, address, resolve)
      })
      closing.push(
        () =>
          new Promise((resolve) => {
            for (const socket of sockets) socket.destroy()
            server.close(() => resolve())
          }),
      )
      return {
        port: (server.address() as AddressInfo).port,
        connections: () => connections,
        open: () => sockets.size,
      }
    },
    http: (listener, address, port) => web.serve(createServer(listener), address, port),
    egress(options) {
      const egress = createWebEgress({ endpoints: [], ...options })
      closing.push(() => egress.close())
      return egress
    },
    async close() {
      for (const close of closing.splice(0).reverse()) await close()
    },
  }
  return web
}

/** A resolver that answers from a table, one list of addresses after the other, the last for ever; unknown names do not exist. */
export function resolver(table: Readonly<Record<string, readonly (readonly string[])[]>>): Resolve & {
  readonly asked: string[]
} {
  const asked: string[] = []
  const resolve: Resolve = (host) => {
    const answers = table[host]
    const turn = asked.filter((one) => one === host).length
    asked.push(host)
    const now = answers?.[Math.min(turn, answers.length - 1)]
    if (!now)
      return Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }))
    return Promise.resolve(now.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
  }
  return Object.assign(resolve, { asked })
}

/** The failure of what must fail. */
export async function failureOf(work: Promise<unknown>): Promise<KaojuError> {
  const error: unknown = await work.then(
    (value) => new Error(`it went well: ${JSON.stringify(value)?.slice(0, 200)}`),
    (reason: unknown) => reason,
  )
  if (error instanceof KaojuError) return error
  throw error
}

/** Its code and message. */
export const messageOf = async (work: Promise<unknown>): Promise<string> => {
  const { code, message } = await failureOf(work)
  return `${code}: ${message}`
}

/** Waits, turn by turn of the event loop, until it holds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('it never held')
}

/** The body of an answer as text. */
export const textOf = ({ body }: { readonly body: Uint8Array }): string => Buffer.from(body).toString()
