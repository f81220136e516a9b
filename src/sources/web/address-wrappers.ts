/** Addresses that only carry another one in themselves: search engines' and networks' outgoing links, AMP caches. */

/** Wrappers around wrappers, at most. */
const deepest = 5

/** The address that is carried, as far as it can be read without asking anybody; else the same. */
export function addressOnward(url: URL): URL {
  let at = url
  for (let depth = 0; depth < deepest; depth++) {
    const inner = carried(at)
    if (inner === undefined || !URL.canParse(inner)) return at
    const next = new URL(inner)
    if (next.protocol !== 'http:' && next.protocol !== 'https:') return at
    at = next
  }
  return at
}

/** Host, path and the parameters one of which carries the address. */
const wrappers: readonly (readonly [host: RegExp, path: RegExp, parameters: readonly string[]])[] = [
  [/^(?:www\.)?google\.[a-z.]{2,6}$/, /^\/url$/, ['q', 'url']],
  [/^(?:html\.|lite\.|www\.)?duckduckgo\.com$/, /^\/l\/?$/, ['uddg']],
  [/^lm?\.(?:facebook|instagram)\.com$/, /^\/(?:l\.php)?$/, ['u']],
  [/^(?:www\.)?youtube\.com$/, /^\/redirect$/, ['q']],
  [/^out\.reddit\.com$/, /^\//, ['url']],
  [/^(?:www\.)?linkedin\.com$/, /^\/(?:redir\/redirect|safety\/go)\/?$/, ['url']],
  [/^(?:www\.)?medium\.com$/, /^\/r\/?$/, ['url']],
  [/^disq\.us$/, /^\/url$/, ['url']],
  [/^slack-redir\.net$/, /^\/link$/, ['url']],
  [/^steamcommunity\.com$/, /^\/linkfilter\/?$/, ['url', 'u']],
  [/^(?:m\.)?vk\.com$/, /^\/away(?:\.php)?$/, ['to']],
  [/^t\.umblr\.com$/, /^\/redirect$/, ['z']],
  [/^link\.(?:zhihu\.com|csdn\.net|juejin\.cn)$/, /^\/?$/, ['target']],
  [/^link\.jianshu\.com$/, /^\/?$/, ['t']],
  [/^(?:www\.)?jianshu\.com$/, /^\/go-wild$/, ['url']],
  [/^gitee\.com$/, /^\/link$/, ['target']],
  [/^c\.pc\.qq\.com$/, /^\//, ['pfurl', 'url']],
  [/^weibo\.cn$/, /^\/sinaurl$/, ['u', 'toasturl']],
  [/^(?:www\.)?douban\.com$/, /^\/link2\/?$/, ['url']],
]

function carried(url: URL): string | undefined {
  const { hostname, pathname, searchParams } = url
  if (hostname.endsWith('bing.com') && pathname === '/ck/a') return fromBing(searchParams.get('u'))
  if (hostname === 'r.search.yahoo.com') return fromYahoo(pathname)
  const amp = fromAmp(hostname, pathname)
  if (amp !== undefined) return amp + url.search
  for (const [host, path, parameters] of wrappers)
    if (host.test(hostname) && path.test(pathname))
      return (
        parameters.map((name) => searchParams.get(name)).find((value) => value !== null && value !== '') ??
        undefined
      )
  return undefined
}

/** `a1` and base64url. */
function fromBing(parameter: string | null): string | undefined {
  return parameter?.startsWith('a1')
    ? Buffer.from(parameter.slice(2), 'base64url').toString('utf8')
    : undefined
}

/** `/_ylt=…/RU=https%3a%2f%2f…/RK=2/RS=…` */
function fromYahoo(pathname: string): string | undefined {
  const encoded = /\/RU=([^/]+)\//.exec(pathname)?.[1]
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

/**
 * AMP caches: `https://example-org.cdn.ampproject.org/c/s/example.org/page` (`c` page, `v` viewer; `s` for https), the
 * same on `bing-amp.com`, and Google's `/amp/s/example.org/page`.
 */
function fromAmp(hostname: string, pathname: string): string | undefined {
  const cache = /(?:^|\.)(?:cdn\.ampproject\.org|bing-amp\.com)$/.test(hostname)
  const viewer = /^(?:www\.)?google\.[a-z.]{2,6}$/.test(hostname)
  const found = cache
    ? /^\/(?:[cv]|wp)\/(s\/)?([^/]+\..*)$/.exec(pathname)
    : viewer
      ? /^\/amp\/(s\/)?([^/]+\..*)$/.exec(pathname)
      : undefined
  return found ? `http${found[1] ? 's' : ''}://${found[2]}` : undefined
}
