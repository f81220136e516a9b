import type { Context, MiddlewareHandler } from 'hono'
import { KaojuError } from '#runtime'
import { createAdmission } from './admission.ts'
import { jsonPatience, mostJson, readBody } from './bounded-body.ts'
import type { Policy } from './door.ts'
import { answerError } from './errors.ts'
import { refuse } from './openai/refuse.ts'
import { foreignOrigin, isData, refusedOrigin } from './origins.ts'

/**
 * Stands before every route.
 *
 * 1. Who asks is looked at first (`origins.ts`), then their token (`admission.ts`), then the body's type and size: nothing
 *    of a stranger's request is read.
 * 2. A route finds a body that is whole, bounded and JSON; uploads alone are read by their route.
 * 3. Every answer, refusals among them, carries what keeps a browser from being used against its owner.
 */
export function guard(policy: Policy): MiddlewareHandler {
  const admission = createAdmission(policy)
  return async (c, next) => {
    const refusal = refusedOrigin(c, policy)
    if (refusal) c.res = answerRefused(c, refusal)
    else if (isPreflight(c)) c.res = new Response(undefined, { status: 204 })
    else {
      const closed = needsToken(c) ? admission.refuse(c) : undefined
      const wrong = closed ?? (await takeBody(c))
      if (wrong) c.res = answerRefused(c, wrong)
      else await next()
    }
    if (!refusal) shareWith(c, policy)
    protect(c)
  }
}

/** In the shape of the door that was asked at. */
function answerRefused(c: Context, error: KaojuError): Response {
  return c.req.path.startsWith('/v1/') ? refuse(c, error) : answerError(c, error)
}

/** The page asks for the token, so it is seen without one, and the token is handed in without one. */
function needsToken(c: Context): boolean {
  return isData(c.req.path) && c.req.path !== '/api/v1/session'
}

function isPreflight(c: Context): boolean {
  return (
    c.req.method === 'OPTIONS' &&
    c.req.header('Origin') !== undefined &&
    c.req.header('Access-Control-Request-Method') !== undefined
  )
}

/** Reads the body of whatever is no upload, and puts it in the place of the one that is still coming. */
async function takeBody(c: Context): Promise<KaojuError | undefined> {
  const { method, raw, path } = c.req
  if (!withBody.has(method) || isUpload(method, path)) return undefined
  const type = c.req.header('Content-Type')
  const isJson = type !== undefined && /^application\/json\s*(?:;|$)/i.test(type.trim())
  const refused = new KaojuError('media-type-refused', {
    type: type?.slice(0, 100) ?? '—',
    takes: 'application/json',
  })
  if (type !== undefined && !isJson) return refused
  if (Number(c.req.header('Content-Length') ?? 0) > mostJson) return tooLarge()
  let body: Uint8Array<ArrayBuffer>
  try {
    body = await readBody(raw.body, mostJson, jsonPatience)
  } catch (error) {
    if (error instanceof KaojuError) return error
    throw error
  }
  if (body.byteLength > 0 && !isJson) return refused
  const { headers, signal } = raw
  c.req.raw = new Request(raw.url, { method, headers, signal, ...(body.byteLength > 0 ? { body } : {}) })
  return undefined
}

const withBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

function tooLarge(): KaojuError {
  return new KaojuError('body-too-large', { limit: '1 MB' })
}

function isUpload(method: string, path: string): boolean {
  return method === 'PUT' && path.startsWith('/api/v1/uploads/')
}

/** CORS (Fetch §3.2), for the origins that were allowed by name; no credentials, since tokens come as Bearer. */
function shareWith(c: Context, policy: Policy): void {
  if (policy.origins.length > 0) c.header('Vary', 'Origin', { append: true })
  const origin = foreignOrigin(c, policy)
  if (origin === undefined) return
  c.header('Access-Control-Allow-Origin', origin)
  c.header(
    'Access-Control-Expose-Headers',
    'Content-Disposition, Location, Mcp-Session-Id, Retry-After, X-Request-Id, X-Should-Retry',
  )
  if (!isPreflight(c)) return
  c.header('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE')
  // The origin was allowed by name, and clients send headers of their own (`X-Stainless-…`).
  const wanted = c.req.header('Access-Control-Request-Headers') ?? ''
  if (/^[\w, -]{1,2000}$/.test(wanted)) c.header('Access-Control-Allow-Headers', wanted)
  c.header('Access-Control-Max-Age', '600')
  if (c.req.header('Access-Control-Request-Private-Network') === 'true')
    c.header('Access-Control-Allow-Private-Network', 'true')
}

/** What a route has said for itself stands. */
function protect(c: Context): void {
  const data = isData(c.req.path)
  const { headers } = c.res
  const add = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value)
  }
  for (const [name, value] of always) add(name, value)
  add('Content-Security-Policy', data ? nothingRuns : ofThePage)
  if (data || c.res.status >= 400) add('Cache-Control', 'no-store')
}

const ofThePage = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

const nothingRuns = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"

const always = [
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
] as const
