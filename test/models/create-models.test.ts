import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  createConfiguredEgress,
  createContext,
  createMemoryJournal,
  readOnly,
  type Journal,
  type Limits,
} from '#runtime'
import {
  ask,
  createModels,
  type Casting,
  type ChatRequest,
  type ModelSpec,
  type Models,
  type Prompt,
} from '#models'
import { instruct, spec } from './specs.ts'
import { startWireServer, type WireServer, type WireServerOptions } from './wire-server.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const server = async (options: WireServerOptions = {}): Promise<WireServer> => {
  const started = await startWireServer(options)
  open.push(started)
  return started
}

function modelsOf(specs: Partial<Record<Casting['role'], readonly ModelSpec[]>>, key = 'sk-test'): Models {
  const castings = Object.entries(specs).map(([role, [first, ...fallbacks]]): Casting => ({
    role: role as Casting['role'],
    spec: first!,
    because: 'configured',
    fallbacks,
  }))
  const ids = Object.values(specs).flatMap((list) => list.map(({ id }) => id))
  return createModels({ castings, credentials: new Map(ids.map((id) => [id, { key, origin: 'TEST_KEY' }])) })
}

function contextFor(
  endpoints: readonly string[],
  journal: Journal = createMemoryJournal(),
  limits: Limits = {},
) {
  const egress = createConfiguredEgress({ endpoints })
  open.push(egress)
  return createContext({ run: 'run-1', egress, journal, limits })
}

const hello: ChatRequest = {
  system: 'Be brief.',
  messages: [{ role: 'user', content: 'Say hello.' }],
  output: { mode: 'text' },
  maxOutputTokens: 100,
}

describe('a chat model', () => {
  test('answers over the wire, and answer, charge and event are one entry of the journal', async () => {
    const wire = await server({ answer: () => 'Hello there.' })
    const journal = createMemoryJournal()
    const { context, log } = contextFor([wire.v1], journal)
    const { writer } = modelsOf({ writer: [spec({ baseUrl: wire.v1 })] })
    const answer = await writer!.generate('hello', hello, context)
    expect(answer).toMatchObject({ text: 'Hello there.', thinking: '', finish: 'stop' })
    expect(journal.entries.map(({ kind }) => kind)).toEqual(['intent', 'step', 'charge', 'event'])
    const [charge] = await journal.charges()
    expect(charge).toMatchObject({
      path: 'hello',
      purpose: 'writer',
      outcome: 'answered',
      measured: 'reported',
    })
    expect(charge!.usd).toBeCloseTo((charge!.inputTokens * 0.15 + charge!.outputTokens * 0.6) / 1e6, 12)
    expect(log.events.at(-1)!.event).toMatchObject({ type: 'call-end', service: 'test/model' })
  })

  test('what is recorded is not asked again, and needs neither key nor network', async () => {
    const wire = await server({ answer: () => 'Hello there.' })
    const journal = createMemoryJournal()
    const model = spec({ baseUrl: wire.v1 })
    const first = await modelsOf({ writer: [model] }).writer!.generate(
      'hello',
      hello,
      contextFor([wire.v1], journal).context,
    )
    const keyless = createModels({
      castings: [{ role: 'writer', spec: model, because: 'configured', fallbacks: [] }],
      credentials: new Map(),
    })
    const replayed = createContext({ run: 'run-1', journal: readOnly(journal, 'run-1') }).context
    expect(await keyless.writer!.generate('hello', hello, replayed)).toEqual(first)
    expect(wire.asks).toHaveLength(1)
    await expect(keyless.writer!.generate('other', hello, replayed)).rejects.toMatchObject({
      code: 'replay-missing',
    })
  })

  test('what cannot fit is refused before anything is paid; an answer is cut to the room that is left', async () => {
    const wire = await server()
    const { context } = contextFor([wire.v1])
    const { writer } = modelsOf({
      writer: [spec({ baseUrl: wire.v1, contextWindow: 4_096, maxOutput: 4_096 })],
    })
    const long = (words: number): ChatRequest => ({
      ...hello,
      maxOutputTokens: 3_000,
      messages: [{ role: 'user', content: 'word '.repeat(words) }],
    })
    await expect(writer!.generate('long', long(5_000), context)).rejects.toMatchObject({
      code: 'model-context-overflow',
    })
    expect(wire.asks).toHaveLength(0)
    await writer!.generate('fits', long(2_000), context)
    expect((wire.asks[0]!.body as { max_tokens: number }).max_tokens).toBeLessThan(2_100)
  })

  test('a budget in money is refused with a model whose price nobody knows', async () => {
    const wire = await server()
    const { context } = contextFor([wire.v1], undefined, { 'micro-usd': 1_000_000 })
    const { price: _, ...unpriced } = spec({ baseUrl: wire.v1 })
    const { writer } = modelsOf({ writer: [unpriced] })
    await expect(writer!.generate('hello', hello, context)).rejects.toMatchObject({ code: 'budget-unpriced' })
  })

  test('an empty or thinking-only answer is paid for once a question: three times down the whole ladder', async () => {
    const wire = await server({ answer: () => ({ text: '', thinking: 'Let me think.' }) })
    const { context, log } = contextFor([wire.v1])
    const { writer } = modelsOf({ writer: [spec({ baseUrl: wire.v1 })] })
    const prompt: Prompt<{ yes: boolean }> = {
      name: 'verdict',
      language: 'en',
      system: 'Judge.',
      question: 'Is it so?',
      schema: z.object({ yes: z.boolean() }),
      lines: { instruction: 'yes or no', parse: () => undefined },
      answerTokens: 64,
    }
    const thought = await ask(prompt, writer, () => ({ yes: false }), context)
    expect(thought).toMatchObject({ by: 'classical', because: 'model-empty', value: { yes: false } })
    expect([...wire.billed.values()]).toEqual([1, 1, 1])
    expect(log.events.filter(({ event }) => event.type === 'call-end')).toHaveLength(3)
  })

  test('a batch of texts that is refused leaves no other batch running behind it', async () => {
    let asked = 0
    const wire = await server({ delay: 150, fault: () => (asked++ === 0 ? 'no-temperature' : undefined) })
    const { context, log } = contextFor([wire.v1])
    const { embedder } = modelsOf({ embedder: [spec({ baseUrl: wire.v1 })] })
    const texts = Array.from({ length: 40 }, (_, index) => `text ${index}`)
    await expect(embedder!.embed('e', texts, 'passage', context)).rejects.toMatchObject({
      code: 'model-request-refused',
    })
    expect(log.events.filter(({ event }) => event.type === 'call-end')).toHaveLength(2)
  })

  test('a spent budget refuses the next call, and nothing leaves', async () => {
    const wire = await server({ answer: () => 'Hello there.' })
    const { context } = contextFor([wire.v1], undefined, { calls: 1 })
    const { writer } = modelsOf({ writer: [spec({ baseUrl: wire.v1 })] })
    await writer!.generate('one', hello, context)
    await expect(writer!.generate('two', hello, context)).rejects.toMatchObject({ code: 'budget-exhausted' })
    expect(wire.asks).toHaveLength(1)
  })

  test('a missing key is told with the variable that holds it, and costs nothing', async () => {
    const { context, log } = contextFor(['https://api.deepseek.com/v1'])
    const models = createModels({
      castings: [
        {
          role: 'writer',
          spec: spec({
            id: 'deepseek/deepseek-chat',
            provider: 'deepseek',
            baseUrl: 'https://api.deepseek.com/v1',
          }),
          because: 'configured',
          fallbacks: [],
        },
      ],
      credentials: new Map(),
    })
    await expect(models.writer!.generate('hello', hello, context)).rejects.toMatchObject({
      code: 'model-key-missing',
    })
    expect(log.events.filter(({ event }) => event.type === 'call-retry')).toEqual([])
  })

  test('thinking is told as it comes and is no part of the answer', async () => {
    const wire = await server({
      answer: () => ({ text: 'Four.', thinking: 'Two and two. '.repeat(40) }),
      pace: 30,
    })
    const { context, log } = contextFor([wire.v1])
    const { planner } = modelsOf({
      planner: [spec({ baseUrl: wire.v1, profile: { ...instruct, reasoning: true, thinkingTokens: 2_000 } })],
    })
    const answer = await planner!.generate('sum', { ...hello, maxOutputTokens: 2_100 }, context)
    expect(answer.text).toBe('Four.')
    expect(answer.thinking).toContain('Two and two.')
    const told = log.events.flatMap(({ event }) => (event.type === 'thinking' ? [event.text] : []))
    expect(told.join('')).toContain('Two and two.')
  })
})

