import { describe, expect, test } from 'vitest'
import type { EndpointFaults, Mind } from '../../../../src/arena/lab/model/model.ts'
import { bare, bodyOf, serving, tool, type Served, type Serving } from './wire-served.ts'

const none = bare.endpoint
const faulty = (endpoint: Partial<EndpointFaults>, more: Served = {}): Promise<Serving> =>
  serving({ ...more, settings: { ...more.settings, endpoint: { ...none, ...endpoint } } })

const json = { response_format: { type: 'json_object' } }
const schema = { response_format: { type: 'json_schema', json_schema: { name: 'v', schema: {} } } }
const record = '{"name":"Alder Bridge","years":[1932,1950],"open":true}'

/** What became of a request, by its looks alone. */
async function seen(asked: Promise<Response>): Promise<string> {
  const response = await asked
  if (response.status !== 200) return String(response.status)
  const text = await response.text().catch(() => 'cut')
  if (text === 'cut') return text
  const { message, finish_reason: finish } = (
    JSON.parse(text) as {
      choices: { message: { content: string; refusal?: string }; finish_reason: string }[]
    }
  ).choices[0]!
  if (message.refusal !== null) return 'refused'
  if (finish === 'length') return 'truncated'
  return message.content === record ? 'answered' : 'malformed'
}

test('each fault befalls as many requests as is set, whatever the others are', async () => {
  const set = { overloaded: 0.1, failed: 0.15, refused: 0.12, truncated: 0.2, malformed: 0.14, cut: 0.11 }
  const { chat } = await faulty(set, { answer: { text: record } })
  const counts = new Map<string, number>()
  for (let block = 0; block < 400; block += 40) {
    const all = Array.from({ length: 40 }, (_, index) => seen(chat(schema, `Question ${block + index}`)))
    for (const kind of await Promise.all(all)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const share = (...kinds: string[]): number =>
    kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0) / 400
  const found = {
    overloaded: share('429'),
    failed: share('500', '503'),
    refused: share('refused'),
    truncated: share('truncated'),
    malformed: share('malformed'),
    cut: share('cut'),
  }
  for (const kind of Object.keys(set) as (keyof typeof set)[])
    expect(Math.abs(found[kind] - set[kind]), kind).toBeLessThanOrEqual(0.05)
  expect(share('500')).toBeGreaterThan(0)
  expect(share('503')).toBeGreaterThan(0)
})

describe('one fault', () => {
  test('malformed JSON comes with several defects, in calls too, and spares text', async () => {
    const { chat } = await faulty({ malformed: 1 }, { answer: { text: record } })
    const looks = new Set<string>()
    for (let index = 0; index < 40; index++) {
      const { content } = (await bodyOf(await chat(json, `Question ${index}`)))['choices'][0].message
      expect(() => JSON.parse(content) as unknown).toThrow(SyntaxError)
      looks.add(content)
    }
    expect(looks.size).toBe(5)
    expect((await bodyOf(await chat()))['choices'][0].message.content).toBe(record)
    const caller = await faulty({ malformed: 1 }, { answer: { calls: [{ name: 'look', arguments: {} }] } })
    const called = (await bodyOf(await caller.chat({ tools: [tool('look')] })))['choices'][0].message
      .tool_calls[0]
    expect(() => JSON.parse(called.function.arguments) as unknown).toThrow(SyntaxError)
  })

  test('a truncated answer stops between 30 and 90 percent and is billed for what came', async () => {
    const text = 'word '.repeat(100).trim()
    const { chat, log } = await faulty({ truncated: 1 }, { answer: { text } })
    for (let index = 0; index < 20; index++) {
      const { choices, usage } = await bodyOf(await chat({}, `Question ${index}`))
      const share = choices[0].message.content.length / text.length
      expect(choices[0].finish_reason).toBe('length')
      expect(share).toBeGreaterThan(0.28)
      expect(share).toBeLessThan(0.91)
      expect(usage.completion_tokens / 100).toBeCloseTo(share, 1)
      expect(log.exchanges[index]!.tokens!.output).toBe(usage.completion_tokens)
    }
  })

  test('a refusal stands in its field for schemas, in the text else, in the language of the question', async () => {
    const { chat } = await faulty({ refused: 1 })
    const strict = (await bodyOf(await chat(schema)))['choices'][0]
    expect(strict.message).toMatchObject({ content: null, refusal: expect.stringContaining("can't help") })
    const text = (await bodyOf(await chat({}, '这座桥是哪一年建成的？')))['choices'][0]
    expect(text.message).toMatchObject({ content: expect.stringContaining('抱歉'), refusal: null })
    expect(text.finish_reason).toBe('stop')
    const stream = await (await chat({ ...schema, stream: true })).text()
    expect(stream).toContain('"refusal":"I\'m')
  })

  test('an overloaded endpoint says when to come back, and costs nothing', async () => {
    const { chat, log, asks } = await faulty({ overloaded: 1 })
    const response = await chat()
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await bodyOf(response))['error'].code).toBe('rate_limit_exceeded')
    expect(log.exchanges).toMatchObject([{ outcome: 'failed' }])
    expect(log.exchanges[0]).not.toHaveProperty('tokens')
    expect(asks).toEqual([])
  })

  test('a cut stream breaks off without its end', async () => {
    const { chat, log } = await faulty({ cut: 1 }, { answer: { text: 'word '.repeat(200) } })
    const response = await chat({ stream: true })
    let heard = ''
    const reading = (async () => {
      for await (const piece of response.body!) heard += Buffer.from(piece).toString()
    })()
    await expect(reading).rejects.toThrow('terminated')
    expect(heard).toContain('"content":"word')
    expect(heard).not.toContain('[DONE]')
    expect(heard).not.toContain('"finish_reason":"')
    expect(log.exchanges).toMatchObject([{ outcome: 'failed', response: expect.stringMatching(/^word /) }])
    expect(log.exchanges[0]!.tokens!.output).toBeLessThan(200)
    expect(log.exchanges[0]!.tokens!.output).toBeGreaterThan(0)
  })
})

