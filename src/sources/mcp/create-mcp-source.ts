import type { Tool } from '@modelcontextprotocol/client'
import {
  AttemptFailure,
  KaojuError,
  sha256,
  shownAddress,
  toKaojuError,
  type Context,
  type Cost,
  type Exchange,
} from '#runtime'
import type { SourceHit, WebQuery } from '../search.ts'
import { chooseTools, isRecord, type ChosenTool } from './choose-tools.ts'
import type { FoundItem } from './found-item.ts'
import { gatherDocument, gatherItems, type Gathering } from './gather-answers.ts'
import { mcpUri, parseMcpUri, type McpAddress } from './mcp-address.ts'
import { connectMcp, type McpConnection, type McpCredentials, type McpLimits } from './mcp-connection.ts'
import { McpFailure, namedFailure, unpriced } from './mcp-failure.ts'
import type { McpDocument, McpSetting, McpSource, McpTool } from './mcp-source.ts'
import { rankResources } from './rank-resources.ts'
import { documentOf, foundDocument, resourceDocument, type FoundDocument } from './tool-results.ts'

const defaults: McpLimits = { connect: 60_000, answer: 60_000, probe: 10_000, bytes: 20 * 2 ** 20 }
/** Calls to one server under way at once: many are a program with one thread. */
const concurrency = 4

/**
 * An MCP server as a source. Nothing is started or loaded before the first call that is not recorded, and
 * `search` is always there: a server that cannot be searched says so (`mcp-tool-missing`).
 *
 * 1. Searching and reading are one paid call each, `ask` and `read-<hash of the URI>` below the context's path;
 *    what is recorded, answer or failure, is not asked again, and holds neither token nor environment.
 * 2. Every hit is an `mcp://` URI of this server (see `mcp-address.ts`); where it stands on the web is told in
 *    `also` and fetched by nobody here.
 * 3. `query-sent` tells each query before it leaves.
 * 4. A server that broke down is connected to anew by the next attempt; a tool that it no longer knows is looked for
 *    once more in its list by the same one.
 * 5. Pages of results and parts of a text are asked for within the one call (see `gather-answers.ts`); what of them
 *    is missing is told as a warning.
 *
 * @param credentials the bearer token of a server over HTTP; variables, of which a program sees those that its
 * setting names
 */
export function createMcpSource(
  setting: McpSetting,
  credentials: McpCredentials,
  limits: Partial<McpLimits> = {},
): McpSource {
  const server = new McpServer(setting, credentials, { ...defaults, ...limits })
  return {
    name: setting.name,
    guarded: setting.transport === 'http',
    search: (query, context) => server.search(query, context),
    read: (uri, context) => server.read(uri, context),
    ...(setting.tools
      ? {
          allowed: (context) => server.allowed(context),
          call: (tool, given, uri, context) => server.call(tool, given, uri, context),
        }
      : {}),
    close: () => server.close(),
  }
}

class McpServer {
  private readonly setting: McpSetting
  private readonly credentials: McpCredentials
  private readonly limits: McpLimits
  private readonly open = new Set<Promise<McpConnection>>()
  private current: Promise<McpConnection> | undefined
  private readonly leaving = new AbortController()

  constructor(setting: McpSetting, credentials: McpCredentials, limits: McpLimits) {
    this.setting = setting
    this.credentials = credentials
    this.limits = limits
  }

  async search(query: WebQuery, context: Context): Promise<SourceHit[]> {
    const sent = { ...query, text: query.text.toWellFormed() }
    const { name } = this.setting
    return context.call<SourceHit[]>({
      ...this.about('ask', { query: sent }),
      kind: 'search',
      purpose: 'search',
      bound: { queries: 1 },
      attempt: (exchange) =>
        this.attempt(exchange, 'search', { ...unpriced, amounts: { queries: 1 } }, async (connection) => {
          exchange.context.emit({ type: 'query-sent', engine: name, query: sent.text })
          const enough = (items: readonly FoundItem[]) => items.length >= sent.limit
          const { items, fetch } = await this.find(connection, sent, exchange.context, enough)
          return hitsOf(items, sent, name, fetch)
        }),
    })
  }