describe('embeddings and reranking', () => {
  test('vectors come in batches that are paid calls of their own, in the order of the texts', async () => {
    const wire = await server()
    const journal = createMemoryJournal()
    const { context } = contextFor([wire.v1], journal)
    const { embedder } = modelsOf({ embedder: [spec({ baseUrl: wire.v1, id: 'test/embed', name: 'embed' })] })
    const texts = Array.from({ length: 70 }, (_, index) => `text ${index}`)
    const embedded = await embedder!.embed('all', texts, 'passage', context)
    expect(embedded.vectors).toHaveLength(70)
    const charged = (await journal.charges()).map(({ path, kind }) => `${kind} ${path}`)
    expect(new Set(charged)).toEqual(new Set(['embed all/1', 'embed all/2', 'embed all/3']))
    for (const vector of embedded.vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
    const again = createContext({ run: 'run-1', journal: readOnly(journal, 'run-1') }).context
    const replayed = await embedder!.embed('all', texts, 'passage', again)
    expect(replayed).toEqual(embedded)
    const single = await modelsOf({
      embedder: [spec({ baseUrl: wire.v1, id: 'test/embed', name: 'embed' })],
    }).embedder!.embed('one', ['text 69'], 'passage', context)
    expect(single.vectors[0]).toEqual(embedded.vectors[69])
  })

  test('a rerank endpoint scores texts in the order given', async () => {
    const wire = await server()
    const { context } = contextFor([wire.v1])
    const { reranker } = modelsOf({ reranker: [spec({ baseUrl: wire.v1, protocol: 'rerank' })] })
    const scored = await reranker!.rerank('order', 'apple', ['pear', 'apple pie', 'plum'], context)
    expect(scored.origin).toBe('endpoint')
    expect(scored.scores).toHaveLength(3)
    for (const score of scored.scores) expect(score).toBeTypeOf('number')
  })
})
