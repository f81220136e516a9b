import type { Socket } from 'node:net'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { admitAddress, type AddressVerdict } from './address-policy.ts'
import type { FoundPolicy, FoundRoute } from './found.ts'
import { connectGuarded, type Resolve } from './guarded-connect.ts'
import { proxyFor, type ProxySettings } from './proxy.ts'
import { parseProxy, proxyAuthorization, type Proxy } from './proxy-address.ts'
import { connectProxy, openTunnel, secured } from './proxy-tunnel.ts'

/** A found address that passed the checks that need no network. */
export interface Admitted {
  /** Without fragment. */
  readonly url: URL
  /** The user's proxy for it, as configured. */
  readonly proxy: string | undefined
  readonly judge: (address: string) => AddressVerdict
}

/** A socket on which an exchange with a found address can take place. */
export interface Opened {
  readonly socket: Socket
  readonly route: FoundRoute
  /** Where the socket ends at an HTTP proxy, which is asked in absolute form (RFC 9112, 3.2.2). */
  readonly absolute?: { readonly authorization: string | undefined }
}

/** How found addresses are reached: directly and guarded, or through the user's proxy. */
export interface WaysOut {
  /** @throws KaojuError `address-refused` */
  admit(address: string): Admitted
  /** A socket to speak HTTP on, TLS included. */
  open(admitted: Admitted, signal: AbortSignal): Promise<Opened>
  /** A bare socket to the host and port. */
  tunnel(admitted: Admitted, signal: AbortSignal): Promise<Opened>
}

/** What decides on them. */
export interface WaysOutOptions extends FoundPolicy {
  readonly proxies: ProxySettings
  readonly resolve: Resolve
  readonly certificates: string | Buffer | undefined
}

/** The ways out under a policy. */
export function createWaysOut({ proxies, resolve, certificates, allow = [] }: WaysOutOptions): WaysOut {
  let context: SecureContext | undefined
  const secureContext = (): SecureContext | undefined =>
    certificates === undefined
      ? undefined
      : (context ??= createSecureContext({ ca: [...getCACertificates('default'), certificates] }))

  const tunnel = async ({ url, proxy, judge }: Admitted, signal: AbortSignal): Promise<Opened> => {
    const port = portOf(url)
    if (proxy === undefined) {
      const target = { host: url.hostname, port, shown: url.href, judge }
      const { socket, address } = await connectGuarded(target, resolve, signal)
      return { socket, route: { address } }
    }
    const through = parseProxy(proxy, secureContext())
    return { socket: await openTunnel(through, url.hostname, port, signal), route: routeOf(through) }
  }
  return {
    admit(address) {
      // The proxy is chosen by what the address says, before any of its forms is looked at.
      const proxy = URL.canParse(address) ? proxyFor(new URL(address), proxies) : undefined
      const how = proxy === undefined ? 'resolved-here' : 'through-proxy'
      const admitted = admitAddress(address, { allow }, how)
      return { url: admitted.url, proxy, judge: (resolved) => admitted.judge(resolved) }
    },
    tunnel,
    async open(admitted, signal) {
      const { url, proxy } = admitted
      if (proxy !== undefined && url.protocol === 'http:') {
        const through = parseProxy(proxy, secureContext())
        if (!through.socks) {
          const absolute = { authorization: proxyAuthorization(through) }
          return { socket: await connectProxy(through, signal), route: routeOf(through), absolute }
        }
      }
      const opened = await tunnel(admitted, signal)
      if (url.protocol === 'http:') return opened
      return { ...opened, socket: await secured(opened.socket, url.hostname, secureContext(), signal) }
    },
  }
}

/** The port of a URL, where it names none its scheme's. */
export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
}

function routeOf({ url }: Proxy): FoundRoute {
  return { proxy: `${url.protocol}//${url.host}` }
}
