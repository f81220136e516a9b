import { afterAll, beforeAll, expect, test } from 'vitest'
import { DefaultChatTransport, readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai'
import type { ResearchRunTask } from '../../../src/interfaces/runs/tasks.ts'
import { activeIn, hostileQuestion, hostileText } from './hostile-text.ts'
import { ended, openServer, type OpenServer } from './open-server.ts'

let server: OpenServer
let transport: DefaultChatTransport<UIMessage>

beforeAll(async () => {
  server = await openServer({
    files: {
      'osier-bay.txt': hostileText,
      'lock.txt': 'The lock at Osier Bay was rebuilt in 2019. It cost 2.4 million euros.',
    },
    together: 1,
  })
  transport = new DefaultChatTransport({
    api: `${server.origin}/api/v1/chat`,
    body: { effort: 'quick', irrelevant: true },
  })
}, 60_000)
afterAll(() => server?.close())

const user = (id: string, text: string): UIMessage => ({ id, role: 'user', parts: [{ type: 'text', text }] })
const send = (chatId: string, messages: UIMessage[]): Promise<ReadableStream<UIMessageChunk>> =>
  transport.sendMessages({
    trigger: 'submit-message',
    chatId,
    messageId: undefined,
    messages,
    abortSignal: undefined,
  })

/** The message as `useChat` has it at the end. */
async function read(stream: ReadableStream<UIMessageChunk>): Promise<UIMessage> {
  let last: UIMessage | undefined
  for await (const message of readUIMessageStream({ stream, terminateOnError: true })) last = message
  return last!
}

const textOf = ({ parts }: UIMessage): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

test('an answer comes as plan, reasoning, text with citations, and sources', async () => {
  const message = await read(await send('chat-1', [user('m1', 'What did the lock at Osier Bay cost?')]))
  const { run } = message.metadata as { run: string }
  expect(message).toMatchObject({ id: run, metadata: { state: 'done' } })
  const text = textOf(message)
  expect(text).toContain('It cost 2.4 million euros. [')
  const plan = message.parts.find(({ type }) => type === 'data-plan')
  expect(plan).toMatchObject({ data: [{ id: 'q1', state: 'answered' }] })
  const reasoning = message.parts.find(({ type }) => type === 'reasoning')
  expect(reasoning).toMatchObject({ text: expect.stringContaining('Plan:') as string, state: 'done' })
  const source = message.parts.find(({ type }) => type === 'source-document')
  expect(source).toMatchObject({ filename: 'lock.txt', mediaType: 'text/plain' })
  const written = message.parts.find(({ type }) => type === 'text')
  const citations = written?.type === 'text' ? (written.citations ?? []) : []
  expect(citations.length).toBeGreaterThan(0)
  for (const { startIndex, endIndex, citedText } of citations) {
    expect(text.slice(startIndex, endIndex)).toMatch(/^\[\d+\]$/)
    expect(hostileText + text).toContain(citedText)
  }
})

test('a message is asked once; whoever lost the connection is told all of it, and of nothing where nothing is under way', async () => {
  const asked = [user('m1', 'When was the lock at Osier Bay rebuilt?')]
  const broken = (await send('chat 2/ü', asked)).getReader()
  expect((await broken.read()).value).toMatchObject({ type: 'start' })
  await broken.cancel()
  const again = await read(await send('chat 2/ü', asked))
  const stream = await transport.reconnectToStream({ chatId: 'chat 2/ü' })
  const resumed = await read(stream!)
  expect(resumed).toEqual(again)
  expect(textOf(resumed)).toContain('2019')
  expect((resumed.metadata as { state: string }).state).not.toBe('stopped')
  expect(await transport.reconnectToStream({ chatId: 'chat 2' })).toBeNull()
})

test('a message asked anew is a new run; what is asked after an answer asks on from its run', async () => {
  const first = user('m1', 'What did the lock at Osier Bay cost?')
  const answer = await read(await send('chat-3', [first]))
  const anew = await transport.sendMessages({
    trigger: 'regenerate-message',
    chatId: 'chat-3',
    messageId: answer.id,
    messages: [first],
    abortSignal: undefined,
  })
  expect((await read(anew)).id).not.toBe(answer.id)
  const next = await read(await send('chat-3', [first, answer, user('m2', 'And when was it rebuilt?')]))
  const { task } = await server.host.runs.find(next.id)
  expect((task as ResearchRunTask).previous?.run).toBe(answer.id)
})

test('nothing that stands in a document acts in text or reasoning', async () => {
  const message = await read(await send('chat-4', [user('m1', hostileQuestion)]))
  const markdown = message.parts.flatMap((part) =>
    part.type === 'text' || part.type === 'reasoning' ? [part.text] : [],
  )
  expect(markdown.join('')).toContain('onerror')
  expect(markdown.flatMap((one) => activeIn(one))).toEqual([])
})

test('a run that is lost with its server is told to its end by the next one', async () => {
  const asked = [user('m1', 'What did the lock at Osier Bay cost?')]
  const stream = (await send('chat-5', asked)).getReader()
  const { value } = await stream.read()
  const run = value?.type === 'start' ? value.messageId! : ''
  const rest = stream.read().catch(() => undefined)
  server = await server.restart()
  await rest
  transport = new DefaultChatTransport({ api: `${server.origin}/api/v1/chat` })
  const resumed = await read((await transport.reconnectToStream({ chatId: 'chat-5' }))!)
  expect(resumed.id).toBe(run)
  expect(textOf(resumed)).toContain('2.4 million euros')
  expect(await ended(server.host, run)).toMatch(/^(?:done|incomplete)$/)
})

test('a file in a message is refused, in the language of whoever asks', async () => {
  const file = { type: 'file', mediaType: 'text/plain', url: 'data:,x' }
  const message = { ...user('m1', 'What is in it?'), parts: [file, { type: 'text', text: '?' }] }
  const answer = await server.fetch('/api/v1/chat', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': 'zh-CN' },
    body: JSON.stringify({ id: 'chat-6', messages: [message] }),
  })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({
    error: { code: 'request-invalid', message: expect.stringContaining('资料库') as string },
  })
})
