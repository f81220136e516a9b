import type { Context } from 'hono'
import { KaojuError } from '#runtime'
import type { Policy } from './door.ts'
import { languageOf } from './errors.ts'

/**
 * Who asks, as a browser tells it: so that a page on another site can do nothing with a server on this machine.
 *
 * 1. The server goes by loopback names, IP addresses and the names that it was given: a name that somebody else points
 *    to this address (DNS rebinding) is none of them.
 * 2. A page of another origin, another port of the same machine among them, gets no data and changes nothing, unless
 *    its origin was allowed by name.
 * 3. A link on another site may lead to the page, and to nothing else.
 *
 * @see https://www.w3.org/TR/fetch-metadata/ and RFC 6454
 */
export function refusedOrigin(c: Context, policy: Policy): KaojuError | undefined {
  const host = c.req.header('Host') ?? ''
  for (const name of new Set([host, new URL(c.req.url).host]))
    if (!isOurs(name, policy))
      return new KaojuError('host-refused', { host: shown(hostnameOf(name) ?? name) })
  const origin = c.req.header('Origin')
  if (origin !== undefined && policy.origins.includes(origin.toLowerCase())) return undefined
  if (origin !== undefined && !isOwn(origin, host)) return refused(origin)
  const site = c.req.header('Sec-Fetch-Site')
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined
  return isVisit(c) && !isData(c.req.path) ? undefined : refused(origin ?? elsewhere[languageOf(c)])
}

/** Whether a path is data, of whatever kind; the rest is the page, which anybody may see. */
export function isData(path: string): boolean {
  return /^\/(?:api|v1|mcp)(?:\/|$)/.test(path)
}

/** The allowed foreign origin of a request. */
export function foreignOrigin(c: Context, policy: Policy): string | undefined {
  const origin = c.req.header('Origin')
  return origin !== undefined && policy.origins.includes(origin.toLowerCase()) ? origin : undefined
}

function isOurs(host: string, policy: Policy): boolean {
  const name = hostnameOf(host)
  if (name === undefined) return false
  // An address that is written as such cannot be pointed elsewhere.
  if (name.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(name)) return true
  return name === 'localhost' || name.endsWith('.localhost') || policy.hosts.includes(name)
}

/** The name in a Host header: without port, lower case, addresses in their usual form. */
function hostnameOf(host: string): string | undefined {
  if (!/^[\w.[\]:-]+$/.test(host)) return undefined
  try {
    return new URL(`http://${host}`).hostname.replace(/\.$/, '')
  } catch {
    return undefined
  }
}

/** A proxy before the server may speak https where the server does not, so the scheme is not compared. */
function isOwn(origin: string, host: string): boolean {
  if (!/^https?:\/\//.test(origin)) return false
  try {
    const { protocol } = new URL(origin)
    return new URL(origin).host === new URL(`${protocol}//${host}`).host
  } catch {
    return false
  }
}

const elsewhere = { en: 'other origins', zh: '其他来源' } as const

/** Somebody followed a link, or typed the address. */
function isVisit(c: Context): boolean {
  return (
    (c.req.method === 'GET' || c.req.method === 'HEAD') &&
    c.req.header('Sec-Fetch-Mode') === 'navigate' &&
    c.req.header('Sec-Fetch-Dest') === 'document'
  )
}

function refused(origin: string): KaojuError {
  return new KaojuError('origin-refused', { origin: shown(origin) })
}

/** What a stranger sent is told in an answer, and short. */
function shown(text: string): string {
  return text === '' ? '—' : text.slice(0, 200)
}
