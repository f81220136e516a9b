import type { EntityType } from '../world.ts'
import type { Link } from './link.ts'
import { membersOf, restOf, type Cue, type Reading } from './sentence-reading.ts'
import { relationAsked, type WorldIndex } from './world-index.ts'

/** Links that no word of the sentence tells: the heading or the question says which relation is meant. */

const office =
  /(?<!\p{L})(?:offices?|posts?|position|job|role|helm|hands of|took over|successors?|succeed(?:s|ed)|replac(?:es|ed)|in charge|holds?|held|served|serves|today|now|currently|since|until)(?!\p{L})|职位|职务|一职|此职|该职|担任|出任|接任|继任|接替|接手|卸任|离任|在任|现任|由|现为|如今|目前/iu

/** `The office is held by P` under `Mayor of T`: the heading (or, of an office, the question) says which. */
export function holding(reading: Reading, index: WorldIndex): Link[] {
  const asked = relationAsked(reading.question)
  const relation = [...reading.headed, ...(asked === undefined ? [] : [asked])].find(
    (one) =>
      one.value.kind === 'entity' && one.value.type === 'person' && one.changing === true &&
      reading.topics.some((id) => one.subjects.includes(index.entity(id).type)),
  ) // prettier-ignore
  if (relation?.value.kind !== 'entity' || !office.test(reading.text)) return []
  const { type } = relation.value
  if (reading.cues.some((cue) => cue.relation !== relation && isServing(reading, cue, index))) return []
  const holders = reading.groups.filter((group) => membersOf(group, [type], index).length > 0)
  const subject =
    reading.groups
      .map((group) => membersOf(group, relation.subjects, index)[0])
      .find((id) => id !== undefined) ??
    reading.topics.find((id) => relation.subjects.includes(index.entity(id).type))
  if (subject === undefined) return []
  return holders.map((group) => ({
    relation, subjects: [subject], values: membersOf(group, [type], index), at: group.start, key: `held ${group.start}`,
  })) // prettier-ignore
}

/** The sentence has a word for another relation, and a value of it. */
function isServing(reading: Reading, { relation: { value, subjects } }: Cue, index: WorldIndex): boolean {
  const has = (types: readonly EntityType[]): boolean =>
    reading.groups.some((group) => membersOf(group, types, index).length > 0)
  if (value.kind === 'entity') return value.type !== 'person' && has([value.type]) && has(subjects)
  return (
    has(subjects) && reading.values.some((one) => (one.value.kind === 'date') === (value.kind === 'date'))
  )
}

/** A name alone answers the question, a list of names a list. */
export function answering(reading: Reading, index: WorldIndex): Link[] {
  const relation = relationAsked(reading.question) ?? reading.headed[0]
  const { asked } = reading.question
  const headed = reading.headed.find((one) => one.value.kind === 'entity')
  const chosen = headed ?? relation
  if (
    chosen === undefined ||
    chosen.value.kind !== 'entity' ||
    restOf(reading).length > 6 ||
    reading.values.length > 0
  )
    return []
  const type = chosen.value.type
  const topics = reading.topics
  return reading.groups.flatMap((group): Link[] => {
    if (group.mentions.some((one) => one.how === 'pronoun' || one.how === 'noun')) return []
    const place = { relation: chosen, at: group.start, key: `${group.start}` }
    if (asked.form === 'list' || asked.form === 'count') {
      const subjects = membersOf(group, [asked.type], index)
      return subjects.length === 0 ? [] : [{ ...place, subjects, values: [asked.value] }]
    }
    const values = membersOf(group, [type], index)
    const subject = topics.find(
      (id) => chosen.subjects.includes(index.entity(id).type) && !values.includes(id),
    )
    return values.length === 0 || subject === undefined ? [] : [{ ...place, subjects: [subject], values }]
  })
}
