import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import {
  askStreaming,
  createModels,
  profileNamed,
  type ItemListener,
  type ModelSpec,
  type Prompt,
} from '#models'
import {
  createConfiguredEgress,
  createContext,
  createMemoryJournal,
  readOnly,
  type Clock,
  type Journal,
} from '#runtime'
import { serving } from '../arena/lab/model/wire-served.ts'
import { ladderChat } from './ladder-chat.ts'
import { instruct, spec } from './specs.ts'
import { startWireServer, type WireAnswer, type WireServer, type WireServerOptions } from './wire-server.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
async function server(options: WireServerOptions): Promise<WireServer> {
  const started = await startWireServer(options)
  open.push(started)
  return started
}
function contextFor(origin: string, more: { journal?: Journal; abort?: AbortSignal } = {}) {
  const egress = createConfiguredEgress({ endpoints: [origin] })
  open.push(egress)
  return createContext({ run: 'run-1', egress, journal: createMemoryJournal(), ...more }).context
}
function workerOf(given: ModelSpec, ...fallbacks: ModelSpec[]) {
  const castings = [{ role: 'worker', spec: given, because: 'configured', fallbacks }] as const
  const credentials = new Map([given, ...fallbacks].map(({ id }) => [id, { key: 'sk-test', origin: 'TEST' }]))
  return createModels({ castings, credentials }).worker
}

const item = z.object({ text: z.string(), queries: z.array(z.string()) })
type Item = z.infer<typeof item>
const plan: { questions: Item[] } = {
  questions: [
    { text: 'When was the "Arden" bridge opened?', queries: ['Arden bridge {opening}', '清湖大桥 通车'] },
    { text: 'What did it cost?', queries: ['Arden bridge cost 😀'] },
    { text: 'Who built it?', queries: [] },
    { text: 'Is it still in use?', queries: ['Arden bridge today', 'Arden bridge traffic'] },
  ],
}
const withoutLines: Prompt<typeof plan> = {
  name: 'plan',
  language: 'en',
  system: 'Plan.',
  question: 'What of the Arden bridge?',
  schema: z.object({ questions: z.array(item) }),
  answerTokens: 400,
}
const prompt: Prompt<typeof plan> = {
  ...withoutLines,
  lines: {
    instruction: 'One question a line.',
    parse: (text) => {
      const questions = text
        .split('\n')
        .filter((line) => line.endsWith('?'))
        .map((line) => ({ text: line, queries: [] }))
      return questions.length > 0 ? { questions } : undefined
    },
  },
}
const twin = (): typeof plan => ({ questions: [] })
const json = JSON.stringify(plan)

/** What is heard, in order: `restart`, else index and item. */
type Heard = 'restart' | readonly [number, Item]
function hearing(onItem: (item: Item, index: number) => void = () => {}) {
  const heard: Heard[] = []
  const listener: ItemListener<Item> = {
    list: 'questions',
    item,
    onItem: (each, index) => {
      heard.push([index, each])
      onItem(each, index)
    },
    onRestart: () => heard.push('restart'),
  }
  return { heard, listener }
}
const wholly = (questions: readonly Item[] = plan.questions): Heard[] =>
  questions.map((each, index) => [index, each] as const)

const endpoints: readonly (readonly [string, Partial<ModelSpec>, (wire: WireServer) => string, string])[] = [
  ['openai, schema', {}, ({ v1 }) => v1, 'json-schema'],
  ['openai, tool', { profile: { ...instruct, lacks: ['json-schema'] } }, ({ v1 }) => v1, 'tool'],
  [
    'openai, JSON mode',
    { profile: { ...instruct, lacks: ['json-schema', 'tools'] } },
    ({ v1 }) => v1,
    'json',
  ],
  [
    'openai, text',
    { profile: { ...instruct, lacks: ['json-schema', 'tools', 'json-mode'] } },
    ({ v1 }) => v1,
    'extracted',
  ],
  ['anthropic, schema', { protocol: 'anthropic' }, ({ v1 }) => v1, 'json-schema'],
  [
    'anthropic, tool',
    { protocol: 'anthropic', profile: { ...instruct, lacks: ['json-schema'] } },
    ({ v1 }) => v1,
    'tool',
  ],
  ['google, schema', { protocol: 'google' }, ({ v1beta }) => v1beta, 'json-schema'],
]
/** Google's wire gives the arguments of a call whole. */
const whole = [
  'google, tool',
  { protocol: 'google', profile: { ...instruct, lacks: ['json-schema'] } },
  ({ v1beta }: WireServer) => v1beta,
  'tool',
] as const

