import type {
  CallToolResult,
  Client,
  ClientOptions,
  JsonSchemaValidator,
  ReadResourceResult,
  Resource,
  Tool,
} from '@modelcontextprotocol/client'
import {
  engineVersion,
  KaojuError,
  orAborted,
  shownAddress,
  type Clock,
  type Context,
  type Egress,
} from '#runtime'
import type { GuardedTransport, TransportEvents } from './guarded-transport.ts'
import { createHttpTransport } from './http-transport.ts'
import { McpFailure } from './mcp-failure.ts'
import type { McpSetting } from './mcp-source.ts'
import { createStdioTransport } from './stdio-transport.ts'
import { readComplaint } from './tool-complaints.ts'

/** What bounds the talk with a server; times in milliseconds. */
export interface McpLimits {
  /** From nothing to the end of the handshake: a program may have to be installed first. */
  readonly connect: number
  /** One answer. */
  readonly answer: number
  /** How long a program may be silent on the first question of the newer protocol before it is asked the older way. */
  readonly probe: number
  /** Of one answer, at most. */
  readonly bytes: number
}

/** One session with a server. */
export interface McpConnection {
  /** It gave up, or was given up: the next call needs another. */
  readonly over: boolean
  /** In the order in which the server lists them; asked once, and where they are wanted `anew`. */
  tools(signal: AbortSignal, anew?: 'anew'): Promise<readonly Tool[]>
  resources(signal: AbortSignal): Promise<readonly Resource[]>
  readonly hasResources: boolean
  call(tool: Tool, given: Record<string, unknown>, signal: AbortSignal): Promise<CallToolResult>
  readResource(uri: string, signal: AbortSignal): Promise<ReadResourceResult>
  close(): Promise<void>
}

