/**
 * Found addresses: whatever a user, a page, a feed, a search engine or a model names. The contract of the guarded
 * half of the egress; `address-policy.ts` says what is refused, `web-egress.ts` does it.
 *
 * 1. One request is one exchange with one server. Redirects are answers: whoever follows one asks again, and the
 *    next address passes the same checks.
 * 2. Before anything leaves: scheme, port, credentials, the host's name and literal forms. Where this machine
 *    resolves the name, every address it resolves to is checked, and the connection goes to one that was checked.
 * 3. Through a proxy that the user configured, the proxy resolves: then name and literal are checked, and the
 *    answer's route says that the check of the address was delegated.
 * 4. Bytes are bounded on the wire and after decompression, time to the connection, to the first byte, between
 *    pieces and to the end; requests are bounded for one host and for all together, and so is the memory of the
 *    bodies under way. Times begin when a request is let in, not while it waits for its turn.
 */
export interface FoundRequest {
  readonly url: string
  /** Default: GET. Nothing is ever sent to a found address but a request for what it holds. */
  readonly method?: 'GET' | 'HEAD'
  /**
   * `accept`, `accept-language`, `if-none-match`, `if-modified-since`, `cache-control`; whatever else is given (cookies,
   * credentials, framing) is not sent, and the user agent is the egress's own.
   */
  readonly headers?: Readonly<Record<string, string>>
  readonly limits?: Partial<FoundLimits>
  /** Milliseconds between the beginnings of two requests to this host, at least (robots.txt `crawl-delay`). */
  readonly delay?: number
  readonly signal?: AbortSignal
}

/** Bounds of one exchange; times in milliseconds. */
export interface FoundLimits {
  /** Of the body as it is sent. Default: 20 MB. */
  readonly wireBytes: number
  /** Of the body after decompression. Default: 50 MB. */
  readonly bytes: number
  readonly connect: number
  readonly firstByte: number
  readonly idle: number
  readonly whole: number
}

/** The defaults. */
export const foundLimits: FoundLimits = {
  wireBytes: 20 * 2 ** 20,
  bytes: 50 * 2 ** 20,
  connect: 10_000,
  firstByte: 20_000,
  idle: 15_000,
  whole: 60_000,
}

/**
 * What came back, whatever its status: 304, 404 and 503 are answers.
 *
 * A request rejects with a KaojuError: `address-refused` (policy), `resolver-fake-ip`, `page-unresolved` (no such
 * host; a resolver out of order is `page-unreachable`, which may be tried again), `page-unreachable`,
 * `page-certificate`, `page-stalled`, `page-cut-off`, `page-too-large`, `page-undecodable`; an abort as its reason.
 */
export interface FoundAnswer {
  /** As requested, in the WHATWG URL standard's serialisation, without fragment. */
  readonly url: string
  readonly status: number
  /** Names in lower case; several of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Decompressed; empty for HEAD and 304. */
  readonly body: Uint8Array
  /** Bytes of the body on the wire. */
  readonly wireBytes: number
  readonly route: FoundRoute
}

/** Which way an exchange went: to an address that was checked, or through a proxy that resolves by itself. */
export type FoundRoute = { readonly address: string } | { readonly proxy: string }

/** What the user allows beyond the public web. */
export interface FoundPolicy {
  /**
   * Exceptions, each `host`, `host:port`, `*.host`, `address`, `address:port` (`[v6]:port`) or a CIDR block: such a
   * host may be private, and such a port unusual. A host name admits the private addresses it resolves to. Default: none.
   */
  readonly allow?: readonly string[]
}
