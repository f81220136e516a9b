import type { Dispatcher, Response as WireResponse } from 'undici'
import { foundNothing, shownAddress, type Egress, type WireTimes } from './egress.ts'
import { engineVersion } from './engine-version.ts'
import { KaojuError } from './errors.ts'
import { createProxyDispatcher } from './proxy-dispatcher.ts'
import { shownProxy } from './proxy-address.ts'
import { proxyFor, type ProxySettings } from './proxy.ts'
import { wireFailure, type FailingExchange } from './wire-failure.ts'

/**
 * The way out to the endpoints that a user configured, and to nothing else, over undici's own fetch.
 *
 * 1. A request goes to the origin and below the path of the endpoint it was made for, whatever was asked and
 *    whatever the endpoint answers: redirects elsewhere are refused, not followed.
 * 2. Connecting (a proxy's tunnel included), the first byte and every later byte each have a time in which to
 *    come; undici keeps the times (to about half a second). What trickles is ended by the first byte that comes
 *    after the time for the whole.
 * 3. What fails is a KaojuError that names the cause; what the caller aborted fails with the caller's reason.
 * 4. No answer is longer than the limit, measured after decompression.
 * 5. Nothing is loaded before the first request.
 */
export interface ConfiguredEgressOptions {
  /** Base URLs; each admits its whole origin, which `Egress.configured` narrows to a path. */
  readonly endpoints: readonly string[]
  readonly proxies?: ProxySettings
  /** Default: `Kaoju/<version>`. */
  readonly userAgent?: string
  /** Bytes of one answer, at most. Default: 64 MB. */
  readonly maxBodyBytes?: number
}

/** An egress of scope `configured-only`; `close` ends idle connections. */
export function createConfiguredEgress(
  options: ConfiguredEgressOptions,
): Egress & { close(): Promise<void> } {
  // What is no web address (a model in this process has none) admits nothing.
  const origins = new Set(options.endpoints.flatMap((endpoint) => webAddress(endpoint)?.origin ?? []))
  const dispatchers = new Map<string, Promise<Dispatcher>>()
  const { proxies = {}, maxBodyBytes = 64 * 2 ** 20, userAgent = `Kaoju/${engineVersion}` } = options
  const dispatcherFor = (proxy: string | undefined, times: WireTimes): Promise<Dispatcher> => {
    const key = JSON.stringify([proxy, times])
    const dispatcher = dispatchers.get(key) ?? createDispatcher(proxy, times)
    dispatchers.set(key, dispatcher)
    return dispatcher
  }
  return {
    scope: 'configured-only',
    ...foundNothing('configured-only'),
    configured(endpoint, times) {
      const base = webAddress(endpoint)
      const call = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
        const request = input instanceof Request ? { ...requestInit(input), ...init } : init
        const address = webAddress(input instanceof Request ? input.url : String(input))
        if (!base || !address || !origins.has(base.origin) || !isBelow(address, base))
          throw new KaojuError('egress-refused', { url: shownAddress(address?.href ?? endpoint) })
        request.signal?.throwIfAborted()
        const proxy = proxyFor(base, proxies)
        const exchange = {
          endpoint: shownAddress(base.href),
          times,
          proxy: proxy && shownProxy(proxy),
          answering: false,
        }
        const headers = new Headers(request.headers)
        headers.set('user-agent', userAgent)
        nameAndPassword(address, headers)
        const started = performance.now()
        try {
          const dispatcher = await dispatcherFor(proxy, times)
          const answer = await follow(
            address,
            base,
            { ...request, headers, dispatcher } as RequestInit,
            exchange,
          )
          return bounded(answer, exchange, { bytes: maxBodyBytes, started }, request.signal ?? undefined)
        } catch (error) {
          request.signal?.throwIfAborted()
          throw wireFailure(error, exchange)
        }
      }
      return call
    },
    async close() {
      const open = await Promise.allSettled(dispatchers.values())
      dispatchers.clear()
      await Promise.all(open.flatMap((one) => (one.status === 'fulfilled' ? [one.value.destroy()] : [])))
    },
  }
}

