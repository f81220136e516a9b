import type { Chance } from '#runtime'
import { relations } from '../language/relations.ts'
import type { Relation, RelationWords } from '../language/relation.ts'
import { labLanguages, type EntityType } from '../world.ts'

/** A relation, and the type of thing of which it is told. */
export interface Choice {
  readonly relation: Relation
  readonly type: EntityType
}

/** Every relation with every type it is told of, in the order of the table. */
export const choices: readonly Choice[] = relations.flatMap((relation) =>
  relation.subjects.map((type) => ({ relation, type })),
)

/** One of the choices that fit; throws where none does, since then the table lacks what a kind of question needs. */
export function choose(chance: Chance, fits: (choice: Choice) => boolean): Choice {
  const fitting = choices.filter(fits)
  const choice = fitting[chance.integer(fitting.length)]
  if (!choice) throw new Error('no relation of the world fits this kind of question')
  return choice
}

/** Whether both languages have words of this sort for the relation. */
export function hasWords(relation: Relation, sort: keyof RelationWords): boolean {
  return labLanguages.every((language) => relation.words[language][sort] !== undefined)
}

/** Whether both languages can ask how many, or which, things of the type stand in the relation to a value. */
export function canGather({ relation, type }: Choice, sort: 'count' | 'list'): boolean {
  return labLanguages.every((language) => relation.words[language][sort]?.[type] !== undefined)
}

/** A way from a thing over others to a value: each relation but the last leads to a thing of the next one's type. */
export type Chain = readonly Choice[]

/** All ways of so many hops. */
export function chainsOf(hops: number): readonly Chain[] {
  if (hops === 1) return choices.map((choice) => [choice])
  return choices
    .filter(({ relation }) => relation.value.kind === 'entity' && hasWords(relation, 'noun'))
    .flatMap((first) =>
      chainsOf(hops - 1)
        .filter(
          ([next]) => first.relation.value.kind === 'entity' && next!.type === first.relation.value.type,
        )
        .map((rest) => [first, ...rest]),
    )
}
