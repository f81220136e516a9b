import { cuesIn, hideNames, membersOf, type Reading } from './sentence-reading.ts'
import type { SentenceTruth } from './score.ts'
import type { PlacedValue } from './told-value.ts'
import { fromHan } from './numerals.ts'
import type { WorldIndex } from './world-index.ts'

const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const english = new RegExp(
  String.raw`(?<!\p{L})(?:has|have|had|knows?|lists?|names?|there (?:have been|were|are))(?: (?:had|seen|only|at least|so far|been))* (?<n>${words.join('|')}|\d{1,2}) (?:(?:known|different|successive|recorded|documented|named|consecutive) )?(?<who>heads|directors|mayors|sponsors|employers|designers|leaders)(?!\p{L})`,
  'iu',
)
const chinese =
  /(?:共|先后|历来|至今|总共|曾|已知)?有(?:过)?(?<n>[一二两三四五六七八九十]|\d{1,2})[位任名家](?:已知的?|不同的?)?(?<who>所长|馆长|镇长|市长|负责人|赞助商|雇主|设计者)/u

/** `A has had three known heads`: how many have stood in a relation to a thing, those who no longer do among them. */
export function readHolderCounts(
  reading: Reading,
  index: WorldIndex,
): { readonly truth: SentenceTruth; readonly value?: PlacedValue }[] {
  const hidden = hideNames(reading.text, reading.mentions)
  const match = english.exec(hidden) ?? chinese.exec(hidden)
  if (match === null) return []
  const { n, who } = match.groups as { n: string; who: string }
  const amount = /\d/.test(n) ? Number(n) : /\p{Script=Han}/u.test(n) ? fromHan(n) : words.indexOf(n.toLowerCase()) + 1
  const known = cuesIn(who.replace(/s$/i, '')).flatMap(({ relation }) => {
    if (relation.value.kind !== 'entity') return []
    const [named] = reading.groups.flatMap((group) => membersOf(group, relation.subjects, index))
    const subject = named ?? reading.topics.find((id) => relation.subjects.includes(index.entity(id).type))
    if (subject === undefined) return []
    const facts = index.facts(subject, relation.id).filter((fact) => fact.standing !== 'false')
    return facts.length === 0 ? [] : [new Set(facts.map(({ value }) => JSON.stringify(value))).size]
  })
  if (known.length === 0) return []
  const at = match.index + match[0].indexOf(n)
  const value = reading.values.find(({ start, end }) => start <= at && at < end)
  return [{ truth: known.includes(amount) ? 'true' : 'false', ...(value !== undefined && { value }) }]
} // prettier-ignore
