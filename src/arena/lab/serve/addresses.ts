/** How whoever asks reaches the lab's hosts, and so how addresses in bodies have to look to be followed. */
export type AddressForm =
  /** Its resolver knows the hosts: `http://host.example:PORT/path`. */
  | 'direct'
  /** It knows no hosts: `http://127.0.0.1:PORT/host.example/path`. */
  | 'path'
  /** It asks the lab as a proxy: `http://host.example/path`. */
  | 'proxy'

/** An address of the world as it is asked for: where, and in which form. */
export interface AskedAddress {
  readonly host: string
  /** Without a port, as the world writes it. */
  readonly url: string
  readonly form: AddressForm
}

const hostPattern = String.raw`[a-z\d](?:[a-z\d.-]*[a-z\d])?\.example`
const plainAddress = new RegExp(String.raw`http://(${hostPattern})(?::\d+)?(?![\w:-]|\.\w)`, 'gi')
const throughPath = new RegExp(
  String.raw`(https?(?::\/\/|%3A%2F%2F))(?:127\.0\.0\.1|localhost)(?::|%3A)\d+(?:\/|%2F)(?=${hostPattern}(?![\w-]))`,
  'gi',
)
const port = new RegExp(String.raw`(\b${hostPattern})(?::|%3A)\d{1,5}(?!\d)`, 'gi')
const pathOfHost = new RegExp(String.raw`^/(${hostPattern})(?=[/?#]|$)(.*)$`, 'i')

/** Takes ports, and the way through 127.0.0.1, out of the lab's addresses in a text, whoever put them in. */
export function plainAddresses(text: string): string {
  return text.replaceAll(throughPath, '$1').replaceAll(port, '$1')
}

/** Puts a port into the lab's addresses in a text, in the form in which they can be followed. */
export function placedAddresses(text: string, at: number, form: AddressForm = 'direct'): string {
  if (form === 'proxy') return text
  return text.replaceAll(plainAddress, (_, host: string) =>
    form === 'direct' ? `http://${host}:${at}` : `http://127.0.0.1:${at}/${host}`,
  )
}

/** Links of a page that begin at its host's root, as they lead there when hosts stand in the path. */
export function rootedLinks(html: string, host: string): string {
  return html.replaceAll(/\b(href|src|action)=(["'])\/(?!\/)/gi, `$1=$2/${host}/`)
}

/** Which host and page a request means; undefined: none of a world. */
export function askedAddress(request: {
  readonly path: string
  readonly host: string
}): AskedAddress | undefined {
  const { path } = request
  if (/^https?:\/\//i.test(path)) {
    const { hostname, pathname, search, port: stated } = new URL(path)
    return {
      host: hostname,
      url: `http://${hostname}${pathname}${search}`,
      form: stated === '' ? 'proxy' : 'direct',
    }
  }
  const host = request.host.toLowerCase()
  if (host.endsWith('.example')) return { host, url: normal(`http://${host}${path}`), form: 'direct' }
  const inPath = pathOfHost.exec(path)
  if (!inPath) return undefined
  const named = inPath[1]!.toLowerCase()
  return { host: named, url: normal(`http://${named}${inPath[2] || '/'}`), form: 'path' }
}

/** An address as the WHATWG URL standard writes it, without its fragment: what pages are looked up by. */
export function normal(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.hash = ''
  return url.href
}
