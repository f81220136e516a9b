/**
 * Every fault of the wire at every call site, over the real egress: each exchange ends, none ends in an empty
 * success, and each error names its cause and what to do.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openChatTransport,
  openEmbedTransport,
  openRerankTransport,
  type ChatRequest,
  type ModelSpec,
  type Wire,
} from '#models'
import {
  AttemptFailure,
  createConfiguredEgress,
  explain,
  KaojuError,
  type Egress,
  type WireTimes,
} from '#runtime'
import { instruct, spec } from './specs.ts'
import {
  startWireServer,
  wireFaults,
  type WireAsk,
  type WireFault,
  type WireFormat,
  type WireServer,
} from './wire-server.ts'

/** Where silence is the fault it is cut short; elsewhere a busy machine must not be taken for one. */
const patience = ({ name }: WireFault): WireTimes => ({
  connect: 20_000,
  firstByte: name === 'stall-before-answer' ? 500 : 20_000,
  idle: name.startsWith('stall') ? 500 : 20_000,
})
/** Longer than any fault may take; what takes longer hangs. */
const hang = 15_000

let server: WireServer
let egress: Egress & { close(): Promise<void> }
/** How often a fault was injected into a question, by its mark. */
const injected = new Map<string, number>()

beforeAll(async () => {
  server = await startWireServer({
    fault: faultFor,
    answer: (ask) =>
      ask.mode === 'text' ? '答案是：考据有据，句句可查 😀. It is so.' : { text: '{"answer":"考据 😀"}' },
  })
  egress = createConfiguredEgress({ endpoints: [server.origin] })
})
afterAll(async () => {
  await egress.close()
  await server.close()
})

/** Questions carry the name of their fault: `[fault reset-in-stream once openai-stream]`. */
function faultFor(ask: WireAsk): string | undefined {
  const mark = /\[fault (\S+) (once|always) \S+\]/.exec(`${ask.query} ${ask.text} ${ask.inputs.join(' ')}`)
  if (!mark) return undefined
  const count = injected.get(mark[0]) ?? 0
  injected.set(mark[0], count + 1)
  return mark[2] === 'always' || count === 0 ? mark[1] : undefined
}

interface Site {
  readonly name: string
  readonly format: WireFormat
  readonly kind: 'stream' | 'whole'
  /** Undefined when the answer holds nothing. */
  ask(question: string, fault: WireFault): Promise<unknown>
}

function wireTo(baseUrl: string, fault: WireFault): Wire {
  return {
    fetch: egress.configured(baseUrl, patience(fault)),
    signal: new AbortController().signal,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
  }
}

const credentials = { key: 'sk-test-0123456789', origin: 'TEST_API_KEY' }
const schema = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
}

function questionOf(question: string, fault: WireFault): ChatRequest {
  const what = fault.tells?.['what']
  const output =
    what === 'json-schema'
      ? ({ mode: 'json-schema', name: 'answer', schema } as const)
      : what === 'json-mode'
        ? ({ mode: 'json' } as const)
        : what === 'tools'
          ? ({ mode: 'tool', name: 'answer', description: 'Gives the answer.', schema } as const)
          : ({ mode: 'text' } as const)
  return {
    system: 'Answer.',
    messages: [{ role: 'user', content: question }],
    output,
    maxOutputTokens: 200,
    temperature: 0.2,
    seed: 7,
    ...(what === 'logprobs' ? { logprobs: 5 } : {}),
    ...(what === 'prefill' ? { prefill: 'The answer:' } : {}),
  }
}

function chatSite(
  name: string,
  format: WireFormat,
  kind: Site['kind'],
  changes: (server: WireServer) => Partial<ModelSpec>,
): Site {
  return {
    name,
    format,
    kind,
    async ask(question, fault) {
      const model = spec(changes(server))
      const transport = await openChatTransport(model, credentials)
      const answer = await transport.exchange(questionOf(question, fault), wireTo(model.baseUrl, fault))
      return answer.text === '' && answer.toolArguments === undefined ? undefined : answer
    },
  }
}

const sites: readonly Site[] = [
  chatSite('openai, streaming', 'openai', 'stream', ({ v1 }) => ({ baseUrl: v1 })),
  chatSite('openai, whole', 'openai', 'whole', ({ v1 }) => ({
    baseUrl: v1,
    profile: { ...instruct, lacks: ['streaming'] },
  })),
  chatSite('openai-responses', 'openai-responses', 'whole', ({ v1 }) => ({
    baseUrl: v1,
    protocol: 'openai-responses',
  })),
  chatSite('anthropic', 'anthropic', 'stream', ({ v1 }) => ({
    baseUrl: v1,
    protocol: 'anthropic',
    provider: 'relay',
  })),
  chatSite('google', 'google', 'stream', ({ v1beta }) => ({
    baseUrl: v1beta,
    protocol: 'google',
    provider: 'relay',
  })),
  {
    name: 'embeddings',
    format: 'embeddings',
    kind: 'whole',
    async ask(question, fault) {
      const model = spec({ baseUrl: server.v1 })
      const { vectors } = await (
        await openEmbedTransport(model, credentials)
      ).exchange([question, 'another'], 'passage', wireTo(server.v1, fault))
      return vectors.length === 2 ? vectors : undefined
    },
  },
  {
    name: 'rerank',
    format: 'rerank',
    kind: 'whole',
    async ask(question, fault) {
      const model = spec({ baseUrl: server.v1, protocol: 'rerank' })
      const { scores } = await (
        await openRerankTransport(model, credentials)
      ).exchange(question, ['one', 'two'], wireTo(server.v1, fault))
      return scores.some((score) => score !== undefined) ? scores : undefined
    },
  },
]

