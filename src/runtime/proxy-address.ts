import type { SecureContext } from 'node:tls'

/** A proxy that the user configured: `http://`, `https://`, `socks5://` or `socks5h://`. */
export interface Proxy {
  /** With name and password, if any. */
  readonly url: URL
  readonly socks: boolean
  /** For authorities beyond the machine's. */
  readonly context: SecureContext | undefined
}

/** What an address of a proxy means. @throws Error where it is none */
export function parseProxy(address: string, context?: SecureContext): Proxy {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^(?:https?|socks5?h?):$/.test(url.protocol) || url.hostname === '')
    throw proxyRefused('this is not the address of a proxy (http://, https:// or socks5://)')
  return { url, socks: url.protocol.startsWith('socks'), context }
}

/** A proxy as it may be told: without name and password. */
export function shownProxy(proxy: string): string {
  if (!URL.canParse(proxy)) return proxy.replace(/\/\/.*@/, '//')
  const { protocol, host } = new URL(proxy)
  return `${protocol}//${host}`
}

/** The value of `proxy-authorization`, where the proxy's address names somebody. */
export function proxyAuthorization({ url }: Proxy): string | undefined {
  const { username, password } = url
  if (username === '' && password === '') return undefined
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`
}

/** A part of an address without its percent signs, as it stands where they make no sense. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What a proxy refused, in a sentence without its password. */
export function proxyRefused(reason: string): Error {
  return Object.assign(new Error(reason), { code: 'PROXY_REFUSED' })
}

/** What a proxy means by status 407. */
export const passwordWanted = 'it wants a user name and password (407)'
