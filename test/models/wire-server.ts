/**
 * A real model server on loopback: OpenAI (chat, Responses in background, embeddings, models), Jina-like
 * reranking, Anthropic Messages and Google generateContent, streaming and not.
 *
 * 1. What it answers is a function of the question; the default answers any schema with its smallest instance.
 * 2. A fault is injected into one request, by name, from `wireFaults`.
 * 3. It counts what a provider would have billed, by question: `paidTwice()` is what nobody should have paid.
 *
 * By hand or as a child process: `node --conditions=kaoju-source test/models/wire-server.ts --port 0`; it prints its
 * URL, answers `GET /wire/state`, and takes faults at `POST /wire/faults` (a JSON list of names).
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  responses,
  tell,
  type WireAnswer,
  type WireAsk,
  type WireFormat,
  type WireReply,
} from './wire-formats.ts'
import { faultNamed, type WireFault } from './wire-faults.ts'

export * from './wire-formats.ts'
export * from './wire-faults.ts'

export interface WireServerOptions {
  /** What the model says: a text, or an answer in parts. */
  readonly answer?: (ask: WireAsk) => string | WireAnswer | Promise<string | WireAnswer>
  /** The fault for this request, if any; asked before the queue of `faultNext`. */
  readonly fault?: (ask: WireAsk) => string | undefined
  /** Keys accepted; default: any, or none at all. */
  readonly keys?: readonly string[]
  /** Milliseconds between two pieces of a stream; default 0. */
  readonly pace?: number
  /** Milliseconds before the first byte of an answer; default 0. */
  readonly delay?: number
  /** What answers wait for besides. */
  readonly until?: Promise<unknown>
  /** Polls after which background work is done; default 1. */
  readonly polls?: number
  readonly port?: number
  /** Speaks TLS with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string }
}

export interface WireServer {
  /** e.g. `http://127.0.0.1:40123` */
  readonly origin: string
  /** Base URL for OpenAI-like, Anthropic and rerank endpoints. */
  readonly v1: string
  /** Base URL for Google. */
  readonly v1beta: string
  /** Requests so far, in order of arrival; listings (`GET /models`) and polls are not counted. */
  readonly asks: readonly WireAsk[]
  /** What a provider would have billed: the question's hash → how often. */
  readonly billed: ReadonlyMap<string, number>
  /** Answers billed beyond the first, over all questions. */
  paidTwice(): number
  /** Injects these faults into the next requests, one each. */
  faultNext(...names: readonly string[]): void
  /** Injects these faults into the next polls of background work, one each. */
  faultPolls(...names: readonly string[]): void
  /** Background work that was cancelled. */
  cancelled(): number
  /** Answers that nobody heard to their end. */
  abandoned(): number
  /** Background work that the provider forgets. */
  forget(): void
  close(): Promise<void>
}

interface State {
  readonly options: WireServerOptions
  readonly asks: WireAsk[]
  readonly seen: Map<string, number>
  readonly billed: Map<string, number>
  readonly queue: string[]
  readonly polls: string[]
  abandoned: number
  readonly background: Map<string, { ask: WireAsk; answer: WireAnswer; polls: number; cancelled: boolean }>
}

