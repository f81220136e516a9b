import { createBodyRoom } from './body-room.ts'
import { openBrowserProxy } from './browser-proxy.ts'
import { createConfiguredEgress, type ConfiguredEgressOptions } from './configured-egress.ts'
import type { Egress } from './egress.ts'
import { engineVersion } from './engine-version.ts'
import { KaojuError } from './errors.ts'
import { createFoundConnections } from './found-connections.ts'
import { exchangeFound, stalled } from './found-exchange.ts'
import { foundLimits, type FoundLimits, type FoundPolicy } from './found.ts'
import { systemResolve, type Resolve } from './guarded-connect.ts'
import { createHostGate } from './host-gate.ts'
import { Watch } from './watch.ts'
import { createWaysOut } from './ways-out.ts'

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
        return await exchangeFound(request, admitted, { connections, limits, watch, userAgent, share })
      } finally {
        share.leave()
        watch.end()
        leave()
      }
    },
    admit: (url) => void ways.admit(url),
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

/** The defaults where nothing, or nothing finite, is said: no exchange is without a limit. */
function limitsOf(asked: Partial<FoundLimits> = {}): FoundLimits {
  const given = Object.entries(asked).filter(([, limit]) => Number.isFinite(limit) && limit >= 0)
  return { ...foundLimits, ...Object.fromEntries(given) }
}
