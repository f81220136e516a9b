import type { Span } from '#vocabulary'
import {
  datesIn,
  directionsIn,
  modalitiesIn,
  namesIn,
  negationsIn,
  quantifiersIn,
  quantitiesIn,
  type DateMention,
  type Direction,
  type Modality,
  type NameMention,
  type Negation,
  type Quantifier,
  type Quantity,
} from '#reading'
import { wordsIn, type Word } from './words.ts'

/** Everything that a classical method can read off one sentence. */
export interface Statement {
  readonly text: string
  /** Content words outside numbers and dates. */
  readonly words: readonly Word[]
  readonly quantities: readonly Quantity[]
  readonly dates: readonly DateMention[]
  readonly names: readonly NameMention[]
  readonly negations: readonly Negation[]
  readonly directions: readonly Direction[]
  readonly quantifiers: readonly Quantifier[]
  readonly modalities: readonly Modality[]
  readonly clauses: readonly Span[]
}

const remembered = new Map<string, Statement>()
const mostRemembered = 4_000

/** Reads a sentence once; the last few thousand readings are remembered. Total, linear. */
export function readStatement(text: string): Statement {
  const known = remembered.get(text)
  if (known) return known
  const dates = datesIn(text)
  const quantities = quantitiesIn(text, dates)
  const figures = [...dates, ...quantities].toSorted((a, b) => a.start - b.start)
  const statement: Statement = {
    text,
    words: outside(wordsIn(text), figures),
    quantities,
    dates,
    names: namesIn(text, dates),
    negations: negationsIn(text),
    directions: directionsIn(text),
    quantifiers: quantifiersIn(text),
    modalities: modalitiesIn(text),
    clauses: clausesOf(text),
  }
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(text, statement)
  return statement
}

/** Words that are not part of a number or a date: "million" and 年 are checked there. */
function outside(words: readonly Word[], figures: readonly Span[]): Word[] {
  let at = 0
  return words.filter((word) => {
    while (at < figures.length && figures[at]!.end <= word.start) at++
    const figure = figures[at]
    return !figure || figure.start >= word.end
  })
}

const clauseBreak =
  /[,;:](?!\d)|[，；：。！？!?]|\.(?=\s|$)|\n|(?<![\p{L}])(?:but|although|though|whereas|while)(?![\p{L}])|但是?|然而|而且|并且/giu

/** Clauses between punctuation and adversatives; together with their breaks they cover the text. */
export function clausesOf(text: string): Span[] {
  const clauses: Span[] = []
  let start = 0
  for (const match of text.matchAll(clauseBreak)) {
    if (match.index > start) clauses.push({ start, end: match.index })
    start = match.index + match[0].length
  }
  if (start < text.length) clauses.push({ start, end: text.length })
  return clauses
}
