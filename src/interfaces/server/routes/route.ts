import type { RouteConfig } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { KaojuError, type ErrorCode } from '#runtime'
import type { App } from '../door.ts'
import { statusOf } from '../error-status.ts'
import { answerError } from '../errors.ts'
import { errorBody } from '../schemas/common.ts'

/** A request with Node's own objects. */
export type Asked = Context<{ Bindings: HttpBindings }>

/** One route, said once: what it takes is checked by these schemas, and the document is made of them. */
interface Route<Path, Query, Headers, Body> {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** `/api/v1/runs/{id}` */
  readonly path: string
  readonly tag: 'Server' | 'Library' | 'Runs' | 'Documents'
  readonly summary: string
  readonly description?: string
  readonly params?: z.ZodType<Path> & z.ZodObject
  readonly query?: z.ZodType<Query> & z.ZodObject
  /** Names in lower case. */
  readonly headers?: z.ZodType<Headers> & z.ZodObject
  /** JSON. */
  readonly body?: z.ZodType<Body>
  /** The body is bytes of any media type, which the route reads itself. */
  readonly bytes?: true
  /** By status; see `json` and `bytes`. */
  readonly answers: Readonly<Record<number, Answer>>
  /** Besides those that any request may meet. */
  readonly errors?: readonly ErrorCode[]
}

interface Answer {
  readonly description: string
  readonly content?: Readonly<Record<string, { readonly schema: z.ZodType }>>
}

interface Given<Path, Query, Headers, Body> {
  readonly params: Path
  readonly query: Query
  readonly headers: Headers
  readonly body: Body
}

/** An answer in JSON. */
export function json(description: string, schema: z.ZodType): Answer {
  return { description, content: { 'application/json': { schema } } }
}

/** An answer in other media types. */
export function media(description: string, ...types: readonly string[]): Answer {
  const schema = z.string()
  return { description, content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

/** Answers with a value that the schema describes; `schema` is looked at by the compiler alone. */
export function answer<Schema extends z.ZodType>(
  c: Asked,
  _schema: Schema,
  value: z.input<Schema>,
  status: ContentfulStatusCode = 200,
): Response {
  c.header('Cache-Control', 'no-store')
  return c.json(value as object, status)
}

/**
 * Adds a route to the application and to its document. Not by `app.openapi`, which takes a body of another media type
 * for none, and whose handlers are typed by all that a route may answer.
 */
export function addRoute<Path, Query, Headers, Body>(
  app: App,
  route: Route<Path, Query, Headers, Body>,
  handle: (given: Given<Path, Query, Headers, Body>, c: Asked) => Promise<Response>,
): void {
  app.openAPIRegistry.registerPath(documented(route))
  app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
    try {
      const { params, query, headers, body } = route
      const given = {
        // What a route does not take, its handler is not given.
        params: (params?.parse(c.req.param()) ?? {}) as Path,
        query: (query?.parse(c.req.query()) ?? {}) as Query,
        headers: (headers?.parse(c.req.header()) ?? {}) as Headers,
        body: (body ? body.parse(await jsonOf(c)) : {}) as Body,
      }
      return await handle(given, c)
    } catch (error) {
      return answerError(c, error)
    }
  })
}

/** A request's body. @throws KaojuError `media-type-refused`, `request-invalid` where it is no JSON */
export async function jsonOf(c: Context): Promise<unknown> {
  const type = c.req.header('Content-Type') ?? '–'
  if (!/^application\/json\s*(;|$)/i.test(type.trim()))
    throw new KaojuError('media-type-refused', { type: type.slice(0, 100), takes: 'application/json' })
  try {
    return JSON.parse(await c.req.text())
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new KaojuError('request-invalid', { field: 'body', reason: 'JSON' }, { cause: error })
  }
}

/** What any request may be answered with, whatever it asks for; see `guard.ts`. */
const anyRequest = [
  'request-invalid',
  'token-missing',
  'token-refused',
  'token-attempts',
  'host-refused',
  'origin-refused',
  'internal',
  'home-damaged',
  'home-unwritable',
] as const satisfies readonly ErrorCode[]
/** And any that may have a body, whether it takes one or not. */
const anyBody = [
  'body-stalled',
  'body-too-large',
  'media-type-refused',
] as const satisfies readonly ErrorCode[]

function documented<Path, Query, Headers, Body>(route: Route<Path, Query, Headers, Body>): RouteConfig {
  const { method, path, tag, summary, description, params, query, headers, body, bytes, answers } = route
  const codes: readonly ErrorCode[] = [
    ...anyRequest,
    ...(method === 'get' || bytes ? [] : anyBody),
    ...(route.errors ?? []),
  ]
  const refusals = Object.entries(Object.groupBy(codes, (code) => String(statusOf(code)))).map(
    ([status, same = []]) => [
      status,
      json([...new Set(same)].map((code) => `\`${code}\``).join(', '), errorBody),
    ],
  )
  return {
    method,
    path,
    tags: [tag],
    summary,
    operationId: operationOf(method, path),
    ...(description ? { description } : {}),
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { headers } : {}),
      ...(body ? { body: { required: true, content: { 'application/json': { schema: body } } } } : {}),
      ...(bytes ? { body: { required: true, content: { '*/*': { schema: z.string() } } } } : {}),
    },
    responses: { ...answers, ...(Object.fromEntries(refusals) as Record<string, Answer>) },
  }
}

/** `get /api/v1/runs/{id}/report` → `getRunsIdReport` */
function operationOf(method: string, path: string): string {
  const parts = path.replace(/^\/api\/v1\//, '').match(/[a-z]+/gi) ?? []
  return method + parts.map((part) => part[0]!.toUpperCase() + part.slice(1)).join('')
}
