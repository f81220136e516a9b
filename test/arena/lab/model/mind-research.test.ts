/** What research loops ask of a model, in wordings that are not Kaoju's: plans with needs, bare answers, what is missing … */
import { describe, expect, test } from 'vitest'
import type { LabLanguage } from '../../../../src/arena/lab/world.ts'
import type { Json } from '../../../../src/arena/lab/model/model.ts'
import { factOf, put, thing, told } from './mind-prompts.ts'

const [a, b] = [thing('bridge', 0), thing('bridge', 1)]
const museum = thing('museum', 0)
const town = thing('town', 0)
const person = thing('person', 0)

const length = (one: typeof a, amount: number, language: LabLanguage = 'en'): string =>
  told(factOf(one, 'length', { kind: 'quantity', amount, unit: 'metre' }), language)
const place = (language: LabLanguage = 'en'): string =>
  told(factOf(museum, 'location', { kind: 'entity', entity: town.id }), language)
const population = (year: number, amount: number, language: LabLanguage = 'en'): string =>
  told(
    factOf(town, 'population', { kind: 'quantity', amount, unit: 'person' }, { asOf: year }),
    language,
    `told ${year}`,
  )
const designer = (language: LabLanguage = 'en'): string =>
  told(factOf(a, 'designer', { kind: 'entity', entity: person.id }), language)

const object = (properties: { readonly [key: string]: Json }): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})
const list = (items: Json, description = ''): Json => ({ type: 'array', items, description })
const text = (description = ''): Json => ({ type: 'string', description })
const ids = list({ type: 'string' })

function filled<T>(schema: Json, prompt: string, system?: string): T {
  const { text: answer } = put({
    turns: [
      ...(system === undefined ? [] : [{ role: 'system' as const, text: system }]),
      { role: 'user', text: prompt },
    ],
    schema: { name: 'answer', schema },
  })
  return JSON.parse(answer) as T
}

const inTown = {
  en: `How many people live in the town that is home to ${museum.names.en}?`,
  zh: `${museum.names.zh}所在的镇有多少人口？`,
}
const longer = {
  en: `Which is longer, ${a.names.en} or ${b.names.en}?`,
  zh: `${a.names.zh}和${b.names.zh}哪一座更长？`,
}

describe.each(['en', 'zh'] as const)('a plan with needs (%s)', (language) => {
  const schema = object({
    steps: list(
      object({
        sub_question: text('One step; <A1> stands for the answer to step 1'),
        depends_on: list({ type: 'integer' }, 'Earlier steps that it depends on, from 1'),
      }),
    ),
  })
  type Steps = { readonly steps: readonly { readonly sub_question: string; readonly depends_on: number[] }[] }
  const ask =
    language === 'en'
      ? 'Decompose the question into sub-questions. Question: '
      : '请把问题拆解为子问题。问题：'

  test('leaves the place of an earlier answer open in the form that is told', () => {
    const { steps } = filled<Steps>(schema, ask + inTown[language])
    expect(steps.map(({ depends_on }) => depends_on)).toEqual([[], [1]])
    expect(steps[0]!.sub_question).toContain(museum.names[language])
    expect(steps[1]!.sub_question).toContain('<A1>')
    expect(steps[1]!.sub_question).not.toContain(museum.names[language])
  })

  test('what is compared comes before the comparison', () => {
    const { steps } = filled<Steps>(schema, ask + longer[language])
    expect(steps.map(({ depends_on }) => depends_on)).toEqual([[], [], [1, 2]])
    expect(steps[2]!.sub_question).toBe(longer[language])
  })

  test('without a form for open places later steps tell what they hang on; what asks one thing stays one', () => {
    const plain = object({
      plan: list(object({ task: text(), after: ids, depends: list({ type: 'integer' }) })),
    })
    const { plan } = filled<{ plan: { task: string; depends: number[] }[] }>(plain, ask + inTown[language])
    expect(plan[1]!.task).toContain(museum.names[language])
    expect(plan[1]!.depends).toEqual([1])
    const one = filled<Steps>(
      schema,
      `${ask}${language === 'en' ? `How long is ${a.names.en}?` : `${a.names.zh}有多长？`}`,
    )
    expect(one.steps).toHaveLength(1)
  })

  test('what is known already is not asked again, and names what hangs on it', () => {
    const known = language === 'en' ? 'Already known:' : '已知：'
    const { steps } = filled<Steps>(
      schema,
      `${ask}${inTown[language]}\n\n${known}\n<source id="1">${place(language)}</source>`,
    )
    expect(steps).toHaveLength(1)
    expect(steps[0]!.sub_question).toContain(town.names[language])
    expect(steps[0]!.depends_on).toEqual([])
  })
})

