import { request as httpRequest } from 'node:http'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import { orAborted } from './or-aborted.ts'
import { passwordWanted, proxyAuthorization, proxyRefused, type Proxy } from './proxy-address.ts'
import { askSocks } from './socks-tunnel.ts'
import { isCertificate } from './wire-failure.ts'

/**
 * Sockets to and through a proxy that the user configured: the bare connection for requests in absolute form, a
 * tunnel by CONNECT (RFC 9110, 9.3.6) or SOCKS, and TLS to whoever is at its end. An abort leaves no socket. What
 * the proxy refuses is an Error with the code `PROXY_REFUSED`.
 */

/** A socket that ends at `host:port`, opened by the proxy. */
export async function openTunnel(
  proxy: Proxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await connectProxy(proxy, signal)
  return proxy.socks
    ? askSocks(socket, proxy, host, port, signal)
    : askConnect(socket, proxy, `${host}:${port}`, signal)
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
      throw proxyRefused(`its certificate was not accepted (${message})`)
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

function askConnect(
  ownSocket: Socket,
  proxy: Proxy,
  authority: string,
  signal: AbortSignal,
): Promise<Socket> {
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
        reject(proxyRefused(refusal(response.statusCode ?? 0)))
      } else if (head.byteLength > 0) {
        // Nothing may come before the client speaks: a proxy that sends more would speak for the server.
        socket.destroy()
        reject(proxyRefused('it sent more than its answer'))
      } else resolve(socket)
    })
    request.on('response', (response) => {
      request.destroy()
      reject(proxyRefused(refusal(response.statusCode ?? 0)))
    })
    request.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : error))
    request.on('close', () => reject(proxyRefused('it closed the connection')))
    request.end()
  })
}

function refusal(status: number): string {
  return status === 407 ? passwordWanted : `it refused with HTTP ${status}`
}
