/**
 * The files that may reach the network, each with its reason: the narrower half of law 2. Whoever adds one opens a
 * way out that no policy sees, so the default answer is no; take `context.egress`, or a part of these files.
 */
export const networkFiles: Readonly<Record<string, string>> = {
  'runtime/configured-egress.ts': 'endpoints that the user configured, and nothing else',
  'runtime/guarded-connect.ts': 'the one socket to a found address, after the check of every address',
  'runtime/proxy-tunnel.ts': 'sockets to and through the proxy that the user configured',
  'runtime/proxy-dispatcher.ts': 'the same for endpoints that the user configured',
  'runtime/ways-out.ts': 'the certificates for TLS over a socket that one of these has opened',
  'runtime/found-connections.ts': 'HTTP on such a socket; its clients cannot connect by themselves',
  'runtime/browser-proxy.ts': 'listens on 127.0.0.1 for a browser, and forwards on such sockets',
  'runtime/listening.ts': 'one handshake with a configured endpoint, to learn whether it runs',
  'runtime/process-child.ts': 'takes the network away from child processes',
  'arena/lab/serve/listen.ts': 'listens on 127.0.0.1 for those whom the lab measures; connects to nobody',
  'models/transports/local-embed-worker.ts': 'loads a library that the user installed, by its path',
}

/** What of these modules reaches nothing: tests of text, and types. */
const harmless = /^(?:isIP|isIPv4|isIPv6|BlockList|SocketAddress)$/

const modules =
  '(?:node:)?(?:_?http\\w*|https|http2|net|tls|_tls\\w*|dgram|dns|inspector|undici|ws|quic)(?:/[\\w/-]+)?'
const importing = new RegExp(`import\\s+(type\\s+)?([^'"\`;]*?)\\s*from\\s*['"]${modules}['"]`, 'g')
const otherwise = new RegExp(
  `(?:export\\s[^'"\`;]*from\\s*|import\\s*|(?:import|require|getBuiltinModule)\\s*\\(\\s*)['"\`]${modules}['"\`]`,
  'g',
)
const globals =
  /\bnew\s+(?:WebSocket|EventSource|XMLHttpRequest|WebTransport)\b|\bcreateRequire\b|\bglobalThis\s*\[/g

/** The places in a file's code that could reach the network, as they are written. */
export function networkNames(code: string): string[] {
  const bare = code.replace(/^\s*(?:\*|\/\/|\/\*).*$/gm, '')
  const imported = [...bare.matchAll(importing)].filter(([, types, names]) => {
    if (types !== undefined) return false
    const taken = /^\{([^}]*)\}$/s.exec(names!.trim())?.[1]
    const each = taken?.split(',').map((name) => name.trim().split(/\s+as\s+/)[0]!)
    return !each?.every((name) => name === '' || name.startsWith('type ') || harmless.test(name))
  })
  return [...imported, ...bare.matchAll(otherwise), ...bare.matchAll(globals)].map(([place]) => place)
}
