import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ask, type Prompt } from '#models'
import { createContext, createMemoryJournal, fromErrorRecord, KaojuError, type ErrorCode } from '#runtime'
import { good, hostileAnswers, type Statements } from './hostile-answers.ts'
import { abilities, ladderChat, type Says } from './ladder-chat.ts'

const statement = z.object({
  source: z.string(),
  text: z.string().min(1),
  kind: z.enum(['fact', 'opinion']),
  year: z.int().optional(),
})
const prompt: Prompt<Statements> = {
  name: 'statements',
  language: 'en',
  system: 'List the statements of the sources.',
  question: 'Which statements are made?',
  schema: z.object({ statements: z.array(statement).min(1) }),
  check: ({ statements }) => {
    const unknown = statements.find(({ source }) => !['E1', 'E2'].includes(source))
    return unknown && `there is no source ${unknown.source}`
  },
  answerTokens: 500,
}
const withLines: Prompt<Statements> = {
  ...prompt,
  lines: {
    instruction: 'One line a statement: source | kind | text',
    parse: (text) => {
      const statements = [...text.matchAll(/^(\w+) \| (fact|opinion) \| (.+)$/gm)].map(
        ([, source, kind, said]) => ({
          source: source!,
          kind: kind as 'fact' | 'opinion',
          text: said!,
        }),
      )
      return statements.length === 0 ? undefined : { statements }
    },
  },
}
const twinValue: Statements = { statements: [{ source: 'E1', text: 'By rules.', kind: 'fact' }] }
const twin = (): Statements => twinValue
const failure = (code: ErrorCode, reason = 'no reason'): KaojuError =>
  fromErrorRecord({ code, parameters: { reason, provider: 'test', model: 'm' } })
const fresh = (): ReturnType<typeof createContext>['context'] => createContext({ run: 'ladder' }).context

describe.each(Object.entries(abilities))('hostile answers, %s', (set, lacks) => {
  const rungOf = {
    'schema only': 'json-schema',
    'tools only': 'tool',
    'JSON mode only': 'json',
    'text only': 'extracted',
  } as const
  const ways = set === 'tools only' ? (['arguments', 'text'] as const) : (['text'] as const)
  describe.each(ways)('in %s', (way) => {
    it.each(hostileAnswers.map((hostile) => [hostile.name, hostile] as const))('%s', async (_, hostile) => {
      const { text, thinking = '', finish = 'stop', expected } = hostile
      const inArguments = way === 'arguments' && thinking === ''
      const chat = ladderChat(
        ({ output }) =>
          inArguments && output.mode === 'tool'
            ? { toolArguments: text, thinking, finish }
            : { text, thinking, finish },
        { lacks },
      )
      const thought = await ask(prompt, chat, twin, fresh().at('here'))
      if ('twin' in expected) {
        expect(thought).toMatchObject({ by: 'classical', rung: 'classical', value: twinValue })
        expect(chat.asked.length).toBeLessThanOrEqual(2)
        if (!inArguments) expect(thought.because).toBe(expected.twin)
        return
      }
      expect(thought.value).toEqual(expected.value)
      expect(chat.asked).toHaveLength(1)
      const native = way === 'text' && set === 'tools only' ? 'extracted' : rungOf[set as keyof typeof rungOf]
      expect(thought.rung).toBe(expected.how === 'native' ? native : expected.how)
      if (expected.mended) expect(thought.mended ?? []).toEqual(expected.mended)
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    })
  })
})

describe('any answer at all', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\\',
    "'",
    '<think>',
    '</think>',
    '```json\n',
    '```',
    'null',
    '{"statements":',
    '"source":"E1"',
    '"kind":"fact"',
    '"text":"x"',
    '1e9',
    'NaN',
    '“',
    '：',
    '｛',
    '\n',
    ' ',
    '//',
    '/*',
    '\ud800',
  ]
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join('')),
    fc.json(),
    fc.tuple(fc.nat({ max: 200 }), fc.constantFrom(...pieces)).map(([at, piece]) => {
      const json = JSON.stringify(good)
      return json.slice(0, at) + piece + json.slice(at)
    }),
  )
  it('ends in a value of the schema or the twin, in at most three calls, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        anything,
        anything,
        fc.constantFrom(...Object.values(abilities)),
        fc.constantFrom('stop', 'length', 'tool', 'unknown'),
        async (text, toolArguments, lacks, finish) => {
          const chat = ladderChat(
            ({ output }) => ({ text, finish, ...(output.mode === 'tool' ? { toolArguments } : {}) }),
            { lacks },
          )
          const thought = await ask(withLines, chat, twin, fresh().at('here'))
          expect(chat.asked.length).toBeLessThanOrEqual(3)
          expect(prompt.schema.safeParse(thought.value).success).toBe(true)
          expect(prompt.check!(thought.value)).toBeUndefined()
          expect(JSON.stringify(thought.value)).not.toContain('<think>')
        },
      ),
      { numRuns: 400 },
    )
  })
})

