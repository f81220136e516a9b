import type { Chance } from '#runtime'
import type { Asked, Entity, EntityId, Fact, LabLanguage, Value } from '../world.ts'

/** Who is called what. */
export type Names = ReadonlyMap<EntityId, Entity>

/** A value as it stands in a text: `14 May 1931`, `41.7 million euros`, `4170万欧元`, a name. `form` picks among spellings. */
export function tellValue(value: Value, language: LabLanguage, names: Names, form = 0): string {
  throw new Error(`not yet ${value.kind} ${language} ${names.size} ${form}`)
}

/** A fact as a sentence, in one of its relation's wordings; stale ones as they were told then. */
export function tellFact(fact: Fact, language: LabLanguage, names: Names, chance: Chance): string {
  throw new Error(`not yet ${fact.id} ${language} ${names.size} ${chance.next()}`)
}

/** A question in words; nested questions become noun phrases. */
export function tellQuestion(asked: Asked, language: LabLanguage, names: Names, chance: Chance): string {
  throw new Error(`not yet ${asked.form} ${language} ${names.size} ${chance.next()}`)
}
