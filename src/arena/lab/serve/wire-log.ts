/** What was asked of the lab over the wire, and what it answered: all that a measured tool did, whoever it is. */
export interface WireExchange {
  /** In order of arrival, from 0. */
  readonly index: number
  readonly service: 'model' | 'search' | 'page' | 'tool' | 'feed'
  /** Which engine, host, server or model. */
  readonly name: string
  /** Milliseconds of the clock. */
  readonly start: number
  readonly end: number
  /** What was asked, as text: the query, the address (without a port), the prompt, the arguments of a tool. */
  readonly request: string
  /** What was answered, as text. */
  readonly response: string
  /**
   * Of an answer that came in a stream: by when how much of `response` had been sent, in UTF-16 code units, growing.
   * Absent: it came at its end.
   */
  readonly streamed?: readonly { readonly at: number; readonly length: number }[]
  /** Milliseconds for which the lab itself was at work on it, and nobody else in its process could be. */
  readonly busy?: number
  readonly outcome: 'answered' | 'failed' | 'abandoned'
  /** Of models, as they would be billed. */
  readonly tokens?: { readonly input: number; readonly output: number; readonly thinking: number }
  /** US dollars, by the lab's price list. */
  readonly usd?: number
}

/** Records exchanges as they end. */
export interface WireLog {
  readonly exchanges: readonly WireExchange[]
  add(exchange: Omit<WireExchange, 'index'>): void
  /** What came since it was last cleared is gone: a new run begins. */
  clear(): void
}

export function createWireLog(): WireLog {
  let exchanges: WireExchange[] = []
  return {
    get exchanges() {
      return exchanges
    },
    add: (exchange) => void exchanges.push({ ...exchange, index: exchanges.length }),
    clear: () => void (exchanges = []),
  }
}