  async read(uri: string, context: Context): Promise<McpDocument> {
    const { name } = this.setting
    const address = parseMcpUri(name, uri)
    const found = await context.call<FoundDocument>({
      ...this.about(`read-${sha256(uri).slice(0, 20)}`, { uri }),
      kind: 'page',
      purpose: 'read',
      bound: { pages: 1 },
      attempt: (exchange) =>
        this.attempt(exchange, 'fetch', { ...unpriced, amounts: { pages: 1 } }, async (connection) => {
          if (!address) throw new McpFailure('failed', `${uri.slice(0, 100)} is none of its documents`, false)
          return this.load(connection, address, exchange.context)
        }),
    })
    const { title, mediaType, url } = found
    const bytes = 'text' in found ? Buffer.from(found.text) : Buffer.from(found.base64, 'base64')
    return { uri, title, mediaType, bytes, ...(url === undefined ? {} : { url }) }
  }

  async allowed(context: Context): Promise<readonly McpTool[]> {
    const { tools: allowed = [] } = this.setting
    return context.call<readonly McpTool[]>({
      ...this.about('tools', { allowed }),
      kind: 'search',
      purpose: 'search',
      bound: {},
      attempt: (exchange) =>
        this.attempt(exchange, 'tools', unpriced, async (connection) => {
          const tools = await connection.tools(exchange.context.abort)
          return allowed.flatMap((name) => {
            const tool = tools.find((one) => one.name === name)
            if (!tool) return []
            const { description = '', inputSchema } = tool
            const left = withoutFixed(inputSchema, this.setting.arguments ?? {})
            return [{ name, description: description.slice(0, 2_000), inputSchema: left }]
          })
        }),
    })
  }

  /** Once: what a tool does besides answering, nobody knows. */
  async call(
    tool: string,
    given: Readonly<Record<string, unknown>>,
    uri: string,
    context: Context,
  ): Promise<McpDocument> {
    const { name, tools: allowed = [] } = this.setting
    if (!allowed.includes(tool)) throw new KaojuError('mcp-tool-refused', { server: name, tool })
    const found = await context.call<FoundDocument>({
      ...this.about(`call-${sha256(uri).slice(0, 20)}`, { tool, given }),
      kind: 'search',
      purpose: 'search',
      bound: { queries: 1 },
      attempts: 1,
      attempt: (exchange) =>
        this.attempt(exchange, tool, { ...unpriced, amounts: { queries: 1 } }, async (connection) => {
          const { abort } = exchange.context
          const known = (await connection.tools(abort)).find((one) => one.name === tool)
          if (!known) throw missing(await connection.tools(abort))
          exchange.context.emit({
            type: 'query-sent',
            engine: name,
            query: `${tool} ${JSON.stringify(given)}`,
          })
          const { properties } = known.inputSchema as { properties?: unknown }
          const fixed = Object.entries(this.setting.arguments ?? {}).filter(
            ([one]) => isRecord(properties) && one in properties,
          )
          const whole = { ...given, ...Object.fromEntries(fixed) }
          const told = documentOf(await connection.call(known, whole, abort), `${name} ${tool}`)
          if ('document' in told) return told.document
          return resourceDocument((await connection.readResource(told.resource, abort)).contents, tool)
        }),
    })
    const { title, mediaType, url } = found
    const bytes = 'text' in found ? Buffer.from(found.text) : Buffer.from(found.base64, 'base64')
    return { uri, title, mediaType, bytes, ...(url === undefined ? {} : { url }) }
  }

  async close(): Promise<void> {
    this.leaving.abort(new KaojuError('aborted'))
    await Promise.allSettled([...this.open].map(async (opening) => (await opening).close()))
  }

  /** What all calls to the server have in common. */
  private about(name: string, inputs: object) {
    const { setting } = this
    const where =
      setting.transport === 'http'
        ? { url: shownAddress(setting.url) }
        : { command: setting.command, args: setting.args ?? [] }
    const { search, fetch, arguments: fixed } = setting
    return {
      name,
      inputs: {
        server: setting.name,
        ...where,
        ...(search ? { search } : {}),
        ...(fetch ? { fetch } : {}),
        ...(fixed ? { fixed } : {}),
        ...inputs,
      },
      service: setting.name,
      endpoint: setting.transport === 'http' ? new URL(setting.url).origin : `mcp://${setting.name}`,
      concurrency,
      patience: 5_000,
      attempts: 2,
      saidOnce: ['mcp-unreachable', 'mcp-failed'] as const,
    }
  }

