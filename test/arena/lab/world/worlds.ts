import { makeWorld } from '../../../../src/arena/lab/world/make-world.ts'
import type { Names } from '../../../../src/arena/lab/language/tell.ts'
import type { Fact, FactId, Value, World } from '../../../../src/arena/lab/world.ts'

const seeds = ['ink', 'paper', '墨']

/** Three worlds of 200 questions each. */
export const worlds: readonly World[] = seeds.map((seed) => makeWorld({ seed, questions: 200 }))

export function factsOf(world: World): ReadonlyMap<FactId, Fact> {
  return new Map(world.facts.map((fact) => [fact.id, fact]))
}

export function namesOf(world: World): Names {
  return new Map(world.entities.map((entity) => [entity.id, entity]))
}

/** A value as a string that no other value has. */
export function valueKey(value: Value): string {
  switch (value.kind) {
    case 'entity':
      return value.entity
    case 'date':
      return value.date
    case 'quantity':
      return `${value.amount} ${value.unit}`
  }
}
