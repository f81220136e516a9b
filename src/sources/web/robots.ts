/**
 * What a robots.txt says, read as RFC 9309 and Google's published parser (github.com/google/robotstxt, 2019) read it.
 *
 * 1. Total: any bytes give rules. What is no line of the protocol is passed over; nothing throws.
 * 2. Everything is compared in octets: bytes are held as one character each, what lies beyond ASCII is
 *    percent-encoded, so that “longest” means most octets.
 * 3. The group of the named agent counts alone; only an agent that no group names has the groups of `*`. The longest
 *    rule that matches decides, and of equally long ones the one that allows.
 * 4. RFC 9309 §2.2.2 decodes percent-encoded unreserved octets before comparison, Google's parser does not. A rule
 *    that forbids is read both ways, one that allows as Google reads it: where the two differ, nothing is fetched.
 */
export interface Robots {
  /** @param agent a product token (letters, `-`, `_`), any case */
  allows(agent: string, url: string): boolean
  /** `crawl-delay` (not in the standard, widely used), milliseconds. */
  delay(agent: string): number | undefined
  /** As they stand, those that are absolute http(s) addresses. */
  readonly sitemaps: readonly string[]
}

interface Rule {
  readonly allow: boolean
  /** Escaped, in octets. */
  readonly pattern: string
}

interface Group {
  readonly agents: Set<string>
  readonly rules: Rule[]
  /** By agent, milliseconds. */
  readonly delays: Map<string, number>
}

/** RFC 9309 §2.5 and Google: what comes after is ignored. */
const longestFile = 500 * 1024
/** Google: 8 times the longest address of a browser; one octet is left for the end. */
const longestLine = 2083 * 8 - 1

