import type { CsvError } from 'csv-parse/sync'
import type { Context } from '#runtime'
import type { EvaluationItem } from '../evaluation.ts'
import { statesValue } from './answer-measures.ts'
import { ask, inOrder, itemOf, meansOf, methodOf, noAnswer, orFailure, shortly, type Answer } from './ask.ts'
import { invalid, isObject, jsonRecords, textOf, type DataRecord, type EvaluationData } from './data-file.ts'
import type { EvaluationKind, EvaluationParts, Note } from './kind.ts'
import { withLibrary } from './throw-away-library.ts'

interface TableItem {
  readonly id: string
  /** As CSV. */
  readonly table: string
  readonly title: string
  readonly question: string
  /** All of them must be stated. */
  readonly answer: readonly string[]
}

/**
 * Questions on tables, measured as WikiTableQuestions does (Pasupat and Liang 2015): the set of values that is
 * the answer. One object a line (or a list of them, or a CSV file with these columns): `table` (a list of rows, or CSV),
 * `question`, `answer` (a value or a list of them; in a CSV file separated by `|`), and, if wanted, `id` and `title`.
 */
export const tables: EvaluationKind<TableItem> = {
  kind: 'tables',

  recognise: async (data) => {
    const text = textOf(data).trimStart()
    const records = /^[[{]/.test(text) ? jsonRecords(data) : await csvRecords(data)
    return records.map((record) => itemIn(record, data.path))
  },

  run: async (items, parts, context) => {
    const chosen = parts.sample(items, 0)
    const byTable = Object.values(Object.groupBy(chosen, ({ table }) => table)).map((one) => one!)
    let done = 0
    const tell = (id: string): void => parts.tell(++done, chosen.length, id)
    const measured = await inOrder(byTable, context, (ofTable, index) =>
      answerAll(ofTable, parts, tell, context.at(`evaluation/${index}`)),
    )
    const rows = new Map(measured.flat().map((row) => [row.of, row]))
    const inPlace = chosen.map((item) => rows.get(item)!)
    return {
      ...methodOf(parts.models),
      used: chosen.length,
      of: items.length,
      metrics: meansOf(inPlace.map(({ metrics }) => metrics)),
      groups: [],
      items: inPlace.map(({ item }) => item),
      notes,
    }
  },
}

interface Row {
  readonly of: TableItem
  readonly item: EvaluationItem
  readonly metrics: Readonly<Record<string, number>>
}

async function answerAll(
  items: readonly TableItem[],
  { pool, models }: EvaluationParts,
  tell: (id: string) => void,
  context: Context,
): Promise<Row[]> {
  const { table, title } = items[0]!
  const name = `${title.replace(/[/\\]/g, '-')}.csv`
  const found = await orFailure(() =>
    withLibrary([{ name, text: table }], pool, context, async (library) => {
      const rows: Row[] = []
      for (const [index, item] of items.entries()) {
        const place = context.at(`question-${index}`)
        const answer = await orFailure(() => ask(item.question, library, undefined, models, place))
        rows.push('failed' in answer ? judge(item, noAnswer, answer.failed) : judge(item, answer))
        tell(item.id)
      }
      return rows
    }),
  )
  // A table that cannot be read fails its questions, and no others.
  return 'failed' in found ? items.map((item) => judge(item, noAnswer, found.failed)) : found
}

function judge(item: TableItem, { published }: Answer, failed?: string): Row {
  const states = (texts: readonly string[]): boolean =>
    item.answer.every((value) => texts.some((text) => statesValue(text, value)))
  const right = failed === undefined && states(published)
  const first = failed === undefined && states(published.slice(0, 1))
  return {
    of: item,
    metrics: {
      'denotation-accuracy': Number(right),
      'denotation-accuracy@1': Number(first),
    },
    item: itemOf({
      id: item.id,
      asked: item.question,
      expected: item.answer.join(' | '),
      given: shortly(published.join(' ')),
      score: Number(right),
      failed,
    }),
  }
}

function itemIn({ line, fields }: DataRecord, path: string): TableItem {
  const { id, table, title, question, answer } = fields
  const rows = tableIn(table)
  if (rows === undefined) throw invalid(path, line, 'no table: a list of rows, or CSV')
  if (typeof question !== 'string' || question.trim() === '') throw invalid(path, line, 'no question')
  const answers = (Array.isArray(answer) ? answer : [answer]).map(cellOf)
  if (answers.length === 0 || answers.some((one) => one === undefined || one.trim() === ''))
    throw invalid(path, line, 'no answer: a value or a list of values')
  return {
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : `line ${line}`,
    table: rows,
    title: typeof title === 'string' && title.trim() !== '' ? title.trim() : 'table',
    question,
    answer: answers as string[],
  }
}

/** WikiSQL writes a table as `header` and `rows`. */
function tableIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  const { header, rows } = isObject(value) ? value : {}
  const all: unknown = Array.isArray(header) && Array.isArray(rows) ? [header, ...(rows as unknown[])] : value
  if (!Array.isArray(all) || all.length === 0) return undefined
  const lines = all.map((row: unknown) => {
    const cells = Array.isArray(row)
      ? row.map((cell: unknown) => (cell === null ? '' : cellOf(cell)))
      : [undefined]
    return cells.includes(undefined) ? undefined : cells.map((cell) => quoted(cell!)).join(',')
  })
  return lines.includes(undefined) ? undefined : `${lines.join('\n')}\n`
}

function cellOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** The rows of a CSV file as records. */
async function csvRecords(data: EvaluationData): Promise<readonly DataRecord[]> {
  const { parse } = await import('csv-parse/sync')
  let rows: { record: string[]; info: { lines: number } }[]
  try {
    const settings = { info: true, bom: true, skip_empty_lines: true, relax_column_count: true } as const
    // The types of the parser do not know that `info` wraps each row.
    rows = parse(textOf(data), settings) as unknown as typeof rows
  } catch (error) {
    throw invalid(data.path, Number((error as CsvError)['lines'] ?? 1), 'neither JSON nor CSV')
  }
  const names = rows[0]?.record ?? []
  if (!['table', 'question', 'answer'].every((name) => names.includes(name)))
    throw invalid(data.path, 1, 'neither JSON nor a CSV header with table, question and answer')
  let above = rows[0]!.info.lines
  return rows.slice(1).map(({ record, info }) => {
    const fields = Object.fromEntries(names.map((name, column) => [name, record[column]]))
    // The parser tells the line on which a record ends; it begins after the one before.
    const line = above + 1
    above = info.lines
    return { line, fields: { ...fields, answer: (fields['answer'] ?? '').split('|') } }
  })
}

const notes: readonly Note[] = [
  {
    en: 'Denotation accuracy: every value of the answer stands in the published sentences (numbers equal, words the same), where WikiTableQuestions compares a bare list of values; @1: in the first sentence.',
    zh: '答案准确率：答案的每个值都出现在公布的句子里（数值相等、文字相同）；WikiTableQuestions 比较的是单独的值列表；@1 指第一句。',
  },
  {
    en: 'Dates are compared as words; each table is a CSV document in a library of its own.',
    zh: '日期按文字比较；每张表是各自资料库中的一篇 CSV 文档。',
  },
]
