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

function readSentence(sentence: Segment): ReadStatement[] {
  if (sentence.text.length > longestSentence || sentence.text.length < shortestSentence) return []
  patterns ??= compileStatements(relations)
  const plain = normal(sentence.text)
  const found = new Map<string, ReadStatement>()
  for (const { relation, language, past, fragment, pattern } of patterns) {
    if (!plain.includes(fragment)) continue
    for (const { groups = {} } of plain.matchAll(pattern)) {
      const value = readValue(groups['v']!, relation)
      if (!value) continue
      const key = JSON.stringify([groups['s'], relation.id, value, past])
      if (found.get(key)?.asOf !== undefined) continue
      found.set(key, {
        subject: groups['s']!,
        relation: relation.id,
        value,
        ...(groups['y'] === undefined ? {} : { asOf: Number(groups['y']) }),
        ...(past ? { past } : {}),
        language,
        start: sentence.start,
        end: sentence.end,
        sentence: sentence.text,
      })
    }
  }
  return [...found.values()]
}
