import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Language } from '#vocabulary'
import { createContext, steppedClock } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { chooseStrategy } from '../../src/research/choose-strategy.ts'
import { openDesk } from '../../src/research/open-desk.ts'
import type { ResearchTask } from '../../src/research/strategy.ts'
import { scriptedModels } from './scripted-models.ts'
import { copyExampleHome } from '../example-home.ts'

const root = join(import.meta.dirname, '../..')
const home = mkdtempSync(join(tmpdir(), 'kaoju-route-'))
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

async function route(
  question: string,
  task: Partial<ResearchTask> = {},
  withModels = true,
): Promise<{ name: string; why: string }> {
  const language: Language = /\p{Script=Han}/u.test(question) ? 'zh' : 'en'
  const whole = { question, language, effort: 'standard', ...task } as const
  const { context } = createContext({ run: 'run-route', clock: steppedClock(Date.UTC(2026, 0, 1)) })
  const desk = await openDesk(
    whole,
    { library, ...(withModels ? { models: scriptedModels() } : {}) },
    context,
  )
  try {
    const { plug, why } = await chooseStrategy(whole, desk, context)
    return { name: plug.name, why }
  } finally {
    await desk.close()
  }
}

describe('the router', () => {
  test.each([
    ['How much did the Heyan Wetland cost to build?', 'quick', 'drafts-agree'],
    ['What did the Heyan Wetland cost, and who built it?', 'plan-execute', 'planned'],
    ['How will the lake develop over the next ten years?', 'atomic', 'looks-ahead'],
    ['请就清湖的治理提出改进方案', 'atomic', 'looks-ahead'],
    ['What is new in my feeds?', 'news', 'news'],
    ['Which ships call at the harbour of Zanzibar?', 'plan-execute', 'planned'],
  ])('%s → %s', async (question, name, why) => {
    expect(await route(question)).toEqual({ name, why })
  })

  test('without models everything is extracted, but for what is new', async () => {
    expect(await route('What did the Heyan Wetland cost, and who built it?', {}, false)).toEqual({
      name: 'extractive',
      why: 'no-models',
    })
    expect((await route('What is new in my feeds?', {}, false)).name).toBe('news')
  })

  test('what is asked for is taken; what nobody knows is refused', async () => {
    expect(await route('How much did it cost?', { strategy: 'reflect' })).toEqual({
      name: 'reflect',
      why: 'asked-for',
    })
    await expect(route('How much did it cost?', { strategy: 'best' })).rejects.toMatchObject({
      code: 'option-invalid',
    })
  })
})