async function createDispatcher(proxy: string | undefined, times: WireTimes): Promise<Dispatcher> {
  const { Agent } = await import('undici')
  const { connect, firstByte, idle } = times
  const dispatcher =
    proxy === undefined
      ? new Agent({ allowH2: false, connect: { timeout: connect } })
      : await createProxyDispatcher(proxy, connect)
  return dispatcher.compose(
    (dispatch) => (options, handler) =>
      dispatch({ ...options, headersTimeout: firstByte, bodyTimeout: idle }, handler),
  )
}

/** Goes after redirects that stay at the endpoint and keep method and body; at most five. */
async function follow(
  address: URL,
  base: URL,
  init: RequestInit,
  exchange: FailingExchange,
): Promise<WireResponse> {
  const { fetch } = await import('undici')
  for (let hops = 0; ; hops++) {
    const answer = await fetch(address.href, { ...init, redirect: 'manual' } as unknown as Parameters<
      typeof fetch
    >[1])
    // Through a tunnel it is the endpoint that says so, in its own way.
    if (answer.status === 407 && exchange.proxy !== undefined && address.protocol === 'http:') {
      await answer.body?.cancel()
      throw Object.assign(new Error('it wants a user name and password (407)'), { code: 'PROXY_REFUSED' })
    }
    const location = answer.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer
    await answer.body?.cancel()
    const next = URL.canParse(location, address.href) ? new URL(location, address) : undefined
    const keeps =
      ['GET', 'HEAD'].includes(init.method?.toUpperCase() ?? 'GET') ||
      answer.status === 307 ||
      answer.status === 308
    if (!next || !isBelow(next, base) || !keeps || hops === 5)
      throw new KaojuError('endpoint-redirects', {
        endpoint: exchange.endpoint,
        url: shownAddress(next?.href ?? location),
      })
    address = next
  }
}

/** The answer with a body that ends at the limit and fails by name. */
function bounded(
  answer: WireResponse,
  exchange: FailingExchange,
  { bytes: most, started }: { readonly bytes: number; readonly started: number },
  signal: AbortSignal | undefined,
): Response {
  const about = { status: answer.status, statusText: answer.statusText, headers: [...answer.headers] }
  if (answer.body === null) return located(new Response(null, about), answer.url)
  const reader = answer.body.getReader() as ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
  let bytes = 0
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) return controller.close()
          bytes += value.byteLength
          const { endpoint, times } = exchange
          const error =
            bytes > most
              ? new KaojuError('endpoint-answer-too-long', {
                  endpoint,
                  megabytes: Math.round(most / 2 ** 20),
                })
              : performance.now() - started > (times.whole ?? Infinity)
                ? new KaojuError('endpoint-cut-off', {
                    endpoint,
                    reason: `no end after ${Math.round(times.whole! / 1000)} s`,
                  })
                : undefined
          if (error) {
            void reader.cancel(error).catch(() => {})
            throw error
          }
          controller.enqueue(value)
        } catch (error) {
          controller.error(
            signal?.aborted ? signal.reason : wireFailure(error, { ...exchange, answering: true }),
          )
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return located(new Response(body, about), answer.url)
}

function located(response: Response, url: string): Response {
  return Object.defineProperty(response, 'url', { value: url })
}

function isBelow(address: URL, base: URL): boolean {
  const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`
  return (
    address.origin === base.origin &&
    (address.pathname === base.pathname || address.pathname.startsWith(folder))
  )
}

function webAddress(text: string): URL | undefined {
  return /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined
}

/** A name and password in the address, which fetch refuses there, go where HTTP has a place for them (RFC 7617). */
function nameAndPassword(address: URL, headers: Headers): void {
  const { username, password } = address
  if (username === '' && password === '') return
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  if (!headers.has('authorization'))
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
  address.username = ''
  address.password = ''
}

/** undici 8 does not take Node's own Request for one. */
function requestInit(request: Request): RequestInit {
  const { method, headers, body, signal } = request
  return { method, headers, body, signal, ...(body ? { duplex: 'half' as const } : {}) }
}
