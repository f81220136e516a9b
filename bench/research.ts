import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chanceOf, createContext } from '#runtime'
import { addPaths, openLibrary } from '#library'
import { research } from '#research'

const subjects = [
  'reservoir',
  'bridge',
  'harbour',
  'orchard',
  'railway',
  'museum',
  'aqueduct',
  'observatory',
  'brewery',
  'lighthouse',
]
const places = [
  'Aldery',
  'Borwen',
  'Caldmoor',
  'Dunreath',
  'Elsby',
  'Farrowmere',
  'Glenholt',
  'Harwick',
  'Inverlea',
  'Jarsfield',
]
const chinese = ['水库', '大桥', '港口', '果园', '铁路', '博物馆', '渡槽', '天文台', '酒厂', '灯塔']

/** One generated document of about 600 words, English or Chinese, Markdown; the facts differ by seed and number. */
function documentOf(number: number): string {
  const chance = chanceOf('bench-research', String(number))
  const pick = <T>(items: readonly T[]): T => items[chance.integer(items.length)]!
  const year = 1900 + chance.integer(120)
  if (number % 3 === 2) {
    const paragraphs = Array.from({ length: 8 }, (_, section) => {
      const lines = Array.from(
        { length: 5 },
        () =>
          `${pick(places)}${pick(chinese)}于${1900 + chance.integer(120)}年改建，耗资${chance.integer(9000)}万元，使用石材${chance.integer(500)}吨。`,
      )
      return `## ${section + 1} ${pick(chinese)}\n\n${lines.join('')}`
    })
    return `# 第${number}号档案：${pick(places)}${pick(chinese)}\n\n${paragraphs.join('\n\n')}\n`
  }
  const paragraphs = Array.from({ length: 8 }, (_, section) => {
    const lines = Array.from(
      { length: 5 },
      () =>
        `The ${pick(subjects)} of ${pick(places)} was rebuilt in ${1900 + chance.integer(120)} at a cost of ${chance.integer(9000)} thousand crowns, using ${chance.integer(500)} tonnes of stone.`,
    )
    return `## ${section + 1} The ${pick(subjects)}\n\n${lines.join(' ')}`
  })
  return `# Record ${number}: the ${pick(subjects)} of ${pick(places)}, ${year}\n\n${paragraphs.join('\n\n')}\n`
}

/** Milliseconds of whole research runs over the example library and over 1,000 generated documents, indexing apart. */
export async function measureResearch(): Promise<{ title: string; about: string; table: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-research-'))
  try {
    const many = join(folder, 'documents')
    mkdirSync(many)
    for (let number = 0; number < 1000; number++)
      writeFileSync(join(many, `record-${number}.md`), documentOf(number))
    const rows = [
      await measure('example library', join(import.meta.dirname, '../examples/library'), join(folder, 'a'), [
        ['When was the dredging of the North Basin completed?', 'en'],
        ['清湖治理的情况', 'zh'],
      ]),
      await measure('1,000 generated documents', many, join(folder, 'b'), [
        ['When was the lighthouse of Caldmoor rebuilt, and how much did it cost?', 'en'],
        ['What happened to the harbour of Elsby?', 'en'],
        ['灯塔改建耗资多少万元？', 'zh'],
      ]),
    ]
    const table = [
      '| library | documents | indexing ms | runs | median ms | slowest ms |',
      '|---|---|---|---|---|---|',
      ...rows,
    ].join('\n')
    return {
      title: 'Whole research runs',
      about:
        'Questions in English and Chinese at effort `standard`, in one process: from the question to the verified report. Goals: 2 s over the example library, 5 s over 1,000 documents.',
      table,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  name: string,
  documents: string,
  home: string,
  questions: readonly (readonly [string, 'en' | 'zh'])[],
): Promise<string> {
  const { context } = createContext()
  const library = await openLibrary({ home, mode: 'write' }, context)
  const started = performance.now()
  const summary = await addPaths(library, [documents], {}, context)
  const indexed = performance.now() - started
  const times: number[] = []
  for (let round = 0; round < 3; round++)
    for (const [question, language] of questions) {
      const from = performance.now()
      await research({ question, language, effort: 'standard' }, { library }, createContext().context)
      times.push(performance.now() - from)
    }
  await library.close()
  times.sort((a, b) => a - b)
  const round = (value: number): string => value.toFixed(0)
  return `| ${name} | ${summary.documents.length} | ${round(indexed)} | ${times.length} | ${round(times[times.length >> 1]!)} | ${round(times.at(-1)!)} |`
}

if (import.meta.main) console.log((await measureResearch()).table)
