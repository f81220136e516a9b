import { request as httpRequest } from 'node:http'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import { orAborted } from './or-aborted.ts'
import { isCertificate } from './wire-failure.ts'

/**
 * Sockets through a proxy that the user configured: `http://`, `https://` (a tunnel by CONNECT, RFC 9110 9.3.6, or
 * the bare connection for requests in absolute form), `socks5://` and `socks5h://` (RFC 1928, RFC 1929; names are
 * always left to the proxy). An abort leaves no socket. What the proxy refuses is an Error with the code
 * `PROXY_REFUSED` and a sentence without its password.
 */
export interface Proxy {
  /** With name and password, if any. */
  readonly url: URL
  readonly socks: boolean
  /** For authorities beyond the machine's. */
  readonly context: SecureContext | undefined
}

/** What an address of a proxy means. @throws Error where it is none */
export function parseProxy(address: string, context?: SecureContext): Proxy {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^(?:https?|socks5?h?):$/.test(url.protocol) || url.hostname === '')
    throw refused('this is not the address of a proxy (http://, https:// or socks5://)')
  return { url, socks: url.protocol.startsWith('socks'), context }
}

/** The value of `proxy-authorization`, where the proxy's address names somebody. */
export function proxyAuthorization({ url }: Proxy): string | undefined {
  const { username, password } = url
  if (username === '' && password === '') return undefined
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`
}

/** A socket that ends at `host:port`, opened by the proxy. */
export function openTunnel(proxy: Proxy, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  return proxy.socks ? socksTunnel(proxy, host, port, signal) : connectTunnel(proxy, host, port, signal)
}

/** A socket to the proxy itself. */
export async function connectProxy(proxy: Proxy, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  const host = proxy.url.hostname.replace(/^\[(.*)\]$/, '$1')
  const secure = proxy.url.protocol === 'https:'
  const port = Number(proxy.url.port) || (proxy.socks ? 1080 : secure ? 443 : 80)
  const socket = secure
    ? connectTls({
        host,
        port,
        ALPNProtocols: ['http/1.1'],
        ...(isIP(host) === 0 && { servername: host }),
        ...(proxy.context && { secureContext: proxy.context }),
      })
    : connect({ host, port, noDelay: true })
  await settled(socket, secure ? 'secureConnect' : 'connect', signal).catch((error: unknown) => {
    // Told apart from the certificate of the server behind it.
    const { code, message } = error as NodeJS.ErrnoException
    if (secure && code !== undefined && isCertificate(code))
      throw refused(`its certificate was not accepted (${message})`)
    throw error
  })
  return socket
}

/** Resolves when the socket says so; its failure and an abort reject, and destroy it. */
function settled(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    socket.once(event, resolve)
    socket.once('error', reject)
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
  })
  socket.on('error', () => {})
  return orAborted(ready, signal).catch((error: unknown) => {
    socket.destroy()
    throw error
  })
}

/** TLS to `hostname` over a socket; HTTP/1.1 only, so that no connection serves a second host. */
export async function secured(
  socket: Socket,
  hostname: string,
  context: SecureContext | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  const secure = connectTls({
    socket,
    // What the certificate must name; only names are announced (RFC 6066, section 3).
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
    ...(context && { secureContext: context }),
  })
  await settled(secure, 'secureConnect', signal).catch((error: unknown) => {
    socket.destroy()
    throw error
  })
  return secure
}

async function connectTunnel(proxy: Proxy, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const ownSocket = await connectProxy(proxy, signal)
  const authority = `${host}:${port}`
  const authorization = proxyAuthorization(proxy)
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(authorization && { 'proxy-authorization': authorization }) },
      createConnection: () => ownSocket,
      signal,
    })
    request.on('connect', (response, socket, head) => {
      socket.on('error', () => {})
      if (response.statusCode !== 200) {
        socket.destroy()
        reject(refused(refusal(response.statusCode ?? 0)))
      } else if (head.byteLength > 0) {
        // Nothing may come before the client speaks: a proxy that sends more would speak for the server.
        socket.destroy()
        reject(refused('it sent more than its answer'))
      } else resolve(socket)
    })
    request.on('response', (response) => {
      request.destroy()
      reject(refused(refusal(response.statusCode ?? 0)))
    })
    request.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : error))
    request.on('close', () => reject(refused('it closed the connection')))
    request.end()
  })
}

function refusal(status: number): string {
  return status === 407 ? 'it wants a user name and password (407)' : `it refused with HTTP ${status}`
}

/** RFC 1928, section 6. */
const socksReplies: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'its rules forbid it',
  3: 'network unreachable',
  4: 'no such host, or it is unreachable',
  5: 'connection refused',
  6: 'it took too long',
  7: 'command not supported',
  8: 'kind of address not supported',
}

async function socksTunnel(proxy: Proxy, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = await connectProxy(proxy, signal)
  const onAbort = (): void => void socket.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const take = taking(socket)
    const name = Buffer.from(decoded(proxy.url.username))
    const password = Buffer.from(decoded(proxy.url.password))
    const named = name.byteLength + password.byteLength > 0
    socket.write(Buffer.from(named ? [5, 2, 0, 2] : [5, 1, 0]))
    const method = await take(2)
    if (method[0] !== 5) throw refused('it does not speak SOCKS5')
    if (method[1] === 2 && named) {
      socket.write(
        Buffer.concat([Buffer.from([1, name.length]), name, Buffer.from([password.length]), password]),
      )
      if ((await take(2))[1] !== 0) throw refused('it does not accept the user name and password')
    } else if (method[1] !== 0) throw refused('it wants a user name and password')
    socket.write(
      Buffer.concat([Buffer.from([5, 1, 0]), socksAddress(host), Buffer.from([port >> 8, port & 255])]),
    )
    const [, reply, , kind] = await take(4)
    if (reply !== 0) throw refused(socksReplies[reply!] ?? `its answer is ${reply}`)
    // The address from which it calls, which nobody needs.
    const length = kind === 1 ? 4 : kind === 4 ? 16 : kind === 3 ? (await take(1))[0]! : -1
    if (length < 0) throw refused('it does not speak SOCKS5')
    await take(length + 2)
    return socket
  } catch (error) {
    socket.destroy()
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function socksAddress(host: string): Buffer {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) === 4) return Buffer.from([1, ...bare.split('.').map(Number)])
  const name = Buffer.from(bare)
  if (name.byteLength > 255) throw refused('the name is too long for SOCKS5')
  return Buffer.concat([Buffer.from([3, name.byteLength]), name])
}

/** Exactly so many bytes of a socket, one call after the other; the rest stays in it. */
function taking(socket: Socket): (bytes: number) => Promise<Buffer> {
  return (bytes) =>
    new Promise((resolve, reject) => {
      const finish = (): void => {
        socket.removeListener('readable', onReadable)
        socket.removeListener('close', onClose)
        socket.removeListener('end', onClose)
      }
      const onClose = (): void => {
        finish()
        reject(refused('it closed the connection'))
      }
      const onReadable = (): void => {
        if (socket.destroyed) return onClose()
        const piece = socket.read(bytes) as Buffer | null
        if (piece === null) return
        finish()
        resolve(piece)
      }
      socket.on('readable', onReadable)
      socket.on('close', onClose)
      socket.on('end', onClose)
      onReadable()
    })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function refused(reason: string): Error {
  return Object.assign(new Error(reason), { code: 'PROXY_REFUSED' })
}
