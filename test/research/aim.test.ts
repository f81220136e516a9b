import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPaths, openLibrary, type Library } from '#library'
import { createContext } from '#runtime'
import { aimAt } from '../../src/research/aim.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-aim-'))
let library: Library

beforeAll(async () => {
  const { context } = createContext()
  writeFileSync(join(folder, 'a.txt'), '清湖共有三个湖区。北湖区清淤工程已于2019年9月14日完工。\n')
  library = await openLibrary({ home: join(folder, 'home'), mode: 'write' }, context)
  await addPaths(library, [join(folder, 'a.txt')], {}, context)
})
afterAll(async () => {
  await library.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('aimAt', () => {
  test('a word that the dictionary cuts across two is not missed in the documents', async () => {
    const aim = await aimAt('清湖北湖区的清淤工程是什么时候完工的？', 'zh', library)
    expect(aim.absent).toEqual([])
    const weight = (term: string): number => aim.weights.get(term) ?? 0
    for (const word of ['清湖', '北湖']) expect(weight(word)).toBeGreaterThan(weight('湖北'))
  })

  test('a word that is in no document is named', async () => {
    expect((await aimAt('谁是法国总统？', 'zh', library)).absent).toEqual(['法国', '总统'])
    expect((await aimAt('湖北的工程何时完工？', 'zh', library)).absent).toEqual(['湖北'])
  })
})
