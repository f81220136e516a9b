/**
 * What goes wrong on the wire, as data: each fault has a name, the formats in which it can occur, how it is
 * made, and what a caller should understand by it. The wordings are the vendors' own, from their documents and
 * from issues that quote them.
 */
import type { ErrorCode } from '#runtime'
import type { WireAnswer, WireAsk, WireFormat } from './wire-formats.ts'

export interface WireFault {
  readonly name: string
  readonly formats: readonly WireFormat[]
  /** The code of the error that a caller should get; `answered` where it should get the answer all the same. */
  readonly expect: ErrorCode | 'answered'
  readonly retryable: boolean
  /** Whether a provider would bill it. */
  readonly billed: boolean
  /** What the error should name beyond its code (as `KaojuError.parameters`). */
  readonly tells?: Readonly<Record<string, string | number>>
  /** The code where it is injected again and again, since a caller may learn from the first time and do without. */
  readonly always?: ErrorCode
  /** Milliseconds after which the service asks to be tried again. */
  readonly retryAfter?: number
  /** Only where the request asks for this. */
  readonly only?: 'stream' | 'whole'

  /** Nothing is answered at all. */
  readonly socket?: 'reset' | 'stall'
  /** Another reply instead of the answer. */
  readonly reply?: (ask: WireAsk) => WireRefusal
  /** Another answer of the model. */
  readonly answer?: (answer: WireAnswer, ask: WireAsk) => WireAnswer
  /** The right answer, sent wrongly. */
  readonly wire?: (chunks: readonly Buffer[], ask: WireAsk) => WireSending
}

export interface WireRefusal {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text and bytes as they are, anything else as JSON. */
  readonly body: unknown
}

export interface WireSending {
  readonly chunks: readonly (Buffer | string)[]
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly ends?: 'well' | 'reset' | 'stall'
}

const chat: readonly WireFormat[] = ['openai', 'anthropic', 'google']
const every: readonly WireFormat[] = [
  'openai',
  'openai-responses',
  'anthropic',
  'google',
  'embeddings',
  'rerank',
]
const plain: readonly WireFormat[] = ['openai-responses', 'embeddings', 'rerank']
const openai: readonly WireFormat[] = ['openai']

type Rest = Omit<WireFault, 'name' | 'formats' | 'expect' | 'retryable' | 'billed'>
const fault = (
  name: string,
  formats: readonly WireFormat[],
  expect: WireFault['expect'],
  kind: 'unbilled' | 'billed',
  retryable: boolean,
  rest: Rest,
): WireFault => ({ name, formats, expect, retryable, billed: kind === 'billed', ...rest })

/** A refusal before any work: never billed. */
const refusal = (
  name: string,
  expect: ErrorCode,
  status: number,
  body: unknown,
  rest: Rest & {
    headers?: Record<string, string>
    formats?: readonly WireFormat[]
    retryable?: boolean
  } = {},
): WireFault => {
  const { headers, formats = ['openai'], retryable = false, ...more } = rest
  return fault(name, formats, expect, 'unbilled', retryable, {
    reply: () => ({ status, body, ...(headers ? { headers } : {}) }),
    ...more,
  })
}

const html = (title: string): string =>
  `<!DOCTYPE html>\n<html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><hr><p>nginx/1.24.0</p></body></html>`
const asHtml = { 'content-type': 'text/html; charset=utf-8' }
/** As OpenAI and most of those that copy it tell errors. */
const error = (message: string, more: Record<string, unknown> = {}): unknown => ({
  error: { message, type: 'invalid_request_error', param: null, code: null, ...more },
})
const anthropicError = (type: string, message: string): unknown => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_011',
})
const googleError = (code: number, status: string, message: string, details: unknown[] = []): unknown => ({
  error: { code, message, status, details },
})
const one = (format: WireFormat): { formats: readonly WireFormat[] } => ({ formats: [format] })

// ---- connection and transport

