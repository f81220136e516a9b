import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Language, Report } from '#vocabulary'
import { createContext, steppedClock, type ContextOptions } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import type { Models } from '#models'
import { research, type ResearchTask } from '#research'
import { strategies } from '../../src/research/catalog.generated.ts'
import { nearest, scriptedModels, scriptedReranker, statementsIn, type Asked } from './scripted-models.ts'
import { copyExampleHome } from '../example-home.ts'

const root = join(import.meta.dirname, '../..')
const home = mkdtempSync(join(tmpdir(), 'kaoju-quick-'))
let library: Library

beforeAll(async () => {
  const { context } = createContext()
  await copyExampleHome(home)
  library = await openLibrary({ home, mode: 'write' }, context)
  await addPaths(library, [join(root, 'examples/library')], {}, context)
})
afterAll(async () => {
  await library.close()
  rmSync(home, { recursive: true, force: true })
})

const cost = 'How much did the Heyan Wetland cost to build?'

async function ask(
  question: string,
  models: Models | undefined,
  options: ContextOptions & { readonly language?: Language; readonly task?: Partial<ResearchTask> } = {},
): Promise<Report> {
  const { language = 'en', task = {}, ...rest } = options
  const run = createContext({ run: 'run-test', clock: steppedClock(Date.UTC(2026, 0, 1)), ...rest })
  return research(
    { question, language, effort: 'quick', ...(models ? { strategy: 'quick' } : {}), ...task },
    { library, ...(models ? { models } : {}) },
    run.context,
  )
}

const sentencesOf = (report: Report) => report.sections.flatMap(({ sentences }) => sentences)