export async function startWireServer(options: WireServerOptions = {}): Promise<WireServer> {
  const state: State = {
    options,
    asks: [],
    seen: new Map(),
    billed: new Map(),
    queue: [],
    polls: [],
    abandoned: 0,
    background: new Map(),
  }
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // A client that goes away is what these tests are about.
    request.on('error', () => {})
    response.on('error', () => {})
    response.on('close', () => {
      if (!response.writableFinished) state.abandoned++
    })
    serve(state, request, response).catch(() => response.destroy())
  }
  const server: Server = options.tls ? createTlsServer(options.tls, onRequest) : createServer(onRequest)
  server.on('clientError', (_, socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`
  return {
    origin,
    v1: `${origin}/v1`,
    v1beta: `${origin}/v1beta`,
    asks: state.asks,
    billed: state.billed,
    paidTwice: () => [...state.billed.values()].reduce((sum, count) => sum + count - 1, 0),
    faultNext: (...names) => {
      for (const name of names) state.queue.push(faultNamed(name).name)
    },
    faultPolls: (...names) => {
      for (const name of names) state.polls.push(faultNamed(name).name)
    },
    abandoned: () => state.abandoned,
    cancelled: () => [...state.background.values()].filter((work) => work.cancelled).length,
    forget: () => state.background.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://loopback')
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const raw = Buffer.concat(parts).toString('utf8')
  if (url.pathname.startsWith('/wire/')) return control(state, url.pathname, raw, response)
  const format = formatOf(url.pathname, request.method ?? 'GET')
  if (url.pathname === '/v1/responses' || url.pathname.startsWith('/v1/responses/'))
    if (format === undefined) return background(state, request.method ?? 'GET', url.pathname, response)
  if (format === undefined) {
    response.writeHead(404, { 'content-type': 'text/html' })
    response.end(
      '<!doctype html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>',
    )
    return
  }
  const ask = read(state, format, url, request, raw)
  if (format !== 'models') state.asks.push(ask)
  const key =
    /^Bearer (.*)$/.exec(ask.headers['authorization'] ?? '')?.[1] ??
    ask.headers['x-api-key'] ??
    ask.headers['x-goog-api-key']
  const unknown = state.options.keys && !state.options.keys.includes(key ?? '')
  const name = unknown
    ? 'key-wrong'
    : (state.options.fault?.(ask) ?? (format === 'models' ? undefined : state.queue.shift()))
  await reply(state, ask, name === undefined ? undefined : faultNamed(name), response)
}

async function reply(
  state: State,
  ask: WireAsk,
  fault: WireFault | undefined,
  response: ServerResponse,
): Promise<void> {
  const bill = (): void => void state.billed.set(ask.hash, (state.billed.get(ask.hash) ?? 0) + 1)
  const { delay = 0, pace = 0, until } = state.options
  if (fault?.socket === 'stall') {
    // It took the request and says nothing: whoever asked must reckon with the bill.
    bill()
    return
  }
  if (fault?.socket === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  const refused = fault?.reply?.(ask)
  if (refused) {
    // What a caller answers by asking again is billed then.
    if (fault!.billed && fault!.expect !== 'answered') bill()
    response.writeHead(refused.status, { 'content-type': 'application/json', ...refused.headers })
    response.end(
      typeof refused.body === 'string' || Buffer.isBuffer(refused.body)
        ? refused.body
        : JSON.stringify(refused.body),
    )
    return
  }
  const plain = await (state.options.answer ?? defaultAnswer)(ask)
  const given = typeof plain === 'string' ? { text: plain } : plain
  const answer = fault?.answer?.(given, ask) ?? given
  if (ask.format !== 'models') bill()
  if (until) await until
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
  const told = ask.format === 'openai-responses' ? begin(state, ask, answer) : tell(ask, answer)
  const chunks = (told.stream ? told.events : [JSON.stringify(told.body)]).map((each) => Buffer.from(each))
  const sent = fault?.wire?.(chunks, ask) ?? { chunks }
  response.writeHead(sent.status ?? 200, {
    'content-type': told.stream ? 'text/event-stream; charset=utf-8' : 'application/json',
    ...sent.headers,
  })
  for (const chunk of sent.chunks) {
    if (response.destroyed) return
    response.write(chunk)
    // Each piece becomes a packet of its own, so that a client meets them one by one.
    await new Promise((resolve) => (pace > 0 ? setTimeout(resolve, pace) : setImmediate(resolve)))
  }
  if (sent.ends === 'stall') return
  if (sent.ends === 'reset') response.socket?.resetAndDestroy()
  else response.end()
}

/** Background work begins; what is told first is that it waits. */
function begin(state: State, ask: WireAsk, answer: WireAnswer): WireReply {
  const body = responses(ask, answer, 'queued')
  state.background.set(String(body['id']), { ask, answer, polls: 0, cancelled: false })
  return { stream: false, events: [], body }
}

/** GET, cancel and delete of Responses in background mode. */
function background(state: State, method: string, path: string, response: ServerResponse): void {
  const [, id, verb] = /^\/v1\/responses\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
  const work = id === undefined ? undefined : state.background.get(id)
  const send = (status: number, body: unknown): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (!work)
    return send(404, {
      error: {
        message: `Response with id '${id}' not found.`,
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    })
  const fault = method === 'GET' ? state.polls.shift() : undefined
  if (fault !== undefined) {
    const { status, headers, body } = faultNamed(fault).reply!(work.ask)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
    return
  }
  if (verb === 'cancel') work.cancelled = true
  else if (method === 'GET') work.polls++
  const status = work.cancelled
    ? 'cancelled'
    : work.polls > (state.options.polls ?? 1)
      ? 'completed'
      : 'in_progress'
  send(200, responses(work.ask, work.answer, status))
}

function control(state: State, path: string, raw: string, response: ServerResponse): void {
  if (path === '/wire/faults')
    for (const name of JSON.parse(raw) as string[]) state.queue.push(faultNamed(name).name)
  const paidTwice = [...state.billed.values()].reduce((sum, count) => sum + count - 1, 0)
  const cancelled = [...state.background.values()].filter((work) => work.cancelled).length
  const body = { asks: state.asks, billed: Object.fromEntries(state.billed), paidTwice, cancelled }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function formatOf(path: string, method: string): WireFormat | undefined {
  if (method === 'GET') return /^\/(v1|v1beta|api\/v1)\/models$/.test(path) ? 'models' : undefined
  if (path === '/v1/chat/completions') return 'openai'
  if (path === '/v1/responses') return 'openai-responses'
  if (path === '/v1/messages') return 'anthropic'
  if (/^\/v1beta\/models\/[^:]+:(streamGenerateContent|generateContent)$/.test(path)) return 'google'
  if (path === '/v1/embeddings' || path === '/api/embed' || path.endsWith(':batchEmbedContents'))
    return 'embeddings'
  if (path === '/v1/rerank') return 'rerank'
  return undefined
}

// ---- what was asked

type Json = Record<string, unknown>

function read(state: State, format: WireFormat, url: URL, request: IncomingMessage, raw: string): WireAsk {
  const body = (raw === '' ? {} : JSON.parse(raw)) as Json
  const hash = createHash('sha256').update(`${format} ${raw}`).digest('hex')
  const seen = state.seen.get(hash) ?? 0
  state.seen.set(hash, seen + 1)
  return {
    format,
    path: url.pathname,
    model:
      typeof body['model'] === 'string'
        ? body['model']
        : (/\/models\/([^:]+):/.exec(url.pathname)?.[1] ?? ''),
    stream: body['stream'] === true || url.pathname.endsWith(':streamGenerateContent'),
    logprobs: body['logprobs'] === true,
    query: typeof body['query'] === 'string' ? body['query'] : '',
    inputs: inputsOf(body),
    ...wanted(body),
    ...said(format, body),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body,
    hash,
    seen,
  }
}

function inputsOf(body: Json): string[] {
  const from = body['input'] ?? body['documents']
  if (Array.isArray(body['requests']))
    return (body['requests'] as Json[]).map((each) => textOf(each['content']))
  if (typeof from === 'string') return [from]
  return Array.isArray(from) ? from.map(textOf) : []
}

/** The text in a message's content, whatever its form. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (Array.isArray(content)) return content.map(textOf).join('')
  if (content === null || typeof content !== 'object') return ''
  const { text, parts, content: inner } = content as Json
  return typeof text === 'string' ? text : textOf(parts ?? inner)
}

function said(format: WireFormat, body: Json): { system: string; text: string } {
  if (format === 'google') {
    const text = ((body['contents'] ?? []) as Json[]).map(textOf).join('\n')
    return { system: textOf(body['systemInstruction']), text }
  }
  if (format === 'openai-responses')
    return { system: textOf(body['instructions']), text: inputsOf(body).join('\n') }
  const turns = (Array.isArray(body['messages']) ? body['messages'] : []) as Json[]
  const isSystem = (turn: Json): boolean => turn['role'] === 'system' || turn['role'] === 'developer'
  return {
    system: textOf(body['system']) + turns.filter(isSystem).map(textOf).join('\n'),
    text: turns
      .filter((turn) => !isSystem(turn))
      .map(textOf)
      .join('\n'),
  }
}

function wanted(body: Json): Pick<WireAsk, 'mode' | 'schema' | 'tool'> {
  const at = (value: unknown, ...path: (string | number)[]): unknown =>
    path.reduce<unknown>((found, key) => (found as Json | undefined)?.[key], value)
  const tool = at(body, 'tools', 0)
  if (tool !== undefined) {
    const made = (at(tool, 'function') ?? at(tool, 'functionDeclarations', 0) ?? tool) as Json
    const schema = (made['parameters'] ?? made['input_schema'] ?? made['parametersJsonSchema']) as
      | Json
      | undefined
    return { mode: 'tool', tool: String(made['name']), ...(schema ? { schema } : {}) }
  }
  const form = (body['response_format'] ?? at(body, 'text', 'format')) as Json | undefined
  const schema =
    at(form, 'json_schema', 'schema') ??
    at(form, 'schema') ??
    at(body, 'output_format', 'schema') ??
    at(body, 'output_config', 'format', 'schema') ??
    at(body, 'generationConfig', 'responseSchema') ??
    at(body, 'generationConfig', 'responseJsonSchema')
  if (schema !== undefined) return { mode: 'json-schema', schema: schema as Json }
  const json =
    form?.['type'] === 'json_object' ||
    at(body, 'generationConfig', 'responseMimeType') === 'application/json'
  return { mode: json ? 'json' : 'text' }
}

/** The smallest instance of the schema asked for, or a sentence that names the question. */
export function defaultAnswer(ask: WireAsk): WireAnswer {
  if (ask.schema) return { text: JSON.stringify(smallest(ask.schema, ask.schema)) }
  return { text: ask.mode === 'json' ? '{}' : `An answer to question ${ask.hash.slice(0, 8)}.` }
}

/** The smallest instance of a JSON Schema (the part of it that our prompts use). */
export function smallest(schema: Json, root: Json = schema): unknown {
  const reference = schema['$ref']
  if (typeof reference === 'string') {
    const path = reference.replace(/^#\//, '').split('/')
    return smallest(
      path.reduce<Json>((found, key) => found[key] as Json, root),
      root,
    )
  }
  const choice = (schema['enum'] as unknown[] | undefined)?.[0] ?? schema['const']
  if (choice !== undefined) return choice
  const union = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (union) return smallest(union[0]!, root)
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  switch (type) {
    case 'object':
    case undefined: {
      const properties = (schema['properties'] ?? {}) as Record<string, Json>
      const required = (schema['required'] ?? []) as string[]
      return Object.fromEntries(required.map((name) => [name, smallest(properties[name] ?? {}, root)]))
    }
    case 'array':
      return Array.from({ length: Number(schema['minItems'] ?? 0) }, () =>
        smallest(schema['items'] as Json, root),
      )
    case 'string':
      return 'x'.repeat(Number(schema['minLength'] ?? 0))
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 0)
    case 'boolean':
      return false
    default:
      return null
  }
}

if (import.meta.main) {
  const option = (name: string): string | undefined => {
    const at = process.argv.indexOf(`--${name}`)
    return at < 0 ? undefined : process.argv[at + 1]
  }
  const module = option('answer')
  const answer =
    module === undefined
      ? undefined
      : ((await import(module)) as { default: WireServerOptions['answer'] }).default
  const server = await startWireServer({
    port: Number(option('port') ?? 0),
    pace: Number(option('pace') ?? 0),
    delay: Number(option('delay') ?? 0),
    polls: Number(option('polls') ?? 1),
    ...(answer ? { answer } : {}),
  })
  console.log(server.origin)
}