/** What a server may be given by the user's machine. */
export interface McpCredentials {
  readonly token?: string
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Connects to a server of either era: it is asked in the protocol's newer way (2026: `server/discover`) and,
 * where it does not know that, in the older (2024 to 2025: `initialize`, session ids).
 *
 * 1. Nothing is declared that a server could use: no sampling, no elicitation, no roots. Who asks is declined.
 * 2. Schemas of a server are data: they are looked at, never compiled or followed.
 * 3. Every exchange ends: with the answer, at its time-out, or when the connection breaks. One that had to be
 *    given up is not used again.
 *
 * @throws McpFailure; KaojuError `egress-refused`; the signal's reason
 */
export async function connectMcp(
  setting: McpSetting,
  credentials: McpCredentials,
  limits: McpLimits,
  { egress, clock }: Pick<Context, 'egress' | 'clock'>,
  signal: AbortSignal,
): Promise<McpConnection> {
  const sdk = await import('@modelcontextprotocol/client')
  if (egress.scope === 'offline')
    throw new KaojuError('egress-refused', {
      url: setting.transport === 'http' ? shownAddress(setting.url) : `mcp://${setting.name}`,
    })
  const session = async (era: 'any' | 'older'): Promise<Session> => {
    const client = new sdk.Client(
      { name: 'kaoju', version: engineVersion },
      {
        capabilities: {},
        versionNegotiation: {
          mode: 'auto',
          ...(setting.transport === 'stdio' ? { probe: { timeoutMs: limits.probe } } : {}),
        },
        inputRequired: { autoFulfill: false },
        jsonSchemaValidator: unchecked,
      },
    )
    const broken = new AbortController()
    const events: TransportEvents = { broken: (why) => broken.abort(why) }
    const way = wayTo(setting, credentials, limits, egress, sdk.StreamableHTTPClientTransport, events)
    const one: Session = { sdk, client, way, broken, limits, clock }
    try {
      await asked(one, signal, limits.connect, 'unreachable', (options) =>
        client.connect(way.transport, {
          ...options,
          ...(era === 'older' ? { prior: { kind: 'legacy' } } : {}),
        }),
      )
      return one
    } catch (error) {
      await client.close().catch(() => undefined)
      await way.transport.close().catch(() => undefined)
      throw error
    }
  }
  let one: Session
  try {
    one = await session('any')
  } catch (error) {
    // A server that stumbles over a question it does not know (it ends, or answers 500) may know the older one.
    if (!(error instanceof McpFailure) || error.kind !== 'unreachable' || !error.again) throw error
    if (error.cause instanceof KaojuError || isTimeout(error.cause)) throw error
    one = await session('older').catch(() => Promise.reject(error))
  }
  return connection(one)
}

interface Session {
  readonly sdk: typeof import('@modelcontextprotocol/client')
  readonly client: Client
  readonly way: GuardedTransport
  readonly broken: AbortController
  readonly limits: McpLimits
  readonly clock: Clock
}

function connection(session: Session): McpConnection {
  const { client, way, broken, limits } = session
  let underWay = 0
  let retired = false
  let tools: Promise<readonly Tool[]> | undefined
  const close = async (): Promise<void> => {
    retired = true
    if (!broken.signal.aborted) await way.leave()
    broken.abort('it was left')
    await client.close().catch(() => undefined)
    await way.transport.close().catch(() => undefined)
  }
  const exchange = async <T>(
    signal: AbortSignal,
    work: (options: RequestLimits) => Promise<T>,
  ): Promise<T> => {
    underWay++
    way.listen(true)
    try {
      return await asked(session, signal, limits.answer, 'failed', work)
    } catch (error) {
      // Who was waited for in vain once is not asked again; others may still be waiting for their answers.
      const lost = error instanceof McpFailure && (error.again || isTimeout(error.cause))
      if (lost || broken.signal.aborted || signal.aborted) retired = true
      throw error
    } finally {
      underWay--
      if (underWay === 0) {
        way.listen(false)
        if (retired) await close()
      }
    }
  }
  way.listen(false)
  const capabilities = client.getServerCapabilities()
  return {
    get over() {
      return retired || broken.signal.aborted
    },
    hasResources: capabilities?.resources !== undefined,
    tools(signal, anew) {
      // The client would print that there are none.
      if (capabilities?.tools === undefined) return Promise.resolve([])
      if (anew) tools = undefined
      const listing = (tools ??= exchange(signal, (options) =>
        walk(session, options, async (cursor, more) => {
          const { tools: items, nextCursor } = await client.request(
            { method: 'tools/list', params: cursor },
            more,
          )
          return { items, nextCursor }
        }),
      ))
      return listing.catch((error: unknown) => {
        if (tools === listing) tools = undefined
        throw error
      })
    },
    resources: (signal) =>
      exchange(signal, (options) =>
        walk(session, options, async (cursor, more) => {
          const { resources: items, nextCursor } = await client.request(
            { method: 'resources/list', params: cursor },
            more,
          )
          return { items, nextCursor }
        }),
      ),
    call: (tool, given, signal) =>
      exchange(signal, (options) => {
        // Without the schema of its answer, which would be compiled; that of its arguments names headers to send.
        const { outputSchema: _outputSchema, ...definition } = tool
        return client.callTool(
          { name: tool.name, arguments: given },
          { ...options, toolDefinition: definition },
        )
      }),
    readResource: (uri, signal) => exchange(signal, (options) => client.readResource({ uri }, options)),
    close,
  }
}

/** Lists are looked through no further than this; what a server lists first is what it is for. */
const mostPages = 50
const mostListed = 10_000

/** All pages of a list, within the time of one answer. The client's own walk would print what a server calls its tools. */
async function walk<Item>(
  { clock }: Session,
  options: RequestLimits,
  page: (
    cursor: { readonly cursor?: string },
    options: RequestLimits,
  ) => Promise<{ readonly items: readonly Item[]; readonly nextCursor: string | undefined }>,
): Promise<readonly Item[]> {
  const end = clock.elapsed() + options.timeout
  const all: Item[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < mostPages && all.length < mostListed; pages++) {
    const time = Math.max(1, end - clock.elapsed())
    const { items, nextCursor } = await page(cursor === undefined ? {} : { cursor }, {
      ...options,
      timeout: time,
      maxTotalTimeout: time,
    })
    for (const item of items) all.push(item)
    if (nextCursor === undefined || nextCursor === cursor) break
    cursor = nextCursor
  }
  return all.slice(0, mostListed)
}

interface RequestLimits {
  readonly signal: AbortSignal
  readonly timeout: number
  readonly maxTotalTimeout: number
}

/** One exchange, whose failure is told in our words. */
async function asked<T>(
  { sdk, broken }: Pick<Session, 'sdk' | 'broken'>,
  signal: AbortSignal,
  time: number,
  kind: 'unreachable' | 'failed',
  work: (options: RequestLimits) => Promise<T>,
): Promise<T> {
  const either = AbortSignal.any([signal, broken.signal])
  try {
    // The client's first question of a connection does not hear its signal.
    return await orAborted(work({ signal: either, timeout: time, maxTotalTimeout: time }), either)
  } catch (error) {
    signal.throwIfAborted()
    const why: unknown = broken.signal.aborted ? broken.signal.reason : undefined
    if (why instanceof KaojuError) {
      if (why.code === 'egress-refused') throw why
      throw new McpFailure(kind, why.message, why.retryable && why.code !== 'endpoint-stalled', {
        cause: why,
      })
    }
    // Not caused by the client's error, which takes every end for a time-out.
    if (typeof why === 'string') throw new McpFailure(kind, why, true)
    throw failureOf(sdk, error, time, kind)
  }
}

function failureOf(
  sdk: Session['sdk'],
  cause: unknown,
  time: number,
  kind: 'unreachable' | 'failed',
): McpFailure {
  const { SdkError, SdkHttpError, ProtocolError } = sdk
  const said = cause instanceof Error ? cause.message : String(cause)
  if (isTimeout(cause)) return new McpFailure(kind, `no answer within ${time / 1000} s`, false, { cause })
  const { busy, wait, unknownTool } = readComplaint(said)
  if (cause instanceof SdkHttpError) {
    const { status } = cause.data
    if (status === 401 || status === 403)
      return new McpFailure('refused', `status ${status}`, false, { cause })
    // 404 tells that a session has ended; 429 and 5xx may pass.
    const again = status === 404 || status === 408 || status === 429 || (status ?? 500) >= 500
    return new McpFailure(kind, `status ${status ?? '–'}: ${said}`, again, { cause, wait })
  }
  if (cause instanceof ProtocolError) {
    // -32000 is what the transport says of an answer that did not come.
    const again = busy || kind === 'unreachable' || cause.code === -32_000
    // No such method (-32601), or no such tool or argument (-32602).
    const unknown = unknownTool || cause.code === -32_601 || cause.code === -32_602
    return new McpFailure(kind, said, again, { cause, wait, unknownTool: unknown && !again })
  }
  if (cause instanceof SdkError) return new McpFailure(kind, said, true, { cause })
  // What does not have the protocol's shape.
  return new McpFailure(kind, `what it says is not what the protocol asks for: ${said}`, false, { cause })
}

function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'REQUEST_TIMEOUT'
}