describe('paying little', () => {
  const bad = { text: 'no JSON here' }
  const right = { text: JSON.stringify(good) }
  const line = { text: 'E1 | fact | The bridge was opened.' }

  it('asks again once with what was wrong, in the language of the prompt', async () => {
    const wrong = { text: JSON.stringify({ statements: [{ source: 'E1', text: 7.5, kind: 'fact' }] }) }
    const chat = ladderChat((_, call) => (call === 1 ? wrong : right))
    const thought = await ask(
      { ...prompt, language: 'zh', anyLanguage: true },
      chat,
      twin,
      fresh().at('here'),
    )
    expect(thought).toEqual({ value: good, by: 'test/model', rung: 'json-schema' })
    expect(chat.asked.map(({ path }) => path)).toEqual(['here/statements', 'here/statements/again'])
    const content = chat.asked[1]!.request.messages[0]!.content as string
    expect(content).toContain('上一次的回答无法使用：statements.0.text: 无效输入')
    expect(content.startsWith(chat.asked[0]!.request.messages[0]!.content as string)).toBe(true)
    expect(chat.asked[1]!.request.system).toContain('JSON Schema')
  })

  it('then in lines, then asks the fallback, then the twin', async () => {
    const fallback = ladderChat(() => bad, { id: 'other/model' })
    const chat = ladderChat(() => bad, { fallback })
    const { context, log } = createContext({ run: 'ladder' })
    const thought = await ask(withLines, chat, twin, context.at('here'))
    expect(thought).toEqual({
      value: twinValue,
      by: 'classical',
      rung: 'classical',
      because: 'model-malformed',
    })
    expect([...chat.asked, ...fallback.asked].map(({ path }) => path)).toEqual([
      'here/statements',
      'here/statements/again',
      'here/statements/lines',
      'here/statements/by-other/model',
      'here/statements/by-other/model/lines',
    ])
    const handed = log.events.flatMap(({ event }) =>
      event.type === 'fallback' ? [[event.from, event.to, event.code]] : [],
    )
    expect(handed).toEqual([
      ['test/model', 'other/model', 'model-malformed'],
      ['other/model', 'classical', 'model-malformed'],
    ])
  })

  it('takes lines where they come', async () => {
    const chat = ladderChat(({ system }) => (system?.includes('One line a statement') ? line : bad))
    const thought = await ask(withLines, chat, twin, fresh().at('here'))
    expect(thought).toMatchObject({ rung: 'lines', value: { statements: [{ source: 'E1', kind: 'fact' }] } })
  })

  it('does not ask again whoever declines or is filtered', async () => {
    for (const said of [{ text: "I'm sorry, I can't help with that." }, { finish: 'filter' as const }]) {
      const chat = ladderChat(() => said)
      await ask(withLines, chat, twin, fresh().at('here'))
      expect(chat.asked).toHaveLength(1)
    }
  })

  it('gives more room after an answer that broke off, and frees an empty one of its constraint', async () => {
    const long = ladderChat((_, call) =>
      call === 1 ? { text: '{"statements":[{"sou', finish: 'length' } : right,
    )
    expect((await ask(prompt, long, twin, fresh().at('here'))).value).toEqual(good)
    expect(long.asked.map(({ request }) => request.maxOutputTokens)).toEqual([500, 1000])
    const empty = ladderChat((_, call) => (call === 1 ? {} : right), { lacks: abilities['JSON mode only'] })
    expect((await ask(prompt, empty, twin, fresh().at('here'))).rung).toBe('extracted')
    expect(empty.asked.map(({ request }) => request.output.mode)).toEqual(['json', 'text'])
  })

  it('asks nothing twice, and nobody else, once the run was asked to stop', async () => {
    const stop = new AbortController()
    const { context, log } = createContext({ run: 'ladder', stop: stop.signal })
    const fallback = ladderChat(() => right, { id: 'other/model' })
    const chat = ladderChat(
      () => {
        stop.abort()
        return bad
      },
      { fallback },
    )
    expect(await ask(withLines, chat, twin, context.at('here'))).toMatchObject({
      by: 'classical',
      because: 'run-stopping',
    })
    expect([...chat.asked, ...fallback.asked]).toHaveLength(1)
    expect(log.events.flatMap(({ event }) => (event.type === 'fallback' ? [event.to] : []))).toEqual([
      'classical',
    ])
  })

  it('says so when a list was cut', async () => {
    const { context, log } = createContext({ run: 'ladder' })
    const chat = ladderChat(() => ({ text: JSON.stringify(good).slice(0, -30), finish: 'length' }))
    const thought = await ask(prompt, chat, twin, context.at('here'))
    expect(thought).toMatchObject({ rung: 'repaired', mended: ['syntax', 'cut-list'] })
    expect(log.events.some(({ event }) => event.type === 'warning' && event.code === 'model-length')).toBe(
      true,
    )
  })

  it('takes one of two tool calls only when they agree', async () => {
    const json = JSON.stringify(good)
    const other = JSON.stringify({ statements: good.statements.slice(1) })
    for (const [both, by] of [
      [json + json, 'test/model'],
      [json + other, 'classical'],
    ] as const) {
      const chat = ladderChat(() => ({ toolArguments: both, finish: 'tool' }), {
        lacks: abilities['tools only'],
      })
      expect((await ask(prompt, chat, twin, fresh().at('here'))).by).toBe(by)
    }
  })
})

