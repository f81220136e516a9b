import type { Relation } from '../language/relation.ts'
import type { EntityId, EntityType } from '../world.ts'
import { topicFor, yearNear } from './figure-claims.ts'
import { mannerAt } from './manner.ts'
import {
  breaksBetween, clauseAt, hideNames, membersOf, restOf, type Cue, type Group, type Reading,
} from './sentence-reading.ts' // prettier-ignore
import type { Claim } from './weigh-claim.ts'
import { relationAsked, type WorldIndex } from './world-index.ts'

/** Which things are said to stand in which relation to which: by the words for the relation and what stands around them. */
export function readEntities(reading: Reading, index: WorldIndex): Claim[] {
  const links: Link[] = []
  const cues = reading.cues.filter((cue) => cue.relation.value.kind === 'entity')
  for (const group of reading.groups) {
    const link = linkOf(reading, group, cues, index)
    if (link !== undefined) add(links, link)
  }
  for (const cue of cues) {
    if (
      links.some(
        (link) => link.cue === cue || (link.relation === cue.relation && sameClause(reading, link, cue)),
      )
    )
      continue
    if (sharedWithFigure(reading, cue)) continue
    const link = subjectFirst(reading, cue, index)
    const known = links.some(
      (one) =>
        one.relation === link?.relation &&
        one.subjects.some((id) => link.subjects.includes(id)) &&
        one.values.some((id) => link.values.includes(id)),
    )
    if (link !== undefined && !known) add(links, link)
  }
  if (links.length === 0) links.push(...holding(reading, index))
  if (links.length === 0) links.push(...answering(reading, index))
  const pairs = links.filter((link) => !isAside(reading, link, links, index)).flatMap((link) => pairsOf(link))
  return pairs.map(([subject, entity, link]) => ({
    subject,
    relation: link.relation,
    told: { kind: 'entity', entity },
    manner: mannerAt(reading, link.at, yearOf(reading, link, links.length)),
  }))
}

/** `The town hall of T was led by P` says nothing of what was spoken of before: T is what it is about. */
function isAside(reading: Reading, link: Link, links: readonly Link[], index: WorldIndex): boolean {
  if (!link.key.includes(' topic ')) return false
  const types = link.values.map((value) => index.entity(value).type)
  return (
    links.some(
      (other) => other !== link && other.subjects.some((subject) => link.values.includes(subject)),
    ) ||
    reading.cues.some(
      (cue) =>
        cue.relation.value.kind !== 'entity' &&
        reading.values.length > 0 &&
        types.some((type) => cue.relation.subjects.includes(type)),
    )
  )
}

interface Link {
  readonly relation: Relation
  readonly cue?: Cue
  readonly subjects: readonly EntityId[]
  readonly values: readonly EntityId[]
  readonly at: number
  /** The groups it was read from: said once only. */
  readonly key: string
}

function add(links: Link[], link: Link): void {
  if (!links.some((other) => other.key === link.key)) links.push(link)
}

function sameClause(reading: Reading, link: Link, cue: Cue): boolean {
  return link.cue !== undefined && clauseAt(reading, link.cue.start) === clauseAt(reading, cue.start)
}

/** The best reading of a group as a value: which word says it, of which subject. */
function linkOf(reading: Reading, values: Group, cues: readonly Cue[], index: WorldIndex): Link | undefined {
  let best: (Link & { readonly cost: number }) | undefined
  for (const cue of cues) {
    const { relation } = cue
    if (relation.value.kind !== 'entity') continue
    const entities = membersOf(values, [relation.value.type], index)
    if (entities.length === 0) continue
    const apart = breaksBetween(reading, cue.start, values.start)
    if (apart > 0 && (sharedWithFigure(reading, cue) || hasOwnCue(reading, values, cue))) continue
    if (apart > 0 && isSubjectHere(reading, values, cue, index)) continue
    const subject = subjectFor(reading, cue, values, index)
    if (subject === undefined) continue
    const cost = distance(reading, cue, values) + subject.cost
    if (best === undefined || cost < best.cost)
      best = {
        relation, cue, subjects: subject.subjects, values: entities, at: values.start, cost,
        key: `${relation.id} ${subject.key} ${values.start}`,
      } // prettier-ignore
  }
  return best
}

