import { describe, expect, test } from 'vitest'
import { bare, bodyOf, eventsOf, serving, tool, type Told } from './wire-served.ts'

const look = { type: 'function', ...tool('look').function }

describe('a response', () => {
  test('is asked with instructions, items and a format, and told as the official object', async () => {
    const { post, asks } = await serving({ answer: { text: '{"a":1}', thinking: 'I look.' } })
    const response = await post('/responses', {
      model: bare.name,
      instructions: 'Be short.',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Look.' }] },
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' },
        { type: 'function_call', call_id: 'c2', name: 'look', arguments: '{"text":"b"}' },
        { type: 'function_call_output', call_id: 'c1', output: 'Found.' },
      ],
      tools: [look],
      tool_choice: { type: 'function', name: 'look' },
      text: { format: { type: 'json_schema', name: 'v', strict: true, schema: { type: 'object' } } },
    })
    expect(asks).toMatchObject([
      {
        turns: [
          { role: 'system', text: 'Be short.' },
          { role: 'user', text: 'Look.' },
          { role: 'assistant', calls: [{ id: 'c1' }, { id: 'c2', arguments: '{"text":"b"}' }] },
          { role: 'tool', text: 'Found.', answers: 'c1' },
        ],
        tools: [{ name: 'look', description: 'Does look.' }],
        toolChoice: { name: 'look' },
        schema: { name: 'v', schema: { type: 'object' } },
      },
    ])
    expect(await bodyOf(response)).toMatchObject({
      id: expect.stringMatching(/^resp_/),
      object: 'response',
      status: 'completed',
      model: bare.name,
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'I look.' }] },
        {
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: '{"a":1}', annotations: [] }],
        },
      ],
      usage: { output_tokens_details: { reasoning_tokens: expect.any(Number) } },
    })
  })

  test('that breaks off at its bound is incomplete', async () => {
    const { post } = await serving({ answer: { text: 'word '.repeat(50) } })
    const body = await bodyOf(
      await post('/responses', { model: bare.name, input: 'Go.', max_output_tokens: 5 }),
    )
    expect(body).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      usage: { output_tokens: 5 },
    })
  })

  test.each([
    ['background', { background: true }],
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['input', { input: [] }],
    ['input[0].type', { input: [{ type: 'item_reference', id: 'x' }] }],
    ['tools[0].type', { tools: [{ type: 'web_search' }] }],
  ])('is refused where it needs what is not there: %s', async (param, change) => {
    const { post } = await serving()
    const response = await post('/responses', { model: bare.name, input: 'Go.', ...change })
    expect(response.status).toBe(400)
    expect((await bodyOf(response))['error']).toMatchObject({ param, type: 'invalid_request_error' })
  })
})

describe('a streamed response', () => {
  test('opens, adds and finishes each item, and ends with the whole', async () => {
    const calls = [
      { name: 'look', arguments: { text: 'one' } },
      { name: 'look', arguments: { text: 'two' } },
    ]
    const { post } = await serving({ answer: { calls, thinking: 'I call both.' } })
    const asked = { model: bare.name, input: 'Go.', tools: [look] }
    const events = (await eventsOf(await post('/responses', { ...asked, stream: true }))) as Told[]
    expect(events.map(({ sequence_number: number }) => number as number)).toEqual(
      events.map((_, index) => index),
    )
    const types = events.map(({ type }) => (type as string).replace('response.', ''))
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
      ...calls.flatMap(() => [
        'output_item.added',
        'function_call_arguments.delta',
        'function_call_arguments.done',
        'output_item.done',
      ]),
      'completed',
    ])
    for (const [index, { arguments: given }] of calls.entries()) {
      const of = events.filter(({ output_index: at }) => at === index + 1)
      expect(of[0]!['item']).toMatchObject({ type: 'function_call', status: 'in_progress', arguments: '' })
      expect(JSON.parse(of.map(({ delta = '' }) => delta as string).join(''))).toEqual(given)
      expect(JSON.parse(of.at(-1)!['item'].arguments)).toEqual(given)
    }
    const whole = await bodyOf(await post('/responses', asked))
    expect(events.at(-1)!['response']).toMatchObject({ output: [{ type: 'reasoning' }, {}, {}] })
    expect(events.at(-1)!['response'].usage).toEqual(whole['usage'])
  })

  test('tells text in a part of a message', async () => {
    const { post } = await serving({ answer: { text: 'It opened in 1932.' } })
    const events = await eventsOf(await post('/responses', { model: bare.name, input: 'Go.', stream: true }))
    const told = events.filter((event): event is Told => event !== '[DONE]')
    const of = (type: string): Told[] => told.filter((event) => event['type'] === `response.${type}`)
    expect(of('content_part.added')).toMatchObject([
      { output_index: 0, content_index: 0, part: { type: 'output_text', text: '' } },
    ])
    expect(
      of('output_text.delta')
        .map(({ delta }) => delta as string)
        .join(''),
    ).toBe('It opened in 1932.')
    expect(of('output_text.done')).toMatchObject([{ text: 'It opened in 1932.' }])
    expect(of('completed')).toHaveLength(1)
  })
})
