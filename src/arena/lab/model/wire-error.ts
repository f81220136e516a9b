import type { LabReply } from '../serve/listen.ts'

/** A refusal as OpenAI and those that copy it tell it ("Error codes", API reference). */
export interface WireError {
  readonly status: number
  readonly message: string
  readonly type: string
  /** The field of the request that it complains of. */
  readonly param: string | null
  readonly code: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** Whether a request came out as a refusal. */
export function isWireError(value: object): value is WireError {
  return 'status' in value && 'message' in value && 'param' in value
}

/** The refusal on the wire. */
export function errorReply({ status, message, type, param, code, headers }: WireError): LabReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ error: { message, type, param, code } }),
  }
}

/** A field that is missing, or says what it must not. */
export function invalid(param: string | null, message: string, code: string | null = null): WireError {
  return { status: 400, message, type: 'invalid_request_error', param, code }
}

/** A field for what the model cannot do. */
export function unsupported(param: string, message: string): WireError {
  return invalid(param, message, 'unsupported_parameter')
}

/** A model that is not served here. */
export function unknownModel(name: string): WireError {
  return {
    status: 404,
    message: `The model \`${name}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  }
}

/** An address at which nothing is served, or not by this method. */
export function unknownAddress(method: string, path: string, status: 404 | 405 = 404): WireError {
  return {
    status,
    message: `Invalid URL (${method} ${path})`,
    type: 'invalid_request_error',
    param: null,
    code: status === 404 ? 'unknown_url' : 'method_not_supported',
  }
}

/** A prompt that does not fit, together with the room that was asked for the answer. */
export function overflow(window: number, prompt: number, answer: number): WireError {
  return invalid(
    'messages',
    `This model's maximum context length is ${window} tokens. However, you requested ${prompt + answer} tokens ` +
      `(${prompt} in the messages, ${answer} in the completion). Please reduce the length of the messages or completion.`,
    'context_length_exceeded',
  )
}

/** Too many at once; whoever reads milliseconds need not wait a whole second. */
export const overloaded: WireError = {
  status: 429,
  message: 'Rate limit reached for requests. Please try again in 50ms.',
  type: 'requests',
  param: null,
  code: 'rate_limit_exceeded',
  headers: { 'retry-after': '1', 'retry-after-ms': '50' },
}

/** A server that failed, or has no room. */
export function failed(status: 500 | 503): WireError {
  const message =
    status === 500
      ? 'The server had an error while processing your request.'
      : 'The engine is currently unavailable, please try again later.'
  return { status, message, type: 'server_error', param: null, code: null }
}
