import type { WireTimes } from './egress.ts'
import { KaojuError } from './errors.ts'

/** What is known of an exchange when it fails. */
export interface FailingExchange {
  readonly endpoint: string
  readonly times: WireTimes
  /** The proxy in between, without its password. */
  readonly proxy: string | undefined
  /** Whether the head of the answer had come. */
  readonly answering: boolean
}

/**
 * What an exchange on the wire died of: the names that Node, OpenSSL, llhttp and undici give to failures, told as
 * one of four codes and a sentence. An unknown name counts as unreachable (or cut off) and is shown as it is.
 */
export function wireFailure(error: unknown, exchange: FailingExchange): KaojuError {
  const causes = chainOf(error)
  for (const cause of causes) if (cause instanceof KaojuError) return cause
  const { endpoint, times, proxy, answering } = exchange
  const named = causes.find((one) => one.code !== undefined)
  const cause = named ?? causes.at(-1)
  const code = named?.code ?? ''
  const stalled = (milliseconds: number): KaojuError =>
    new KaojuError('endpoint-stalled', { endpoint, seconds: milliseconds / 1000 }, { cause: error })
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return stalled(times.firstByte)
  if (code === 'UND_ERR_BODY_TIMEOUT') return stalled(times.idle)
  const certificate = causes.find((one) => one.code !== undefined && isCertificate(one.code))
  if (certificate)
    return new KaojuError(
      'endpoint-certificate',
      { endpoint, reason: certificateReason(certificate) },
      { cause: error },
    )
  if (answering) {
    const reason =
      cutOff[code] ??
      (code.startsWith('Z_') || code.includes('BROTLI') ? 'its compression is damaged' : plain(cause))
    return new KaojuError('endpoint-cut-off', { endpoint, reason }, { cause: error })
  }
  const found =
    code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT'
      ? `no connection within ${times.connect / 1000} s`
      : (unreachable[code] ?? protocolReason(code, cause) ?? plain(cause))
  const reason = proxy === undefined ? found : `through the proxy ${proxy}: ${proxyReason(cause) ?? found}`
  return new KaojuError('endpoint-unreachable', { endpoint, reason }, { cause: error })
}

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name could not be resolved just now: is this machine online?',
  EAI_FAIL: 'the name could not be resolved',
  ENODATA: 'the name has no address',
  ECONNRESET: 'the connection was closed before an answer came',
  UND_ERR_SOCKET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network: is this machine online?',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'the address cannot be used from this machine',
  EACCES: 'connecting was forbidden by this machine or a firewall',
  EPERM: 'connecting was forbidden by this machine or a firewall',
  UND_ERR_HEADERS_OVERFLOW: 'the head of its answer is too large',
}

const cutOff: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was closed early',
  EPIPE: 'the connection was closed early',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'fewer bytes came than announced',
}

/** Two ends that speak different protocols. */
function protocolReason(code: string, cause: Cause | undefined): string | undefined {
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    code === 'ERR_SSL_HTTP_REQUEST'
  )
    return 'it does not speak TLS there: try http:// in place of https://'
  if (code === 'EPROTO' && /wrong version number|packet length too long/.test(cause?.message ?? ''))
    return 'it does not speak TLS there: try http:// in place of https://'
  if (cause?.name === 'HTTPParserError')
    return 'what it answers is not HTTP: if the port speaks TLS, use https:// in place of http://'
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
    return `the TLS handshake failed: ${code === 'EPROTO' ? plain(cause) : code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ')}`
  return undefined
}

/** What `proxy-tunnel.ts` says that a proxy refused. */
function proxyReason(cause: Cause | undefined): string | undefined {
  return cause?.code === 'PROXY_REFUSED' ? cause.message : undefined
}

/** Names of X.509 failures (OpenSSL's X509_verify_cert, as Node reports them) and Node's own for a wrong host. */
export function isCertificate(code: string): boolean {
  return (
    code === 'ERR_TLS_CERT_ALTNAME_INVALID' ||
    code === 'DEPTH_ZERO_SELF_SIGNED_CERT' ||
    code === 'SELF_SIGNED_CERT_IN_CHAIN' ||
    code === 'HOSTNAME_MISMATCH' ||
    /^(?:CERT|CRL)_|^UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)_|^INVALID_(?:CA|PURPOSE)$|_IN_CERT_|^PATH_LENGTH_EXCEEDED$/.test(
      code,
    )
  )
}

function certificateReason({ code, message }: Cause): string {
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') return 'it is self-signed'
  if (code === 'SELF_SIGNED_CERT_IN_CHAIN' || code?.startsWith('UNABLE_TO_'))
    return 'it comes from an authority unknown to this machine'
  if (code === 'CERT_HAS_EXPIRED') return 'it has expired'
  if (code === 'CERT_NOT_YET_VALID') return 'it is not valid yet'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return /altnames: (.*)$/s.exec(message)?.[1] ?? 'it is for another host'
  return message
}

interface Cause extends Error {
  readonly code?: string
}

/** An error and what it was caused by, outermost first; of several addresses tried, each one's error. */
function chainOf(error: unknown): Cause[] {
  const chain: Cause[] = []
  const walk = (one: unknown): void => {
    if (!(one instanceof Error) || chain.includes(one)) return
    // A DOMException's code is a number and says less than the name.
    if (typeof (one as { code?: unknown }).code !== 'number') chain.push(one)
    walk(one.cause)
    if (one instanceof AggregateError) one.errors.forEach(walk)
  }
  walk(error)
  return chain
}

function plain(cause: Cause | undefined): string {
  if (!cause) return 'no reason given'
  return cause.code && !cause.message.includes(cause.code)
    ? `${cause.code}: ${cause.message}`
    : cause.message || cause.code || cause.name
}
