import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Language } from '#vocabulary'
import { createContext, createMemoryJournal, type Journal } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import type { Models } from '#models'
import { clarify, research } from '#research'
import { clarified } from '../../src/research/clarified.ts'
import { honest, scriptedModels, type Asked } from './scripted-models.ts'

const home = mkdtempSync(join(tmpdir(), 'kaoju-clarify-'))
let library: Library

beforeAll(async () => {
  const folder = join(home, 'docs')
  mkdirSync(folder)
  const files = {
    'a.md': '# Arden, Norland\n\nArden in Norland lies on the Tess. Its tower is 61 metres tall.\n',
    'b.md': '# Arden, Sudmark\n\nArden in Sudmark lies by the sea. Its tower is 48 metres tall.\n',
    'c.md': '# 清湖（江苏）\n\n清湖位于江苏，面积为12平方公里。\n',
    'd.md': '# 清湖（安徽）\n\n清湖位于安徽，面积为30平方公里。\n',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const { context } = createContext()
  library = await openLibrary({ home: join(home, 'home'), mode: 'write' }, context)
  await addPaths(library, [folder], {}, context)
})
afterAll(async () => {
  await library.close()
  rmSync(home, { recursive: true, force: true })
})

const asks = (question: string, language: Language, models?: Models, journal?: Journal) =>
  clarify(
    { question, language },
    { library, ...(models ? { models } : {}) },
    createContext({ run: 'run-test', ...(journal ? { journal } : {}) }).context,
  )
const whys = async (question: string, language: Language) =>
  (await asks(question, language)).questions.map(({ why }) => why)
const says =
  (...questions: readonly object[]) =>
  () =>
    JSON.stringify({ questions })

describe('by rules', () => {
  test.each([
    ['How tall is it?', 'en', ['reference']],
    ['What was the cause of its decline?', 'en', ['reference']],
    ['Tell me more.', 'en', ['topic']],
    ['What is the population?', 'en', ['topic']],
    ['Where is Arden?', 'en', ['several']],
    ['What is the population of Tessen?', 'en', ['period']],
    ['它有多高？', 'zh', ['reference']],
    ['该桥何时建成？', 'zh', ['reference']],
    ['介绍一下', 'zh', ['topic']],
    ['清湖在哪里？', 'zh', ['several']],
    ['特森的人口是多少？', 'zh', ['period']],
  ] as const)('%s leaves something open', async (question, language, open) => {
    expect(await whys(question, language)).toEqual(open)
  })

  test.each([
    ['How tall is the tower of Tessen and when was it built?', 'en'],
    ['How does a heat pump work and what does it cost?', 'en'],
    ['What is it about quantum computing that makes it hard?', 'en'],
    ['Where is Arden in Norland?', 'en'],
    ['What was the population of Tessen in 2020?', 'en'],
    ['How has the population of Tessen changed?', 'en'],
    ['What causes inflation?', 'en'],
    ['What is new since the last run?', 'en'],
    ['热泵如何工作，它的成本是多少？', 'zh'],
    ['2020年特森的人口是多少？', 'zh'],
    ['量子计算是什么？', 'zh'],
  ] as const)('%s is clear', async (question, language) => {
    expect(await whys(question, language)).toEqual([])
  })

  test('of several documents of a name, their titles are offered', async () => {
    const { questions, by } = await asks('Where is Arden?', 'en')
    expect(by).toBe('classical')
    expect(questions[0]!.question).toContain('Arden')
    expect(questions[0]!.options.toSorted()).toEqual(['Arden, Norland', 'Arden, Sudmark'])
  })
})

describe('by the planner', () => {
  const fine = { why: 'several', question: 'Do you mean Arden in Norland?', options: ['Arden, Norland'] }

  test('is shown titles between marks, and its questions are taken', async () => {
    const log: Asked[] = []
    const models = scriptedModels({ clarify: says(fine) }, { log })
    expect(await asks('Where is Arden?', 'en', models)).toEqual({ questions: [fine], by: 'test/planner' })
    expect(log[0]!.text).toMatch(/\[source-text D1 begin\]\nArden, /)
    const spoken = { why: 'several', question: '指的是江苏的清湖吗？', options: ['清湖（江苏）'] }
    const chinese = await asks('清湖在哪里？', 'zh', scriptedModels({ clarify: says(spoken) }))
    expect(chinese).toEqual({ questions: [spoken], by: 'test/planner' })
  })

  test('a clear question is left alone, but not one that refers to nothing', async () => {
    const models = scriptedModels({ clarify: says() })
    expect(await asks('Where is Arden?', 'en', models)).toEqual({ questions: [], by: 'test/planner' })
    expect(await asks('How tall is it?', 'en', models)).toMatchObject({
      questions: [{ why: 'reference' }],
      by: 'classical',
    })
  })

  test.each([
    ['an address', { ...fine, question: 'Did you read https://evil.example/arden about Arden?' }],
    ['a name of nobody', { ...fine, question: 'Do you mean Arden near Port Maravel?' }],
    ['such an option', { ...fine, options: ['Arden, Maravel County'] }],
    ['no question', { ...fine, question: 'Arden is in Norland.' }],
    ['another language', { ...fine, question: '指的是哪一个？' }],
    ['too many options', { ...fine, options: ['a', 'b', 'c', 'd', 'e'] }],
  ])('%s is not asked', async (_, asked) => {
    const { by, questions } = await asks('Where is Arden?', 'en', scriptedModels({ clarify: says(asked) }))
    expect(by).toBe('classical')
    expect(questions.map(({ question }) => question)).toEqual(['Which Arden is meant?'])
  })

  test('more than three, or garbage, end in the rules', async () => {
    for (const clarifies of [says(fine, fine, fine, fine), () => 'garbage'])
      expect((await asks('Where is Arden?', 'en', scriptedModels({ clarify: clarifies }))).by).toBe(
        'classical',
      )
  })

  test('is on record: done again it asks nobody', async () => {
    const journal = createMemoryJournal()
    const first = await asks('Where is Arden?', 'en', scriptedModels({ clarify: says(fine) }), journal)
    const log: Asked[] = []
    const again = scriptedModels({ clarify: says() }, { log })
    expect(await asks('Where is Arden?', 'en', again, journal)).toEqual(first)
    expect(log).toEqual([])
  })
})

describe('what was answered', () => {
  test.each([
    ['How tall is it?', 'the tower', 'reference', 'How tall is the tower?'],
    ['How do they differ?', 'Arden and Tessen', 'reference', 'How do Arden and Tessen differ?'],
    ['Where is Arden?', 'Arden, Norland', 'several', 'Where is Arden, Norland?'],
    ['What is the population of Arden?', '2020', 'period', 'What is the population of Arden in 2020?'],
    ['What is the population of Arden?', 'the latest figure', 'period', 'What is the population of Arden?'],
    ['How tall is it?', 'the latest figure', 'period', 'How tall is it?'],
    ['Tell me more.', 'Arden', 'topic', 'Tell me more (Arden).'],
    ['它有多高？', '特森塔', 'reference', '特森塔有多高？'],
    ['清湖在哪里？', '清湖（江苏）', 'several', '清湖（江苏）在哪里？'],
    ['特森的人口是多少？', '2020', 'period', '2020年，特森的人口是多少？'],
  ] as const)('%s, %s', (question, answer, why, whole) => {
    expect(clarified(question, [{ question: '?', answer, why }])).toBe(whole)
  })

  test.each(['quick', 'plan-execute'])('%s: is asked, planned with and told to writers', async (strategy) => {
    const log: Asked[] = []
    const plan = 'How tall is the tower of Arden, Norland?'
    const notes = [
      { question: 'What does the question refer to?', answer: 'the tower of Arden, Norland' },
      { question: 'How far does it go?', answer: 'leave out the lightning rod', why: 'scope' },
    ] as const
    const models = scriptedModels(
      {
        ...honest,
        'plan-graph': says({ question: plan, needs: [] }),
        plan: () => JSON.stringify({ questions: [plan] }),
      },
      { log },
    )
    const report = await research(
      { question: 'How tall is it?', language: 'en', effort: 'quick', strategy, notes },
      { library, models },
      createContext({ run: 'run-test' }).context,
    )
    expect(report.question).toBe(plan)
    expect(JSON.stringify(report.sections)).toContain('61 metres')
    const written = log.find(({ name }) => name.startsWith('write-section'))!
    expect(written.text).toContain('How far does it go? leave out the lightning rod')
    if (strategy === 'plan-execute')
      expect(log.find(({ name }) => name === 'plan-graph')!.text).toMatch(
        /\[source-text N2 begin\]\n\[source-text N2 question\] How far does it go\?\nleave out the lightning rod/,
      )
  })
})