describe('what an endpoint does not take', () => {
  const refusing: Says = ({ output, temperature }) => {
    if (output.mode === 'json-schema')
      return failure(
        'model-request-refused',
        "'response_format' of type 'json_schema' is not supported with this model",
      )
    if (output.mode === 'tool') return failure('model-request-refused', 'test does not support tools')
    if (temperature !== undefined)
      return failure('model-request-refused', "Unsupported value: 'temperature' does not support 0")
    return { text: JSON.stringify(good) }
  }

  it('is learned once a run', async () => {
    const { context } = createContext({ run: 'ladder' })
    const chat = ladderChat(refusing)
    for (const place of ['one', 'two'])
      expect((await ask(prompt, chat, twin, context.at(place))).rung).toBe('json')
    expect(chat.asked.map(({ path }) => path)).toEqual([
      'one/statements',
      'one/statements/without-json-schema',
      'one/statements/without-tools',
      'one/statements/without-temperature',
      'two/statements',
    ])
  })

  it('is heard again by a resumed run, which pays nothing twice, in whatever order', async () => {
    const journal = createMemoryJournal()
    const chat = ladderChat(refusing)
    const first = createContext({ run: 'ladder', journal }).context
    const thoughts = [
      await ask(prompt, chat, twin, first.at('one')),
      await ask(prompt, chat, twin, first.at('two')),
    ]
    const paid = chat.asked.length
    // Another journal object over the same records: what the first process had in memory is gone.
    const second = createContext({ run: 'ladder', journal: { ...journal } }).context
    const two = await ask(prompt, chat, twin, second.at('two'))
    const one = await ask(prompt, chat, twin, second.at('one'))
    expect([one, two]).toEqual(thoughts)
    expect(chat.asked).toHaveLength(paid)
  })

  it('is left out when its words name nothing', async () => {
    const chat = ladderChat(({ output }) =>
      output.mode === 'text'
        ? { text: JSON.stringify(good) }
        : failure('model-request-refused', 'Bad Request'),
    )
    expect((await ask(prompt, chat, twin, fresh().at('here'))).rung).toBe('extracted')
    expect(chat.asked.map(({ path }) => path)).toEqual(['here/statements', 'here/statements/without-form'])
  })

  it('ends when everything is refused', async () => {
    const chat = ladderChat(() =>
      failure(
        'model-request-refused',
        'tools, response_format, json_object, system message and temperature are not supported',
      ),
    )
    const thought = await ask(withLines, chat, twin, fresh().at('here'))
    expect(thought.because).toBe('model-request-refused')
    expect(chat.asked.length).toBeLessThanOrEqual(7)
  })
})