  private async attempt<T>(
    { context }: Exchange,
    tool: string,
    cost: Cost,
    work: (connection: McpConnection) => Promise<T>,
  ): Promise<{ result: T; cost: Cost }> {
    try {
      return { result: await work(await this.connected(context)), cost }
    } catch (error) {
      context.abort.throwIfAborted()
      throw namedFailure(error, { server: this.setting.name, tool, secrets: this.secrets() })
    }
  }

  /** A server may show in a complaint what it was given. */
  private secrets(): string[] {
    const { token = '', environment } = this.credentials
    const named = this.setting.transport === 'stdio' ? (this.setting.environment ?? []) : []
    return [token, ...named.map((name) => environment[name] ?? '')].filter((value) => value.length >= 6)
  }

  private async connected(context: Context): Promise<McpConnection> {
    for (let round = 0; ; round++) {
      if (this.leaving.signal.aborted) throw new McpFailure('unreachable', 'it was left', false)
      this.current ??= this.connect(context)
      const opening = this.current
      const forget = (): void => {
        if (this.current === opening) this.current = undefined
      }
      const connection = await opening.catch((error: unknown) => {
        forget()
        throw error
      })
      if (!connection.over) return connection
      forget()
      if (round > 1) throw new McpFailure('unreachable', 'it goes as soon as it has come', true)
    }
  }

  private connect(context: Context): Promise<McpConnection> {
    const signal = AbortSignal.any([context.abort, this.leaving.signal])
    const opening = connectMcp(this.setting, this.credentials, this.limits, context, signal)
    this.open.add(opening)
    opening.catch(() => this.open.delete(opening))
    return opening
  }

  private find(
    connection: McpConnection,
    query: WebQuery,
    context: Context,
    enough: (items: readonly FoundItem[]) => boolean,
  ): Promise<{ items: readonly FoundItem[]; fetch: ChosenTool | undefined }> {
    const { abort } = context
    return this.withTool(connection, 'search', abort, async ({ search, fetch }, tools) => {
      if (search) {
        const given = this.given(search, query.text, query.limit)
        const gathering = this.gathering(connection, search, given, context, 'search')
        return { items: await gatherItems(gathering, query.text, enough), fetch }
      }
      if (this.setting.search !== undefined || !connection.hasResources) throw missing(tools)
      const resources = await connection.resources(abort)
      return { items: rankResources(resources, query.text), fetch }
    })
  }

  private async load(
    connection: McpConnection,
    address: McpAddress,
    context: Context,
  ): Promise<FoundDocument> {
    const { id } = address
    const { abort } = context
    switch (address.how) {
      case 'resource':
        return resourceDocument((await connection.readResource(id, abort)).contents, id)
      case 'fetched': {
        const found = await this.withTool(connection, 'fetch', abort, ({ fetch }, tools) => {
          if (!fetch) throw missing(tools)
          const gathering = this.gathering(connection, fetch, this.given(fetch, id), context, 'fetch')
          return gatherDocument(gathering, id)
        })
        if (!('resource' in found)) return found
        return resourceDocument((await connection.readResource(found.resource, abort)).contents, id)
      }
      case 'found': {
        const query: WebQuery = { text: address.query, language: 'other', limit: 20 }
        context.emit({ type: 'query-sent', engine: this.setting.name, query: query.text })
        const isIt = (one: FoundItem): boolean => (one.id ?? one.url) === id
        const { items } = await this.find(connection, query, context, (found) => found.some(isIt))
        const item = items.find(isIt)
        if (!item) throw new McpFailure('failed', 'its answer no longer holds the document', false)
        return foundDocument(item)
      }
    }
  }

  /**
   * Does it with the tools as they were listed. Where the server does not know the one any more, it is asked once
   * what it has now; a choice that comes out the same would fail the same.
   */
  private async withTool<T>(
    connection: McpConnection,
    wanted: 'search' | 'fetch',
    signal: AbortSignal,
    work: (chosen: ReturnType<typeof chooseTools>, tools: readonly Tool[]) => Promise<T>,
  ): Promise<T> {
    const known = await connection.tools(signal)
    const before = chooseTools(known, this.setting)
    try {
      return await work(before, known)
    } catch (error) {
      if (!(error instanceof McpFailure) || !error.unknownTool) throw error
      const tools = await connection.tools(signal, 'anew')
      const now = chooseTools(tools, this.setting)
      if (isSameCall(before[wanted], now[wanted])) throw error
      return work(now, tools)
    }
  }