describe('with models', () => {
  test('every role does its step, and the report tells who did what and what it cost', async () => {
    const report = await ask(cost, scriptedModels())
    expect(sentencesOf(report).some(({ text }) => text.includes('96.4 million yuan'))).toBe(true)
    expect(sentencesOf(report).every(({ writer }) => writer === 'test/writer')).toBe(true)
    expect(report.method).toBe('test/planner, test/worker, test/writer')
    expect(report.steps).toEqual([
      { step: 'plan', role: 'planner', by: 'test/planner', times: 1 },
      { step: 'rewrite-query', role: 'worker', by: 'test/worker', times: 1 },
      { step: 'write-section', role: 'writer', by: 'test/writer', times: 1 },
    ])
    expect(report.cost).toEqual({
      currency: 'USD',
      amount: expect.closeTo(0.000081, 9) as number,
      calls: 3,
      tokens: 360,
      inputTokens: 300,
      outputTokens: 60,
      cachedTokens: 30,
    })
    expect(report.models).toContainEqual({
      role: 'writer',
      model: 'test/writer',
      calls: 1,
      tokens: 120,
      usd: expect.closeTo(0.000027, 9) as number,
    })
    expect(report.coverage.answered).toBe(1)
  })

  test('a plan of several parts makes a section each, asked at once, in Chinese too', async () => {
    const report = await ask(
      '河堰湿地的造价和面积各是多少？',
      scriptedModels({
        plan: () => JSON.stringify({ questions: ['河堰湿地的造价是多少？', '河堰湿地的面积是多少？'] }),
      }),
      { language: 'zh' },
    )
    expect(report.plan.map(({ id, origin }) => [id, origin])).toEqual([
      ['q1', 'planned'],
      ['q2', 'planned'],
    ])
    expect(report.steps!.find(({ step }) => step === 'write-section')!.times).toBe(2)
  })

  test('a plan that leaves out the question, repeats itself or has too many parts is not taken', async () => {
    for (const questions of [
      ['What is the weather?'],
      [cost, `${cost} `, cost],
      [],
      Array.from(
        { length: 9 },
        (_, index) => `How much did part ${index} of the Heyan Wetland cost to build?`,
      ),
    ]) {
      const report = await ask(cost, scriptedModels({ plan: () => JSON.stringify({ questions }) }))
      expect(report.plan.map(({ text }) => text)).toEqual([cost])
      expect(report.steps!.find(({ step }) => step === 'plan')!.by).toBe('classical')
    }
  })

  test('the writer is shown whole passages, numbered, between marks, with where they come from', async () => {
    const log: Asked[] = []
    await ask(cost, scriptedModels({}, { log }))
    const { text } = log.find(({ name }) => name === 'write-section')!
    expect(text).toMatch(/\[source-text P1 begin\]\n\[source-text P1 source\] \S/)
    const ids = [...statementsIn(text).keys()].filter((id) => id.startsWith('E'))
    expect(ids.length).toBeGreaterThan(10)
    expect(ids).toEqual(ids.map((_, index) => `E${index + 1}`))
  })

  test('sentences without evidence, with ids that do not exist or with invented links are dropped and counted', async () => {
    const report = await ask(
      cost,
      scriptedModels({
        'write-section': ({ text }) => {
          const [[id, said]] = nearest(text) as [[string, string]]
          return JSON.stringify({
            answers: 'yes',
            missing: '',
            sentences: [
              { text: said, evidence: [`[citation:${id.slice(1)}]`] },
              { text: 'It cost nothing.', evidence: ['E999'] },
              { text: 'It cost little.', evidence: [] },
              { text: `${said} A passage is no statement.`, evidence: ['P1'] },
              { text: `${said} See https://example.org/heyan.`, evidence: [id] },
            ],
          })
        },
      }),
    )
    expect(sentencesOf(report)).toHaveLength(1)
    expect(report.coverage.notes.join(' ')).toContain('3 sentences were left out')
  })

  test('the line form with marks of citation is read as well as JSON', async () => {
    const report = await ask(
      cost,
      scriptedModels({
        'write-section': ({ name, text }) => {
          if (!name.endsWith('/lines')) return 'I would rather write prose.'
          const [[id, said]] = nearest(text) as [[string, string]]
          return `${said} [citation:${id.slice(1)}]`
        },
      }),
    )
    expect(sentencesOf(report)[0]).toMatchObject({ writer: 'test/writer', verdict: 'supported' })
  })

  test('a model that answers nothing of use leaves its step to the twin, and the report says so', async () => {
    const report = await ask(
      cost,
      scriptedModels({
        plan: () => undefined,
        'rewrite-query': () => 'no',
        'write-section': () => '{"answers": "yes"',
      }),
    )
    const twin = await ask(cost, undefined)
    expect(sentencesOf(report)).toEqual(sentencesOf(twin))
    expect(report.method).toBe('extractive')
    expect(report.steps!.every(({ by, because }) => by === 'classical' && because!.length > 0)).toBe(true)
    expect(report.coverage.notes.join(' ')).toContain('done by rules because no model gave a usable answer')
  })

  test('"not answered" by the writer is told with what is missing, and nothing is padded', async () => {
    const report = await ask(
      cost,
      scriptedModels({
        'write-section': () => JSON.stringify({ answers: 'no', missing: 'the final account', sentences: [] }),
      }),
    )
    expect(report.sections).toEqual([])
    expect(report.plan[0]).toMatchObject({
      state: 'unanswered',
      why: expect.stringContaining('the final account') as string,
    })
  })

  test('what is said to be missing may neither state a figure nor hold an address', async () => {
    for (const missing of ['that it cost 12 million yuan', 'see https://example.org']) {
      const script = { 'write-section': () => JSON.stringify({ answers: 'no', missing, sentences: [] }) }
      const report = await ask(cost, scriptedModels(script))
      expect(report.plan[0]!.why).toBe('nothing in the passages found answers it')
    }
  })

  test('a reranker orders what the writer is shown', async () => {
    const log: Asked[] = []
    const models = {
      ...scriptedModels({}, { log }),
      reranker: scriptedReranker((_, text) => (text.includes('otter') ? 1 : 0)),
    }
    const report = await ask('What is said about otters in the wetland?', models, {
      task: { strategy: 'quick' },
    })
    expect(report.steps).toContainEqual({ step: 'rerank', role: 'reranker', by: 'test/reranker', times: 1 })
    expect(report.method).toContain('test/reranker')
    expect(report.cost.calls).toBe(4)
  })

  test('with every role absent it says what the extractive strategy says', async () => {
    const {
      steps: _,
      strategy: asked,
      ...quick
    } = await ask(cost, { castings: [] }, { task: { strategy: 'quick' } })
    const { strategy: chosen, ...extractive } = await ask(cost, undefined)
    expect(quick).toEqual(extractive)
    expect([asked, chosen]).toEqual([
      { name: 'quick', why: 'asked-for' },
      { name: 'extractive', why: 'no-models' },
    ])
  })

  test('an unknown strategy is refused with the known ones', async () => {
    await expect(ask(cost, undefined, { task: { strategy: 'best' } })).rejects.toMatchObject({
      code: 'option-invalid',
      parameters: { reason: `best; known: ${strategies.map(({ name }) => name).join(', ')}` },
    })
  })
})

