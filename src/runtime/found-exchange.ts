import type { RoomShare } from './body-room.ts'
import { decodeBody, megabytes } from './decode-body.ts'
import { KaojuError } from './errors.ts'
import type { FoundConnection, FoundConnections } from './found-connections.ts'
import { foundFailure } from './found-failure.ts'
import type { FoundAnswer, FoundLimits, FoundRequest } from './found.ts'
import { orAborted } from './or-aborted.ts'
import { shownProxy } from './proxy-address.ts'
import type { Watch } from './watch.ts'
import type { Admitted } from './ways-out.ts'

/** What an exchange is made with. */
export interface ExchangeParts {
  readonly connections: FoundConnections
  readonly limits: FoundLimits
  readonly watch: Watch
  readonly userAgent: string
  readonly share: RoomShare
}

/**
 * One exchange with a found address that was let in.
 *
 * @throws as `FoundAnswer` says
 */
export async function exchangeFound(
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
  // Whatever a caller without types asks for, nothing else is ever sent.
  const method = request.method === 'HEAD' ? 'HEAD' : 'GET'
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

/** The time for something is over. */
export function stalled(url: string, reason: string): KaojuError {
  return new KaojuError('page-stalled', { url, reason })
}