const transport: readonly WireFault[] = [
  fault('reset-before-answer', every, 'endpoint-unreachable', 'unbilled', true, { socket: 'reset' }),
  fault('stall-before-answer', every, 'endpoint-stalled', 'billed', true, { socket: 'stall' }),
  fault('stall-after-headers', every, 'endpoint-stalled', 'billed', true, {
    wire: () => ({ chunks: [' '], ends: 'stall' }),
  }),
  fault('stall-in-stream', chat, 'endpoint-stalled', 'billed', true, {
    only: 'stream',
    wire: (chunks) => ({ chunks: chunks.slice(0, 3), ends: 'stall' }),
  }),
  fault('reset-in-stream', chat, 'endpoint-cut-off', 'billed', true, {
    only: 'stream',
    wire: (chunks) => ({ chunks: chunks.slice(0, 3), ends: 'reset' }),
  }),
  fault('reset-in-body', ['openai', 'embeddings', 'rerank'], 'endpoint-cut-off', 'billed', true, {
    only: 'whole',
    wire: (chunks) => ({
      chunks: [chunks[0]!.subarray(0, 20)],
      headers: { 'content-length': String(chunks[0]!.length) },
      ends: 'reset',
    }),
  }),
  fault('stream-ends-early', chat, 'endpoint-cut-off', 'billed', true, {
    only: 'stream',
    wire: (chunks) => ({ chunks: chunks.slice(0, 2) }),
  }),
  fault('stream-cut-in-event', chat, 'endpoint-cut-off', 'billed', true, {
    only: 'stream',
    wire: (chunks) => {
      const whole = Buffer.concat(chunks.slice(0, 4))
      return { chunks: [whole.subarray(0, whole.length - 25)] }
    },
  }),
  fault('body-cut-in-json', ['openai', 'embeddings', 'rerank'], 'model-answer-invalid', 'billed', true, {
    only: 'whole',
    wire: (chunks) => ({ chunks: [chunks[0]!.subarray(0, chunks[0]!.length - 20)] }),
  }),
  fault('no-done-mark', openai, 'answered', 'billed', false, {
    only: 'stream',
    wire: (chunks) => ({ chunks: chunks.slice(0, -1) }),
  }),
  fault('no-finish-reason', openai, 'answered', 'billed', false, {
    only: 'stream',
    wire: (chunks) => ({
      chunks: chunks.map((chunk) =>
        chunk.toString().replace(/"finish_reason":"\w+"/, '"finish_reason":null'),
      ),
    }),
  }),
  fault('odd-fields', openai, 'answered', 'billed', false, {
    // Numbers as text, a role of its own, objects for null, a field that nobody knows.
    wire: (chunks) => ({
      chunks: chunks.map((chunk) =>
        chunk
          .toString()
          .replace(/"created":\d+/, '"created":"2026-11-21","id":7,"system_fingerprint":{}')
          .replaceAll('"role":"assistant"', '"role":"model","reasoning":{},"audio":null')
          .replaceAll('"finish_reason":null', '"finish_reason":""'),
      ),
    }),
  }),
  fault('split-utf8', every, 'answered', 'billed', false, {
    answer: (answer) => ({ ...answer, text: answer.text ?? '' }),
    wire: (chunks) => ({ chunks: Array.from(Buffer.concat(chunks), (byte) => Buffer.from([byte])) }),
  }),
  fault('crlf-events', chat, 'answered', 'billed', false, {
    only: 'stream',
    wire: (chunks) => ({ chunks: chunks.map((chunk) => chunk.toString().replaceAll('\n', '\r\n')) }),
  }),
  fault('comments-between-events', chat, 'answered', 'billed', false, {
    only: 'stream',
    // OpenRouter keeps connections alive with comments.
    wire: (chunks) => ({ chunks: chunks.flatMap((chunk) => [': OPENROUTER PROCESSING\n\n', chunk]) }),
  }),
  fault('invalid-utf8', ['embeddings', 'rerank'], 'model-answer-invalid', 'billed', true, {
    wire: () => ({ chunks: [Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22])] }),
  }),
  fault('gzip-garbage', every, 'endpoint-cut-off', 'billed', true, {
    wire: () => ({
      chunks: [Buffer.from('this is not gzip at all')],
      headers: { 'content-encoding': 'gzip' },
    }),
  }),
  fault('garbled-event', chat, 'model-answer-invalid', 'billed', true, {
    only: 'stream',
    wire: (chunks) => ({
      chunks: [...chunks.slice(0, 2), 'data: {"choices": [{"delta": \n\n', ...chunks.slice(2)],
    }),
  }),
]

// ---- something else answers with 200

