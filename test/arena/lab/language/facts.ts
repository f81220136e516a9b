import fc from 'fast-check'
import { chanceOf } from '#runtime'
import { coinNames } from '../../../../src/arena/lab/language/names.ts'
import { entityTypes } from '../../../../src/arena/lab/language/name-shapes.ts'
import type { Relation } from '../../../../src/arena/lab/language/relation.ts'
import type { Entity, EntityId, EntityType, Fact, Value } from '../../../../src/arena/lab/world.ts'

/** Things to speak of in tests: twenty of each type. */
export const entities = coinNames(
  chanceOf('language', 'entities'),
  Object.fromEntries(entityTypes.map((type) => [type, 20])),
)

export const names: ReadonlyMap<EntityId, Entity> = new Map(entities.map((entity) => [entity.id, entity]))

export function ofType(type: EntityType): Entity[] {
  return entities.filter((entity) => entity.type === type)
}

export function anyEntity(types: readonly EntityType[]): fc.Arbitrary<Entity> {
  return fc.constantFrom(...types.flatMap((type) => ofType(type)))
}

/** Any value that the relation may have. */
export function anyValue({ value }: Relation): fc.Arbitrary<Value> {
  switch (value.kind) {
    case 'entity':
      return anyEntity([value.type]).map(({ id }) => ({ kind: 'entity', entity: id }))
    case 'quantity':
      return anyAmount(value.low, value.high, value.unit === 'square-kilometre').map((amount) => ({
        kind: 'quantity',
        amount,
        unit: value.unit,
      }))
    case 'date':
      return value.precision === 'year'
        ? fc.integer({ min: 1500, max: 2029 }).map((year) => ({ kind: 'date', date: String(year) }))
        : fc
            .date({ min: new Date('1700-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
            .map((day) => ({ kind: 'date', date: day.toISOString().slice(0, 10) }))
  }
}

/** Round ones and others, since they are spelt differently. */
function anyAmount(low: number, high: number, decimals: boolean): fc.Arbitrary<number> {
  const round = [10, 1000, 10_000, 100_000].filter((step) => step < high)
  return fc.oneof(
    fc.integer({ min: low, max: high }),
    ...round.map((step) => fc.integer({ min: 1, max: Math.floor(high / step) }).map((n) => n * step)),
    ...(decimals ? [fc.integer({ min: low * 10, max: high * 10 }).map((n) => n / 10)] : []),
  )
}

export function anyFact(relation: Relation): fc.Arbitrary<Fact> {
  return fc
    .record({
      subject: anyEntity(relation.subjects),
      value: anyValue(relation),
      asOf: fc.integer({ min: 1950, max: 2026 }),
      until: fc.integer({ min: 1950, max: 2026 }),
    })
    .map(({ subject, value, asOf, until }) => ({
      id: 'f1',
      subject: subject.id,
      relation: relation.id,
      value,
      standing: 'true',
      ...(relation.changing ? { asOf, until } : {}),
    }))
}
