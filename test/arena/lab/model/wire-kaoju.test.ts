/** Kaoju's own transports against the simulated model: what they read is what it said, and what they pay is what it billed. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  ask,
  createModels,
  listAvailable,
  type Casting,
  type ModelSpec,
  type Models,
  type Prompt,
} from '#models'
import { createConfiguredEgress, createContext, createMemoryJournal } from '#runtime'
import { perfectModel, type Mind, type ModelSettings } from '../../../../src/arena/lab/model/model.ts'
import { instruct, spec } from '../../../models/specs.ts'
import { closing, serving, type Serving } from './wire-served.ts'

const everything = { schema: true, tools: true, logprobs: true }
const price = { ...perfectModel.price, asOf: 'configured' }

function kaoju(server: Serving, changes: Partial<ModelSpec> = {}) {
  const model = (name: string, more: Partial<ModelSpec> = {}): ModelSpec =>
    spec({ id: `lab/${name}`, provider: 'lab', name, baseUrl: server.url, price, ...changes, ...more })
  const specs: Partial<Record<Casting['role'], ModelSpec>> = {
    worker: model('lab-model'),
    judge: model('lab-model'),
    embedder: model('lab-embedding', { dimensions: 64 }),
    reranker: model('lab-reranker', { protocol: 'rerank' }),
  }
  const castings = Object.entries(specs).map(([role, given]): Casting => ({
    role: role as Casting['role'],
    spec: given,
    because: 'configured',
    fallbacks: [],
  }))
  const credentials = new Map(castings.map((casting) => [casting.spec.id, { origin: 'LAB_KEY' }]))
  const models: Models = createModels({ castings, credentials })
  const egress = closing(createConfiguredEgress({ endpoints: [server.url] }))
  const journal = createMemoryJournal()
  return { models, journal, ...createContext({ run: 'run-1', egress, journal }) }
}

/** Answers with a schema's shape in whatever form it is asked. */
const answering: Mind = ({ tools, toolChoice }) =>
  tools.length > 0 && toolChoice !== 'none'
    ? { text: '', calls: [{ name: tools[0]!.name, arguments: { ids: ['E1'] } }], sure: 1 }
    : { text: '{"ids":["E1"]}', sure: 1 }

const prompt: Prompt<{ ids: string[] }> = {
  name: 'choose',
  language: 'en',
  system: 'Choose the sources that bear on the question.',
  question: 'When was it opened?',
  schema: z.object({ ids: z.array(z.string()) }),
  answerTokens: 400,
}
const twin = (): { ids: string[] } => ({ ids: [] })

describe('the ladder', () => {
  const rungs: readonly (readonly [string, ModelSettings['can'], Partial<ModelSpec>])[] = [
    ['json-schema', everything, {}],
    ['tool', { ...everything, schema: false }, {}],
    ['json', { ...everything, schema: false, tools: false }, {}],
    ['extracted', everything, { profile: { ...instruct, lacks: ['json-schema', 'tools', 'json-mode'] } }],
    ['json-schema', everything, { profile: { ...instruct, lacks: ['streaming'] } }],
  ]

  test.each(rungs)('is answered at %s', async (rung, can, changes) => {
    const server = await serving({ answer: answering, settings: { ...perfectModel, can } })
    const { models, context, journal } = kaoju(server, changes)
    expect(await ask(prompt, models.worker, twin, context.at('here'))).toMatchObject({
      value: { ids: ['E1'] },
      rung,
    })
    const billed = server.log.exchanges.filter(({ outcome }) => outcome === 'answered')
    expect(billed).toHaveLength(1)
    const charges = (await journal.charges()).filter(({ outcome }) => outcome === 'answered')
    expect(charges).toMatchObject([
      {
        inputTokens: billed[0]!.tokens!.input,
        outputTokens: billed[0]!.tokens!.output,
        measured: 'reported',
      },
    ])
    expect(charges[0]!.usd).toBeCloseTo(billed[0]!.usd!, 12)
  })

  test('mends malformed answers, and asks again after the others', async () => {
    const endpoint = { malformed: 0.3, truncated: 0.1, refused: 0.05, overloaded: 0.1, failed: 0.1, cut: 0.1 }
    const server = await serving({ answer: answering, settings: { ...perfectModel, endpoint } })
    const { models, context } = kaoju(server)
    const asked = Array.from({ length: 12 }, (_, index) =>
      ask({ ...prompt, question: `Question ${index}?` }, models.worker, twin, context.at(`at-${index}`)),
    )
    const found = (await Promise.all(asked)).filter(({ by }) => by === 'lab/lab-model')
    expect(found.length).toBeGreaterThanOrEqual(9)
    for (const { value } of found) expect(value).toEqual({ ids: ['E1'] })
    expect(server.log.exchanges.length).toBeGreaterThan(12)
  })
})

