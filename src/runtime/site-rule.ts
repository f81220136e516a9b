/** A part of the web, as a person names it: a domain with all below it, or an address with all that begins with it. */
export interface SiteRule {
  /** As the URL standard writes it, without `www.` and the root's dot. */
  readonly host: string
  /** Only this port; absent: all. */
  readonly port?: string
  /** Only paths that begin so, at a boundary; absent: the whole domain, subdomains included. */
  readonly path?: string
}

/** What `site` means; undefined where it is neither a domain nor an http(s) address. */
export function siteRule(site: string): SiteRule | undefined {
  const text = site.trim().replace(/^\*\./, '')
  if (text === '' || text.length > 2_000 || /[\s\p{Cc}]/u.test(text)) return undefined
  const schemed = /^https?:\/\//i.test(text)
  const address = schemed ? text : `http://${text}`
  // `mailto:x`, `file:///x`: a name and a colon, unless a port follows.
  if ((!schemed && /^[a-z][a-z\d+.-]*:(?!\d)/i.test(text)) || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') return undefined
  const host = plainHost(url)
  if (!isHost(host)) return undefined
  const path = evenEscapes(url.pathname + url.search)
  return {
    host,
    ...(url.port === '' ? {} : { port: url.port }),
    ...(path === '/' ? {} : { path }),
  }
}

/** Whether an address lies there; what is no http(s) address lies nowhere. */
export function siteHolds({ host, port, path }: SiteRule, address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  if (port !== undefined && url.port !== port) return false
  const at = plainHost(url)
  if (path === undefined) return at === host || (!isAddress(host) && at.endsWith(`.${host}`))
  const where = evenEscapes(url.pathname + url.search)
  if (at !== host || !where.startsWith(path)) return false
  // `/blog` holds `/blog/1` and `/blog?page=1`, and not `/blogger`.
  const next = where[path.length]
  return next === undefined || /[/?&=]$/.test(path) || '/?&#;'.includes(next)
}

function plainHost({ hostname }: URL): string {
  return hostname.replace(/\.$/, '').replace(/^www\.(?=[^.]+\.)/, '')
}

function isAddress(host: string): boolean {
  return /^\d+(\.\d+){3}$/.test(host) || host.startsWith('[')
}

/** At least two labels: one alone (`com`, `wikipedia`) is a slip that would ban far too much or nothing. */
function isHost(host: string): boolean {
  if (host === 'localhost' || isAddress(host)) return true
  const labels = host.split('.')
  return labels.length >= 2 && labels.every((label) => /^[a-z\d_-]{1,63}$/i.test(label))
}

/** Escapes in upper case, and none for what RFC 3986 leaves unreserved. */
function evenEscapes(text: string): string {
  return text.replace(/%[\da-f]{2}/gi, (code) => {
    const octet = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[\w.~-]/.test(octet) ? octet : code.toUpperCase()
  })
}
