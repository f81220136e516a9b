import type { EntityId } from '../world.ts'
import { topicFor, yearNear } from './figure-claims.ts'
import type { Link } from './link.ts'
import { mannerAt } from './manner.ts'
import { answering, holding } from './unworded-links.ts'
import {
  breaksBetween, clauseAt, membersOf, type Cue, type Group, type Reading,
} from './sentence-reading.ts' // prettier-ignore
import type { PlacedValue } from './told-value.ts'
import type { Claim } from './weigh-claim.ts'
import type { WorldIndex } from './world-index.ts'

/**
 * Which things are said to stand in which relation to which: by the words for the relation and what stands around them.
 * Dates that are told of something else (`founded in 1930`) are no years of theirs. Long: the costs by which the readings of a sentence compete are of use only side by side.
 */
export function readEntities(
  reading: Reading,
  index: WorldIndex,
  dated: ReadonlySet<PlacedValue> = new Set(),
): Claim[] {
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
    manner: mannerAt(reading, link.at, yearOf(reading, link, links.length, dated)),
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
    // `It` of nothing that is named: nothing is told of either.
    if (subject.key === 'topic' && values.mentions.every((one) => one.how === 'pronoun')) continue
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
  const possessor = possessorOf(reading, cue, index)
  if (possessor !== undefined) return { subjects: [possessor], key: `described ${cue.start}`, cost: -10 }
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

/** A桥设计者的家乡, `the birthplace of A's designer`: the word is said of whom the word before it tells. */
function possessorOf(reading: Reading, { relation, start }: Cue, index: WorldIndex): EntityId | undefined {
  const before = reading.cues.find(
    (one) => one.relation !== relation && /^[者方人]?的$/u.test(reading.text.slice(one.end, start)),
  )
  const kind = before?.relation.value
  if (before === undefined || kind?.kind !== 'entity' || !relation.subjects.includes(kind.type))
    return undefined
  const owner = reading.groups.findLast((group) => group.end <= before.start && before.start - group.end < 2)
  const named = owner === undefined ? undefined : membersOf(owner, before.relation.subjects, index)[0]
  const fact = named === undefined ? undefined : index.current(named, before.relation.id)[0]
  return fact?.value.kind === 'entity' ? fact.value.entity : undefined
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
export function sharedWithFigure(reading: Reading, cue: Cue): boolean {
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

function pairsOf(link: Link): (readonly [EntityId, EntityId, Link])[] {
  const { subjects, values } = link
  if (subjects.length > 1 && subjects.length === values.length)
    return subjects.map((subject, i) => [subject, values[i]!, link] as const)
  return subjects.flatMap((subject) =>
    values.filter((value) => value !== subject).map((value) => [subject, value, link] as const),
  )
}

function yearOf(
  reading: Reading,
  link: Link,
  count: number,
  dated: ReadonlySet<PlacedValue>,
): number | undefined {
  if (link.relation.changing === undefined) return undefined
  const years = reading.values.filter(
    (value) => value.value.kind === 'date' && value.value.precision !== 'decade' && !dated.has(value),
  )
  return yearNear(reading, link.at, years, 0, count)
}