/** What came of an exchange: an answer, a failure, or nothing within the time that any fault may take. */
async function outcomeOf(
  site: Site,
  fault: WireFault,
  how: 'once' | 'always',
): Promise<{ answer?: unknown; failure?: unknown; mark: string }> {
  const mark = `[fault ${fault.name} ${how} ${site.name.replace(/\W+/g, '-')}]`
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${fault.name} hangs ${site.name}`)), hang)
  })
  try {
    return { answer: await Promise.race([site.ask(`${mark} What is it?`, fault), tooLong]), mark }
  } catch (failure) {
    return { failure, mark }
  } finally {
    clearTimeout(timer)
  }
}

function billedFor(mark: string): number {
  const mine = server.asks.filter((ask) => `${ask.query} ${ask.text} ${ask.inputs.join(' ')}`.includes(mark))
  return [...new Set(mine.map(({ hash }) => hash))]
    .map((hash) => server.billed.get(hash) ?? 0)
    .reduce((sum, count) => sum + count, 0)
}

const cases = sites.flatMap((site) =>
  wireFaults
    .filter(
      ({ formats, only }) => formats.includes(site.format) && (only === undefined || only === site.kind),
    )
    // An endpoint that does not stream has nothing to learn about streaming.
    .filter(
      ({ tells }) =>
        !(site.kind === 'whole' && ['streaming', 'stream-usage'].includes(String(tells?.['what']))),
    )
    .map((fault) => ({ site, fault })),
)

describe('every fault at every call site', () => {
  test('are at least sixty kinds at seven call sites', () => {
    expect(wireFaults.length).toBeGreaterThanOrEqual(60)
    expect(cases.length).toBeGreaterThanOrEqual(420)
    expect(new Set(wireFaults.map(({ name }) => name)).size).toBe(wireFaults.length)
    expect(sites.every((site) => cases.filter((each) => each.site === site).length >= 30)).toBe(true)
  })

  for (const site of sites)
    test(
      `${site.name}: each ends, none in an empty success, each by its name`,
      { timeout: 60_000 },
      async () => {
        const mine = cases.filter((each) => each.site === site)
        const found = await inTurns(mine, ({ fault }) => outcomeOf(site, fault, 'once'))
        const wrong = mine.flatMap(({ fault }, index) =>
          problems(fault, found[index]!).map((problem) => `${fault.name}: ${problem}`),
        )
        expect(wrong).toEqual([])
      },
    )

  for (const site of sites.filter(({ format }) => format === 'openai'))
    test(`${site.name}: what is refused again and again is told`, async () => {
      const mine = cases.filter((each) => each.site === site && each.fault.always)
      const found = await inTurns(mine, ({ fault }) => outcomeOf(site, fault, 'always'))
      const wrong = mine.flatMap(({ fault }, index) =>
        problems({ ...fault, expect: fault.always!, billed: false }, found[index]!).map(
          (problem) => `${fault.name}: ${problem}`,
        ),
      )
      expect(mine.length).toBeGreaterThanOrEqual(5)
      expect(wrong).toEqual([])
    })
})

/** A dozen at a time, results in order. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const todo = [...items.entries()]
  const worker = async (): Promise<void> => {
    for (let next = todo.shift(); next; next = todo.shift()) results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: 12 }, worker))
  return results
}

/** What is wrong with an outcome. */
function problems(
  fault: WireFault,
  { answer, failure, mark }: { answer?: unknown; failure?: unknown; mark: string },
): string[] {
  const wrong: string[] = []
  const billed = billedFor(mark)
  if (billed !== (fault.billed ? 1 : 0)) wrong.push(`the server billed ${billed} times`)
  if (fault.expect === 'answered') {
    if (failure !== undefined) wrong.push(`should be answered, failed: ${(failure as Error).message}`)
    else if (answer === undefined) wrong.push('a silent empty answer')
    return wrong
  }
  if (!(failure instanceof AttemptFailure))
    return [
      ...wrong,
      `no failure of the attempt but ${(failure as Error | undefined)?.message ?? JSON.stringify(answer)}`,
    ]
  const { error, cost, retryAfter } = failure
  if (error.code !== fault.expect) wrong.push(`${error.code} in place of ${fault.expect}: ${error.message}`)
  if (error.retryable !== fault.retryable) wrong.push(`retryable ${error.retryable}`)
  if ((cost !== undefined) !== fault.billed) wrong.push(`cost ${cost === undefined ? 'absent' : 'present'}`)
  if (
    cost &&
    !(
      Number.isFinite(cost.inputTokens) &&
      cost.usd !== null &&
      cost.usd >= 0 &&
      (cost.amounts.tokens ?? 0) > 0
    )
  )
    wrong.push(`cost ${JSON.stringify(cost)}`)
  if (retryAfter !== fault.retryAfter) wrong.push(`retryAfter ${retryAfter}`)
  for (const [name, value] of Object.entries(fault.tells ?? {}))
    if (error.parameters[name] !== value) wrong.push(`${name} is ${error.parameters[name]}, not ${value}`)
  return [...wrong, ...poorWords(error)]
}

/** A message says what happened and what to do next, in both languages, and never the key. */
function poorWords(error: KaojuError): string[] {
  const wrong: string[] = []
  for (const language of ['en', 'zh'] as const) {
    const message = explain(error, language)
    if (message.includes(credentials.key)) wrong.push('the key is told')
    if (/undefined|\[object|\(\)|（）|NaN/.test(message)) wrong.push(`says nothing: ${message}`)
    if (/\?/.test(message.replace(/“.*?”/g, '')) && error.code !== 'model-context-overflow')
      wrong.push(`a hole: ${message}`)
    const sentences = message.split(language === 'en' ? /[.;,] / : /[。；，]/).length
    if (sentences < 2) wrong.push(`no next step: ${message}`)
  }
  return wrong
}
