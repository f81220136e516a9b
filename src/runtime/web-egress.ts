import { createBodyRoom, type RoomShare } from './body-room.ts'
import { openBrowserProxy } from './browser-proxy.ts'
import { createConfiguredEgress, type ConfiguredEgressOptions } from './configured-egress.ts'
import { decodeBody, megabytes } from './decode-body.ts'
import type { Egress } from './egress.ts'
import { engineVersion } from './engine-version.ts'
import { KaojuError } from './errors.ts'
import { createFoundConnections, type FoundConnection, type FoundConnections } from './found-connections.ts'
import { foundFailure } from './found-failure.ts'
import {
  foundLimits,
  type FoundAnswer,
  type FoundLimits,
  type FoundPolicy,
  type FoundRequest,
} from './found.ts'
import { systemResolve, type Resolve } from './guarded-connect.ts'
import { createHostGate } from './host-gate.ts'
import { orAborted } from './or-aborted.ts'
import { Watch } from './watch.ts'
import { createWaysOut, type Admitted } from './ways-out.ts'

/** What a run that may use the web is let out with. */
export interface WebEgressOptions extends ConfiguredEgressOptions, FoundPolicy {
  /** How names are resolved; default: as this machine does. */
  readonly resolve?: Resolve
  /** Exchanges with found addresses under way at once, at most. Default: 16. */
  readonly together?: number
  /** … of them with one host. Default: 2. */
  readonly perHost?: number
  /** PEM of further certificate authorities for found addresses (a company's network, tests). */
  readonly certificates?: string | Buffer
}

/** Bytes of bodies under way at once, after which all but one wait. */
const heldTogether = 96 * 2 ** 20

/** What found servers are told about who asks. */
export const webUserAgent = `Kaoju/${engineVersion} (+https://github.com/kaoju/kaoju; research engine)`

/**
 * The egress of scope `web`: configured endpoints as `createConfiguredEgress`, and found addresses under the
 * invariants of `found.ts`.
 *
 * 1. `admit` refuses before anything waits or leaves; `connectGuarded` is the only way to a socket without a proxy.
 * 2. An exchange counts against the gate until its body has been read; its times begin when it is let in.
 * 3. A request sent on a kept connection that the server had closed meanwhile is sent once more on a new one
 *    (RFC 9112, 9.3.1); nothing else is repeated here.
 * 4. However an exchange ends, its socket is kept whole or destroyed, and its timers and listeners are gone.
 *
 * `close` ends every exchange, connection and browser proxy.
 */
export function createWebEgress(options: WebEgressOptions): Egress & { close(): Promise<void> } {
  const { proxies = {}, resolve = systemResolve, certificates, allow = [] } = options
  const configured = createConfiguredEgress(options)
  const ways = createWaysOut({ proxies, resolve, certificates, allow })
  const connections = createFoundConnections(ways)
  const gate = createHostGate({ together: options.together ?? 16, perHost: options.perHost ?? 2 })
  const room = createBodyRoom(heldTogether)
  const closing = new AbortController()
  const browsers = new Set<() => Promise<void>>()
  const userAgent = options.userAgent ?? webUserAgent

  return {
    scope: 'web',
    configured: configured.configured.bind(configured),
    async found(request) {
      const admitted = ways.admit(request.url)
      const { signal: outer } = request
      outer?.throwIfAborted()
      const leave = await gate.enter(admitted.url.hostname, {
        ...(request.delay !== undefined && { delay: request.delay }),
        signal: outer ? AbortSignal.any([outer, closing.signal]) : closing.signal,
      })
      const limits = limitsOf(request.limits)
      const url = admitted.url.href
      const watch = new Watch(outer ? [outer, closing.signal] : [closing.signal], limits.whole, () =>
        stalled(url, `no end after ${limits.whole / 1000} s`),
      )
      const share = room.share()
      try {
        return await exchange(request, admitted, { connections, limits, watch, userAgent, share })
      } finally {
        share.leave()
        watch.end()
        leave()
      }
    },
    async browserProxy(bounds) {
      closing.signal.throwIfAborted()
      const proxy = await openBrowserProxy(ways, bounds)
      const close = async (): Promise<void> => {
        browsers.delete(close)
        await proxy.close()
      }
      browsers.add(close)
      return { ...proxy, close }
    },
    async close() {
      closing.abort(new KaojuError('egress-refused', { url: 'the web' }))
      await Promise.all([configured.close(), connections.close(), ...[...browsers].map((close) => close())])
    },
  }
}

/** The defaults where nothing, or no number, is said: a limit that compares with nothing would be none. */
function limitsOf(asked: Partial<FoundLimits> = {}): FoundLimits {
  const given = Object.entries(asked).filter(([, limit]) => typeof limit === 'number' && limit >= 0)
  return { ...foundLimits, ...Object.fromEntries(given) }
}

interface ExchangeParts {
  readonly connections: FoundConnections
  readonly limits: FoundLimits
  readonly watch: Watch
  readonly userAgent: string
  readonly share: RoomShare
}

