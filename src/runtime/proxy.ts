import { BlockList, isIP } from 'node:net'

/** Which proxies to use, as the usual environment variables say it; the values are addresses, with or without a scheme. */
export interface ProxySettings {
  /** For https endpoints (`HTTPS_PROXY`). */
  readonly https?: string
  /** For http endpoints (`HTTP_PROXY`). */
  readonly http?: string
  /** For both where they have none of their own (`ALL_PROXY`); may be `socks5://…`. */
  readonly all?: string
  /** Hosts that are called directly (`NO_PROXY`). */
  readonly except?: string
  /** Whether this machine's own servers are called through a proxy too; by default they never are. */
  readonly loopback?: boolean
}

/**
 * The proxy through which `url` is called; undefined = directly.
 *
 * `except` is a list separated by commas or blanks: `*`, a host (its subdomains included, with or without a
 * leading `.` or `*.`), an address, a block of addresses in CIDR form, each optionally with `:port`, as curl and Go
 * understand NO_PROXY. Names are not resolved to see whether they fall into a block.
 */
export function proxyFor(url: URL, settings: ProxySettings): string | undefined {
  const proxy = (url.protocol === 'https:' ? settings.https : settings.http) || settings.all
  if (!proxy || (!settings.loopback && isLoopback(url.hostname))) return undefined
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const entries = (settings.except ?? '').split(/[\s,]+/).filter(Boolean)
  if (entries.some((entry) => matches(entry.toLowerCase(), bare(url.hostname), port))) return undefined
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`
}

/** Whether a host is this machine: `localhost` and below (RFC 6761), 127.0.0.0/8, ::1. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname)
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  )
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return inBlock(entry, host)
  const withPort = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry)
  if (withPort && withPort[2] !== port) return false
  const name = bare(withPort?.[1] ?? entry).replace(/^\*?\./, '')
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))
}

function inBlock(entry: string, host: string): boolean {
  const [network, bits] = entry.split('/') as [string, string]
  const family = isIP(bare(network))
  if (
    family === 0 ||
    isIP(host) !== family ||
    !/^\d{1,3}$/.test(bits) ||
    Number(bits) > (family === 4 ? 32 : 128)
  )
    return false
  const name = family === 4 ? 'ipv4' : 'ipv6'
  const block = new BlockList()
  block.addSubnet(bare(network), Number(bits), name)
  return block.check(host, name)
}

/** A host without brackets and without the dot of the root. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/(?<=.)\.$/, '')
}