function wayTo(
  setting: McpSetting,
  { token, environment }: McpCredentials,
  { connect, answer, bytes }: McpLimits,
  egress: Egress,
  Streamable: Session['sdk']['StreamableHTTPClientTransport'],
  events: TransportEvents,
): GuardedTransport {
  switch (setting.transport) {
    case 'http': {
      const times = { connect, firstByte: answer, idle: answer, whole: 2 * answer }
      const short = { connect: 2_000, firstByte: 2_000, idle: 2_000, whole: 4_000 }
      return createHttpTransport(
        Streamable,
        {
          url: setting.url,
          ...(token ? { token } : {}),
          fetch: egress.configured(setting.url, times),
          farewell: egress.configured(setting.url, short),
          maxBytes: bytes,
        },
        events,
      )
    }
    case 'stdio': {
      const allowed = (setting.environment ?? []).flatMap((name) => {
        const value = environment[name]
        return value === undefined ? [] : [[name, value] as const]
      })
      return createStdioTransport(
        {
          command: setting.command,
          args: setting.args ?? [],
          environment: Object.fromEntries(allowed),
          maxBytes: bytes,
        },
        events,
      )
    }
  }
}

/** Takes every answer as it is: a schema of the server's may hold anything, a pattern that never ends among it. */
const unchecked: NonNullable<ClientOptions['jsonSchemaValidator']> = {
  getValidator:
    <T>(): JsonSchemaValidator<T> =>
    (input) => ({ valid: true, data: input as T, errorMessage: undefined }),
}