describe('verification', () => {
  const reworded = 'Constructing this wetland took an outlay of 96.4 million yuan.'
  const writes =
    (text: string, pattern: RegExp) =>
    ({ text: prompt }: Asked) => {
      const [id] = [...statementsIn(prompt)].find(([key, said]) => key.startsWith('E') && pattern.test(said))!
      return JSON.stringify({ answers: 'yes', missing: '', sentences: [{ text, evidence: [id] }] })
    }

  test('what the literal check leaves open is published on the judge’s word, whose quote was checked', async () => {
    const report = await ask(cost, scriptedModels({ 'write-section': writes(reworded, /96\.4 million/) }))
    const [sentence] = sentencesOf(report)
    expect(sentence).toMatchObject({ text: reworded, verdict: 'supported', verifier: 'judge:test/judge' })
    expect(sentence!.reasons).toEqual([{ code: 'paraphrase', evidence: sentence!.citations[0]!.evidence }])
    expect(report.coverage.notes.join(' ')).not.toMatch(/left out|judged/)
  })

  test('a judge whose quote does not stand in the evidence is not believed; the sentence is repaired once', async () => {
    const log: Asked[] = []
    const report = await ask(
      cost,
      scriptedModels(
        {
          'write-section': writes(reworded, /96\.4 million/),
          judge: () =>
            JSON.stringify({
              verdicts: [{ id: 'S1', label: 'supported', quote: 'far from cheap, as everybody knows' }],
            }),
        },
        { log },
      ),
    )
    expect(log.filter(({ name }) => name === 'repair')).toHaveLength(1)
    expect(sentencesOf(report)[0]).toMatchObject({ writer: 'test/writer', verdict: 'supported' })
    expect(sentencesOf(report)[0]!.text).toContain('96.4 million yuan')
    expect(sentencesOf(report)[0]!.text).not.toBe(reworded)
  })

  test('another number is never put to the judge; what repair does not mend is struck, and the twin speaks', async () => {
    const log: Asked[] = []
    const wrong = 'The Heyan Wetland cost 99.4 million yuan to build.'
    const report = await ask(
      cost,
      scriptedModels(
        {
          'write-section': writes(wrong, /96\.4 million/),
          repair: () => JSON.stringify({ sentences: [{ id: 'S1', text: wrong.replace('99.4', '98.4') }] }),
        },
        { log },
      ),
    )
    expect(log.filter(({ name }) => name === 'judge')).toEqual([])
    expect(sentencesOf(report).every(({ writer }) => writer === 'extractive')).toBe(true)
    expect(sentencesOf(report)[0]!.text).toContain('96.4 million yuan')
    expect(report.coverage.notes.join(' ')).toContain('1 sentence was left out')
  })

  test('an answer of which half was struck counts as part of one', async () => {
    const report = await ask(
      cost,
      scriptedModels({
        'write-section': (asked) => {
          const [[id, said]] = nearest(asked.text) as [[string, string]]
          const wrong = 'It cost 12 million yuan in 1950.'
          const sentences = [said, wrong].map((text) => ({ text, evidence: [id] }))
          return JSON.stringify({ answers: 'yes', missing: '', sentences })
        },
        repair: () => JSON.stringify({ sentences: [{ id: 'S1', text: '' }] }),
      }),
    )
    expect(sentencesOf(report)).toHaveLength(1)
    expect(report.plan[0]!.state).toBe('partly')
    expect(report.coverage).toMatchObject({ asked: 1, answered: 0 })
  })

  test('nobody judges what they wrote where another is there; where nobody is, the report says so', async () => {
    const script = { 'write-section': writes(reworded, /96\.4 million/) }
    const one = 'test/one'
    const shared = await ask(cost, scriptedModels(script, { ids: { writer: one, judge: one } }))
    expect(sentencesOf(shared)[0]!.verifier).toBe('judge:test/planner')
    const alone = await ask(
      cost,
      scriptedModels(script, { ids: { writer: one, judge: one, planner: one, worker: one } }),
    )
    expect(sentencesOf(alone)[0]!.verifier).toBe(`judge:${one}`)
    expect(alone.coverage.notes.join(' ')).toContain(`${one} judged sentences that it had written itself`)
  })
})

describe('budgets and stops', () => {
  test('at the limit the run stops spending, the twins finish, and the report says so', async () => {
    const report = await ask(cost, scriptedModels(), { limits: { calls: 2 } })
    expect(report.cost.calls).toBe(2)
    expect(report.steps!.find(({ step }) => step === 'write-section')).toEqual({
      step: 'write-section',
      role: 'writer',
      by: 'classical',
      times: 1,
      because: ['budget-exhausted'],
    })
    expect(report.coverage.notes.join(' ')).toContain('The budget was spent before the end')
    expect(sentencesOf(report)[0]!.text).toContain('96.4 million yuan')
  })

  test('money cannot be kept with a model of unknown price: the twins do it all, and the report says why', async () => {
    const report = await ask(cost, scriptedModels({}, { priced: false }), {
      limits: { 'micro-usd': 1000 },
    })
    expect(report.steps!.every(({ because }) => because!.includes('budget-unpriced'))).toBe(true)
    expect(report.coverage.notes.join(' ')).toContain('done by rules')
    expect(report.coverage.notes.join(' ')).not.toContain('budget was spent')
    expect(sentencesOf(report)[0]!.text).toContain('96.4 million yuan')
  })

  test('a model without a price is told as of unknown price', async () => {
    const report = await ask(cost, scriptedModels({}, { priced: false }))
    expect(report.cost).toMatchObject({ amount: 0, calls: 3, unpriced: 3 })
    expect(report.models!.every(({ usd }) => usd === null)).toBe(true)
  })

  test('a stop before the plan asks no planner and no worker', async () => {
    const stop = new AbortController()
    stop.abort()
    const log: Asked[] = []
    const report = await ask(cost, scriptedModels({}, { log }), { stop: stop.signal })
    expect(log).toEqual([])
    expect(report.coverage.notes.join(' ')).toContain('stopped')
  })
})