async function exchange(
  request: FoundRequest,
  admitted: Admitted,
  parts: ExchangeParts,
): Promise<FoundAnswer> {
  const { connections, limits, watch } = parts
  const url = admitted.url.href
  for (let fresh = false; ; fresh = true) {
    const state = { answering: false }
    let connection: FoundConnection | undefined
    try {
      watch.phase(
        limits.connect,
        () =>
          new KaojuError('page-unreachable', {
            url,
            reason: `no connection within ${limits.connect / 1000} s`,
          }),
      )
      connection = await connections.open(admitted, watch.signal, fresh)
      const answer = await converse(request, admitted, connection, parts, state)
      connection.release()
      return answer
    } catch (error) {
      connection?.destroy()
      watch.signal.throwIfAborted()
      const proxy = admitted.proxy && shownProxy(admitted.proxy)
      const failure = foundFailure(error, { url, limits, proxy, answering: state.answering })
      if (!connection?.used || state.answering || failure.code !== 'page-unreachable') throw failure
    }
  }
}

/** One request and its whole answer on a connection. */
async function converse(
  request: FoundRequest,
  admitted: Admitted,
  { client, opened }: FoundConnection,
  { limits, watch, userAgent, share }: ExchangeParts,
  state: { answering: boolean },
): Promise<FoundAnswer> {
  const { url } = admitted
  const { method = 'GET' } = request
  const path = `${url.pathname}${url.search}`
  watch.phase(limits.firstByte, () => stalled(url.href, `no answer within ${limits.firstByte / 1000} s`))
  let informed = 0
  const {
    statusCode,
    headers: raw,
    body,
  } = await client.request({
    method,
    path: opened.absolute ? `${url.origin}${path}` : path,
    headers: {
      ...sentHeaders(request.headers),
      host: url.host,
      'user-agent': userAgent,
      'accept-encoding': 'gzip, deflate, br, zstd',
      ...(opened.absolute?.authorization && { 'proxy-authorization': opened.absolute.authorization }),
    },
    signal: watch.signal,
    responseHeaders: 'raw',
    onInfo: () => {
      if (++informed > 16) client.destroy().catch(() => {})
    },
  })
  // What goes wrong with a body that nobody reads any more is nobody's business.
  body.on('error', () => {})
  const headers = headersOf(raw as unknown as readonly (string | Buffer)[])
  if (opened.absolute && statusCode === 407)
    throw Object.assign(new Error('it wants a user name and password (407)'), { code: 'PROXY_REFUSED' })
  state.answering = true
  watch.phase(limits.idle, () => stalled(url.href, `nothing for ${limits.idle / 1000} s`))
  const bounds = { shown: url.href, wireBytes: limits.wireBytes, bytes: limits.bytes }
  const announced = Number(headers['content-length'] ?? 0)
  const hasBody = method !== 'HEAD' && statusCode !== 304 && statusCode !== 204
  if (hasBody && announced > limits.wireBytes)
    throw new KaojuError('page-too-large', { url: url.href, reason: `it announces ${megabytes(announced)}` })
  const coding = hasBody ? headers['content-encoding'] : undefined
  const decoded = await decodeBody(body, coding, bounds, {
    onPiece: () => watch.again(),
    onHold: (bytes) => growing(share, bytes, watch),
  })
  watch.signal.throwIfAborted()
  return { url: url.href, status: statusCode, headers, ...decoded, route: opened.route }
}

/** More room for a body; while it is waited for, the server is not to blame for the silence. */
function growing(share: RoomShare, bytes: number, watch: Watch): Promise<void> | undefined {
  const waiting = share.grow(bytes)
  return waiting && watch.rest(orAborted(waiting, watch.signal))
}

/** What a caller may say; whatever else is asked for (cookies, credentials, framing) is not sent. */
const sendable = new Set(['accept', 'accept-language', 'if-none-match', 'if-modified-since', 'cache-control'])

function sentHeaders(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const sent: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    // Bytes beyond ASCII that an earlier answer held (in its etag) go back as they came.
    const bytes = Buffer.from(value, 'utf8').toString('latin1')
    if (sendable.has(name.toLowerCase()) && !/[^\t\x20-\x7e\x80-\xff]/.test(bytes))
      sent[name.toLowerCase()] = bytes
  }
  return sent
}

/** Names in lower case, several of one name joined; bytes that are UTF-8 are read as that. */
function headersOf(raw: readonly (string | Buffer)[]): Record<string, string> {
  const headers = new Map<string, string>()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = asText(raw[index]!).toLowerCase()
    const value = asText(raw[index + 1]!).trim()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(headers)
}

function asText(header: string | Buffer): string {
  const bytes = typeof header === 'string' ? Buffer.from(header, 'latin1') : header
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? bytes.toString('latin1') : text
}

function stalled(url: string, reason: string): KaojuError {
  return new KaojuError('page-stalled', { url, reason })
}

function shownProxy(proxy: string): string {
  if (!URL.canParse(proxy)) return proxy.replace(/\/\/.*@/, '//')
  const { protocol, host } = new URL(proxy)
  return `${protocol}//${host}`
}
