import { bodyRelations } from './body-relations.ts'
import { builtRelations } from './built-relations.ts'
import { placeRelations } from './place-relations.ts'
import type { Relation } from './relation.ts'

/** All that may be said in the world. */
export const relations: readonly Relation[] = [...builtRelations, ...placeRelations, ...bodyRelations]

const byId = new Map(relations.map((relation) => [relation.id, relation]))

/** The relation of this id; a defect where there is none. */
export function relationOf(id: string): Relation {
  const relation = byId.get(id)
  if (!relation) throw new TypeError(`no relation is called ${id}`)
  return relation
}