describe('the same seed', () => {
  /** Says what it is asked, and what chance it was given. */
  const telling: Mind = ({ turns }, _, chance) => ({
    text: `${turns.at(-1)!.text} ${chance.integer(1e9)} ${'word '.repeat(5 + chance.integer(20))}`,
    sure: chance.next(),
  })
  const settings = {
    answerTokens: { text: 80, structured: 80 },
    endpoint: { malformed: 0.1, truncated: 0.1, refused: 0.1, overloaded: 0.1, failed: 0.1, cut: 0.1 },
  }

  test('gives the same answers to 200 requests in whatever order they come, 20 at a time', async () => {
    const questions = Array.from({ length: 200 }, (_, index) => index)
    const ask = async ({ chat }: Serving, index: number): Promise<string> => {
      const more = { stream: index % 3 === 0, ...(index % 2 === 0 ? json : {}), logprobs: index % 5 === 0 }
      const response = await chat(more, `Question ${index}`)
      return `${response.status} ${await response.text().catch(() => 'cut')}`
    }
    const asked = async (order: readonly number[]): Promise<readonly string[]> => {
      const server = await serving({ answer: telling, settings })
      const told: string[] = []
      const waiting = [...order]
      const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
          told[next] = await ask(server, next)
      }
      await Promise.all(Array.from({ length: 20 }, worker))
      return told
    }
    const forward = await asked(questions)
    const mixed = await asked(questions.map((index) => (index * 77 + 13) % 200))
    expect(new Set(forward).size).toBeGreaterThan(100)
    expect(mixed).toEqual(forward)
  })

  test('gives another answer when asked again, and the first one after a new beginning', async () => {
    const server = await serving({ answer: telling })
    const say = async (): Promise<unknown> =>
      (await bodyOf(await server.chat()))['choices'][0].message.content
    const [first, second] = [await say(), await say()]
    expect(second).not.toBe(first)
    server.clear()
    expect([await say(), await say()]).toEqual([first, second])
    const other = await serving({ answer: telling, seed: 'another' })
    expect((await bodyOf(await other.chat()))['choices'][0].message.content).not.toBe(first)
  })

  test('does not care for ports, ids of calls and the order of keys', async () => {
    const call = (id: string, given: string) => [
      { role: 'user', content: 'Read.' },
      {
        role: 'assistant',
        tool_calls: [{ id, type: 'function', function: { name: 'a', arguments: given } }],
      },
    ]
    const said = async (port: number, id: string, given: string, fragment = ''): Promise<unknown> => {
      const { post } = await serving({ answer: (_, __, chance) => ({ text: `${chance.next()}`, sure: 1 }) })
      const shown = {
        role: 'tool',
        tool_call_id: id,
        content: `http://mill.example:${port}/a?b=1 at 12:30${fragment}`,
      }
      const body = { model: bare.name, messages: [...call(id, given), shown] }
      return (await bodyOf(await post('/chat/completions', body)))['choices'][0].message.content
    }
    const first = await said(40_123, 'call_1', '{"a":1,"b":2}')
    expect(await said(8_080, 'call_2', '{"b":2,"a":1}')).toBe(first)
    expect(await said(8_080, 'call_2', '{"b":3,"a":1}')).not.toBe(first)
    expect(await said(8_080, 'call_2', '{"b":2,"a":1}', ', 12:31')).not.toBe(first)
  })
})
