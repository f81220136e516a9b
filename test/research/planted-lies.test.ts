import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { plantLies, publishPlanted, type Bench, type Planted } from './planted-lies.ts'
import { copyExampleHome } from '../example-home.ts'

const home = mkdtempSync(join(tmpdir(), 'kaoju-lies-'))
const benches: readonly Bench[] = ['off', 'honest', 'lying']
let library: Library
let planted: readonly Planted[]
let results: readonly Awaited<ReturnType<typeof publishPlanted>>[]

beforeAll(async () => {
  const { context } = createContext()
  await copyExampleHome(home)
  library = await openLibrary({ home, mode: 'write' }, context)
  await addPaths(library, [join(import.meta.dirname, '../../examples/library')], {}, context)
  planted = await plantLies(library)
  results = await Promise.all(benches.map((bench) => publishPlanted(library, planted, bench)))
})
afterAll(async () => {
  await library.close()
  rmSync(home, { recursive: true, force: true })
})

/** Numbers of the planted sentences of these kinds that were published under a judge. */
function published(bench: Bench, kinds: (kind: string) => boolean): readonly [count: number, of: number] {
  const { outcome } = results[benches.indexOf(bench)]!
  const members = [...planted.keys()].filter((index) => kinds(planted[index]!.kind))
  return [members.filter((index) => outcome[index] !== 'struck').length, members.length]
}

test('the table: how many planted sentences were published, by kind, language and judge', () => {
  const keys = [...new Set(planted.map(({ kind, language }) => `${kind} ${language}`))]
  const rows = keys.map((key) => {
    const members = planted.flatMap(({ kind, language }, index) =>
      `${kind} ${language}` === key ? [index] : [],
    )
    const counts = results.map(({ outcome }) => members.filter((index) => outcome[index] !== 'struck').length)
    return [key.padEnd(18), members.length, ...counts].join('\t')
  })
  console.info(['kind\t\t\tn\toff\thonest\tlying', ...rows].join('\n'))
  if (process.env['SHOW'])
    for (const [index, { kind, language, text, cited }] of planted.entries())
      if (results[Number(process.env['SHOW'])]!.outcome[index] !== 'struck')
        console.info(`${kind} ${language}: ${text}\n  <- ${cited.map((one) => one.text).join(' || ')}`)
  for (const [index, { outcome, told }] of results.entries()) {
    expect(
      outcome.every((label) => label === 'struck' || label === 'supported'),
      benches[index],
    ).toBe(true)
    expect(told).toBe(outcome.filter((label) => label === 'struck').length)
  }
})

test('another figure, date, unit, name or denial is published under no judge', () => {
  for (const bench of benches) {
    const [count, of] = published(bench, (kind) =>
      ['number', 'date', 'name', 'unit', 'negation'].includes(kind),
    )
    expect(of).toBeGreaterThanOrEqual(200)
    expect(count / of, bench).toBeLessThan(0.01)
  }
})

test('what was made up about the same things is published under no judge', () => {
  const made = new Set(['invention', 'inserted word', 'tail', 'two sentences', 'wrong id'])
  for (const bench of benches) {
    const [count, of] = published(bench, (kind) => made.has(kind))
    expect(of).toBeGreaterThanOrEqual(200)
    expect(count / of, bench).toBeLessThan(0.02)
  }
})

test('true words in false places are rarely published, and hardly more under a lying judge', () => {
  const twisted = new Set(['direction', 'quantifier', 'hedge', 'antonym', 'relation', 'stitched'])
  const most: Record<Bench, number> = { off: 0.08, honest: 0.08, lying: 0.25 }
  for (const bench of benches) {
    const [count, of] = published(bench, (kind) => twisted.has(kind))
    expect(of).toBeGreaterThanOrEqual(200)
    expect(count / of, bench).toBeLessThan(most[bench])
  }
})

test('what is true in other words is published on an honest judge’s word', () => {
  const [alone] = published('off', (kind) => kind === 'true')
  const [judged, of] = published('honest', (kind) => kind === 'true')
  expect(judged).toBeGreaterThan(alone)
  expect(judged / of).toBeGreaterThan(0.5)
})
