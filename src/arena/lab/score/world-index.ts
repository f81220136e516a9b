import { relations } from '../language/relations.ts'
import type { Relation } from '../language/relation.ts'
import type { Asked, Entity, EntityId, EntityType, Fact, LabQuestion, World } from '../world.ts'

/** The world, looked up by those who weigh what is said of it. */
export interface WorldIndex {
  readonly today: string
  entity(id: EntityId): Entity
  /** All facts of a subject and a relation, whatever their standing. */
  facts(subject: EntityId, relation: string): readonly Fact[]
  /** What is so now, or may be: facts that are true or disputed. */
  current(subject: EntityId, relation: string): readonly Fact[]
  /** Things that stand in the relation to the value now. */
  subjectsOf(relation: string, value: EntityId, type?: EntityType): EntityId[]
}

export function createWorldIndex(world: World): WorldIndex {
  const entities = new Map(world.entities.map((entity) => [entity.id, entity]))
  const facts = new Map<string, Fact[]>()
  const byValue = new Map<string, Fact[]>()
  const push = (map: Map<string, Fact[]>, key: string, fact: Fact): void => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [fact])
    else list.push(fact)
  }
  for (const fact of world.facts) {
    push(facts, `${fact.subject} ${fact.relation}`, fact)
    if (fact.value.kind === 'entity') push(byValue, `${fact.value.entity} ${fact.relation}`, fact)
  }
  const now = (fact: Fact): boolean => fact.standing === 'true' || fact.standing === 'disputed'
  return {
    today: world.today,
    entity: (id) => entities.get(id)!,
    facts: (subject, relation) => facts.get(`${subject} ${relation}`) ?? [],
    current: (subject, relation) => (facts.get(`${subject} ${relation}`) ?? []).filter(now),
    subjectsOf: (relation, value, type) => [
      ...new Set(
        (byValue.get(`${value} ${relation}`) ?? [])
          .filter((fact) => now(fact) && (type === undefined || entities.get(fact.subject)?.type === type))
          .map((fact) => fact.subject),
      ),
    ],
  }
}

const relationById = new Map(relations.map((relation) => [relation.id, relation]))

export function relationOf(id: string): Relation | undefined {
  return relationById.get(id)
}

/** The relation that a question is about, where it is about one. */
export function relationAsked(question: LabQuestion): Relation | undefined {
  return question.asked.form === 'survey' ? undefined : relationOf(question.asked.relation)
}

/** The things that a question is about, the nearest first: nested questions are worked out. */
export function subjectsAsked(asked: Asked, index: WorldIndex): EntityId[] {
  switch (asked.form) {
    case 'value':
      return asked.subject.form === 'name'
        ? [asked.subject.entity]
        : [...answersOf(asked.subject, index), ...subjectsAsked(asked.subject, index)]
    case 'compare':
    case 'sum':
    case 'difference':
    case 'order':
      return [...asked.subjects]
    case 'count':
    case 'list':
      return [asked.value]
    case 'history':
      return [asked.subject]
    case 'survey':
      return asked.parts.map((part) => part.subject)
  }
}

function answersOf(asked: Asked, index: WorldIndex): EntityId[] {
  if (asked.form !== 'value') return []
  const [subject] = subjectsAsked(asked, index)
  return subject === undefined
    ? []
    : index
        .current(subject, asked.relation)
        .flatMap((fact) => (fact.value.kind === 'entity' ? [fact.value.entity] : []))
}
