import type { Document, Expression, Table, TableCell } from '#vocabulary'
import { termsOf } from '#library'
import { evidenceAt } from '#reading'
import { evaluateExpression, type Computed } from '#reasoning'
import type { Aim } from './aim.ts'
import type { Finding } from './strategy.ts'
import { computedSentence } from './words.ts'

type Operation = 'percent-change' | 'difference' | 'sum' | 'mean' | 'maximum' | 'minimum'

const operations: readonly (readonly [RegExp, Operation])[] = [
  [
    /\b(?:by )?(?:what|how many) (?:percent|percentage)\b.*\b(?:chang|increas|decreas|reduc|fall|fell|drop|declin|rise|rose|grow|grew)|\bpercent(?:age)? (?:change|increase|decrease|reduction|drop|growth)|\bgrowth rate\b|(?:下降|上升|增长|减少|增加|降低|提高|变化)了?(?:百分之几|百分之多少|多少个?百分)|(?:降幅|增幅|涨幅|增长率|变化率)/iu,
    'percent-change',
  ],
  [
    /\bhow (?:much|many) (?:\w+ )?(?:more|less|fewer|higher|lower|larger|smaller)\b|\bdifference\b|\bby how (?:much|many)\b|\bhow (?:much|many)\b.*\b(?:increase|decrease|fall|fell|drop|rise|rose|change|grow|decline)|相差|差(?:多少|值|额)|(?:多|少|高|低)(?:了)?多少|(?:下降|上升|增长|减少|增加|降低|提高|变化)了?多少/iu,
    'difference',
  ],
  [/\b(?:average|mean)\b|平均/iu, 'mean'],
  [/\b(?:highest|largest|most|maximum|peak|greatest)\b|最(?:高|大|多)/iu, 'maximum'],
  [/\b(?:lowest|smallest|least|minimum|fewest)\b|最(?:低|小|少)/iu, 'minimum'],
  [
    /\b(?:sum|altogether|combined|together|in (?:all|total)|total (?:of|amount|cost|spend\w*|number))\b|合计|总共|总计|一共|共计|累计/iu,
    'sum',
  ],
]

/** A numeric cell and the two labels that say what it is. */
interface Value {
  readonly cell: TableCell
  readonly text: string
  /** The label that all values of one series share, e.g. the column's header. */
  readonly series: string
  /** The label that tells them apart, e.g. the row's first cell. */
  readonly key: string
}

interface Series {
  readonly document: Document
  readonly table: Table
  readonly tableIndex: number
  readonly name: string
  readonly values: readonly Value[]
  readonly match: number
}

const numeric = /^[\s$¥€£￥≈~<>]*[-−–(]?\s*[$¥€£￥]?\s*\d[\d,]*(?:\.\d+)?\s*(?:%|％)?\)?\s*$/u
/** "Table 2": a number that is no value. */
const captionNumber = /^(?:table|tab\.|表|附表)\s*\d+(?:[-.]\d+)*[.:：]?\s*/iu
const totals = /^(?:sub-?)?totals?\b|^(?:合计|总计|小计|总额|总和)/iu
/** A series must share this much of the question's weight before anything is computed from it. */
const sureEnough = 0.15

/**
 * Answers a question that asks for a sum, mean, difference, change or extreme by computing it from the
 * tables that were found; undefined when the question asks for none or no table fits it surely. The claim
 * carries its expression over table cells, so that code can execute it again.
 */
export function computeAnswer(
  aim: Aim,
  tables: readonly { readonly document: Document; readonly index: number }[],
): Finding | undefined {
  const operation = operations.find(([pattern]) => pattern.test(aim.text))?.[1]
  if (!operation) return undefined
  const series = tables
    .flatMap(({ document, index }) => seriesOf(document, index, aim))
    .filter(({ match }) => match >= sureEnough)
    .sort((a, b) => b.match - a.match)
  for (const candidate of series) {
    const values = valuesAsked(candidate, operation, aim)
    if (values) return finding(candidate, operation, values, aim)
  }
  return undefined
}