test('the thinking that fills an answer is thinking, and the answer is the answer', async () => {
  const server = await serving({ answer: { text: '它建成于一九三二年。' }, settings: perfectModel })
  const { models, context } = kaoju(server)
  const answer = await models.worker!.generate(
    'say',
    {
      messages: [{ role: 'user', content: '它是哪一年建成的？' }],
      output: { mode: 'text' },
      maxOutputTokens: 1_000,
    },
    context,
  )
  expect(answer).toMatchObject({
    text: '它建成于一九三二年。',
    finish: 'stop',
    answeredBy: 'lab-model',
    usage: { outputTokens: 240 },
  })
  expect(answer.thinking.length).toBeGreaterThan(100)
})

test('scores are read from log-probabilities, in both languages', async () => {
  const mind: Mind = ({ turns }) => {
    const { text } = turns.at(-1)!
    const chinese = text.includes('答')
    const yes = !/dry|干/.test(text)
    return { text: chinese ? (yes ? '是' : '否') : yes ? 'Yes' : 'No', sure: 0.9 }
  }
  const server = await serving({ answer: mind, settings: perfectModel })
  const { models, context } = kaoju(server)
  const items = ['The bridge is wet.', 'The bridge is dry.', '这座桥是湿的。', '这座桥是干的。']
  const { origin, scores } = await models.score!.score('wet', { system: 'Is it wet?', items }, context)
  expect(origin).toBe('logprobs')
  const [wet, dry, 湿, 干] = scores as [number, number, number, number]
  for (const score of [wet, 湿]) expect(score).toBeCloseTo(0.9, 1)
  for (const score of [dry, 干]) expect(score).toBeCloseTo(0.1, 1)
})

test('texts are embedded and ranked, and models are listed', async () => {
  const server = await serving()
  const { models, context } = kaoju(server)
  const texts = ['the Alder bridge', 'a museum of pottery']
  const { vectors } = await models.embedder!.embed('e', texts, 'passage', context)
  expect(vectors.map(({ length }) => length)).toEqual([64, 64])
  const { origin, scores } = await models.reranker!.rerank('r', 'Where is the bridge?', texts, context)
  expect(origin).toBe('endpoint')
  expect(scores[0]).toBeGreaterThan(scores[1]!)
  const listed = await listAvailable(
    spec({ baseUrl: server.url }),
    { origin: 'LAB_KEY' },
    {
      fetch: context.egress.configured(server.url, { connect: 5_000, firstByte: 10_000, idle: 10_000 }),
      signal: context.abort,
      sleep: () => Promise.resolve(),
    },
  )
  expect(listed[0]).toEqual({ name: 'lab-model', contextWindow: 128_000 })
})

test('a prompt that does not fit is told with both figures', async () => {
  const server = await serving({ settings: { contextWindow: 1_000 } })
  const { models, context } = kaoju(server)
  const asked = models.worker!.generate(
    'long',
    {
      messages: [{ role: 'user', content: 'word '.repeat(1_500) }],
      output: { mode: 'text' },
      maxOutputTokens: 100,
    },
    context,
  )
  await expect(asked).rejects.toMatchObject({ code: 'model-context-overflow', parameters: { window: 1_000 } })
})
