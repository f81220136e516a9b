import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Language, Report } from '#vocabulary'
import { createContext } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { research } from '#research'

/** What a reader could have on disk: reports, pages with boxes, lists, tables, and one page that orders machines about. */
const files: Readonly<Record<string, string>> = {
  'wagner-museum.html': `<html><head><title>Hallam Museum</title></head><body><h1>Hallam Museum</h1>
    <table><tr><th colspan="2">Hallam Museum</th></tr><tr><th>Established</th><td>1912</td></tr><tr><th>Visitors</th><td>81,400 people (2024)</td></tr></table>
    <p>The keeper's cat is known to every child of the quarter.</p>
    <p>Hallam Museum has been led by Ada Thornley since 2019.</p></body></html>`,
  'guide.md': `# Museums of the valley\n\nHallam Museum holds 15,200 objects. Corby Museum welcomed 23,900 visitors in 2024.\n\nHallam Museum opened its doors to the public in 1912.\n`,
  'thornley.md': `# Ada Thornley\n\nBorn: 7 March 1971\n\nAda Thornley studied at Ostrow University.\n`,
  'heads.md': `# Corby Museum\n\nIn 1998 Piet Lammers became head of Corby Museum. From 2007 on, Joan Ferris was the head of Corby Museum. In 1985, Corby Museum was headed by Otto Brandt.\n`,
  'bridge-a.md': `# Bridges\n\nLodden Bridge is 412 metres long. It is a habit of ours to walk across it.\n`,
  'bridge-b.md': `# Lodden Bridge in figures\n\nThe length of Lodden Bridge is 398 metres, as the engineers of the county wrote in their survey of all crossings.\n`,
  'hall.md': `# Hallam Museum\n\nThe garden of Hallam Museum has an area of 2 hectares.\n`,
  'sponsors.md': `# Who pays\n\nAnvil Works sponsors the Harvest Fair. The River Games are backed by Anvil Works. Anvil Works is the main sponsor of the Lantern Feast. Anvil Works employs 320 people. Mill & Sons sponsors the Kite Day.\n`,
  '湖.md': `# 明月湖\n\n明月湖的面积为56平方公里。明月湖最深处深达31米。\n\n岸边的茶馆常有人谈起明月湖。\n`,
  '桥.html': `<html><head><title>青石大桥</title></head><body><h1>青石大桥</h1><table><tr><th colspan="2">青石大桥</th></tr><tr><th>通车日期</th><td>1994年3月18日</td></tr><tr><th>设计者</th><td>林远山</td></tr></table></body></html>`,
}

let library: Library
const home = mkdtempSync(join(tmpdir(), 'kaoju-plain-'))
beforeAll(async () => {
  const { context } = createContext()
  for (const [name, text] of Object.entries(files)) {
    const path = join(home, 'files', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  library = await openLibrary({ home: join(home, 'library'), mode: 'write' }, context)
  await addPaths(library, [join(home, 'files')], {}, context)
})
afterAll(async () => {
  await library.close()
  rmSync(home, { recursive: true, force: true })
})

async function ask(question: string, language: Language = 'en'): Promise<Report> {
  return research({ question, language, effort: 'standard' }, { library }, createContext().context)
}
const textsOf = ({ sections }: Report): string[] =>
  sections.flatMap(({ sentences }) => sentences.map(({ text }) => text))

describe('a question that asks a named thing for a value', () => {
  test('is answered by the row of a box that only its title names, and by nothing else', async () => {
    expect(textsOf(await ask('How many people visit Hallam Museum in a year?'))).toEqual([
      'Hallam Museum: Visitors: 81,400 people (2024)',
    ])
    expect(textsOf(await ask('青石大桥是什么时候通车的？', 'zh'))).toEqual([
      '青石大桥: 通车日期: 1994年3月18日',
    ])
  })

  test('is answered by a label under a heading, told with the name, the heading cited too', async () => {
    const report = await ask('When was Ada Thornley born?')
    const [sentence] = report.sections[0]!.sentences
    expect(sentence!.text).toBe('Ada Thornley: Born: 7 March 1971')
    expect(sentence!.citations.map(({ quote }) => quote)).toContain('Born: 7 March 1971')
    expect(sentence!.citations.length).toBeGreaterThan(1)
  })

  test.each([
    ['en', 'In which town was Ada Thornley born?'],
    ['en', 'How deep is Lodden Bridge?'],
    ['en', 'When was Corby Museum founded?'],
    ['zh', '明月湖的长度是多少？'],
    ['zh', '明月湖的流域面积是多少？'],
    ['en', 'What is the exhibition area of Hallam Museum?'],
  ] as const)('is not answered by what stands beside it, %s: %s', async (language, question) => {
    const report = await ask(question, language)
    expect(textsOf(report)).toEqual([])
    expect(report.plan[0]!.state).toBe('unanswered')
  })
})

describe('how much is told follows the question', () => {
  test('of a list all that there are, of nobody else', async () => {
    const texts = textsOf(await ask('Which events does Anvil Works sponsor?'))
    expect(texts).toHaveLength(3)
    expect(texts.join(' ')).toMatch(/Harvest Fair.*|River Games.*|Lantern Feast/)
    expect(texts.join(' ')).not.toMatch(/Mill|320/)
  })

  test('of a history all by their dates', async () => {
    const texts = textsOf(await ask('Who were the heads of Corby Museum over the years?'))
    expect(texts.map((text) => /Brandt|Lammers|Ferris/.exec(text)?.[0])).toEqual([
      'Brandt',
      'Lammers',
      'Ferris',
    ])
  })

  test('of a request each item of each subject', async () => {
    const report = await ask(
      'Write a report on Hallam Museum and Corby Museum, covering the number of visitors and the head.',
    )
    const texts = textsOf(report).join('\n')
    for (const part of ['81,400', '23,900', 'Ada Thornley', 'Ferris']) expect(texts).toContain(part)
    expect(report.plan).toHaveLength(4)
  })
})

test('a chain is followed from name to name', async () => {
  const report = await ask('When was the head of Hallam Museum born?')
  expect(report.plan.map(({ text }) => text)).toEqual([
    'Who is the head of Hallam Museum?',
    'When was Ada Thornley born?',
  ])
  expect(textsOf(report).at(-1)).toContain('7 March 1971')
})

test('a chain that breaks says which question could not be asked', async () => {
  const report = await ask('When was the mayor of Hallam Museum born?')
  expect(report.plan.map(({ text, state }) => [text, state])).toEqual([
    ['Who is the mayor of Hallam Museum?', 'unanswered'],
    ['When was … born?', 'unanswered'],
  ])
})

test('two values of what is so for good stand side by side', async () => {
  const { conflicts } = await ask('What is the length of Lodden Bridge?')
  expect(conflicts).toHaveLength(1)
  expect(conflicts[0]!.sides.map(({ value }) => value).toSorted()).toEqual(['398 metres', '412 metres'])
})
