import { describe, expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import { coinNames } from '../../../../src/arena/lab/language/names.ts'
import { relations } from '../../../../src/arena/lab/language/relations.ts'
import type { Relation } from '../../../../src/arena/lab/language/relation.ts'
import { tellFact, tellPast } from '../../../../src/arena/lab/language/tell.ts'
import { createSentenceJudge } from '../../../../src/arena/lab/score/judge-sentence.ts'
import {
  labLanguages,
  type Entity,
  type EntityId,
  type Fact,
  type Value,
} from '../../../../src/arena/lab/world.ts'
import { questions, smallWorld } from './small-world.ts'

/**
 * Whatever the language tells of a true fact is judged true and states it; with another value, false; of another thing,
 * false or unsupported: for all relations, wordings and languages, by a reader that knows no wording.
 */

const entities: readonly Entity[] = coinNames(chanceOf('told facts', 'names'), {
  town: 3, bridge: 3, museum: 3, lake: 3, company: 3, person: 3, institute: 3, festival: 3,
}) // prettier-ignore
const names = new Map(entities.map((entity) => [entity.id, entity]))
const ofType = (type: string): Entity[] => entities.filter((entity) => entity.type === type)

const valuesOf = (relation: Relation): readonly [Value, Value, Value] => {
  switch (relation.value.kind) {
    case 'date': {
      const year = relation.value.precision === 'year'
      return ['1931-05-14', '1948-11-02', '1907-08-30'].map((date): Value => ({ kind: 'date', date: year ? date.slice(0, 4) : date })) as [Value, Value, Value] // prettier-ignore
    }
    case 'quantity': {
      const { unit, low, high } = relation.value
      const at = (share: number): number => Number((low + (high - low) * share).toPrecision(3))
      return [at(0.31), at(0.62), at(0.12)].map((amount): Value => ({ kind: 'quantity', amount, unit })) as [Value, Value, Value] // prettier-ignore
    }
    case 'entity': {
      const { type } = relation.value
      return ofType(type).map((entity): Value => ({ kind: 'entity', entity: entity.id })) as [
        Value,
        Value,
        Value,
      ]
    }
  }
}

/** Each relation with each of its types of subject; the value is the first thing of its type, the subject never. */
const cases = relations.flatMap((relation) =>
  relation.subjects.map((type) => ({ relation, type, name: `${relation.id} of a ${type}` })),
)

const worldOf = (
  relation: Relation,
  subject: EntityId,
): { fact: Fact; old: Fact | undefined; judge: ReturnType<typeof createSentenceJudge> } => {
  const [value, , oldValue] = valuesOf(relation)
  const changing = relation.changing === true
  const fact: Fact = {
    id: 'f1',
    subject,
    relation: relation.id,
    value,
    standing: 'true',
    ...(changing && { asOf: 2024 }),
  }
  const old: Fact | undefined = changing
    ? { ...fact, id: 'f2', value: oldValue, standing: 'stale', asOf: 2011, until: 2019 }
    : undefined
  const world = { ...smallWorld, entities, facts: old === undefined ? [fact] : [fact, old] }
  const judge = createSentenceJudge(world, {
    ...questions.length,
    asked: { form: 'value', relation: relation.id, subject: { form: 'name', entity: subject } },
  })
  return { fact, old, judge }
}

/** Every wording: chance is drawn until no new sentence comes. */
const wordings = (tell: (chance: ReturnType<typeof chanceOf>) => string): string[] => [
  ...new Set(Array.from({ length: 24 }, (_, draw) => tell(chanceOf('wordings', String(draw))))),
]

describe.each(cases)('$name', ({ relation, type }) => {
  const [subject, other] = [ofType(type)[1]!.id, ofType(type)[2]!.id]
  const { fact, old, judge } = worldOf(relation, subject)
  const wrong: Fact = { ...fact, value: valuesOf(relation)[1] }

  test.each(labLanguages)('is known as told (%s)', (language) => {
    const judged = wordings((chance) => tellFact(fact, language, names, chance)).map((text) =>
      judge({ text }),
    )
    expect(judged.filter((one) => one.truth !== 'true' || !one.states.includes('f1'))).toEqual([])
  })

  test.each(labLanguages)('with another value is false (%s)', (language) => {
    const judged = wordings((chance) => tellFact(wrong, language, names, chance)).map((text) =>
      judge({ text }),
    )
    expect(judged.filter((one) => one.truth !== 'false' || one.states.length > 0)).toEqual([])
  })

  test.each(labLanguages)('of another thing is not so (%s)', (language) => {
    const moved: Fact = { ...fact, subject: other }
    const judged = wordings((chance) => tellFact(moved, language, names, chance)).map((text) =>
      judge({ text }),
    )
    expect(judged.filter((one) => one.truth !== 'false' && one.truth !== 'unsupported')).toEqual([])
  })

  test.runIf(old !== undefined).each(labLanguages)(
    'of an earlier year is true, and past when told as past (%s)',
    (language) => {
      const then = wordings((chance) => tellFact(old!, language, names, chance))
      const past = wordings((chance) => tellPast(old!, language, names, chance))
      const judged = [...then, ...past].map((text) => judge({ text }))
      expect(judged.filter((one) => one.truth !== 'true' || !one.states.includes('f2'))).toEqual([])
    },
  )
})