  private gathering(
    connection: McpConnection,
    chosen: ChosenTool,
    given: Record<string, unknown>,
    context: Context,
    purpose: 'search' | 'fetch',
  ): Gathering {
    const { name, arguments: fixed = {} } = this.setting
    const { abort, clock } = context
    return {
      chosen,
      ask: (more) => connection.call(chosen.tool, { ...given, ...more }, abort),
      fixed: new Set(Object.keys(fixed)),
      clock,
      time: this.limits.answer,
      bytes: this.limits.bytes,
      warn: (why) => {
        const told = namedFailure(why, { server: name, tool: purpose, secrets: this.secrets() })
        const { code, message } = told instanceof AttemptFailure ? told.error : toKaojuError(told)
        context.emit({ type: 'warning', code, message })
      },
    }
  }

  private given({ tool, argument, many, limit }: ChosenTool, text: string, hits?: number) {
    const { properties } = tool.inputSchema as { properties?: unknown }
    const known = isRecord(properties) ? properties : {}
    // What the user fixed for one tool is nothing to another that does not know it.
    const fixed = Object.entries(this.setting.arguments ?? {}).filter(([name]) => name in known)
    const schema = limit === undefined ? undefined : known[limit]
    const most = isRecord(schema) && typeof schema['maximum'] === 'number' ? schema['maximum'] : Infinity
    return {
      ...(limit === undefined || hits === undefined ? {} : { [limit]: Math.min(hits, most) }),
      ...Object.fromEntries(fixed),
      [argument]: many ? [text] : text,
    }
  }
}

function hitsOf(
  items: readonly FoundItem[],
  query: WebQuery,
  engine: string,
  fetch: ChosenTool | undefined,
): SourceHit[] {
  const hits: SourceHit[] = []
  const seen = new Set<string>()
  for (const item of items) {
    const address = addressOf(item, query, fetch)
    const url = address && mcpUri(engine, address)
    if (url === undefined || seen.has(url) || hits.length >= query.limit) continue
    seen.add(url)
    const { title, snippet, publishedAt, url: also } = item
    hits.push({
      url,
      title,
      snippet,
      ...(publishedAt === undefined ? {} : { publishedAt }),
      ...(also === undefined ? {} : { also: [also] }),
      engine,
      rank: hits.length + 1,
    })
  }
  if (items.length > 0 && hits.length === 0)
    throw new McpFailure('failed', `${items.length} results, none of which can be read`, false)
  return hits
}

/** How a hit will be read: by the tool to fetch with, as a resource, or from the answer that told of it. */
function addressOf(item: FoundItem, query: WebQuery, fetch: ChosenTool | undefined): McpAddress | undefined {
  if (item.resource !== undefined) return { how: 'resource', id: item.resource }
  const { id, url, title, text } = item
  const inAnswer = id === 'answer' && text !== undefined
  if (fetch && !inAnswer) {
    const wanted = fetch.wants === 'id' ? (id ?? url) : fetch.wants === 'address' ? (url ?? id) : title
    if (wanted !== undefined) return { how: 'fetched', id: wanted }
  }
  const name = id ?? url
  return name === undefined || (text ?? url) === undefined
    ? undefined
    : { how: 'found', id: name, query: query.text }
}

/** What is left to be given of a tool's arguments. */
function withoutFixed(schema: unknown, fixed: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(schema)) return schema
  const { properties, required } = schema
  return {
    ...schema,
    ...(isRecord(properties)
      ? { properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !(name in fixed))) }
      : {}),
    ...(Array.isArray(required)
      ? { required: required.filter((name) => typeof name !== 'string' || !(name in fixed)) }
      : {}),
  }
}

function isSameCall(one: ChosenTool | undefined, other: ChosenTool | undefined): boolean {
  return (
    one?.tool.name === other?.tool.name &&
    one?.argument === other?.argument &&
    one?.many === other?.many &&
    one?.limit === other?.limit
  )
}

function missing(tools: readonly Tool[]): McpFailure {
  const names = tools.slice(0, 30).map(({ name }) => name)
  return new McpFailure('missing', names.join(', ') || '–', false)
}