test('in lines the needs stand where the prompt shows them', () => {
  const { text: lines } = put({
    turns: [
      {
        role: 'user',
        text: `Break the question down into sub-questions, one a line, and write {q1} for the answer of the first, as in: When was {q1} born? (needs 1)\nQuestion: ${inTown.en}`,
      },
    ],
  })
  expect(lines.split('\n')).toHaveLength(2)
  expect(lines.split('\n')[1]).toMatch(/\{q1\}.*\?\s\(needs 1\)$/)
})

describe.each(['en', 'zh'] as const)('bare answers (%s)', (language) => {
  const schema = object({
    answers: list(object({ value: text('The name, date or figure alone, verbatim'), ids })),
    answerable: { type: 'boolean' },
  })
  type Answers = { readonly answers: { value: string; ids: string[] }[]; readonly answerable: boolean }
  const material = `[1] ${length(a, 312, language)}\n[2] ${designer(language)}\n[3] ${length(b, 90, language)}`
  const about = (question: string): string =>
    language === 'en'
      ? `Statements:\n${material}\n\nQuestion: ${question}`
      : `陈述：\n${material}\n\n问题：${question}`

  test('are values as they stand, with the ids of their statements', () => {
    const who = language === 'en' ? `Who designed ${a.names.en}?` : `${a.names.zh}是谁设计的？`
    expect(filled<Answers>(schema, about(who))).toEqual({
      answers: [{ value: person.names[language], ids: ['2'] }],
      answerable: true,
    })
    const { answers } = filled<Answers>(schema, about(longer[language]))
    expect(answers).toMatchObject([{ value: a.names[language] }])
    expect(answers[0]!.ids).toContain('1')
  })

  test('are none where nothing is said, and both where sources differ', () => {
    const when = language === 'en' ? `When was ${a.names.en} opened?` : `${a.names.zh}是什么时候启用的？`
    expect(filled<Answers>(schema, about(when))).toEqual({ answers: [], answerable: false })
    const both = `${about(language === 'en' ? `How long is ${a.names.en}?` : `${a.names.zh}有多长？`)}\n\n[4] ${length(a, 333, language)}`
    expect(filled<Answers>(schema, both).answers.map(({ ids: from }) => from)).toEqual([['1'], ['4']])
  })
})

describe('what is missing', () => {
  const schema = object({
    enough: { type: 'boolean' },
    missing: list(object({ query: text(), why: text() })),
  })
  type Missing = { readonly enough: boolean; readonly missing: { query: string; why: string }[] }

  test('is what the findings leave open, in words that were not tried', () => {
    const prompt = `Question: ${longer.en}\n\nFindings so far:\n[1] ${length(a, 312)}\n\nSay what is still missing.`
    const first = filled<Missing>(schema, prompt)
    expect(first.enough).toBe(false)
    expect(first.missing).toHaveLength(1)
    expect(first.missing[0]!.query).toContain(b.names.en)
    const again = filled<Missing>(schema, `${prompt}\nAlready searched:\n- ${first.missing[0]!.query}`)
    expect(again.missing).toHaveLength(1)
    expect(again.missing[0]!.query).not.toBe(first.missing[0]!.query)
  })

  test('is nothing where all is found, or all was tried', () => {
    const found = `Question: ${longer.en}\n\nFindings so far:\n[1] ${length(a, 312)}\n[2] ${length(b, 90)}`
    expect(filled<Missing>(schema, found)).toEqual({ enough: true, missing: [] })
    let tried = ''
    const rounds: number[] = []
    for (let round = 0; round < 6; round++) {
      const { missing } = filled<Missing>(schema, `Question: ${inTown.en}\nAlready searched:\n${tried}`)
      rounds.push(missing.length)
      tried += missing.map(({ query }) => `- ${query}\n`).join('')
    }
    expect(rounds[0]).toBeGreaterThan(0)
    expect(rounds.at(-1)).toBe(0)
  })

  test('goes on from answered sub-questions as from statements', () => {
    const answered = `问题：${inTown.zh}\n\n已查明：\n${museum.names.zh}坐落在哪个镇？→ ${town.names.zh}`
    const { missing } = filled<Missing>(schema, answered)
    expect(missing).toHaveLength(1)
    expect(missing[0]!.query).toContain(town.names.zh)
    const english = `Question: ${inTown.en}\n\nSo far:\nQ1: In which town is ${museum.names.en}?\nA1: ${town.names.en}`
    expect(filled<Missing>(schema, english).missing[0]!.query).toContain(town.names.en)
  })

  test('an answer that is to be graded is not known by being given', () => {
    const graded = filled<{ correct: boolean }>(
      object({ correct: { type: 'boolean' } }),
      `Grade the answer.\nQuestion: How long is ${a.names.en}?\nAnswer: 999 metres`,
    )
    expect(graded.correct).toBe(false)
  })
})

