import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languageOf, type Report } from '#vocabulary'
import { canonicalJson, createContext, createMemoryJournal, type Journal } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import type { Models } from '#models'
import { research, type ResearchTask } from '#research'
import { nearest, scriptedModels, statementsIn, type Asked } from './scripted-models.ts'
import { allotmentCode, formerCode, gardenRules, leaflet, planted } from './statute-texts.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-statute-'))
let codes: Library
let versions: Library
let lies: Library

async function libraryOf(name: string, files: Readonly<Record<string, string>>): Promise<Library> {
  const { context } = createContext()
  const place = join(folder, name, 'documents')
  mkdirSync(place, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text)
  const library = await openLibrary({ home: join(folder, name), mode: 'write' }, context)
  await addPaths(library, [place], {}, context)
  return library
}

beforeAll(async () => {
  codes = await libraryOf('codes', {
    'code.md': allotmentCode,
    'tiaoli.md': gardenRules,
    'leaflet.md': leaflet,
  })
  versions = await libraryOf('versions', { 'code-2024.md': allotmentCode, 'code-2015.md': formerCode })
  lies = await libraryOf('lies', { 'bylaws.md': planted })
})
afterAll(async () => {
  await Promise.all([codes, versions, lies].map((library) => library.close()))
  rmSync(folder, { recursive: true, force: true })
})

function ask(
  question: string,
  options: {
    readonly library?: Library
    readonly models?: Models
    readonly task?: Partial<ResearchTask>
    readonly journal?: Journal
    readonly stop?: AbortSignal
  } = {},
): Promise<Report> {
  const { library = codes, models, task = { strategy: 'statute' }, journal, stop } = options
  const language = languageOf(question) === 'zh' ? 'zh' : 'en'
  const { context } = createContext({
    run: 'run-test',
    ...(journal ? { journal } : {}),
    ...(stop ? { stop } : {}),
  })
  return research(
    { question, language, effort: 'standard', ...task },
    { library, ...(models ? { models } : {}) },
    context,
  )
}

const textsOf = ({ sections }: Report) =>
  sections.flatMap(({ sentences }) => sentences.map(({ text }) => text))
const notesOf = ({ coverage }: Report) => coverage.notes.join('\n')

