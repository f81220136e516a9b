import type { Context } from 'hono'
import { z } from 'zod'
import { explain, KaojuError, type ErrorRecord, fromErrorRecord } from '#runtime'
import type { Language } from '#vocabulary'
import { statusOf } from '../error-status.ts'
import { languageOf, namedError } from '../errors.ts'

/** The body of an error on OpenAI's wire (platform.openai.com/docs/guides/error-codes). */
export interface OpenAIError {
  readonly error: {
    readonly message: string
    readonly type: string
    /** The field that is wrong. */
    readonly param: string | null
    /** As in docs/errors.md, but for the few that clients know by OpenAI's names. */
    readonly code: string
  }
}

/** What is wrong with a request in a way that only this wire knows. */
export class WireRefusal extends Error {
  override readonly name = 'WireRefusal'
  readonly param: string
  readonly code: string
  readonly status: number
  constructor(
    param: string,
    about: { en: string; zh: string },
    how: { code?: string; status?: number } = {},
  ) {
    super(about.en)
    this.about = about
    this.param = param
    this.code = how.code ?? 'unsupported_parameter'
    this.status = how.status ?? 400
  }
  readonly about: { readonly en: string; readonly zh: string }
}

/** Answers with an error in OpenAI's shape; clients are told by `x-should-retry` whether asking again may help. */
export function refuse(c: Context, error: unknown): Response {
  const language = languageOf(c)
  const { status, body, retryable, seconds } = described(c, error, language)
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  if (status === 429 && seconds !== undefined) c.header('Retry-After', String(seconds))
  if (status === 408 || status === 413) c.header('Connection', 'close')
  c.header('x-should-retry', String(retryable))
  c.header('Content-Language', language)
  c.header('Vary', 'Accept-Language', { append: true })
  c.header('Cache-Control', 'no-store')
  return c.json(body, status as 400)
}

/** The error of a run that ended without a report, as it stands in a stream or a response. */
export function errorOfRun(error: ErrorRecord | undefined, language: Language): OpenAIError {
  const known = error ? fromErrorRecord(error) : new KaojuError('aborted')
  return bodyOf(statusOf(known.code), known.code, explain(known, language), null)
}

function described(
  c: Context,
  error: unknown,
  language: Language,
): { status: number; body: OpenAIError; retryable: boolean; seconds?: string | number } {
  if (error instanceof WireRefusal) {
    const { status, code, param, about } = error
    return { status, body: bodyOf(status, code, about[language], param), retryable: false }
  }
  const known = namedError(c, error, language)
  const status = statusOf(known.code)
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined
  const param = issue && issue.path.length > 0 ? issue.path.map(String).join('.') : null
  const { seconds } = known.parameters
  return {
    status,
    body: bodyOf(status, known.code, explain(known, language), param),
    retryable: known.retryable,
    ...(seconds === undefined ? {} : { seconds }),
  }
}

function bodyOf(status: number, code: string, message: string, param: string | null): OpenAIError {
  return { error: { message, type: typeOf(status), param, code: names[code] ?? code } }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

const names: Readonly<Record<string, string>> = {
  'token-missing': 'invalid_api_key',
  'token-refused': 'invalid_api_key',
  internal: 'internal_error',
}
