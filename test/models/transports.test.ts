import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  listAvailable,
  openChatTransport,
  openEmbedTransport,
  openRerankTransport,
  type ChatRequest,
  type ModelSpec,
  type Wire,
} from '#models'
import { AttemptFailure, createConfiguredEgress, KaojuError, type Egress } from '#runtime'
import { scriptedChat, scriptModel } from '../../src/models/transports/scripted.ts'
import { splitThinking } from '../../src/models/transports/thinking.ts'
import { instruct, spec } from './specs.ts'
import { startWireServer, type WireAnswer, type WireAsk, type WireServer } from './wire-server.ts'

let server: WireServer
let egress: Egress & { close(): Promise<void> }
let answer: (ask: WireAsk) => string | WireAnswer = () => 'Yes.'
let refuse: (ask: WireAsk) => string | undefined = () => undefined

beforeAll(async () => {
  server = await startWireServer({ answer: (ask) => answer(ask), fault: (ask) => refuse(ask) })
  egress = createConfiguredEgress({ endpoints: [server.origin] })
})
afterAll(async () => {
  await egress.close()
  await server.close()
})

const credentials = { key: 'sk-test', origin: 'TEST_API_KEY' }
const times = { connect: 5_000, firstByte: 10_000, idle: 10_000 }
const thinkingTold: string[] = []

function wireTo(baseUrl: string, more: Partial<Wire> = {}): Wire {
  thinkingTold.length = 0
  return {
    fetch: egress.configured(baseUrl, times),
    signal: new AbortController().signal,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    onThinking: (piece) => thinkingTold.push(piece),
    ...more,
  }
}

const question: ChatRequest = {
  system: 'Be short.',
  messages: [{ role: 'user', content: 'Is it so?' }],
  output: { mode: 'text' },
  maxOutputTokens: 100,
}

const protocols = [
  ['openai', (s: WireServer) => s.v1],
  ['openai-responses', (s: WireServer) => s.v1],
  ['anthropic', (s: WireServer) => s.v1],
  ['google', (s: WireServer) => s.v1beta],
] as const

async function exchange(
  request: Partial<ChatRequest> = {},
  changes: Partial<ModelSpec> = {},
  more: Partial<Wire> = {},
) {
  const model = spec({ baseUrl: server.v1, ...changes })
  const transport = await openChatTransport(model, credentials)
  return transport.exchange({ ...question, ...request }, wireTo(model.baseUrl, more))
}

const lastAsk = (): WireAsk => server.asks.at(-1)!

describe.each(protocols)('%s', (protocol, base) => {
  const at = (): Partial<ModelSpec> => ({ protocol, baseUrl: base(server), provider: 'relay' })
  const schema = {
    type: 'object',
    properties: { yes: { type: 'boolean' } },
    required: ['yes'],
    additionalProperties: false,
  }

  test('tells text, usage and who answered; instructions apart from the question', async () => {
    answer = () => ({ text: '是的，句句有据。Yes.', model: 'model-2026' })
    expect(await exchange({}, at())).toEqual({
      text: '是的，句句有据。Yes.',
      thinking: '',
      finish: 'stop',
      usage: { inputTokens: 5, outputTokens: expect.any(Number), cachedTokens: 0 },
      answeredBy: 'model-2026',
    })
    expect(lastAsk()).toMatchObject({ system: 'Be short.', text: 'Is it so?' })
  })

  test('thinking is kept apart, and told as it comes', async () => {
    answer = () => ({ text: 'Yes.', thinking: 'First I weigh the evidence, then I say it.' })
    const found = await exchange({}, at())
    expect(found).toMatchObject({ text: 'Yes.', thinking: 'First I weigh the evidence, then I say it.' })
    if (protocol !== 'openai-responses') expect(thinkingTold.join('')).toBe(found.thinking)
  })

  test('a schema, a tool and JSON are asked for in the format’s own way', async () => {
    answer = () => '{"yes":true}'
    expect((await exchange({ output: { mode: 'json-schema', name: 'verdict', schema } }, at())).text).toBe(
      '{"yes":true}',
    )
    expect(lastAsk().mode).toBe(protocol === 'anthropic' ? 'tool' : 'json-schema')
    expect(lastAsk().schema).toMatchObject({ properties: { yes: { type: 'boolean' } } })
    const tool = await exchange(
      { output: { mode: 'tool', name: 'say', description: 'Says it.', schema } },
      at(),
    )
    expect(tool).toMatchObject({ text: '', toolArguments: '{"yes":true}', finish: 'tool' })
    expect(lastAsk()).toMatchObject({ mode: 'tool', tool: 'say' })
    expect((await exchange({ output: { mode: 'json' } }, at())).text).toBe('{"yes":true}')
    expect(lastAsk().mode).toBe(protocol === 'anthropic' ? 'text' : 'json')
  })

  test('the bound of the answer and pictures go over the wire', async () => {
    answer = () => 'A cat.'
    const picture = { type: 'picture', mediaType: 'image/png', base64: 'iVBORw0KGgo=' } as const
    await exchange(
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, picture] }] },
      at(),
    )
    const body = JSON.stringify(lastAsk().body)
    expect(body).toContain('iVBORw0KGgo=')
    expect(body).toMatch(/"(max_tokens|max_output_tokens|maxOutputTokens)":100/)
  })

  test('an abort ends the exchange with its reason', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    answer = () => {
      stop.abort(reason)
      return 'Too late.'
    }
    await expect(exchange({}, at(), { signal: stop.signal })).rejects.toBe(reason)
  })
})

