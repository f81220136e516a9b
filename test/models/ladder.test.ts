import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ChatAnswer, Prompt } from '#models'
import { createContext, createMemoryJournal, KaojuError, readOnly } from '#runtime'
import { ask } from '#models'
import { coerce } from '../../src/models/ladder/coerce.ts'
import { findJson } from '../../src/models/ladder/find-json.ts'
import { lessonFrom } from '../../src/models/ladder/lessons.ts'
import { asciiPunctuation, cutToWholeItems } from '../../src/models/ladder/mend-json.ts'
import { inOtherLanguage } from '../../src/models/ladder/own-language.ts'
import { readAnswer, type Reading } from '../../src/models/ladder/read-answer.ts'
import { contradictedKey, parseJson, piecesIn } from '../../src/models/ladder/scan-json.ts'
import { shapeOf } from '../../src/models/ladder/shape.ts'
import { ladderChat } from './ladder-chat.ts'

const words = fc.string({ unit: 'grapheme', maxLength: 12 })
const anyJson = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
const answer = (text: string, more: Partial<ChatAnswer> = {}): ChatAnswer => ({
  text,
  thinking: '',
  finish: 'stop',
  ...more,
})
const promptOf = <T>(schema: z.ZodType<T>): Prompt<T> => ({
  name: 'p',
  language: 'en',
  system: '',
  question: '',
  schema,
  answerTokens: 1000,
})
const valueOf = <T>(reading: Reading<T>): T | undefined => ('value' in reading ? reading.value : undefined)

describe('JSON in a text', () => {
  it('is found as it was written, in any prose without brackets', () => {
    const prose = fc.string({ maxLength: 40 }).map((text) => text.replace(/[[\]{}]/g, ''))
    fc.assert(
      fc.property(
        fc.oneof(fc.dictionary(words, anyJson, { minKeys: 1 }), fc.array(anyJson, { minLength: 1 })),
        prose,
        prose,
        fc.boolean(),
        (value, before, after, fenced) => {
          const json = JSON.stringify(value)
          const text = fenced
            ? `${before}\n\`\`\`json\n${json}\n\`\`\`${after}`
            : `${before} ${json} ${after}`
          const [first] = findJson(text, { list: false, brokeOff: false })
          expect(first?.value).toEqual(JSON.parse(json))
        },
      ),
    )
  })

  it('is told apart in pieces whatever stands in its strings', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(words, fc.oneof(words, fc.constantFrom('}', '{', '"', ']', '\\'))), {
          maxLength: 6,
        }),
        (objects) => {
          const json = objects.map((object) => JSON.stringify(object))
          expect(piecesIn(json.join(' and ')).closed).toEqual(json)
        },
      ),
    )
  })

  it('has contradicted keys found exactly', () => {
    const member = fc.tuple(
      fc.constantFrom('a', 'b', '\\u0061', ':', '"'),
      fc.constantFrom('1', '2', '"x,}"', '[1,2]', '{"k":1,"l":2}', '{"l":2,"k":1}', '1.0'),
    )
    fc.assert(
      fc.property(fc.array(member, { maxLength: 6 }), fc.boolean(), (members, nested) => {
        const inner = `{${members.map(([key, value]) => `${key === '"' ? '"\\""' : `"${key}"`} : ${value}`).join(', ')}}`
        const json = nested ? `{"z":[${inner}, {"a":9}], "a": 7}` : inner
        const spelled = members.map(
          ([key, value]) =>
            [
              key === '\\u0061' ? 'a' : key,
              JSON.stringify(JSON.parse(value === '{"l":2,"k":1}' ? '{"k":1,"l":2}' : value)),
            ] as const,
        )
        const differ = spelled.find(([key, value], at) =>
          spelled.slice(0, at).some(([other, before]) => other === key && before !== value),
        )
        expect(contradictedKey(json)).toBe(differ?.[0])
      }),
      { numRuns: 500 },
    )
  })

  it('in ASCII punctuation is left as it is', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const json = JSON.stringify(value)
        expect(asciiPunctuation(json)).toBe(json)
      }),
    )
  })
})

