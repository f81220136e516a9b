import { chanceOf, type Chance } from '#runtime'
import { nodesFrom, type GivenQuestion, type PlanNode } from '#reasoning'
import type { Asked, Entity, EntityId, LabQuestion, World } from '../../../src/arena/lab/world.ts'
import { relationOf, tellQuestion } from '../../../src/arena/lab/language/index.ts'

type Names = ReadonlyMap<EntityId, Entity>
type Value = Extract<Asked, { form: 'value' }>

/** A plan by what a question of the lab asks, in one of the world's wordings for each part: known to be good. */
export function labPlan(question: LabQuestion, world: World, salt: string): PlanNode[] {
  const chance = chanceOf('plans', `${salt} ${question.id}`)
  const names = new Map(world.entities.map((entity) => [entity.id, entity] as const))
  return nodesFrom(partsOf(question, names, chance), 'planned')
}

function partsOf({ asked, text, language }: LabQuestion, names: Names, chance: Chance): GivenQuestion[] {
  const told = (own: Asked): string => tellQuestion(own, language, names, chance)
  const valueOf = (relation: string, entity: EntityId): Value => ({
    form: 'value',
    relation,
    subject: { form: 'name', entity },
  })
  switch (asked.form) {
    case 'value':
      return chainOf(asked)
    case 'compare':
    case 'sum':
    case 'difference':
    case 'order': {
      const parts = asked.subjects.map((entity) => ({
        question: told(valueOf(asked.relation, entity)),
        needs: [],
      }))
      return [...parts, { question: text, needs: parts.map((_, index) => index + 1) }]
    }
    case 'survey':
      return asked.parts.flatMap(({ subject, relations }) =>
        relations.map((relation) => ({ question: told(valueOf(relation, subject)), needs: [] })),
      )
    case 'count':
    case 'list':
    case 'history':
      return [{ question: text, needs: [] }]
  }

  /** Each hop asked with the answer of the one before in a slot. */
  function chainOf(own: Value): GivenQuestion[] {
    const { subject } = own
    if (subject.form !== 'value') return [{ question: own === asked ? text : told(own), needs: [] }]
    const before = chainOf(subject)
    const asks = relationOf(own.relation).words[language].asks
    const ask = asks[chance.integer(asks.length)]!.replace('{s}', `{${before.length}}`)
    return [...before, { question: ask, needs: [before.length] }]
  }
}