describe('openai', () => {
  test('log-probabilities are asked for and read back', async () => {
    const top = [
      { token: 'Yes', logprob: -0.1 },
      { token: 'No', logprob: -2.3 },
    ]
    answer = () => ({ text: 'Yes', logprobs: [{ token: 'Yes', logprob: -0.1, top }] })
    const streamed = await exchange({ logprobs: 2 })
    const whole = await exchange({ logprobs: 2 }, { profile: { ...instruct, lacks: ['streaming'] } })
    expect(streamed.logprobs).toEqual([{ token: 'Yes', logprob: -0.1, top }])
    expect(whole.logprobs).toEqual(streamed.logprobs)
    expect(lastAsk().body).toMatchObject({ logprobs: true, top_logprobs: 2 })
  })

  test('log-probabilities of thinking written into the answer are left out', async () => {
    answer = () => ({
      text: '<think>\nno</think>Yes',
      logprobs: ['<think>', '\n', 'no', '</think>', 'Yes'].map((token) => ({ token, logprob: -1 })),
    })
    expect((await exchange({ logprobs: 1 })).logprobs?.map(({ token }) => token)).toEqual(['Yes'])
  })

  test('instructions stand where the profile wants them', async () => {
    answer = () => 'Yes.'
    await exchange(
      {},
      { profile: { ...instruct, systemRole: 'developer', outputLimitField: 'max_completion_tokens' } },
    )
    expect(lastAsk().body).toMatchObject({
      messages: [{ role: 'developer', content: 'Be short.' }, { role: 'user' }],
      max_completion_tokens: 100,
    })
    expect(lastAsk().body).not.toHaveProperty('max_tokens')
    await exchange({}, { profile: { ...instruct, systemRole: 'none' } })
    expect(lastAsk().body['messages']).toEqual([{ role: 'user', content: 'Be short.\n\nIs it so?' }])
  })

  test('what the profile lacks is not asked for', async () => {
    answer = () => 'Yes.'
    const { temperature: _, ...cold } = instruct
    await exchange(
      { temperature: 0.5, seed: 3, logprobs: 2 },
      { profile: { ...cold, lacks: ['seed', 'logprobs', 'stream-usage'] } },
    )
    for (const field of ['temperature', 'seed', 'logprobs', 'stream_options'])
      expect(lastAsk().body).not.toHaveProperty(field)
  })

  test('an opened answer is continued: the opening belongs to it, or to its thinking', async () => {
    answer = () => '"yes": true}'
    expect((await exchange({ prefill: '{' })).text).toBe('{"yes": true}')
    expect(lastAsk().body['messages']).toMatchObject([{}, {}, { role: 'assistant', content: '{' }])
    answer = () => '{"yes": true}'
    expect((await exchange({ prefill: '{' })).text).toBe('{"yes": true}')
    answer = () => 'weighing the evidence\n</think>\n\nYes.'
    expect(await exchange({ prefill: '<think>\n' })).toMatchObject({
      text: 'Yes.',
      thinking: 'weighing the evidence',
    })
    expect(thinkingTold.join('').trim()).toBe('weighing the evidence')
    answer = () => 'Yes.'
    expect(await exchange({ prefill: '<think>\n' })).toMatchObject({ text: 'Yes.', thinking: '' })
  })

  test('a strict schema is only claimed where it is one', async () => {
    answer = () => '{}'
    const closed = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    }
    await exchange({ output: { mode: 'json-schema', name: 'x', schema: closed } })
    expect(lastAsk().body['response_format']).toMatchObject({ json_schema: { strict: true, name: 'x' } })
    await exchange({ output: { mode: 'json-schema', name: 'x', schema: { ...closed, required: [] } } })
    expect(lastAsk().body['response_format']).toMatchObject({ json_schema: { strict: false } })
  })

  test('what an endpoint does not take is learnt once and left out from then on, at no cost', async () => {
    answer = () => 'Yes.'
    const model = spec({ baseUrl: server.v1 })
    const transport = await openChatTransport(model, credentials)
    const before = server.asks.length
    server.faultNext('no-max-tokens', 'no-temperature', 'no-stream-usage')
    const found = await transport.exchange({ ...question, temperature: 0.3 }, wireTo(model.baseUrl))
    expect(found.text).toBe('Yes.')
    expect(server.asks.length - before).toBe(4)
    await transport.exchange({ ...question, temperature: 0.3 }, wireTo(model.baseUrl))
    expect(server.asks.length - before).toBe(5)
    expect(lastAsk().body).toHaveProperty('max_completion_tokens', 100)
    for (const field of ['max_tokens', 'temperature', 'stream_options'])
      expect(lastAsk().body).not.toHaveProperty(field)
  })

  test('an abort in the middle of a stream ends the request too', async () => {
    const slow = await startWireServer({ pace: 20, answer: () => 'word '.repeat(1_000) })
    const away = createConfiguredEgress({ endpoints: [slow.origin] })
    const stop = new AbortController()
    const reason = new Error('enough')
    const fetch: Wire['fetch'] = async (input, init) => {
      const response = await away.configured(slow.v1, times)(input, init)
      setTimeout(() => stop.abort(reason), 100)
      return response
    }
    const asked = exchange({}, { baseUrl: slow.v1 }, { fetch, signal: stop.signal })
    await expect(asked).rejects.toBe(reason)
    await expect.poll(() => slow.abandoned()).toBe(1)
    await away.close()
    await slow.close()
  })

  test('exchanges under way at once learn from each other', async () => {
    answer = () => 'Yes.'
    const transport = await openChatTransport(spec({ baseUrl: server.v1 }), credentials)
    const strict = (ask: WireAsk): boolean => ask.text.startsWith('Together') && 'max_tokens' in ask.body
    refuse = (ask) => (strict(ask) ? 'no-max-tokens' : undefined)
    const asked = Array.from({ length: 8 }, (_, index) => ({
      ...question,
      messages: [{ role: 'user', content: `Together ${index}` }] as const,
    }))
    const found = await Promise.all(asked.map((request) => transport.exchange(request, wireTo(server.v1))))
    refuse = () => undefined
    expect(found.map(({ text }) => text)).toEqual(Array.from({ length: 8 }, () => 'Yes.'))
  })

  test('a bound that is too high is lowered to what the endpoint says it takes', async () => {
    answer = () => 'Yes.'
    const transport = await openChatTransport(spec({ baseUrl: server.v1 }), credentials)
    server.faultNext('max-tokens-high')
    await transport.exchange({ ...question, maxOutputTokens: 100_000 }, wireTo(server.v1))
    expect(lastAsk().body).toHaveProperty('max_tokens', 16_384)
    await transport.exchange(question, wireTo(server.v1))
    expect(lastAsk().body).toHaveProperty('max_tokens', 100)
  })

  test('a model that repeats itself without end is stopped, and what came is counted', async () => {
    const before = server.abandoned()
    answer = () => 'the same again and again, '.repeat(2_000)
    const failure = (await exchange({ maxOutputTokens: 50_000 }).catch(
      (error: unknown) => error,
    )) as AttemptFailure
    expect(failure.error.code).toBe('model-looping')
    expect(failure.cost?.measured).toBe('counted')
    expect(failure.cost!.outputTokens).toBeGreaterThan(0)
    await expect.poll(() => server.abandoned()).toBe(before + 1)
  })

  test('a query in the base URL goes with every request', async () => {
    answer = () => 'Yes.'
    const model = spec({ baseUrl: `${server.v1}?api-version=2026-01-01`, provider: 'azure' })
    const seen: string[] = []
    const inner = egress.configured(server.v1, times)
    const fetch: Wire['fetch'] = (input, init) => {
      seen.push(input as string)
      return inner(input, init)
    }
    await (await openChatTransport(model, credentials)).exchange(question, wireTo(server.v1, { fetch }))
    expect(seen).toEqual([`${server.v1}/chat/completions?api-version=2026-01-01`])
    expect(lastAsk().headers['api-key']).toBe('sk-test')
  })
})