describe('picking', () => {
  test('statements that have to do with the question, and those that might lead on', () => {
    const schema = object({ relevant_ids: list({ type: 'string' }, 'Ids of the relevant statements') })
    const lines = `[s1] ${length(a, 312)}\n[s2] ${place()}\n[s3] ${population(2021, 4100)}\n[s4] ${designer()}`
    const pick = (question: string): unknown =>
      filled(schema, `<document>${lines}</document>\nQuestion: ${question}`)
    expect(pick(`How long is ${a.names.en}?`)).toEqual({ relevant_ids: ['s1'] })
    expect(pick(inTown.en)).toEqual({ relevant_ids: ['s2', 's3'] })
    expect(pick(`When was ${b.names.en} opened?`)).toEqual({ relevant_ids: [] })
  })

  test('the question of a list that helps next, or none', () => {
    const schema = object({
      question_idx: {
        type: 'integer',
        description: 'Number of the chosen question; 0 if none of them helps',
      },
    })
    const listed = `1. Who designed ${a.names.en}?\n2. How many people live in ${town.names.en}?\n3. In which town is ${museum.names.en}?`
    const pick = (context: string, questions = listed): unknown =>
      filled(schema, `Context: ${context}\n\nCandidate questions:\n${questions}\n\nQuestion: ${inTown.en}`)
    expect(pick('nothing yet')).toEqual({ question_idx: 3 })
    expect(pick(`<source id="1">${place()}</source>`)).toEqual({ question_idx: 2 })
    expect(pick('nothing yet', `1. Who designed ${a.names.en}?`)).toEqual({ question_idx: 0 })
    const nullable = object({ question_idx: { type: ['integer', 'null'] } })
    expect(
      filled(nullable, `Candidate questions:\n1. Who designed ${a.names.en}?\n\nQuestion: ${inTown.en}`),
    ).toEqual({ question_idx: null })
  })

  test('questions that a text answers, each with its place', () => {
    const schema = object({ atoms: list(object({ question: text(), source_id: text() })) })
    const { atoms } = filled<{ atoms: { question: string; source_id: string }[] }>(
      schema,
      `List as many questions as the following passage answers.\n[e1] ${length(a, 312)}\n[e2] ${designer()}`,
    )
    expect(atoms.map(({ source_id }) => source_id)).toEqual(['e1', 'e2'])
    expect(atoms.every(({ question }) => question.includes(a.names.en))).toBe(true)
    const { text: lines } = put({
      turns: [
        {
          role: 'user',
          text: `请写出这段材料能够回答的问题，每行一个。\n<source>${length(a, 312, 'zh')}</source>`,
        },
      ],
    })
    expect(lines).toContain(a.names.zh)
    expect(lines).toMatch(/？$/)
  })

  test('sub-questions that are proposed leave out what the context tells', () => {
    const schema = object({ thinking: text(), sub_questions: list({ type: 'string' }) })
    const propose = (context: string): { sub_questions: string[] } =>
      filled(
        schema,
        `Raise sub-questions whose answers would help, given the context.\n# Context\n${context}\n# Question\n${inTown.en}`,
      )
    expect(propose('').sub_questions.length).toBeGreaterThan(0)
    const [next, ...others] = propose(`<source>${place()}</source>`).sub_questions
    expect(next).toContain(town.names.en)
    expect(others).toEqual([])
    expect(
      propose(`<source>${place()}</source><source>${population(2021, 4100)}</source>`).sub_questions,
    ).toEqual([])
  })
})

describe('outlines and subtopics', () => {
  const report = `Write a detailed report on ${a.names.en} and ${b.names.en} that covers the length of ${a.names.en}, the designer of ${a.names.en}, the length of ${b.names.en} and the designer of ${b.names.en}.`

  test('sections gather listed questions and the ids of statements', () => {
    const schema = object({
      sections: list(object({ heading: text(), questions: list({ type: 'integer' }), evidence: ids })),
    })
    const listed = `1. How long is ${a.names.en}?\n2. Who designed ${a.names.en}?\n3. How long is ${b.names.en}?`
    const material = `[E1] ${length(a, 312)}\n[E2] ${designer()}\n[E3] ${length(b, 90)}`
    expect(
      filled(
        schema,
        `Make an outline.\nSub-questions:\n${listed}\n\nStatements:\n${material}\n\nReport: ${report}`,
      ),
    ).toEqual({
      sections: [
        { heading: a.names.en, questions: [1, 2], evidence: ['E1', 'E2'] },
        { heading: b.names.en, questions: [3], evidence: ['E3'] },
      ],
    })
  })

  test('as many subtopics as are asked for, none of them cut off', () => {
    const { subtopics } = filled<{ subtopics: string[] }>(
      object({ subtopics: { type: 'array', maxItems: 2, items: { type: 'string' } } }),
      `Topic: ${report}`,
    )
    expect(subtopics).toHaveLength(2)
    expect(subtopics.join()).toContain(a.names.en)
    expect(subtopics.join()).toContain(b.names.en)
  })
})

