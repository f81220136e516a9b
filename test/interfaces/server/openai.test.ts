import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import OpenAI from 'openai'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, streamText } from 'ai'
import type { ResearchRunTask } from '../../../src/interfaces/runs/tasks.ts'
import { activeIn, hostileQuestion, hostileText } from './hostile-text.ts'
import { ended, openServer, type OpenServer } from './open-server.ts'

let server: OpenServer
let client: OpenAI

beforeAll(async () => {
  server = await openServer({
    folder: 'examples/library',
    files: { 'osier-bay.txt': hostileText },
    together: 1,
  })
  client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'none', maxRetries: 0 })
}, 60_000)
afterAll(() => server?.close())

const question = 'How much did the dredging of the north basin cost?'
const ask = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }]
const runIn = (id: string): string => id.replace(/^(?:chatcmpl-|resp_)/, '')
const taskOf = async (id: string): Promise<ResearchRunTask> =>
  (await server.host.runs.find(runIn(id))).task as ResearchRunTask
const thoughtIn = (message: object): string =>
  (message as { reasoning_content?: string }).reasoning_content ?? ''

test('the engine is listed once for each effort, and a name that is none is refused in the shape clients know', async () => {
  const listed = await client.models.list()
  expect(listed.data.map(({ id }) => id)).toEqual([
    'kaoju',
    ...['glance', 'quick', 'standard', 'deep', 'exhaustive'].map((effort) => `kaoju-${effort}`),
  ])
  expect((await client.models.retrieve('kaoju-deep')).owned_by).toBe('kaoju')
  const refused = client.chat.completions.create({ model: 'gpt-5', messages: ask(question) })
  await expect(refused).rejects.toMatchObject({ status: 404, code: 'model_not_found', param: 'model' })
})

test('what is streamed, put together, is what is answered at once, with marks where the annotations say', async () => {
  const idempotencyKey = 'the same question'
  const headers = { 'Idempotency-Key': idempotencyKey }
  const asked = { model: 'kaoju-quick', messages: ask(question) }
  const whole = await client.chat.completions.create(asked, { headers })
  const { content, annotations = [] } = whole.choices[0]!.message
  const streamed = { content: '', thought: '', first: '', last: [] as unknown[] }
  const stream = await client.chat.completions.create(
    { ...asked, stream: true, stream_options: { include_usage: true } },
    { headers },
  )
  let usage: OpenAI.CompletionUsage | null | undefined
  for await (const chunk of stream) {
    usage = chunk.usage
    const delta = chunk.choices[0]?.delta
    if (!delta) continue
    streamed.first ||= delta.role ?? '?'
    streamed.content += delta.content ?? ''
    streamed.thought += thoughtIn(delta)
    streamed.last = (delta as { annotations?: unknown[] }).annotations ?? streamed.last
    expect(chunk.id).toBe(whole.id)
  }
  expect(streamed.first).toBe('assistant')
  expect(streamed.content).toBe(content)
  expect(streamed.thought).toBe(thoughtIn(whole.choices[0]!.message))
  expect(streamed.thought).toContain('Plan:')
  expect(streamed.last).toEqual(annotations)
  expect(usage).toEqual(whole.usage)
  expect(annotations.length).toBeGreaterThan(0)
  for (const { url_citation: cited } of annotations) {
    expect(content!.slice(cited.start_index, cited.end_index)).toMatch(/^\[\d+\]$/)
    const evidence = (await (await fetch(cited.url)).json()) as { quote: string }
    expect(evidence.quote.length).toBeGreaterThan(0)
  }
  expect(content).toMatch(/\n\nRun: run-[\dTa-f-]+$/)
})

test('a question asks on from the run that the answer before it names, else from the question before it', async () => {
  const first = await client.chat.completions.create({ model: 'kaoju-glance', messages: ask(question) })
  const answer = { role: 'assistant', content: first.choices[0]!.message.content } as const
  const next = { role: 'user', content: 'And when was it completed?' } as const
  const messages = [
    { role: 'system', content: 'Answer like a pirate.' } as const,
    ...ask(question),
    answer,
    next,
  ]
  const second = await client.chat.completions.create({ model: 'kaoju-glance', messages })
  const followed = await taskOf(second.id)
  expect(followed.previous?.run).toBe(runIn(first.id))
  const elsewhere = {
    role: 'assistant',
    content: 'It is known.\n\nRun: run-20200101T000000000-abcdef',
  } as const
  const opened = ask('When did the Heyan Wetland open?')
  const third = await client.chat.completions.create({
    model: 'kaoju-glance',
    messages: [...opened, elsewhere, { role: 'user', content: 'And who opened it?' }],
  })
  const completed = await taskOf(third.id)
  expect(completed.previous).toBeUndefined()
  expect(completed.question).toContain('Heyan Wetland')
})