describe('anthropic', () => {
  test('the instructions are marked as a prefix to keep', async () => {
    answer = () => 'Yes.'
    await exchange({}, { protocol: 'anthropic' })
    expect(lastAsk().body['system']).toMatchObject([
      { text: 'Be short.', cache_control: { type: 'ephemeral' } },
    ])
    expect(lastAsk().headers).toMatchObject({ 'x-api-key': 'sk-test', 'anthropic-version': '2023-06-01' })
  })

  test('an address without its version is understood', async () => {
    answer = () => 'Yes.'
    expect((await exchange({}, { protocol: 'anthropic', baseUrl: server.origin })).text).toBe('Yes.')
  })

  test('cached tokens are part of the prompt', async () => {
    answer = () => ({
      text: 'Yes.',
      usage: {
        input_tokens: 10,
        cache_read_input_tokens: 90,
        cache_creation_input_tokens: 5,
        output_tokens: 3,
      },
    })
    expect((await exchange({}, { protocol: 'anthropic' })).usage).toEqual({
      inputTokens: 105,
      outputTokens: 3,
      cachedTokens: 90,
      writtenTokens: 5,
    })
  })
})

describe('background responses', () => {
  const at = (): Partial<ModelSpec> => ({ protocol: 'openai-responses' })
  const opened = () => openChatTransport(spec({ baseUrl: server.v1, ...at() }), credentials)

  test('the id is remembered before the first poll, and the work is asked for again by it', async () => {
    answer = () => 'It was worth the wait.'
    const order: string[] = []
    const handles: string[] = []
    const transport = await opened()
    await transport.exchange(
      { ...question, maxOutputTokens: 77 },
      wireTo(server.v1, {
        onHandle: (handle) => {
          handles.push(handle)
          order.push('handle')
          return Promise.resolve()
        },
        sleep: () => Promise.resolve(void order.push('sleep')),
      }),
    )
    expect(order[0]).toBe('handle')
    const billed = [...server.billed.values()].reduce((sum, count) => sum + count, 0)
    expect(await transport.reattach!(handles[0]!, wireTo(server.v1))).toMatchObject({
      text: 'It was worth the wait.',
      finish: 'stop',
    })
    expect([...server.billed.values()].reduce((sum, count) => sum + count, 0)).toBe(billed)
  })

  test('what the provider no longer knows is undefined; an error on the way there is not', async () => {
    const transport = await opened()
    expect(await transport.reattach!('resp_unknown', wireTo(server.v1))).toBeUndefined()
  })

  test('polls that fail lose nothing', async () => {
    answer = () => 'Still here.'
    server.faultPolls('server-500', 'rate-limit-seconds', 'bad-gateway-html', 'unavailable')
    const waits: number[] = []
    const sleep = (milliseconds: number): Promise<void> => Promise.resolve(void waits.push(milliseconds))
    const found = await exchange({ seed: 4, maxOutputTokens: 41 }, at(), { sleep })
    expect(found.text).toBe('Still here.')
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(2_000)
  })

  test('polls that fail on and on end in a failure that was billed', async () => {
    answer = () => 'Never seen.'
    server.faultPolls(...Array.from({ length: 10 }, () => 'server-500'))
    const failure = (await exchange({ maxOutputTokens: 42 }, at()).catch(
      (error: unknown) => error,
    )) as AttemptFailure
    expect(failure.error.code).toBe('model-server-error')
    expect(failure.cost).toBeDefined()
  })

  test('who aborts cancels', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    const before = server.cancelled()
    answer = () => 'Nobody waits for this.'
    const sleep = (): Promise<void> => {
      stop.abort(reason)
      return Promise.reject(reason)
    }
    await expect(exchange({ maxOutputTokens: 43 }, at(), { signal: stop.signal, sleep })).rejects.toBe(reason)
    expect(server.cancelled()).toBe(before + 1)
  })
})