/** A clause that has a word for another relation speaks of that one. */
function hasOwnCue(reading: Reading, values: Group, cue: Cue): boolean {
  const clause = clauseAt(reading, values.start)
  const after = values.start > cue.start
  const takes = (other: Cue): boolean =>
    other.relation.value.kind === 'entity' &&
    cue.relation.value.kind === 'entity' &&
    other.relation.value.type === cue.relation.value.type
  return (
    after &&
    reading.cues.some(
      (other) => clauseAt(reading, other.start) === clause && other.relation !== cue.relation && takes(other),
    )
  )
}

/** `…, whose mayor is P`: in its own clause it is a subject, and the value stands beside it. */
function isSubjectHere(reading: Reading, group: Group, of: Cue, index: WorldIndex): boolean {
  const clause = clauseAt(reading, group.start)
  return reading.cues.some(
    ({ relation, start }) =>
      relation !== of.relation &&
      relation.value.kind === 'entity' &&
      clauseAt(reading, start) === clause &&
      membersOf(group, relation.subjects, index).length > 0 &&
      reading.groups.some(
        (other) =>
          other !== group &&
          clauseAt(reading, other.start) === clause &&
          relation.value.kind === 'entity' &&
          membersOf(other, [relation.value.type], index).length > 0,
      ),
  )
}

function distance(reading: Reading, cue: Cue, group: Group): number {
  const gap = group.end <= cue.start ? cue.start - group.end : Math.max(0, group.start - cue.end)
  return breaksBetween(reading, cue.start, group.start) * 40 + Math.min(gap, 39)
}

function subjectFor(
  reading: Reading,
  cue: Cue,
  values: Group,
  index: WorldIndex,
): { subjects: readonly EntityId[]; key: string; cost: number } | undefined {
  let best: { subjects: readonly EntityId[]; key: string; cost: number } | undefined
  const here = clauseAt(reading, values.start)
  const alikeOnBothSides =
    cue.relation.value.kind === 'entity' && cue.relation.subjects.includes(cue.relation.value.type)
  for (const group of reading.groups) {
    if (group === values) continue
    if (alikeOnBothSides && group.start > values.start) continue
    const subjects = membersOf(group, cue.relation.subjects, index)
    if (subjects.length === 0) continue
    const own = clauseAt(reading, group.start)
    const toCue = breaksBetween(reading, cue.start, group.start)
    const relative =
      reading.clauses[own]?.relative === true && own !== here && own !== clauseAt(reading, cue.start)
    const cueRelative = reading.clauses[clauseAt(reading, cue.start)]?.relative === true
    const nearest = cueRelative ? Math.abs(cue.start - group.end) / 100 : group.start / 100
    const cost =
      (own === here ? -8 : 10 * Math.abs(own - here)) +
      10 * toCue +
      (relative ? 30 : 0) +
      (own > here && toCue > 0 ? 15 : 0) +
      nearest
    if (best === undefined || cost < best.cost) best = { subjects, key: String(group.start), cost }
  }
  if (best !== undefined) return best
  // `P designed two bridges` is not about what was spoken of before; `Designed by P` is.
  const topic = values.start < cue.start ? undefined : topicFor(reading, cue.relation, index)
  return topic === undefined ? undefined : { subjects: [topic], key: 'topic', cost: 200 }
}

/** `P designed A and directs M`: the value was said before, the word for the relation and the subject come after it. */
function subjectFirst(reading: Reading, cue: Cue, index: WorldIndex): Link | undefined {
  const { relation } = cue
  if (relation.value.kind !== 'entity') return undefined
  const type = relation.value.type
  const clause = clauseAt(reading, cue.start)
  const values = reading.groups.find(
    (group) => group.end <= cue.start && membersOf(group, [type], index).length > 0,
  )
  const subject = reading.groups.find(
    (group) =>
      clauseAt(reading, group.start) === clause &&
      membersOf(group, relation.subjects, index).length > 0 &&
      group !== values,
  )
  if (
    values === undefined ||
    subject === undefined ||
    /[;；。]/.test(reading.text.slice(values.end, cue.start))
  )
    return undefined
  return {
    relation, cue, subjects: membersOf(subject, relation.subjects, index), values: membersOf(values, [type], index),
    at: subject.start, key: `${relation.id} ${subject.start} ${values.start}`,
  } // prettier-ignore
}