describe('items of an answer, over the wire', () => {
  it.each([...endpoints, whole])(
    '%s: are those of the answer, once each, in order',
    async (_, changes, url, rung) => {
      const said =
        rung === 'extracted' ? `The plan:\n\`\`\`json\n${JSON.stringify(plan, null, 2)}\n\`\`\`` : json
      for (const size of [1, 7, 1_000]) {
        const wire = await server({
          answer: () => ({ text: said, pieces: said.match(new RegExp(`[^]{1,${size}}`, 'gu'))! }),
        })
        const { heard, listener } = hearing()
        const worker = workerOf(spec({ baseUrl: url(wire), ...changes }))
        const thought = await askStreaming(prompt, worker, twin, listener, contextFor(wire.origin).at('here'))
        expect(thought).toMatchObject({ value: plan, rung, by: 'test/model' })
        expect(heard).toEqual(wholly())
      }
    },
  )

  it.each(endpoints)('%s: are heard while the endpoint is still writing', async (_, changes, url) => {
    const wire = await server({ answer: () => ({ text: json, pieces: json.match(/[^]{1,8}/gu)! }), pace: 10 })
    const abort = new AbortController()
    const { heard, listener } = hearing(() => abort.abort())
    const worker = workerOf(spec({ baseUrl: url(wire), ...changes }))
    const context = contextFor(wire.origin, { abort: abort.signal })
    await expect(askStreaming(prompt, worker, twin, listener, context.at('here'))).rejects.toThrow('abort')
    expect(heard).toEqual(wholly().slice(0, 1))
    // Who leaves at the first item leaves an answer that nobody heard to its end.
    await vi.waitFor(() => expect(wire.abandoned()).toBe(1))
  })

  it('are heard at the end from an endpoint that does not stream, and not at all from background work', async () => {
    const wire = await server({ answer: () => json })
    const profile = { ...instruct, lacks: ['streaming' as const] }
    const still = hearing()
    const context = contextFor(wire.origin)
    await askStreaming(
      prompt,
      workerOf(spec({ baseUrl: wire.v1, profile })),
      twin,
      still.listener,
      context.at('still'),
    )
    expect(still.heard).toEqual(wholly())
    const later = hearing()
    const background = workerOf(spec({ baseUrl: wire.v1, protocol: 'openai-responses' }))
    const thought = await askStreaming(prompt, background, twin, later.listener, context.at('later'))
    expect(thought.value).toEqual(plan)
    expect(later.heard).toEqual([])
  })

  it('are none of the thinking, whose drafts are not the answer', async () => {
    const draft = '{"questions":[{"text":"Draft?","queries":[]}]}'
    const wire = await server({ answer: () => `${draft} or not?\n</think>\n\n${json}` })
    const { heard, listener } = hearing()
    const r1 = spec({ baseUrl: wire.v1, profile: profileNamed('deepseek-r1') })
    const thought = await askStreaming(
      prompt,
      workerOf(r1),
      twin,
      listener,
      contextFor(wire.origin).at('here'),
    )
    expect(thought.value).toEqual(plan)
    expect(heard).toEqual(wholly())
  })

  it('are heard again, after a restart, when the endpoint broke off and is asked once more', async () => {
    const cut: WireServerOptions['fault'] = ({ seen }) => (seen === 0 ? 'stream-ends-early' : undefined)
    const pieces = json.match(/[^]{1,150}/gu)!
    const wire = await server({ answer: () => ({ text: json, pieces }), fault: cut })
    const { heard, listener } = hearing()
    const thought = await askStreaming(
      prompt,
      workerOf(spec({ baseUrl: wire.v1 })),
      twin,
      listener,
      contextFor(wire.origin).at('here'),
    )
    expect(thought.value).toEqual(plan)
    const restart = heard.indexOf('restart')
    expect(restart).toBeGreaterThan(0)
    expect(heard.slice(0, restart)).toEqual(wholly().slice(0, restart))
    expect(heard.slice(restart + 1)).toEqual(wholly())
  })

  it('are not heard on replay, which gives the answer whole', async () => {
    const wire = await server({ answer: () => json })
    const journal = createMemoryJournal()
    const worker = workerOf(spec({ baseUrl: wire.v1 }))
    const first = hearing()
    const thought = await askStreaming(
      prompt,
      worker,
      twin,
      first.listener,
      contextFor(wire.origin, { journal }).at('here'),
    )
    await wire.close()
    const second = hearing()
    const replayed = contextFor(wire.origin, { journal: readOnly(journal, 'run-1') })
    expect(await askStreaming(prompt, worker, twin, second.listener, replayed.at('here'))).toEqual(thought)
    expect(first.heard).toEqual(wholly())
    expect(second.heard).toEqual([])
  })
})

