import type { Span } from '#vocabulary'
import { similarity } from '../alignment.ts'
import { readStatement } from '../statement.ts'
import { wordsIn, type Word } from '../words.ts'
import { kindsIn, mayBeOf } from './kinds.ts'
import { frameHan, placesOf, type Mention } from './mentions.ts'
import { impliedIn, measuresIn } from './measures.ts'
import type { Telling } from './telling.ts'

const frameLatin =
  /^(?:total(?:s|l?ed|l?ing)?|combined|altogether|together|jointly|sum|number|numbers|amount(?:s|ed)?|figures?|count(?:s|ed)?|come|comes|came|reach(?:es|ed)?|make|makes|add(?:s|ed)?|order|time|chronological(?:ly)?|sequence|followed|difference|differs?|differ|gap|average[sd]?|averaging|mean|respectively|compared|comparison|ranks?|ranked|lead|leads|top|tops|size|larger?|largest|long(?:er|est)?|high(?:er|est)?|tall(?:er|est)?|deep(?:er|est)?|big(?:ger|gest)?|great(?:er|est)?|wide(?:r|st)?|small(?:er|est)?|short(?:er|est)?|low(?:er|est)?|shallow(?:er|est)?|few(?:er|est)?|less|least|more|most|heav(?:y|ier|iest)|light(?:er|est)?|cheap(?:er|est)?|costl(?:y|ier|iest)|earl(?:y|ier|iest)|late(?:r|st)?|old(?:er|est)?|new(?:er|est)?|young(?:er|est)?|bus(?:y|ier|iest)|first|last|second|third|fourth|finally|next|apart|year|years|annual|annually|yearly|day|days|daily|month|months|times|twice|double|much|many|exactly|about|around|currently|now|year-old|longest|value|values|different|sources?|statements?|same|earliest|latest|three|two|four|five)$/i

/** Words outside the names, figures and dates of a text. */
function restOf(text: string, taken: readonly Span[]): Word[] {
  return wordsIn(text).filter((word) => !taken.some(({ start, end }) => word.start < end && word.end > start))
}

function namesTaken(text: string, mentions: readonly Mention[]): Span[] {
  return mentions.flatMap((mention) => placesOf(text, mention))
}

function withoutNames(text: string, mentions: readonly Mention[]): string {
  let rest = text
  for (const { start, end } of namesTaken(text, mentions))
    rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end)
  return rest
}

/** What a text measures outside its names: Orlin Works works nothing. */
export function measured(text: string, mentions: readonly Mention[]): ReadonlySet<string> {
  return new Set(measuresIn(withoutNames(text, mentions)).map(({ name }) => name))
}

/**
 * Whether a quote speaks of what the sentence speaks of: one measure or relation that both tell; where one of them
 * tells none that is known, a word that both have besides names and figures.
 */
export function relates(
  sentence: string,
  telling: Telling,
  mentions: readonly Mention[],
  about?: ReadonlySet<string>,
): boolean {
  const own = measured(sentence, mentions)
  const told = measured(telling.text, mentions)
  const asked = own.size > 0 ? own : (about ?? new Set(impliedIn(sentence)))
  if (asked.size > 0 && told.size > 0) return [...asked].some((name) => told.has(name))
  const said = restOf(telling.text, [...telling.statement.quantities, ...namesTaken(telling.text, mentions)])
  const words = restOf(sentence, [...readStatement(sentence).quantities, ...namesTaken(sentence, mentions)])
  return words.some(
    (word) =>
      word.weight >= 0.5 &&
      !frameLatin.test(sentence.slice(word.start, word.end)) &&
      !new RegExp(`^(?:${frameHan.source})+$`, 'u').test(sentence.slice(word.start, word.end)) &&
      said.some((other) => similarity(word.term, other.term) >= 0.75),
  )
}

/**
 * What a sentence says beyond names, figures and the words of working out, and no quote does: `state-owned`, 仅.
 *
 * @param settled spans of the sentence that were checked by other means: figures with what they count
 */
export function addedBy(
  sentence: string,
  tellings: readonly Telling[],
  mentions: readonly Mention[],
  settled: readonly Span[],
): string | undefined {
  const told = new Set(tellings.flatMap(({ text }) => [...measured(text, mentions)]))
  const own = measuresIn(withoutNames(sentence, mentions)).filter(({ name }) => told.has(name))
  const taken = [
    ...mentions,
    ...settled,
    ...own,
    ...kindsIn(sentence).filter(({ kind }) => mentions.some((name) => mayBeOf(kind, name.text, ''))),
  ]
  const sources = tellings.flatMap(({ text, about }) => [text, ...about])
  const han = addedHan(sentence, taken, sources)
  if (han) return han
  const known = sources.flatMap((text) => wordsIn(text))
  const word = restOf(sentence, taken).find(
    ({ term, start, end, han: chinese }) =>
      !chinese &&
      !frameLatin.test(sentence.slice(start, end)) &&
      !known.some((other) => similarity(term, other.term) >= 0.75),
  )
  return word && sentence.slice(word.start, word.end)
}

function addedHan(sentence: string, taken: readonly Span[], sources: readonly string[]): string | undefined {
  let rest = sentence
  for (const { start, end } of taken) rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end)
  for (const [run] of rest.matchAll(/\p{Script=Han}+/gu)) {
    for (const piece of run.replace(new RegExp(frameHan.source, 'gu'), ' ').split(' '))
      if (piece !== '' && !sources.some((text) => text.includes(piece))) return piece
  }
  return undefined
}
