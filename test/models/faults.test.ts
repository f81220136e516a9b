import { describe, expect, test } from 'vitest'
import { explain } from '#runtime'
import {
  addressHint,
  classify,
  mergeCounts,
  overflowIn,
  readCounts,
  readErrorBody,
  refusedPart,
  refusedPartIn,
  usageFrom,
  type Asked,
} from '../../src/models/faults/index.ts'
import { spec } from './specs.ts'

const asked: Asked = {
  spec: spec({ id: 'test/model', provider: 'test', baseUrl: 'https://models.example/v1' }),
  credentials: { key: 'sk-secret-0123456789', origin: 'TEST_API_KEY' },
}

function fault(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  more: Partial<Asked> = {},
) {
  return classify(
    { status, headers: new Headers(headers), body: typeof body === 'string' ? body : JSON.stringify(body) },
    { ...asked, ...more },
  )
}

describe('a refusal', () => {
  test('quotes the reply on one short line, without the key', () => {
    const { error } = fault(400, {
      error: { message: `bad\nthing with sk-secret-0123456789 ${'x'.repeat(500)}` },
    })
    expect(error.message).not.toContain('sk-secret')
    expect(error.message).toContain('HTTP 400: bad thing with …')
    expect(error.message.length).toBeLessThan(450)
  })

  test('without a key asks for one, with a key names where it came from', () => {
    expect(fault(401, {}, {}, { credentials: { origin: 'TEST_API_KEY' } }).error).toMatchObject({
      code: 'model-key-missing',
      parameters: { variable: 'TEST_API_KEY' },
    })
    const { error } = fault(401, { error: { message: 'no' } })
    expect(error.code).toBe('model-key-refused')
    for (const language of ['en', 'zh'] as const)
      expect(explain(error, language)).toMatch(/TEST_API_KEY.*HTTP 401: no.*models\.example/)
  })

  test('is never said to have cost anything', () => {
    for (const status of [400, 401, 402, 403, 404, 405, 408, 413, 422, 429, 500, 502, 503, 504, 524, 529])
      expect(fault(status, '').cost).toBeUndefined()
  })

  test('of a minute’s share is waited for, of a day’s is not (Google)', () => {
    const told = (quotaId: string) => ({
      error: {
        code: 429,
        message: 'You exceeded your current quota, please check your plan and billing details.',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          { violations: [{ quotaId }] },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' },
        ],
      },
    })
    const minute = fault(429, told('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'))
    expect(minute.error.code).toBe('model-overloaded')
    expect(minute.retryAfter).toBeCloseTo(34_070)
    expect(fault(429, told('GenerateRequestsPerDayPerProjectPerModel-FreeTier')).error.code).toBe(
      'model-quota',
    )
  })

  test('tells when to come back: headers, dates by the server’s own clock, then words', () => {
    const wait = (headers: Record<string, string>, message = 'slow') =>
      fault(429, { error: { message } }, headers).retryAfter
    expect(wait({ 'retry-after': '3' })).toBe(3_000)
    expect(wait({ 'retry-after-ms': '120' })).toBe(120)
    const date = 'Sat, 21 Nov 2026 16:00:00 GMT'
    expect(wait({ 'retry-after': 'Sat, 21 Nov 2026 16:00:09 GMT', date })).toBe(9_000)
    expect(wait({ 'retry-after': 'Sat, 21 Nov 2026 16:00:09 GMT' })).toBeUndefined()
    expect(wait({}, 'please try again after 2 seconds')).toBe(2_000)
    expect(wait({}, 'Please try again in 350ms.')).toBe(350)
    expect(wait({}, 'try again in 1m')).toBe(60_000)
    expect(wait({})).toBeUndefined()
  })

  test.each([
    ['https://models.example', 'try https://models.example/v1'],
    ['https://models.example/v1/chat/completions', 'use https://models.example/v1 without the last part'],
    ['https://models.example/v1/embeddings', 'use https://models.example/v1 without the last part'],
    ['https://models.example/v1/v1', 'the version stands in it twice'],
    ['https://models.example/api/v3', 'there is nothing at this path'],
  ])('at %s says what to change', (baseUrl, hint) => {
    expect(addressHint(baseUrl)).toBe(hint)
    const { error } = fault(
      404,
      '<html><title>404 Not Found</title></html>',
      {},
      { spec: { ...asked.spec, baseUrl } },
    )
    expect(error).toMatchObject({ code: 'model-address-wrong' })
  })

  test('of a model names it as its endpoint does', () => {
    expect(
      fault(404, { error: { message: 'The model `model` does not exist', code: 'model_not_found' } }).error
        .parameters['model'],
    ).toBe('model')
  })

  test.each([
    [302, '', 'model-address-wrong'],
    [407, '', 'model-key-refused'],
    [418, '', 'model-request-refused'],
    [501, '', 'model-request-refused'],
    [530, '<html>', 'model-server-error'],
    [999, '', 'model-server-error'],
    [200, 'null', 'model-server-error'],
    [500, '[]', 'model-server-error'],
    [500, '{"error":', 'model-server-error'],
    [400, '"text"', 'model-request-refused'],
    [429, '{"error":null}', 'model-overloaded'],
  ] as const)('of status %d with %j is told all the same', (status, body, code) => {
    expect(fault(status, body).error.code).toBe(code)
  })
})