describe('sorting', () => {
  const level = object({
    level: { enum: ['factual', 'linkable', 'predictive', 'creative'] },
    needs_table: { type: 'boolean' },
    needs_forecast: { type: 'boolean' },
  })
  test.each([
    [`How long is ${a.names.en}?`, 'factual'],
    [inTown.en, 'linkable'],
    [longer.zh, 'linkable'],
    [`What will the population of ${town.names.en} be in 2040?`, 'predictive'],
    [`到2040年${town.names.zh}的人口预计是多少？`, 'predictive'],
  ])('%s is %s', (question, wanted) => {
    expect(filled(level, `Classify. Question: ${question}`)).toMatchObject({
      level: wanted,
      needs_forecast: wanted === 'predictive',
    })
  })

  test('by what a prompt says of its choices', () => {
    const schema = object({ class: { enum: ['A', 'B', 'C'], description: 'Question type' } })
    const words =
      'Question types: A: a single fact stated once; B: combining several statements; C: a forecast.'
    const sort = (question: string): unknown => filled(schema, `${words}\nQuestion: ${question}`)
    expect(sort(`How long is ${a.names.en}?`)).toEqual({ class: 'A' })
    expect(sort(inTown.en)).toEqual({ class: 'B' })
  })
})

describe('a loop with tools told in JSON', () => {
  const schema = object({
    thought: text(),
    tool: { enum: ['search', 'read', 'library', 'compute', 'finish'] },
    input: text(),
  })
  const rules =
    'Choose the next tool: search the web, read a page by its address, look into the library, compute an arithmetic expression, or finish.'
  const together = `How long are ${a.names.en} and ${b.names.en} together?`
  type Step = { readonly tool: string; readonly input: string }
  const step = (history: string): Step => filled<Step>(schema, `${rules}\nQuestion: ${together}\n${history}`)

  test('looks at home first, then outside, reads, computes and ends', () => {
    const first = step('')
    expect(first.tool).toBe('library')
    expect(first.input).toContain(a.names.en)
    const second = step(`Done so far:\nlibrary: ${first.input} -> nothing`)
    expect(second.tool).toBe('search')
    const results = `<result url="http://one.example/a">${a.names.en}: its length and more</result>`
    const third = step(
      `Done so far:\nlibrary: ${first.input} -> nothing\nsearch: ${second.input}\n${results}`,
    )
    expect(third).toMatchObject({ tool: 'read', input: 'http://one.example/a' })
    const known = `Observations so far:\n[1] ${length(a, 312)}\n[2] ${length(b, 90)}`
    const fourth = step(known)
    expect(fourth).toMatchObject({ tool: 'compute', input: '312 + 90' })
    expect(step(`${known}\ncompute: 312 + 90 = 402`)).toMatchObject({ tool: 'finish' })
  })
})

test('a critique names what the material does not bear and what is left out', () => {
  const schema = object({ problems: list(object({ sentence: text(), problem: text() })) })
  const material = `<source id="1">${length(a, 312)}</source>\n<source id="2">${length(b, 90)}</source>`
  const good = `Draft:\n${length(a, 312)} ${length(b, 90)}`
  const critique = (draft: string): { problems: { sentence: string; problem: string }[] } =>
    filled(schema, `Criticise the draft by the sources.\n${material}\n\n${draft}\n\nQuestion: ${longer.en}`)
  expect(critique(good)).toEqual({ problems: [] })
  const wrong = critique(`Draft:\n${length(a, 999)} ${length(b, 90)}`)
  expect(wrong.problems).toHaveLength(1)
  expect(wrong.problems[0]!.sentence).toContain('999')
  const short = critique(`Draft:\n${length(a, 312)}`)
  expect(short.problems.map(({ problem }) => problem).join()).toContain(b.names.en)
})

test('a forecast goes on as the years went, and says what it assumes', () => {
  const schema = object({
    forecast: text(),
    assumptions: list({ type: 'string' }),
    low: { type: 'number' },
    high: { type: 'number' },
  })
  const material = `[1] ${population(2010, 4000)}\n[2] ${population(2020, 5000)}`
  const outlook = filled<{ forecast: string; assumptions: string[]; low: number; high: number }>(
    schema,
    `${material}\n\nQuestion: What will the population of ${town.names.en} be in 2030?`,
  )
  expect(outlook.forecast).toMatch(/6,000 people|6000 people/)
  expect(outlook.assumptions.length).toBeGreaterThan(0)
  expect(outlook.low).toBeLessThan(6000)
  expect(outlook.high).toBeGreaterThan(6000)
})