describe('items of an answer, down the ladder', () => {
  /** An endpoint that says one thing after another. */
  const saying = async (...answers: readonly (string | WireAnswer)[]) => {
    let asked = 0
    const wire = await server({ answer: () => answers[Math.min(asked++, answers.length - 1)]! })
    return { wire, worker: workerOf(spec({ baseUrl: wire.v1 })), context: contextFor(wire.origin).at('here') }
  }
  const bad = JSON.stringify({ questions: [plan.questions[0], { text: 7 }], more: '' })

  it('restart where an answer was not usable', async () => {
    const { worker, context } = await saying(bad, json)
    const { heard, listener } = hearing()
    expect((await askStreaming(prompt, worker, twin, listener, context)).value).toEqual(plan)
    expect(heard).toEqual([...wholly().slice(0, 1), 'restart', ...wholly()])
  })

  it('end with the first answer for who cannot restart', async () => {
    const { worker, context } = await saying(bad, json)
    const heard: number[] = []
    const listener = { list: 'questions', item, onItem: (_: Item, index: number) => heard.push(index) }
    expect((await askStreaming(prompt, worker, twin, listener, context)).value).toEqual(plan)
    expect(heard).toEqual([0])
  })

  it('are lines where lines are asked for, each once it has ended', async () => {
    const { worker, context } = await saying('no', 'no', {
      text: 'One?\nTwo?\nThree?',
      pieces: ['One', '?\nTwo?\nTh', 'ree?'],
    })
    const { heard, listener } = hearing()
    const thought = await askStreaming(prompt, worker, twin, listener, context)
    expect(thought).toMatchObject({ rung: 'lines' })
    expect(thought.value.questions).toHaveLength(3)
    // The last has no end of line; it is in the answer.
    expect(heard).toEqual(
      wholly([
        { text: 'One?', queries: [] },
        { text: 'Two?', queries: [] },
      ]),
    )
  })

  it('are void when another model or the twin answers in the end', async () => {
    const { worker, context } = await saying(bad)
    const { heard, listener } = hearing()
    const thought = await askStreaming(withoutLines, worker, twin, listener, context)
    expect(thought).toMatchObject({ by: 'classical' })
    expect(heard).toEqual([...wholly().slice(0, 1), 'restart', ...wholly().slice(0, 1), 'restart'])
  })

  it('are not heard of a chat that cannot be heard, nor without a model', async () => {
    const { heard, listener } = hearing()
    const { context } = createContext({ run: 'run-1', journal: createMemoryJournal() })
    const chat = ladderChat(() => ({ text: json }))
    expect((await askStreaming(prompt, chat, twin, listener, context.at('a'))).value).toEqual(plan)
    expect((await askStreaming(prompt, undefined, twin, listener, context.at('b'))).by).toBe('classical')
    expect(heard).toEqual([])
  })

  it('do not make a fault of the listener one of the model, which is asked and paid once', async () => {
    const { wire, worker, context } = await saying(json)
    const { heard, listener } = hearing(() => {
      throw new TypeError('the listener is wrong')
    })
    await expect(askStreaming(prompt, worker, twin, listener, context)).rejects.toThrow(
      'the listener is wrong',
    )
    expect(heard).toEqual(wholly().slice(0, 1))
    expect([...wire.billed.values()]).toEqual([1])
  })
})

describe("the lab's endpoint", () => {
  it.each([
    ['schema', true],
    ['tool', false],
  ])('gives the first item before the last is generated (%s)', async (_, schema) => {
    // The lab's clock stands at 600 ms and 60 tokens until the first item is heard: who waits for the whole answer
    // waits for ever.
    let now = 0
    let release = (): void => {}
    const heardFirst = new Promise<void>((resolve) => (release = resolve))
    const clock: Clock = {
      now: () => now,
      elapsed: () => now,
      sleep: async (milliseconds) => {
        if (now + milliseconds > 600 + 60 * 8) await heardFirst
        now += milliseconds
      },
    }
    const call = { calls: [{ name: 'plan', arguments: plan }], text: '' }
    const lab = await serving({
      answer: schema ? { text: json } : call,
      settings: { firstToken: 600, perToken: 8, can: { schema, tools: true, logprobs: true } },
      clock,
    })
    const answeredAt: number[] = []
    const { heard, listener } = hearing(() => {
      answeredAt.push(lab.log.exchanges.filter(({ outcome }) => outcome === 'answered').length)
      release()
    })
    const worker = workerOf(spec({ baseUrl: lab.url, name: 'lab-model' }))
    const thought = await askStreaming(prompt, worker, twin, listener, contextFor(lab.url).at('here'))
    expect(thought).toMatchObject({ value: plan, rung: schema ? 'json-schema' : 'tool' })
    expect(heard).toEqual(wholly())
    // An answer is recorded as it ends.
    expect(answeredAt[0]).toBe(0)
    expect(now).toBeGreaterThan(600 + 60 * 8)
  })
})