describe('an overflow', () => {
  const said = (message: string) => overflowIn(readErrorBody(JSON.stringify({ error: { message } })))

  test.each([
    [
      "This model's maximum context length is 131072 tokens. However, you requested about 140000 tokens (130000 of text input, 10000 in the output).",
      { tokens: 140000, window: 131072 },
    ],
    ['Requested tokens (2285) exceed context window of 2048', { tokens: 2285, window: 2048 }],
    [
      'The decoder prompt (length 5000) is longer than the maximum model length of 4096.',
      { tokens: 5000, window: 4096 },
    ],
    [
      'max_total_tokens (33802) must be less than or equal to max_seq_len (32768)',
      { tokens: 33802, window: 32768 },
    ],
    [
      'The provided prompt is 4309 tokens long, so generating 1 tokens requires a sequence length of 4310, but the maximum supported sequence length is just 4096!',
      undefined,
    ],
    [
      'too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000',
      { tokens: 5000, window: 4081 },
    ],
    ['Input is too long for requested model.', {}],
    [
      'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
      { window: 4096 },
    ],
    ['输入长度超过限制', {}],
  ] as const)('%s', (message, expected) => {
    expect(said(message)).toEqual(expected ?? { tokens: 4309, window: 4096 })
  })

  test.each([
    'max_tokens is too large: 100000. This model supports at most 16384 completion tokens',
    'Rate limit reached: limit 30000 tokens per minute',
    'Invalid value for temperature',
    'You exceeded your current quota',
  ])('is not: %s', (message) => {
    expect(said(message)).toBeUndefined()
  })
})

describe('a refused part', () => {
  const part = (message: string, mode: Asked['mode'] = 'text', param = '') =>
    refusedPartIn(readErrorBody(JSON.stringify({ error: { message, param } })), mode)

  test('is read from the field that is named, else from the words', () => {
    expect(part('not supported', 'json-schema', 'response_format')).toBe('json-schema')
    expect(part('not supported', 'json', 'response_format')).toBe('json-mode')
    expect(part('Invalid schema for response_format', 'json-schema')).toBe('json-schema')
    expect(
      part(
        'This model does not support assistant message prefill. The conversation must end with a user message.',
      ),
    ).toBe('prefill')
    expect(part('Model Parameter max_tokens should be less than or equal to 12288.0')).toBe('max-tokens-high')
    expect(part('something else entirely')).toBe('unknown')
  })

  test('of a bound tells the highest', () => {
    for (const [message, limit] of [
      ['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', 8192],
      ['max_tokens: 21333 > 4096, which is the maximum allowed number of output tokens', 4096],
      ['max_tokens is too large: 100000. This model supports at most 16384 completion tokens', 16384],
    ] as const) {
      const { error } = fault(400, { error: { message } })
      expect(refusedPart(error)).toBe('max-tokens-high')
      expect(error.parameters['limit']).toBe(limit)
    }
  })
})

describe('usage', () => {
  const openai = (usage: unknown) => usageFrom(readCounts({ usage }, 'openai'))

  test('is read as each protocol names it', () => {
    expect(
      openai({ prompt_tokens: 9, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 4 } }),
    ).toEqual({ inputTokens: 9, outputTokens: 3, cachedTokens: 4 })
    expect(openai({ prompt_tokens: 9, completion_tokens: 3, prompt_cache_hit_tokens: 5 })).toMatchObject({
      cachedTokens: 5,
    })
    expect(openai({ total_tokens: 7 })).toEqual({ inputTokens: 7, outputTokens: 0, cachedTokens: 0 })
    expect(
      usageFrom(readCounts({ choices: [{ usage: { prompt_tokens: 1, completion_tokens: 2 } }] }, 'openai')),
    ).toMatchObject({ inputTokens: 1, outputTokens: 2 })
    expect(
      usageFrom(
        readCounts(
          { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, thoughtsTokenCount: 3 } },
          'google',
        ),
      ),
    ).toMatchObject({ inputTokens: 5, outputTokens: 5 })
    expect(usageFrom(readCounts({ meta: { tokens: { input_tokens: 3 } } }, 'rerank'))).toMatchObject({
      inputTokens: 3,
      outputTokens: 0,
    })
  })

  test('that cannot be believed is none', () => {
    for (const wrong of [null, -1, Number.NaN, 1e12, 'many', {}, [], true])
      expect(openai({ prompt_tokens: wrong, completion_tokens: 3 })).toBeUndefined()
    expect(openai(null)).toBeUndefined()
    expect(openai({ prompt_tokens: '9', completion_tokens: 2.2 })).toMatchObject({
      inputTokens: 9,
      outputTokens: 3,
    })
    expect(
      openai({ prompt_tokens: 9, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 400 } }),
    ).toMatchObject({ cachedTokens: 9 })
  })

  test('of a stream is put together from its beginning and its end (Anthropic)', () => {
    const start = readCounts(
      { message: { usage: { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 1 } } },
      'anthropic',
    )
    const end = readCounts({ type: 'message_delta', usage: { output_tokens: 44 } }, 'anthropic')
    expect(usageFrom(mergeCounts(start, end))).toEqual({
      inputTokens: 100,
      outputTokens: 44,
      cachedTokens: 90,
    })
  })
})