const disguised: readonly WireFault[] = [
  fault('html-200', every, 'model-address-wrong', 'unbilled', false, {
    reply: () => ({ status: 200, headers: asHtml, body: html('Welcome') }),
  }),
  fault('html-200-as-json', every, 'model-address-wrong', 'unbilled', false, {
    reply: () => ({ status: 200, body: html('Sign in to the network') }),
  }),
  fault('empty-200', every, 'model-answer-invalid', 'billed', true, {
    reply: () => ({ status: 200, body: '' }),
  }),
  fault('no-content-204', every, 'model-answer-invalid', 'unbilled', true, {
    reply: () => ({ status: 204, body: '' }),
  }),
  fault('error-200', openai, 'model-overloaded', 'unbilled', true, {
    reply: () => ({
      status: 200,
      body: error('Rate limit reached, please slow down', {
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
      }),
    }),
  }),
  fault('error-200-plain', plain, 'model-server-error', 'unbilled', true, {
    reply: () => ({ status: 200, body: error('Internal error, try again', { type: 'server_error' }) }),
  }),
  fault('error-200-minimax', openai, 'model-quota', 'unbilled', false, {
    reply: () => ({
      status: 200,
      body: { choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
    }),
  }),
  fault('error-in-stream', openai, 'model-server-error', 'billed', true, {
    only: 'stream',
    wire: (chunks) => ({
      chunks: [
        ...chunks.slice(0, 3),
        `data: ${JSON.stringify({ error: { message: 'Provider returned error', code: 502 } })}\n\n`,
      ],
    }),
  }),
  fault('error-in-stream-anthropic', ['anthropic'], 'model-overloaded', 'billed', true, {
    only: 'stream',
    wire: (chunks) => ({
      chunks: [
        ...chunks.slice(0, 3),
        `event: error\ndata: ${JSON.stringify(anthropicError('overloaded_error', 'Overloaded'))}\n\n`,
      ],
    }),
  }),
  fault('other-json-200', every, 'model-answer-invalid', 'billed', true, {
    reply: () => ({ status: 200, body: { status: 'ok', version: '1.2.3' } }),
  }),
  fault('json-for-a-stream', openai, 'answered', 'billed', false, {
    only: 'stream',
    // Some gateways ignore `stream: true`.
    wire: (chunks, ask) => ({
      chunks: [wholeOf(chunks, ask)],
      headers: { 'content-type': 'application/json' },
    }),
  }),
]

/** The same answer as one body. */
function wholeOf(chunks: readonly Buffer[], ask: WireAsk): string {
  const events = Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as Chunk)
  const content = events.map((event) => event.choices[0]?.delta.content ?? '').join('')
  const args = events
    .map((event) => event.choices[0]?.delta.tool_calls?.[0]?.function.arguments ?? '')
    .join('')
  const call = { id: 'call_1', type: 'function', function: { name: ask.tool, arguments: args } }
  const message =
    ask.mode === 'tool'
      ? { role: 'assistant', content: null, tool_calls: [call] }
      : { role: 'assistant', content }
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: ask.model,
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 5, completion_tokens: 5 },
  })
}

interface Chunk {
  readonly choices: readonly {
    readonly delta: {
      readonly content?: string
      readonly tool_calls?: readonly { readonly function: { readonly arguments: string } }[]
    }
  }[]
}

// ---- who asks, where, and for what