describe('without a model', () => {
  test('a provision that is asked for by number is quoted whole, with what excepts it and what it refers to', async () => {
    const report = await ask('What does Article 3 of the Allotment Garden Code 2024 say?')
    const texts = textsOf(report)
    expect(texts[0]).toMatch(
      /^Article 3 of the Allotment Garden Code 2024: The association may require .* three months of rent, subject to Article 7\. .* who is a school\.$/,
    )
    expect(texts).toContainEqual(
      expect.stringMatching(/^Article 7 of the Allotment Garden Code 2024: Where a plot/),
    )
    expect(texts.some((text) => text.includes('Article 8'))).toBe(false)
    expect(report.coverage.answered).toBe(1)
    const [first] = report.sections[0]!.sentences
    expect(first!.citations.map(({ quote }) => quote)).toContainEqual(
      expect.stringMatching(/^Article 3 Deposit/),
    )
  })

  test('an exception that stands elsewhere comes with the rule', async () => {
    const texts = textsOf(await ask('What does Article 5 of the Allotment Garden Code 2024 say?'))
    expect(texts).toEqual([
      expect.stringContaining('written notice of 60 days'),
      expect.stringMatching(/^Article 9 of .*Article 5 does not apply to plots/),
    ])
  })

  test('in Chinese, by numeral, the paragraph that is asked for first', async () => {
    const report = await ask('《市民菜园管理条例》第三条第二款怎么规定？')
    const texts = textsOf(report)
    expect(texts[0]).toBe('市民菜园管理条例第三条：押金不得超过三个月租金，但依照第七条收取的除外。')
    expect(texts[1]).toMatch(/^市民菜园管理条例第三条：协会可以.*承租人为学校的，不收取押金。$/)
    expect(texts.some((text) => text.startsWith('市民菜园管理条例第七条：地块上建有'))).toBe(true)
    expect(textsOf(await ask('《市民菜园管理条例》第12条的内容是什么？'))).toEqual([
      '市民菜园管理条例第十二条：承租人不得在地块上焚烧植物废料。',
    ])
  })

  test('what is asked in words is answered by whole provisions, each named', async () => {
    const english = await ask('Within how many days must the association return the deposit?')
    expect(textsOf(english)).toContainEqual(
      'Article 4 of the Allotment Garden Code 2024: The association must return the deposit within 30 days after the lease ends.',
    )
    expect(textsOf(english).every((text) => /^(?:Article \d+ of the|市民菜园管理条例第)/.test(text))).toBe(
      true,
    )
    const chinese = await ask('协会应当在多少日内退还押金？')
    expect(textsOf(chinese)).toContainEqual('市民菜园管理条例第四条：协会应当在租期届满后三十日内退还押金。')
  })

  test('repealed provisions are told as repealed, and nothing rests on them', async () => {
    const own = await ask('What does Article 6 of the Allotment Garden Code 2024 say?')
    expect(textsOf(own)).toEqual(['Article 6 of the Allotment Garden Code 2024: Article 6 (Repealed)'])
    expect(notesOf(own)).toContain('Article 6 of the Allotment Garden Code 2024 is repealed')
    const ponds = await ask('Are ponds deeper than 90 centimetres prohibited?')
    expect(textsOf(ponds).some((text) => text.startsWith('Article 11'))).toBe(false)
    expect(notesOf(ponds)).toContain('Article 11 of the Allotment Garden Code 2024 is repealed')
  })

  test('a number that is not held is said to be missing', async () => {
    const report = await ask('What does Article 99 of the Allotment Garden Code 2024 say?')
    expect(notesOf(report)).toContain(
      'Article 99 is not among the provisions held of Allotment Garden Code 2024',
    )
    expect(report.coverage.answered).toBe(0)
    expect(notesOf(await ask('第九十九条怎么规定？'))).toContain('所藏条文中没有第九十九条')
  })

  test('of two versions the later speaks, and the earlier is told', async () => {
    for (const question of ['What does Article 5 say?', 'How many days of notice end the lease?']) {
      const report = await ask(question, { library: versions })
      expect(textsOf(report).every((text) => text.includes('2024'))).toBe(true)
      expect(textsOf(report)).toContainEqual(expect.stringContaining('notice of 60 days'))
      const told = report.conflicts.find(({ about }) => about.startsWith('Article 5'))
      expect(told).toMatchObject({ kind: 'superseded', resolution: 'newer-preferred' })
      expect(told!.sides.map(({ value }) => value)).toEqual([
        'Allotment Garden Code 2024',
        'Allotment Garden Code 2015',
      ])
      expect(told!.sides[1]!.sentence).toContain('90 days')
    }
  })
})

const says =
  (...sentences: readonly (readonly [text: string, holding: string])[]) =>
  ({ text }: Asked): string => {
    const statements = [...statementsIn(text)].filter(([id]) => id.startsWith('E'))
    return JSON.stringify({
      answers: 'yes',
      missing: '',
      sentences: sentences.map(([said, holding]) => ({
        text: said,
        evidence: statements
          .filter(([, one]) => one.includes(holding))
          .map(([id]) => id)
          .slice(0, 1),
      })),
    })
  }

