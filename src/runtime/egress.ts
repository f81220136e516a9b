import { KaojuError } from './errors.ts'

/** What of a request's timing is bounded, in milliseconds. */
export interface WireTimes {
  /** To a connection, TLS included. */
  readonly connect: number
  /** From the request to the first byte of the answer. */
  readonly firstByte: number
  /** Between two pieces of the answer. */
  readonly idle: number
  /** From the request to the end of the answer, however steadily it trickles; default: no limit. */
  readonly whole?: number
}

/**
 * The only way out onto the network.
 *
 * `offline`: nothing leaves. `configured-only`: only to endpoints that the user configured (models, search
 * providers), which may be on this machine.
 */
export interface Egress {
  readonly scope: 'offline' | 'configured-only'
  /**
   * A `fetch` (WHATWG) for one configured endpoint: it goes to that origin and nowhere else, follows no redirect
   * to another, and rejects with a KaojuError that names the cause.
   *
   * @throws KaojuError `egress-refused` (scope, other origin), `endpoint-unreachable`, `endpoint-certificate`,
   * `endpoint-stalled`, `endpoint-cut-off`, `endpoint-redirects`, `endpoint-answer-too-long`; an abort as its reason.
   * The body of the answer fails in the same way.
   */
  configured(endpoint: string, times: WireTimes): typeof globalThis.fetch
}

/** The egress of a run that may not use the network. */
export const offline: Egress = {
  scope: 'offline',
  configured: (endpoint) => () =>
    Promise.reject(new KaojuError('egress-refused', { url: shownAddress(endpoint) })),
}

/** An address as it may be told: without name, password, and what a query may hold (Google's key). */
export function shownAddress(address: string): string {
  if (!URL.canParse(address))
    return address
      .slice(0, 200)
      .replace(/\/\/[^/]*@/, '//')
      .replace(/[?#].*$/s, '')
  const { protocol, host, pathname } = new URL(address)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`.slice(0, 200)
}