describe('what broke off', () => {
  const section = z.object({
    title: z.string(),
    sentences: z.array(z.object({ text: z.string(), ids: z.array(z.string()) })).min(1),
  })
  const prompt = promptOf(z.object({ sections: z.array(section).min(1) }))
  const sections = fc.array(
    fc.record({
      title: words,
      sentences: fc.array(fc.record({ text: words, ids: fc.array(words, { maxLength: 3 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  it('keeps whole items only: what is kept is how the original begins', () => {
    fc.assert(
      fc.property(
        sections,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('stop', 'length'),
        (given, share, finish) => {
          const whole = JSON.parse(JSON.stringify({ sections: given })) as { sections: typeof given }
          const json = JSON.stringify(whole)
          const kept = valueOf(
            readAnswer(
              prompt,
              answer(json.slice(0, Math.floor(json.length * share)), { finish: finish as 'stop' }),
              'text',
            ),
          )
          if (!kept) return
          expect(kept.sections).toEqual(whole.sections.slice(0, kept.sections.length))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['{"a":[1,2,3', ['{"a":[1,2]}']],
    ['{"a":[1,2,', ['{"a":[1,2]}']],
    ['["x","y', ['["x"]']],
    ['["x","y"', ['["x","y"]']],
    ['{"a":[{"b":[1,2]},{"b":[3,', ['{"a":[{"b":[1,2]}]}']],
    ['{"a":[', []],
    ['{"a":"b', []],
    ['[', []],
    ['["a, b', []],
  ])('%s', (open, kept) => {
    expect(cutToWholeItems(open).items).toEqual(kept)
  })
})

describe('lines', () => {
  const prompt: Prompt<string[]> = {
    ...promptOf(z.array(z.string()).min(1)),
    lines: { instruction: '', parse: (text) => [...text.matchAll(/^- (.+)$/gm)].map(([, said]) => said!) },
  }
  it('that broke off lose the line that did', () => {
    const text = '- the lake was dredged\n- the lake was not dre'
    expect(readAnswer(prompt, answer(text), 'lines')).toMatchObject({
      value: ['the lake was dredged', 'the lake was not dre'],
      mended: [],
    })
    expect(readAnswer(prompt, answer(text, { finish: 'length' }), 'lines')).toMatchObject({
      value: ['the lake was dredged'],
      mended: ['cut-list'],
    })
    expect(readAnswer(prompt, answer('- the la', { finish: 'length' }), 'lines')).toMatchObject({
      wrong: { code: 'model-malformed' },
    })
  })
  it('hold no thinking', () => {
    expect(readAnswer(prompt, answer('<think>\n- a\n</think>\n- b'), 'lines')).toMatchObject({
      value: ['b'],
      rung: 'lines',
    })
  })
})

it('who contradicts himself in the end is not taken at an earlier word', () => {
  const prompt = promptOf(z.object({ id: z.string() }))
  expect(readAnswer(prompt, answer('{"id":"E1"} no: {"id":"E2","id":"E3"}'), 'text')).toMatchObject({
    wrong: { code: 'model-malformed' },
  })
})

describe('bending towards a shape', () => {
  const schemas = [
    z.object({
      items: z.array(
        z.object({
          id: z.string(),
          n: z.number(),
          ok: z.boolean(),
          k: z.enum(['a', 'B']),
          o: z.int().optional(),
          m: z.string().nullable(),
        }),
      ),
    }),
    z.object({
      act: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('add'), x: z.number() }),
        z.object({ kind: z.literal('end'), why: z.string() }),
      ]),
    }),
    z.object({ any: z.record(z.string(), z.number()), either: z.union([z.string(), z.number()]) }),
  ] as const
  const bend = (schema: z.ZodType, value: unknown): unknown => coerce(value, shapeOf(schema), false)
  const item = fc.record(
    {
      id: words,
      n: fc.integer(),
      ok: fc.boolean(),
      k: fc.constantFrom('a', 'B'),
      o: fc.integer(),
      m: fc.option(words),
    },
    { requiredKeys: ['id', 'n', 'ok', 'k', 'm'] },
  )
  it('leaves what fits as it is', () => {
    fc.assert(
      fc.property(fc.record({ items: fc.array(item) }), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown
        expect(bend(schemas[0], plain)).toEqual(plain)
      }),
    )
  })
  const leaves = (value: unknown): string[] =>
    value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [String(value)]
  it('never throws, and never makes up a value', () => {
    fc.assert(
      fc.property(anyJson, fc.constantFrom(...schemas), (value, schema) => {
        const said = new Set(leaves(value).map((leaf) => leaf.normalize('NFKC').trim().toLowerCase()))
        const json = JSON.stringify(value).toLowerCase()
        for (const leaf of leaves(bend(schema, value)))
          expect(
            leaf === 'null' ||
              said.has(leaf.normalize('NFKC').trim().toLowerCase()) ||
              json.includes(leaf.toLowerCase()),
          ).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
  it.each([
    [schemas[1], { act: { kind: 'ADD', x: '3' } }, { act: { kind: 'add', x: 3 } }],
    [schemas[1], { act: { kind: 'end', why: 7 } }, { act: { kind: 'end', why: '7' } }],
    [schemas[1], { act: { kind: 'other', x: '3' } }, { act: { kind: 'other', x: '3' } }],
    [schemas[2], { any: { a: '1', b: 2 }, either: '3' }, { any: { a: 1, b: 2 }, either: '3' }],
    [
      schemas[0],
      { ITEMS: [{ Id: 1, n: '２', OK: 'True', k: 'b', m: null }] },
      { items: [{ id: '1', n: 2, ok: true, k: 'B', m: null }] },
    ],
    [
      schemas[0],
      { items: [{ id: 'x', n: '3 km', ok: 'yes', k: 'c', m: 1.5 }] },
      { items: [{ id: 'x', n: '3 km', ok: 'yes', k: 'c', m: 1.5 }] },
    ],
  ])('%#', (schema, value, bent) => {
    expect(bend(schema, value)).toEqual(bent)
  })
  it('follows schemas that contain themselves', () => {
    const tree = z.object({
      name: z.string(),
      get parts() {
        return z.array(tree)
      },
    })
    expect(bend(tree, { name: 1, parts: { name: 2, parts: [] } })).toEqual({
      name: '1',
      parts: [{ name: '2', parts: [] }],
    })
  })
})

describe('shapes', () => {
  it('have an object at their root, closed, and say no more than they must', () => {
    const { schema, under } = shapeOf(z.array(z.object({ n: z.int() })))
    expect(under).toBe('answer')
    expect(schema).toEqual({
      type: 'object',
      properties: {
        answer: {
          type: 'array',
          items: {
            type: 'object',
            properties: { n: { type: 'integer' } },
            required: ['n'],
            additionalProperties: false,
          },
        },
      },
      required: ['answer'],
      additionalProperties: false,
    })
  })
  it('read plain texts and lists under their key and bare', () => {
    const list = promptOf(z.array(z.string()))
    expect(readAnswer(list, answer('{"answer":["a"]}'), 'json-schema')).toMatchObject({
      value: ['a'],
      rung: 'json-schema',
    })
    expect(readAnswer(list, answer('["a"]'), 'json')).toMatchObject({ value: ['a'] })
    expect(readAnswer(promptOf(z.string()), answer('{"answer":"a"}'), 'tool')).toMatchObject({ value: 'a' })
  })
})

describe('what refusals teach', () => {
  const request = {
    system: 's',
    messages: [],
    maxOutputTokens: 1,
    temperature: 0,
    prefill: '<think>\n',
  } as const
  const schema = { mode: 'json-schema', name: 'n', schema: {} } as const
  const tool = { mode: 'tool', name: 'n', description: '', schema: {} } as const
  it.each([
    [
      "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model",
      schema,
      'json-schema',
    ],
    ['This response_format type is unavailable now', schema, 'json-schema'],
    ["'response_format.type' must be 'json_schema' or 'text'", { mode: 'json' }, 'json-mode'],
    ['registry.ollama.ai/library/gemma:2b does not support tools', tool, 'tools'],
    ['"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', tool, 'tools'],
    ['Thinking may not be enabled when tool_choice forces tool use.', tool, 'tools'],
    ["Unsupported value: 'temperature' does not support 0 with this model.", schema, 'temperature'],
    ['This model does not support assistant message prefill.', { mode: 'text' }, 'prefill'],
    ['System role not supported', { mode: 'text' }, 'system'],
    ['Bad Request', schema, 'form'],
    ['Bad Request', { mode: 'text' }, undefined],
    ['max_tokens is too large', schema, undefined],
  ] as const)('%s', (reason, output, lesson) => {
    const error = new KaojuError('model-request-refused', { provider: 'p', model: 'm', reason })
    expect(lessonFrom(error, { ...request, output })).toBe(lesson)
  })
  it('is nothing when the failure is another', () => {
    const error = new KaojuError('model-quota', { provider: 'p', reason: 'no tools, no json_schema' })
    expect(lessonFrom(error, { ...request, output: schema })).toBeUndefined()
  })
})

describe('the language of a value', () => {
  it.each([
    [{ a: '委员会在三月批准了修建新桥的计划，并要求年底前完成。' }, 'en', true],
    [{ a: '委员会在三月批准了修建新桥的计划，并要求年底前完成。' }, 'zh', false],
    [{ a: 'The committee approved the plan for the new bridge in March of the year.' }, 'zh', true],
    [
      {
        a: 'The committee approved the plan for the new bridge in March of the year.',
        b: '委员会批准了计划。',
      },
      'zh',
      false,
    ],
    [
      { id: 'E1', url: 'https://example.test/a-long-address-with-many-letters-in-it-and-more', kind: 'fact' },
      'zh',
      false,
    ],
    [{ a: 'Bridge' }, 'zh', false],
  ] as const)('%j in %s: %s', (value, language, other) => {
    expect(inOtherLanguage(value, '', language)).toBe(other)
  })
})

describe('a run that is replayed', () => {
  const prompt = promptOf(z.object({ n: z.int() }))
  const refuse = new KaojuError('model-request-refused', {
    provider: 'p',
    model: 'm',
    reason: 'json_schema is not supported',
  })
  it('thinks the same without writing, without asking, in parallel as it was', async () => {
    const journal = createMemoryJournal()
    let calls = 0
    const chat = ladderChat(({ output, messages }) => {
      calls++
      if (output.mode === 'json-schema') return refuse
      const again = JSON.stringify(messages).includes('could not be used')
      return { toolArguments: again ? '{"n":2}' : 'none' }
    })
    const twin = (): { n: number } => ({ n: 0 })
    const places = ['a', 'b', 'c', 'd']
    const run = async (
      over: typeof journal | ReturnType<typeof readOnly>,
      order: readonly string[],
      together: boolean,
    ) => {
      const { context } = createContext({ run: 'ladder', journal: over })
      const thoughts: [string, unknown][] = []
      const one = async (place: string): Promise<void> => {
        thoughts.push([place, await ask(prompt, chat, twin, context.at(place))])
      }
      if (together) await Promise.all(order.map(one))
      else for (const place of order) await one(place)
      return thoughts.toSorted(([a], [b]) => (a < b ? -1 : 1))
    }
    const first = [
      ...(await run(journal, places.slice(0, 2), true)),
      ...(await run(journal, places.slice(2), true)),
    ]
    const paid = calls
    expect(first.every(([, thought]) => JSON.stringify(thought).includes('"n":2'))).toBe(true)
    expect(await run(readOnly(journal, 'ladder'), places, true)).toEqual(first)
    expect(await run(readOnly(journal, 'ladder'), places.toReversed(), false)).toEqual(first)
    expect(calls).toBe(paid)
  })

  it('says what it does not hold instead of answering by rules', async () => {
    const { context } = createContext({ run: 'ladder', journal: readOnly(createMemoryJournal(), 'ladder') })
    const chat = ladderChat(() => ({ text: '{"n":1}' }))
    await expect(ask(prompt, chat, () => ({ n: 0 }), context.at('a'))).rejects.toMatchObject({
      code: 'replay-missing',
    })
  })
})

it('deep JSON is refused before anything recursive reads it', () => {
  for (const depth of [65, 1000, 100_000])
    expect(parseJson('['.repeat(depth) + ']'.repeat(depth))).toBeUndefined()
  expect(parseJson('['.repeat(64) + ']'.repeat(64))).toBeDefined()
})
