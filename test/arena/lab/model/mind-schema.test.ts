import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../../src/arena/lab/model/model.ts'
import { factOf, put, thing, told } from './mind-prompts.ts'

const ajv = new Ajv2020({ strict: false, validateFormats: false })
const [a, b] = [thing('bridge', 0), thing('bridge', 1)]
const lines = [
  told(factOf(a, 'length', { kind: 'quantity', amount: 312, unit: 'metre' })),
  told(factOf(a, 'designer', { kind: 'entity', entity: thing('person').id })),
]
const source = `<source id="1" url="http://one.example/a"><title>One</title>${lines[0]}</source>\n<source id="2" url="http://two.example/b"><title>Two</title>${lines[1]}</source>`
const question = `How long is ${a.names.en}?`

function filled(schema: Json, text: string): Json {
  const { text: answer } = put({ turns: [{ role: 'user', text }], schema: { name: 'answer', schema } })
  const value = JSON.parse(answer) as Json
  expect(ajv.validate(schema as object, value), `${ajv.errorsText()} ${answer}`).toBe(true)
  return value
}

const strings = { type: 'array', items: { type: 'string' } } as const
const object = (
  properties: { readonly [key: string]: Json },
  more: { readonly [key: string]: Json } = {},
): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
})

const compare = `Which is longer, ${a.names.en} or ${b.names.en}?`

test('sub-queries, learnings and follow-ups as deep researchers ask for them', () => {
  expect(
    filled(
      object({ queries: { ...strings, maxItems: 3 } }),
      `Write up to 3 search queries for: "${compare}"`,
    ),
  ).toEqual({
    queries: [`${a.names.en} length`, `${b.names.en} length`],
  })
  const many = filled(
    object({ search_queries: { ...strings, minItems: 5, maxItems: 5, uniqueItems: true } }),
    `Topic: ${question}`,
  ) as { search_queries: string[] }
  expect(many.search_queries.every((query) => query.includes(a.names.en) || query.includes(a.names.zh))).toBe(
    true,
  )
  const serp = object({
    queries: {
      type: 'array',
      items: object({ query: { type: 'string' }, researchGoal: { type: 'string' } }),
    },
  })
  expect(
    filled(serp, `Given the following prompt, generate a list of SERP queries. <prompt>${compare}</prompt>`),
  ).toMatchObject({
    queries: [{ query: `${a.names.en} length` }, { query: `${b.names.en} length` }],
  })
  const learnings = filled(
    object({ learnings: strings, followUpQuestions: strings }),
    `Query: ${compare}\n\n${source}`,
  ) as { learnings: string[]; followUpQuestions: string[] }
  expect(learnings.learnings.join()).toContain('312 metres')
  expect(learnings.followUpQuestions.join()).toContain(b.names.en)
})

test('outlines and sections', () => {
  const outline = object({
    title: { type: 'string' },
    sections: {
      type: 'array',
      minItems: 2,
      items: object({
        name: { type: 'string' },
        description: { type: 'string' },
        research: { type: 'boolean' },
        content: { type: 'string' },
      }),
    },
  })
  const { sections } = filled(outline, `Make the outline of a report. Topic: ${compare}`) as {
    sections: { name: string; research: boolean }[]
  }
  expect(sections.map(({ name }) => name).join()).toContain(b.names.en)
  expect(sections.every(({ research }) => research)).toBe(true)
})

test('an action is searching until enough is shown', () => {
  const schema: Json = {
    anyOf: [
      object({ action: { const: 'search' }, think: { type: 'string' }, searchRequests: strings }),
      object({
        action: { const: 'answer' },
        think: { type: 'string' },
        answer: { type: 'string' },
        references: {
          type: 'array',
          items: object({ exactQuote: { type: 'string' }, url: { type: 'string' } }),
        },
      }),
      object({ action: { const: 'reflect' }, questionsToAnswer: strings }),
    ],
  }
  expect(filled(schema, `Question: ${question}`)).toMatchObject({
    action: 'search',
    searchRequests: [`${a.names.en} length`],
  })
  expect(filled(schema, `Question: ${question}\n${source}`)).toMatchObject({
    action: 'answer',
    references: [{ exactQuote: lines[0], url: 'http://one.example/a' }],
  })
})

test('grades, verdicts and decisions', () => {
  const enough = object({
    is_sufficient: { type: 'boolean' },
    knowledge_gap: { type: 'string' },
    follow_up_queries: strings,
  })
  expect(filled(enough, `Question: ${question}\n${source}`)).toEqual({
    is_sufficient: true,
    knowledge_gap: '',
    follow_up_queries: [],
  })
  expect(filled(enough, `Question: When was ${a.names.en} opened?\n${source}`)).toMatchObject({
    is_sufficient: false,
    follow_up_queries: [`${a.names.en} opened`],
  })
  const grade = object({
    relevance: { type: 'integer', minimum: 0, maximum: 10 },
    binary_score: { enum: ['yes', 'no'] },
  })
  expect(
    filled(grade, `Is the document relevant?\nQuestion: ${question}\n<document>${lines[0]}</document>`),
  ).toMatchObject({ binary_score: 'yes' })
  expect(
    filled(
      grade,
      `Is the document relevant?\nQuestion: ${question}\n<document>Nothing of the kind.</document>`,
    ),
  ).toMatchObject({ binary_score: 'no' })
  const ranks = object({
    rankings: {
      type: 'array',
      items: object({ id: { type: 'integer' }, relevance_score: { type: 'number', minimum: 0, maximum: 1 } }),
    },
  })
  const { rankings } = filled(ranks, `Rank. Question: Who designed ${a.names.en}?\n${source}`) as {
    rankings: { id: number }[]
  }
  expect(rankings.map(({ id }) => id)).toEqual([2, 1])
  const entailment = object({ verdict: { enum: ['SUPPORTED', 'REFUTED', 'NOT ENOUGH INFO'] } })
  expect(filled(entailment, `Claim: ${lines[0]!.replace('312', '777')}\nEvidence:\n${source}`)).toEqual({
    verdict: 'REFUTED',
  })
})

