import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import { readStatements } from '../../../../src/arena/lab/language/read.ts'
import { relations } from '../../../../src/arena/lab/language/relations.ts'
import { spellings } from '../../../../src/arena/lab/language/spellings.ts'
import { tellFact, tellPast, tellRow, tellValue } from '../../../../src/arena/lab/language/tell.ts'
import { labLanguages, type Fact, type LabLanguage } from '../../../../src/arena/lab/world.ts'
import { anyFact, names } from './facts.ts'

const language = fc.constantFrom(...labLanguages)
const seed = fc.nat().map((n) => chanceOf(String(n), 'wording'))

/** What of a statement was told; where it stood is left out. */
function read(text: string): unknown[] {
  return readStatements(text).map(({ subject, relation, value, asOf, past }) => ({
    subject,
    relation,
    value,
    ...(asOf === undefined ? {} : { asOf }),
    ...(past ? { past } : {}),
  }))
}

function told(fact: Fact, as: LabLanguage): object {
  const { value } = fact
  return {
    subject: names.get(fact.subject)!.names[as],
    relation: fact.relation,
    value: value.kind === 'entity' ? { kind: 'name', name: names.get(value.entity)!.names[as] } : value,
  }
}

describe.each(relations.map((relation) => [relation.id, relation] as const))('%s', (_, relation) => {
  test('every wording with every spelling is read as exactly what it tells', () => {
    fc.assert(
      fc.property(anyFact(relation), language, (fact, as) => {
        const { value, subject, asOf, until } = fact
        const values = value.kind === 'entity' ? [tellValue(value, as, names)] : spellings(value, as)
        const { statements, past = [] } = relation.words[as]
        for (const said of values)
          for (const [templates, extra, year] of [
            [statements, relation.changing ? { asOf } : {}, asOf],
            [past, { asOf: until, past: true }, until],
          ] as const)
            for (const template of templates) {
              const sentence = template
                .replace('{s}', names.get(subject)!.names[as])
                .replace('{v}', said)
                .replace('{y}', String(year))
              expect(read(sentence), sentence).toEqual([{ ...told(fact, as), ...extra }])
            }
      }),
      { numRuns: 5 },
    )
  })

  test('what is told in words, as past, or in a row is read back', () => {
    fc.assert(
      fc.property(anyFact(relation), language, seed, (fact, as, chance) => {
        const now = { ...told(fact, as), ...(relation.changing ? { asOf: fact.asOf } : {}) }
        const name = names.get(fact.subject)!.names[as]
        expect(read(tellFact(fact, as, names, chance))).toEqual([now])
        if (relation.changing)
          expect(read(tellPast(fact, as, names, chance))).toEqual([
            { ...told(fact, as), asOf: fact.until, past: true },
          ])
        const { label, value } = tellRow(fact, as, names, chance)
        for (const row of [
          `# ${name}\n\n| ${label} | ${value} |`,
          `${name}\n${label}: ${value}`,
          `Title: ${name}\n\n- **${label}**：${value}`,
          `[E3] ${name} (2019)\n${label}\t${value}`,
          `| | ${label} |\n|---|---|\n| ${name} | ${value} |`,
          `| | ${name} |\n|---|---|\n| ${label} | ${value} |`,
          `${name} | ${label} | ${value}`,
        ])
          expect(read(row), row).toEqual([now])
      }),
      { numRuns: 5 },
    )
  })

  test('it can be asked for and told as the contract demands', () => {
    for (const as of labLanguages) {
      const words = relation.words[as]
      expect(words.statements.length).toBeGreaterThanOrEqual(3)
      expect(words.asks.length).toBeGreaterThanOrEqual(2)
      expect(Boolean(words.past)).toBe(relation.changing ?? false)
      expect(
        words.statements.every((template) => template.includes('{y}') === (relation.changing ?? false)),
      ).toBe(true)
      expect(words.noun === undefined).toBe(relation.value.kind !== 'entity')
      expect(words.whichLess === undefined).toBe(words.which === undefined)
      for (const template of [...words.statements, ...(words.past ?? [])])
        expect(
          new RegExp(words.cue, 'i').test(template.replaceAll(/\{\w\}/g, '')),
          `${words.cue}: ${template}`,
        ).toBe(true)
    }
  })
})