test('effort comes from the name, else from reasoning_effort; language from the question', async () => {
  const zh = await client.chat.completions.create({
    model: 'kaoju',
    reasoning_effort: 'minimal',
    messages: ask('北湖区清淤工程花了多少钱？'),
  })
  expect(await taskOf(zh.id)).toMatchObject({ effort: 'glance', language: 'zh' })
  expect(zh.choices[0]!.message.content).toMatch(/\n\n运行：run-[\dTa-f-]+$/)
  expect(thoughtIn(zh.choices[0]!.message)).toContain('计划：')
})

test('nothing that stands in a document acts in the Markdown that is answered', async () => {
  const { choices } = await client.chat.completions.create({
    model: 'kaoju-deep',
    messages: ask(hostileQuestion),
  })
  const { content } = choices[0]!.message
  const thought = thoughtIn(choices[0]!.message)
  for (const trace of ['p.png', 'onerror', 'javascript', 'evil.example', '@evil'])
    expect(content!.replaceAll('\\', '')).toContain(trace)
  expect(thought.replaceAll('\\', '')).toContain('onerror')
  expect(activeIn(content!)).toEqual([])
  expect(activeIn(thought)).toEqual([])
  // The test can fail: as it stands in the document, all of it acts.
  expect(activeIn(hostileText).length).toBeGreaterThan(5)
})

test.each([
  [
    'an image',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] }] },
    'messages[0].content[0].type',
  ],
  ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }, 'tools'],
  ['several answers', { n: 2 }, 'n'],
  ['JSON', { response_format: { type: 'json_object' } }, 'response_format'],
  ['a field of ours that is none', { kaoju: { wbe: 'web' } }, 'kaoju'],
  ['no question', { messages: [{ role: 'system', content: 'x' }] }, null],
])('%s is refused by name', async (_, asked, param) => {
  const body = { model: 'kaoju', messages: ask(question), ...asked }
  const answer = await server.fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': 'zh' },
    body: JSON.stringify(body),
  })
  const { error } = (await answer.json()) as { error: Record<string, unknown> }
  expect([answer.status, error['type'], error['param']]).toEqual([400, 'invalid_request_error', param])
  expect(error['message']).toMatch(/\p{Script=Han}/u)
})

test('a client that leaves a chat stops its run; the run of a background response goes on', async () => {
  // Those that are left wait for their turn behind these, so that none is done before it is left.
  const ahead = await Promise.all(
    ['a', 'b'].map((letter) =>
      client.responses.create({
        model: 'kaoju-exhaustive',
        input: `${question} (${letter})`,
        background: true,
      }),
    ),
  )
  const stream = await client.chat.completions.create({
    model: 'kaoju-exhaustive',
    messages: ask(
      `${question} And which species came back, and what did the plans of 2016 and 2021 foresee?`,
    ),
    stream: true,
  })
  let left = ''
  for await (const { id } of stream) {
    left = runIn(id)
    break
  }
  expect(await ended(server.host, left)).toBe('stopped')
  const hangUp = new AbortController()
  const waiting = client.chat.completions.create(
    { model: 'kaoju-exhaustive', messages: ask(`${question} And which birds nest at the lake?`) },
    { signal: hangUp.signal },
  )
  const begun = await vi.waitUntil(async () => {
    const [newest] = await server.host.runs.list({ limit: 1 })
    return newest!.subject.includes('birds') && newest
  })
  hangUp.abort()
  await expect(waiting).rejects.toThrow('abort')
  expect(await ended(server.host, begun.id)).toBe('stopped')
  await Promise.all(ahead.map(({ id }) => ended(server.host, runIn(id))))
  const background = await client.responses.create({
    model: 'kaoju-glance',
    input: question,
    background: true,
    stream: true,
  })
  let goesOn = ''
  for await (const event of background) {
    if (event.type === 'response.created') goesOn = runIn(event.response.id)
    break
  }
  expect(await ended(server.host, goesOn)).toMatch(/^(?:done|incomplete)$/)
})

test('a response that is waited for can be asked for again, asked on from, and taken away', async () => {
  const first = await client.responses.create({
    model: 'kaoju-glance',
    input: question,
    metadata: { mine: 'yes' },
  })
  expect(first).toMatchObject({ status: 'completed', model: 'kaoju-glance', metadata: { mine: 'yes' } })
  expect(first.output.map(({ type }) => type)).toEqual(['reasoning', 'message'])
  expect(await client.responses.retrieve(first.id)).toMatchObject({
    output: first.output,
    usage: first.usage,
  })
  const next = await client.responses.create({
    model: 'kaoju-glance',
    input: [{ role: 'user', content: [{ type: 'input_text', text: 'And when was it completed?' }] }],
    previous_response_id: first.id,
  })
  expect(next.previous_response_id).toBe(first.id)
  expect((await taskOf(next.id)).previous?.run).toBe(runIn(first.id))
  const items = await client.responses.inputItems.list(next.id)
  expect(items.data).toMatchObject([{ role: 'user', content: [{ text: 'And when was it completed?' }] }])
  await client.responses.delete(first.id)
  await expect(client.responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 })
  const orphan = client.responses.create({ model: 'kaoju', input: 'And?', previous_response_id: first.id })
  await expect(orphan).rejects.toMatchObject({ status: 400, code: 'previous_response_not_found' })
})