test('summaries with citations, triples', () => {
  const summary = object({
    summary: { type: 'string' },
    citations: { type: 'array', items: { type: 'integer' } },
  })
  expect(filled(summary, `Question: ${question}\n${source}`)).toMatchObject({ citations: [1] })
  const triples = object({
    triples: {
      type: 'array',
      items: object({
        subject: { type: 'string' },
        predicate: { type: 'string' },
        object: { type: 'string' },
      }),
    },
  })
  expect(filled(triples, `Extract a knowledge graph.\n${source}`)).toMatchObject({
    triples: [
      { subject: a.names.en, object: '312 metres' },
      { subject: a.names.en, object: thing('person').names.en },
    ],
  })
})

test('references, unions, nulls, tuples and limits are kept', () => {
  const value = filled(
    {
      $defs: {
        Node: object({
          name: { type: 'string', maxLength: 8 },
          children: { type: 'array', items: { $ref: '#/$defs/Node' }, maxItems: 2 },
        }),
      },
      type: 'object',
      properties: {
        root: { $ref: '#/$defs/Node' },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        pair: {
          type: 'array',
          prefixItems: [{ type: 'string' }, { type: 'integer' }],
          items: false,
          minItems: 2,
        },
      },
      required: ['root', 'pair'],
    },
    question,
  )
  expect(value).toHaveProperty('root.children')
})

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ type: fc.constant('string'), maxLength: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ type: fc.constant('string'), minLength: fc.integer({ min: 0, max: 40 }) }),
  fc.constant({ type: 'boolean' }),
  fc
    .tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 9 }))
    .map(([low, more]) => ({ type: 'integer', minimum: low, maximum: low + more })),
  fc
    .tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true }))
    .map(([low, more]) => ({ type: 'number', minimum: low, maximum: low + more })),
  fc.array(fc.string(), { minLength: 1, maxLength: 4 }).map((options) => ({ enum: options })),
  fc.constant({ type: ['string', 'null'] }),
)
const keys = fc.constantFrom(
  'questions',
  'queries',
  'answer',
  'text',
  'evidence',
  'id',
  'label',
  'score',
  'is_enough',
  'missing',
  'order',
  'sections',
  'title',
  'verdicts',
  'quote',
  'x',
  'reasoning',
  'sources',
  'url',
  'facts',
)
const { node } = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc
      .tuple(tie('node'), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
      .map(([items, least, more]) => ({ type: 'array', items, minItems: least, maxItems: least + more })),
    fc.dictionary(keys, tie('node'), { maxKeys: 5 }).map((properties) => ({
      type: 'object',
      properties,
      required: Object.keys(properties).slice(0, 3),
      additionalProperties: false,
    })),
    fc.tuple(tie('node'), tie('node')).map(([one, other]) => ({ anyOf: [one, other] })),
  ),
}))

test('whatever the schema, the answer fits it', () => {
  fc.assert(
    fc.property(node, fc.constantFrom(question, `Question: ${compare}\n${source}`, ''), (schema, text) => {
      filled(schema, text)
    }),
    { numRuns: 150, seed: 5 },
  )
})

test('a schema that refers to itself is ended by the branch that does; one that has none breaks off', () => {
  const expression: Json = {
    $ref: '#/$defs/expression',
    $defs: {
      expression: {
        anyOf: [
          object({ left: { $ref: '#/$defs/expression' }, right: { $ref: '#/$defs/expression' } }),
          object({ value: { type: 'number' } }),
        ],
      },
    },
  }
  filled(expression, question)
  const endless: Json = {
    type: 'object',
    properties: { a: { $ref: '#' }, b: { $ref: '#' } },
    required: ['a', 'b'],
  }
  const { text } = put({ turns: [{ role: 'user', text: question }], schema: { name: 'x', schema: endless } })
  expect(JSON.parse(text)).toHaveProperty('a.a.a')
})

test('lists and texts that must be endless end', () => {
  const lists: Json = { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 3 } }
  const texts: Json = { type: 'string', minLength: 1e12 }
  const lengths = [lists, texts].map((schema) => {
    const { text } = put({ turns: [{ role: 'user', text: question }], schema: { name: 'x', schema } })
    return (JSON.parse(text) as { readonly length: number }).length
  })
  expect(lengths).toEqual([200, 100_000])
})
