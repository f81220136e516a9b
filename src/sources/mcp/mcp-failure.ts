import { AttemptFailure, KaojuError, type Cost } from '#runtime'
import { plainWords } from '../plain-words.ts'

/** Nothing is known of what a server costs its owner. */
export const unpriced: Cost = {
  inputTokens: 0,
  outputTokens: 0,
  cachedTokens: 0,
  measured: 'reported',
  usd: null,
  amounts: {},
}

/** What is known of a failure besides its reason; see the fields of `McpFailure`. */
export interface AboutFailure {
  readonly cause?: unknown
  readonly wait?: number | undefined
  readonly unknownTool?: boolean
}

/** What went wrong at a server; who asked it adds its name. `again`: another attempt may go better. */
export class McpFailure extends Error {
  override readonly name = 'McpFailure'
  readonly kind: 'unreachable' | 'refused' | 'failed' | 'missing'
  readonly again: boolean
  /** Milliseconds that the server asks to wait. */
  readonly wait: number | undefined
  /** It does not know the tool: its list may have changed. */
  readonly unknownTool: boolean
  constructor(kind: McpFailure['kind'], reason: string, again: boolean, about: AboutFailure = {}) {
    super(reason, { cause: about.cause })
    this.kind = kind
    this.again = again
    this.wait = about.wait
    this.unknownTool = about.unknownTool === true
  }
}

/** What is known of the one who was asked. */
export interface Asked {
  readonly server: string
  /** The tool, or what was done. */
  readonly tool: string
  /** What must not be told, should the server say it. */
  readonly secrets: readonly string[]
}

/** A failure by its code, told without secrets; the rest of what comes is no failure of the server's. */
export function namedFailure(error: unknown, { server, tool, secrets }: Asked): Error {
  if (error instanceof KaojuError)
    return error.code === 'egress-refused' ? new AttemptFailure(error, { cost: unpriced }) : error
  if (!(error instanceof McpFailure)) return error as Error
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), error.message)
  const reason = plainWords(said, 300) || 'no reason given'
  const options = { cause: error }
  const known = ((): KaojuError => {
    switch (error.kind) {
      case 'unreachable':
        return new KaojuError('mcp-unreachable', { server, reason }, options)
      case 'refused':
        return new KaojuError('mcp-refused', { server, reason }, options)
      case 'failed':
        return new KaojuError('mcp-failed', { server, tool, reason }, options)
      case 'missing':
        return new KaojuError('mcp-tool-missing', { server, purpose: tool, known: reason }, options)
    }
  })()
  if (!error.again) return new AttemptFailure(known, { cost: unpriced })
  return new AttemptFailure(known, error.wait === undefined ? {} : { retryAfter: error.wait })
}