test('a stream that is dropped anywhere goes on after the last event, with none lost and none twice', async () => {
  const whole: OpenAI.Responses.ResponseStreamEvent[] = []
  const first = await client.responses.create({
    model: 'kaoju-quick',
    input: question,
    background: true,
    stream: true,
  })
  let id = ''
  for await (const event of first) {
    if (event.type === 'response.created') id = event.response.id
    whole.push(event)
    if (whole.length === 5) break
  }
  for (const more of [4, 7, Infinity]) {
    let taken = 0
    const starting_after = whole.at(-1)!.sequence_number
    for await (const event of await client.responses.retrieve(id, { stream: true, starting_after })) {
      whole.push(event)
      if (++taken === more) break
    }
  }
  expect(whole.map(({ sequence_number }) => sequence_number)).toEqual(whole.map((_, index) => index))
  const at = whole.at(-1)!
  if (at.type !== 'response.completed') throw new TypeError(at.type)
  const deltas = whole.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []))
  expect(deltas.join('')).toBe(at.response.output_text ?? textOf(at.response))
  expect(textOf(at.response)).toBe(deltas.join(''))
  expect(await client.responses.retrieve(id)).toMatchObject({
    status: 'completed',
    output: at.response.output,
  })
})

test('a response that is under way when the server goes down is told to its end by the next one', async () => {
  const seen: OpenAI.Responses.ResponseStreamEvent[] = []
  const asked = { model: 'kaoju-exhaustive', input: `${question} And which species came back?` }
  const first = await client.responses.create({ ...asked, background: true, stream: true })
  for await (const event of first) {
    seen.push(event)
    if (event.type === 'response.reasoning_summary_text.delta') break
  }
  const [created] = seen
  if (created?.type !== 'response.created') throw new TypeError('not created')
  server = await server.restart()
  client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'none', maxRetries: 0 })
  const starting_after = seen.at(-1)!.sequence_number
  for await (const event of await client.responses.retrieve(created.response.id, {
    stream: true,
    starting_after,
  }))
    seen.push(event)
  expect(seen.map(({ sequence_number }) => sequence_number)).toEqual(seen.map((_, index) => index))
  expect(seen.at(-1)!.type).toBe('response.completed')
  const thought = seen.flatMap((event) =>
    event.type === 'response.reasoning_summary_text.delta' ? [event.delta] : [],
  )
  expect(new Set(thought).size).toBe(thought.length)
})

test('a response in the background is asked for until it is there; one that is cancelled says so', async () => {
  const begun = await Promise.all(
    ['deep', 'deep', 'deep', 'glance'].map((effort) =>
      client.responses.create({ model: `kaoju-${effort}`, input: question, background: true }),
    ),
  )
  expect(begun.map(({ status }) => status)).toContain('queued')
  const cancelled = await client.responses.cancel(begun[2]!.id)
  expect(cancelled.status).toBe('cancelled')
  await Promise.all(begun.map(({ id }) => ended(server.host, runIn(id))))
  const states = await Promise.all(begun.map(({ id }) => client.responses.retrieve(id)))
  expect(states.map(({ status }) => status)).toEqual(['completed', 'completed', 'cancelled', 'completed'])
})

test('the AI SDK finds sources and reasoning, by all three ways it has to ask', async () => {
  const openai = createOpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'none' })
  const byResponses = await generateText({ model: openai.responses('kaoju-glance'), prompt: question })
  expect(byResponses.sources[0]).toMatchObject({ sourceType: 'url' })
  expect(byResponses.reasoningText).toContain('Plan:')
  expect(byResponses.finishReason).toBe('stop')
  const byChat = streamText({ model: openai.chat('kaoju-glance'), prompt: question })
  expect(await byChat.text).toContain('[1]')
  expect((await byChat.sources).length).toBeGreaterThan(0)
  const compatible = createOpenAICompatible({
    name: 'kaoju',
    baseURL: `${server.origin}/v1`,
    includeUsage: true,
  })
  const byOther = streamText({ model: compatible('kaoju-glance'), prompt: question })
  expect(await byOther.text).toContain('[1]')
  expect(await byOther.reasoningText).toContain('Plan:')
})

function textOf({ output }: OpenAI.Responses.Response): string {
  const message = output.find(({ type }) => type === 'message')
  if (message?.type !== 'message' || message.content[0]?.type !== 'output_text')
    throw new TypeError('no text')
  return message.content[0].text
}