const refused: readonly WireFault[] = [
  refusal(
    'key-wrong',
    'model-key-refused',
    401,
    error(
      'Incorrect API key provided: sk-abc***. You can find your API key at https://platform.openai.com/account/api-keys.',
      { code: 'invalid_api_key' },
    ),
    { formats: every },
  ),
  refusal(
    'key-wrong-anthropic',
    'model-key-refused',
    401,
    anthropicError('authentication_error', 'invalid x-api-key'),
    one('anthropic'),
  ),
  refusal(
    'key-wrong-google',
    'model-key-refused',
    400,
    googleError(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      { reason: 'API_KEY_INVALID' },
    ]),
    one('google'),
  ),
  refusal('key-wrong-dashscope', 'model-key-refused', 401, {
    code: 'InvalidApiKey',
    message: 'Invalid API-key provided.',
    request_id: 'x',
  }),
  refusal(
    'key-forbidden',
    'model-key-refused',
    403,
    error('You do not have access to this project', { type: 'permission_error' }),
    { formats: every },
  ),
  refusal(
    'balance-401',
    'model-quota',
    401,
    error('Insufficient balance. Manage your billing here', { type: 'CreditsError' }),
  ),
  refusal('payment-required', 'model-quota', 402, error('Insufficient Balance', { type: 'unknown_error' }), {
    formats: every,
  }),
  refusal(
    'region-openai',
    'model-region-refused',
    403,
    error('Country, region, or territory not supported', {
      code: 'unsupported_country_region_territory',
      type: 'request_forbidden',
    }),
  ),
  refusal(
    'region-google',
    'model-region-refused',
    400,
    googleError(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    one('google'),
  ),
  refusal('blocked-html-403', 'model-address-wrong', 403, html('Just a moment...'), {
    headers: asHtml,
    formats: every,
  }),
  refusal(
    'model-missing',
    'model-unknown',
    404,
    error('The model `gpt-9` does not exist or you do not have access to it.', { code: 'model_not_found' }),
    { formats: every },
  ),
  refusal(
    'model-missing-anthropic',
    'model-unknown',
    404,
    anthropicError('not_found_error', 'model: claude-9'),
    one('anthropic'),
  ),
  refusal(
    'model-missing-google',
    'model-unknown',
    404,
    googleError(
      404,
      'NOT_FOUND',
      'models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.',
    ),
    one('google'),
  ),
  refusal(
    'model-missing-ollama',
    'model-unknown',
    404,
    error('model "qwen9" not found, try pulling it first', { type: 'api_error' }),
  ),
  refusal('model-missing-deepseek', 'model-unknown', 400, error('Model Not Exist')),
  refusal('model-missing-siliconflow', 'model-unknown', 400, {
    code: 20012,
    message: 'Model does not exist. Please check it carefully.',
    data: null,
  }),
  refusal('path-missing-html', 'model-address-wrong', 404, html('404 Not Found'), {
    headers: asHtml,
    formats: every,
  }),
  refusal('path-missing-json', 'model-address-wrong', 404, { detail: 'Not Found' }, { formats: every }),
  refusal('path-missing-openai', 'model-address-wrong', 404, error('Invalid URL (POST /chat/completions)'), {
    formats: every,
  }),
  refusal('path-missing-text', 'model-address-wrong', 404, '404 page not found', {
    headers: { 'content-type': 'text/plain' },
    formats: every,
  }),
  refusal(
    'method-not-allowed',
    'model-address-wrong',
    405,
    { detail: 'Method Not Allowed' },
    { formats: every },
  ),
  refusal('request-timeout', 'model-server-error', 408, error('Request timed out'), {
    formats: every,
    retryable: true,
  }),
  refusal('conflict', 'model-server-error', 409, error('Conflict, please retry'), {
    formats: every,
    retryable: true,
  }),
  refusal('too-large', 'model-request-refused', 413, html('413 Request Entity Too Large'), {
    headers: asHtml,
    formats: every,
    tells: { what: 'size' },
  }),
  refusal(
    'too-large-anthropic',
    'model-request-refused',
    413,
    anthropicError('request_too_large', 'Request exceeds the maximum size'),
    { ...one('anthropic'), tells: { what: 'size' } },
  ),
  refusal(
    'unprocessable',
    'model-request-refused',
    422,
    { detail: [{ loc: ['body', 'foo'], msg: 'extra fields not permitted', type: 'value_error.extra' }] },
    { formats: every, tells: { what: 'unknown' } },
  ),
  refusal('too-early', 'model-server-error', 425, error('Too early'), { formats: every, retryable: true }),
]

// ---- too often, or no money left

