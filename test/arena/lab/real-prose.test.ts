import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeWorld, readProse } from '../../../src/arena/lab/index.ts'

const english =
  'The ferrymen of the delta kept no books, so what they earned in a year of floods is anybody’s guess today.'
const chinese =
  '河口的船工从不记账，闹洪水的年份里他们究竟挣了多少，如今谁也说不清楚；老人们各有各的说法，没有两个是一样的。'.repeat(
    2,
  )

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-prose-'))
  folders.push(folder)
  return folder
}

test('takes paragraphs of a usable length from texts and corpora, in the order of their paths', async () => {
  const folder = newFolder()
  writeFileSync(
    join(folder, 'a.txt'),
    `Too short.\n\n${english.replaceAll(' ', '\n')}\n\n${'x'.repeat(2_000)}\n`,
  )
  writeFileSync(join(folder, 'corpus.zh.jsonl'), `${JSON.stringify({ _id: '1', text: chinese })}\n`)
  writeFileSync(join(folder, 'queries.jsonl'), `${JSON.stringify({ _id: '1', text: english })}\n`)
  expect(await readProse(folder)).toEqual([english, chinese])
  expect(await readProse(join(folder, 'a.txt'))).toEqual([english])
})

test('refuses what is not there, and what holds no paragraph', async () => {
  const folder = newFolder()
  await expect(readProse(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'path-missing' })
  await expect(readProse(folder)).rejects.toMatchObject({ code: 'option-invalid' })
})

test('stands in pages of its language, and makes another world', () => {
  const plain = { seed: 'prose', questions: 16 }
  const world = makeWorld({ ...plain, prose: [english, chinese] })
  const holding = (text: string): readonly string[] =>
    world.pages.filter((page) => page.text.includes(text)).map(({ language }) => language)
  expect(new Set(holding(english))).toEqual(new Set(['en']))
  expect(new Set(holding(chinese))).toEqual(new Set(['zh']))
  expect(makeWorld(plain).questions).toEqual(world.questions)
})