/** Reads a robots.txt; text is taken for UTF-8. */
export function readRobots(source: string | Uint8Array): Robots {
  const groups: Group[] = []
  const sitemaps: string[] = []
  let group: Group | undefined
  /** A rule was read since the last agent was named: the next one begins a group. */
  let closed = true
  /** The agents named just before: a delay is theirs alone, though it ends no group (to Google it is an unknown line). */
  let named: string[] = []
  let delayed = false
  for (const line of linesOf(source)) {
    const [field, value] = fieldIn(line) ?? []
    switch (field) {
      case 'agent':
        if (closed || !group) groups.push((group = { agents: new Set(), rules: [], delays: new Map() }))
        if (closed || delayed) named = []
        closed = delayed = false
        named.push(agentIn(value!))
        group.agents.add(named.at(-1)!)
        break
      case 'allow':
      case 'disallow':
        closed = true
        group?.rules.push({ allow: field === 'allow', pattern: escaped(value!) })
        break
      case 'delay': {
        const seconds = /^\d{1,6}(?:\.\d+)?$/.test(value!) ? Number(value) : undefined
        if (seconds !== undefined) for (const agent of named) group?.delays.set(agent, seconds * 1000)
        delayed = true
        break
      }
      case 'sitemap':
        if (/^https?:\/\//i.test(value!) && URL.canParse(value!)) sitemaps.push(utf8(value!))
        break
      case undefined:
    }
  }
  return {
    sitemaps,
    allows(agent, url) {
      const path = pathOf(url)
      const plain = decoded(path)
      let [allowed, forbidden] = [0, 0]
      for (const { allow, pattern } of groupsFor(groups, agent).flatMap(({ rules }) => rules))
        if (allow) allowed = Math.max(allowed, allowedOctets(path, pattern))
        else if (pattern.length > forbidden && forbids(pattern, path, plain)) forbidden = pattern.length
      return forbidden <= allowed
    },
    delay(agent) {
      const token = agent.toLowerCase()
      const delays = groupsFor(groups, agent).flatMap(
        (one) => one.delays.get(one.agents.has(token) ? token : '*') ?? [],
      )
      return delays.length === 0 ? undefined : Math.max(...delays)
    },
  }
}

function groupsFor(groups: readonly Group[], agent: string): Group[] {
  const token = agent.toLowerCase()
  const named = groups.filter(({ agents }) => token !== '*' && agents.has(token))
  return named.length > 0 ? named : groups.filter(({ agents }) => agents.has('*'))
}

/** Lines of octets, cut as Google cuts them; the line on which the limit of the file falls is left out. */
function linesOf(source: string | Uint8Array): string[] {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source
  const octets = Buffer.from(bytes.subarray(0, longestFile)).toString('latin1')
  // A byte order mark is passed over, and the beginning of one too.
  const lines = octets.replace(/^\xEF(?:\xBB\xBF?)?/, '').split(/\r\n|\r|\n/)
  if (bytes.length > longestFile) lines.pop()
  return lines.map((line) => line.slice(0, longestLine))
}

type Field = 'agent' | 'allow' | 'disallow' | 'delay' | 'sitemap'

/** In this order; a field is known by its beginning, common misspellings with it. */
const fields: readonly (readonly [Field, RegExp])[] = [
  ['agent', /^user[- ]?agent/i],
  ['allow', /^allow/i],
  ['disallow', /^(?:dis?sallow|dissalow|disalow|diasllow|disallaw)/i],
  ['sitemap', /^site-?map/i],
  ['delay', /^crawl[- ]?delay/i],
]

function fieldIn(line: string): [Field, string] | undefined {
  const text = trimmed(line.split('\0', 1)[0]!.split('#', 1)[0]!)
  let at = text.indexOf(':')
  if (at < 0) {
    // The colon is forgotten often; then there must be two words and no more.
    if (!/^[^ \t]+[ \t]+[^ \t]+$/.test(text)) return undefined
    at = text.search(/[ \t]/)
  }
  const key = trimmed(text.slice(0, at))
  const field = fields.find(([, pattern]) => pattern.test(key))?.[0]
  return field && [field, trimmed(text.slice(at + 1))]
}

/** `*` and what follows it after white space is everybody; else the token at the beginning, versions left out. */
function agentIn(value: string): string {
  if (/^\*(?:$|[\t-\r ])/.test(value)) return '*'
  return /^[a-z_-]*/i.exec(value)![0].toLowerCase()
}

/** Without ASCII white space at both ends (`trim` would take octets of UTF-8 for white space). */
function trimmed(text: string): string {
  const blank = (at: number): boolean => ' \t\n\v\f\r'.includes(text[at]!)
  let [from, to] = [0, text.length]
  while (from < to && blank(from)) from++
  while (to > from && blank(to - 1)) to--
  return text.slice(from, to)
}

/** Octets beyond ASCII percent-encoded, the digits of what is encoded already in upper case. */
function escaped(octets: string): string {
  return octets.replace(/%[\da-f]{2}|[\x80-\xFF]/gi, (found) =>
    (found.length > 1 ? found : `%${found.charCodeAt(0).toString(16)}`).toUpperCase(),
  )
}

/** What RFC 3986 leaves unreserved is decoded, what no address may hold encoded: two writings of one path are one. */
function decoded(path: string): string {
  return path
    .replace(/%[\da-f]{2}/gi, (code) => {
      const octet = String.fromCharCode(Number.parseInt(code.slice(1), 16))
      return /[\w.~-]/.test(octet) ? octet : code
    })
    .replace(/[ "<>\\^`{|}]/g, (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Path and query of an address, without its fragment; `/` where there is none. An address that is none begins at its first `/`. */
function pathOf(url: string): string {
  const from = url.startsWith('//') ? 2 : 0
  const early = indexOfAny(url, from)
  const scheme = url.indexOf('://', from)
  const start = indexOfAny(url, scheme < 0 || early < scheme ? from : scheme + 3)
  const hash = url.indexOf('#', from)
  if (start === url.length || (hash >= 0 && hash < start)) return '/'
  const path = url.slice(start, hash < 0 ? undefined : hash)
  return (path.startsWith('/') ? path : `/${path}`).replace(/%[\da-f]{2}/gi, (code) => code.toUpperCase())
}

function indexOfAny(url: string, from: number): number {
  const at = url.slice(from).search(/[/?;]/)
  return at < 0 ? url.length : from + at
}

/** The octets of a rule that allows the path, 0 if it does not; `…/index.html` (Google) allows `…/` too. */
function allowedOctets(path: string, pattern: string): number {
  if (matches(path, pattern)) return pattern.length
  const slash = pattern.lastIndexOf('/')
  if (slash < 0 || !pattern.startsWith('/index.htm', slash)) return 0
  const folder = `${pattern.slice(0, slash + 1)}$`
  return matches(path, folder) ? folder.length : 0
}

/** Whether a rule forbids the path, as both are written or with what need not be encoded decoded. */
function forbids(pattern: string, path: string, plain: string): boolean {
  if (matches(path, pattern)) return true
  const other = decoded(pattern)
  return (other !== pattern || plain !== path) && matches(plain, other)
}

/** Whether the path begins as the pattern says: `*` is any octets, `$` at the end is the end. Linear in both. */
function matches(path: string, pattern: string): boolean {
  const anchored = pattern.endsWith('$')
  const [first, ...parts] = (anchored ? pattern.slice(0, -1) : pattern).split('*')
  if (!path.startsWith(first!)) return false
  if (parts.length === 0) return !anchored || path.length === first!.length
  const last = anchored ? parts.pop()! : ''
  let at = first!.length
  for (const part of parts) {
    at = path.indexOf(part, at)
    if (at < 0) return false
    at += part.length
  }
  return path.length - last.length >= at && path.endsWith(last)
}

function utf8(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8')
}
