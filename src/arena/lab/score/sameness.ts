import type { Relation } from '../language/relation.ts'
import type { EntityId, Value } from '../world.ts'
import { mannerAt } from './manner.ts'
import type { SentenceTruth } from './score.ts'
import { hideNames, membersOf, type Reading } from './sentence-reading.ts'
import { typeWords } from './units.ts'
import { relationAsked, subjectsAsked, type WorldIndex } from './world-index.ts'

const same =
  /(?<!\p{L})(?<!at )(?:the same|identical|equal)(?! time)(?!\p{L})|(?<no>不)?(?:相同|同一(?![份篇页则条段])[个位家座所年]?|一样[多长大深]?|同样[多长大深])/giu

/** That several things have one value of a relation in common, weighed. */
export function readSameness(reading: Reading, index: WorldIndex): { readonly truth: SentenceTruth }[] {
  const hidden = hideNames(reading.text, reading.mentions)
  return Array.from(hidden.matchAll(same)).flatMap((match): { truth: SentenceTruth }[] => {
    if (isOther(reading, hidden.slice(match.index + match[0].length), match.index + match[0].length))
      return []
    const relation = relationNear(reading, match.index)
    if (relation === undefined) return []
    const told = [...new Set(reading.groups.flatMap((group) => membersOf(group, relation.subjects, index)))]
    const asked = subjectsAsked(reading.question.asked, index).filter((id) => reading.topics.includes(id))
    const things = told.length > 1 ? told : [...new Set([...told, ...asked])]
    if (told.length === 0 || things.length < 2 || (told.length < 2 && reading.cues.length === 0)) return []
    const values = things.map((id) => keysOf(id, relation, index))
    if (values.some((keys) => keys.length === 0)) return [{ truth: 'unsupported' }]
    const common = values[0]!.some((key) => values.every((keys) => keys.includes(key)))
    const denied = match.groups?.['no'] !== undefined || mannerAt(reading, match.index).negated === true
    return [{ truth: common === denied ? 'false' : 'true' }]
  })
}

const plain =
  /^ (?:in|as|for|at|and|but|with|to|by|year|day|date|amount|number|size|age|price|sum|figure|value|place|man|woman|person)s?(?!\p{L})/iu
const typeNoun = new RegExp(`^ (?:${Object.values(typeWords).map(({ en }) => en).join('|')})(?!\\p{L})`, 'iu') // prettier-ignore

/** `The same family`: of what the world does not have. */
function isOther(reading: Reading, after: string, at: number): boolean {
  if (!/^ [a-z]/i.test(after)) return false
  return !plain.test(after) && !typeNoun.test(after) && !reading.cues.some((cue) => cue.start === at + 1)
}

function relationNear(reading: Reading, at: number): Relation | undefined {
  const near = reading.cues.toSorted((a, b) => Math.abs(a.start - at) - Math.abs(b.start - at))
  return near[0]?.relation ?? relationAsked(reading.question)
}

/** Of dates the years: who was born on which day of the same year is not asked. */
function keysOf(id: EntityId, relation: Relation, index: WorldIndex): string[] {
  const key = (value: Value): string =>
    value.kind === 'quantity' ? String(value.amount) : value.kind === 'date' ? value.date.slice(0, 4) : value.entity
  return index.current(id, relation.id).map((fact) => key(fact.value))
} // prettier-ignore
