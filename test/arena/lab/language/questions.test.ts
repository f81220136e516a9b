import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import { questionsIn } from '../../../../src/arena/lab/language/questions-in.ts'
import { readQuestion } from '../../../../src/arena/lab/language/read-question.ts'
import type { Relation } from '../../../../src/arena/lab/language/relation.ts'
import { relations } from '../../../../src/arena/lab/language/relations.ts'
import { tellQuestion } from '../../../../src/arena/lab/language/tell.ts'
import { wordsFor } from '../../../../src/arena/lab/language/words-for.ts'
import {
  labLanguages,
  type Asked,
  type EntityType,
  type LabLanguage,
} from '../../../../src/arena/lab/world.ts'
import { names, ofType } from './facts.ts'

/** All that can be asked of a relation about things of a type. */
function askable(relation: Relation, type: EntityType): Asked[] {
  const [a, b, c] = ofType(type).map(({ id }) => id) as [`e${number}`, `e${number}`, `e${number}`]
  const { which, together, order, gap, count, list } = relation.words.en
  const value = relation.value.kind === 'entity' ? ofType(relation.value.type)[0]!.id : a
  const { id } = relation
  const byName = { form: 'value', relation: id, subject: { form: 'name', entity: a } } as const
  return [
    byName,
    ...[2, 3].flatMap((many): Asked[] => {
      const subjects = [a, b, c].slice(0, many)
      return [
        ...(which
          ? [true, false].map((most) => ({ form: 'compare', relation: id, subjects, most }) as const)
          : []),
        ...(together ? [{ form: 'sum', relation: id, subjects } as const] : []),
        ...(order ? [{ form: 'order', relation: id, subjects } as const] : []),
      ]
    }),
    ...(gap ? [{ form: 'difference', relation: id, subjects: [a, b] } as const] : []),
    ...(count?.[type] ? [{ form: 'count', relation: id, type, value } as const] : []),
    ...(list?.[type] ? [{ form: 'list', relation: id, type, value } as const] : []),
    ...(relation.changing ? [{ form: 'history', relation: id, subject: a } as const] : []),
    ...onwards(relation).flatMap((next): Asked[] => {
      const second = { form: 'value', relation: next.id, subject: byName } as const
      return [
        second,
        ...onwards(next).map((third) => ({ form: 'value', relation: third.id, subject: second }) as const),
      ]
    }),
  ]
}

/** What can be asked of a value of the relation. */
function onwards({ value }: Relation): Relation[] {
  return value.kind === 'entity' ? relations.filter(({ subjects }) => subjects.includes(value.type)) : []
}

/** What a question asks, by names instead of ids. */
function byNames(asked: unknown, language: LabLanguage): unknown {
  if (typeof asked === 'string') return names.get(asked as `e${number}`)?.names[language] ?? asked
  if (Array.isArray(asked)) return asked.map((item) => byNames(item, language))
  if (typeof asked !== 'object' || asked === null) return asked
  return Object.fromEntries(
    Object.entries(asked).map(([key, value]) => [key === 'entity' ? 'name' : key, byNames(value, language)]),
  )
}

describe.each(relations.map((relation) => [relation.id, relation] as const))('%s', (_, relation) => {
  test.each(labLanguages)('every question is read as what it asks (%s)', (language) => {
    for (const type of relation.subjects)
      for (const asked of askable(relation, type))
        for (const seed of ['a', 'b']) {
          const text = tellQuestion(asked, language, names, chanceOf(seed, JSON.stringify(asked)))
          expect(readQuestion(text), text).toEqual(byNames(asked, language))
        }
  })
})

test.each(labLanguages)('surveys of any parts are read (%s)', (language) => {
  const parts = fc.uniqueArray(
    fc.constantFrom(...(['bridge', 'museum', 'festival', 'person'] as const)).chain((type) =>
      fc.record({
        subject: fc.constantFrom(...ofType(type).map(({ id }) => id)),
        relations: fc.uniqueArray(
          fc.constantFrom(...relations.filter(({ subjects }) => subjects.includes(type)).map(({ id }) => id)),
          { minLength: 1 },
        ),
      }),
    ),
    { minLength: 1, maxLength: 5, selector: ({ subject }) => subject },
  )
  fc.assert(
    fc.property(parts, fc.nat(), (drawn, seed) => {
      const asked: Asked = { form: 'survey', parts: drawn }
      const text = tellQuestion(asked, language, names, chanceOf(String(seed), 'survey'))
      expect(readQuestion(text), text).toEqual(byNames(asked, language))
    }),
    { numRuns: 40 },
  )
})

test('case, width, white space and closing marks do not matter', () => {
  const chain = (name: string): object => ({
    form: 'value',
    relation: 'birthplace',
    subject: { form: 'value', relation: 'designer', subject: { form: 'name', name } },
  })
  expect(readQuestion('Where was the designer of Velmora Bridge born?')).toEqual(chain('Velmora Bridge'))
  expect(readQuestion('  where was  the DESIGNER of velmora bridge born ')).toEqual(chain('velmora bridge'))
  expect(readQuestion('韦尔莫拉大桥的设计者出生在哪里？')).toEqual(chain('韦尔莫拉大桥'))
  expect(readQuestion('“韦尔莫拉大桥 的设计者出生在哪里”')).toEqual(chain('韦尔莫拉大桥'))
  expect(readQuestion('Ｗho designed Velmora Bridge？')).toMatchObject({ relation: 'designer' })
})

test('what is no question of the world is none', () => {
  for (const text of [
    '',
    'Who designed it?',
    'How long is Mira Halvoren?',
    'What is the meaning of life?',
    '你好吗？',
  ])
    expect(readQuestion(text), text).toBeUndefined()
})

test('questions are found in a longer text', () => {
  const text =
    'You answer questions.\nQuestion: How long is Velmora Bridge?\n1. 谁是奥尔林镇的镇长？\n<question>Who designed Velmora Bridge?</question>\n' +
    '{"query":"Where was Mira Halvoren born?"} Is that clear?'
  expect(questionsIn(text).map(({ question }) => question.form === 'value' && question.relation)).toEqual([
    'length',
    'mayor',
    'designer',
    'birthplace',
  ])
})

test('there are words to search by for each relation', () => {
  for (const relation of relations)
    for (const language of labLanguages) {
      const words = wordsFor(relation, language)
      expect(words.length, relation.id).toBeGreaterThanOrEqual(1)
      expect(words.join(' ')).not.toMatch(/[{}\\|?]/)
    }
})
