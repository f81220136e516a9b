import type { Chance } from '#runtime'
import type { Entity, EntityId, LabLanguage, Value } from '../world.ts'
import { spellings } from './spellings.ts'

/** Who is called what. */
export type Names = ReadonlyMap<EntityId, Entity>

/** A value as it stands in a text: `14 May 1931`, `41.7 million euros`, `4170万欧元`, a name. `form` picks among spellings. */
export function tellValue(value: Value, language: LabLanguage, names: Names, form = 0): string {
  if (value.kind === 'entity') return nameOf(value.entity, language, names)
  const all = spellings(value, language)
  return all[form % all.length]!
}

/** The name of a thing; a defect where it has none. */
export function nameOf(entity: EntityId, language: LabLanguage, names: Names): string {
  const known = names.get(entity)
  if (!known) throw new TypeError(`${entity} has no name`)
  return known.names[language]
}

/** One of them by chance. */
export function pick<T>(items: readonly T[], chance: Chance): T {
  return items[chance.integer(items.length)]!
}

/** A sentence as it begins. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
