import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Language, Report } from '#vocabulary'
import { createContext, createMemoryJournal, readOnly, type Journal, type Limits } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import type { Models } from '#models'
import { research } from '#research'
import { scriptedModels, type Asked, type Script } from '../scripted-models.ts'
import { copyExampleHome } from '../../example-home.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-extreme-'))
let library: Library
beforeAll(async () => {
  const { context } = createContext()
  await copyExampleHome(folder)
  library = await openLibrary({ home: folder, mode: 'write' }, context)
  await addPaths(library, [join(import.meta.dirname, '../../../examples/library')], {}, context)
})
afterAll(async () => {
  await library.close()
  rmSync(folder, { recursive: true, force: true })
})

const question = {
  en: 'How much did the Heyan Wetland cost to build, and how deep is Qing Lake?',
  zh: '荷堰湿地的建设费用是多少，清湖有多深？',
} as const
const parts = {
  en: ['How much did the Heyan Wetland cost to build?', 'How deep is Qing Lake?'],
  zh: ['荷堰湿地的建设费用是多少？', '清湖有多深？'],
} as const
const topics =
  (language: Language): Script =>
  () =>
    JSON.stringify({
      topics: parts[language].map((one, index) => ({
        topic: `Topic ${index + 1}`,
        questions: [{ question: one, needs: [] }],
      })),
    })
const step = (action: string, input: object = {}): string => JSON.stringify({ next: { action, input } })

/** The steps of each topic, in order; then it ends. */
function steps(...all: readonly string[]): Script {
  const at = new Map<string, number>()
  return ({ text }) => {
    const topic = /(?:Topic: |主题：)(Topic \d)/.exec(text)?.[1] ?? ''
    const count = at.get(topic) ?? 0
    at.set(topic, count + 1)
    return all[count] ?? step('finish', { why: 'done' })
  }
}

interface Wish {
  readonly language?: Language
  readonly models?: Models
  readonly journal?: Journal
  readonly limits?: Limits
  readonly stop?: AbortSignal
}

function ask({ language = 'en', models, journal, limits, stop }: Wish = {}): Promise<Report> {
  const { context } = createContext({
    run: 'extreme',
    ...(journal ? { journal } : {}),
    ...(limits ? { limits } : {}),
    ...(stop ? { stop } : {}),
  })
  return research(
    { question: question[language], language, effort: 'standard', strategy: 'extreme' },
    { library, ...(models ? { models } : {}) },
    context,
  )
}

const sentences = ({ sections }: Report) => sections.flatMap((section) => section.sentences)
const count = (log: readonly Asked[], name: string): number =>
  log.filter((one) => one.name.split('/')[0] === name).length

describe('extreme', () => {
  test('an agent for each topic, each with its own tasks and its own steps; a replay asks nobody', async () => {
    const log: Asked[] = []
    const journal = createMemoryJournal()
    const scripts = {
      'plan-topics': topics('en'),
      'next-action': steps(
        step('library', { query: 'Heyan Wetland million yuan' }),
        step('read', { id: 'D1' }),
      ),
    }
    const report = await ask({ models: scriptedModels(scripts, { log }), journal })
    const asked = log.filter(({ name }) => name === 'next-action')
    // The second topic ends by gain where two steps brought nothing.
    expect(asked.length).toBeGreaterThanOrEqual(5)
    expect(
      asked.filter(({ text }) => text.includes(`Tasks:\n- ${parts.en[0]}`)).length,
    ).toBeGreaterThanOrEqual(2)
    expect(
      asked.every(({ text }) => !(text.includes(`- ${parts.en[0]}`) && text.includes(`- ${parts.en[1]}`))),
    ).toBe(true)
    expect(asked.at(-1)!.text).toContain('read: D1')
    expect(sentences(report).every(({ verdict }) => verdict === 'supported')).toBe(true)
    expect(sentences(report).length).toBeGreaterThan(1)
    const again = await ask({ models: scriptedModels(scripts), journal: readOnly(journal, 'extreme') })
    expect(again.sections).toEqual(report.sections)
  })

  test.each([
    ['what is no action', step('shell', { command: 'ls' })],
    ['an input of another shape', step('read', { path: '/etc/passwd' })],
    ['a document that was not shown', step('read', { id: 'D99' })],
    ['no JSON', 'I would rather think about it.'],
  ])('%s is told once more, then rules go on', async (_, bad) => {
    const log: Asked[] = []
    const models = scriptedModels({ 'plan-topics': topics('en'), 'next-action': () => bad }, { log })
    const report = await ask({ models })
    expect(log.some(({ name }) => name === 'next-action/again' || name === 'next-action/lines')).toBe(true)
    // One step a topic, and no other after it was given up.
    expect(log.filter(({ name }) => name === 'next-action').length).toBe(2)
    expect(sentences(report).length).toBeGreaterThan(1)
    expect(JSON.stringify(report.models)).not.toContain('internal')
  })

  test('what was done is not done again', async () => {
    const log: Asked[] = []
    const twice = step('library', { query: 'Heyan Wetland cost' })
    const models = scriptedModels(
      { 'plan-topics': topics('en'), 'next-action': steps(twice, twice, twice) },
      { log },
    )
    await ask({ models })
    const again = log.find(({ name }) => name === 'next-action/again')
    expect(again?.text).toContain('That was done already')
  })

  test('an agent that never has enough is ended by measured gain, not by its own will', async () => {
    const log: Asked[] = []
    let n = 0
    const models = scriptedModels(
      {
        'plan-topics': topics('en'),
        'next-action': () => step('library', { query: `nothing at all ${n++}` }),
      },
      { log },
    )
    const report = await ask({ models })
    expect(count(log, 'next-action')).toBeLessThanOrEqual(8)
    expect(sentences(report).length).toBeGreaterThan(1)
  })

  test.each(['en', 'zh'] as const)('without models, in %s: a cited report by rules', async (language) => {
    const report = await ask({ language })
    expect(sentences(report).length).toBeGreaterThan(0)
    expect(sentences(report).every(({ citations }) => citations.length > 0)).toBe(true)
  })

  test('in Chinese with a model', async () => {
    const log: Asked[] = []
    const models = scriptedModels({ 'plan-topics': topics('zh'), 'next-action': steps() }, { log })
    const report = await ask({ language: 'zh', models })
    expect(log.find(({ name }) => name === 'next-action')!.text).toContain('任务：')
    expect(sentences(report).length).toBeGreaterThan(0)
  })

  test('garbage from every call, a stop at the start and no budget for models all end in a report', async () => {
    const garbage = Object.fromEntries(
      ['plan-topics', 'next-action', 'rewrite-query', 'write-section', 'outline', 'judge', 'repair'].map(
        (name) => [name, () => '{"broken": ['],
      ),
    )
    expect(sentences(await ask({ models: scriptedModels(garbage) })).length).toBeGreaterThan(0)
    expect(
      sentences(await ask({ models: scriptedModels({}), limits: { tokens: 10 } })).length,
    ).toBeGreaterThan(0)
    const stopped = new AbortController()
    const models = scriptedModels({
      'plan-topics': topics('en'),
      'next-action': () => {
        stopped.abort()
        return step('library', { query: 'Qing Lake' })
      },
    })
    expect(sentences(await ask({ models, stop: stopped.signal })).length).toBeGreaterThan(0)
  })
})