const limited: readonly WireFault[] = [
  refusal(
    'rate-limit-seconds',
    'model-overloaded',
    429,
    error('Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM)', {
      type: 'tokens',
      code: 'rate_limit_exceeded',
    }),
    { headers: { 'retry-after': '2' }, formats: every, retryable: true, retryAfter: 2000 },
  ),
  refusal('rate-limit-milliseconds', 'model-overloaded', 429, error('Rate limit reached'), {
    headers: { 'retry-after-ms': '350' },
    formats: every,
    retryable: true,
    retryAfter: 350,
  }),
  refusal('rate-limit-bare', 'model-overloaded', 429, '', { formats: every, retryable: true }),
  refusal(
    'rate-limit-google',
    'model-overloaded',
    429,
    googleError(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).', [
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' },
    ]),
    { ...one('google'), retryable: true, retryAfter: 7000 },
  ),
  refusal(
    'rate-limit-dashscope',
    'model-overloaded',
    429,
    error('Requests rate limit exceeded, please try again later.', {
      type: 'limit_requests',
      code: 'Throttling.RateQuota',
    }),
    { retryable: true },
  ),
  refusal(
    'rate-limit-zhipu',
    'model-overloaded',
    429,
    { error: { code: '1302', message: '您当前使用该API的并发数过高，请降低并发，或联系客服增加限额。' } },
    { retryable: true },
  ),
  refusal(
    'rate-limit-moonshot',
    'model-overloaded',
    429,
    error('max request per minute reached: 3, please try again after 1 seconds', {
      type: 'rate_limit_reached_error',
    }),
    { retryable: true, retryAfter: 1000 },
  ),
  refusal(
    'quota-openai',
    'model-quota',
    429,
    error('You exceeded your current quota, please check your plan and billing details.', {
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
    { formats: every },
  ),
  refusal(
    'quota-moonshot',
    'model-quota',
    429,
    error('Your account is suspended, please check your plan and billing details', {
      type: 'exceeded_current_quota_error',
    }),
  ),
  refusal(
    'quota-moonshot-403',
    'model-quota',
    403,
    error(
      'Your account is not active, organization exceeded current quota, please check your plan and billing details',
      { type: 'exceeded_current_quota_error' },
    ),
  ),
  refusal('quota-zhipu', 'model-quota', 429, {
    error: { code: '1113', message: '余额不足或无可用资源包,请充值。' },
  }),
  refusal(
    'quota-dashscope',
    'model-quota',
    400,
    error('Access denied, please make sure your account is in good standing.', {
      code: 'Arrearage',
      type: 'Arrearage',
    }),
  ),
  refusal('quota-minimax', 'model-quota', 500, {
    type: 'error',
    error: { type: 'api_error', message: 'insufficient balance (1008)' },
  }),
  refusal(
    'quota-volcengine',
    'model-quota',
    403,
    error('The request failed because your account has an overdue balance.', {
      code: 'AccountOverdueError',
      type: 'Forbidden',
    }),
  ),
  refusal('quota-siliconflow', 'model-quota', 403, {
    code: 30001,
    message: 'Sorry, your account balance is insufficient',
    data: null,
  }),
  refusal(
    'quota-anthropic',
    'model-quota',
    400,
    anthropicError(
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    ),
    one('anthropic'),
  ),
]

// ---- the server fails

const failing: readonly WireFault[] = [
  refusal(
    'server-500',
    'model-server-error',
    500,
    error('The server had an error while processing your request', { type: 'server_error' }),
    { formats: every, retryable: true },
  ),
  refusal('server-500-plain', 'model-server-error', 500, 'Internal Server Error', {
    headers: { 'content-type': 'text/plain' },
    formats: every,
    retryable: true,
  }),
  refusal('bad-gateway-html', 'model-server-error', 502, html('502 Bad Gateway'), {
    headers: asHtml,
    formats: every,
    retryable: true,
  }),
  refusal('unavailable', 'model-server-error', 503, error('Service Unavailable', { type: 'server_error' }), {
    formats: every,
    retryable: true,
  }),
  refusal(
    'overloaded-503',
    'model-overloaded',
    503,
    error('That model is currently overloaded with other requests.', { type: 'server_error' }),
    { headers: { 'retry-after': '1' }, formats: every, retryable: true, retryAfter: 1000 },
  ),
  refusal(
    'overloaded-google',
    'model-overloaded',
    503,
    googleError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    { ...one('google'), retryable: true },
  ),
  refusal('gateway-timeout', 'model-server-error', 504, html('504 Gateway Time-out'), {
    headers: asHtml,
    formats: every,
    retryable: true,
  }),
  ...[520, 521, 522, 523, 524, 525, 526, 527, 528].map((status) =>
    refusal(
      `cloudflare-${status}`,
      'model-server-error',
      status,
      html(`${status}: Web server is returning an unknown error`),
      { headers: asHtml, retryable: true },
    ),
  ),
  refusal('overloaded-529', 'model-overloaded', 529, anthropicError('overloaded_error', 'Overloaded'), {
    formats: ['anthropic', 'openai'],
    retryable: true,
  }),
]

// ---- what the endpoint cannot do

const parameter = (
  name: string,
  what: string,
  message: string,
  more: Record<string, unknown> = {},
): WireFault => ({
  ...refusal(name, 'model-request-refused', 400, error(message, more), { tells: { what } }),
  // What does not change the question, a caller learns to leave out.
  ...(learnt.includes(what) ? { expect: 'answered', billed: true, always: 'model-request-refused' } : {}),
})
const learnt = [
  'temperature',
  'max-tokens',
  'stream-usage',
  'system-role',
  'seed',
  'streaming',
  'prefill',
  'max-tokens-high',
]

const unable: readonly WireFault[] = [
  parameter('no-json-schema-deepseek', 'json-schema', 'This response_format type is unavailable now', {
    code: 'invalid_request_error',
  }),
  refusal(
    'no-json-schema-422',
    'model-request-refused',
    422,
    error(
      'Failed to deserialize the JSON body into the target type: response_format: response_format.type `json_schema` is unavailable now at line 1 column 1193',
    ),
    { tells: { what: 'json-schema' } },
  ),
  parameter(
    'no-json-schema-openai',
    'json-schema',
    "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
    { param: 'response_format' },
  ),
  parameter(
    'no-json-mode',
    'json-mode',
    "Invalid parameter: 'response_format' of type 'json_object' is not supported with this model.",
    { param: 'response_format' },
  ),
  parameter('no-tools-ollama', 'tools', 'registry.ollama.ai/library/gemma3:4b does not support tools', {
    type: 'api_error',
  }),
  parameter(
    'no-tool-choice-vllm',
    'tools',
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    { type: 'BadRequestError' },
  ),
  parameter('no-forced-tool', 'tools', 'deepseek-reasoner does not support this tool_choice'),
  parameter(
    'no-temperature',
    'temperature',
    "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
    { param: 'temperature', code: 'unsupported_value' },
  ),
  parameter(
    'no-temperature-moonshot',
    'temperature',
    'invalid temperature: only 1 is allowed for this model',
  ),
  parameter(
    'no-max-tokens',
    'max-tokens',
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    { param: 'max_tokens', code: 'unsupported_parameter' },
  ),
  parameter(
    'max-tokens-high',
    'max-tokens-high',
    'max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided 100000.',
    { param: 'max_tokens', code: 'invalid_value' },
  ),
  parameter('no-stream-usage', 'stream-usage', 'Unrecognized request argument supplied: stream_options'),
  parameter('no-logprobs', 'logprobs', 'logprobs are not supported with reasoning models.', {
    param: 'logprobs',
    code: 'unsupported_parameter',
  }),
  parameter(
    'no-developer-role',
    'system-role',
    "Invalid value: 'developer'. Supported values are: 'system', 'assistant', 'user', 'function', and 'tool'.",
    { param: 'messages[0].role' },
  ),
  parameter('no-system-role', 'system-role', 'Developer instruction is not enabled for models/gemma-3'),
  parameter('no-seed', 'seed', 'Unrecognized request argument supplied: seed'),
  parameter('no-streaming', 'streaming', 'Your organization must be verified to stream this model.', {
    param: 'stream',
    code: 'unsupported_value',
  }),
  parameter('no-prefill', 'prefill', 'The last message must be from the user'),
  parameter(
    'no-pictures',
    'pictures',
    'Invalid content type. image_url is only supported by certain models.',
  ),
]

// ---- too long, in the words of ten vendors

const overflow = (
  name: string,
  message: string,
  tells: Record<string, string | number>,
  more: Record<string, unknown> = {},
): WireFault => refusal(name, 'model-context-overflow', 400, error(message, more), { tells })

const tooLong: readonly WireFault[] = [
  overflow(
    'overflow-openai',
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. Please reduce the length of the messages.",
    { tokens: 9000, window: 8192 },
    { code: 'context_length_exceeded', param: 'messages' },
  ),
  overflow(
    'overflow-openai-new',
    'Your input exceeds the context window of this model. Please adjust your input and try again.',
    {},
    { code: 'context_length_exceeded' },
  ),
  overflow(
    'overflow-deepseek',
    "This model's maximum context length is 65536 tokens. However, you requested 70012 tokens (62012 in the messages, 8000 in the completion). Please reduce the length of the messages or completion.",
    { tokens: 70012, window: 65536 },
  ),
  overflow(
    'overflow-qwen',
    '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]',
    { window: 30720 },
    { code: 'invalid_parameter_error' },
  ),
  refusal(
    'overflow-vllm',
    'model-context-overflow',
    400,
    {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 5120 tokens in the messages, Please reduce the length of the messages.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    { tells: { tokens: 5120, window: 4096 } },
  ),
  refusal(
    'overflow-vllm-output',
    'model-context-overflow',
    400,
    {
      error: {
        message:
          "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 4096 tokens and your request has 1000 input tokens (5000 > 4096 - 1000).",
        type: 'BadRequestError',
        code: 400,
      },
    },
    { tells: { tokens: 6000, window: 4096 } },
  ),
  refusal(
    'overflow-mistral',
    'model-context-overflow',
    400,
    {
      object: 'error',
      message:
        'Prompt contains 40123 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_error',
      param: null,
      code: '3051',
    },
    { tells: { tokens: 40123, window: 32768 } },
  ),
  refusal(
    'overflow-llama-cpp',
    'model-context-overflow',
    400,
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 1407,
        n_ctx: 256,
      },
    },
    { tells: { tokens: 1407, window: 256 } },
  ),
  refusal(
    'overflow-ollama',
    'model-context-overflow',
    400,
    { error: 'the input length exceeds the context length' },
    { formats: ['openai', 'embeddings'] },
  ),
  refusal(
    'overflow-siliconflow',
    'model-context-overflow',
    400,
    {
      code: 20015,
      message: 'length of prompt_tokens (68957) must be less than max_seq_len (65536).',
      data: null,
    },
    { tells: { tokens: 68957, window: 65536 } },
  ),
  overflow('overflow-moonshot', 'Invalid request: Your request exceeded model token limit: 8192', {
    window: 8192,
  }),
  refusal('overflow-minimax', 'model-context-overflow', 400, {
    type: 'error',
    error: { type: 'invalid_request_error', message: 'invalid params, context window exceeds limit (2013)' },
  }),
  refusal('overflow-zhipu', 'model-context-overflow', 400, {
    error: { code: '1261', message: 'Prompt 超长' },
  }),
  overflow(
    'overflow-xai',
    "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
    { tokens: 140000, window: 131072 },
  ),
  refusal(
    'overflow-anthropic',
    'model-context-overflow',
    400,
    anthropicError('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    { ...one('anthropic'), tells: { tokens: 210000, window: 200000 } },
  ),
  refusal(
    'overflow-anthropic-output',
    'model-context-overflow',
    400,
    anthropicError(
      'invalid_request_error',
      'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
    ),
    { ...one('anthropic'), tells: { tokens: 210000, window: 200000 } },
  ),
  refusal(
    'overflow-google',
    'model-context-overflow',
    400,
    googleError(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).',
    ),
    { ...one('google'), tells: { tokens: 1200293, window: 1048576 } },
  ),
  refusal(
    'overflow-rerank',
    'model-context-overflow',
    400,
    { detail: 'Input text exceeds maximum context length of 8192 tokens' },
    { formats: ['rerank', 'embeddings'], tells: { window: 8192 } },
  ),
]

