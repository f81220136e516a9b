/**
 * Statements in a text, rows of tables that were told in words among them: `Orlin Bridge: Length 310 metres; Opened
 * 1931`, `Length: Entry 310 metres`, as tools write a row with the heads of its columns.
 */
import { readStatements, relations, typeOfName, type ReadStatement } from '../language/index.ts'

/** Everything that a text states, in order. */
export function readTold(text: string): ReadStatement[] {
  // Heads that say nothing are blanked out, which moves nothing.
  const plain = text.replace(
    /([:：]\s*)(Entry|Value|Item|内容|数值|值|项目)(?=[ \t：:]*[\d€\p{Lu}\p{Script=Han}])/gu,
    (_, colon: string, head: string) => colon + ' '.repeat(head.length),
  )
  const read = readStatements(plain)
  const restored =
    plain === text ? read : read.map((one) => ({ ...one, sentence: text.slice(one.start, one.end) }))
  return [...restored, ...rowsIn(text)].toSorted((a, b) => a.start - b.start)
}

const row =
  /^[ \t]*(?:\[[A-Za-z]?\d{1,3}\][ \t]*)?(?:[^\n:：]{1,80}[:：][ \t]*)?([^\n:：|]{2,60})[:：][ \t]*([^\n]{3,600})$/gmu

const labels = relations.flatMap(({ words }) => [words.en.label, words.zh.label])

function rowsIn(text: string): ReadStatement[] {
  return [...text.matchAll(row)].flatMap((match) => {
    const name = match[1]!.trim()
    if (typeOfName(name) === undefined) return []
    const at = match.index
    return match[2]!.split(/[;；]/).flatMap((part) => {
      const bare = part.trim()
      const label = labels.find((one) => bare.toLowerCase().startsWith(one.toLowerCase()))
      if (label === undefined) return []
      const rest = bare.slice(label.length)
      const year = /^\s*[(（]\d{4}年?[)）]/.exec(rest)?.[0] ?? ''
      const told = `${name}, ${label}${year}: ${rest.slice(year.length).trim()}`
      return readStatements(told)
        .slice(0, 1)
        .map((one) => ({ ...one, start: at, end: at + match[0].length, sentence: match[0].trim() }))
    })
  })
}