describe('embeddings', () => {
  const embed = async (
    texts: readonly string[],
    changes: Partial<ModelSpec> = {},
    use: 'query' | 'passage' = 'passage',
  ) => {
    const model = spec({ baseUrl: server.v1, ...changes })
    return (await openEmbedTransport(model, credentials)).exchange(texts, use, wireTo(model.baseUrl))
  }

  test('come in the order of the texts, at unit length, whatever the order of the reply', async () => {
    answer = () => ({
      vectors: [
        [3, 4],
        [0, 2],
        [-5, 0],
      ],
    })
    const { vectors } = await embed(['a', 'b', 'c'])
    expect(vectors.map((vector) => [...vector].map((each) => Math.round(each * 10) / 10))).toEqual([
      [0.6, 0.8],
      [0, 1],
      [-1, 0],
    ])
  })

  test('are read as base64 too', async () => {
    answer = () => ({ vectors: [[3, 4]] })
    const inner = egress.configured(server.v1, times)
    const fetch: Wire['fetch'] = (input, init) =>
      inner(input, { ...init, body: (init!.body as string).replace('"float"', '"base64"') })
    const { vectors } = await (
      await openEmbedTransport(spec({ baseUrl: server.v1 }), credentials)
    ).exchange(['a'], 'query', wireTo(server.v1, { fetch }))
    expect([...vectors[0]!]).toEqual([0.6, 0.8].map(Math.fround))
  })

  test('of another dimension than configured are refused', async () => {
    answer = () => ({ vectors: [[1, 0, 0]] })
    const failure = (await embed(['a'], { dimensions: 4 }).catch((error: unknown) => error)) as AttemptFailure
    expect(failure.error).toMatchObject({
      code: 'model-answer-invalid',
      parameters: { reason: '3 dimensions where 4 are configured' },
    })
  })

  test('speak Ollama’s and Google’s own formats', async () => {
    answer = () => ({ vectors: [[0, 2]] })
    expect([...(await embed(['a'], { provider: 'ollama', baseUrl: server.origin })).vectors[0]!]).toEqual([
      0, 1,
    ])
    expect(lastAsk().path).toBe('/api/embed')
    const google = await embed(['a'], { protocol: 'google', baseUrl: server.v1beta, dimensions: 2 }, 'query')
    expect([...google.vectors[0]!]).toEqual([0, 1])
    expect(lastAsk().body['requests']).toMatchObject([
      { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 2 },
    ])
  })

  test('questions and passages get what the model’s card says', async () => {
    answer = () => ({ vectors: [[1]] })
    await embed(['cats'], { name: 'intfloat/multilingual-e5-small' }, 'query')
    expect(lastAsk().inputs).toEqual(['query: cats'])
    await embed(['cats'], { name: 'text-embedding-3-small' }, 'query')
    expect(lastAsk().inputs).toEqual(['cats'])
  })
})