// ---- what the model says

/** The right answer, ended for another reason. */
const endedBy =
  (reason: string) =>
  (chunks: readonly Buffer[]): WireSending => ({
    chunks: chunks.map((chunk) =>
      chunk.toString().replace(/"finish_reason":"\w+"/, `"finish_reason":"${reason}"`),
    ),
  })

const filtered: readonly WireFault[] = [
  fault('filter-zhipu-answer', openai, 'model-filtered', 'billed', false, { wire: endedBy('sensitive') }),
  fault('broken-off-deepseek', openai, 'model-server-error', 'billed', true, {
    wire: endedBy('insufficient_system_resource'),
  }),
  fault('broken-off-zhipu', openai, 'model-server-error', 'billed', true, { wire: endedBy('network_error') }),
  fault('continuation-google', ['google'], 'answered', 'billed', false, {
    wire: (chunks) => ({
      chunks: chunks.map((chunk) =>
        chunk.toString().replace('"finishReason":"STOP"', '"finishReason":"CONTINUATION"'),
      ),
    }),
  }),
  fault('empty-error-field', openai, 'answered', 'billed', false, {
    wire: (chunks) => ({
      chunks: chunks.map((chunk) =>
        chunk.toString().replaceAll('"object":"chat.', '"error":{},"object":"chat.'),
      ),
    }),
  }),
  refusal(
    'filter-azure',
    'model-filtered',
    400,
    error(
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } },
    ),
  ),
  refusal(
    'filter-dashscope',
    'model-filtered',
    400,
    error('Input data may contain inappropriate content.', {
      code: 'data_inspection_failed',
      type: 'data_inspection_failed',
    }),
  ),
  refusal('filter-zhipu', 'model-filtered', 400, {
    contentFilter: [{ level: 0, role: 'user' }],
    error: { code: '1301', message: '系统检测到输入或生成内容可能包含不安全或敏感内容' },
  }),
  refusal(
    'filter-moonshot',
    'model-filtered',
    400,
    error('The request was rejected because it was considered high risk', { type: 'content_filter' }),
  ),
  refusal('filter-deepseek', 'model-filtered', 400, error('Content Exists Risk')),
  fault('filter-google-prompt', ['google'], 'model-filtered', 'billed', false, {
    reply: (ask) => {
      const body = {
        promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
        usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
      }
      return ask.stream
        ? {
            status: 200,
            headers: { 'content-type': 'text/event-stream' },
            body: `data: ${JSON.stringify(body)}\n\n`,
          }
        : { status: 200, body }
    },
  }),
  fault('filter-answer', [...chat, 'openai-responses'], 'model-filtered', 'billed', false, {
    answer: (answer) => ({ ...answer, finish: 'filter' }),
  }),
  fault('filter-empty', [...chat, 'openai-responses'], 'model-filtered', 'billed', false, {
    answer: () => ({ text: '', finish: 'filter' }),
  }),
  fault('refusal-field', ['openai', 'openai-responses'], 'model-refused', 'billed', false, {
    answer: () => ({ text: "I'm sorry, but I can't help with that.", finish: 'refusal' }),
  }),
]

