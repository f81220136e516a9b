/** What an error reply says, whoever wrote it; fields that it does not have are empty. */
export interface ErrorBody {
  readonly message: string
  /** Codes, types and statuses, lower case, separated by spaces: `insufficient_quota 1113 resource_exhausted`. */
  readonly codes: string
  /** The field of the request that it complains of. */
  readonly param: string
  /** An HTTP status told inside the body (OpenRouter, Google), else 0. */
  readonly status: number
  /** Everything, for numbers that only some vendors give. */
  readonly raw: Readonly<Record<string, unknown>>
  /** A web page in place of a reply. */
  readonly html: boolean
}

type Json = Record<string, unknown>

/**
 * Reads an error reply in the forms that vendors use: `{error: {message, type, code, param}}` (OpenAI and those
 * that copy it), `{type: "error", error}` (Anthropic), `{error: {code, status, details}}` or a list of it (Google),
 * `{code, message}` (DashScope, SiliconFlow), `{object: "error", message}` (vLLM, Mistral), `{error: "…"}` (Ollama),
 * `{detail}` (FastAPI), `{base_resp: {status_code, status_msg}}` (MiniMax), a web page, or plain text.
 */
export function readErrorBody(text: string): ErrorBody {
  const body = readWhole(text)
  return {
    ...body,
    message: body.message.slice(0, longestRead),
    codes: body.codes.slice(0, longestRead),
    param: body.param.slice(0, longestRead),
  }
}

/** What is searched for words, in UTF-16 code units: nobody explains an error at greater length. */
const longestRead = 4_000

function readWhole(text: string): ErrorBody {
  const parsed = parse(text)
  if (parsed === undefined) {
    const html = /^\s*</.test(text)
    const page = text.slice(0, 8 * longestRead)
    const title = /<title[^<>]*>([^<]*)/i.exec(page)?.[1] ?? /<h1[^<>]*>([^<]*)/i.exec(page)?.[1] ?? ''
    return { message: (html ? title : page).trim(), codes: '', param: '', status: 0, raw: {}, html }
  }
  const whole = object(Array.isArray(parsed) ? parsed[0] : parsed)
  const base = object(whole['base_resp'])
  const inner =
    typeof whole['error'] === 'string' ? { message: whole['error'] } : object(whole['error'] ?? {})
  const told = { ...whole, ...base, ...inner }
  const words = [
    whole['code'],
    whole['type'],
    inner['code'],
    inner['type'],
    inner['status'],
    base['status_code'],
    object(inner['innererror'])['code'],
    ...reasons(inner),
  ]
  const code = Number(inner['code'] ?? 0)
  return {
    message: messageOf(told, inner),
    codes: words
      .filter((word) => typeof word === 'string' || typeof word === 'number')
      .join(' ')
      .toLowerCase(),
    param:
      typeof inner['param'] === 'string'
        ? inner['param']
        : typeof whole['param'] === 'string'
          ? whole['param']
          : '',
    status: code >= 400 && code < 600 ? code : 0,
    raw: told,
    html: false,
  }
}

/** Whether a body that came with 200 is an error in disguise: some gateways have no other status. */
export function isErrorBody(body: unknown): boolean {
  const whole = object(Array.isArray(body) ? body[0] : body)
  const base = object(whole['base_resp'])
  if (base['status_code'] !== undefined && Number(base['status_code']) !== 0) return true
  const { error } = whole
  const told = typeof error === 'object' && error !== null ? Object.keys(error).length > 0 : Boolean(error)
  // A response object (OpenAI Responses) tells its own failure in its status.
  if (told && whole['status'] === undefined) return true
  return whole['object'] === 'error' || whole['type'] === 'error'
}

/** Google's RetryInfo, e.g. `7s`; undefined where there is none. */
export function retryDelayIn(body: ErrorBody): string | undefined {
  const found = details(body.raw).find((detail) => typeof detail['retryDelay'] === 'string')
  return found?.['retryDelay'] as string | undefined
}

/** Which of Google's quotas were exceeded, e.g. `GenerateRequestsPerDayPerProjectPerModel-FreeTier`. */
export function quotasIn(body: ErrorBody): string {
  return details(body.raw)
    .flatMap((detail) => (Array.isArray(detail['violations']) ? detail['violations'] : []))
    .map((each) => textIn(object(each), 'quotaId'))
    .join(' ')
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function messageOf(told: Json, inner: Json): string {
  const detail = told['detail']
  const found = [
    told['message'],
    told['msg'],
    told['status_msg'],
    told['error_msg'],
    typeof detail === 'string' ? detail : undefined,
  ]
  const text = found.find((each) => typeof each === 'string' && each !== '') as string | undefined
  // OpenRouter wraps what the provider said.
  const upstream = object(inner['metadata'])['raw']
  const more = typeof upstream === 'string' ? ` ${upstream}` : ''
  return ((text ?? (detail === undefined ? JSON.stringify(told) : JSON.stringify(detail))) + more).trim()
}

function details(raw: Readonly<Json>): Json[] {
  return Array.isArray(raw['details']) ? raw['details'].map(object) : []
}

const reasons = (inner: Json): unknown[] => details(inner).map((detail) => detail['reason'])
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const textIn = (value: Json, field: string): string => (typeof value[field] === 'string' ? value[field] : '')
