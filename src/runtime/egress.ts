import type { FoundAnswer, FoundRequest } from './found.ts'
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
 * How far a run may reach. `offline`: nothing leaves. `configured-only`: only to endpoints that the user
 * configured (models, search engines, MCP servers), which may be on this machine. `web`: also to found addresses
 * (whatever a user, a page, a model, a feed or a search engine names), under the policy of `address-policy.ts`.
 */
export type EgressScope = 'offline' | 'configured-only' | 'web'

/** The scopes, from the narrowest. */
export const egressScopes = ['offline', 'configured-only', 'web'] as const satisfies readonly EgressScope[]

/** The only way out onto the network. */
export interface Egress {
  readonly scope: EgressScope
  /**
   * A `fetch` (WHATWG) for one configured endpoint: it goes to that origin and nowhere else, follows no redirect
   * to another, and rejects with a KaojuError that names the cause.
   *
   * @throws KaojuError `egress-refused` (scope, other origin), `endpoint-unreachable`, `endpoint-certificate`,
   * `endpoint-stalled`, `endpoint-cut-off`, `endpoint-redirects`, `endpoint-answer-too-long`; an abort as its reason.
   * The body of the answer fails in the same way.
   */
  configured(endpoint: string, times: WireTimes): typeof globalThis.fetch
  /**
   * One exchange with a found address: checked, bounded, and never followed; see `found.ts`.
   *
   * @throws KaojuError `egress-refused` where the scope is not `web`; see `FoundRequest`
   */
  found(request: FoundRequest): Promise<FoundAnswer>
  /**
   * Whether `found` would ask for the address at all, as far as that is known without asking a name server: for what
   * is held of an address that may no longer be fetched.
   *
   * @throws KaojuError `scope-refused`, `address-refused`
   */
  admit(url: string): void
  /** A proxy on this machine through which a browser reaches found addresses under the same policy. @throws as `found` */
  browserProxy(bounds?: Partial<BrowserBounds>): Promise<BrowserProxy>
}

/** What a browser may use; times in milliseconds. */
export interface BrowserBounds {
  /** Of everything that comes and goes, together. Default: 60 MB. */
  readonly bytes: number
  /** Without a byte on a connection, until it is ended. Default: 30 s. */
  readonly idle: number
  /** To a connection. Default: 10 s. */
  readonly connect: number
}

/**
 * Where a browser is let out; whoever opened it closes it. Chromium goes past any proxy to its own machine unless
 * told not to (`--proxy-bypass-list=<-loopback>`), and past it with UDP (WebRTC, QUIC).
 */
export interface BrowserProxy {
  /** `http://127.0.0.1:port`. */
  readonly address: string
  readonly username: string
  readonly password: string
  /** What was asked for and refused so far, oldest first, at most 100. */
  readonly refused: readonly { readonly url: string; readonly code: string; readonly why: string }[]
  /** Bytes that came through so far. */
  bytes(): number
  close(): Promise<void>
}

/** The egress of a run that may not use the network. */
export const offline: Egress = {
  scope: 'offline',
  configured: (endpoint) => () =>
    Promise.reject(new KaojuError('egress-refused', { url: shownAddress(endpoint) })),
  ...foundNothing('offline'),
}

/** The half of an egress that refuses every found address because of its scope. */
export function foundNothing(
  scope: 'offline' | 'configured-only',
): Pick<Egress, 'found' | 'admit' | 'browserProxy'> {
  const refused = (url: string): KaojuError =>
    new KaojuError('scope-refused', { url: shownAddress(url), scope })
  return {
    found: ({ url }) => Promise.reject(refused(url)),
    admit(url) {
      throw refused(url)
    },
    browserProxy: () => Promise.reject(refused('Chromium')),
  }
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