const poor: readonly WireFault[] = [
  fault('empty-answer', [...chat, 'openai-responses'], 'model-empty', 'billed', true, {
    answer: () => ({ text: '' }),
  }),
  fault('blank-answer', [...chat, 'openai-responses'], 'model-empty', 'billed', true, {
    answer: () => ({ text: ' \n\n ' }),
  }),
  fault('thinking-only', [...chat, 'openai-responses'], 'model-empty', 'billed', true, {
    answer: () => ({ text: '', thinking: 'Let me think about this for a while.' }),
  }),
  fault('thinking-only-inline', openai, 'model-empty', 'billed', true, {
    answer: () => ({ text: '<think>Let me think about this.</think>\n' }),
  }),
  fault('thinking-to-the-limit', [...chat, 'openai-responses'], 'model-length', 'billed', false, {
    answer: () => ({ text: '', thinking: 'Let me think without end', finish: 'length' }),
  }),
  fault('thinking-unclosed', openai, 'model-length', 'billed', false, {
    answer: () => ({ text: '<think>Let me think without end', finish: 'length' }),
  }),
  fault('cut-by-length', [...chat, 'openai-responses'], 'answered', 'billed', false, {
    answer: (answer) => ({ ...answer, finish: 'length' }),
  }),
  fault('no-choices', openai, 'model-answer-invalid', 'billed', true, {
    only: 'whole',
    wire: () => ({ chunks: ['{"id":"x","object":"chat.completion","choices":[]}'] }),
  }),
  fault('usage-absent', [...chat, 'openai-responses', 'embeddings', 'rerank'], 'answered', 'billed', false, {
    answer: (answer) => ({ ...answer, usage: null }),
  }),
]

