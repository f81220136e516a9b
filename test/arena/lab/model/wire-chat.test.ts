import { describe, expect, test } from 'vitest'
import { bare, bodyOf, eventsOf, serving, tool, type Told } from './wire-served.ts'

describe('a completion as a whole', () => {
  test('is the official object, frame and usage included', async () => {
    const { chat } = await serving({ answer: { text: '是的。', thinking: 'I look.' } })
    const response = await chat()
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await bodyOf(response)).toEqual({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{24}$/),
      object: 'chat.completion',
      created: 1_790_000_000,
      model: bare.name,
      system_fingerprint: 'fp_lab',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '是的。', refusal: null, reasoning_content: 'I look.' },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: expect.any(Number),
        completion_tokens: expect.any(Number),
        total_tokens: expect.any(Number),
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: expect.any(Number) },
      },
    })
  })

  test('what is shown to the mind is the conversation without pictures, and what it must answer with', async () => {
    const { post, asks } = await serving({ answer: { text: '{}' } })
    const call = { id: 'call_7', type: 'function', function: { name: 'look', arguments: '{"text":"a"}' } }
    await post('/chat/completions', {
      model: bare.name,
      messages: [
        { role: 'developer', content: 'Be short.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'One' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
            { type: 'text', text: 'Two' },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_7', content: 'Found.' },
      ],
      tools: [tool('look')],
      tool_choice: { type: 'function', function: { name: 'look' } },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'v', strict: true, schema: { type: 'object' } },
      },
    })
    expect(asks).toEqual([
      {
        turns: [
          { role: 'system', text: 'Be short.' },
          { role: 'user', text: 'One\nTwo' },
          { role: 'assistant', text: '', calls: [{ id: 'call_7', name: 'look', arguments: '{"text":"a"}' }] },
          { role: 'tool', text: 'Found.', answers: 'call_7' },
        ],
        tools: [{ name: 'look', description: 'Does look.', parameters: tool('look').function.parameters }],
        toolChoice: { name: 'look' },
        json: false,
        schema: { name: 'v', schema: { type: 'object' } },
      },
    ])
  })

  test('json_object and the choices of tools reach the mind', async () => {
    const { chat, asks } = await serving({ answer: { text: '{}' } })
    await chat({ response_format: { type: 'json_object' } })
    await chat({ tools: [tool('look')] })
    await chat({ tools: [tool('look')], tool_choice: 'required' })
    await chat({ tools: [tool('look')], tool_choice: 'none' })
    expect(asks.map(({ json, toolChoice }) => [json, toolChoice])).toEqual([
      [true, 'none'],
      [false, 'auto'],
      [false, 'required'],
      [false, 'none'],
    ])
  })

  test('stops before a stop sequence', async () => {
    const { chat } = await serving({ answer: { text: 'One. Two. Three.' } })
    const { choices } = await bodyOf(await chat({ stop: ['Three', ' Two'] }))
    expect(choices[0]).toMatchObject({ message: { content: 'One.' }, finish_reason: 'stop' })
  })

  test.each(['max_tokens', 'max_completion_tokens'])(
    'keeps %s, and says that it broke off',
    async (field) => {
      const { chat } = await serving({ answer: { text: 'word '.repeat(50) } })
      const { choices, usage } = await bodyOf(await chat({ [field]: 10 }))
      expect(choices[0].finish_reason).toBe('length')
      expect(usage.completion_tokens).toBe(10)
      expect(choices[0].message.content.trim().split(' ').length).toBeLessThanOrEqual(10)
      expect('word '.repeat(50).startsWith(choices[0].message.content)).toBe(true)
    },
  )
})

