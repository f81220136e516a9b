import { getDomain } from 'tldts'
import { addressOnward } from './address-wrappers.ts'
import { siteParameters, trackingParameters } from './tracking-parameters.ts'

/**
 * When two addresses are one page.
 *
 * 1. A key is for comparing and never fetched.
 * 2. What is dropped says who came from where, for which device or in which order it was written; what could choose
 *    the content stays. A parameter that chooses on one site and tracks on another is dropped only where it tracks.
 * 3. Fragments go, `#!` too: no request carries them, so that such addresses bring the same bytes.
 */

/** The registrable domain of an address; its host where there is none (an IP address, `localhost`). */
export function siteOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { hostname } = new URL(url)
  return registrableDomain(hostname) ?? hostname
}

/** One label below the public suffix (publicsuffix.org, its private section included); undefined where there is none. */
export function registrableDomain(host: string): string | undefined {
  if (host.startsWith('.')) return undefined
  return getDomain(host, { allowPrivateDomains: true, validateHostname: false }) ?? undefined
}

/** The same text for all addresses of one page: host, path and query in one form. What is no http(s) address is its own key. */
export function addressKey(address: string): string {
  if (!URL.canParse(address)) return address.trim()
  const url = addressOnward(new URL(address))
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return url.href
  const host = hostOf(url.hostname)
  const path = pathOf(url.pathname, host)
  const query = queryOf(url.search, host)
  const port = url.port === '' || url.port === '80' || url.port === '443' ? '' : `:${url.port}`
  return `${host}${port}${path}${query === '' ? '' : `?${query}`}`
}

/** Labels that choose a device: in front of the registrable domain, never part of it. */
const deviceLabels = /^(?:www\d?|m|mobile|mobi|wap|3g|touch|amp)$/

function hostOf(hostname: string): string {
  const host = hostname.replace(/\.$/, '')
  const domain = registrableDomain(host)
  if (domain === undefined || domain === host) return host
  const labels = host.slice(0, -domain.length - 1).split('.')
  // `en.m.wikipedia.org`: within a name only `m` is known to mean the device.
  const kept = labels.filter((label, index) => (index === 0 ? !deviceLabels.test(label) : label !== 'm'))
  return [...kept, domain].join('.')
}

function pathOf(pathname: string, host: string): string {
  let path = evenEscapes(pathname).replace(/;jsessionid=[^/]*/gi, '')
  if (/(?:^|\.)amazon\.[a-z.]+$/.test(host)) path = path.replace(/\/ref=[^/]*$/, '')
  path = path.replace(/\.amp(\.html?)?$/, '$1').replace(/(?<=[^/])\/amp(?:\.html?)?\/?$/, '')
  path = path.replace(/\/(?:index\.(?:html?|shtml|php|aspx?|jsp)|default\.(?:html?|aspx?))$/i, '/')
  return path.replace(/(?<=[^/])\/+$|^\/+$/, '')
}

function queryOf(search: string, host: string): string {
  const ofSite = siteParameters.filter(({ sites }) => sites.test(host))
  return search
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name, ...value] = evenEscapes(part.replaceAll('+', '%20')).split('=')
      return {
        name: name!,
        value: value.join('='),
        text: value.length > 0 ? `${name}=${value.join('=')}` : name!,
      }
    })
    .filter(({ name, value }) => !isTracking(name, value) && !ofSite.some(({ names }) => names.test(name)))
    .sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
    .map(({ text }) => text)
    .join('&')
}

function isTracking(name: string, value: string): boolean {
  if (trackingParameters.test(name)) return true
  // One page, shown in another dress.
  if (/^(?:amp|_amp)$/i.test(name)) return /^(?:1|true|)$/.test(value)
  return /^(?:outputType|output|mode|view)$/i.test(name) && value === 'amp'
}

/** Escapes in upper case, and none for what RFC 3986 leaves unreserved. */
function evenEscapes(text: string): string {
  return text.replace(/%[\da-f]{2}/gi, (code) => {
    const octet = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[\w.~-]/.test(octet) ? octet : code.toUpperCase()
  })
}