describe('reranking', () => {
  test('scores stand in the order of the documents', async () => {
    answer = () => ({ scores: [0.1, 0.9, 0.5] })
    const transport = await openRerankTransport(spec({ baseUrl: server.v1, protocol: 'rerank' }), credentials)
    expect((await transport.exchange('which', ['a', 'b', 'c'], wireTo(server.v1))).scores).toEqual([
      0.1, 0.9, 0.5,
    ])
    expect(lastAsk().body).toMatchObject({ query: 'which', documents: ['a', 'b', 'c'], top_n: 3 })
  })
})

describe('opening', () => {
  test('a vendor’s own endpoint needs a key; another address with its name does not', async () => {
    const none = { origin: 'nowhere' }
    for (const [provider, baseUrl, protocol] of [
      ['openai', 'https://api.openai.com/v1', 'openai'],
      ['anthropic', 'https://api.anthropic.com/v1', 'anthropic'],
      ['google', 'https://generativelanguage.googleapis.com/v1beta', 'google'],
    ] as const)
      await expect(openChatTransport(spec({ provider, baseUrl, protocol }), none)).rejects.toMatchObject({
        code: 'model-key-missing',
      })
    answer = () => 'Yes.'
    const transport = await openChatTransport(spec({ provider: 'openai', baseUrl: server.v1 }), none)
    expect((await transport.exchange(question, wireTo(server.v1))).text).toBe('Yes.')
    expect(lastAsk().headers).not.toHaveProperty('authorization')
  })

  test('what a protocol cannot do is refused', async () => {
    await expect(openChatTransport(spec({ protocol: 'rerank' }), credentials)).rejects.toMatchObject({
      code: 'model-unsupported',
    })
    await expect(openEmbedTransport(spec({ protocol: 'anthropic' }), credentials)).rejects.toMatchObject({
      code: 'model-unsupported',
    })
    await expect(openRerankTransport(spec({ protocol: 'google' }), credentials)).rejects.toMatchObject({
      code: 'model-unsupported',
    })
  })

  test('an endpoint tells what it offers', async () => {
    for (const [protocol, base] of protocols)
      expect(
        await listAvailable(
          { provider: 'relay', protocol, baseUrl: base(server) },
          credentials,
          wireTo(base(server)),
        ),
      ).toEqual([{ name: 'scripted-model', contextWindow: 8192 }])
  })

  test('a script plays a model, and its failures are thrown', async () => {
    const forget = scriptModel('parrot', {
      chat: ({ messages }) => JSON.stringify(messages[0]?.content),
      embed: (texts) => texts.map(() => new Float32Array([1])),
    })
    const model = spec({ protocol: 'scripted', name: 'parrot' })
    expect(await (await openChatTransport(model, credentials)).exchange(question, wireTo(server.v1))).toEqual(
      { text: '"Is it so?"', thinking: '', finish: 'stop' },
    )
    expect(
      (await (await openEmbedTransport(model, credentials)).exchange(['a'], 'query', wireTo(server.v1)))
        .vectors,
    ).toHaveLength(1)
    await expect(openRerankTransport(model, credentials)).rejects.toMatchObject({ code: 'model-unsupported' })
    forget()
    await expect(openChatTransport(model, credentials)).rejects.toMatchObject({ code: 'model-unsupported' })
    const failure = new AttemptFailure(new KaojuError('model-refused', { model: 'x', reason: 'no' }))
    await expect(scriptedChat(() => failure).exchange(question, wireTo(server.v1))).rejects.toBe(failure)
  })
})