describe('a stream', () => {
  test('opens with a role, thinks, answers, says why it ends, tells usage if asked, and is done', async () => {
    const { chat } = await serving({
      answer: { text: 'The bridge opened in 1932.', thinking: 'I look it up.' },
    })
    const response = await chat({ stream: true, stream_options: { include_usage: true } })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const events = await eventsOf(response)
    expect(events.at(-1)).toBe('[DONE]')
    const chunks = events.slice(0, -1) as Told[]
    for (const chunk of chunks)
      expect(chunk).toMatchObject({ object: 'chat.completion.chunk', id: chunks[0]!['id'], model: bare.name })
    expect(chunks[0]!['choices']).toEqual([
      {
        index: 0,
        delta: { role: 'assistant', content: '', refusal: null },
        logprobs: null,
        finish_reason: null,
      },
    ])
    const deltas = chunks.slice(1, -2).map(({ choices }) => choices[0].delta as Told)
    const kinds = deltas.map((delta) => Object.keys(delta).join())
    expect(kinds).toEqual([...kinds].sort().reverse())
    expect(deltas.map((delta) => delta['reasoning_content'] ?? '').join('')).toBe('I look it up.')
    expect(deltas.map((delta) => delta['content'] ?? '').join('')).toBe('The bridge opened in 1932.')
    expect(deltas.length).toBeGreaterThan(2)
    expect(chunks.at(-2)!['choices']).toEqual([
      { index: 0, delta: {}, logprobs: null, finish_reason: 'stop' },
    ])
    expect(chunks.at(-2)!['usage']).toBeNull()
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
    const whole = await bodyOf(await chat())
    expect(chunks.at(-1)!['usage']).toEqual(whole['usage'])
  })

  test('tells no usage where none was asked for', async () => {
    const { chat } = await serving()
    for (const event of await eventsOf(await chat({ stream: true })))
      expect(event).not.toHaveProperty('usage')
  })

  test('gives parallel calls one after the other, arguments in pieces', async () => {
    const calls = [
      { name: 'look', arguments: { text: 'the old bridge over the river' } },
      { name: 'read', arguments: { text: '老桥 in the north of the town' } },
    ]
    const { chat, log } = await serving({ answer: { calls } })
    const asked = { tools: [tool('look'), tool('read')] }
    const events = (await eventsOf(await chat({ ...asked, stream: true }))).slice(0, -1) as Told[]
    const deltas = events.flatMap(({ choices }) => (choices[0].delta.tool_calls ?? []) as Told[])
    const opened = deltas.filter((delta) => 'id' in delta)
    expect(opened).toMatchObject([
      { index: 0, type: 'function', function: { name: 'look', arguments: '' } },
      { index: 1, type: 'function', function: { name: 'read', arguments: '' } },
    ])
    for (const [index, call] of calls.entries()) {
      const pieces = deltas.filter((delta) => delta['index'] === index && !('id' in delta))
      expect(pieces.length).toBeGreaterThan(1)
      expect(JSON.parse(pieces.map((piece) => piece['function'].arguments).join(''))).toEqual(call.arguments)
    }
    expect(events.at(-1)!['choices'][0].finish_reason).toBe('tool_calls')
    const { choices } = await bodyOf(await chat(asked))
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [{ function: { name: 'look' } }, { function: { name: 'read' } }],
      },
    })
    expect(JSON.parse(choices[0].message.tool_calls[1].function.arguments)).toEqual(calls[1]!.arguments)
    expect(JSON.parse(log.exchanges[0]!.response)).toMatchObject([{ name: 'look' }, { name: 'read' }])
    const one = await bodyOf(await chat({ ...asked, parallel_tool_calls: false }))
    expect(one['choices'][0].message.tool_calls).toHaveLength(1)
  })
})

describe('log-probabilities', () => {
  const sum = (places: readonly Told[]): number =>
    places.reduce((all, { logprob }) => all + Math.exp(logprob as number), 0)

  test.each([
    ['Yes, it is so.', 'Yes', 'No'],
    ['no', 'no', 'yes'],
    ['False', 'False', 'True'],
    ['是', '是', '否'],
    ['不是。', '不', '是'],
  ])('of %s', async (text, first, other) => {
    const { chat } = await serving({ answer: { text, sure: 0.8 } })
    const { choices } = await bodyOf(await chat({ logprobs: true, top_logprobs: 20 }))
    const places = choices[0].logprobs.content as Told[]
    expect(places.map(({ token }) => token as string).join('')).toBe(text)
    expect(places[0]!['token']).toBe(first)
    expect(Math.exp(places[0]!['logprob'])).toBeCloseTo(0.8, 9)
    const [best, second] = places[0]!['top_logprobs'] as Told[]
    expect([best!['token'], second!['token']]).toEqual([first, other])
    expect(Math.exp(second!['logprob'])).toBeCloseTo(0.194, 9)
    expect(best!['bytes']).toEqual([...Buffer.from(first)])
    for (const place of places) {
      expect(place['top_logprobs'].length).toBeLessThanOrEqual(20)
      expect(sum(place['top_logprobs'])).toBeLessThanOrEqual(1 + 1e-9)
      if (place !== places[0]) expect(place['logprob']).toBeGreaterThan(-0.01)
    }
  })

  test('a doubtful answer has the other word on top, and the same stands in streams', async () => {
    const { chat } = await serving({ answer: { text: 'yes', sure: 0.3 } })
    const { choices } = await bodyOf(await chat({ logprobs: true, top_logprobs: 2 }))
    const [place] = choices[0].logprobs.content as Told[]
    expect(place!['top_logprobs'].map(({ token }: Told) => token as string)).toEqual(['no', 'yes'])
    const events = await eventsOf(await chat({ logprobs: true, top_logprobs: 2, stream: true }))
    const told = events.flatMap((event) =>
      event === '[DONE]' ? [] : ((event['choices'][0].logprobs?.content ?? []) as Told[]),
    )
    expect(told).toEqual([place])
  })

  test('a Han sign that only begins a word has no counterpart', async () => {
    const { chat } = await serving({ answer: { text: '不同意见很多', sure: 0.8 } })
    const { choices } = await bodyOf(await chat({ logprobs: true, top_logprobs: 5 }))
    const tokens = (choices[0].logprobs.content[0].top_logprobs as Told[]).map(({ token }) => token as string)
    expect(tokens[0]).toBe('不')
    expect(tokens).not.toContain('是')
  })

  test('none are told that were not asked for', async () => {
    const { chat } = await serving()
    expect((await bodyOf(await chat()))['choices'][0].logprobs).toBeNull()
  })
})