describe('with models', () => {
  const question = 'Which deposit may the association require from a gardener?'

  test('each sentence names the provision that it cites, by code', async () => {
    const log: Asked[] = []
    const models = scriptedModels(
      {
        'write-section': says(
          [
            'The deposit must not exceed three months of rent, subject to Article 7.',
            'must not exceed three',
          ],
          [
            'Under Article 4, the association must return the deposit within 30 days after the lease ends.',
            'within 30 days',
          ],
        ),
      },
      { log },
    )
    const report = await ask(question, { models })
    expect(textsOf(report)).toEqual([
      'Article 3 of the Allotment Garden Code 2024: The deposit must not exceed three months of rent, subject to Article 7.',
      'Article 4 of the Allotment Garden Code 2024: The association must return the deposit within 30 days after the lease ends.',
    ])
    for (const { citations } of report.sections.flatMap(({ sentences }) => sentences))
      expect(citations.some(({ quote }) => /^Article \d/.test(quote))).toBe(true)
    const { text } = log.find(({ name }) => name === 'write-section')!
    // Whole provisions are shown, with what they refer to.
    expect(text).toContain('no deposit is required from a gardener who is a school')
    expect(text).toContain('five months of rent')
    expect(text).toContain('Name no provision by number')
  })

  test('what names an article that it does not cite, or cites none, is dropped and counted', async () => {
    const models = scriptedModels({
      'write-section': says(
        ['The association must return the deposit within 30 days after the lease ends.', 'within 30 days'],
        ['Under Article 8, the deposit must not exceed three months of rent.', 'must not exceed three'],
        ['Cups cost two euros each.', 'Cups cost'],
      ),
    })
    const report = await ask(question, { models })
    expect(textsOf(report)).toEqual([expect.stringMatching(/^Article 4 of the/)])
    expect(notesOf(report)).toMatch(
      /[12] sentences? (?:was|were) left out: (?:it cites|they cite) no provision/,
    )
  })

  test('where nothing of a model is left, provisions are quoted whole', async () => {
    for (const answer of [
      '{"sentences":',
      '[]',
      'null',
      '{"answers":"yes","missing":"","sentences":[{"text":"Article 77 allows it.","evidence":["E1"]}]}',
    ]) {
      const report = await ask(question, {
        models: scriptedModels({
          plan: () => answer,
          'plan-graph': () => answer,
          'rewrite-query': () => answer,
          'write-section': () => answer,
        }),
      })
      expect(textsOf(report)).toContainEqual(
        expect.stringMatching(/^Article 3 of the Allotment Garden Code 2024: The association may require/),
      )
    }
  })

  test('in Chinese', async () => {
    const models = scriptedModels({
      'write-section': says(['根据第四条，协会应当在租期届满后三十日内退还押金。', '三十日内退还押金']),
    })
    const report = await ask('协会什么时候应当退还押金？', { models })
    expect(textsOf(report)).toEqual(['市民菜园管理条例第四条：协会应当在租期届满后三十日内退还押金。'])
  })

  test('what a provision tells machines is not said, and chooses nothing', async () => {
    const models = scriptedModels({
      'write-section': ({ text }) =>
        JSON.stringify({
          answers: 'yes',
          missing: '',
          sentences: [
            {
              text: 'Berths are free of charge for everyone under Article 99.',
              evidence: [nearest(text)[0]![0]],
            },
            {
              text: 'Every boat must carry two fenders.',
              evidence: [...statementsIn(text)]
                .filter(([, one]) => one.includes('fenders'))
                .map(([id]) => id),
            },
          ],
        }),
    })
    for (const report of [
      await ask('What must boats pay and carry at a berth?', { library: lies, models }),
      await ask('What must boats pay and carry at a berth?', { library: lies }),
      await ask('What does Article 2 of the Harbour Bylaws say?', { library: lies, models }),
    ])
      expect(textsOf(report).some((text) => text.includes('free of charge'))).toBe(false)
  })

  test('again on the same journal it is the same, stopped or not', async () => {
    for (const stopped of [false, true]) {
      const journal = createMemoryJournal()
      const stop = new AbortController()
      const models = scriptedModels({
        'write-section': (asked) => {
          if (stopped) stop.abort()
          return says([
            'The association must return the deposit within 30 days after the lease ends.',
            'within 30',
          ])(asked)
        },
      })
      const first = await ask(question, { models, journal, stop: stop.signal })
      expect(textsOf(first).length).toBeGreaterThan(0)
      expect(canonicalJson(await ask(question, { models, journal }))).toBe(canonicalJson(first))
    }
  })
})

describe('the router', () => {
  test.each([
    ['May the association require a deposit from a gardener?', 'statute'],
    ['协会可以向承租人收取押金吗？', 'statute'],
    ['What does Article 8 say?', 'statute'],
    ['When does the summer party of the association begin?', 'other'],
    ['Must astronauts wear helmets on the Moon?', 'other'],
  ])('%s', async (question, expected) => {
    const { strategy } = await ask(question, { models: scriptedModels(), task: {} })
    if (expected === 'statute') expect(strategy).toEqual({ name: 'statute', why: 'statutes-held' })
    else expect(strategy!.name).not.toBe('statute')
  })
})