/** `founded in 1931`: the same word speaks of a date there, and of no founder. */
function sharedWithFigure(reading: Reading, cue: Cue): boolean {
  const clause = clauseAt(reading, cue.start)
  return reading.cues.some(
    (other) =>
      other.relation.value.kind !== 'entity' &&
      other.start < cue.end &&
      cue.start < other.end &&
      reading.values.some(
        (value) =>
          clauseAt(reading, value.start) === clause &&
          (value.value.kind === 'date') === (other.relation.value.kind === 'date'),
      ),
  )
}

const office =
  /(?<!\p{L})(?:offices?|posts?|position|job|role|helm|hands of|took over|successors?|succeed(?:s|ed)|replac(?:es|ed)|in charge|holds?|held|served|serves|today|now|currently|since|until)(?!\p{L})|职位|职务|一职|此职|该职|担任|出任|接任|继任|接替|接手|卸任|离任|在任|现任|由|现为|如今|目前/iu

/** `The office is held by P` under `Mayor of T`: the heading (or, of an office, the question) says which. */
function holding(reading: Reading, index: WorldIndex): Link[] {
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
    reading.groups.map((group) => membersOf(group, relation.subjects, index)[0]).find((id) => id !== undefined) ??
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
  return has(subjects) && reading.values.some((one) => (one.value.kind === 'date') === (value.kind === 'date'))
}

/** A name alone answers the question, a list of names a list. */
function answering(reading: Reading, index: WorldIndex): Link[] {
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

function pairsOf(link: Link): (readonly [EntityId, EntityId, Link])[] {
  const { subjects, values } = link
  if (subjects.length > 1 && subjects.length === values.length)
    return subjects.map((subject, i) => [subject, values[i]!, link] as const)
  return subjects.flatMap((subject) =>
    values.filter((value) => value !== subject).map((value) => [subject, value, link] as const),
  )
}

function yearOf(reading: Reading, link: Link, count: number): number | undefined {
  if (link.relation.changing === undefined) return undefined
  const years = reading.values.filter(
    (value) => value.value.kind === 'date' && value.value.precision !== 'decade',
  )
  return yearNear(reading, link.at, years, 0, count)
}

const unknownEnglish =
  /(?:by|is|was|of|:|architect|engineer|designer|director)\s+(?:the )?(?:[a-z]+ ){0,2}(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)+)|^(\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+) [a-z]+ /u
const unknownChinese =
  /(?:由|出自|是|为)([\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6}|[\u4e00-\u9fff]{2,4})(?:设计|建造|创办|创立|负责|之手|主持|管理|领导|$|。)|([\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6})/u

/** Claims about somebody who is nobody in the world: a name where a value belongs, and no known thing in its place. */
export function readStrangers(reading: Reading, index: WorldIndex): Claim[] {
  const hidden = hideNames(reading.text, reading.mentions)
  return reading.cues.flatMap((cue): Claim[] => {
    const { relation } = cue
    if (relation.value.kind !== 'entity') return []
    const { type } = relation.value
    if (reading.groups.some((group) => membersOf(group, [type], index).length > 0)) return []
    if (sharedWithFigure(reading, cue)) return []
    const subjects = [
      ...new Set(reading.groups.flatMap((group) => membersOf(group, relation.subjects, index))),
    ]
    if (subjects.length !== 1 || !(unknownEnglish.test(hidden) || unknownChinese.test(hidden))) return []
    return [
      { subject: subjects[0]!, relation, told: { kind: 'unknown' }, manner: mannerAt(reading, cue.start) },
    ]
  })
}