describe('what is refused', () => {
  const lacking = { can: { schema: false, tools: false, logprobs: false } }
  const schema = { type: 'json_schema', json_schema: { name: 'v', schema: {} } }

  test.each([
    ['an unknown model', { model: 'gpt-9' }, 404, 'model_not_found', 'model'],
    ['no model', { model: undefined }, 400, null, 'model'],
    ['no messages', { messages: [] }, 400, null, 'messages'],
    ['an unknown role', { messages: [{ role: 'x' }] }, 400, 'invalid_value', 'messages[0].role'],
    ['several completions', { n: 2 }, 400, 'unsupported_parameter', 'n'],
    ['functions of old', { functions: [] }, 400, 'unsupported_parameter', 'functions'],
    ['a schema', { response_format: schema }, 400, 'unsupported_parameter', 'response_format'],
    ['tools', { tools: [tool('a')] }, 400, 'unsupported_parameter', 'tools'],
    ['log-probabilities', { logprobs: true }, 400, 'unsupported_parameter', 'logprobs'],
    ['alternatives of nothing', { top_logprobs: 2 }, 400, null, 'top_logprobs'],
    ['a choice without tools', { tool_choice: 'required' }, 400, null, 'tool_choice'],
    ['no room for an answer', { max_tokens: 0 }, 400, 'integer_below_min_value', 'max_tokens'],
    ['more than the window', { max_tokens: 200_000 }, 400, 'context_length_exceeded', 'messages'],
  ])('%s', async (_, change, status, code, param) => {
    const { chat, log, asks } = await serving({ settings: lacking })
    const response = await chat(change)
    expect(response.status).toBe(status)
    expect(await bodyOf(response)).toEqual({
      error: { message: expect.any(String), type: 'invalid_request_error', param, code },
    })
    expect(asks).toEqual([])
    expect(log.exchanges).toMatchObject([{ service: 'model', outcome: 'failed' }])
    expect(log.exchanges[0]).not.toHaveProperty('usd')
  })

  test('a prompt longer than the window, with both figures', async () => {
    const { chat } = await serving({ settings: { contextWindow: 1_000 } })
    const { error } = await bodyOf(await chat({}, 'word '.repeat(2_000)))
    expect(error.message).toMatch(/maximum context length is 1000 tokens.*requested \d{4} tokens/)
    expect(error.code).toBe('context_length_exceeded')
  })

  test('what is no JSON, no address and no method', async () => {
    const { post, url } = await serving()
    const broken = await post('/chat/completions', '{"model": ')
    expect([broken.status, (await bodyOf(broken))['error'].type]).toEqual([400, 'invalid_request_error'])
    const nowhere = await post('/completions', {})
    expect([nowhere.status, (await bodyOf(nowhere))['error'].code]).toEqual([404, 'unknown_url'])
    expect((await fetch(`${url}/chat/completions`)).status).toBe(405)
  })
})

test('a mind that fails is told and recorded as a defect of the lab', async () => {
  const failing = (): never => {
    throw new Error('no thought')
  }
  const { chat, log } = await serving({ answer: failing })
  const response = await chat()
  expect(response.status).toBe(500)
  expect((await bodyOf(response))['error'].message).toBe('the lab failed: Error: no thought')
  expect(log.exchanges).toMatchObject([
    { outcome: 'failed', response: expect.stringContaining('no thought') },
  ])
})

test('models are listed, and are no questions', async () => {
  const { url, log } = await serving({ settings: { name: 'lab/model' } })
  const { data } = await bodyOf(await fetch(`${url}/models`))
  expect(data).toMatchObject([
    { id: 'lab/model', object: 'model', max_model_len: 128_000 },
    { id: 'lab-embedding' },
    { id: 'lab-reranker' },
  ])
  expect(await bodyOf(await fetch(`${url}/models/lab%2Fmodel`))).toEqual(data[0])
  expect((await fetch(`${url}/models/other`)).status).toBe(404)
  expect(log.exchanges).toEqual([])
})
