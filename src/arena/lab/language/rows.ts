import { bullets, subjectNamed, subjectOf, type Subject } from './heading.ts'
import { labelOf, type Label } from './labels.ts'
import { typeOfName } from './name-shapes.ts'
import { normal } from './normal.ts'
import { readValue, type ReadStatement } from './read-value.ts'
import type { Relation } from './relation.ts'
import type { Segment } from './segments.ts'
import { valueShapeOf } from './template.ts'

/** What stands in rows: `label | value`, `label: value`, tables with subjects in the first column or in the head. */

/** A head cell: what the column tells, or whom it tells of. */
type Head = { readonly label: Label } | { readonly subject: Subject } | undefined

const longestLine = 1_000

/** Reads the statements that rows make; of lines of prose nothing is read. */
export function readRows(lines: readonly Segment[]): ReadStatement[] {
  const found: ReadStatement[] = []
  let subject: Subject | undefined
  let heads: readonly Head[] = []
  for (const line of lines) {
    if (line.text.length < 3 || line.text.length > longestLine) continue
    const cells = cellsOf(line.text)
    if (cells.length > 1) {
      const row = cells.map(normal)
      const next = headsOf(row)
      if (next) heads = next
      else found.push(...readRow(row, heads, subject, line))
      continue
    }
    heads = []
    const pairs = pairsOf(line.text).flatMap(([label, value]) => readPair(label, value, subject, line))
    found.push(...pairs)
    if (pairs.length === 0) subject = subjectOf(line.text) ?? subject
  }
  return found
}

function cellsOf(line: string): string[] {
  if (!/[|\t｜]/.test(line)) return []
  return line
    .replace(/^(?:[[【][^\]】\n]{1,16}[\]】]\s{0,4}|[-*•]\s{1,4})/u, '')
    .replace(/^\s*\|/, '')
    .replace(/\|\s*$/, '')
    .split(/[|\t｜]/)
}

function headsOf(row: readonly string[]): Head[] | undefined {
  if (row.every((cell) => /^[-: ]*$/.test(cell))) return undefined
  const rest = row.slice(1)
  const labels = rest.map((cell) => labelOf(cell))
  if (labels.some(Boolean)) {
    if (labelOf(row[0]!) && row.length === 2) return undefined
    // `Orlin Bridge | Length | 1,260 metres` is no head: it tells something.
    if (row.length > 2 && labels[0] && !labels.slice(1).some(Boolean) && typeOfName(row[0]!)) return undefined
    return [undefined, ...labels.map((label) => label && { label })]
  }
  // `Orlin Bridge | Tovgate`: whose row begins with a name tells something, where the value is a name too.
  if (labelOf(row[0]!) || subjectNamed(row[0]!)) return undefined
  const named = rest.map((cell) => subjectNamed(cell))
  return named.length > 0 && named.every(Boolean)
    ? [undefined, ...named.map((subject) => ({ subject: subject! }))]
    : undefined
}

function readRow(
  row: readonly string[],
  heads: readonly Head[],
  above: Subject | undefined,
  line: Segment,
): ReadStatement[] {
  const label = labelOf(row[0]!)
  if (label) {
    const columns = row.slice(1).map((cell, index) => [cell, heads[index + 1]] as const)
    const byColumn = columns.flatMap(([cell, head]) =>
      head && 'subject' in head ? told(head.subject, label, cell, line) : [],
    )
    return byColumn.length > 0 || !above ? byColumn : told(above, label, row[1]!, line)
  }
  const subject = subjectNamed(row[0]!)
  if (!subject) return []
  const second = labelOf(row[1]!)
  if (second && row[2] !== undefined) return told(subject, second, row[2], line)
  return row.flatMap((cell, index) => {
    const head = heads[index]
    return head && 'label' in head ? told(subject, head.label, cell, line) : []
  })
}

/** `Length: 1,260 metres; Opened: 14 May 1931` */
function pairsOf(line: string): [string, string][] {
  return line
    .replace(bullets, '')
    .split(/[;；]/)
    .flatMap((part) => {
      const at = part.search(/[:：]/)
      return at > 0 && at <= 80 ? [[part.slice(0, at), part.slice(at + 1)] as [string, string]] : []
    })
}

function readPair(head: string, value: string, above: Subject | undefined, line: Segment): ReadStatement[] {
  const words = normal(head)
  const label = labelOf(words)
  if (label) return above ? told(above, label, normal(value), line) : []
  // `Orlin Bridge, Length: 1,260 metres`
  const both = /^(.{2,60}?)(?: ?[—–\-,·/>]{1,2} ?|'s |’s |的)(.{1,40})$/u.exec(words)
  const subject = both && subjectNamed(both[1]!)
  const second = both && labelOf(both[2]!)
  return subject && second ? told(subject, second, normal(value), line) : []
}

function told(subject: Subject, label: Label, cell: string, line: Segment): ReadStatement[] {
  return label.relations
    .filter(({ subjects }) => subjects.includes(subject.type))
    .flatMap((relation): ReadStatement[] => {
      const match = cellPattern(relation).exec(cell)
      const value = match && readValue(match.groups!['v']!, relation)
      if (!value) return []
      const year = match.groups!['y'] ?? label.year
      return [
        {
          subject: subject.name,
          relation: relation.id,
          value,
          ...(relation.changing && year !== undefined ? { asOf: Number(year) } : {}),
          language: label.language,
          start: line.start,
          end: line.end,
          sentence: line.text,
        },
      ]
    })
}

const cellPatterns = new Map<string, RegExp>()

function cellPattern(relation: Relation): RegExp {
  let pattern = cellPatterns.get(relation.id)
  if (!pattern) {
    const year = String.raw`(?: ?[(,] ?(?:in |as of )?(?<y>\d{4})年?\)?)?`
    // Names may begin with the character for `about`: 约伦.
    const about = relation.value.kind === 'entity' ? '' : '(?:about |大?约)?'
    pattern = new RegExp(`^["'“]?${about}(?<v>${valueShapeOf(relation)})${year}["'”,.。]{0,3}$`, 'u')
    cellPatterns.set(relation.id, pattern)
  }
  return pattern
}
