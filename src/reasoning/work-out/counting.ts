import type { Expression } from '#vocabulary'
import { nameKey } from '#reading'
import { readStatement } from '../statement.ts'
import { relates } from './about-same.ts'
import { kindSpans, nounAfter, type Working } from './figures.ts'
import { kindOfName, kindOfNoun, mayBeOf } from './kinds.ts'
import { mentionsIn, placesOf, speaksOf, type Mention } from './mentions.ts'
import { unique, type Sentence } from './operands.ts'
import { isUnsure, type Telling } from './telling.ts'

/** More is never listed in one sentence. */
const mostCounted = 60

/**
 * How many things stand in one relation to another: each quote tells it of one, or of several by name; a thing told of
 * by two quotes counts once. Where the sentence lists them, the list is what the quotes tell, no more and no less.
 */
export function countWorked(sentence: Sentence): Working | undefined {
  const { text, mentions, tellings } = sentence
  const numbers = readStatement(text).quantities.filter(({ kind }) => kind !== 'ordinal')
  const [stated] = numbers
  if (!stated || numbers.length !== 1 || stated.unit !== '' || stated.bound !== 'exact' || stated.approximate)
    return undefined
  if (
    stated.high !== undefined ||
    !Number.isInteger(stated.value) ||
    stated.value < 2 ||
    stated.value > mostCounted
  )
    return undefined
  if (sentence.years.length > 0) return undefined
  const near = tellings.filter((telling) => relates(text, telling, mentions))
  const names = unique(mentions)
  const objects = names.filter((name) => near.length > 0 && near.every((one) => speaksOf(one.text, name)))
  if (objects.length === 0 || near.some((one) => isUnsure(one, mentions) || one.past)) return undefined
  // What is told of a thing that the sentence lists, and not of what it counts for, says otherwise.
  const listed = names.filter((name) => !objects.includes(name))
  const noun = nounAfter(text, stated.end)
  const kind = kindOfNoun(noun) ?? kindOfNoun(stated.counted ?? '')
  const counted = new Map<string, { name: string; telling: Telling }>()
  for (const telling of near) {
    const found = countedIn(telling, objects, listed)
    if (found.length === 0) return undefined
    for (const name of found) {
      if (kind !== undefined && !mayBeOf(kind, name, `${telling.text}\n${telling.about.join('\n')}`))
        return undefined
      if (mayTurn(name, objects) && turned(text, telling, name, objects)) return undefined
      if (!counted.has(nameKey(name))) counted.set(nameKey(name), { name, telling })
    }
  }
  if (counted.size !== stated.value) return undefined
  if (listed.length > 0 && (listed.length !== counted.size || listed.some(({ key }) => !counted.has(key))))
    return undefined
  const of = [...counted.values()].map(({ name, telling }): Expression | undefined => {
    const written = telling.evidence.quote.includes(name)
    return written ? { op: 'value', evidence: telling.evidence.id, text: name } : undefined
  })
  if (!of.every((leaf) => leaf !== undefined)) return undefined
  return {
    expression: { op: 'count', of },
    used: [...counted.values()].map(({ telling }) => telling),
    settled: [{ start: stated.start, end: stated.end }, ...kindSpans(text, stated.end)],
  }
}

/** The names that a quote tells the relation of; empty where that is not plain. */
function countedIn(telling: Telling, objects: readonly Mention[], listed: readonly Mention[]): string[] {
  const taken = objects.flatMap((name) => placesOf(telling.text, name))
  const free = ({ start, end }: { start: number; end: number }): boolean =>
    !taken.some((own) => own.start < end && own.end > start)
  const own = listed.filter((name) => placesOf(telling.text, name).some(free))
  if (own.length > 0) {
    const beside = telling.statement.names.filter(
      (name) =>
        free(name) &&
        !own.some((one) =>
          placesOf(telling.text, one).some((at) => at.start < name.end && at.end > name.start),
        ),
    )
    return beside.length === 0 ? own.map(({ text }) => text) : []
  }
  const named = telling.statement.names.filter((name) => free(name))
  const first = new Map(named.map((name) => [nameKey(name.text), name.text]))
  if (first.size === 1) return [...first.values()]
  if (first.size > 1) return []
  const titled = telling.about.slice(0, 1).flatMap((line) => mentionsIn(line, [{ ...telling, about: [] }]))
  const inText = unique(titled).filter((name) => placesOf(telling.text, name).some(free))
  return inText.length === 1 ? [inText[0]!.text] : []
}

/** Whether both could do it to each other: two companies, two persons. */
function mayTurn(name: string, objects: readonly Mention[]): boolean {
  const own = kindOfName(name)
  return objects.some((object) => {
    const other = kindOfName(object.text)
    return own === other
  })
}

const passive = /(?<!\p{L})(?:was|were|been|is|are|being|be|got)(?!\p{L})[^.;]*(?<!\p{L})by(?!\p{L})|被|由/iu

/** "A was acquired by B" does not count among those that acquired B. */
function turned(text: string, { text: told }: Telling, name: string, objects: readonly Mention[]): boolean {
  const [object] = objects
  const said = placesOf(text, object!)[0]
  const at = placesOf(told, object!)[0]
  const own = told.indexOf(name)
  const number = readStatement(text).quantities.find(({ kind }) => kind !== 'ordinal')
  if (!said || !at || own < 0 || !number) return true
  const claimed = (said.start < number.start ? 1 : -1) * (passive.test(text) ? -1 : 1)
  const stated = (at.start < own ? 1 : -1) * (passive.test(told) ? -1 : 1)
  return claimed !== stated
}
