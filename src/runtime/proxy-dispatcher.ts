import type { Socket } from 'node:net'
import type { buildConnector, Dispatcher } from 'undici'
import { parseProxy, passwordWanted, proxyAuthorization, proxyRefused, type Proxy } from './proxy-address.ts'
import { connectProxy, openTunnel, secured } from './proxy-tunnel.ts'

/**
 * undici's way through a proxy that the user configured, over the sockets of `proxy-tunnel.ts`: TLS and SOCKS by
 * a tunnel, plain requests to an HTTP proxy in absolute form (RFC 9112, 3.2.2). A proxy that opens no tunnel
 * within `connectTimeout` milliseconds is given up.
 *
 * @throws Error where `address` is not the address of a proxy
 */
export async function createProxyDispatcher(address: string, connectTimeout: number): Promise<Dispatcher> {
  const { Agent, DecoratorHandler } = await import('undici')
  /** undici's fetch tells nothing of an answer 407 but that there was none. */
  const named = (handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler =>
    Object.assign(new DecoratorHandler(handler), {
      onResponseStart: (...answer: ResponseStart) => {
        if (answer[1] === 407) throw proxyRefused(passwordWanted)
        handler.onResponseStart?.(...answer)
      },
    })
  const proxy = parseProxy(address)
  const agent = new Agent({
    allowH2: false,
    connect: (target, callback) => void connectFor(proxy, target, connectTimeout, callback),
  })
  if (proxy.socks) return agent
  const authorization = proxyAuthorization(proxy)
  return agent.compose((dispatch) => (options, handler) => {
    const { origin } = new URL(String(options.origin))
    if (!origin.startsWith('http:')) return dispatch(options, handler)
    const headers = [
      ...rawHeaders(options.headers),
      ...(authorization ? ['proxy-authorization', authorization] : []),
    ]
    return dispatch({ ...options, path: `${origin}${options.path}`, headers }, named(handler))
  })
}

type ResponseStart = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>

interface Target {
  readonly hostname: string
  readonly protocol: string
  readonly port: string
}

async function connectFor(
  proxy: Proxy,
  target: Target,
  connectTimeout: number,
  callback: buildConnector.Callback,
): Promise<void> {
  const signal = AbortSignal.timeout(connectTimeout)
  let socket: Socket
  try {
    socket = await connectThrough(proxy, target, signal)
  } catch (error) {
    const late = Object.assign(new Error('no tunnel in time'), { code: 'UND_ERR_CONNECT_TIMEOUT' })
    callback(signal.aborted ? late : (error as Error), null)
    return
  }
  callback(null, socket)
}

async function connectThrough(proxy: Proxy, target: Target, signal: AbortSignal): Promise<Socket> {
  const { hostname, protocol } = target
  if (protocol === 'http:' && !proxy.socks) return connectProxy(proxy, signal)
  const host = hostname.includes(':') ? `[${hostname}]` : hostname
  const socket = await openTunnel(
    proxy,
    host,
    Number(target.port) || (protocol === 'https:' ? 443 : 80),
    signal,
  )
  return protocol === 'https:' ? secured(socket, host, undefined, signal) : socket
}

function rawHeaders(headers: Dispatcher.DispatchOptions['headers']): string[] {
  if (Array.isArray(headers)) return headers
  const pairs = headers && Symbol.iterator in headers ? [...headers] : Object.entries(headers ?? {})
  return pairs.flatMap(([name, value]) => [value ?? []].flat().flatMap((one) => [name, String(one)]))
}
