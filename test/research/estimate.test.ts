import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { countTokens } from '#models'
import { checkText, efforts, estimateCheck, estimateResearch, research } from '#research'
import { scriptedModels, scriptedReranker, type Asked } from './scripted-models.ts'
import { copyExampleHome } from '../example-home.ts'

const home = mkdtempSync(join(tmpdir(), 'kaoju-estimate-'))
let library: Library
let facts: { readonly passages: number; readonly vectors: boolean }

beforeAll(async () => {
  const { context } = createContext()
  await copyExampleHome(home)
  library = await openLibrary({ home, mode: 'write' }, context)
  await addPaths(library, [join(import.meta.dirname, '../../examples/library')], {}, context)
  facts = { passages: (await library.counts()).passages, vectors: false }
})
afterAll(async () => {
  await library.close()
  rmSync(home, { recursive: true, force: true })
})

/** Billed by the size of what was really said. */
const usage = ({ text }: Asked, answer: string) => ({
  inputTokens: countTokens(text, { name: 'model' }),
  outputTokens: countTokens(answer, { name: 'model' }),
  cachedTokens: 0,
})

describe('an estimate', () => {
  test.each([
    ['How much did the Heyan Wetland cost to build?', 'en', 'quick'],
    ['What happened to phosphorus in Qing Lake, and how deep is Qing Lake?', 'en', 'standard'],
    ['清湖治理的情况', 'zh', 'deep'],
    ['清湖禁捕到什么时候结束？', 'zh', 'glance'],
  ] as const)('holds what the run then costs: %s', async (question, language, effort) => {
    const models = scriptedModels({}, { usage })
    const task = { question, language, effort }
    const { calls, tokens, usd } = estimateResearch(task, models, facts)
    const { cost } = await research(task, { library, models }, createContext().context)
    expect(cost.calls).toBeGreaterThanOrEqual(calls[0])
    expect(cost.calls).toBeLessThanOrEqual(calls[1])
    expect(cost.tokens).toBeGreaterThanOrEqual(tokens[0] * 0.8)
    expect(cost.tokens).toBeLessThanOrEqual(tokens[1])
    expect(cost.amount).toBeLessThanOrEqual(usd![1])
  })

  test('grows with the effort, in calls, tokens and money', () => {
    const all = efforts.map((effort) =>
      estimateResearch({ question: 'How deep is Qing Lake?', language: 'en', effort }, scriptedModels(), {
        passages: 100_000,
        vectors: false,
      }),
    )
    for (const [index, one] of all.slice(1).entries()) {
      expect(one.calls[1]).toBeGreaterThan(all[index]!.calls[1])
      expect(one.tokens[1]).toBeGreaterThan(all[index]!.tokens[1])
      expect(one.usd![1]).toBeGreaterThan(all[index]!.usd![1])
    }
    for (const { calls, tokens, usd, byStage } of all) {
      for (const [low, high] of [calls, tokens, usd!]) expect(low).toBeLessThanOrEqual(high)
      expect(byStage.map(({ stage }) => stage)).toEqual([
        'plan',
        'rewrite-query',
        'find-answer',
        'write-section',
        'outline',
        'judge',
        'repair',
      ])
    }
  })

  test('says which prices are unknown, and nothing for nobody', () => {
    const task = { question: 'How deep is Qing Lake?', language: 'en', effort: 'quick' } as const
    const free = estimateResearch(task, scriptedModels({}, { priced: false }), facts)
    expect(free.usd).toBeNull()
    expect(free.unpriced).toEqual(['test/judge', 'test/planner', 'test/worker', 'test/writer'])
    const mixed = estimateResearch(
      task,
      { ...scriptedModels({}, { priced: false }), reranker: scriptedReranker(() => 1) },
      facts,
    )
    expect(mixed.usd![1]).toBeGreaterThan(0)
    expect(mixed.unpriced).toHaveLength(4)
    expect(estimateResearch(task, { castings: [] }, facts)).toEqual({
      calls: [0, 0],
      tokens: [0, 0],
      usd: null,
      unpriced: [],
      byStage: [],
    })
  })

  test('of a check holds what the check then costs', async () => {
    const text = Array.from(
      { length: 20 },
      (_, index) => `Building wetland ${index} came to a great sum. `,
    ).join('')
    const models = scriptedModels({}, { usage })
    const { calls, tokens } = estimateCheck({ text, language: 'en' }, models)
    expect(calls).toEqual([0, 4])
    const audit = await checkText(
      { file: 'a.md', text, language: 'en' },
      { library, models },
      createContext().context,
    )
    expect(audit.cost!.calls).toBeLessThanOrEqual(calls[1])
    expect(audit.cost!.tokens).toBeLessThanOrEqual(tokens[1])
  })
})