test('a sentence is read wherever it stands', () => {
  const fact: Fact = { id: 'f1', subject: 'e1', relation: 'population', value: { kind: 'quantity', amount: 52_300, unit: 'person' }, standing: 'true', asOf: 2019 } // prettier-ignore
  for (const as of labLanguages) {
    const sentence = tellFact(fact, as, names, chanceOf('a', 'b'))
    const lower = as === 'en' ? sentence.replace(/^In\b/, 'in') : sentence
    const around = [
      `[E12] ${sentence}`,
      `- ${sentence} [3]`,
      `**${sentence}**[E1, E2]`,
      as === 'en' ? `According to the Courier, ${lower}` : `据《信使报》报道，${lower}`,
      `{"text":"Nobody knows.\\n${sentence}\\nIt rains."}`,
      `<quote id="2">${sentence}</quote>`,
      `> “${sentence}”`,
      as === 'en' ? `It rains. ${sentence} It rains.` : `下雨了。${sentence}又下雨了。`,
      sentence.replace(as === 'en' ? /(.{26}\S*) / : /(.{13})/u, '$1\n'),
    ]
    for (const text of around) expect(read(text), text).toEqual([{ ...told(fact, as), asOf: 2019 }])
  }
})

test('where a statement stands is told', () => {
  const text = 'It rains.  Velmora Bridge is 1,260 metres long. It rains.'
  const [statement] = readStatements(text)
  expect(text.slice(statement!.start, statement!.end)).toBe('Velmora Bridge is 1,260 metres long.')
  expect(statement!.sentence).toBe('Velmora Bridge is 1,260 metres long.')
  expect(statement!.language).toBe('en')
})

test('plain words about a topic are read, with and without a year', () => {
  expect(read('The designer of Velmora Bridge is Mira Halvoren.')).toEqual([
    { subject: 'Velmora Bridge', relation: 'designer', value: { kind: 'name', name: 'Mira Halvoren' } },
  ])
  expect(read('韦尔莫拉大桥的长度约为1.26公里。')).toEqual([])
  expect(read('韦尔莫拉大桥的长度为约1.26公里。')).toEqual([
    { subject: '韦尔莫拉大桥', relation: 'length', value: { kind: 'quantity', amount: 1260, unit: 'metre' } },
  ])
  expect(read('As of 2021, the population of Orlin is 52,300 people.')).toEqual([
    {
      subject: 'Orlin',
      relation: 'population',
      value: { kind: 'quantity', amount: 52_300, unit: 'person' },
      asOf: 2021,
    },
  ])
})

test('what is told as past is read as past, in plain words too', () => {
  const past = { asOf: 2015, past: true }
  const value = { kind: 'name', name: 'Mira Halvoren' }
  for (const text of [
    'Until 2015, the mayor of Orlin was Mira Halvoren.',
    'The mayor of Orlin was Mira Halvoren until 2015.',
  ])
    expect(read(text), text).toEqual([{ subject: 'Orlin', relation: 'mayor', value, ...past }])
  expect(read('直到2015年，奥尔林镇的镇长为米拉·哈尔沃伦。')).toEqual([
    { subject: '奥尔林镇', relation: 'mayor', value: { kind: 'name', name: '米拉·哈尔沃伦' }, ...past },
  ])
})

test('rows belong to the nearest heading above them, and to nobody where the type does not fit', () => {
  const page =
    '# Velmora Bridge\n\n## Overview\n\nLength: 1,260 metres\n\n# Orlin\n\nLength: 90 metres\nPopulation (2019): 5 people'
  expect(read(page)).toEqual([
    {
      subject: 'Velmora Bridge',
      relation: 'length',
      value: { kind: 'quantity', amount: 1260, unit: 'metre' },
    },
    {
      subject: 'Orlin',
      relation: 'population',
      value: { kind: 'quantity', amount: 5, unit: 'person' },
      asOf: 2019,
    },
  ])
})
