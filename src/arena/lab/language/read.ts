import type { LabLanguage } from '../world.ts'
import { normal } from './normal.ts'
import { readValue, type ReadStatement } from './read-value.ts'
import { relations } from './relations.ts'
import { readRows } from './rows.ts'
import { linesOf, longestSentence, sentencesOf, shortestSentence, type Segment } from './segments.ts'
import { compileStatements, type StatementPattern } from './template.ts'

export type { ReadStatement, ReadValue } from './read-value.ts'

let patterns: readonly StatementPattern[] | undefined

/**
 * Reads the statements in a text, in order: in sentences (whatever stands before and after: ids in brackets, bullets,
 * `According to …,`), and in rows `label | value`, `label: value` below a heading or title that names the subject, or
 * of tables that name subjects in the first column or in the head. Knows the relations, never the world. Takes time in
 * proportion to the text, whatever stands in it.
 */
export function readStatements(text: string): ReadStatement[] {
  const lines = linesOf(text)
  const found = [
    ...sentencesOf(text, lines).flatMap((sentence) => readSentence(sentence)),
    ...readRows(lines),
  ]
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end)
}

type Reading = Omit<ReadStatement, 'start' | 'end'>

/** Prompts of one run repeat the same sentences again and again: what they say is worked out once. */
const known = new Map<string, readonly Reading[]>()
const mostKnown = 50_000

function readSentence({ text, start, end }: Segment): ReadStatement[] {
  if (text.length > longestSentence || text.length < shortestSentence) return []
  let readings = known.get(text)
  if (!readings) {
    if (known.size >= mostKnown) known.clear()
    readings = readingsOf(text)
    known.set(text, readings)
  }
  return readings.map((reading) => ({ ...reading, start, end }))
}

function readingsOf(sentence: string): Reading[] {
  patterns ??= compileStatements(relations)
  const plain = normal(sentence)
  const written: Readonly<Record<LabLanguage, boolean>> = {
    en: /[a-z]/i.test(plain),
    zh: /\p{Script=Han}/u.test(plain),
  }
  const found = new Map<string, Reading>()
  for (const { relation, language, past, fragment, pattern } of patterns) {
    if (!written[language] || !plain.includes(fragment)) continue
    for (const { groups = {} } of plain.matchAll(pattern)) {
      const value = readValue(groups['v']!, relation)
      if (!value) continue
      const key = JSON.stringify([groups['s'], relation.id, value])
      const reading: Reading = {
        subject: groups['s']!,
        relation: relation.id,
        value,
        ...(groups['y'] === undefined ? {} : { asOf: Number(groups['y']) }),
        ...(past ? { past } : {}),
        language,
        sentence,
      }
      const other = found.get(key)
      if (!other || detail(other) < detail(reading)) found.set(key, reading)
    }
  }
  return [...found.values()]
}

/** Two wordings may fit a sentence, one of them but a part of it: the one that knows more is meant. */
function detail({ asOf, past }: Reading): number {
  return (past ? 2 : 0) + (asOf === undefined ? 0 : 1)
}