function seriesOf(document: Document, index: number, aim: Aim): Series[] {
  const table = document.tables[index]!
  const text = (cell: TableCell): string => document.text.slice(cell.start, cell.end).trim()
  const header = new Map(table.cells.filter((cell) => cell.header).map((cell) => [cell.column, text(cell)]))
  const label = new Map(
    table.cells.filter((cell) => !cell.header && cell.column === 0).map((cell) => [cell.row, text(cell)]),
  )
  const values = table.cells.filter((cell) => !cell.header && cell.column > 0 && numeric.test(text(cell)))
  const about = termsOf([document.title, table.caption ?? ''].join('\n'))
  const group = (seriesName: (cell: TableCell) => string, key: (cell: TableCell) => string): Series[] => {
    const groups = new Map<string, Value[]>()
    for (const cell of values) {
      const [name, of] = [seriesName(cell), key(cell)]
      if (name !== '' && of !== '')
        groups.set(name, [...(groups.get(name) ?? []), { cell, text: text(cell), series: name, key: of }])
    }
    return [...groups].map(([name, members]) => ({
      document,
      table,
      tableIndex: index,
      name,
      values: members,
      match: matchOf(name, about, aim),
    }))
  }
  const column = (cell: TableCell): string => header.get(cell.column) ?? ''
  const row = (cell: TableCell): string => label.get(cell.row) ?? ''
  return [...group(column, row), ...group(row, column)]
}

/** The series' own name must be asked for; what the table as a whole is about helps to choose among tables. */
function matchOf(name: string, about: ReadonlyMap<string, number>, aim: Aim): number {
  const own = termsOf(name)
  let asked = 0
  let context = 0
  for (const [term, weight] of aim.weights) {
    if (own.has(term)) asked += weight
    else if (about.has(term)) context += weight
  }
  return asked === 0 ? 0 : asked + context / 2
}

/** The values that the question names: two for a change, all in a range or a list for a sum; undefined when unsure. */
function valuesAsked({ values }: Series, operation: Operation, aim: Aim): Value[] | undefined {
  const countable = values.filter(({ key }) => !totals.test(key))
  const named = countable.filter(({ key }) => isNamed(key, aim))
  const years = new Set(aim.text.normalize('NFKC').match(/\b(?:19|20)\d\d\b|(?:19|20)\d\d(?=年)/g) ?? [])
  const range = /(\d{4})\s*年?\s*(?:-|–|—|~|to|through|until|and|至|到|和)\s*(\d{4})/u.exec(
    aim.text.normalize('NFKC'),
  )
  switch (operation) {
    case 'percent-change':
    case 'difference':
      return named.length === 2 ? named : undefined
    case 'sum':
    case 'mean':
    case 'maximum':
    case 'minimum': {
      if (range) {
        const inside = countable.filter(
          ({ key }) => /^\d{4}/.test(key) && key.slice(0, 4) >= range[1]! && key.slice(0, 4) <= range[2]!,
        )
        return inside.length >= 2 ? inside : undefined
      }
      if (named.length >= 2) return named
      const inYears = countable.filter(
        ({ key }) => years.size === 0 || [...years].some((year) => key.includes(year)),
      )
      // One named year or item is a lookup, not a computation.
      return named.length === 0 && inYears.length >= 2 ? inYears : undefined
    }
  }
}

function isNamed(key: string, aim: Aim): boolean {
  const year = /^(\d{4})\s*年?$/u.exec(key)?.[1]
  if (year) return aim.text.includes(year)
  const terms = [...termsOf(key).keys()]
  return terms.length > 0 && terms.every((term) => aim.weights.has(term))
}

function finding(
  series: Series,
  operation: Operation,
  values: readonly Value[],
  aim: Aim,
): Finding | undefined {
  const evidence = values.map(({ cell }) =>
    evidenceAt(series.document, cell.start, cell.end, {
      table: series.tableIndex,
      row: cell.row,
      column: cell.column,
    }),
  )
  const expression = {
    op: operation,
    of: evidence.map(({ id, quote }) => ({ op: 'value' as const, evidence: id, text: quote })),
  } satisfies Expression
  const result = evaluateExpression(expression, evidence)
  if (!result) return undefined
  const { table } = series
  // The labels that say what the values are stand elsewhere in the table: it is cited whole where it is short.
  if (table.end - table.start <= 4000) evidence.push(evidenceAt(series.document, table.start, table.end))
  const holder = values.find(
    (_, index) => evaluateExpression(expression.of[index]!, evidence)?.value === result.value,
  )
  const text = computedSentence(
    aim.language,
    operation,
    series.name,
    values,
    { ...shown(operation, result), key: holder?.key ?? '' },
    (table.caption ?? series.document.title).replace(captionNumber, ''),
  )
  return { claim: { text, kind: 'computed', expression }, evidence, writer: 'extractive' }
}

/** A change as its size and direction to one decimal, since its operands rarely carry more; the rest as computed. */
function shown(operation: Operation, { value, text }: Computed): { text: string; down: boolean } {
  return { text: operation === 'percent-change' ? `${Math.abs(value).toFixed(1)}%` : text, down: value < 0 }
}
