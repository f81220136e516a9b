import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Audit } from '#vocabulary'
import { createContext } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import type { Models } from '#models'
import { checkText } from '#research'
import { scriptedModels, type Asked } from './scripted-models.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-check-'))
const sources = join(folder, 'sources')
let library: Library

beforeAll(async () => {
  mkdirSync(sources)
  const lines = Array.from(
    { length: 12 },
    (_, index) => `Pond ${index + 1} cost ${index + 21} million yuan to build.`,
  )
  writeFileSync(join(sources, 'ponds.md'), `# Ponds\n\n${lines.join('\n\n')}\n`)
  const { context } = createContext()
  library = await openLibrary({ home: join(folder, 'home'), mode: 'write' }, context)
  await addPaths(library, [sources], {}, context)
})
afterAll(async () => {
  await library.close()
  rmSync(folder, { recursive: true, force: true })
})

const reworded = Array.from(
  { length: 12 },
  (_, index) => `Constructing pond ${index + 1} took an outlay of ${index + 21} million yuan.`,
).join('\n\n')

function check(text: string, models?: Models): Promise<Audit> {
  const task = { file: 'draft.md', text, language: 'en' } as const
  return checkText(task, { library, ...(models ? { models } : {}) }, createContext().context)
}

test('open sentences go to the judge eight at a time; the literal reasons stay', async () => {
  const log: Asked[] = []
  const before = await check(reworded)
  const audit = await check(reworded, scriptedModels({}, { log }))
  const open = before.sentences.filter(({ verdict }) => verdict !== 'supported').length
  expect(open).toBeGreaterThan(8)
  expect(log).toHaveLength(2)
  expect(log.map(({ text }) => text.match(/\[source-text S\d+ begin\]/g)!.length)).toEqual([8, open - 8])
  for (const [index, sentence] of audit.sentences.entries()) {
    const literal = before.sentences[index]!
    expect(sentence.verdict).toBe('supported')
    if (literal.verdict === 'supported') continue
    expect(sentence.verifier).toBe('judge:test/judge')
    expect(sentence.reasons[0]!.code).toBe('paraphrase')
    expect(sentence.reasons.slice(1)).toEqual(literal.reasons)
  }
  expect(audit).toMatchObject({
    method: 'test/judge',
    cost: { calls: 2, tokens: 240 },
    models: [{ role: 'judge', model: 'test/judge', calls: 2 }],
    steps: [{ step: 'judge', role: 'judge', by: 'test/judge', times: 2 }],
  })
})

test('a wrong number is not put to the judge', async () => {
  const log: Asked[] = []
  const audit = await check(
    'Constructing pond 3 took an outlay of 93 million yuan.',
    scriptedModels({}, { log }),
  )
  expect(log).toEqual([])
  expect(audit.sentences[0]!.verdict).not.toBe('supported')
  expect(audit.cost).toEqual({ currency: 'USD', amount: 0, calls: 0, tokens: 0 })
})

test('without a judge nothing is told of models or cost', async () => {
  const audit = await check(reworded)
  expect(audit.method).toBe('extractive')
  expect(Object.keys(audit)).not.toEqual(expect.arrayContaining(['cost', 'models', 'steps']))
})