/** Usage as the format names its fields, with this number in all of them. */
const usage = (ask: WireAsk, value: unknown): unknown => {
  switch (ask.format) {
    case 'google':
      return { promptTokenCount: value, candidatesTokenCount: value, totalTokenCount: value }
    case 'anthropic':
    case 'openai-responses':
      return { input_tokens: value, output_tokens: value }
    default:
      return { prompt_tokens: value, completion_tokens: value, total_tokens: value }
  }
}

const miscounted: readonly WireFault[] = (
  [
    ['null', null],
    ['negative', -7],
    ['absurd', 9e15],
    ['text', '12'],
    ['fraction', 3.5],
    ['object', { tokens: 3 }],
  ] as const
).map(([name, value]) =>
  fault(`usage-${name}`, [...chat, 'openai-responses', 'embeddings'], 'answered', 'billed', false, {
    answer: (answer, ask) => ({ ...answer, usage: usage(ask, value) }),
  }),
)

const vectors: readonly WireFault[] = [
  fault('vectors-missing', ['embeddings'], 'model-answer-invalid', 'billed', true, {
    answer: (_, ask) => ({ vectors: ask.inputs.slice(1).map(() => [1, 0, 0]) }),
  }),
  fault('vectors-ragged', ['embeddings'], 'model-answer-invalid', 'billed', true, {
    answer: (_, ask) => ({ vectors: ask.inputs.map((__, index) => (index === 0 ? [1, 0] : [1, 0, 0])) }),
  }),
  fault('vectors-null', ['embeddings'], 'model-answer-invalid', 'billed', true, {
    answer: (_, ask) => ({ vectors: ask.inputs.map(() => [NaN, 0, 0]) }),
  }),
  fault('vectors-zero', ['embeddings'], 'model-answer-invalid', 'billed', true, {
    answer: (_, ask) => ({ vectors: ask.inputs.map(() => [0, 0, 0]) }),
  }),
  fault('scores-out-of-place', ['rerank'], 'model-answer-invalid', 'billed', true, {
    answer: (_, ask) => ({ scores: [...ask.inputs.map(() => 0.5), 0.4] }),
  }),
  fault('scores-null', ['rerank'], 'model-answer-invalid', 'billed', true, {
    answer: (_, ask) => ({ scores: ask.inputs.map(() => NaN) }),
  }),
]

/** Every fault that can be injected. */
export const wireFaults: readonly WireFault[] = [
  ...transport,
  ...disguised,
  ...refused,
  ...limited,
  ...failing,
  ...unable,
  ...tooLong,
  ...filtered,
  ...poor,
  ...miscounted,
  ...vectors,
]

/** The fault of that name. @throws Error when there is none */
export function faultNamed(name: string): WireFault {
  const found = wireFaults.find((each) => each.name === name)
  if (!found) throw new Error(`no such fault: ${name}`)
  return found
}
