import type { Relation } from '../language/relation.ts'
import { relations } from '../language/relations.ts'
import type { EntityId, EntityType } from '../world.ts'
import { hideNames, membersOf, type Group, type Reading } from './sentence-reading.ts'
import { typeWords } from './units.ts'
import type { Claim } from './weigh-claim.ts'
import { relationAsked, type WorldIndex } from './world-index.ts'

/** What stands between a count and those who are counted: `three festivals: A, B and C`, 分别是A和B. */
const opens =
  /(?:[:：]|(?<!\p{L})(?:namely|including|among them|such as|they are|these are)|分别[是为有]|包括|即|其中有|有|——|—)\s*(?:the )?$/iu
const types = Object.keys(typeWords) as EntityType[]
const counted = types.map((type) => {
  const { en, zh } = typeWords[type]
  const words = String.raw`(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})`
  const shape = String.raw`(?<!\p{L})${words} (?:\p{Ll}+ ){0,2}(?:${en})(?!\p{L})|[一二两三四五六七八九十\d]{1,2}[座个家位名处项所](?:${zh})|(?:${zh})(?:一共|共|总共|仅|只|就)?(?:有|为|是)?(?:仅|只)?[一二两三四五六七八九十\d]{1,2}[座个家位名处项所]`
  return [type, new RegExp(shape, 'iu')] as const
})

/** `T has two institutes: A and B` says of each that it is one of them. */
export function readListed(reading: Reading, index: WorldIndex): Claim[] {
  const hidden = hideNames(reading.text, reading.mentions)
  return counted.flatMap(([type, shape]): Claim[] => {
    const match = shape.exec(hidden)
    if (match === null) return []
    const end = match.index + match[0].length
    const list = reading.groups.find(
      (group) => group.start >= end && membersOf(group, [type], index).length > 0 && opens.test(hidden.slice(end, group.start)),
    )
    if (list === undefined) return []
    const found = ofWhat(reading, type, list, index)
    if (found === undefined) return []
    return membersOf(list, [type], index).map((subject): Claim => ({
      subject, relation: found.relation, told: { kind: 'entity', entity: found.value }, manner: {},
    }))
  })
} // prettier-ignore

/** To what they are listed: by a word for a relation, by the question, else where things stand. */
function ofWhat(
  reading: Reading,
  type: EntityType,
  list: Group,
  index: WorldIndex,
): { relation: Relation; value: EntityId } | undefined {
  const asked = relationAsked(reading.question)
  const cued = reading.cues.map((cue) => cue.relation)
  const standing = relations.filter(({ id }) => ['location', 'headquarters', 'host'].includes(id))
  for (const relation of [...cued, ...(asked === undefined ? [] : [asked]), ...standing]) {
    const { value: kind } = relation
    if (kind.kind !== 'entity' || !relation.subjects.includes(type)) continue
    const value = reading.groups
      .filter((group) => group !== list)
      .flatMap((group) => membersOf(group, [kind.type], index))[0]
    if (value !== undefined) return { relation, value }
  }
  return undefined
}