describe('failures', () => {
  const walkOn: ErrorCode[] = [
    'model-overloaded',
    'model-key-refused',
    'model-quota',
    'model-context-overflow',
    'endpoint-unreachable',
    'circuit-open',
    'budget-exhausted',
    'model-filtered',
    'model-refused',
    'internal',
  ]
  it.each(walkOn)('%s walks on to the fallback model', async (code) => {
    const fallback = ladderChat(() => ({ text: JSON.stringify(good) }), { id: 'other/model' })
    const chat = ladderChat(() => failure(code), { fallback })
    const { context, log } = createContext({ run: 'ladder' })
    expect((await ask(prompt, chat, twin, context.at('here'))).by).toBe('other/model')
    expect(log.events.find(({ event }) => event.type === 'fallback')?.event).toMatchObject({
      from: 'test/model',
      to: 'other/model',
      code,
      purpose: 'statements',
    })
    expect(chat.asked).toHaveLength(1)
  })

  it.each(['model-empty', 'model-looping', 'model-length'] as const)(
    '%s, told by the call, is met with another form or more room, once',
    async (code) => {
      const chat = ladderChat((_, call) => (call === 1 ? failure(code) : { text: JSON.stringify(good) }))
      expect((await ask(prompt, chat, twin, fresh().at('here'))).value).toEqual(good)
      const [first, again] = chat.asked.map(({ request }) => request)
      if (code === 'model-length') expect(again!.maxOutputTokens).toBe(2 * first!.maxOutputTokens)
      else expect([first!.output.mode, again!.output.mode]).toEqual(['json-schema', 'text'])
      const plain = ladderChat(() => failure(code), { lacks: abilities['text only'] })
      expect((await ask(prompt, plain, twin, fresh().at('here'))).because).toBe(code)
      expect(plain.asked).toHaveLength(2)
    },
  )

  it.each(['aborted', 'run-lost', 'replay-missing', 'disk-full'] as const)('%s is thrown', async (code) => {
    const chat = ladderChat(() => failure(code))
    await expect(ask(prompt, chat, twin, fresh().at('here'))).rejects.toMatchObject({ code })
  })

  it('what the twin throws is the caller’s', async () => {
    const broken = (): Statements => {
      throw new RangeError('a defect')
    }
    await expect(ask(prompt, undefined, broken, fresh())).rejects.toThrow(RangeError)
  })

  it('without a model there is the twin, and no noise', async () => {
    const { context, log } = createContext({ run: 'ladder' })
    expect(await ask(prompt, undefined, twin, context)).toEqual({
      value: twinValue,
      by: 'classical',
      rung: 'classical',
      because: 'models-none',
    })
    expect(log.events).toEqual([])
  })

  it('fallbacks in a circle end', async () => {
    const chat = ladderChat(() => failure('model-quota')) as ReturnType<typeof ladderChat> & {
      fallback?: unknown
    }
    chat.fallback = chat
    expect((await ask(prompt, chat, twin, fresh().at('here'))).because).toBe('model-quota')
  })

  it('a check or line form that throws is an objection', async () => {
    const defect = (): never => {
      throw new TypeError('a defect')
    }
    const chat = ladderChat(() => ({ text: JSON.stringify(good) }))
    const thought = await ask(
      { ...prompt, check: defect, lines: { instruction: 'x', parse: defect } },
      chat,
      twin,
      fresh().at('here'),
    )
    expect(thought.because).toBe('model-malformed')
  })
})

describe('the language of the answer', () => {
  const free: Prompt<{ summary: string }> = {
    name: 'summary',
    language: 'zh',
    system: '概括材料。',
    material: 'The committee approved the new bridge over the northern river in March after a long debate.',
    question: '材料说了什么？',
    schema: z.object({ summary: z.string() }),
    answerTokens: 200,
  }
  const english = {
    text: JSON.stringify({
      summary: 'In March, the committee finally agreed to build a bridge across the river in the north.',
    }),
  }
  const chinese = {
    text: JSON.stringify({ summary: '委员会经过长时间辩论，在三月批准了在北部河流上修建新桥。' }),
  }
  const own = (): { summary: string } => ({ summary: '' })

  it('is asked for once more, and then taken as it is', async () => {
    const mended = ladderChat((_, call) => (call === 1 ? english : chinese))
    expect(await ask(free, mended, own, fresh().at('here'))).toEqual({
      value: JSON.parse(chinese.text),
      by: 'test/model',
      rung: 'json-schema',
    })
    const stubborn = ladderChat(() => english)
    expect(await ask(free, stubborn, own, fresh().at('here'))).toMatchObject({
      value: JSON.parse(english.text),
      mended: ['other-language'],
    })
    expect(stubborn.asked).toHaveLength(2)
    const failing = ladderChat((_, call) => (call === 1 ? english : failure('model-quota')))
    expect((await ask(free, failing, own, fresh().at('here'))).value).toEqual(JSON.parse(english.text))
  })

  it('is not that of its quotes, nor asked of prompts to which it is all the same', async () => {
    const quote = ladderChat(() => ({ text: JSON.stringify({ summary: free.material }) }))
    await ask(free, quote, own, fresh().at('here'))
    const any = ladderChat(() => english)
    await ask({ ...free, anyLanguage: true }, any, own, fresh().at('here'))
    expect([quote.asked.length, any.asked.length]).toEqual([1, 1])
  })
})
