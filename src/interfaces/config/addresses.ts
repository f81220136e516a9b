import type { Provider } from '#models'
import { maskAddress } from './keys.ts'
import { finding, type Finding } from './findings.ts'

/** A base URL as it was given, made usable, and what was wrong with it. */
export interface FoundAddress {
  /** Without trailing slash; absent: nothing usable. */
  readonly url?: string
  readonly findings: readonly Finding[]
}

/**
 * Makes a base URL usable: bare `host:port` gets its scheme, `0.0.0.0` becomes this machine, the path of one
 * function (`/chat/completions`) and a doubled version are left out, and all of it is told.
 *
 * @param variable where it stands, for people
 */
export function readAddress(raw: string, variable: string, provider: Provider): FoundAddress {
  const findings: Finding[] = []
  const given = unquoted(raw.trim())
  if (given === '') return { findings }
  const refuse = (): FoundAddress => ({
    findings: [finding('address-invalid', { variable, value: maskAddress(given).slice(0, 80) })],
  })
  const whole = withScheme(given, provider)
  if (!URL.canParse(whole)) return refuse()
  const url = new URL(whole)
  if (!['http:', 'https:'].includes(url.protocol) || url.hostname === '') return refuse()
  listenable(url, variable, given, provider, findings)
  shorten(url, variable, findings)
  undouble(url, variable, given, findings)
  url.hash = ''
  return { url: url.href.replace(/\/+(\?|$)/, '$1'), findings }
}

function unquoted(text: string): string {
  return /^(["'`])(.*)\1$/.exec(text)?.[2]?.trim() ?? text
}

/** `OLLAMA_HOST` is `host`, `host:port`, `:port` or a URL, without `/v1` (ollama, envconfig/config.go). */
function withScheme(given: string, provider: Provider): string {
  const isUrl = /^[a-z][a-z\d+.-]*:\/\//i.test(given)
  if (provider.id !== 'ollama')
    return isUrl || !/^[\w.-]+:\d+(\/|$)|^localhost/.test(given) ? given : `http://${given}`
  const url = isUrl ? given : `http://${given.startsWith(':') ? `127.0.0.1${given}` : given}`
  if (!URL.canParse(url)) return url
  const parsed = new URL(url)
  const port =
    /:\d+(\/|$)/.test(url.replace(/^\w+:\/\//, '')) || parsed.protocol === 'https:'
      ? parsed.host
      : `${parsed.hostname}:11434`
  const path = parsed.pathname.replace(/\/+$/, '')
  return `${parsed.protocol}//${port}${/\/v1\b/.test(path) ? path : `${path.replace(/\/api$/, '')}/v1`}`
}

/** Who listens on every address is called on this machine. */
function listenable(
  url: URL,
  variable: string,
  given: string,
  provider: Provider,
  findings: Finding[],
): void {
  if (url.hostname !== '0.0.0.0' && url.hostname !== '[::]') return
  url.hostname = '127.0.0.1'
  findings.push(finding('address-any', { variable, value: given, url: url.href, provider: provider.id }))
}

function shorten(url: URL, variable: string, findings: Finding[]): void {
  const tail = /\/(chat\/completions|completions|responses|embeddings|rerank|messages|models)\/?$/.exec(
    url.pathname,
  )
  if (!tail) return
  url.pathname = url.pathname.slice(0, tail.index)
  findings.push(finding('address-too-long', { variable, tail: tail[0], url: url.href }))
}

function undouble(url: URL, variable: string, given: string, findings: Finding[]): void {
  const doubled = /(\/v\d+)\/+v\d+(?=\/|$)/.exec(url.pathname)
  if (!doubled) return
  url.pathname = url.pathname.replace(doubled[0], doubled[1]!)
  findings.push(finding('address-doubled', { variable, value: given, url: url.href }))
}

/** Whether an address is on this machine. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

/** Whether an address is on this machine or in a private network (RFC 1918, RFC 4193, link-local, `.local`). */
export function isPrivate(url: string): boolean {
  if (isLoopback(url)) return true
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)(\.\d+){2,3}$|^\[(f[cd]|fe80)|\.(local|lan|internal|home\.arpa)$|^[\w-]+$/i.test(
    hostname,
  )
}
