/**
 * The world while it is being thought out: which things there are, what is true of them, and what is spoken for.
 *
 * 1. A slot, (subject, relation), is spoken for once: two questions never ask for the same thing, and what nobody may
 *    state (an unanswerable question) is stated by nobody.
 * 2. A thing that is apart is used by the question it was made for, and by no other: the designer whose bridges are
 *    counted, the subject of a private figure.
 */
import type { Chance } from '#runtime'
import type { Relation } from '../language/relation.ts'
import type { EntityId, EntityType, Fact } from '../world.ts'

/** A thing before it has a name. */
export interface DraftEntity {
  readonly id: EntityId
  readonly type: EntityType
}

/** What is wanted of a thing that a fact is to be told of. */
export interface SubjectWish {
  readonly region: number
  readonly type: EntityType
  /** Relations in which nothing has been said of it. */
  readonly relations: readonly Relation[]
  readonly without?: readonly EntityId[]
  /** No other question may meet it. */
  readonly apart?: true
}

export interface Draft {
  readonly entities: readonly DraftEntity[]
  readonly facts: readonly Fact[]
  /** A thing whose slots are free, one that is there already or a new one; its slots are spoken for from now on. */
  subject(wish: SubjectWish, chance: Chance): EntityId
  /** A thing to be a value; `apart`: a new one that nobody else uses. */
  valueEntity(region: number, type: EntityType, chance: Chance, without?: readonly EntityId[], apart?: true): EntityId // prettier-ignore
  /** Speaks for a slot if it is free. */
  take(subject: EntityId, relation: Relation): boolean
  typeOf(entity: EntityId): EntityType
  add(fact: Omit<Fact, 'id'>): Fact
}

/** Share of subjects that are met again in another question of their region, where that is possible. */
const shared = 0.7

export function createDraft(): Draft {
  const entities: DraftEntity[] = []
  const facts: Fact[] = []
  const gathered = new Map<string, EntityId[]>()
  const taken = new Set<string>()
  const slot = (subject: EntityId, relation: Relation): string => `${subject} ${relation.id}`
  const known = (region: number, type: EntityType): EntityId[] => {
    const key = `${region} ${type}`
    const list = gathered.get(key) ?? []
    gathered.set(key, list)
    return list
  }
  const create = (region: number, type: EntityType, apart?: true): EntityId => {
    const id = `e${entities.length + 1}` as const
    entities.push({ id, type })
    if (!apart) known(region, type).push(id)
    return id
  }
  const take = (subject: EntityId, relation: Relation): boolean => {
    if (taken.has(slot(subject, relation))) return false
    taken.add(slot(subject, relation))
    return true
  }
  return {
    entities,
    facts,
    take,
    subject({ region, type, relations, without = [], apart }, chance) {
      const again = !apart && chance.next() < shared
      const free = again
        ? known(region, type).filter(
            (id) => !without.includes(id) && relations.every((relation) => !taken.has(slot(id, relation))),
          )
        : []
      const id = free[chance.integer(free.length)] ?? create(region, type, apart)
      for (const relation of relations) take(id, relation)
      return id
    },
    valueEntity(region, type, chance, without = [], apart) {
      const free = apart ? [] : known(region, type).filter((id) => !without.includes(id))
      const again = chance.next() < 0.3 ? free[chance.integer(free.length)] : undefined
      return again ?? create(region, type, apart)
    },
    typeOf: (entity) => entities[Number(entity.slice(1)) - 1]!.type,
    add(fact) {
      const whole: Fact = { id: `f${facts.length + 1}`, ...fact }
      facts.push(whole)
      return whole
    },
  }
}
