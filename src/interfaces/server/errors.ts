import { inspect } from 'node:util'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { explain, KaojuError, toKaojuError, type ErrorCode } from '#runtime'
import type { Language } from '#vocabulary'
import { statusOf } from './error-status.ts'

/** The body of every answer that is an error, but for those of OpenAI's wire and of MCP. */
export interface ErrorBody {
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly status: number }
}

/**
 * Answers with an error: its status, its code, and what to do in the language of the request. What is wrong inside is
 * told to whoever runs the server, and to nobody else.
 *
 * @param error a KaojuError, a ZodError of a request, an exception of hono, or a defect
 */
export function answerError(c: Context, error: unknown): Response {
  const language = languageOf(c)
  const known = namedError(c, error, language)
  const status = statusOf(known.code)
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  const { seconds } = known.parameters
  if (status === 429 && seconds !== undefined) c.header('Retry-After', String(seconds))
  // A body that was not read to its end would be taken for the next request.
  if (status === 408 || status === 413) c.header('Connection', 'close')
  c.header('Content-Language', language)
  c.header('Vary', 'Accept-Language', { append: true })
  const body: ErrorBody = { error: { code: known.code, message: explain(known, language), status } }
  return c.json(body, status as ContentfulStatusCode)
}

/** What went wrong as a documented error; a defect is written to the server's log and its reason kept from the answer. */
export function namedError(c: Context, error: unknown, language: Language): KaojuError {
  if (error instanceof KaojuError && error.code !== 'internal') return error
  if (error instanceof z.ZodError) return invalidRequest(error, language)
  if (error instanceof HTTPException) return ofHono(error, c, language)
  const known = toKaojuError(error)
  // A file of the server that is absent is no fault of whoever asks, and its path none of their business.
  if (known.code !== 'internal' && known.code !== 'path-missing' && known.code !== 'path-unreadable')
    return known
  process.stderr.write(`${c.req.method} ${c.req.path}: ${inspect(error)}\n`)
  return new KaojuError('internal', { reason: seeLog[language] }, { cause: error })
}

const seeLog = { en: 'the log of the server says more', zh: '详见服务器日志' } as const

/** For `defaultHook` of an OpenAPIHono: what does not fit a route's schema is answered like every other error. */
export function refuseInvalid(
  result: { readonly success: true } | { readonly success: false; readonly error: unknown },
  c: Context,
): Response | undefined {
  return result.success ? undefined : answerError(c, result.error)
}

/** The language in which the asker reads: the first of `Accept-Language` (RFC 9110 §12.5.4) that there is; else English. */
export function languageOf(c: Context): Language {
  const wanted = (c.req.header('Accept-Language') ?? '')
    .slice(0, 500)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/)
      const weight = parameters.find((one) => one.startsWith('q='))?.slice(2)
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 }
    })
    .filter(({ tag, weight }) => weight > 0 && /^(?:en|zh)(?:-|$)/.test(tag))
    .toSorted((one, other) => other.weight - one.weight)
  return wanted[0]?.tag.startsWith('zh') ? 'zh' : 'en'
}

/** What has no route here, or none by that method. */
export function answerUnknown(c: Context, takes: readonly string[]): Response {
  const { method, path } = c.req
  if (takes.length === 0) return answerError(c, new KaojuError('route-unknown', { path }))
  c.header('Allow', takes.join(', '))
  return answerError(c, new KaojuError('method-refused', { path, method, takes: takes.join(', ') }))
}

function ofHono(error: HTTPException, c: Context, language: Language): KaojuError {
  const { path, method } = c.req
  switch (error.status) {
    case 401:
      return new KaojuError('token-missing', {}, { cause: error })
    case 404:
      return new KaojuError('route-unknown', { path }, { cause: error })
    case 405:
      return new KaojuError('method-refused', { path, method, takes: '—' }, { cause: error })
    case 413:
      return new KaojuError('body-too-large', { limit: '1 MB' }, { cause: error })
    case 415: {
      const type = c.req.header('Content-Type') ?? '—'
      return new KaojuError('media-type-refused', { type, takes: 'application/json' }, { cause: error })
    }
    default: {
      const reason = /JSON/.test(error.message) ? notJson[language] : error.message
      return new KaojuError('request-invalid', { field: 'body', reason }, { cause: error })
    }
  }
}

const notJson = { en: 'this is no JSON', zh: '不是有效的 JSON' } as const

/** The first field that does not fit, and what it takes. */
function invalidRequest(error: z.ZodError, language: Language): KaojuError {
  const issue = error.issues[0]
  if (!issue) return new KaojuError('request-invalid', { field: '?', reason: '?' }, { cause: error })
  const inner = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? '?'] : issue.path
  const field = inner.length === 0 ? 'body' : inner.map(String).join('.')
  return new KaojuError('request-invalid', { field, reason: reasonOf(issue, language) }, { cause: error })
}

/** Signs where they do, words where they do not. */
function reasonOf(issue: z.core.$ZodIssue, language: Language): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return { en: 'there is no such field', zh: '没有这个字段' }[language]
    case 'invalid_type':
      return `= ${issue.expected}`
    case 'invalid_value':
      return `= ${issue.values.map(String).join(' | ')}`
    case 'too_big':
      return `≤ ${issue.maximum}${unitOf(issue.origin, language)}`
    case 'too_small':
      return `≥ ${issue.minimum}${unitOf(issue.origin, language)}`
    case 'invalid_format':
      return issue.pattern ? `= ${issue.pattern}` : `= ${issue.format}`
    default:
      return issue.message
  }
}

function unitOf(origin: string, language: Language): string {
  if (origin === 'string') return { en: ' characters', zh: ' 个字符' }[language]
  if (origin === 'array' || origin === 'set') return { en: ' items', zh: ' 项' }[language]
  return ''
}