describe('thinking written into the answer', () => {
  test.each([
    ['<think>a</think>b', '', true, 'b', 'a'],
    ['a\n</think>\n\nb', '', true, 'b', 'a'],
    ['b', '<think>\n', true, 'b', ''],
    ['still thinking', '<think>\n', false, '', 'still thinking'],
    ['<think>\na</think>b', '<think>\n', true, 'b', 'a'],
    ['"x": 1}', '{', true, '{"x": 1}', ''],
    ['{"x": 1}', '{', true, '{"x": 1}', ''],
    ['<think>never closed', '', true, '', 'never closed'],
  ] as const)('%j after %j', (content, prefill, ended, text, thinking) => {
    expect(splitThinking(content, prefill, ended)).toMatchObject({ text, thinking })
  })
})

test.each(protocols)(
  '%s: a temperature that is refused is left out, at once and from then on',
  async (protocol, base) => {
    answer = () => 'Yes.'
    const heated = ({ body }: WireAsk): boolean => JSON.stringify(body).includes('"temperature"')
    refuse = (ask) => (heated(ask) ? 'no-temperature' : undefined)
    const model = spec({ protocol, baseUrl: base(server), provider: 'relay' })
    const transport = await openChatTransport(model, credentials)
    const before = server.asks.length
    try {
      for (const _ of [1, 2])
        expect(
          (await transport.exchange({ ...question, temperature: 0.5 }, wireTo(model.baseUrl))).text,
        ).toBe('Yes.')
    } finally {
      refuse = () => undefined
    }
    expect(server.asks.slice(before).map(heated)).toEqual([true, false, false])
  },
)
